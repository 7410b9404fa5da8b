"""Other ways to make the same index: what each would have changed."""

from __future__ import annotations

import numpy as np
import pytest

from gaoxin.index.build import build
from gaoxin.index.data import Data
from gaoxin.index.recipe import Recipe
from gaoxin.index.sobol import sobol
from gaoxin.index.structure import Choices
from gaoxin.index.treat import Bounds
from tests.gaoxin.index.conftest import national

MINMAX, Z = ("minmax", {}), ("zscore", {})


@pytest.fixture
def built(random):
    values = np.exp(random.normal(size=(30, 12)) * 1.5)
    return build(Data(tuple(map(str, range(30))), values), national(3, 12), Recipe())


def test_each_way_is_what_a_rebuild_gives(built):
    choices = Choices(built, [None, Bounds(), Bounds(most=1)], [MINMAX, Z])
    rebuilt = [
        build(built.data, built.framework, Recipe(treat=bounds, normalise=method)).normalised
        for bounds in choices.treats
        for method, _ in choices.scales
    ]
    assert len(choices.tables()) == 6
    for table, wanted in zip(choices.tables(), rebuilt, strict=True):
        np.testing.assert_array_equal(table, wanted)


def test_the_index_as_it_was_made_is_no_shift_from_itself(built):
    choices = Choices(built, [Bounds()], [MINMAX], reach=0.0)
    width = sum(one.width for one in choices.inputs)
    assert choices.shifts(np.random.default_rng(1).random((9, width))).tolist() == [0.0] * 9


def test_a_shift_is_the_mean_of_how_far_places_move(built):
    choices = Choices(built, [Bounds(), None], [MINMAX, Z], reach=0.0)
    width = sum(one.width for one in choices.inputs)
    draws = np.full((4, width), 0.5)
    draws[:, :2] = [[0, 0], [0, 0.99], [0.5, 0], [1.0, 1.0]]
    wanted = []
    for bounds, method in ((Bounds(), "minmax"), (Bounds(), "zscore"), (None, "minmax"), (None, "zscore")):
        other = build(built.data, built.framework, Recipe(treat=bounds, normalise=method))
        wanted.append(float(np.abs(other.places - built.places).mean()))
    assert choices.shifts(draws).tolist() == pytest.approx(wanted)


def test_what_is_never_another_has_no_share_of_the_shifts(built):
    choices = Choices(built, [Bounds(), None], [MINMAX], reach=0.2)
    shares = {one.name: one for one in sobol(choices.shifts, choices.inputs, 256, 4)}
    assert shares["normalise"].total == 0
    assert shares["treat"].total > 0.3

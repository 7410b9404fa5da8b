"""Gaps, constants, one unit, weights of nought: stated behaviour, and never a warning."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from gaoxin.index import aggregate as sums
from gaoxin.index import weights
from gaoxin.index.build import build
from gaoxin.index.data import Data
from gaoxin.index.impute import across, along, impute
from gaoxin.index.moments import kurtosis, skewness
from gaoxin.index.path import leverage
from gaoxin.index.ranks import ranks
from gaoxin.index.recipe import METHODS, SCALES, Recipe
from gaoxin.index.screen import availability, nonzero, screen
from gaoxin.index.treat import treat
from tests.gaoxin.index.conftest import two_groups

NAN = np.nan
HARD = {
    "a column of which nothing is known": [[1, NAN], [2, NAN], [3, NAN]],
    "a constant column": [[1, 5], [2, 5], [3, 5]],
    "one unit": [[1, 2]],
    "one unit of which nothing is known": [[NAN, NAN]],
    "no unit": np.empty((0, 2)),
    "two alike": [[1, 2], [1, 2]],
    "huge": [[1e300, 1], [-1e300, 2], [0, 3]],
}
GIVEN = {
    "distance_to_reference": {"unit": 0},
    "distance_to_target": {"targets": np.array([3.0, 5.0])},
    "goalposts": {"low": np.array([0.0, 5.0]), "high": np.array([4.0, 5.0])},
}


@pytest.fixture(autouse=True)
def no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def table(rows):
    return np.array(rows, dtype=float).reshape(-1, 2)


@pytest.mark.parametrize("rows", HARD)
@pytest.mark.parametrize("method", SCALES)
def test_a_scale_says_nothing_where_nothing_tells_apart(method, rows):
    values = table(HARD[rows])
    if method == "distance_to_reference" and not len(values):
        return
    scores = SCALES[method](values, np.array([1, -1]), **GIVEN.get(method, {}))
    assert scores.shape == values.shape
    assert not np.isinf(scores).any()
    assert np.isnan(scores[np.isnan(values)]).all()


@pytest.mark.parametrize("rows", HARD)
@pytest.mark.parametrize("method", METHODS)
def test_a_mean_of_nothing_is_unknown(method, rows):
    values = np.abs(table(HARD[rows])) + 1
    found = METHODS[method](values, np.array([1.0, 2.0]))
    assert found.shape == (len(values),)
    assert np.isnan(found[np.isnan(values).all(axis=1)]).all()


@pytest.mark.parametrize("method", METHODS)
def test_weights_of_nought_leave_everything_unknown(method):
    assert np.isnan(METHODS[method](np.array([[1.0, 2.0], [3.0, 4.0]]), np.zeros(2))).all()


@pytest.mark.parametrize("rows", HARD)
def test_every_other_stage_takes_it(rows):
    values = table(HARD[rows])
    for stage in (skewness, kurtosis):
        assert stage(values).shape == (2,)
    assert availability(values).shape == nonzero(values).shape == screen(values).shape == (len(values),)
    for filled, marks in (impute(values), impute(values, "median"), across(values, np.array([1, -1]))):
        assert filled.shape == marks.shape == values.shape
        assert np.array_equal(filled[~marks], values[~marks], equal_nan=True)
    treated, log = treat(values)
    assert (treated.shape, len(log)) == (values.shape, 2)
    assert ranks(values[:, 0]).shape == (len(values),)
    panel, source = along(values[:, None, :], list(range(len(values))))
    assert panel.shape == source.shape == (len(values), 1, 2)


@pytest.mark.parametrize("rows", HARD)
def test_weights_from_such_data_sum_to_one(rows):
    values = np.abs(table(HARD[rows]))
    for found in (weights.entropy(values), weights.critic(np.minimum(values, 1e100)), weights.equal(2)):
        assert found.sum() == pytest.approx(1)
    loadings, explained = weights.principal(np.minimum(values, 1e100))
    assert (loadings.shape, np.isnan(explained) or 0 < explained <= 1) == ((2,), True)


def test_a_whole_index_of_gaps_has_gaps_and_no_number_for_them():
    values = np.array([[1.0, NAN, NAN, 4.0], [2.0, NAN, NAN, 3.0], [NAN, NAN, NAN, NAN]])
    built = build(Data(("x", "y", "z"), values), two_groups(directions=(1, 1, 1, -1)))
    assert built.scores["A"].tolist()[:2] == [0.0, 100.0]
    assert built.scores["B"].tolist()[:2] == [0.0, 100.0]
    assert np.isnan([built.scores["A"][2], built.scores["B"][2], built.index[2], built.places[2]]).all()
    assert np.isnan(built.scores["b"]).all()
    assert built.places.tolist()[:2] == [2.0, 1.0]


def test_a_group_of_which_too_little_is_known_is_unknown():
    values = np.array([[1.0, NAN, 1.0, 1.0], [2.0, 5.0, 2.0, 2.0], [3.0, 6.0, 3.0, 3.0]])
    whole = build(Data(("x", "y", "z"), values), two_groups(), Recipe(least_in_group=0.0))
    strict = build(Data(("x", "y", "z"), values), two_groups(), Recipe(least_in_group=(0.51, 0.0)))
    assert whole.scores["A"][0] == 0.0
    assert np.isnan(strict.scores["A"][0])
    assert strict.scores["A"][1:].tolist() == whole.scores["A"][1:].tolist()


@pytest.mark.parametrize("method", ["geometric", "harmonic"])
@pytest.mark.parametrize(("least", "refused"), [(0.0, True), (1e-9, False)])
def test_a_mean_that_needs_scores_above_nought_says_so(method, least, refused):
    scores = np.array([[least, 1.0]])
    if refused:
        with pytest.raises(ValueError, match="needs scores above nought"):
            METHODS[method](scores, np.ones(2))
    else:
        assert METHODS[method](scores, np.ones(2))[0] > 0


def test_a_score_of_nought_that_weighs_nothing_does_no_harm():
    assert sums.geometric(np.array([[0.0, 4.0]]), np.array([0.0, 1.0])).tolist() == [4.0]


@pytest.mark.parametrize("rows", [name for name in HARD if name != "no unit"])
def test_leverage_says_nothing_of_what_tells_nothing_apart(rows):
    gains, places = leverage(table(HARD[rows]), np.array([1, -1]), np.array([0.5, 0.5]), 0, 0.1)
    assert gains.shape == places.shape == (2,)
    assert np.isnan(gains[np.isnan(table(HARD[rows])[0])]).all()

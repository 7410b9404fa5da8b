"""Strengths and weaknesses among peers, and a path turned into somebody's work."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.index.aggregate import flat_weights
from gaoxin.index.build import build
from gaoxin.index.data import Data
from gaoxin.index.path import path_to
from gaoxin.index.peers import beside, strengths, weaknesses
from gaoxin.index.recipe import Recipe
from gaoxin.index.targets import Target, by_owner, shared_out, targets
from tests.gaoxin.index.conftest import two_groups

NAN = np.nan
PLAIN = Recipe(treat=None, impute="mean")


@pytest.fixture
def built():
    values = [[10, 1, 50, 5], [20, 2, 40, NAN], [30, 3, 30, 3], [40, 4, 20, 2], [50, 5, 10, 1]]
    return build(Data(tuple("uvwxy"), np.array(values, float)), two_groups(directions=(1, 1, -1, 1)), PLAIN)


def test_a_unit_stands_beside_its_peers_indicator_by_indicator(built):
    found = {one.code: one for one in beside(built, "v")}
    assert (found["a"].value, found["a"].score, found["a"].place, found["a"].of) == (20.0, 25.0, 4, 5)
    assert (found["a"].median, found["a"].best, found["a"].behind) == (50.0, 100.0, 0.25 * 75)
    assert (found["c"].place, found["c"].share) == (4, 0.25)
    assert (found["d"].imputed, found["a"].imputed) == (True, False)


def test_peers_may_be_few_and_the_unit_need_not_be_named_among_them(built):
    for peers in (["x", "y"], ["x", "y", "v"]):
        (first, *_) = beside(built, "v", peers)
        assert (first.place, first.of, first.median) == (3, 3, 75.0)
    with pytest.raises(KeyError, match="not in the index: q"):
        beside(built, "v", ["q"])


@pytest.mark.parametrize(("least", "codes"), [(0.75, ["d"]), (0.74, ["d"]), (1.0, ["d"])])
def test_strengths_are_what_it_is_ahead_of_most_in(built, least, codes):
    assert [one.code for one in strengths(beside(built, "u"), least=least)] == codes


def test_weaknesses_come_by_what_they_cost_and_put_in_values_are_neither(built):
    assert [one.code for one in weaknesses(beside(built, "u"))] == ["a", "b", "c"]
    codes = {one.code for one in (*strengths(beside(built, "v"), least=0.0), *weaknesses(beside(built, "v"), most=1.0))}
    assert codes == {"a", "b", "c"}


def test_who_stands_alone_has_neither(built):
    found = beside(built, "v", [])
    assert [(one.of, one.share) for one in found] == [(1, 0.5)] * 4
    assert (strengths(found), weaknesses(found)) == ([], [])


def test_an_unknown_indicator_is_left_out():
    values = np.array([[1.0, NAN, 3.0, 4.0], [2.0, NAN, 1.0, 2.0]])
    built = build(Data(("u", "v"), values), two_groups(), Recipe(treat=None))
    assert [one.code for one in beside(built, "u")] == ["a", "c", "d"]


def path_of(built, unit, place):
    weights = flat_weights(built.framework)
    row = built.data.units.index(unit)
    limits = built.normalised.max(axis=0) - built.normalised[row]
    return path_to(built.normalised @ weights, weights, row, place, np.ones(4), limits)


def test_targets_in_their_own_units_bring_the_unit_to_the_place(built):
    path = path_of(built, "u", 3)
    found = targets(built, "u", path, {"a": "工信局"})
    assert sum(one.points for one in found) == pytest.approx(path.needed)
    values = built.data.values.copy()
    for one in found:
        values[0, built.framework.columns[one.code]] = one.goal
    again = build(Data(built.data.units, values), built.framework, PLAIN)
    assert again.places[0] <= 3
    assert {one.owner for one in found if one.code == "a"} == {"工信局"}


def test_where_low_is_good_the_goal_lies_below(built):
    path = path_of(built, "u", 1)
    goals = {one.code: (one.start, one.goal) for one in targets(built, "u", path)}
    assert goals["c"][1] < goals["c"][0]


def test_a_place_out_of_reach_gives_no_targets(built):
    scores, weights = built.normalised, flat_weights(built.framework)
    path = path_to(scores @ weights, weights, 0, 1, np.ones(4), np.zeros(4))
    assert (path.feasible, targets(built, "u", path)) == (False, [])


def test_other_scales_and_treated_indicators_have_no_way_back(built):
    path = path_of(built, "u", 3)
    other = build(built.data, built.framework, Recipe(treat=None, normalise="rank"))
    with pytest.raises(ValueError, match="min–max"):
        targets(other, "u", path)
    values = built.data.values.copy()
    values[4] = [1e6, 1e6, 1e6, 1e6]
    treated = build(Data(built.data.units, values), built.framework, Recipe())
    with pytest.raises(ValueError, match="treated for outliers"):
        targets(treated, "u", path)


@pytest.mark.parametrize(
    ("now", "done"), [(10.0, 0.0), (15.0, 0.5), (20.0, 1.0), (25.0, 1.5), (5.0, -0.5), (None, None)]
)
def test_progress_is_the_part_of_the_way(now, done):
    assert Target("a", "", 10.0, 20.0, 1.0).progress(now) == done
    assert Target("c", "", 20.0, 10.0, 1.0).progress(None if now is None else 30.0 - now) == done


def test_each_bureau_has_its_part_weighted_by_what_it_brings():
    found = [
        Target("a", "乙局", 0, 10, 3.0),
        Target("b", "乙局", 0, 10, 1.0),
        Target("c", "", 0, 1, 1.0),
        Target("d", "甲局", 0, 1, 1.0),
    ]
    shares = by_owner(found, {"a": 5.0, "b": 20.0, "c": None, "d": 1.0})
    assert [(one.owner, one.done, one.unknown) for one in shares] == [
        ("乙局", (3 * 0.5 + 1 * 1.0) / 4, 0),
        ("甲局", 1.0, 0),
        ("", None, 1),
    ]


@given(
    st.integers(0, 10**6), st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 50), min_size=1, max_size=8)
)
def test_a_number_is_shared_out_with_nothing_left_over(total, parts):
    if not sum(parts.values()):
        with pytest.raises(ValueError, match="one is above"):
            shared_out(total, parts)
        return
    found = shared_out(total, parts)
    assert sum(found.values()) == total
    whole = sum(parts.values())
    assert all(abs(found[name] - total * part / whole) < 1 for name, part in parts.items())

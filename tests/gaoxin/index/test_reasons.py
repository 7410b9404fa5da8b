"""Why a unit stands where it stands, why it moved, and what would move it: sums that leave nothing over."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.index.aggregate import flat_weights
from gaoxin.index.build import build
from gaoxin.index.data import Data
from gaoxin.index.framework import Framework, Node
from gaoxin.index.moves import changed, gap, gap_in_logs, moved, own_weights, shapley, shapley_by_drawing
from gaoxin.index.path import leverage, path_to
from gaoxin.index.recipe import Recipe
from tests.gaoxin.index.conftest import national, two_groups

PLAIN = Recipe(treat=None)


def test_the_gap_to_another_is_the_sum_of_its_parts(random):
    scores, weights = random.random((5, 4)) + 0.1, np.array([0.4, 0.3, 0.2, 0.1])
    assert gap(scores, weights, 1, 3).sum() == pytest.approx((scores[3] - scores[1]) @ weights)
    logs = np.log(scores) @ weights
    assert gap_in_logs(scores, weights, 1, 3).sum() == pytest.approx(logs[3] - logs[1])


def test_weights_are_renewed_over_what_is_known_of_a_unit():
    scores = np.array([[1.0, np.nan], [1.0, 1.0], [np.nan, np.nan]])
    assert own_weights(scores, np.array([0.25, 0.75])).tolist() == [[1, 0], [0.25, 0.75], [0, 0]]


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_move_is_the_sum_of_what_oneself_and_the_rivals_did(seed):
    random = np.random.default_rng(seed)
    before = random.integers(0, 12, (9, 4)).astype(float)
    after = before + random.integers(-4, 5, before.shape)
    weights = np.array([0.4, 0.3, 0.2, 0.1])
    for unit in range(9):
        found = moved(before, after, weights, unit)
        assert (found.own + found.rivals).sum() == pytest.approx(found.change, abs=1e-9)


def test_standing_still_may_hide_that_three_came_and_three_went():
    before = np.array([[5.0], [6], [7], [4], [3]])
    after = np.array([[5.0], [4], [3], [6], [7]])
    found = moved(before, after, np.ones(1), 0)
    assert (found.change, found.passed, found.left) == (0.0, (3, 4), (1, 2))
    assert (found.own.tolist(), found.rivals.tolist()) == ([0.0], [0.0])


def test_shapley_shares_sum_to_the_move_and_those_drawn_come_near(random):
    before, after = random.random((20, 6)) * 100, random.random((20, 6)) * 100
    weights = np.array([0.3, 0.2, 0.2, 0.1, 0.1, 0.1])
    exact = shapley(before, after, weights, 4, [[at] for at in range(6)])
    change = moved(before, after, weights, 4).change
    assert exact.sum() == pytest.approx(change)
    drawn, errors = shapley_by_drawing(before, after, weights, 4, draws=4000, seed=2)
    assert drawn.sum() == pytest.approx(change)
    assert (np.abs(drawn - exact) <= 4 * errors + 1e-9).all()


def year(values, units="uvwxyz", tree=None):
    tree = tree or two_groups()
    return build(Data(tuple(units), np.array(values, float)), tree, PLAIN)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_change_between_years_leaves_nothing_over(seed):
    random = np.random.default_rng(seed)
    first = year(random.random((6, 4)) * 100)
    second = year(random.random((6, 4)) * 120, "abwxyz")
    for unit in "wxyz":
        found = changed(first, second, unit)
        parts = found.own.sum() + found.rivals.sum() + found.rescaled + found.reframed + found.joined
        assert parts == pytest.approx(found.change, abs=1e-9)
        assert (found.before, found.after) == (
            first.places[first.data.units.index(unit)],
            second.places[second.data.units.index(unit)],
        )


def test_one_whose_data_did_not_change_is_told_what_others_and_the_scale_did():
    first = year([[50] * 4, [60] * 4, [40] * 4, [0] * 4, [100] * 4, [20] * 4])
    second = year([[50] * 4, [60] * 4, [55] * 4, [0] * 4, [100] * 4, [20] * 4])
    found = changed(first, second, "u")
    assert (found.change, found.own.sum(), found.rivals.sum(), found.rescaled, found.joined) == (
        1.0,
        0.0,
        1.0,
        0.0,
        0.0,
    )
    assert (found.passed, found.left) == (("w",), ())


def test_another_framework_is_a_reason_of_its_own():
    later = two_groups(tops=(0.0, 1.0))
    values = [[90, 90, 10, 10], [10, 10, 90, 90], [0, 0, 0, 0], [100, 100, 100, 100], [50, 50, 40, 40], [1, 1, 1, 1]]
    found = changed(year(values), year(values, tree=later), "u")
    assert (found.own.sum(), found.rivals.sum(), found.rescaled) == (0.0, 0.0, 0.0)
    assert found.change == found.reframed != 0


@pytest.mark.parametrize(
    ("recipe", "why"),
    [
        (Recipe(), "outliers left as they are"),
        (Recipe(treat=None, normalise="rank"), "min–max"),
        (Recipe(treat=None, aggregate="copeland"), "weighted sums"),
    ],
)
def test_years_made_otherwise_are_not_compared(recipe, why):
    data = Data(tuple("uvw"), np.arange(12.0).reshape(3, 4))
    with pytest.raises(ValueError, match=why):
        changed(build(data, two_groups(), recipe), build(data, two_groups(), PLAIN), "u")


def cheapest(totals, weights, unit, place, costs, limits, most):
    """By looking at every way in quarters of a point."""
    others = np.sort(np.delete(totals, unit))[::-1]
    best = None
    for steps in product(*(np.arange(0, limit + 0.25, 0.25) for limit in limits)):
        steps = np.array(steps)
        reached = totals[unit] + weights @ steps > others[place - 1] - 1e-9
        if reached and (most is None or (steps > 0).sum() <= most):
            best = min(best, float(costs @ steps)) if best is not None else float(costs @ steps)
    return best


@pytest.mark.parametrize("most", [None, 1, 2, 3])
@pytest.mark.parametrize("place", [1, 2, 3])
def test_the_least_improvement_is_as_cheap_as_any(most, place, random):
    scores = random.integers(0, 5, (4, 3)) / 2
    weights, costs, limits = np.array([0.5, 0.3, 0.2]), np.array([3.0, 1.0, 2.0]), np.array([2.0, 1.5, 2.0])
    totals = scores @ weights
    unit = int(np.argmin(totals))
    found = path_to(totals, weights, unit, place, costs, limits, most=most)
    by_hand = cheapest(totals, weights, unit, place, costs, limits, most)
    assert found.feasible == (by_hand is not None)
    if by_hand is not None:
        assert found.cost <= by_hand + 1e-4
        assert ((found.steps >= 0) & (found.steps <= limits + 1e-9)).all()
        assert most is None or (found.steps > 1e-9).sum() <= most
        after = totals.copy()
        after[unit] += weights @ found.steps
        assert (after > after[unit]).sum() < place


def test_a_place_out_of_reach_is_said_with_what_is_still_missing():
    found = path_to(np.array([10.0, 90.0]), np.array([0.5, 0.5]), 0, 1, np.ones(2), np.array([20.0, 20.0]))
    assert (found.feasible, found.steps, found.cost) == (False, None, None)
    assert found.missing == pytest.approx(60.0, abs=1e-5)


@pytest.mark.parametrize("place", [0, 3])
def test_a_place_that_there_is_not_is_refused(place):
    with pytest.raises(ValueError, match="there are places 1 to 2"):
        path_to(np.array([1.0, 2.0]), np.ones(1), 0, place, np.ones(1), np.ones(1))


@pytest.mark.parametrize(("totals", "place"), [([5.0, 2.0, 1.0], 2), ([1.0, 2.0, 3.0], 3)])
def test_who_is_there_already_need_do_nothing(totals, place):
    found = path_to(np.array(totals), np.ones(1), 0, place, np.ones(1), np.ones(1))
    assert (found.needed, found.cost, found.steps.tolist()) == (0.0, 0.0, [0.0])


def test_leverage_is_what_a_rebuild_with_that_figure_gives(random):
    tree = national(3, 9)
    values = random.random((15, 9)) * 100 + 1
    built = build(Data(tuple(map(str, range(15))), values), tree, PLAIN)
    gains, places = leverage(values, tree.directions, flat_weights(tree), 6, 0.1)
    for at in range(9):
        other = values.copy()
        other[6, at] *= 1.1
        again = build(Data(built.data.units, other), tree, PLAIN)
        assert gains[at] == pytest.approx(again.index[6] - built.index[6])
        assert places[at] == built.places[6] - again.places[6]


def test_leverage_of_an_indicator_that_is_better_when_low_is_of_lowering_it():
    tree = Framework((Node("T", "T", 2, ""), Node("a", "a", 1, "T", direction=-1)))
    gains, places = leverage(np.array([[10.0], [9.5], [20.0]]), tree.directions, np.ones(1), 0, 0.1)
    assert (gains[0] > 0, places[0]) == (True, 1)

"""Each stage by figures worked out by hand, and by laws that hold for all data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from gaoxin.index import aggregate as sums
from gaoxin.index import normalise as scales
from gaoxin.index import weights
from gaoxin.index.aggregate import aggregate, flat_weights
from gaoxin.index.data import Data
from gaoxin.index.denominate import denominate
from gaoxin.index.framework import Framework, Node, problems
from gaoxin.index.impute import across, along, impute
from gaoxin.index.moments import kurtosis, skewness
from gaoxin.index.ranks import ranks
from gaoxin.index.screen import screen
from gaoxin.index.treat import Bounds, passes, transform, treat, winsorise
from tests.gaoxin.index.conftest import two_groups

NAN = np.nan
UP = np.array([1])
DOWN = np.array([-1])
FIVE = np.array([[1.0], [2.0], [4.0], [8.0], [NAN]])


def column(scores):
    return [None if np.isnan(one) else round(float(one), 10) for one in scores[:, 0]]


@pytest.mark.parametrize(
    ("method", "directions", "given_", "wanted"),
    [
        ("minmax", UP, {}, [0, 14.2857142857, 42.8571428571, 100, None]),
        ("minmax", DOWN, {"low": 1, "high": 10}, [10, 8.7142857143, 6.1428571429, 1, None]),
        ("efficacy", UP, {}, [60, 65.7142857143, 77.1428571429, 100, None]),
        (
            "efficacy",
            DOWN,
            {"worst": np.array([8.0]), "best": np.array([2.0])},
            [106.6666666667, 100, 86.6666666667, 60, None],
        ),
        ("zscore", UP, {}, [-0.8883301384, -0.5653009972, 0.0807572853, 1.3728738502, None]),
        ("scaled", UP, {"low": 1, "high": 5}, [0, 25, 75, 175, None]),
        ("rank", UP, {}, [1, 2, 3, 4, None]),
        ("rank", DOWN, {}, [4, 3, 2, 1, None]),
        ("borda", UP, {}, [0, 1, 2, 3, None]),
        ("percentile", UP, {}, [0, 0.3333333333, 0.6666666667, 1, None]),
        ("distance_to_best", UP, {}, [0, 0.1428571429, 0.4285714286, 1, None]),
        ("distance_to_reference", UP, {"unit": 2}, [0, 0.3333333333, 1, 2.3333333333, None]),
        ("distance_to_reference", UP, {"unit": 2, "cap": True}, [0, 0.3333333333, 1, 1, None]),
        ("distance_to_target", UP, {"targets": np.array([5.0])}, [0, 0.25, 0.75, 1.75, None]),
        ("distance_to_target", DOWN, {"targets": np.array([4.0]), "cap": True}, [1, 1, 1, 0, None]),
        ("fraction_of_best", UP, {}, [0.125, 0.25, 0.5, 1, None]),
        ("goalposts", UP, {"low": [2.0], "high": [6.0]}, [0, 0, 0.5, 1, None]),
        ("goalposts", DOWN, {"low": [2.0], "high": [6.0], "scale": 100}, [100, 100, 50, 0, None]),
    ],
)
def test_a_scale_by_hand(method, directions, given_, wanted):
    assert column(getattr(scales, method)(FIVE, directions, **given_)) == wanted


def test_ties_take_the_lower_rank_on_a_scale():
    assert column(scales.rank(np.array([[3.0], [3.0], [1.0], [9.0]]), UP)) == [2, 2, 1, 4]


@settings(max_examples=60, deadline=None)
@given(
    arrays(float, (7, 3), elements=st.one_of(st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), st.just(NAN))),
    st.floats(0.5, 9),
    st.floats(-9, 9),
)
def test_no_unit_of_measure_changes_a_score(values, factor, shift):
    directions = np.array([1, -1, 1])
    for method in (scales.minmax, scales.zscore, scales.distance_to_best):
        np.testing.assert_allclose(
            method(values, directions), method(values * factor + shift, directions), rtol=1e-6, atol=1e-3
        )


@pytest.mark.parametrize(
    ("method", "wanted"), [("arithmetic", 3.0), ("geometric", 16 ** (1 / 3)), ("harmonic", 3 / (1 / 1 + 2 / 4))]
)
def test_a_mean_by_hand_and_renewed_round_a_gap(method, wanted):
    scores = np.array([[1.0, 4.0], [NAN, 4.0]])
    assert sums.METHODS[method](scores, np.array([1.0, 2.0])).tolist() == pytest.approx([wanted, 4.0])


@pytest.mark.parametrize(("exponent", "same"), [(1.0, sums.arithmetic), (0.0, sums.geometric), (-1.0, sums.harmonic)])
def test_a_power_mean_is_the_mean_of_its_exponent(exponent, same, random):
    scores, weight = random.random((9, 4)) + 0.1, random.random(4)
    np.testing.assert_allclose(sums.power(scores, weight, exponent), same(scores, weight))


def test_copeland_counts_the_weight_that_speaks_for_each():
    scores = np.array([[3.0, 1.0], [2.0, 1.0], [1.0, NAN]])
    assert sums.copeland(scores, np.array([3.0, 1.0])).tolist() == [0.75 + 0.125 + 0.75, 0.125 + 0.75, 0.0]


def test_levels_may_be_put_together_differently_and_weights_count_among_siblings():
    tree = two_groups(weights=(3.0, 1.0, 1.0, 1.0), tops=(2.0, 1.0))
    scores = np.array([[4.0, 8.0, 1.0, 4.0]])
    found = aggregate(scores, tree, [sums.arithmetic, sums.geometric])
    assert (found["A"][0], found["B"][0]) == (5.0, 2.5)
    assert found["T"][0] == pytest.approx((5.0**2 * 2.5) ** (1 / 3))
    with pytest.raises(ValueError, match="2 levels are put together, 1 methods"):
        aggregate(scores, tree, [sums.arithmetic])


def test_flat_weights_give_the_total_of_three_levels(random):
    tree = two_groups(weights=(3.0, 1.0, 2.0, 5.0), tops=(2.0, 7.0))
    scores, flat = random.random((11, 4)), flat_weights(tree)
    assert flat.sum() == pytest.approx(1)
    np.testing.assert_allclose(scores @ flat, aggregate(scores, tree)["T"])


def test_gaps_are_filled_by_the_middle_of_all_or_of_the_group():
    values = np.array([[1.0], [NAN], [5.0], [NAN], [9.0]])
    assert column(impute(values, "mean")[0]) == [1, 5, 5, 5, 9]
    filled, marks = impute(values, "median", ["东", "东", "西", "西", "西"])
    assert column(filled) == [1, 1, 5, 7, 9]
    assert marks[:, 0].tolist() == [False, True, False, True, False]
    assert column(impute(values, "mean", ["东", "NA", "西", "", "西"])[0]) == [1, None, 5, None, 9]


def test_gaps_are_filled_from_a_units_own_other_indicators():
    values = np.array([[0.0, 10.0], [10.0, 30.0], [5.0, NAN]])
    filled, marks = across(values, np.array([1, 1]))
    assert (filled[2, 1], marks.sum()) == (20.0, 1)
    assert across(values, np.array([1, -1]))[0][2, 1] == pytest.approx(20.0)


@pytest.mark.parametrize(
    ("how", "most", "wanted", "source"),
    [
        ("latest", None, [None, 2, 2, 2, 8], [-1, 2021, 2021, 2021, 2024]),
        ("latest", 1, [None, 2, 2, None, 8], [-1, 2021, 2021, -1, 2024]),
        ("constant", None, [2, 2, 2, 2, 8], [2021, 2021, 2021, 2021, 2024]),
        ("linear", None, [2, 2, 4, 6, 8], [2021, 2021, -1, -1, 2024]),
    ],
)
def test_gaps_of_a_panel_are_filled_from_other_years(how, most, wanted, source):
    years = [2020, 2021, 2022, 2023, 2024]
    panel = np.array([NAN, 2.0, NAN, NAN, 8.0]).reshape(5, 1, 1)
    shuffled = [3, 0, 4, 2, 1]
    filled, origin = along(panel[shuffled], [years[at] for at in shuffled], how, most)
    back = np.argsort(shuffled)
    assert [None if np.isnan(one) else one for one in filled[back, 0, 0]] == wanted
    assert origin[back, 0, 0].tolist() == source


def test_skewness_and_kurtosis_are_those_of_a_spreadsheet():
    known = [2.0, 3.0, 5.0, 9.0, 18.0]
    values = np.array([*known, NAN])[:, None]
    assert skewness(values)[0] == pytest.approx(stats.skew(known, bias=False), rel=1e-12)
    assert kurtosis(values)[0] == pytest.approx(stats.kurtosis(known, bias=False), rel=1e-12)


@pytest.mark.parametrize(
    ("skew", "kurt", "wanted"),
    [
        (1.99, 9, True),
        (2.0, 9, False),
        (-2.0, 9, False),
        (-1.99, 9, True),
        (3, 3.49, True),
        (3, 3.5, False),
        (NAN, 1, None),
    ],
)
def test_a_column_passes_below_either_bound(skew, kurt, wanted):
    assert passes(skew, kurt, Bounds()) is wanted


def test_one_far_point_is_drawn_in_and_told():
    values = np.array([[1.0], [2.0], [3.0], [4.0], [5.0], [6.0], [7.0], [100.0]])
    treated, (done,) = treat(values)
    assert treated[:, 0].tolist() == [1, 2, 3, 4, 5, 6, 7, 7]
    assert (done.method, done.count, done.high, done.low, done.passes) == ("winsorised", 1, (7,), (), True)


def test_a_low_point_is_drawn_in_from_below():
    drawn = winsorise(np.array([[-100.0, 2, 3, 4, 5, 6, 7, 8]]).T, [Bounds()])
    assert (drawn.values[0, 0], drawn.high.any(), np.flatnonzero(drawn.low).tolist()) == (2.0, False, [0])


def test_where_drawing_in_does_not_help_a_logarithm_of_the_untreated_values_is_taken():
    values = (10.0 ** np.arange(60))[:, None]
    treated, (done,) = treat(values)
    assert done.method == "log_ct"
    np.testing.assert_allclose(treated[:, 0], transform(values[:, 0], "log_ct"))
    assert (np.diff(treated[:, 0]) >= 0).all()
    assert treat(values, Bounds(otherwise=None))[1][0].method == "winsorised"


@pytest.mark.parametrize(
    ("method", "wanted"),
    [
        ("log_ct", [np.log(0.09), np.log(9.09)]),
        ("log_ct_orig", [0.0, np.log(10)]),
        ("log_gii", [0.0, np.log(10)]),
        ("box_cox", [0.0, np.log(10)]),
    ],
)
def test_a_logarithm_by_hand(method, wanted):
    np.testing.assert_allclose(transform(np.array([1.0, 10.0]), method), wanted, atol=1e-12)


def test_size_is_taken_out_and_a_divisor_of_nought_leaves_the_value_unknown():
    tree = Framework((Node("T", "T", 2, ""), Node("a", "a", 1, "T", denominator="people"), Node("b", "b", 1, "T")))
    data = Data(("x", "y", "z"), np.array([[6.0, 6.0]] * 3), others={"people": np.array([3.0, 0.0, NAN])})
    found = denominate(data, tree).values
    assert (found[0].tolist(), found[1:, 1].tolist(), np.isnan(found[1:, 0]).all()) == ([2.0, 6.0], [6.0, 6.0], True)


@pytest.mark.parametrize(("least", "stay"), [(0.5, [True, True]), (0.51, [True, False])])
def test_units_of_which_too_little_is_known_are_left_out(least, stay):
    assert screen(np.array([[1.0, 2.0], [NAN, 2.0]]), least).tolist() == stay
    assert screen(np.array([[0.0, 2.0], [1.0, 2.0]]), 0.0, least).tolist() == stay[::-1]


def test_equal_scores_share_the_better_rank_and_the_next_is_passed_over():
    assert ranks(np.array([5.0, 7.0, 5.0, 3.0])).tolist() == [2, 1, 2, 4]
    assert ranks(np.array([5.0, 5.0 + 1e-12, 4.0])).tolist() == [1, 1, 3]


def test_judgements_that_agree_have_a_ratio_of_nought_and_others_more():
    agreed = weights.ahp(np.array([[1, 2, 6], [1 / 2, 1, 3], [1 / 6, 1 / 3, 1]]))
    np.testing.assert_allclose(agreed.weights, [0.6, 0.3, 0.1])
    assert agreed.ratio == pytest.approx(0, abs=1e-9)
    known = weights.ahp(np.array([[1, 3, 5], [1 / 3, 1, 3], [1 / 5, 1 / 3, 1]]))  # the textbook's: 3.039, CR 0.033
    assert (round(known.greatest, 3), round(known.ratio, 3)) == (3.039, 0.033)
    with pytest.raises(ValueError, match="1 : 2 is not the reciprocal of 2 : 1"):
        weights.ahp(np.array([[1.0, 2.0], [2.0, 1.0]]))


def test_what_tells_nothing_apart_weighs_nothing():
    scores = np.array([[1.0, 5.0, 1.0], [1.0, 1.0, 4.0], [1.0, 3.0, 7.0]])
    assert weights.entropy(scores)[0] == weights.critic(scores)[0] == 0
    assert weights.entropy(np.ones((3, 2))).tolist() == [0.5, 0.5]


def test_the_benefit_of_the_doubt_shows_each_in_its_best_light(random):
    scores = random.random((12, 4)) + 0.05
    found, best = weights.benefit_of_doubt(scores, least_share=0.05)
    assert (best <= 1 + 1e-9).all()
    assert best.max() == pytest.approx(1)
    assert (scores @ found.T <= 1 + 1e-7).all()
    share = found * scores / best[:, None]
    assert (share >= 0.05 - 1e-7).all()


def test_a_tree_says_all_that_is_wrong_with_it():
    nodes = [
        Node("T", "", 3, ""),
        Node("A", "", 2, "T"),
        Node("A", "", 2, "T"),
        Node("x", "", 1, "Z"),
        Node("y", "", 1, "T", direction=0),
        Node("z", "", 1, "A", weight=-1),
        Node("B", "", 2, "T"),
    ]
    assert list(problems(nodes)) == [
        "A stands twice",
        "x: there is no Z above it",
        "y (level 1) is not one below T (level 3)",
        "y: direction 0 is neither 1 nor -1",
        "z: weight -1 is below nought",
        "B (level 2) has nothing below it",
    ]


def test_weights_that_no_document_gives_are_named_and_can_be_put_in():
    tree = two_groups(weights=(None, 1.0, 1.0, 1.0))
    assert tree.unknown_weights == ("a",)
    assert tree.weighted({"a": 3.0}).unknown_weights == ()
    with pytest.raises(KeyError, match="no node q"):
        tree.weighted({"q": 1.0})

"""An evaluation of a year: places and how sure they are, what is silent, reasons, ways up, the year's end."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.index.ahead import LEAST, chances, year_end, yearly_changes
from gaoxin.index.evaluation import digest_of, evaluate, rows_of, silent_of, without
from gaoxin.index.framework import Framework, Node
from gaoxin.index.moves import by_group
from gaoxin.index.reasons import (
    above,
    ahead_of,
    changed_between,
    gap_by_group,
    gaps,
    group_rows,
    likely_places,
    percentiles,
    ranges,
    slopes,
    usual_steps,
    waterfall,
)
from gaoxin.index.way import way_to

TREE = Framework(
    (
        Node("total", "总分", 3, ""),
        Node("1", "创新", 2, "total", 60),
        Node("2", "绿色", 2, "total", 40),
        Node("1.1", "研发", 1, "1", 2, 1, "%"),
        Node("1.2", "企业", 1, "1", 1, 1, "家"),
        Node("2.1", "能耗", 1, "2", None, -1, "吨"),
    )
)
VALUES = {
    "甲": {"1.1": 4.0, "1.2": 10.0, "2.1": 1.0},
    "乙": {"1.1": 2.0, "1.2": 30.0, "2.1": 2.0},
    "丙": {"1.1": 0.0, "1.2": 20.0, "2.1": 3.0},
}


def found(**other):
    made = evaluate(TREE, {**VALUES, **other})
    assert made is not None
    return made


def test_places_scores_and_what_each_indicator_weighs():
    one = found()
    assert one.order == ("甲", "乙", "丙")
    assert [round(one.score(unit), 6) for unit in one.order] == [80.0, 60.0, 10.0]
    assert [round(weight, 6) for weight in one.weights.tolist()] == [0.4, 0.2, 0.4]
    assert one.built.is_simulated is True  # 2.1 has no known weight


def test_rows_tell_place_interval_chance_and_places_gained():
    before = found(甲={"1.1": 0.0, "1.2": 10.0, "2.1": 3.0})
    rows = rows_of(found(), before, top=1)
    assert [(row.unit, row.place, row.gained, row.imputed) for row in rows] == [
        ("甲", 1, 2, 0),
        ("乙", 2, -1, 0),
        ("丙", 3, -1, 0),
    ]
    assert all(row.low <= row.middle <= row.high for row in rows)
    assert sum(row.top for row in rows) == pytest.approx(1.0)


def test_a_unit_new_this_year_has_gained_nothing_that_is_known():
    rows = rows_of(found(丁={"1.1": 1.0, "1.2": 1.0, "2.1": 1.0}), found())
    assert [(row.unit, row.gained) for row in rows] == [("甲", 0), ("乙", 0), ("丁", None), ("丙", -1)]


def test_a_gap_is_filled_with_the_middle_and_counted():
    one = found(丁={"1.1": None, "1.2": 20.0, "2.1": 2.0})
    row = next(row for row in rows_of(one) if row.unit == "丁")
    assert row.imputed == 1
    assert one.built.data.values[one.row("丁"), 0] == 2.0


def test_what_no_unit_is_known_of_and_what_tells_nothing_apart_is_silent_and_its_group_goes_with_it():
    values = {unit: {**row, "2.1": 5.0} for unit, row in VALUES.items()}
    one = evaluate(TREE, values)
    assert one.silent == ("2.1",)
    assert [node.code for node in one.built.framework.nodes] == ["total", "1", "1.1", "1.2"]
    assert evaluate(TREE, {unit: {**row, "2.1": None} for unit, row in VALUES.items()}).silent == ("2.1",)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"甲": VALUES["甲"]},
        {"甲": VALUES["甲"], "乙": {"1.1": None}},
        {unit: {"1.1": 1.0, "1.2": 1.0, "2.1": 1.0} for unit in ("甲", "乙")},
    ],
)
def test_nobody_one_alone_one_known_and_all_alike_are_no_evaluation(values):
    assert evaluate(TREE, values) is None


@pytest.mark.parametrize(
    ("weights", "silent"),
    [
        ({"1": 0}, ("1.1", "1.2")),
        ({"1.1": 0, "1.2": 0}, ("1.1", "1.2")),
        ({"2.1": 0}, ("2.1",)),
        ({"1.1": 0}, ("1.1",)),
    ],
)
def test_what_weighs_nothing_is_silent_and_the_rest_still_sums_to_the_total(weights, silent):
    one = evaluate(TREE.weighted(weights), VALUES)
    assert one.silent == silent
    told = sum(step.points for step in gaps(one, "乙", "甲"))
    assert told == pytest.approx(one.score("甲") - one.score("乙"))


def test_where_everything_weighs_nothing_there_is_no_evaluation():
    assert evaluate(TREE.weighted({"1": 0, "2": 0}), VALUES) is None


def test_a_value_of_nought_is_a_value_and_not_a_gap():
    assert rows_of(found())[2].imputed == 0  # 丙 has 1.1 of nought


def test_a_tree_without_its_indicators_loses_the_groups_above_them():
    assert [node.code for node in without(TREE, ["1.1", "1.2"]).nodes] == ["total", "2", "2.1"]
    assert silent_of(TREE, found().built.data) == ()


def test_the_digest_is_of_all_it_stands_on_and_of_no_order():
    first = found().digest
    turned = {unit: dict(reversed(row.items())) for unit, row in reversed(VALUES.items())}
    assert evaluate(TREE, turned).digest == first
    assert evaluate(TREE.weighted({"2.1": 1.0}), VALUES).digest != first  # known to be 1 is not unknown
    assert found(甲={"1.1": 4.0, "1.2": 10.0, "2.1": 1.5}).digest != first
    assert digest_of(TREE, {"甲": {"1.1": None}}, found().built.recipe) == digest_of(
        TREE, {"甲": {}}, found().built.recipe
    )


def test_a_gap_to_another_is_told_by_indicators_and_sums_to_the_difference_of_totals():
    steps = gaps(found(), "乙", "甲")
    assert [(one.code, round(one.points, 6), round(one.own, 6), round(one.other, 6)) for one in steps] == [
        ("1.1", 20.0, 50.0, 100.0),
        ("2.1", 20.0, 50.0, 100.0),
        ("1.2", -20.0, 100.0, 0.0),
    ]
    by = gap_by_group(steps, {"1.1": "1", "1.2": "1", "2.1": "2"})
    assert {group: round(points, 6) for group, points in by.items()} == {"1": 0.0, "2": 20.0}


def test_a_waterfall_ends_where_the_other_stands_and_tells_the_smallest_together():
    one = found()
    bars = waterfall(one.score("乙"), gaps(one, "乙", "甲"), most=1)
    assert [(bar.code, bar.kind, round(bar.low, 6), round(bar.high, 6), round(bar.points, 6)) for bar in bars] == [
        ("", "start", 0.0, 60.0, 60.0),
        ("1.1", "up", 60.0, 80.0, 20.0),
        ("", "rest", 80.0, 80.0, 0.0),
        ("", "end", 0.0, 80.0, 80.0),
    ]


def test_the_unit_above_and_the_chance_to_be_above_it():
    one = found()
    assert (above(one, "乙"), above(one, "甲")) == ("甲", None)
    assert ahead_of(one, "甲", "丙") == 1.0
    assert ahead_of(one, "乙", "甲") + ahead_of(one, "甲", "乙") == pytest.approx(1.0)


def test_of_how_many_of_the_others_a_unit_is_ahead():
    assert found().units == ("丙", "乙", "甲")
    assert percentiles(found()).tolist() == [[0.0, 0.5, 0.0], [0.5, 1.0, 0.5], [1.0, 0.0, 1.0]]


def test_groups_tell_their_weight_score_place_and_places_gained():
    rows = group_rows(found(), "乙", found(甲={"1.1": 0.0, "1.2": 10.0, "2.1": 3.0}))
    assert [
        (one.code, one.weight, round(one.score, 6), one.place, one.of, round(one.middle, 6), one.gained) for one in rows
    ] == [("1", 0.6, 66.666667, 1, 3, 66.666667, 0), ("2", 0.4, 50.0, 2, 3, 50.0, -1)]


def test_one_unit_more_is_worth_less_where_low_is_good():
    assert {code: round(worth, 6) for code, worth in slopes(found()).items()} == {"1.1": 10.0, "1.2": 1.0, "2.1": -20.0}
    assert ranges(found()) == {"1.1": (0.0, 4.0), "1.2": (10.0, 30.0), "2.1": (1.0, 3.0)}


def test_a_change_between_years_is_told_over_what_both_have_and_sums_to_the_places_moved():
    first = found(甲={"1.1": 0.0, "1.2": 10.0, "2.1": 3.0})
    second = evaluate(TREE, {unit: {**row, "1.2": None} for unit, row in VALUES.items()})
    change, codes = changed_between(first, second, "甲")
    assert codes == ("1.1", "2.1")
    parts = by_group(change, codes, {"1.1": "1", "2.1": "2"})
    told = sum(part.together for part in parts.values()) - change.rescaled - change.reframed - change.joined
    assert told == pytest.approx(-change.change)
    assert change.change < 0  # a better place


def test_years_without_an_indicator_in_common_cannot_be_told():
    ones = [evaluate(TREE, {unit: {code: row[code]} for unit, row in VALUES.items()}) for code in ("1.1", "2.1")]
    with pytest.raises(ValueError, match="no indicator in common"):
        changed_between(*ones, "甲")


def test_a_usual_step_is_the_middle_of_what_all_moved_and_without_years_a_tenth_of_the_quarters():
    before = found(甲={"1.1": 3.0, "1.2": 10.0, "2.1": 1.0})  # 乙 and 丙 stand elsewhere on that year's scale
    usual = usual_steps([before, found()])
    moves = np.abs([100 - 100, 50 - 2 / 3 * 100, 0 - 0])
    assert usual["1.1"] == pytest.approx(float(np.median(moves)) or 5.0)
    assert usual_steps([found()])["1.1"] == pytest.approx(5.0)


def test_a_way_names_the_least_progress_that_reaches_the_place():
    one = found()
    way = way_to(one, "丙", 2, usual_steps([one]))
    reached = {**VALUES["丙"], **{step.code: step.goal for step in way.steps}}
    assert way.path.feasible
    assert found(丙=reached).place("丙") == 2
    assert way.years == max(step.years for step in way.steps)


def test_a_goal_of_what_is_counted_is_a_whole_number_that_is_enough():
    tree = Framework((Node("total", "", 2, ""), Node("1", "", 1, "total", 1, 1, "家"), Node("2", "", 1, "total", 1, 1)))
    values = {
        "甲": {"1": 9.0, "2": 3.0},
        "乙": {"1": 0.0, "2": 0.0},
        "丁": {"1": 0.0, "2": 5.0},
        "丙": {"1": 4.0, "2": 3.3},
    }
    way = way_to(evaluate(tree, values), "丙", 1, {"1": 1.0, "2": 0.001})
    assert [(step.code, step.start, step.goal) for step in way.steps] == [("1", 4.0, 9.0)]  # 8.46 would do


def test_a_way_may_be_out_of_reach_and_says_what_is_lacking():
    one = found()
    none = way_to(one, "丙", 1, usual_steps([one]), fixed=("1.1", "1.2", "2.1"))
    assert (none.path.feasible, none.steps, none.years) == (False, (), None)
    assert none.path.missing == pytest.approx(none.path.needed)
    slow = way_to(one, "丙", 1, usual_steps([one]), within=0.1)
    assert not slow.path.feasible


def test_a_place_that_is_held_needs_no_step():
    one = found()
    assert way_to(one, "甲", 1, usual_steps([one])).steps == ()


def test_the_end_of_the_year_is_drawn_from_what_happened_and_needs_enough_of_it():
    rng = np.random.default_rng(3)
    names = [f"z{at:02}" for at in range(20)]

    def drawn():
        return {
            name: {code: float(rng.normal(at, 3)) for code in ("1.1", "1.2", "2.1")} for at, name in enumerate(names)
        }

    years = [evaluate(TREE, drawn()) for _year in range(3)]
    changes = yearly_changes(years)
    assert len(changes) == 40
    assert changes.reshape(2, 20).sum(axis=1) == pytest.approx([0, 0])
    ends = year_end(years[-1], changes, "z10", draws=2000)
    told = chances(years[-1], ends, "z10", tops=(10, 50))
    assert told.better + told.worse + dict(told.shares).get(years[-1].place("z10"), 0) == pytest.approx(1.0)
    assert told.low <= told.middle <= told.high
    assert list(told.top) == [10]  # there are no fifty of them
    assert (ends.counts == year_end(years[-1], changes, "z10", draws=2000).counts).all()
    first = chances(years[-1], year_end(years[-1], changes, "z10", expected=1e6, draws=2000), "z10")
    assert (first.low, first.high, first.better) == (1, 1, 1.0)
    with pytest.raises(ValueError, match=f"{LEAST} are needed"):
        year_end(years[-1], changes[: LEAST - 1], "z10")
    assert year_end(years[-1], changes[:LEAST], "z10", draws=10).draws == 10


def test_places_drawn_sum_to_all_draws():
    assert sum(share for _place, share in likely_places(found(), "乙")) == pytest.approx(1.0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(*[st.one_of(st.none(), st.floats(-1e9, 1e9))] * 3), min_size=0, max_size=12),
)
def test_whatever_is_known_there_is_no_number_that_is_none(table):
    """Gaps, columns of one value, nobody: an evaluation has no NaN in it, or there is none."""
    codes = ("1.1", "1.2", "2.1")
    one = evaluate(TREE, {f"z{at}": dict(zip(codes, row, strict=True)) for at, row in enumerate(table)})
    if one is not None:
        assert not np.isnan(one.built.index).any()
        assert [value for row in rows_of(one) for value in asdict(row).values() if value != value] == []

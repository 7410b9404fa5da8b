"""A zone's indicator from its enterprises' facts: exact, honest about gaps, and what each gives to it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.engine.facts import wide_facts
from gaoxin.index.measures import (
    Answer,
    Bound,
    Either,
    Holds,
    Input,
    Measure,
    Term,
    answer,
    effects,
    inputs,
    measure_of,
)
from tests.gaoxin.index.census import RULEBOOK
from tests.gaoxin.index.census import zone as zone_of

FEN = 100
INTENSITY = Measure((Term("rd_expense"),), (Term("revenue"),), Fraction(100))


def zone(*rows):
    """Enterprises with facts of 2025 and 2024, in yuan and heads."""
    facts = []
    for at, years in enumerate(rows):
        for year, (revenue, rd, staff) in zip((2025, 2024), years, strict=False):
            money = {
                name: None if value is None else value * FEN
                for name, value in (("revenue", revenue), ("rd_expense", rd))
            }
            facts.append({"uscc": f"E{at}", "name": "甲", "year": year, "staff": staff, **money})
    schema = {
        "uscc": pl.String,
        "name": pl.String,
        "year": pl.Int64,
        "staff": pl.Int64,
        "revenue": pl.Int64,
        "rd_expense": pl.Int64,
    }
    return wide_facts(pl.DataFrame(facts, schema=schema), None, date(2026, 5, 15), RULEBOOK)


def ask(measure, wide):
    return answer(measure, wide, RULEBOOK.fields)


def test_a_share_is_of_sums_and_one_that_filed_half_of_it_is_left_out():
    wide = zone([(1000, 50, 10)], [(3000, 30, 20)], [(6000, None, 5)])
    assert ask(INTENSITY, wide) == Answer(Fraction(2), Fraction(80), Fraction(4000), 2, 1)


def test_what_was_added_in_a_year_needs_both_years():
    wide = zone([(1000, 0, 12), (900, 0, 10)], [(500, 0, 7)], [(100, 0, 3), (400, 0, 8)])
    added = measure_of({"over": ["staff", "-staff@1"]})
    assert ask(added, wide) == Answer(Fraction(-3), Fraction(-3), None, 2, 1)


@pytest.mark.parametrize(("strict", "counted"), [(False, 2), (True, 1)])
def test_a_bound_is_exact_on_its_edge(strict, counted):
    wide = zone([(1000, 50, 1)], [(1000, 51, 1)], [(1000, 49, 1)], [(1000, None, 1)])
    bound = Bound((Term("rd_expense"),), (Term("revenue"),), Fraction(5, 100), strict)
    found = ask(Measure((), (), Fraction(1), (bound,)), wide)
    assert (found.value, found.counted, found.unknown) == (counted, counted, 1)


def test_one_that_fails_a_bound_is_not_unknown_whatever_else_is():
    wide = zone([(None, 5, 1)], [(900, 5, 20)])
    many = Bound((Term("staff"),), (), Fraction(10))
    found = ask(Measure((Term("revenue"),), (), Fraction(1), (many,)), wide)
    assert (found.value, found.counted, found.unknown) == (900, 1, 0)


@pytest.mark.parametrize("rows", [[], [[(None, None, None)]], [[(0, 5, 1)]]])
def test_nothing_known_and_a_divisor_of_nought_give_no_value(rows):
    assert ask(INTENSITY, zone(*rows)).value is None


def test_each_enterprise_is_worth_what_the_zone_would_lose_without_it():
    wide = zone([(1000, 100, 1)], [(1000, 20, 1)], [(2000, 40, 1)])
    assert effects(INTENSITY, wide, RULEBOOK.fields) == [
        ("E0", Fraction(160, 40) - Fraction(60, 30)),
        ("E2", Fraction(160, 40) - Fraction(120, 20)),
        ("E1", Fraction(160, 40) - Fraction(140, 30)),
    ]


def test_without_the_only_one_there_is_no_value_to_compare_with():
    assert effects(INTENSITY, zone([(1000, 100, 1)]), RULEBOOK.fields) == []


FACTS = st.tuples(*(st.one_of(st.none(), st.integers(0, 10**9)) for _ in range(3)))


@given(st.lists(FACTS, max_size=7))
def test_an_effect_is_what_a_recount_without_it_says(facts):
    rows = [[one] for one in facts]
    wide = zone(*rows)
    whole = ask(INTENSITY, wide).value
    for uscc, effect in effects(INTENSITY, wide, RULEBOOK.fields):
        rest = zone(*(row for at, row in enumerate(rows) if f"E{at}" != uscc))
        assert whole - ask(INTENSITY, rest).value == effect


def test_a_field_that_nobody_filed_is_unknown_of_all():
    found = ask(Measure((Term("net_profit"),)), zone([(1000, 50, 10)]))
    assert (found.value, found.unknown) == (None, 1)


def test_a_truth_is_one_and_its_count_is_of_what_is_known():
    wide = zone_of({"listed_in_year": True}, {"listed_in_year": False}, {"listed_in_year": None})
    assert ask(Measure((Term("listed_in_year"),)), wide) == Answer(Fraction(1), Fraction(1), None, 2, 1)


def test_a_text_cannot_be_summed_and_a_field_must_be_known():
    with pytest.raises(ValueError, match="industry_code is text"):
        ask(Measure((Term("industry_code"),)), zone_of({}))
    with pytest.raises(KeyError, match="no_such"):
        ask(Measure((Term("no_such"),)), zone_of({}))


def test_facts_of_unlike_steps_are_summed_in_their_units():
    wide = zone_of({"revenue": 3, "rd_fte": 0.5, "staff": 7})  # 分, millionths of 人年, 人
    mixed = Measure((Term("revenue"), Term("rd_fte"), Term("staff", sign=-1)), (Term("rd_fte"),))
    assert ask(mixed, wide) == Answer(Fraction(-7), Fraction(-7, 2), Fraction(1, 2), 1, 0)


def test_a_bound_too_fine_to_be_exact_is_refused():
    fine = Bound((Term("revenue"),), (), Fraction(1, 3**40))
    with pytest.raises(ValueError, match="too fine or too large"):
        ask(Measure(where=(fine,)), zone_of({"revenue": 3}))


def test_one_of_several_conditions_is_enough_whatever_is_not_known_of_the_others():
    either = Either((Holds(Term("listed_in_year")), Holds(Term("venture_capital"))))
    truths = [(True, None), (False, None), (False, False), (None, True), (None, None), (True, True)]
    wide = zone_of(*({"listed_in_year": one, "venture_capital": other} for one, other in truths))
    found = ask(Measure(where=(either,)), wide)
    assert (found.value, found.counted, found.unknown) == (3, 3, 2)


STATES = Measure(
    (Term("revenue"),),
    (Term("staff"),),
    Fraction(1, 10),
    (Holds(Term("domestic_controlled")),),
    (Bound((Term("rd_intramural"),), (Term("revenue"),), Fraction(5, 100)),),
)


def test_inputs_show_what_each_enterprise_adds_and_why_one_does_not():
    wide = zone_of(
        {"domestic_controlled": True, "revenue": 100, "staff": 4, "rd_intramural": 5},
        {"domestic_controlled": True, "revenue": 100, "staff": 4, "rd_intramural": 4},
        {"domestic_controlled": False, "revenue": 100, "staff": 4, "rd_intramural": None},
        {"domestic_controlled": True, "revenue": 100, "staff": None, "rd_intramural": None},
    )
    keys = [("revenue", 0), ("staff", 0), ("domestic_controlled", 0), ("rd_intramural", 0)]
    rows = [(100, 4, True, 5), (100, 4, True, 4), (100, 4, False, None), (100, None, True, None)]
    values = [dict(zip(keys, row, strict=True)) for row in rows]
    found = inputs(STATES, wide, RULEBOOK.fields)
    assert found == [
        Input("E0", "counts", Fraction(100), Fraction(4), None, values[0]),
        Input("E1", "counts", Fraction(0), Fraction(4), None, values[1]),
        Input("E2", "out", None, None, None, values[2]),
        Input("E3", "unknown", None, None, None, values[3]),
    ]
    assert found[3].missing == [("staff", 0), ("rd_intramural", 0)]


def test_inputs_of_growth_have_both_years():
    wide = zone_of({"revenue": 100}, last=[{"revenue": 80}])
    assert inputs(Measure((Term("revenue"),), growth=1), wide, RULEBOOK.fields) == [
        Input("E0", "counts", Fraction(100), None, (Fraction(80), None), {("revenue", 0): 100, ("revenue", 1): 80})
    ]


def test_inputs_name_titles_by_the_year_they_were_held_in():
    held = [("E0", "hnte", date(2025, 6, 1), date(2028, 5, 31))]
    added = measure_of({"over": ["held:hnte", "-held:hnte@1"]})
    assert inputs(added, zone_of({}, {}, held=held), RULEBOOK.fields) == [
        Input("E0", "counts", Fraction(1), None, None, {("held:hnte", 0): True, ("held:hnte", 1): False}),
        Input("E1", "counts", Fraction(0), None, None, {("held:hnte", 0): False, ("held:hnte", 1): False}),
    ]


@given(st.lists(FACTS, max_size=7))
def test_inputs_sum_to_the_answer(facts):
    wide = zone(*([one] for one in facts))
    found, rows = ask(INTENSITY, wide), inputs(INTENSITY, wide, RULEBOOK.fields)
    counting = [row for row in rows if row.state == "counts"]
    assert (sum(row.over for row in counting), sum(row.under for row in counting)) == (found.over, found.under)
    assert (len(counting), sum(bool(row.missing) for row in rows)) == (found.counted, found.unknown)


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"ovr": ["staff"]}, "a measure has no ovr"),
        ({"where": [{"over": ["staff"]}]}, "at_least or above, one of them"),
        ({"where": [{"over": ["staff"], "at_least": 1, "above": 2}]}, "at_least or above, one of them"),
        ({"times": "much"}, "Invalid literal"),
        ({"growth": -1}, "growth counts years before"),
        ({"where": {"holds": "listed"}}, "conditions are a list of mappings"),
        ({"where": ["listed"]}, "conditions are a list of mappings"),
        ({"where": [{"holds": "listed", "above": 1}]}, "a measure has no above"),
        ({"where": [{"any": [{"above": 1, "at_least": 1}]}]}, "at_least or above, one of them"),
        ({"where": [{"code": "industry_code", "first": "13"}]}, "a first and a last beginning of one length"),
        ({"where": [{"code": "industry_code", "first": "43", "last": "13"}]}, "in order"),
    ],
)
def test_a_measure_that_is_none_is_refused(document, why):
    with pytest.raises(ValueError, match=why):
        measure_of(document)

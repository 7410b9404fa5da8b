"""A zone's indicator from its enterprises' facts: exact, honest about gaps, and what each gives to it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.engine.facts import wide_facts
from gaoxin.index.measures import Answer, Bound, Measure, Term, answer, effects, measure_of
from gaoxin.index.official import load_editions
from gaoxin.rules.load import default_rulebook, load_rulebook

RULEBOOK = load_rulebook()
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


def test_the_national_indicators_that_the_register_can_answer_have_their_measure():
    editions = load_editions(default_rulebook())
    measured = {one.id: one.measure for one in editions["htz_2021"].indicators() if one.measure}
    assert set(measured) == {"2.4", "3.5"}
    wide = zone([(3 * 10**8, 0, 15_000), (10**8, 0, 5_000)])
    assert [ask(measured[name], wide).value for name in ("2.4", "3.5")] == [2, 1]
    assert all(term.field in RULEBOOK.fields for measure in measured.values() for term in measure.terms())


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"ovr": ["staff"]}, "a measure has no ovr"),
        ({"where": [{"over": ["staff"]}]}, "at_least or above, one of them"),
        ({"where": [{"over": ["staff"], "at_least": 1, "above": 2}]}, "at_least or above, one of them"),
        ({"times": "much"}, "Invalid literal"),
    ],
)
def test_a_measure_that_is_none_is_refused(document, why):
    with pytest.raises(ValueError, match=why):
        measure_of(document)

"""Growth, shares and progress: exact, joined by the calendar, and unknown where they cannot be said."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.periods import Period
from gaoxin.periods.series import (
    Fact,
    Growth,
    Revision,
    Single,
    comparable_base,
    contributions,
    growth,
    percent,
    progress,
    revisions,
    scoped,
    single,
    to_date,
    two_year_average,
)

NOV, BEFORE = Period.of("2022-01/2022-11"), Period.of("2021-01/2021-11")
THIS, LAST = "规上2022", "规上2021"


@pytest.mark.parametrize(
    ("now", "before", "wanted"),
    [
        (Fact(120, Fraction(249, 1000), 100, THIS), Fact(50, scope=THIS), Growth(Fraction(249, 1000), "published")),
        (Fact(None, Fraction(1, 10)), None, Growth(Fraction(1, 10), "published")),
        (Fact(120, None, 100, THIS), Fact(50, scope=THIS), Growth(Fraction(1, 5), "comparable base")),
        (Fact(120, scope=THIS), Fact(100, scope=THIS), Growth(Fraction(1, 5), "same scope")),
        (Fact(120, scope=THIS), Fact(100, scope=LAST), Growth(None, why="another scope a year before")),
        (Fact(120), Fact(100), Growth(None, why="another scope a year before")),
        (Fact(120, scope=THIS), None, Growth(None, why="no figure a year before")),
        (Fact(120, scope=THIS), Fact(None, scope=THIS), Growth(None, why="no figure a year before")),
        (Fact(None), Fact(100), Growth(None, why="no figure")),
        (Fact(5, None, 1, THIS), None, Growth(Fraction(4), "comparable base")),
        (Fact(5, None, 0, THIS), None, Growth(None, "comparable base", "base of nought")),
        (Fact(0, None, 5, THIS), None, Growth(Fraction(-1), "comparable base")),
        (Fact(-1, None, 5, THIS), None, Growth(None, "comparable base", "turned to loss")),
        (Fact(0, None, -5, THIS), None, Growth(None, "comparable base", "turned to profit")),
        (Fact(-6, None, -5, THIS), None, Growth(None, "comparable base", "loss grew")),
        (Fact(-5, None, -5, THIS), None, Growth(None, "comparable base", "loss as before")),
        (Fact(-4, None, -5, THIS), None, Growth(None, "comparable base", "loss shrank")),
        (Fact(5, scope=THIS), Fact(0, scope=THIS), Growth(None, "same scope", "base of nought")),
    ],
)
def test_growth_rests_on_the_best_that_is_known(now, before, wanted):
    series = {NOV: now} | ({BEFORE: before} if before else {})
    assert growth(series, NOV) == wanted


def test_growth_joins_by_the_calendar_and_not_by_the_row_before():
    months = [Period.of(f"2024-{month:02}") for month in range(3, 13) if month != 7]
    series = {period: Fact(100 + period.stop, scope=THIS) for period in months}
    series[Period.of("2025-08")] = Fact(216, scope=THIS)
    assert growth(series, Period.of("2025-08")).rate == 1  # of August, though July is missing
    assert growth(series, Period.of("2025-07")).why == "no figure"


def test_a_period_not_in_the_series_has_no_growth():
    assert growth({}, NOV) == Growth(None, why="no figure")


@pytest.mark.parametrize(
    ("fact", "base"),
    [
        (Fact(1249, Fraction(249, 1000)), 1000),
        (Fact(1249, Fraction(249, 1000), 990), 990),
        (Fact(1249), None),
        (Fact(0, Fraction(-1)), None),
        (Fact(None, Fraction(1, 4)), None),
    ],
)
def test_a_published_growth_tells_the_base_it_rests_on(fact, base):
    assert comparable_base(fact) == base


def ytd(**values):
    return {Period(2025, 1, int(name[1:])): fact for name, fact in values.items()}


def test_a_month_is_what_two_figures_to_date_differ_by_with_its_own_base():
    series = ytd(m2=Fact(200, Fraction(1, 4), scope=THIS), m3=Fact(330, None, 260, THIS, "B5", preliminary=True))
    found = single(series, Period.of("2025-03"))
    assert found == Single(Fact(130, None, 100, THIS, "B5", preliminary=True))
    assert growth({Period.of("2025-03"): found.fact}, Period.of("2025-03")).rate == Fraction(3, 10)


@pytest.mark.parametrize(
    ("then", "now", "value", "revised"),
    [
        (200, 199, -1, True),
        (200, 200, 0, False),
        (200, 1200, 1000, False),
        (200, 1201, 1001, True),
        (0, 500, 500, False),
    ],
)
def test_a_month_below_nought_or_ten_times_the_others_shows_a_correction(then, now, value, revised):
    found = single(ytd(m2=Fact(then), m3=Fact(now)), Period.of("2025-03"))
    assert (found.fact.value, found.revised) == (value, revised)


@pytest.mark.parametrize("written", ["2025-01", "2025-02", "2025-01/2025-02", "2025-04", "2025-12"])
def test_january_and_february_have_no_figure_apart_nor_has_a_month_with_one_missing(written):
    assert single(ytd(m1=Fact(90), m2=Fact(200), m3=Fact(330)), Period.of(written)) is None


def test_a_quarter_is_taken_out_the_same_way():
    assert single(ytd(m3=Fact(330), m6=Fact(700)), Period.of("2025-04/2025-06")).fact.value == 370


def test_the_year_to_date_is_its_own_figure_or_the_sum_of_all_its_months():
    months = {Period(2025, 1, 2): Fact(200, None, 180, THIS), Period.of("2025-03"): Fact(130, None, 100, THIS)}
    assert to_date(months, Period.of("2025-03")) == Fact(330, None, 280, THIS)
    assert to_date(months, Period.of("2025-04")) is None
    assert to_date(months, Period.of("2025-01")) is None
    assert to_date(months | {Period(2025, 1, 3): Fact(333)}, Period.of("2025-03")) == Fact(333)
    mixed = months | {Period.of("2025-03"): Fact(130, scope=LAST)}
    assert to_date(mixed, Period.of("2025-03")) == Fact(330)


AMOUNTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(-50, 10**15), max_size=6)


@given(AMOUNTS, AMOUNTS)
def test_what_the_parts_gave_sums_to_the_growth_of_the_whole(now, before):
    found = contributions(now, before)
    whole = sum(before.values())
    if whole > 0:
        assert sum(part.points for part in found.values()) == Fraction(sum(now.values()), whole) - 1
    else:
        assert all(part.points is None for part in found.values())
    if whole > 0 and sum(now.values()) > 0:
        assert sum(part.share for part in found.values()) == 1
        assert sum(part.moved for part in found.values()) == 0


def test_a_part_that_is_new_gave_all_it_has_and_one_not_known_leaves_the_sums_open():
    found = contributions({"新": 30, "旧": 100}, {"旧": 100})
    assert (found["新"].points, found["新"].share, found["新"].moved) == (
        Fraction(3, 10),
        Fraction(3, 13),
        Fraction(3, 13),
    )
    found = contributions({"甲": 30, "乙": None}, {"甲": 20, "乙": 5})
    assert (found["甲"].points, found["甲"].share) == (Fraction(2, 5), None)
    assert (found["乙"].points, found["乙"].share, found["乙"].moved) == (None, None, None)


@pytest.mark.parametrize(
    ("now", "before", "average"),
    [
        ("0.1", "0.1", "0.1"),
        ("0.44", "0", "0.2"),
        ("0.351", "-0.045", "0.135871911"),
        ("-1", "0.2", None),
        ("0.2", "-1.5", None),
    ],
)
def test_two_years_growth_amounts_to_a_yearly_one(now, before, average):
    found = two_year_average(Fraction(now), Fraction(before))
    if average is None:
        assert found is None
    else:
        assert abs(found - Fraction(average)) < Fraction(1, 10**8)


def test_progress_is_held_against_the_part_of_the_year_that_passed():
    found = progress(19_703, 20_000, Period.of("2022-01/2022-11"))
    assert (percent(found.done), percent(found.passed), found.missing, found.needed_a_month) == (
        "98.5",
        "91.7",
        297,
        297,
    )
    assert found.ahead == Fraction(19_703, 20_000) - Fraction(11, 12)
    assert progress(250, 200, Period.of("2022")).needed_a_month is None
    assert progress(250, 200, Period.of("2022")).missing == 0
    assert progress(1, 0, NOV) is None


def test_what_was_corrected_between_two_vintages_is_told_and_what_is_new_is_not():
    first = {BEFORE: Fact(100), NOV: Fact(120)}
    second = {BEFORE: Fact(100), NOV: Fact(118), Period.of("2022"): Fact(130)}
    assert revisions(first, second) == [Revision(NOV, 120, 118)]


def test_a_scope_is_put_to_all_of_a_series():
    assert scoped({NOV: Fact(5)}, THIS) == {NOV: Fact(5, scope=THIS)}


@pytest.mark.parametrize(
    ("rate", "digits", "text"),
    [
        (Fraction(2495, 10000), 1, "25.0"),
        (Fraction(24949, 100000), 1, "24.9"),
        (Fraction(-2495, 10000), 1, "-25.0"),
        (Fraction(-4, 10000), 1, "0.0"),
        (Fraction(5, 1000), 0, "1"),
        (Fraction(1, 3), 2, "33.33"),
        (Fraction(101, 1), 1, "10100.0"),
        (None, 1, "—"),
    ],
)
def test_a_ratio_in_words_rounds_halves_away_from_nought(rate, digits, text):
    assert percent(rate, digits) == text

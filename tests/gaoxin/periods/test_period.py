"""Periods: written and read, ordered, of a kind, and the year to date before each."""

from __future__ import annotations

from datetime import date

import pytest

from gaoxin.periods import Period, previous_year
from gaoxin.periods.period import months_of


@pytest.mark.parametrize(
    ("written", "kind", "to_date", "before"),
    [
        ("2025-01/2025-02", "first two", "2025-01/2025-02", None),
        ("2025-01", "month", "2025-01", None),
        ("2025-03", "month", "2025-01/2025-03", "2025-01/2025-02"),
        ("2025-12", "month", "2025", "2025-01/2025-11"),
        ("2025-01/2025-03", "quarter", "2025-01/2025-03", None),
        ("2025-10/2025-12", "quarter", "2025", "2025-01/2025-09"),
        ("2025-01/2025-06", "half", "2025-01/2025-06", None),
        ("2025-07/2025-12", "half", "2025", "2025-01/2025-06"),
        ("2025-01/2025-11", "to date", "2025-01/2025-11", None),
        ("2025-02/2025-04", "other", "2025-01/2025-04", "2025-01"),
        ("2025", "year", "2025", None),
    ],
)
def test_a_period_is_of_a_kind_and_follows_a_year_to_date(written, kind, to_date, before):
    period = Period.of(written)
    assert (str(period), period.kind, str(period.to_date())) == (written, kind, to_date)
    assert (None if period.before() is None else str(period.before())) == before


@pytest.mark.parametrize("written", ["2025-13", "2025-00", "2025-05/2025-03", "2024-01/2025-02", "25", "", "2025-1"])
def test_what_is_no_period_is_refused(written):
    with pytest.raises(ValueError, match=r"is no period|months run"):
        Period.of(written)


def test_the_year_before_keeps_the_months_and_periods_order_by_their_end():
    assert str(previous_year(Period.of("2025-01/2025-02"))) == "2024-01/2024-02"
    assert str(Period.of("2025-03").back(2)) == "2023-03"
    listed = [Period.of(text) for text in ("2025", "2025-12", "2025-03", "2024-12", "2025-01/2025-03")]
    ordered = ["2024-12", "2025-03", "2025-01/2025-03", "2025-12", "2025"]
    assert [str(one) for one in sorted(listed, key=lambda one: one.last)] == ordered


@pytest.mark.parametrize(
    ("written", "end"),
    [("2024-01/2024-02", date(2024, 2, 29)), ("2025-02", date(2025, 2, 28)), ("2025", date(2025, 12, 31))],
)
def test_a_period_ends_on_its_last_day(written, end):
    assert Period.of(written).end() == end


def test_a_year_has_eleven_figures_the_first_of_two_months():
    assert [str(one) for one in months_of(2025)][::5] == ["2025-01/2025-02", "2025-07", "2025-12"]

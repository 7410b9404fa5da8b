"""A year month by month: published before summed, months out of figures to date, what a forecast learns from."""

from __future__ import annotations

from fractions import Fraction

from gaoxin.periods import Period
from gaoxin.periods.ledger import Ledger, Report
from gaoxin.periods.months import Steady, months, standing, steady
from gaoxin.periods.series import Fact, Growth
from gaoxin.periods.zone import Firm, Firms, Total, lines

FIRST, MARCH, TO_MARCH = Period(2022, 1, 2), Period(2022, 3, 3), Period(2022, 1, 3)
TWO = Firms.of({1: Firm(above=True), 2: Firm(above=True)})
SAME = "same enterprises"


def ledger(*rows):
    return Ledger.of([Report(*row) for row in rows])


def of(rows, period, published=None, firms=TWO):
    return standing(lines(rows, firms, period), published or {}, period)


def test_what_was_published_stands_before_what_is_summed_and_the_sum_is_kept():
    rows = ledger((1, TO_MARCH, 90), (1, TO_MARCH.back(), 80))
    found = of(rows, TO_MARCH, {TO_MARCH: Fact(100, Fraction(249, 1000), preliminary=True)})
    assert (found.value, found.is_published, found.difference) == (100, True, -10)
    assert found.growth == Growth(Fraction(249, 1000), "published")
    assert (found.total, found.compared.growth.rate) == (Total(90, 1, 2), Fraction(1, 8))


def test_a_published_value_without_growth_leaves_the_enterprises_growth():
    rows = ledger((1, TO_MARCH, 90), (1, TO_MARCH.back(), 80))
    assert of(rows, TO_MARCH, {TO_MARCH: Fact(100)}).growth == Growth(Fraction(1, 8), SAME)


def test_a_published_growth_alone_leaves_the_enterprises_sum():
    found = of(ledger((1, TO_MARCH, 90)), TO_MARCH, {TO_MARCH: Fact(None, Fraction(1, 10))})
    assert (found.value, found.is_published, found.difference) == (90, False, None)
    assert found.growth == Growth(Fraction(1, 10), "published")


def test_nothing_known_is_nothing_known():
    found = of(ledger(), TO_MARCH)
    assert (found.value, found.is_known, found.growth) == (None, False, Growth(None, why="no figure"))


def test_every_month_has_a_row_the_first_is_january_and_february():
    rows = months(ledger((1, FIRST, 8), (1, MARCH, 5), (2, FIRST, 2)), TWO, 2022, {})
    assert [str(row.period) for row in rows[:2]] == ["2022-01/2022-02", "2022-03"]
    assert len(rows) == 11
    assert [(row.month.value, row.to_date.value, row.month.total.reported) for row in rows[:3]] == [
        (10, 10, 2),
        (5, 13, 1),
        (None, None, 0),
    ]


def test_a_month_nobody_reported_comes_out_of_published_figures_to_date():
    published = {FIRST: Fact(10, base=8), TO_MARCH: Fact(16, base=12)}
    march = months(ledger(), TWO, 2022, published)[1]
    assert (march.month.value, march.month.growth) == (6, Growth(Fraction(1, 2), "comparable base"))
    assert not march.revised


def test_a_month_below_nought_says_that_earlier_months_were_corrected():
    march = months(ledger(), TWO, 2022, {FIRST: Fact(10), TO_MARCH: Fact(9)})[1]
    assert (march.month.value, march.revised) == (-1, True)


def test_the_two_year_average_needs_both_growths():
    three = ledger((1, FIRST, 121), (1, FIRST.back(), 110), (1, FIRST.back(2), 100))
    assert months(three, TWO, 2022, {})[0].two_year == Fraction(1, 10)
    assert months(ledger((1, FIRST, 121), (1, FIRST.back(), 110)), TWO, 2022, {})[0].two_year is None
    published = {FIRST.back(): Fact(None, Fraction(1, 10))}
    assert months(ledger((1, FIRST, 121), (1, FIRST.back(), 110)), TWO, 2022, published)[0].two_year == Fraction(1, 10)


def test_a_forecast_learns_from_those_that_reported_every_month():
    dec = Period(2021, 12, 12)
    rows = ledger((1, dec, 6), (1, FIRST, 10), (1, MARCH, 5), (2, dec, 1), (2, MARCH, 15))
    assert steady(rows, TWO, MARCH, 3) == Steady({dec: 6, FIRST: 10, MARCH: 5}, 1, Fraction(5, 20))
    assert steady(rows, TWO, MARCH, 1) == Steady({MARCH: 20}, 2, Fraction(1))
    assert steady(rows, TWO, MARCH, 4) == Steady({}, 0, None)

"""What enterprises reported: read by the calendar, never nought where nothing is known, doubts told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.periods import Period
from gaoxin.periods.ledger import Clash, Correction, Figure, Ledger, Report, corrections, key_of

FIRST, MARCH, APRIL = Period(2022, 1, 2), Period(2022, 3, 3), Period(2022, 4, 4)
TO_MARCH, TO_APRIL, TO_NOV = Period(2022, 1, 3), Period(2022, 1, 4), Period(2022, 1, 11)


def ledger(*rows):
    """Rows of enterprise 1: a period and its value."""
    return Ledger.of([Report(1, period, value, at) for at, (period, value) in enumerate(rows)])


def test_a_month_and_a_figure_to_date_are_read_as_filed():
    found = ledger((MARCH, 5), (TO_NOV, 70))
    assert (found.value(1, MARCH), found.value(1, TO_NOV)) == (5, 70)
    assert found.figure(1, TO_NOV) == Figure(70, "filed", ((1, TO_NOV),))


def test_to_date_is_the_sum_of_the_months_where_it_is_not_filed():
    found = ledger((FIRST, 8), (MARCH, 5), (APRIL, 4))
    assert found.value(1, TO_APRIL) == 17
    assert found.figure(1, TO_APRIL) == Figure(17, "sum", ((1, FIRST), (1, MARCH), (1, APRIL)))


def test_to_date_goes_on_from_the_last_figure_to_date():
    found = ledger((TO_MARCH, 13), (APRIL, 4))
    assert found.figure(1, TO_APRIL) == Figure(17, "sum", ((1, TO_MARCH), (1, APRIL)))
    assert found.value(1, TO_APRIL) == 17


def test_a_missing_month_leaves_every_figure_to_date_after_it_unknown():
    found = ledger((FIRST, 8), (APRIL, 4))
    assert [found.value(1, period) for period in (FIRST, TO_MARCH, TO_APRIL, APRIL)] == [8, None, None, 4]
    assert found.figure(1, TO_APRIL) is None


def test_a_month_is_the_difference_of_two_figures_to_date_where_it_is_not_filed():
    found = ledger((TO_MARCH, 13), (TO_APRIL, 11))
    assert found.figure(1, APRIL) == Figure(-2, "difference", ((1, TO_APRIL), (-1, TO_MARCH)))
    assert found.value(1, APRIL) == -2


def test_january_and_february_alone_are_unknown_and_never_half():
    found = ledger((FIRST, 8))
    assert [found.value(1, Period(2022, month, month)) for month in (1, 2)] == [None, None]
    assert ledger((Period(2022, 1, 1), 3), (Period(2022, 2, 2), 4)).value(1, FIRST) == 7


def test_a_quarter_is_the_sum_of_its_months_or_a_difference():
    quarter = Period(2022, 4, 6)
    months = [(Period(2022, month, month), month) for month in (4, 5, 6)]
    assert ledger(*months).figure(1, quarter) == Figure(15, "sum", tuple((1, period) for period, _ in months))
    assert ledger((TO_MARCH, 10), (Period(2022, 1, 6), 30)).value(1, quarter) == 20
    assert ledger(*months[:2]).value(1, quarter) is None


def test_filed_twice_the_later_stands_and_the_doubt_is_told():
    rows = [Report(1, MARCH, 5, 2), Report(1, MARCH, 6, 1), Report(2, MARCH, 7, 1), Report(2, MARCH, 7, 2)]
    found = Ledger.of(rows)
    assert (found.value(1, MARCH), found.value(2, MARCH)) == (5, 7)
    assert found.clashes == (Clash(1, MARCH, 5, 6, "filed twice"),)


def test_months_and_figures_to_date_that_disagree_each_stand_and_the_doubt_is_told():
    found = ledger((FIRST, 8), (MARCH, 5), (TO_MARCH, 14))
    assert (found.value(1, MARCH), found.value(1, TO_MARCH)) == (5, 14)
    assert found.clashes == (Clash(1, TO_MARCH, 14, 13, "months and to date"),)
    assert ledger((FIRST, 8), (MARCH, 5), (TO_MARCH, 13)).clashes == ()


def test_nothing_filed_is_nothing_known():
    for empty in (Ledger.of([]), ledger((MARCH, None)), Ledger.of([Report(1, Period(None, 3, 3), 5)])):
        assert (empty.value(1, MARCH), empty.figure(1, MARCH), empty.periods) == (None, None, set())


def test_another_enterprise_and_another_year_are_not_mixed_in():
    found = Ledger.of([Report(1, MARCH, 5), Report(3, MARCH.back(), 9)])
    assert [found.value(one, MARCH) for one in (1, 2, 3)] == [5, None, None]
    assert found.value(3, MARCH.back()) == 9
    assert found.periods == {MARCH, MARCH.back()}


SPANS = st.sampled_from([(1, stop) for stop in range(1, 13)] + [(m, m) for m in range(2, 13)] + [(4, 6), (7, 9)])


@given(st.lists(st.tuples(st.integers(1, 3), SPANS, st.integers(-50, 50)), max_size=25), SPANS)
def test_a_figure_is_the_sum_of_its_parts_and_the_same_as_the_column_says(rows, months):
    found = Ledger.of([Report(one, Period(2022, *span), value, at) for at, (one, span, value) in enumerate(rows)])
    period = Period(2022, *months)
    for enterprise in (1, 2, 3):
        figure = found.figure(enterprise, period)
        assert found.value(enterprise, period) == (figure.value if figure else None)
        if figure:
            parts = [(sign, found.figure(enterprise, part)) for sign, part in figure.parts]
            assert all(part.how == "filed" for _, part in parts)
            assert sum(sign * part.value for sign, part in parts) == figure.value


def test_figures_beyond_32_bits_are_exact():
    found = ledger((FIRST, 5 * 10**14), (MARCH, 1))
    assert found.value(1, TO_MARCH) == 5 * 10**14 + 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("output_value@2022-03", ("output_value", MARCH)),
        ("output_value@2022-01/2022-11", ("output_value", TO_NOV)),
        ("output_value_ytd@2022-11", ("output_value", TO_NOV)),
        ("output_value_ytd@2022-01/2022-11", ("output_value", TO_NOV)),
        ("revenue@2022", ("revenue", Period(2022, 1, 12))),
        ("revenue@2022-13", None),
        ("revenue@2022-03/2021-04", None),
        ("revenue", None),
        ("工业产值@2022-03", None),
        ("revenue@2022-03'", None),
    ],
)
def test_a_key_says_its_field_and_period(written, meant):
    assert key_of(written) == meant


def test_a_correction_is_what_was_filed_otherwise_before():
    filed = [
        Report(1, MARCH, 5, 10),
        Report(1, MARCH, 6, 30),
        Report(1, MARCH, 6, 40),  # the same again is none
        Report(1, APRIL, 4, 20),
        Report(2, MARCH, 6, 30),
        Report(2, MARCH, None, 31),
        Report(2, MARCH, 7, 50),
    ]
    assert corrections(filed) == [Correction(2, MARCH, 6, 7, (30, 50)), Correction(1, MARCH, 5, 6, (10, 30))]

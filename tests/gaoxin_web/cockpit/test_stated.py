"""What a printed figure means: its days, and when what was found bears it out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from gaoxin_web.cockpit.figures.stated import Figure, Period, figures


def said(op, value="100"):
    return Figure("X-1", "x", "X", "2022", op, Decimal(value), "家", "", "")


@pytest.mark.parametrize(
    ("op", "value", "found", "holds"),
    [
        ("=", "38", "37", False),
        ("=", "38", "38", True),
        ("=", "38", "39", False),
        ("=", "2.22", "2.2249", True),
        ("=", "2.22", "2.225", False),
        ("=", "2.22", "2.215", True),
        ("=", "2.22", "2.2149", False),
        (">=", "65", "64.99", False),
        (">=", "65", "65", True),
        (">=", "65", "65.01", True),
        ("<=", "3", "3", True),
        ("<=", "3", "3.01", False),
        ("~", "100", "89.99", False),
        ("~", "100", "90", True),
        ("~", "100", "110", True),
        ("~", "100", "110.01", False),
    ],
)
def test_a_figure_holds_as_exactly_as_it_was_printed(op, value, found, holds):
    assert said(op, value).holds(Decimal(found)) is holds


def test_a_bound_is_not_reached_by_rounding():
    assert said(">=", "65").shown(Decimal("64.996")) == Decimal("65")
    assert said(">=", "65").shown(Decimal("64.6")) == Decimal("64.6")
    assert said("=", "2.22").shown(Decimal("2.2239")) == Decimal("2.22")


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2022-12-31", date(2022, 12, 31), date(2022, 12, 31)),
        ("2022-01..2022-11", date(2022, 1, 1), date(2022, 11, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_a_time_as_written_is_a_span_of_days(written, first, last):
    assert Period.of(written) == Period(first, last)


def test_every_printed_figure_is_in_the_file():
    zones = [figure.zone for figure in figures().values()]
    counts = {code: zones.count(code) for code in dict.fromkeys(zones)}
    assert counts == {"szs": 36, "hf": 12, "gz": 14, "ur": 4, "xm": 18, "ks": 3}


def test_a_manner_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="X-1: > is no way to mean a number"):
        said(">").holds(Decimal(1))

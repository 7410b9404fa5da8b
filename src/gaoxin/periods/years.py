"""Years of facts seen from the day of an assessment.

y0 is the last full fiscal year before that day (最近一个完整会计年度);
offset 1 is the year before y0, offset −1 the year the day itself is in.
"""

from __future__ import annotations

from datetime import date


def base_year(on: date) -> int:
    """y0, the last full fiscal year before ``on``.

    >>> base_year(date(2026, 5, 15))
    2025
    """
    return on.year - 1


def year_at(on: date, offset: int) -> int:
    """The calendar year at an offset before y0; −1 is the year of ``on``."""
    return base_year(on) - offset


def add_years(day: date, years: int) -> date:
    """The same day some years on; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def age_in_years(established: date, on: date) -> tuple[int, int]:
    """Completed years and days past the last anniversary; (10, 0) on the tenth anniversary."""
    years = on.year - established.year
    if add_years(established, years) > on:
        years -= 1
    return years, (on - add_years(established, years)).days


def full_fiscal_years(established: date, on: date) -> int:
    """Whole fiscal years of operation up to y0; 0 for a firm founded within or after y0."""
    first = established.year if (established.month, established.day) == (1, 1) else established.year + 1
    return max(0, base_year(on) - first + 1)

"""Time as a zone counts it: fiscal years before a day; months, quarters and years to date; series of them."""

from gaoxin.periods.period import Period, previous_year
from gaoxin.periods.years import add_years, age_in_years, base_year, full_fiscal_years, year_at

__all__ = [
    "Period",
    "add_years",
    "age_in_years",
    "base_year",
    "full_fiscal_years",
    "previous_year",
    "year_at",
]

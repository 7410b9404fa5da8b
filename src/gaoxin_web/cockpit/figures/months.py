"""Figures of a run of months, of the enterprises above designated size (规上) as the monthly pages count them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from gaoxin.periods import Period as Run
from gaoxin.periods.period import months_of
from gaoxin.periods.zone import Firms, Lines, lines
from gaoxin_web.accounts.models import Zone
from gaoxin_web.cockpit.figures.records import recognitions_in_force
from gaoxin_web.cockpit.figures.stated import Period
from gaoxin_web.enterprises.models import Enterprise, FactSheet, here
from gaoxin_web.monitoring.queries.firms import CHAIN, HNTE, counted_of
from gaoxin_web.monitoring.queries.reports import ledger_of

Limit = Callable[[QuerySet[Any]], QuerySet[Any]]


class Together:
    """A limit for figures that are found one after another: who is counted in a run of months is read once."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self.firms: dict[tuple[int, Period], Firms] = {}

    def __call__(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return self.limit(rows)


def run_of(period: Period) -> Run:
    """
    >>> run_of(Period.of("2022-01..2022-11"))
    Period(year=2022, start=1, stop=11)
    """
    return Run(period.last.year, period.first.month, period.last.month)


def lines_of(
    zone: Zone, period: Period, field: str, limit: Limit, chain: str | None = None, hnte: bool = False
) -> Lines:
    """Every enterprise that ``limit`` lets through, in the run of months and a year before."""
    kept = limit.firms if isinstance(limit, Together) else {}
    if (zone.pk, period) not in kept:
        kept[zone.pk, period] = counted_of(limit(Enterprise.objects.filter(zone=zone)), period.last).firms
    firms = kept[zone.pk, period]
    if chain is not None:
        firms = firms.only(CHAIN, chain)
    if hnte:
        firms = firms.only(HNTE, "1")
    return lines(ledger_of(zone, field), firms, run_of(period))


def sheets(zone: Zone, period: Period, field: str, chain: str | None, hnte: bool) -> QuerySet[FactSheet]:
    """The sheets of the year on which the same enterprises have a month of a field."""
    run, year = run_of(period), period.last.year
    parts = [*months_of(year), *(Run(year, 1, stop) for stop in range(3, 13))]
    keys = [f"{name}@{part}" for part in parts if part.stop <= run.stop for name in (field, f"{field}_ytd")]
    rows = FactSheet.objects.filter(here(period.last, "enterprise__"), enterprise__zone=zone, year=year)
    rows = rows.filter(values__has_any_keys=keys)
    if Enterprise.objects.filter(zone=zone, above_designated_size=True).exists():
        rows = rows.filter(enterprise__above_designated_size=True)
    if chain is not None:
        rows = rows.filter(enterprise__chain=chain)
    held = recognitions_in_force(zone, period.last).filter(kind=HNTE)
    return rows.filter(enterprise__in=held.values("enterprise")) if hnte else rows

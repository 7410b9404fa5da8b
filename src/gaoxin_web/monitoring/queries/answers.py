"""Single answers for others to ask: a figure of the zone to date, and a point of a series of its own."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from gaoxin.periods import Period
from gaoxin.periods.zone import compare, lines, total
from gaoxin_web.accounts.models import Zone
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.monitoring.models import ZoneFigure
from gaoxin_web.monitoring.queries.firms import CHAIN, HNTE, counted_of
from gaoxin_web.monitoring.queries.reports import ledger_of


def to_date_total(
    zone: Zone, field: str, period: str, chain: str | None = None, hnte: bool = False, scope: str = ""
) -> tuple[int | None, Fraction | None, int, int]:
    """The sum of what the zone's enterprises reported, from their records alone.

    Args:
        zone: whose enterprises.
        field: of the register, as ``output_value``.
        period: as ``2022-01/2022-11``.
        chain: only of this industrial chain.
        hnte: only of enterprises whose title of high-tech enterprise runs at the period's end.
        scope: ``above`` designated size, or ``all``; by default the former where any is marked so.

    Returns:
        The sum in steps (fen for money), None where nobody reported; its growth over those that reported both
        periods, None where there is none; how many reported; of how many expected.
    """
    asked = Period.of(period)
    firms = counted_of(Enterprise.objects.filter(zone=zone), asked.end(), scope).firms
    firms = firms if chain is None else firms.only(CHAIN, chain)
    firms = firms.only(HNTE, "1") if hnte else firms
    rows = lines(ledger_of(zone, field), firms, asked)
    found = total(rows)
    return found.value, compare(rows).growth.rate, found.reported, found.expected


def indicator(zone: Zone, series: str, period: str) -> Decimal | None:
    """The value entered for a period of a series of the zone's own, in the series' unit."""
    return ZoneFigure.objects.filter(zone=zone, series=series, period=period).values_list("value", flat=True).first()

"""What the demonstrated zones are told of their months: a year's targets, published figures, series of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from simple_history.utils import bulk_create_with_history

from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.demo.told import FILTER_SERIES, FILTERS
from gaoxin_web.monitoring.models import Target, ZoneFigure

YI_FEN = 10**10  # 亿元 in fen
TARGETS = {2022: 216, 2023: 240, 2024: 258, 2025: 278}  # 亿元 of output value
GROWTH = 1.075  # of the targets of the years after
PAPER = "年度经济工作要点（示例）"


def monitor_zones(zones: Iterable[Zone], today: date) -> None:
    for zone in zones:
        officer = User.objects.filter(zone=zone, grants__role="officer").order_by("pk")[0]
        if zone.code == "szs":
            _targets(zone, officer, today)
        if zone.code == "gz":
            _filters(zone, officer)


def _targets(zone: Zone, by: User, today: date) -> None:
    """What the output value is to come to, of every year until this one."""
    amounts = dict(TARGETS)
    for year in range(max(amounts) + 1, today.year + 1):
        amounts[year] = round(amounts[year - 1] * GROWTH)
    made = [
        Target(zone=zone, by=by, field="output_value", year=year, amount=amount * YI_FEN, paper=f"{year} {PAPER}")
        for year, amount in amounts.items()
        if year <= today.year
    ]
    bulk_create_with_history(made, Target)


def _filters(zone: Zone, by: User) -> None:
    """The rate as printed before and after; what lies between is illustrative."""
    made = [
        ZoneFigure(
            zone=zone,
            by=by,
            series=FILTER_SERIES,
            period=period,
            value=Decimal(value),
            unit="%",
            bound=bound,
            source="高新区对外公布的提升前后数值" if at in (0, len(FILTERS) - 1) else "示例",
            note="日期为示例" if at in (0, len(FILTERS) - 1) else "示例，未见公布",
        )
        for at, (period, value, bound) in enumerate(FILTERS)
    ]
    bulk_create_with_history(made, ZoneFigure)

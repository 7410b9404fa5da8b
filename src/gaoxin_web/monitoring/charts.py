"""Pictures of a year for ECharts; every number in them was worked out by the engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from gaoxin.periods.months import Month
from gaoxin.periods.words import axis_words, rate_drawn
from gaoxin_web.monitoring.models import ZoneFigure
from gaoxin_web.monitoring.queries.monthly import Monthly
from gaoxin_web.monitoring.words import Unit, language

BAR, PALE, LINE, NEXT = "#206bc4", "#a9c4e6", "#b45f06", "#8a94a6"


def year_chart(month: Monthly, unit: Unit) -> dict[str, Any]:
    """Bars of the months, a line of the growth to date on an axis of its own; what is not final is pale.

    The months a forecast says follow with their 90 % interval.
    """
    shown = month.shown
    labels = [axis_words(row.period, language()) for row in shown]
    ahead = [one for one in month.forecast.ahead if one.period.year == month.period.year]
    bars = [_bar(row, unit) for row in shown]
    line = [rate_drawn(row.to_date.growth.rate) for row in shown]
    series: list[dict[str, Any]] = [
        {"name": _("当月"), "type": "bar", "data": bars, "barMaxWidth": 34, "itemStyle": {"color": BAR}},
        {
            "name": _("累计同比"), "type": "line", "yAxisIndex": 1, "data": line, "symbolSize": 7,
            "itemStyle": {"color": LINE}, "lineStyle": {"color": LINE, "width": 2}, "connectNulls": False,
        },
    ]  # fmt: skip
    if ahead:
        rest = [None] * len(shown)
        said = [unit.point(round(one.value)) for one in ahead]
        series.append(
            {"name": _("预测"), "type": "bar", "data": [*rest, *said], "barMaxWidth": 34, "barGap": "-100%",
             "itemStyle": {"color": "transparent", "borderColor": NEXT, "borderType": "dashed", "borderWidth": 1.5}}
        )  # fmt: skip
    return {
        "animation": False,
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 8, "top": 56, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "category", "data": [*labels, *(axis_words(one.period, language()) for one in ahead)]},
        "yAxis": [
            {"type": "value", "name": unit.words},
            {"type": "value", "name": "%", "splitLine": {"show": False}, "scale": True},
        ],
        "series": series,
    }


def _bar(row: Month, unit: Unit) -> dict[str, Any]:
    pale = not_final(row)
    value = unit.point(row.month.value)
    return {
        "value": None if value is None else round(value, 4),
        **({"itemStyle": {"color": PALE, "decal": {"symbol": "rect", "dashArrayX": [1, 0]}}} if pale else {}),
    }


def not_final(row: Month) -> bool:
    """Preliminary as published, or not yet reported by everybody expected."""
    fact = row.month.fact or row.to_date.fact
    if fact is not None and fact.value is not None:
        return fact.preliminary
    return row.month.total.reported > 0 and not row.month.total.is_complete


def series_chart(points: Sequence[ZoneFigure], labels: Sequence[str]) -> dict[str, Any]:
    """A series of the zone's own, point by point."""
    unit = points[0].unit if points else ""
    values = [None if one.value is None else float(one.value) for one in points]
    return {
        "animation": False,
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 8, "right": 24, "top": 32, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "category", "data": list(labels)},
        "yAxis": {"type": "value", "name": unit},
        "series": [
            {"type": "line", "data": values, "symbolSize": 9, "label": {"show": True, "position": "top"},
             "itemStyle": {"color": BAR}, "lineStyle": {"color": BAR, "width": 2}}
        ],
    }  # fmt: skip

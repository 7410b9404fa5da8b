"""Pictures of an evaluation for ECharts; every number in them was worked out by the engine.

What is official is blue and solid, what is simulated is amber and dashed: never the same colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

from django.utils.translation import gettext as _

from gaoxin.index.reasons import Bar
from gaoxin_web.evaluation.words import figure, signed

OFFICIAL, SIMULATED, OWN, OTHER, MUTED = "#206bc4", "#b45f06", "#0b5394", "#8e7cc3", "#a9b4c2"
GAIN, LOSS = "#c0262d", "#2e7d32"  # which of them is good the zone's own habit says: see `tones`
SHADES = ["#b2182b", "#ef8a62", "#f7f7f7", "#92c5de", "#2166ac"]  # told apart by the colour-blind too
PLAIN = {"animation": False}
LEAST_AXES = 3  # of a radar


def tones(zone: Any) -> tuple[str, str]:
    """The colours of better and worse: red is growth in China, unless the zone would have it otherwise."""
    return (GAIN, LOSS) if zone.growth_red else (LOSS, GAIN)


def bump(official: Mapping[int, int], simulated: Mapping[int, int], breaks: Sequence[int]) -> dict[str, Any]:
    """Places through the years, 1 at the top; a line is broken where the indicators changed (``breaks``)."""
    years = sorted({*official, *simulated})
    labels = [str(year) for year in years]
    series = []
    for name, places, colour, dash, side in (
        (_("公布位次"), official, OFFICIAL, "solid", "top"),
        (_("模拟位次"), simulated, SIMULATED, "dashed", "bottom"),
    ):
        for start, part in _unbroken([year for year in years if year in places], breaks):
            data = [places[year] if year in part else None for year in years]
            label = {"show": True, "position": side, "color": colour}
            style = {"color": colour}
            series.append(
                {"name": name, "id": f"{name}{start}", "type": "line", "data": data, "symbolSize": 9, "label": label,
                 "itemStyle": style, "lineStyle": {**style, "type": dash, "width": 2}, "connectNulls": False}
            )  # fmt: skip
    marks = [{"xAxis": labels[years.index(year)]} for year in breaks if year in years]
    if series and marks:
        series[0]["markLine"] = {
            "symbol": "none",
            "silent": True,
            "label": {"formatter": _("换用新体系"), "position": "start", "rotate": 0, "distance": 6},
            "lineStyle": {"color": "#6b7280", "type": "dotted"},
            "data": marks,
        }
    return {
        **PLAIN,
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 40, "top": 64, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": labels, "boundaryGap": True, "axisLine": {"onZero": False}},
        "yAxis": {"type": "value", "inverse": True, "min": 1, "name": _("位"), "minInterval": 1},
        "series": series,
    }


def _unbroken(years: Sequence[int], breaks: Sequence[int]) -> list[tuple[int, set[int]]]:
    """Runs of years without a change of the indicators between them."""
    parts: list[tuple[int, set[int]]] = []
    for year in years:
        if not parts or any(max(parts[-1][1]) < one <= year for one in breaks):
            parts.append((year, set()))
        parts[-1][1].add(year)
    return parts


def places_drawn(shares: Sequence[tuple[int, float]], own: int) -> dict[str, Any]:
    """How often the draws put the zone where: a bar per place, its own dark."""
    bars = [
        {"value": round(share * 100, 2), "itemStyle": {"color": OWN if place == own else SIMULATED}}
        for place, share in shares
    ]
    return {
        **PLAIN,
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 8, "right": 16, "top": 28, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [str(place) for place, _share in shares], "name": _("位")},
        "yAxis": {"type": "value", "name": "%"},
        "series": [{"type": "bar", "data": bars, "barMaxWidth": 26}],
    }


def radar(axes: Sequence[str], lines: Sequence[tuple[str, Sequence[float | None]]]) -> dict[str, Any]:
    """Groups of indicators on one scale of 0 to 100, a line per zone or middle; bars where two groups make no web."""
    colours = [OWN, MUTED, SIMULATED, OTHER]
    if len(axes) < LEAST_AXES:
        return _bars(axes, lines, colours)
    data = [
        {"name": name, "value": [None if one is None else round(one, 2) for one in values],
         "lineStyle": {"color": colour, "width": 3 if at == 0 else 2, "type": "solid" if at == 0 else "dashed"},
         "itemStyle": {"color": colour}, "areaStyle": {"opacity": 0.12 if at == 0 else 0}}
        for at, ((name, values), colour) in enumerate(zip(lines, colours, strict=False))
    ]  # fmt: skip
    return {
        **PLAIN,
        "tooltip": {},
        "legend": {"bottom": 0, "type": "scroll"},
        "radar": {
            "indicator": [{"name": _folded(name), "max": 100, "min": 0} for name in axes],
            "radius": "58%",
            "center": ["50%", "48%"],
            "axisName": {"color": "#1f2937", "lineHeight": 15},
        },
        "series": [{"type": "radar", "data": data}],
    }


def _bars(
    axes: Sequence[str], lines: Sequence[tuple[str, Sequence[float | None]]], colours: Sequence[str]
) -> dict[str, Any]:
    series = [
        {"name": name, "type": "bar", "barMaxWidth": 36, "itemStyle": {"color": colour},
         "label": {"show": True, "position": "top"}, "data": [None if one is None else round(one, 1) for one in values]}
        for (name, values), colour in zip(lines, colours, strict=False)
    ]  # fmt: skip
    return {
        **PLAIN,
        "tooltip": {"trigger": "axis"},
        "legend": {"bottom": 0, "type": "scroll"},
        "grid": {"left": 8, "right": 16, "top": 24, "bottom": 36, "containLabel": True},
        "xAxis": {"type": "category", "data": [_folded(name) for name in axes]},
        "yAxis": {"type": "value", "min": 0, "max": 100},
        "series": series,
    }


def _folded(name: str) -> str:
    """A long name on several lines: Chinese by its characters, English by its words."""
    if name.isascii():
        return "\n".join(wrap(name, 16))
    return "\n".join(name[at : at + 7] for at in range(0, len(name), 7))


def heat(zones: Sequence[str], codes: Sequence[str], cells: Sequence[tuple[int, int, float]]) -> dict[str, Any]:
    """Zones by indicators: of how many of the others each is ahead, in per cent."""
    return {
        **PLAIN,
        "tooltip": {"position": "top"},
        "grid": {"left": 8, "right": 16, "top": 8, "bottom": 56, "containLabel": True},
        "xAxis": {"type": "category", "data": list(codes), "axisLabel": {"rotate": 90, "interval": 0, "fontSize": 10}},
        "yAxis": {"type": "category", "data": list(zones), "inverse": True, "axisLabel": {"interval": 0}},
        "visualMap": {
            "min": 0, "max": 100, "orient": "horizontal", "left": "center", "bottom": 0, "itemHeight": 120,
            "itemWidth": 12, "text": [_("领先"), _("落后")], "inRange": {"color": SHADES},
        },
        "series": [{"type": "heatmap", "data": [[x, y, round(share * 100)] for x, y, share in cells]}],
    }  # fmt: skip


def cascade(bars: Sequence[Bar], words: Sequence[str], colours: tuple[str, str]) -> dict[str, Any]:
    """A waterfall from one total to another; better and worse in the zone's own colours."""
    better, worse = colours
    fill = {"start": OWN, "end": OTHER, "up": better, "down": worse}
    data = [
        {
            "value": round(bar.high - bar.low, 4),
            "itemStyle": {"color": fill.get(bar.kind, MUTED)},
            "label": {
                "show": True,
                "position": "right",
                "formatter": figure(bar.points) if bar.kind in ("start", "end") else signed(bar.points),
            },
        }
        for bar in bars
    ]
    low = min(bar.low for bar in bars if bar.kind not in ("start", "end")) if len(bars) > 2 else 0
    hidden = {"color": "transparent"}
    return {
        **PLAIN,
        "grid": {"left": 8, "right": 56, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "min": max(0, int(low) - 2), "scale": True, "axisLabel": {"hideOverlap": True}},
        "yAxis": {"type": "category", "data": list(words), "inverse": True,
                  "axisLabel": {"width": 190, "overflow": "truncate"}},
        "series": [
            {"type": "bar", "stack": "all", "silent": True, "itemStyle": hidden, "data": [bar.low for bar in bars]},
            {"type": "bar", "stack": "all", "data": data, "barMaxWidth": 20},
        ],
    }  # fmt: skip

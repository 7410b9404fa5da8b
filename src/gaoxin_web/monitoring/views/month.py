"""月度监测: the zone's month, to date and alone, by group, with who gave most and who has not reported."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gaoxin.periods.series import percent
from gaoxin.periods.words import pace_words
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.enterprises.figures import label_of
from gaoxin_web.monitoring.charts import year_chart
from gaoxin_web.monitoring.queries.monthly import Monthly
from gaoxin_web.monitoring.queries.rounds import rounds_for
from gaoxin_web.monitoring.queries.tables import group_tables, month_rows, mover_rows, page_unit, sheets, silent_rows
from gaoxin_web.monitoring.views.base import MonitoringPage, number_url
from gaoxin_web.monitoring.words import Rate, Unit, label_words, language, sentence, short, told, why_not

LISTED = 8  # enterprises that have not reported, before the whole list is asked for


class MonthView(MonitoringPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        month = self.monthly
        if month is None:
            return render(request, "monitoring/empty.html", self.frame())
        if wants_export(request):
            title = _("月度监测_%(period)s") % {"period": told(month.period)}
            return export(request, title, sheets(month), "monitoring.export", month.item.name)
        return render(request, "monitoring/month.html", self.frame(**self.content(month)))

    def content(self, month: Monthly) -> dict[str, Any]:
        unit, small = page_unit(month), Unit.small(month.item)
        up, down = month.movers
        return {
            "unit": unit,
            "small": small,
            "head": head(month, unit),
            "rows": month_rows(month.shown, unit),
            "groups": [(table, number_url(month, by=table.kind)) for table in group_tables(month, unit)],
            "up": mover_rows(month, up, small),
            "down": mover_rows(month, down, small),
            "silent": silent_rows(month, month.silent[:LISTED], small),
            "silent_count": len(month.silent),
            "silent_url": number_url(month, show="silent"),
            "number_url": number_url(month),
            "month_url": number_url(month, span="month"),
            "rounds": rounds_for(self.access, month.item.name, month.period),
            "clashes": len(month.clashes),
            "chart": year_chart(month, unit),
            "forecast": forecast_rows(month, unit),
            "steady": {"count": month.steady.count, "share": percent(month.steady.share)},
            "no_forecast": why_not(month.forecast.why_not) if month.forecast.why_not else "",
        }


class TileView(MonitoringPage):
    """What the overview says of it: the usual field to date in the newest month."""

    def get(self, request: HttpRequest) -> HttpResponse:
        month = self.monthly
        context = {"month": month, "whole": self.seen.whole}
        if month is not None:
            now, unit = month.to_date, page_unit(month)
            context |= {
                "title": f"{told(month.period)} {label_of(month.item)}",
                "value": unit.text(now.value),
                "unit": unit,
                "growth": sentence(now.growth),
                "total": now.total,
            }
        return render(request, "monitoring/tile.html", context)


def head(month: Monthly, unit: Unit) -> dict[str, Any]:
    """The figures on top: to date, the month, the target, who reported, the high-tech enterprises."""
    now, own, done, hnte = month.to_date, month.of_month, month.progress, month.hnte
    return {
        "value": unit.text(now.value),
        "growth": sentence(now.growth),
        "rate": Rate.of(now.growth),
        "standing": now,
        "difference": unit.text(now.difference) if now.difference else "",
        "summed": unit.text(now.total.value),
        "is_first": month.month == month.period,
        "month_words": short(month.month),
        "month_value": unit.text(own.value),
        "month_growth": sentence(own.growth),
        "month_rate": Rate.of(own.growth),
        "target": unit.text(month.target.amount) if month.target else "",
        "paper": month.target.paper if month.target else "",
        "done": percent(done.done) if done else "",
        "bar": min(int(done.done * 100), 100) if done else 0,
        "pace": pace_words(done, language()) if done else "",
        "reported": now.total.reported,
        "expected": now.total.expected,
        "compared": now.compared,
        "hnte_share": percent(hnte.share) if hnte else "—",
        "hnte_value": unit.text(hnte.total.value) if hnte else "—",
        "hnte_words": label_words("hnte", "1"),
        "of_zone": zone_fact(month, unit),
    }


def zone_fact(month: Monthly, unit: Unit) -> dict[str, str] | None:
    """What was published of the whole zone, for whoever sees a part of it only."""
    fact = None if month.seen.whole else month.of_zone.get(month.period)
    if fact is None:
        return None
    return {"value": unit.text(fact.value), "rate": f"{percent(fact.growth)}%", "source": fact.source}


def forecast_rows(month: Monthly, unit: Unit) -> list[tuple[str, str, str, str]]:
    """Months to come with their 90 % interval."""
    return [
        (told(one.period), *(unit.text(round(value)) for value in (one.value, one.low, one.high)))
        for one in month.forecast.ahead
    ]

"""专项指标: series of the zone's own, each point with its source."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.monitoring.charts import series_chart
from gaoxin_web.monitoring.models import ZoneFigure
from gaoxin_web.monitoring.queries.entries import earlier, value_of, when_of
from gaoxin_web.monitoring.queries.published import in_order, series_names
from gaoxin_web.monitoring.views.base import MonitoringPage
from gaoxin_web.ui.sheets import Sheet


class SeriesView(MonitoringPage):
    tab = "series"

    def get(self, request: HttpRequest) -> HttpResponse:
        names = series_names(self.zone)
        asked = request.GET.get("name", "")
        name = asked if asked in names else (names[0] if names else "")
        points = in_order(self.visible(ZoneFigure.objects.filter(series=name))) if name else []
        if wants_export(request) and points:
            return self._export(name, points)
        before, labels = earlier(points), [when_of(point) for point in points]
        lines: list[dict[str, Any]] = [
            {"point": point, "when": when, "value": value_of(point), "before": before.get(point.pk, "")}
            for point, when in zip(points, labels, strict=True)
        ]
        context = {"names": names, "name": name, "lines": lines, "chart": series_chart(points, labels)}
        return render(request, "monitoring/series.html", self.frame(**context))

    def _export(self, name: str, points: list[ZoneFigure]) -> HttpResponse:
        lines = [(when_of(one), one.value, one.unit, one.get_bound_display(), one.source) for one in points]
        heads = (_("期间"), _("数值"), _("单位"), _("数值表述"), _("出处"))
        return export(self.request, name, [Sheet(name, heads, lines)], "monitoring.export", name)

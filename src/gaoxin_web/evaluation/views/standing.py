"""综合评价: where the zone stands among all, how sure that is, and how it came there year by year."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gaoxin.index.evaluation import rows_of
from gaoxin.index.reasons import likely_places
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.evaluation import charts
from gaoxin_web.evaluation.queries.history import breaks_of, places_by_year, year_before
from gaoxin_web.evaluation.queries.standing import Standing, published_of
from gaoxin_web.evaluation.queries.tables import NEAR, shown_rows, table_lines
from gaoxin_web.evaluation.views.base import EvaluationPage
from gaoxin_web.ui.sheets import Sheet

TOPS = (3, 10, 20, 30, 50, 100)


class StandingView(EvaluationPage):
    tab = "standing"

    def get(self, request: HttpRequest) -> HttpResponse:
        standing, published = self.standing, published_of(self.zone)
        context = self.frame(published=published, official=published.get(standing.year) if standing else None)
        if standing:
            places = places_by_year(self.zone, self.years, self.state)
            official = {year: one.rank for year, one in published.items()}
            context["bump"] = charts.bump(official, places, breaks_of(self.zone, {*places, *official}))
        if standing and standing.evaluation:
            context |= self._table(standing)
            if wants_export(request):
                return export(request, _("综合评价位次"), [context.pop("sheet")], "evaluation.export", standing.label)
        return render(request, "evaluation/standing.html", context)

    def _table(self, standing: Standing) -> dict[str, Any]:
        found, unit = standing.evaluation, standing.unit
        assert found is not None
        before = year_before(standing)
        top = next((one for one in TOPS if str(one) == self.request.GET.get("top")), 10)
        rows = rows_of(found, before.evaluation if before else None, top)
        own = next(row for row in rows if row.unit == unit)
        every = "all" in self.request.GET or wants_export(self.request)
        heads, lines = table_lines(rows, top)
        return {
            "own": own,
            "out_of": len(rows),
            "rows": shown_rows(rows, unit, every=every),
            "every": every,
            "near": NEAR,
            "top": top,
            "tops": TOPS,
            "before": before,
            "drawn": charts.places_drawn(likely_places(found, unit), own.place),
            "silent": [standing.indicators[code] for code in found.silent],
            "sheet": Sheet(_("位次"), heads, lines),
        }


class TileView(EvaluationPage):
    """What the overview says of it: the newest places, given and worked out."""

    def get(self, request: HttpRequest) -> HttpResponse:
        standing, published = self.standing, published_of(self.zone)
        given = max(published.values(), key=lambda one: one.year, default=None)
        found = standing.evaluation if standing else None
        own = next((row for row in rows_of(found) if row.unit == standing.unit), None) if found and standing else None
        return render(request, "evaluation/tile.html", {"standing": standing, "given": given, "own": own})

"""One enterprise's months of two years: each figure with the filing and the cell it stands on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gaoxin.periods.period import months_of
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.monitoring.queries.cells import Cells, how
from gaoxin_web.monitoring.queries.doubts import corrections_in
from gaoxin_web.monitoring.queries.monthly import Monthly
from gaoxin_web.monitoring.views.base import MonitoringPage
from gaoxin_web.monitoring.words import Unit, told
from gaoxin_web.ui.sheets import Sheet


class FirmView(MonitoringPage):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        firm = get_object_or_404(self.visible(Enterprise.objects.all()), pk=pk)
        month = self.monthly
        if month is None:
            return redirect("monitoring")
        small = Unit.small(month.item)
        years = _years(month, firm, small)
        if wants_export(request):
            return self._export(firm, years, small)
        corrected = corrections_in(month, {firm.pk})
        context = {"inner": True, "firm": firm, "small": small, "years": years, "corrections": corrected}
        return render(request, "monitoring/firm.html", self.frame(**context))

    def _export(self, firm: Enterprise, years: list[tuple[int, list[dict[str, Any]]]], small: Unit) -> HttpResponse:
        lines = [
            (row["words"], row["number"], row["how"], row["source"].batch, row["source"].cell, row["source"].raw)
            if row["source"]
            else (row["words"], row["number"], row["how"], "", "", "")
            for _year, rows in years
            for row in rows
        ]
        heads = (
            _("期间"),
            _("数值（%(unit)s）") % {"unit": small.words},
            _("算法"),
            _("文件"),
            _("单元格"),
            _("原文"),
        )
        return export(self.request, firm.name, [Sheet(_("各期数"), heads, lines)], "monitoring.export", firm)


def _years(month: Monthly, firm: Enterprise, small: Unit) -> list[tuple[int, list[dict[str, Any]]]]:
    newest = month.period.year or 0
    cells = Cells.of(month.item.name, [firm.pk], (newest, newest - 1))
    return [(year, _year(month, firm, small, cells, year)) for year in (newest, newest - 1)]


def _year(month: Monthly, firm: Enterprise, small: Unit, cells: Cells, year: int) -> list[dict[str, Any]]:
    """The single months and the figures to date, as far as they are known."""
    found = []
    for period in (one for each in months_of(year) for one in dict.fromkeys((each, each.to_date()))):
        figure = month.ledger.figure(firm.pk, period)
        if figure is None:
            continue
        sources = cells.behind(firm.pk, figure) if figure.how == "filed" else []
        found.append(
            {
                "words": told(period),
                "is_month": period.start == period.stop or period.kind == "first two",
                "value": small.text(figure.value),
                "number": small.cell(figure.value),
                "how": how(figure),
                "source": sources[0] if sources else None,
            }
        )
    return found

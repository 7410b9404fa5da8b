"""疑点与修订: figures of the year that disagree, and figures that were changed."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.monitoring.queries.doubts import clashes_in, corrections_in
from gaoxin_web.monitoring.views.base import MonitoringPage
from gaoxin_web.monitoring.words import Unit
from gaoxin_web.ui.sheets import Sheet

PER_PAGE = 50


class DoubtsView(MonitoringPage):
    tab = "doubts"

    def get(self, request: HttpRequest) -> HttpResponse:
        month = self.monthly
        if month is None:
            return render(request, "monitoring/empty.html", self.frame())
        found, small = [*clashes_in(month), *corrections_in(month)], Unit.small(month.item)
        if wants_export(request):
            return self._export(found, small)
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        pages = list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
        context = {"page": page, "page_range": pages, "small": small, "year": month.period.year}
        return render(request, "monitoring/doubts.html", self.frame(**context))

    def _export(self, found: list, small: Unit) -> HttpResponse:
        heads = (
            _("企业"),
            _("期间"),
            _("疑点"),
            _("采用值（%(unit)s）") % {"unit": small.words},
            _("另一值（%(unit)s）") % {"unit": small.words},
            _("采用值出处"),
            _("另一值出处"),
        )
        lines = [
            (one.name, one.period, one.kind, one.stands_number, one.other_number, one.where, one.where_before)
            for one in found
        ]
        title = _("疑点与修订")
        return export(self.request, title, [Sheet(title, heads, lines)], "monitoring.export", self.monthly.item.name)

"""指标出处: each printed figure beside what the records say, and the very records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin.periods.zone import Line
from gaoxin_web.accounts.views import Page
from gaoxin_web.cockpit.figures.months import run_of
from gaoxin_web.cockpit.figures.query import Among, Answer, Months, Peer, is_share
from gaoxin_web.cockpit.figures.recompute import Result, found, recompute
from gaoxin_web.cockpit.figures.stated import Figure, figures
from gaoxin_web.cockpit.figures.table import QUERIES
from gaoxin_web.cockpit.views.lists import FIND
from gaoxin_web.cockpit.views.record_columns import COLUMNS, JOINED, SEARCHED, month_columns
from gaoxin_web.ladders.queries.scope import sees_all
from gaoxin_web.ui.listing import Column, ListPage

PERMISSION = "figures.view"


class FiguresView(Page):
    permission = PERMISSION

    def get(self, request: HttpRequest) -> HttpResponse:
        results = recompute([request.user.zone], self.visible)  # type: ignore[union-attr]
        context = {
            "answered": [result for result in results if result.query],
            "open": [result for result in results if not result.query],
            "held": sum(result.holds is True for result in results),
            "whole": sees_all(self.access, PERMISSION),
        }
        return render(request, "cockpit/figures.html", context)


class RecordsView(ListPage):
    """The records one figure stands on."""

    permission = PERMISSION
    export_permission = "register.export"
    template = "cockpit/records.html"
    order = ("pk",)
    file_name = "figure"
    search_hint = gettext_lazy("名称")
    empty_title = gettext_lazy("没有记录")
    empty_hint = gettext_lazy("这个指标所依据的记录还没有录入。")

    def get(self, request: HttpRequest, figure: str = "", **_kwargs: Any) -> HttpResponseBase:
        said = figures().get(figure)
        if said is None or said.id not in QUERIES or said.zone != request.user.zone.code:  # type: ignore[union-attr]
            raise Http404
        self.figure: Figure = said
        return super().get(request)

    def context(self) -> dict[str, Any]:
        whole = sees_all(self.access, PERMISSION)
        more = {"result": self.result, "whole": whole, "peers": self.peers, "is_share": is_share(self.query)}
        return super().context() | more

    @property
    def query(self) -> Answer:
        return QUERIES[self.figure.id]

    @cached_property
    def peers(self) -> list[Peer]:
        """Of a place among others: everybody's value, the best first."""
        if not isinstance(self.query, Among):
            return []
        zone, period = self.request.user.zone, self.figure.period  # type: ignore[union-attr]
        return self.query.everybody(zone, period, self.visible)

    @cached_property
    def result(self) -> Result:
        return found(self.figure, self.request.user.zone, self.visible)  # type: ignore[union-attr]

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("%(figure)s 的记录") % {"figure": self.figure.id}

    @cached_property
    def model(self) -> type:
        return self.rows().model

    @property
    def columns(self) -> Sequence[Column]:  # type: ignore[override]
        if isinstance(self.query, Months):
            return month_columns(self._lines, self.query.field, run_of(self.figure.period))
        return COLUMNS[self.model]

    @cached_property
    def _lines(self) -> Mapping[int, Line]:
        assert isinstance(self.query, Months)
        zone, period = self.request.user.zone, self.figure.period  # type: ignore[union-attr]
        return {line.enterprise: line for line in self.query.lines(zone, period, self.visible)}

    @property
    def search(self) -> Sequence[str]:  # type: ignore[override]
        return SEARCHED.get(self.model, FIND)

    def rows(self) -> QuerySet[Any]:
        return self.query.rows(self.request.user.zone, self.figure.period)  # type: ignore[union-attr]

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        joined = JOINED.get(self.model, ("enterprise__organisation",))
        return rows.select_related(*joined) if joined else rows

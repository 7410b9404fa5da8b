"""指标出处: each printed figure beside what the records say, and the very records."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin_web.accounts.views import Page
from gaoxin_web.cockpit.figures.recompute import Result, found, recompute
from gaoxin_web.cockpit.figures.stated import Figure, figures
from gaoxin_web.cockpit.figures.table import QUERIES
from gaoxin_web.cockpit.views.lists import BUREAU, CERTIFICATE, CHAIN, FIND, FIRM
from gaoxin_web.enterprises.models import Award, Enterprise, Facility, FactSheet, Patent, Platform, Recognition, Team
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


def _day(key: str, label: Any) -> Column:
    return Column(key, label, key, order=key, kind="date")


SINCE, UNTIL = _day("recognised_on", gettext_lazy("认定日期")), _day("ended_on", gettext_lazy("结束日期"))
COLUMNS: dict[type, Sequence[Column]] = {
    Recognition: (FIRM, *CERTIFICATE, CHAIN, BUREAU),
    Platform: (
        FIRM,
        Column("name", gettext_lazy("名称"), "name", order="name"),
        Column("kind", gettext_lazy("类型"), "kind", order="kind"),
        Column("level", gettext_lazy("级别"), "level", order="level"),
        SINCE,
        UNTIL,
    ),
    Team: (FIRM, Column("name", gettext_lazy("团队名称"), "name", order="name"), SINCE, UNTIL),
    Award: (
        FIRM,
        Column("prize", gettext_lazy("奖项"), "prize", order="prize"),
        Column("level", gettext_lazy("级别"), "level", order="level"),
        Column("grade", gettext_lazy("等级"), "grade"),
        Column("achievement", gettext_lazy("成果名称"), "achievement"),
        _day("awarded_on", gettext_lazy("获奖日期")),
    ),
    Patent: (
        FIRM,
        Column("title", gettext_lazy("名称"), "title"),
        Column("number", gettext_lazy("专利号"), "number"),
        _day("granted_on", gettext_lazy("授权日")),
        _day("ended_on", gettext_lazy("失效日")),
    ),
    Facility: (
        Column("name", gettext_lazy("名称"), "name", order="name", first=True),
        Column("kind", gettext_lazy("类型"), "kind"),
        Column("amount", gettext_lazy("数量"), "amount", order="amount", kind="number"),
        Column("unit", gettext_lazy("单位"), "unit"),
        _day("opened_on", gettext_lazy("启用日期")),
        _day("closed_on", gettext_lazy("停用日期")),
    ),
    Enterprise: (
        Column(
            "name",
            gettext_lazy("企业"),
            "name",
            order="name",
            kind="link",
            first=True,
            link=lambda row: reverse("enterprise", args=[row.pk]),
        ),
        Column("uscc", gettext_lazy("统一社会信用代码"), "uscc"),
        Column("chain", gettext_lazy("产业链"), "chain", order="chain"),
        _day("established_on", gettext_lazy("成立日期")),
        Column("organisation", gettext_lazy("责任部门"), "organisation__name"),
    ),
    FactSheet: (
        FIRM,
        Column("year", gettext_lazy("年度"), lambda row: str(row.year)),
        Column("revenue", gettext_lazy("营业收入（万元）"), lambda row: _wan(row, "revenue"), kind="number"),
        Column("rd_expense", gettext_lazy("研发费用（万元）"), lambda row: _wan(row, "rd_expense"), kind="number"),
        Column("staff", gettext_lazy("职工总数"), lambda row: row.values.get("staff"), kind="number"),
    ),
}
JOINED: dict[type, tuple[str, ...]] = {Enterprise: ("organisation",), Facility: ()}
SEARCHED: dict[type, tuple[str, ...]] = {
    Enterprise: ("name__icontains", "initials__startswith", "uscc__startswith"),
    Facility: ("name__icontains",),
}


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
        return super().context() | {"result": self.result, "whole": sees_all(self.access, PERMISSION)}

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
        return COLUMNS[self.model]

    @property
    def search(self) -> Sequence[str]:  # type: ignore[override]
        return SEARCHED.get(self.model, FIND)

    def rows(self) -> QuerySet[Any]:
        return QUERIES[self.figure.id].rows(self.request.user.zone, self.figure.period)  # type: ignore[union-attr]

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        joined = JOINED.get(self.model, ("enterprise__organisation",))
        return rows.select_related(*joined) if joined else rows


def _wan(row: FactSheet, name: str) -> float | None:
    """Money in 万元, as sheets of the zone have it; kept in fen."""
    fen = row.values.get(name)
    return None if fen is None else fen / 1_000_000

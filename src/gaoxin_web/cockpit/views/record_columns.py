"""What is shown of the records a figure stands on, by kind of record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from gaoxin.periods import Period as Run
from gaoxin.periods.zone import Line
from gaoxin_web.cockpit.views.contest_columns import CONTEST_COLUMNS, CONTEST_JOINED, CONTEST_SEARCHED
from gaoxin_web.cockpit.views.lists import BUREAU, CERTIFICATE, CHAIN, FIRM
from gaoxin_web.enterprises.models import Award, Enterprise, Facility, FactSheet, Patent, Platform, Recognition, Team
from gaoxin_web.evaluation.models import PeerTable, Published
from gaoxin_web.monitoring.models import ZoneFigure
from gaoxin_web.ui.listing import Column

WAN = 1_000_000  # 万元 in fen


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
    Published: (
        Column("year", gettext_lazy("年度"), lambda row: str(row.year), order="year", first=True),
        Column("rank", gettext_lazy("公布位次"), "rank", order="rank", kind="number"),
        Column("out_of", gettext_lazy("参评数"), "out_of", kind="number"),
        Column(
            "paper",
            gettext_lazy("佐证材料"),
            lambda row: row.paper.title if row.paper else None,
            kind="link",
            link=lambda row: reverse("evaluation_paper", args=[row.paper_id]) if row.paper_id else "",
        ),
        Column("note", gettext_lazy("说明"), "note"),
    ),
    PeerTable: (
        Column(
            "title",
            gettext_lazy("名称"),
            "title",
            kind="link",
            first=True,
            link=lambda row: reverse("evaluation_peer_table", args=[row.pk]),
        ),
        Column("year", gettext_lazy("年度"), lambda row: str(row.year)),
        Column("zones", gettext_lazy("高新区数"), lambda row: len(row.values), kind="number"),
        Column("simulated", gettext_lazy("模拟数据"), "simulated"),
    ),
    ZoneFigure: (
        Column("series", gettext_lazy("专项指标名称"), "series", first=True),
        Column("period", gettext_lazy("期间"), "period", order="period"),
        Column("value", gettext_lazy("数值"), "value", kind="number"),
        Column("unit", gettext_lazy("单位"), "unit"),
        Column("bound", gettext_lazy("口径表述"), "bound"),
        Column("source", gettext_lazy("出处"), "source"),
        Column("note", gettext_lazy("说明"), "note"),
    ),
    FactSheet: (
        FIRM,
        Column("year", gettext_lazy("年度"), lambda row: str(row.year)),
        Column("revenue", gettext_lazy("营业收入（万元）"), lambda row: _wan(row, "revenue"), kind="number"),
        Column("rd_expense", gettext_lazy("研发费用（万元）"), lambda row: _wan(row, "rd_expense"), kind="number"),
        Column("staff", gettext_lazy("职工总数"), lambda row: row.values.get("staff"), kind="number"),
    ),
    **CONTEST_COLUMNS,
}
JOINED: dict[type, tuple[str, ...]] = {
    Enterprise: ("organisation",),
    Facility: (),
    Published: ("paper",),
    PeerTable: (),
    ZoneFigure: (),
    **CONTEST_JOINED,
}
SEARCHED: dict[type, tuple[str, ...]] = {
    Enterprise: ("name__icontains", "initials__startswith", "uscc__startswith"),
    Facility: ("name__icontains",),
    Published: ("note__icontains",),
    PeerTable: ("title__icontains",),
    ZoneFigure: ("series__icontains",),
    **CONTEST_SEARCHED,
}


def month_columns(lines: Mapping[int, Line], field: str, run: Run) -> Sequence[Column]:
    """Of sheets with months: what each enterprise comes to in the run of months, and came to a year before."""
    return (
        FIRM,
        CHAIN,
        Column("year", gettext_lazy("年度"), lambda row: str(row.year)),
        Column(
            "now",
            gettext_lazy("累计（万元）"),
            lambda row: _in_wan(lines, row, "now"),
            kind="number",
            link=lambda row: months_page(row.enterprise_id, field, run),
        ),
        Column(
            "before",
            gettext_lazy("上年同期（万元）"),
            lambda row: _in_wan(lines, row, "before"),
            kind="number",
        ),
    )


def months_page(enterprise: int, field: str, run: Run) -> str:
    """Where an enterprise's months are, each with its cell."""
    return reverse("monitoring_firm", args=[enterprise], query={"field": field, "period": str(run)})


def _in_wan(lines: Mapping[int, Line], row: FactSheet, side: str) -> float | None:
    line = lines.get(row.enterprise_id)
    fen = None if line is None else getattr(line, side)
    return None if fen is None else fen / WAN


def _wan(row: FactSheet, name: str) -> float | None:
    """Money in 万元, as sheets of the zone have it; kept in fen."""
    fen = row.values.get(name)
    return None if fen is None else fen / WAN

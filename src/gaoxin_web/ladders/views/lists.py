"""Who is ready, one step away, lacks data, or holds a certificate that runs out: four lists of standings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin_web.ladders.filters import DueFilter, StandingFilter
from gaoxin_web.ladders.models import Run, Standing
from gaoxin_web.ladders.queries.funnel import list_url
from gaoxin_web.ladders.queries.runs import last_run
from gaoxin_web.ladders.queries.standings import asks_for, needs_words, step_words
from gaoxin_web.ladders.rules import rungs_of
from gaoxin_web.ladders.views.ladder import STATUSES, tile_words
from gaoxin_web.ladders.words import policy_words, status_words
from gaoxin_web.ui.listing import Column, ListPage

HINTS = {
    "holds": gettext_lazy("资质在有效期内的企业。"),
    "ready": gettext_lazy("尚未持有、全部条件已达标的企业，现在就可以申报。"),
    "near": gettext_lazy("只差一项且差得不多的企业；最后一列写明差什么、差多少。"),
    "needs_data": gettext_lazy("缺的数据补齐后可能达标的企业；只列出最少要问的几项。"),
    "due": gettext_lazy("证书六个月内到期的企业，按今天的数据看复核能否通过。"),
}
STILL = {
    "met": gettext_lazy("仍达标"),
    "not_met": gettext_lazy("已不达标"),
    "unknown": gettext_lazy("待补数据"),
}
VERDICT_TONES = {"met": "green", "not_met": "red", "unknown": "yellow"}


def _page_of(row: Standing) -> str:
    return f"{reverse('enterprise_ladder', args=[row.enterprise_id])}?policy={row.policy}"


class StandingsView(ListPage):
    permission = "ladder.view"
    export_permission = "register.export"
    template = "ladders/list.html"
    search = ("enterprise__name__icontains", "enterprise__initials__startswith", "enterprise__uscc__startswith")
    search_hint = gettext_lazy("企业名称、拼音首字母或信用代码")
    file_name = "ladder"

    def get(self, request: HttpRequest, status: str = "", **_kwargs: Any) -> HttpResponseBase:
        if status not in HINTS:
            raise Http404
        self.status = status
        return super().get(request)

    @cached_property
    def run(self) -> Run | None:
        return last_run(self.access)

    @property
    def title(self) -> str:  # type: ignore[override]
        return tile_words(self.status) if self.status != "holds" else status_words("holds")

    @property
    def order(self) -> tuple[str, ...]:  # type: ignore[override]
        return ("held_until",) if self.status == "due" else ("place", "shortfall")

    @property
    def filters(self) -> Any:  # type: ignore[override]
        return DueFilter if self.status == "due" else StandingFilter

    @property
    def empty_title(self) -> str:  # type: ignore[override]
        return _("没有这样的企业") if self.run else _("还没有测算")

    @property
    def empty_hint(self) -> str:  # type: ignore[override]
        return _("换一个状态看看，或在数据更新后重新测算。") if self.run else _("请先到“培育阶梯”页点“开始测算”。")

    def rows(self) -> QuerySet[Standing]:
        rows = Standing.objects.filter(zone=self.run.zone_id) if self.run else Standing.objects.none()
        if self.status == "due":
            return rows.filter(due=True)
        return rows.filter(status=self.status)

    def prepare(self, rows: QuerySet[Standing]) -> QuerySet[Standing]:
        return rows.select_related("enterprise__organisation")

    def by_keys(self, keys: list[Any]) -> QuerySet[Standing]:
        return self.prepare(Standing.objects.filter(pk__in=keys))

    def extra(self) -> dict[str, Any]:
        tabs = [(tile_words(key), list_url(key), key == self.status) for key in STATUSES]
        return {"run": self.run, "hint": HINTS[self.status], "tabs": tabs, "status": self.status}

    @property
    def _cookie(self) -> str:
        return f"columns_ladder_{self.status}"

    @cached_property
    def columns(self) -> tuple[Column, ...]:  # type: ignore[override]
        head = (
            Column("name", _("企业"), "enterprise__name", "enterprise__name", first=True, link=_page_of),
            Column("uscc", _("统一社会信用代码"), "enterprise__uscc", shown=False),
            Column("policy", _("资质"), lambda row: policy_words(row.policy), "place"),
        )
        tail = (
            Column("organisation", _("责任部门"), "enterprise__organisation", "enterprise__organisation__path"),
            Column("chain", _("产业链"), "enterprise__chain", "enterprise__chain"),
        )
        return (*head, *getattr(self, f"_columns_{self.status}")(), *tail)

    def _columns_holds(self) -> tuple[Column, ...]:
        return (Column("held_until", _("有效期止"), order="held_until", kind="date"),)

    def _columns_ready(self) -> tuple[Column, ...]:
        zone = self.request.user.zone
        needs = {policy: needs_words(policy, zone) for policy in rungs_of(zone)}
        return (
            Column("next", _("下一级"), lambda row: _("是") if row.next else None),
            Column("needs", _("申报前须已持有"), lambda row: needs.get(row.policy, "")),
        )

    def _columns_near(self) -> tuple[Column, ...]:
        return (
            Column("step", _("差哪一步"), self._step, "step"),
            Column("next", _("下一级"), lambda row: _("是") if row.next else None, shown=False),
        )

    def _columns_needs_data(self) -> tuple[Column, ...]:
        return (Column("asks", _("先补这些"), lambda row: self._asks.get(row.pk, "")),)

    def _columns_due(self) -> tuple[Column, ...]:
        return (
            Column("held_until", _("有效期止"), order="held_until", kind="date"),
            Column("days", _("剩余天数"), self._days, "held_until", kind="number"),
            Column(
                "verdict",
                _("按现有数据"),
                lambda row: STILL[row.verdict],
                "verdict",
                kind="badge",
                tone=lambda row: VERDICT_TONES[row.verdict],
            ),
            Column("asks", _("要补的数据"), lambda row: self._asks.get(row.pk, ""), shown=False),
        )

    def _step(self, row: Standing) -> str:
        return step_words(row.policy, row.step, row.shortfall, self.run.on) if self.run else ""

    def _days(self, row: Standing) -> int | None:
        return (row.held_until - self.run.on).days if row.held_until and self.run else None

    def look_up(self, rows: Sequence[Standing]) -> None:
        """What to ask of each; only where the column is on the screen."""
        asked = self.run is not None and any(column.key == "asks" for column in self.chosen)
        self._asks = asks_for(rows, self.run.zone, self.run.on) if asked else {}  # type: ignore[union-attr]

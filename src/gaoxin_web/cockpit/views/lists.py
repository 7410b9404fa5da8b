"""The lists behind the overview's numbers."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin_web.cockpit.queries import todo
from gaoxin_web.enterprises.models import Recognition, here
from gaoxin_web.enterprises.queries.recognitions import running
from gaoxin_web.ladders.words import policy_words, title_words
from gaoxin_web.rulebook import rulebook
from gaoxin_web.ui.listing import Column, ListPage

FIND = ("enterprise__name__icontains", "enterprise__initials__startswith", "enterprise__uscc__startswith")
FIRM = Column(
    "enterprise",
    gettext_lazy("企业"),
    "enterprise__name",
    order="enterprise__name",
    kind="link",
    first=True,
    link=lambda row: reverse("enterprise", args=[row.enterprise_id]),
)
BUREAU = Column("organisation", gettext_lazy("责任部门"), "enterprise__organisation__name")
STEWARD = Column("steward", gettext_lazy("服务专员"), "enterprise__steward")
CHAIN = Column("chain", gettext_lazy("产业链"), "enterprise__chain", order="enterprise__chain")
CERTIFICATE = (
    Column("kind", gettext_lazy("资质"), lambda row: title_words(row.kind), order="kind"),
    Column("level", gettext_lazy("级别"), "level"),
    Column("item", gettext_lazy("产品或项目"), "item", shown=False),
    Column("certificate", gettext_lazy("证书编号"), "certificate"),
    Column("recognised_on", gettext_lazy("认定日期"), "recognised_on", order="recognised_on", kind="date"),
    Column("valid_to", gettext_lazy("有效期止"), "valid_to", order="valid_to", kind="date"),
)


class OverviewList(ListPage):
    """A list that is come to from the overview."""

    permission = "ladder.view"
    export_permission = "register.export"
    template = "cockpit/list.html"
    search = FIND
    search_hint = gettext_lazy("企业名称、拼音首字母或信用代码")
    empty_hint = gettext_lazy("没有要处理的，可以回到总览看别的事项。")

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("enterprise__organisation", "enterprise__steward")


class ExpiringView(OverviewList):
    title = gettext_lazy("将到期的证书")
    columns = (FIRM, *CERTIFICATE, BUREAU, STEWARD)
    order = ("valid_to",)
    file_name = "expiring"
    empty_title = gettext_lazy("近期没有证书到期")

    def rows(self) -> QuerySet[Any]:
        return todo.expiring_soon(timezone.localdate())


class InForceView(OverviewList):
    """Certificates of one kind that run today."""

    columns = (FIRM, *CERTIFICATE, CHAIN, BUREAU)
    order = ("enterprise__name",)
    file_name = "in_force"
    empty_title = gettext_lazy("现在没有在有效期内的")

    def get(self, request: HttpRequest, kind: str = "", **_kwargs: Any) -> HttpResponseBase:
        if kind not in rulebook().titles:
            raise Http404
        self.kind = kind
        return super().get(request)

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("在有效期内：%(title)s") % {"title": title_words(self.kind)}

    def rows(self) -> QuerySet[Any]:
        today = timezone.localdate()
        return running(Recognition.objects.filter(here(today, "enterprise__"), kind=self.kind), today, rulebook())


class LateRequestsView(OverviewList):
    title = gettext_lazy("超期未办结的诉求")
    columns = (
        FIRM,
        Column("title", gettext_lazy("诉求"), "title"),
        Column("state", gettext_lazy("状态"), "state", kind="badge"),
        Column("by", gettext_lazy("承办部门"), "organisation__name"),
        Column("raised_on", gettext_lazy("提出日期"), "raised_on", order="raised_on", kind="date"),
        Column("due_on", gettext_lazy("办结期限"), "due_on", order="due_on", kind="date"),
        STEWARD,
    )
    order = ("due_on",)
    file_name = "late_requests"
    empty_title = gettext_lazy("没有超期的诉求")

    def rows(self) -> QuerySet[Any]:
        return todo.late_requests(timezone.localdate())

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return super().prepare(rows).select_related("organisation")


class LateMeasuresView(OverviewList):
    title = gettext_lazy("超期的一企一策措施")
    search = tuple(f"plan__{lookup}" for lookup in FIND)
    columns = (
        Column(
            "enterprise",
            gettext_lazy("企业"),
            "plan__enterprise__name",
            order="plan__enterprise__name",
            kind="link",
            first=True,
            link=lambda row: reverse("plan", args=[row.plan_id]),
        ),
        Column("policy", gettext_lazy("目标"), lambda row: policy_words(row.plan.policy)),
        Column("text", gettext_lazy("措施"), "text"),
        Column("owner", gettext_lazy("责任人"), "owner"),
        Column("due_on", gettext_lazy("完成期限"), "due_on", order="due_on", kind="date"),
        Column("plan_owner", gettext_lazy("方案责任人"), "plan__owner"),
    )
    order = ("due_on",)
    file_name = "late_measures"
    empty_title = gettext_lazy("没有超期的措施")

    def rows(self) -> QuerySet[Any]:
        return todo.late_measures(timezone.localdate())

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("plan__enterprise", "plan__owner")

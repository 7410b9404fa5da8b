"""The pool of judges (评委库): list, a judge, and a judge taken out of use."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.contests.forms.judges import JudgeForm, masked_email
from gaoxin_web.contests.models import Judge
from gaoxin_web.contests.queries.duties import GONE
from gaoxin_web.ui.listing import Column, ListPage
from gaoxin_web.ui.templatetags.ui import masked_phone


class JudgeFilter(filters.FilterSet):
    active = filters.ChoiceFilter(
        label=gettext_lazy("状态"),
        choices=(("1", gettext_lazy("可聘请")), ("0", gettext_lazy("已停用"))),
        method="in_use",
        empty_label=gettext_lazy("全部"),
    )
    account = filters.ChoiceFilter(
        label=gettext_lazy("账号"),
        choices=(("1", gettext_lazy("有账号")), ("0", gettext_lazy("没有账号"))),
        method="with_account",
        empty_label=gettext_lazy("全部"),
    )
    field = filters.CharFilter(label=gettext_lazy("专业领域"), method="of_field")

    class Meta:
        model = Judge
        fields: list[str] = []

    def in_use(self, rows: QuerySet[Judge], _name: str, value: str) -> QuerySet[Judge]:
        return rows.filter(active=value == "1")

    def with_account(self, rows: QuerySet[Judge], _name: str, value: str) -> QuerySet[Judge]:
        return rows.filter(user__isnull=value != "1")

    def of_field(self, rows: QuerySet[Judge], _name: str, value: str) -> QuerySet[Judge]:
        """Those who list the field; JSON texts are compared in Python, for SQLite keeps them escaped."""
        wanted = value.strip()
        found = [pk for pk, fields in rows.values_list("pk", "fields") if any(wanted in one for one in fields or [])]
        return rows.filter(pk__in=found)


class JudgesView(ListPage):
    permission = "contests.change"
    template = "contests/judges.html"
    title = gettext_lazy("评委库")
    columns = (
        Column("name", gettext_lazy("姓名"), order="name", first=True,
               link=lambda row: reverse("judge", args=[row.pk])),
        Column("organisation", pgettext_lazy("judge", "单位"), order="organisation"),
        Column("title", gettext_lazy("职务职称")),
        Column("fields", gettext_lazy("专业领域"), value=lambda row: "、".join(row.fields or [])),
        Column("city", gettext_lazy("城市"), order="city"),
        Column("phone", gettext_lazy("电话"), value=lambda row: masked_phone(row.phone)),
        Column("email", gettext_lazy("邮箱"), value=lambda row: masked_email(row.email), shown=False),
        Column("uscc", gettext_lazy("统一社会信用代码"), kind="code", shown=False),
        Column("user", gettext_lazy("账号"), value=lambda row: row.user.username if row.user else None),
        Column("rounds", gettext_lazy("参评轮次"), value="rounds", order="rounds", kind="number"),
        Column("active", gettext_lazy("状态"), value=lambda row: _("可聘请") if row.active else _("已停用"),
               kind="badge", tone=lambda row: "green" if row.active else "secondary"),
        Column("note", gettext_lazy("备注"), shown=False),
    )  # fmt: skip
    filters = JudgeFilter
    search = ("name__icontains", "organisation__icontains", "uscc__icontains")
    search_hint = gettext_lazy("姓名、单位或代码")
    order = ("name",)
    export_permission = "register.export"
    file_name = "judges"
    empty_title = gettext_lazy("评委库还是空的")
    empty_hint = gettext_lazy("可以逐个新增，或用 Excel 一次导入。")

    def rows(self) -> QuerySet[Judge]:
        sitting = Count("seats", filter=~Q(seats__state__in=GONE), distinct=True)
        return Judge.objects.select_related("user").annotate(rounds=sitting)


class JudgeView(Page):
    """A judge, new or known."""

    permission = "contests.change"

    @cached_property
    def judge(self) -> Judge | None:
        pk = self.kwargs.get("judge")
        return get_object_or_404(self.visible(Judge.objects.all()), pk=pk) if pk else None

    def get(self, request: HttpRequest, **_named: Any) -> HttpResponse:
        return self._page(JudgeForm(instance=self.judge, zone=request.user.zone_id))

    @property
    def may_change(self) -> bool:
        """The pool is the zone's: a bureau adds judges, and changes none that are there."""
        return self.judge is None or self.access.over_zone(str(self.permission))

    def post(self, request: HttpRequest, **_named: Any) -> HttpResponse:
        if not self.may_change:
            raise PermissionDenied
        form = JudgeForm(request.POST, instance=self.judge or Judge(zone=request.user.zone), zone=request.user.zone_id)
        if not form.is_valid():
            return self._page(form)
        made, changed = self.judge is None, [name for name in form.changed_data if name not in ("phone", "email")]
        judge = form.save()
        audit.record("judge.add" if made else "judge.change", request=request, target=judge, detail={"fields": changed})
        messages.success(request, _("已保存。"))
        return redirect("judges")

    def _page(self, form: JudgeForm) -> HttpResponse:
        judge = self.judge
        seats = list(judge.seats.select_related("round__contest").order_by("-pk")[:50]) if judge else []
        context = {"form": form, "judge": judge, "seats": seats, "may_change": self.may_change}
        return render(self.request, "contests/judge.html", context, status=422 if form.errors else 200)


class JudgeUseView(Page):
    """A judge is taken out of use, or back: nothing of the past changes."""

    permission = "contests.change"

    def post(self, request: HttpRequest, judge: int) -> HttpResponse:
        found = get_object_or_404(self.visible(Judge.objects.all()), pk=judge)
        if not self.access.over_zone(str(self.permission)):
            raise PermissionDenied
        found.active = not found.active
        found.save(update_fields=["active"])
        audit.record("judge.enable" if found.active else "judge.disable", request=request, target=found)
        messages.success(request, _("已恢复。") if found.active else _("已停用：不再出现在聘请名单中，也不能再评审。"))
        return redirect("judge", judge)

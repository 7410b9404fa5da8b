"""The list of contests (大赛), the zone's own and those of others in which its enterprises won."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts.access import Access
from gaoxin_web.contests.models import Award, Contest, Entry
from gaoxin_web.ui.listing import Column, ListPage

SELECT = {"class": "form-select"}
TONES = {"open": "green", "review": "azure", "notice": "yellow", "cancelled": "red"}
HANDED_IN = [Entry.State.SUBMITTED, Entry.State.RETURNED, Entry.State.ACCEPTED]


class ContestFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(
        label=_("类型"), choices=Contest.Kind.choices, empty_label=_("全部"), widget=forms.Select(attrs=SELECT)
    )
    standing = filters.ChoiceFilter(
        label=_("主办层级"), choices=Contest.Standing.choices, empty_label=_("全部"), widget=forms.Select(attrs=SELECT)
    )
    state = filters.ChoiceFilter(
        label=_("状态"), choices=Contest.State.choices, empty_label=_("全部"), widget=forms.Select(attrs=SELECT)
    )
    year = filters.NumberFilter(
        label=_("年度"), widget=forms.NumberInput(attrs={"class": "form-control", "min": 1991, "max": 2100})
    )

    class Meta:
        model = Contest
        fields = ("kind", "standing", "state", "year")


class ContestList(ListPage):
    permission = "contests.view"
    template = "contests/contests.html"
    title = _("大赛")
    columns = (
        Column("name", _("名称"), value="label", order="name", first=True,
               link=lambda row: reverse("contest", args=[row.pk])),
        Column("year", _("年度"), order="year"),
        Column("kind", _("类型"), order="kind"),
        Column("standing", _("主办层级"), order="standing"),
        Column("state", _("状态"), order="state", kind="badge", tone=lambda row: TONES.get(row.state, "secondary")),
        Column("entries", _("项目数"), value="handed_in", order="handed_in", kind="number"),
        Column("awards", _("获奖数"), value="awarded", order="awarded", kind="number"),
        Column("closes_at", _("征集截止"), order="closes_at", kind="date"),
        Column("organiser", _("主办单位"), order="organiser", shown=False),
        Column("organisation", _("承办部门"), value="organisation", order="organisation__name", shown=False),
        Column("code", _("网址代码"), kind="code", shown=False),
    )  # fmt: skip
    filters = ContestFilter
    search = ("name__icontains", "name_en__icontains", "organiser__icontains")
    search_hint = _("名称或主办单位")
    order = ("-year",)
    export_permission = "register.export"
    file_name = "contests"
    empty_title = _("还没有大赛")
    empty_hint = _("可以用模板新建一个，几分钟即可开放征集；也可以登记上级大赛中本区企业的获奖。")

    def rows(self) -> QuerySet[Contest]:
        return Contest.objects.select_related("organisation").annotate(
            handed_in=_number(Entry.objects.filter(state__in=HANDED_IN)), awarded=_number(Award.objects.all())
        )

    def extra(self) -> dict[str, Any]:
        access: Access = self.access
        return {"can_change": access.may("contests.change")}


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many rows a contest has, counted by themselves: joined, entries and awards would multiply."""
    counted = rows.order_by().filter(contest=OuterRef("pk")).values("contest").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)

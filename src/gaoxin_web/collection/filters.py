"""Filters of the lists of rounds and of forms."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts.models import Organisation
from gaoxin_web.collection.models import NOT_FILED, Assignment, Round

SELECT = {"class": "form-select"}
MISSING = "missing"  # 缺报: any state in which the form is still with its enterprise


class RoundFilter(filters.FilterSet):
    state = filters.ChoiceFilter(
        label=_("状态"), choices=Round.State.choices, empty_label=_("全部"), widget=forms.Select(attrs=SELECT)
    )

    class Meta:
        model = Round
        fields = ("state",)


class FormFilter(filters.FilterSet):
    """Forms of a round, by how far they are and whose they are."""

    state = filters.ChoiceFilter(
        label=_("状态"),
        choices=[(MISSING, _("缺报（未提交）")), ("overdue", _("逾期未报")), *Assignment.State.choices],
        method="by_state",
        empty_label=_("全部"),
        widget=forms.Select(attrs=SELECT),
    )
    bureau = filters.ModelChoiceFilter(
        label=_("责任部门"),
        field_name="enterprise__organisation",
        queryset=lambda request: Organisation.objects.filter(zone=request.user.zone_id),
        empty_label=_("全部"),
        widget=forms.Select(attrs=SELECT),
    )
    doubts = filters.ChoiceFilter(
        label=_("提醒"),
        choices=[("yes", _("有提醒")), ("no", _("无提醒"))],
        method="by_doubts",
        empty_label=_("全部"),
        widget=forms.Select(attrs=SELECT),
    )

    class Meta:
        model = Assignment
        fields = ("state", "bureau", "doubts")

    def by_state(self, rows: QuerySet[Assignment], _name: str, value: Any) -> QuerySet[Assignment]:
        if value == MISSING:
            return rows.filter(NOT_FILED)
        if value == "overdue":
            return rows.filter(NOT_FILED, due_on__lt=timezone.localdate())
        return rows.filter(state=value)

    def by_doubts(self, rows: QuerySet[Assignment], _name: str, value: Any) -> QuerySet[Assignment]:
        return rows.filter(warnings__gt=0) if value == "yes" else rows.filter(warnings=0)

"""The filter cards above the lists of the ladder."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts.models import Organisation
from gaoxin_web.enterprises.queries.chains import chains_of
from gaoxin_web.ladders.models import Plan, Standing
from gaoxin_web.ladders.rules import rungs_of
from gaoxin_web.ladders.words import policy_words
from gaoxin_web.rulebook import rulebook

ALL = _("全部")


def bureaus(request: Any) -> QuerySet[Organisation]:
    return Organisation.objects.filter(zone=request.user.zone_id) if request else Organisation.objects.none()


class _OfEnterprises(filters.FilterSet):
    """What every list of enterprises' rungs is filtered by: policy, bureau, chain."""

    policy = filters.ChoiceFilter(label=_("资质"), choices=(), empty_label=ALL)
    organisation = filters.ModelChoiceFilter(
        field_name="enterprise__organisation", label=_("责任部门"), queryset=bureaus, empty_label=ALL
    )
    chain = filters.ChoiceFilter(field_name="enterprise__chain", label=_("产业链"), choices=(), empty_label=ALL)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = kwargs.get("request")
        if asked:
            zone = asked.user.zone
            self.filters["policy"].extra["choices"] = [(key, policy_words(key)) for key in self.policies(zone)]
            self.filters["chain"].extra["choices"] = [(chain, chain) for chain in chains_of(zone.pk)]

    def policies(self, zone: Any) -> list[str]:
        return rungs_of(zone)


class StandingFilter(_OfEnterprises):
    next = filters.ChoiceFilter(label=_("范围"), choices=(("1", _("只看下一级")),), empty_label=ALL, method="only_next")

    class Meta:
        model = Standing
        fields: list[str] = []

    def only_next(self, rows: QuerySet[Standing], _name: str, _said: str) -> QuerySet[Standing]:
        return rows.filter(next=True)


class DueFilter(_OfEnterprises):
    verdict = filters.ChoiceFilter(
        label=_("按现有数据"),
        choices=(("met", _("仍达标")), ("not_met", _("已不达标")), ("unknown", _("待补数据"))),
        empty_label=ALL,
    )

    class Meta:
        model = Standing
        fields: list[str] = []


class PlanFilter(_OfEnterprises):
    state = filters.ChoiceFilter(label=_("状态"), choices=Plan.State, empty_label=ALL)
    overdue = filters.ChoiceFilter(
        label=_("进度"), choices=(("1", _("有逾期措施")),), empty_label=ALL, method="only_overdue"
    )

    class Meta:
        model = Plan
        fields: list[str] = []

    def policies(self, zone: Any) -> list[str]:
        return list(dict.fromkeys([*rungs_of(zone), *rulebook().policies]))

    def only_overdue(self, rows: QuerySet[Plan], _name: str, _said: str) -> QuerySet[Plan]:
        return rows.filter(pk__in=overdue_plans())


def overdue_plans() -> QuerySet[Any]:
    """Plans under way with a measure whose day has passed undone."""
    late = {"measures__done_on": None, "measures__due_on__lt": timezone.localdate()}
    under_way = Plan.objects.filter(state__in=(Plan.State.DRAFT, Plan.State.AGREED), **late)
    return under_way.order_by().values("pk")

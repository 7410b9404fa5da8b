"""The filter card above the register."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts.models import Organisation, User
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.enterprises.queries.chains import chains_of
from gaoxin_web.enterprises.queries.recognitions import held, title_of
from gaoxin_web.enterprises.queries.register import with_open_request
from gaoxin_web.rulebook import rulebook

YES_NO = (("1", _("是")), ("0", _("否")))


def bureaus(request: Any) -> QuerySet[Organisation]:
    return Organisation.objects.filter(zone=request.user.zone_id) if request else Organisation.objects.none()


def stewards(request: Any) -> QuerySet[User]:
    return stewards_of(request.user.zone_id).only("username", "name") if request else User.objects.none()


def stewards_of(zone: int) -> QuerySet[User]:
    """Whoever works in the zone."""
    return User.objects.filter(zone=zone, is_active=True, grants__role__in=("officer", "leader")).distinct()


def titles() -> list[tuple[str, str]]:
    return [(kind, title_of(kind, rulebook())) for kind in rulebook().titles]


class EnterpriseFilter(filters.FilterSet):
    status = filters.ChoiceFilter(label=_("状态"), choices=Enterprise.Status, empty_label=_("全部"))
    chain = filters.ChoiceFilter(label=_("产业链"), choices=(), empty_label=_("全部"))
    organisation = filters.ModelChoiceFilter(
        label=_("责任部门"), queryset=bureaus, empty_label=_("全部"), null_label=_("未分派")
    )
    steward = filters.ModelChoiceFilter(
        label=_("服务专员"), queryset=stewards, empty_label=_("全部"), null_label=_("未分派")
    )
    recognition = filters.ChoiceFilter(label=_("有效资质"), choices=titles, empty_label=_("全部"), method="holding")
    above = filters.ChoiceFilter(label=_("规上企业"), choices=YES_NO, empty_label=_("全部"), method="above_size")
    request = filters.ChoiceFilter(
        label=_("诉求"), choices=(("open", _("有未办结诉求")),), empty_label=_("全部"), method="asking"
    )

    class Meta:
        model = Enterprise
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = kwargs.get("request")
        if asked:
            self.filters["chain"].extra["choices"] = [(chain, chain) for chain in chains_of(asked.user.zone_id)]

    def holding(self, rows: QuerySet[Enterprise], _name: str, kind: str) -> QuerySet[Enterprise]:
        return rows.filter(held(timezone.localdate(), rulebook(), kind))

    def above_size(self, rows: QuerySet[Enterprise], _name: str, said: str) -> QuerySet[Enterprise]:
        return rows.filter(above_designated_size=said == "1")

    def asking(self, rows: QuerySet[Enterprise], _name: str, _said: str) -> QuerySet[Enterprise]:
        return rows.filter(with_open_request())

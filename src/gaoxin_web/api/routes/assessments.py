"""The latest assessment, and one made on the spot from posted facts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from gaoxin_web.api import judging, queries
from gaoxin_web.api.pages import cut, note_export
from gaoxin_web.api.schemas import AssessIn, AssessOut, Paging, StandingOut, StandingPage
from gaoxin_web.api.security import Needs
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.ladders.models import Standing
from gaoxin_web.rulebook import rulebook

router = Router(tags=["测算 assessments"])
VIEW = Needs("ladder.view")


@router.get(
    "/assessments",
    auth=VIEW,
    response=StandingPage,
    summary=_("最近一次测算"),
    description=_("企业在各级阶梯上的位置；差距较大（far）的不列。"),
)
def list_standings(
    request: HttpRequest, paging: Query[Paging], policy: str | None = None, status: str | None = None
) -> Any:
    run = queries.latest_run(request.access)
    wanted = {name: value for name, value in (("policy", policy), ("status", status)) if value}
    head, found = cut(queries.standings(request.access, run).filter(**wanted), paging)
    note_export(request, "assessments", len(found))
    return {**head, "run": run, "items": [_standing(row) for row in found]}


@router.get(
    "/enterprises/{pk}/assessments",
    auth=VIEW,
    response=list[StandingOut],
    summary=_("一家企业的测算"),
    description=_("最近一次测算中这家企业的位置；尚未测算为空。"),
)
def standings_of_one(request: HttpRequest, pk: int) -> Any:
    row = get_object_or_404(request.access.limit(Enterprise.objects.all(), "ladder.view"), pk=pk)
    found = queries.standings(request.access, queries.latest_run(request.access)).filter(enterprise=row)
    return [_standing(one) for one in found]


@router.post(
    "/assessments",
    auth=Needs("ladder.assess"),
    response=AssessOut,
    summary=_("测算提交的数据"),
    description=_("一家企业的数据按所选政策测算，逐条给出结论、差额、条款与证据；数据不保存。"),
)
def assess_posted(request: HttpRequest, payload: AssessIn) -> Any:
    return judging.judge(payload, rulebook(), payload.on or timezone.localdate())


def _standing(row: Standing) -> dict[str, Any]:
    policy = rulebook().policies.get(row.policy)
    names = [
        "enterprise_id",
        "track",
        "policy",
        "level",
        "status",
        "verdict",
        "next",
        "step",
        "shortfall",
        "held_until",
        "due",
    ]
    return {
        **{name: getattr(row, name) for name in names},
        "uscc": row.enterprise.uscc,
        "name": row.enterprise.name,
        "label": policy.label if policy else row.policy,
    }

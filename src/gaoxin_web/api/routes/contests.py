"""Contests and their released results: what anybody may read on the notice page, for programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from gaoxin_web.api.pages import cut, note_export
from gaoxin_web.api.schemas import ContestPage, Paging, ResultOut
from gaoxin_web.api.security import Needs
from gaoxin_web.contests.models import Contest, Result
from gaoxin_web.contests.queries.results_notice import published_one

router = Router(tags=["大赛 contests"])
VIEW = Needs("contests.view")


@router.get(
    "/contests",
    auth=VIEW,
    response=ContestPage,
    summary=_("大赛列表"),
    description=_("本区主办的和登记的上级大赛，按年度排列。"),
)
def list_contests(request: HttpRequest, paging: Query[Paging]) -> Any:
    rows = request.access.limit(Contest.objects.order_by("-year", "-pk"), "contests.view")  # type: ignore[attr-defined]
    head, found = cut(rows, paging)
    note_export(request, "contests", len(found))
    return {**head, "items": found}


@router.get(
    "/contests/{pk}/results",
    auth=VIEW,
    response=list[ResultOut],
    summary=_("已公布的结果"),
    description=_("各轮已公布的结果：名次与奖项，得分只在公示得分时给出；没有选票，也没有评委。"),
)
def results_of_one(request: HttpRequest, pk: int) -> Any:
    contest = get_object_or_404(request.access.limit(Contest.objects.all(), "contests.view"), pk=pk)  # type: ignore[attr-defined]
    rows = Result.objects.filter(round__contest=contest, state=Result.State.RELEASED).select_related("round__contest")
    found = [_result(row) for row in rows.order_by("round__order", "round__pk")]
    note_export(request, "results", sum(len(one["entries"]) for one in found))
    return found


def _result(result: Result) -> dict[str, Any]:
    told = published_one(result, english=False)
    entries = [{**row, "pool": pool} for pool, rows in told.pools for row in rows]
    names = ("number", "digest", "released_at", "notice_until")
    return {**{name: getattr(result, name) for name in names}, "round": result.round.name, "entries": entries}

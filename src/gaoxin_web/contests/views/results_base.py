"""What pages of results have in common: the round or result of the address, and what its viewer may see of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from gaoxin.panel.words import Language
from gaoxin_web.accounts import audit
from gaoxin_web.contests.models import Result, Round
from gaoxin_web.contests.queries.results import Scored, frozen, judges_by_id
from gaoxin_web.contests.secrecy import Kind, Viewer, judge_names_visible, rank_visible, viewer_of
from gaoxin_web.contests.services.results import ResultError
from gaoxin_web.contests.views.base import ContestPage

REASONS = {  # why a step was not taken, in words
    "open": gettext_lazy("本轮还在评分，先封存再继续。"),
    "reason": gettext_lazy("这一轮已有结果，再次冻结须写明原因。"),
    "chain": gettext_lazy("选票链在第 %(about)s 条记录处不连续，结果不能冻结。请联系系统管理员核查。"),
    "case": gettext_lazy("选票与评分办法不符：%(about)s"),
    "empty": gettext_lazy("本轮没有参评项目。"),
    "not_newest": gettext_lazy("这一版结果已不是最新的，请到最新一版上操作。"),
    "undecided": gettext_lazy("还有跨奖项线的并列待裁定：%(about)s。"),
    "past": gettext_lazy("公示截止日期已经过去。"),
    "awarded": gettext_lazy("已按这一版结果颁奖，不能撤回；请重开结果后更正。"),
    "foreign": gettext_lazy("所选选票不属于本轮。"),
    "ballot": gettext_lazy("选票不能退回：%(about)s"),
    "not_open": gettext_lazy("本轮没有在重评。"),
    "no_tie": gettext_lazy("先后次序须包含同一名次的全部项目，每项一次。"),
    "answered": gettext_lazy("这条异议已经答复过。"),
    "no_quota": gettext_lazy("本轮没有设晋级名额，请先到“概况”页设置。"),
    "no_next": gettext_lazy("没有下一轮，请先到“概况”页新建。"),
    "tied": gettext_lazy("名额线上有并列：%(about)s。请选择一并晋级，或先裁定先后。"),
    "advanced": gettext_lazy("本轮已经晋级过；要重来请先撤销晋级。"),
    "not_advanced": gettext_lazy("本轮还没有晋级。"),
    "begun": gettext_lazy("下一轮已经开始，不能再改晋级名单。"),
    "not_released": gettext_lazy("结果还没有公布。"),
    "in_notice": gettext_lazy("公示期未满。"),
    "appeals": gettext_lazy("还有异议没有答复。"),
    "reopened": gettext_lazy("本轮正在重评。"),
    "printed": gettext_lazy("这些证书须先撤销：%(about)s。"),
    "by_result": gettext_lazy("按结果颁发的奖项随结果更正，不能单独收回。"),
    "no_layout": gettext_lazy("还没有证书样式，请先设置。"),
    "revoked": gettext_lazy("证书已经撤销。"),
    "replaced": gettext_lazy("证书已经换发过。"),
    "withdrawn": gettext_lazy("奖项已收回，不能换发证书。"),
}
TONES = {"frozen": "azure", "released": "green", "replaced": "secondary", "withdrawn": "red"}


def words_of(error: ResultError) -> str:
    """Why a step was not taken, for the person who tried."""
    return str(REASONS[error.code]) % {"about": "、".join(error.about)}


def language() -> Language:
    return "en" if (get_language() or "").startswith("en") else "zh"


class ResultPage(ContestPage):
    """A page about a round's result, kept or not yet."""

    tab = "results"

    @cached_property
    def round(self) -> Round:
        if "result" in self.kwargs:
            return self.result.round
        rows = self.visible(Round.objects.select_related("scheme", "contest__zone"))
        return get_object_or_404(rows, pk=self.kwargs["round"], contest=self.contest)

    @cached_property
    def result(self) -> Result:
        rows = self.visible(
            Result.objects.select_related("round__contest__zone", "round__scheme", "scheme", "frozen_by")
        )
        return get_object_or_404(rows, pk=self.kwargs["result"], round__contest=self.contest)

    @cached_property
    def viewer(self) -> Viewer:
        return viewer_of(self.access, self.round)

    @cached_property
    def scored(self) -> Scored:
        """The kept result scored anew from its own case."""
        return frozen(self.result)

    @property
    def sees_result(self) -> bool:
        """What was released is for all; before, for who reads the round, and for nobody with a conflict in it."""
        if "result" in self.kwargs and self.result.released_at is not None:
            return True
        return self.sees_all_marks

    @property
    def sees_all_marks(self) -> bool:
        """Whether every ballot may be read: by the committee, as far as no conflict hides any."""
        inside = self.viewer.kind in (Kind.COMMITTEE, Kind.CHAIR) and rank_visible(self.viewer)
        return inside and not self.viewer.hidden

    def sees_marks_of(self, entry: int) -> bool:
        inside = self.viewer.kind in (Kind.COMMITTEE, Kind.CHAIR) and self.sees_result
        return inside and entry not in self.viewer.hidden

    @cached_property
    def judge_names(self) -> Mapping[str, str]:
        """What the ids of judges may be called by this viewer; empty where they stay ids."""
        if not judge_names_visible(self.viewer) or self.viewer.kind not in (Kind.COMMITTEE, Kind.CHAIR):
            return {}
        return {id_: judge.name for id_, judge in judges_by_id(self.round).items()}

    def closed_page(self) -> HttpResponse:
        """The page of who may not see the result yet, or at all."""
        return render(self.request, "contests/result_hidden.html", self.frame(round=self.round, crumbs=self.crumbs()))

    def crumbs(self, *more: tuple[str, str]) -> list[tuple[str, str]]:
        return [(_("结果"), reverse("contest_results", args=[self.contest.pk])), *more]


class ResultChange(ResultPage):
    """A step with a result: who may change the contest and reads the round."""

    permission = "contests.change"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and not self.access.may(str(self.permission)):
            audit.record("contest.change", request=request, result="refused")
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def refused(self, error: ResultError, to: str, *args: Any) -> HttpResponse:
        messages.error(self.request, words_of(error), "danger")
        return redirect(to, *args)

    def done(self, act: str, target: object, **detail: Any) -> None:
        audit.record(act, request=self.request, target=target, detail=detail)

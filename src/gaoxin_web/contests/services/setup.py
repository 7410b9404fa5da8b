"""A contest moved from one state to the next, and what is missing before it may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gaoxin.panel import CaseError, read_scheme
from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Contest, Round, SchemeVersion
from gaoxin_web.contests.services.refusal import RefusedError
from gaoxin_web.contests.services.templates import version_of

State = Contest.State
# What is done → from which states, to which, its words
MOVES: dict[str, tuple[tuple[State, ...], State, Any]] = {
    "open": ((State.DRAFT,), State.OPEN, gettext_lazy("开放征集")),
    "review": ((State.OPEN,), State.REVIEW, gettext_lazy("截止征集，进入评审")),
    "notice": ((State.REVIEW,), State.NOTICE, gettext_lazy("进入公示")),
    "finish": ((State.NOTICE, State.REVIEW), State.FINISHED, pgettext_lazy("contest", "结束")),
    "reopen": ((State.REVIEW,), State.OPEN, gettext_lazy("重新开放征集")),
    "back_review": ((State.NOTICE, State.FINISHED), State.REVIEW, gettext_lazy("退回评审")),
    "draft": ((State.OPEN,), State.DRAFT, gettext_lazy("退回筹备")),
    "cancel": ((State.DRAFT, State.OPEN, State.REVIEW, State.NOTICE), State.CANCELLED, gettext_lazy("取消大赛")),
    "restore": ((State.CANCELLED,), State.DRAFT, pgettext_lazy("verb", "恢复")),
}
FORWARD = ("open", "review", "notice", "finish", "restore")  # the others go back, or end it


@dataclass(frozen=True)
class Lack:
    """Something missing or odd before a contest opens; ``url`` is where it is mended."""

    words: str
    url: str
    must: bool = True


def moves_of(contest: Contest) -> list[dict[str, Any]]:
    """What may be done with a contest as it is."""
    return [
        {"key": key, "label": label, "forward": key in FORWARD, "ends": key == "cancel"}
        for key, (before, _after, label) in MOVES.items()
        if contest.state in before and not (key == "draft" and contest.entries.exists())
    ]


@transaction.atomic
def move(pk: int, key: str) -> Contest:
    """Do one of :data:`MOVES`.

    Raises:
        RefusedError: the contest is not in a state for it, or something it needs is missing.
    """
    contest = Contest.objects.select_for_update().get(pk=pk)
    if key not in MOVES or key not in {one["key"] for one in moves_of(contest)}:
        raise RefusedError(_("大赛现在的状态是“%(state)s”，不能这样做。") % {"state": contest.get_state_display()})
    missing = [lack.words for lack in lacks(contest) if lack.must] if key in ("open", "reopen") else []
    if missing:
        raise RefusedError(_("还不能开放征集：%(what)s") % {"what": " ".join(missing)})
    contest.state = MOVES[key][1]
    contest.save(update_fields=["state"])
    return contest


def lacks(contest: Contest) -> list[Lack]:
    """What is missing before the call may open, then what had better be there."""
    here = {name: reverse(name, args=[contest.pk]) for name in ("contest_edit", "contest_parts", "contest_call")}
    found: list[Lack] = []
    if contest.closes_at is None:
        found.append(Lack(_("没有征集截止时间。"), here["contest_edit"]))
    elif contest.closes_at <= timezone.now():
        found.append(Lack(_("征集截止时间已经过去。"), here["contest_edit"]))
    if contest.opens_at and contest.closes_at and contest.opens_at >= contest.closes_at:
        found.append(Lack(_("征集开始晚于截止。"), here["contest_edit"]))
    if not contest.contact:
        found.append(Lack(_("没有联系方式，参赛者无处咨询。"), here["contest_edit"]))
    if not contest.questions.filter(retired=False).exists():
        found.append(Lack(_("报名表还没有题目。"), here["contest_call"]))
    if not contest.rounds.exists():
        found.append(Lack(_("还没有轮次和评分办法。"), reverse("contest_round_new", args=[contest.pk])))
    if not contest.summary:
        found.append(Lack(_("没有大赛介绍。"), here["contest_edit"], must=False))
    if not contest.eligibility:
        found.append(Lack(_("没有写参赛条件。"), here["contest_call"], must=False))
    if not contest.name_en or not contest.summary_en:
        found.append(Lack(_("没有英文名或英文介绍，英文页面会显示中文。"), here["contest_edit"], must=False))
    unnamed = contest.divisions.filter(name_en="").exists() or contest.tracks.filter(name_en="").exists()
    if unnamed:
        found.append(Lack(_("有的赛区或赛道没有英文名。"), here["contest_parts"], must=False))
    if contest.questions.filter(retired=False, label_en="").exists():
        found.append(Lack(_("有的题目没有英文。"), here["contest_call"], must=False))
    return found


def may_rescheme(round_: Round) -> bool:
    """Whether a round's scheme may still be another: nothing was marked by it."""
    return round_.state == Round.State.DRAFT and not round_.places.filter(ballots__isnull=False).exists()


@transaction.atomic
def rescheme(round_: Round, document: dict[str, Any], by: User) -> SchemeVersion:
    """A round under a scheme as edited: a further version; a version that stands is never changed.

    Raises:
        RefusedError: marks were given by the scheme already.
        CaseError: the document is no scheme, with every mistake.
    """
    round_ = Round.objects.select_for_update().select_related("scheme", "contest__zone").get(pk=round_.pk)
    if not may_rescheme(round_):
        raise RefusedError(_("本轮已开始评分，评分办法不能再改。"))
    round_.scheme = version_of(round_.contest.zone, round_.scheme.key, document, by)
    round_.save(update_fields=["scheme"])
    return round_.scheme


def faults(document: dict[str, Any]) -> dict[str, list[str]]:
    """Where in a scheme's document something is wrong → what; empty where it can be read."""
    try:
        read_scheme(document, strict=True)
    except CaseError as error:
        found: dict[str, list[str]] = {}
        for issue in error.issues:
            found.setdefault(issue.place.cell or "", []).append(f"{issue.message} {issue.hint}".strip())
        return found
    return {}


def remove(row: Any) -> None:
    """A division, track or round taken away.

    Raises:
        RefusedError: something hangs on it.
    """
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        raise RefusedError(_("“%(name)s”已有项目或选票，不能删除。") % {"name": row}) from error

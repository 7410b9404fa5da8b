"""Who judges what: whether a judge may mark an entry now, and why not."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gaoxin_web.contests.models import Assignment, Judge, Panelist, Round, RoundEntry
from gaoxin_web.contests.queries.conflicts import conflicts_between


@dataclass(frozen=True)
class Refusal:
    """Why a ballot is not taken: a code for devices, words for people."""

    code: str
    words: Promise | str


def seat_of(round_: Round, judge: Judge) -> Panelist | None:
    """The judge's seat on a round; None for one who declined, was taken off, or never had one."""
    gone = (Panelist.State.DECLINED, Panelist.State.REMOVED)
    return Panelist.objects.filter(round=round_, judge=judge, judge__active=True).exclude(state__in=gone).first()


def refusal_of(place: RoundEntry, judge: Judge) -> Refusal | None:
    """Why a judge may not mark an entry now; None where they may."""
    seat = seat_of(place.round, judge)
    if seat is None or not seat.marks or not _given(place, judge, seat):
        return Refusal("not_yours", _("这个项目没有分配给您。"))
    if conflicts_between(judge, place.entry):
        return Refusal("conflict", _("您与该项目存在利益关系，须回避。"))
    if place.state == RoundEntry.State.WITHDRAWN:
        return Refusal("withdrawn", _("该项目已退出。"))
    if place.round.state != Round.State.OPEN:
        return Refusal("closed", _("本轮评分没有开放。"))
    if place.round.setting == Round.Setting.LIVE and place.scoring != RoundEntry.Scoring.OPEN:
        return Refusal("closed", _("该项目的评分没有开放。"))
    return None


def _given(place: RoundEntry, judge: Judge, seat: Panelist) -> bool:
    """In a round where all judge all, by the seat and its sittings; else by an assignment."""
    if place.round.per_entry is not None:
        return Assignment.objects.filter(place=place, judge=judge, state=Assignment.State.ASSIGNED).exists()
    sittings = set(seat.sittings.values_list("pk", flat=True))
    return not sittings or place.sitting_id in sittings

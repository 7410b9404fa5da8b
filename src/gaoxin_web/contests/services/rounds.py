"""A round opened for marks and closed: who is missing then is absent, which is neither a nought nor a mark."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Ballot, Result, Round, RoundEntry
from gaoxin_web.contests.queries.duties import duties_in
from gaoxin_web.contests.services import chain
from gaoxin_web.contests.services.ballots import reopen, stand_aside

WORDS: dict[str, Promise] = {
    "open": _("本轮已经在评分中。"),
    "not_open": _("本轮没有在评分，不能封存。"),
    "released": _("本轮结果已公布，不能再开放；如需更正请在“结果”页重开。"),
    "result": _("本轮已有冻结的结果；如需更正请在“结果”页重开。"),
    "no_places": _("本轮还没有参评项目。"),
    "no_seats": _("本轮还没有打分的评委。"),
    "not_given": _("还有项目没有分配评委，请先到“分配”页分配。"),
    "missing": _("还有评委没有交齐，请核对名单并确认记为缺评。"),
    "reason": _("请写明重新开放的原因。"),
}


class RoundError(Exception):
    """A round that cannot be opened or closed as it stands."""

    def __init__(self, code: str) -> None:
        self.code, self.message = code, str(WORDS[code])
        super().__init__(f"{code} {self.message}")


@dataclass(frozen=True)
class Closed:
    """What closing did: who is now absent, and whose drafts were left uncounted."""

    absent: int
    drafts: int


@transaction.atomic
def open_round(round_: Round, by: User | None, reason: str = "") -> Round:
    """Let the judges mark. Opened again, whoever was absent when it was closed may mark after all."""
    chain.held(round_)
    round_ = Round.objects.select_related("contest").get(pk=round_.pk)
    again = round_.state == Round.State.CLOSED
    if code := _not_to_open(round_, again, reason):
        raise RoundError(code)
    round_.state = Round.State.OPEN
    round_.save(update_fields=["state"])
    if again and round_.setting == Round.Setting.ONLINE:
        for ballot in Ballot.objects.filter(place__round=round_, state=Ballot.State.ABSENT).select_related(
            "place__round"
        ):
            reopen(ballot, reason, None)
    return round_


def _not_to_open(round_: Round, again: bool, reason: str) -> str:
    if round_.state == Round.State.OPEN:
        return "open"
    if round_.state == Round.State.RELEASED:
        return "released"
    if again:
        if round_.results.exclude(state=Result.State.WITHDRAWN).exists():
            return "result"
        return "" if reason.strip() else "reason"
    duties = duties_in(round_)
    if not duties.places:
        return "no_places"
    if not any(seat.marks for seat in duties.seats):
        return "no_seats"
    return "not_given" if any(not duties.expected[place.pk] for place in duties.places) else ""


@transaction.atomic
def close_round(round_: Round, by: User | None, *, absent: bool = False) -> Closed:
    """Take no more marks. A draft stays its judge's, and is not counted.

    Args:
        absent: whether who is missing is noted as absent; without it, a round with anybody missing stays open.
    """
    chain.held(round_)
    round_ = Round.objects.get(pk=round_.pk)
    if round_.state != Round.State.OPEN:
        raise RoundError("not_open")
    duties = duties_in(round_)
    if duties.missing and not absent:
        raise RoundError("missing")
    judges = {seat.judge_id: seat.judge for seat in duties.seats}
    noted = drafts = 0
    for place, judge in duties.missing:
        if (place.pk, judge) in duties.states:
            drafts += 1
        else:
            stand_aside(place, judges[judge], Ballot.State.ABSENT, reason=str(_("封存时未提交")), by=by)
            noted += 1
    round_.state = Round.State.CLOSED
    round_.save(update_fields=["state"])
    open_ = RoundEntry.objects.filter(round=round_, scoring=RoundEntry.Scoring.OPEN)
    open_.update(scoring=RoundEntry.Scoring.CLOSED)
    return Closed(noted, drafts)

"""A ballot handed in: the one way by which marks come in, from a desk, a phone or a simulated judge.

Who may not mark an entry is refused here and not in a form (HotCRP's bulk action once went round the form).
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gaoxin.errors import Issue
from gaoxin.panel import check_scores, read_scheme
from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Assignment, Ballot, BallotEvent, Conflict, Judge, RoundEntry
from gaoxin_web.contests.queries.conflicts import conflicts_between
from gaoxin_web.contests.queries.duties import ASIDE, OVER, refusal_of, seat_of
from gaoxin_web.contests.services import chain

LONGEST_COMMENT = 4000
WORDS: Mapping[str, Promise] = {
    "locked": _("您已提交这个项目的评分，与这次的不同。以已提交的为准；需要修改请申请退回。"),
    "aside": _("您已回避或弃权，或已被记为缺评。需要评分请联系组长或组织方。"),
    "closed": _("本轮评分没有开放。"),
    "key": _("这张选票的编号已用在别处，请刷新页面后再提交。"),
    "comment": _("评语太长，最多 4000 字。"),
    "marks": _("评分有误，请按提示修改后再提交。"),
    "not_yours": _("这个项目没有分配给您。"),
    "not_handed_in": _("这张选票没有提交，无须退回。"),
    "own": _("不能退回自己的选票，请由组织方退回。"),
    "conflict": _("您与该项目存在利益关系，须回避。"),
}


class BallotError(Exception):
    """A ballot that is not taken: ``code`` for the device, words for the judge, ``issues`` for each mark."""

    def __init__(self, code: str, message: str = "", issues: tuple[Issue, ...] = ()) -> None:
        self.code, self.issues = code, issues
        self.message = message or str(WORDS.get(code, code))
        super().__init__(f"{code} {self.message}")


class AlreadyLockedError(BallotError):
    """Another value is locked already; ``stored`` is what counts, and the device keeps what it has."""

    def __init__(self, stored: Ballot) -> None:
        self.stored = stored
        super().__init__("locked")


@dataclass(frozen=True)
class Cast:
    """What became of a ballot; ``again`` where the very same had come before."""

    ballot: Ballot
    again: bool


@transaction.atomic
def cast(
    place: RoundEntry,
    judge: Judge,
    key: uuid.UUID,
    marks: Mapping[str, str],
    *,
    comment: str = "",
    lock: bool = False,
    by: User | None = None,
) -> Cast:
    """Keep a judge's marks on an entry, as a draft or for good.

    Args:
        key: made by the device; the same key with the same marks is the same ballot, however often it comes.
        marks: criterion → decimal number as text; a criterion left out is not marked.

    Raises:
        AlreadyLockedError: the judge's ballot on this entry is locked with other marks.
        BallotError: the judge may not mark this entry now, or the marks are not as the scheme asks.
    """
    end = chain.held(place.round)
    place = _as_it_is(place)
    ballot = _ballot_on(place, judge)
    state = Ballot.State.LOCKED if lock else Ballot.State.DRAFT
    marks, comment = _plain(marks), comment.replace("\r\n", "\n").strip()
    if ballot and (ballot.marks, ballot.comment) == (marks, comment) and ballot.state in (state, Ballot.State.LOCKED):
        return Cast(ballot, again=True)  # a draft that comes late, after its like was locked, is no other ballot
    if ballot and ballot.state == Ballot.State.LOCKED:
        raise AlreadyLockedError(ballot)
    _refuse(place, judge, ballot, key, comment)
    issues = check_scores(read_scheme(place.round.scheme.document), marks, complete=lock)
    if issues:
        raise BallotError("marks", issues=tuple(issues))
    ballot = ballot or Ballot(place=place, judge=judge, key=key)
    ballot.marks, ballot.comment, ballot.state, ballot.asked_back = marks, comment, state, ""
    _changed(ballot)
    if lock:
        chain.append(end, ballot, BallotEvent.Kind.LOCKED, by)
    return Cast(ballot, again=False)


def _refuse(place: RoundEntry, judge: Judge, ballot: Ballot | None, key: uuid.UUID, comment: str) -> None:
    if why := refusal_of(place, judge):
        raise BallotError(why.code, str(why.words))
    if ballot and ballot.state in ASIDE:
        raise BallotError("aside")
    if ballot is None and Ballot.objects.filter(key=key).exists():
        raise BallotError("key")
    if len(comment) > LONGEST_COMMENT:
        raise BallotError("comment")


@transaction.atomic
def stand_aside(place: RoundEntry, judge: Judge, state: str, *, reason: str = "", by: User | None = None) -> Ballot:
    """A judge recuses, abstains, or was not there: neither a zero nor counted. Marks of a draft are given up.

    Who recuses has declared a conflict: it holds in every round of the contest, until an officer takes it off.
    """
    kinds = {
        Ballot.State.RECUSED: BallotEvent.Kind.RECUSED,
        Ballot.State.ABSTAIN: BallotEvent.Kind.ABSTAINED,
        Ballot.State.ABSENT: BallotEvent.Kind.ABSENT,
    }
    end = chain.held(place.round)
    place = _as_it_is(place)
    ballot = _ballot_on(place, judge) or Ballot(place=place, judge=judge, key=uuid.uuid4())
    if ballot.state == Ballot.State.LOCKED:
        raise AlreadyLockedError(ballot)
    if place.round.state in OVER:
        raise BallotError("closed")
    if ballot.pk and ballot.state == state:
        return ballot
    if seat_of(place.round, judge) is None:
        raise BallotError("not_yours")
    ballot.state, ballot.marks, ballot.comment, ballot.asked_back = state, {}, "", ""
    _changed(ballot)
    chain.append(end, ballot, kinds[Ballot.State(state)], by, reason)
    if state == Ballot.State.RECUSED:
        Conflict.objects.get_or_create(judge=judge, entry=place.entry, defaults={"reason": reason, "by": by})
        Assignment.objects.filter(place=place, judge=judge).update(state=Assignment.State.RECUSED, reason=reason)
    return ballot


@transaction.atomic
def reopen(ballot: Ballot, reason: str, by: User | None) -> Ballot:
    """The chair or the committee gives a ballot back to its judge, saying why; what it was stays in the chain.

    Raises:
        BallotError: the round is closed, the ballot was not handed in, it is one's own, or a conflict keeps one away.
    """
    end = chain.held(ballot.place.round)
    ballot = Ballot.objects.select_related("place__round", "place__entry__enterprise").get(pk=ballot.pk)
    if ballot.place.round.state in OVER:
        raise BallotError("closed")
    if ballot.state == Ballot.State.DRAFT:
        raise BallotError("not_handed_in")
    who = Judge.objects.filter(user=by).first() if by else None
    if who and who.pk == ballot.judge_id:  # a chair reads others' marks, and then could change the own one
        raise BallotError("own")
    if who and conflicts_between(who, ballot.place.entry, ballot.place.round):
        raise BallotError("conflict")
    ballot.state, ballot.asked_back = Ballot.State.DRAFT, ""
    _changed(ballot)
    chain.append(end, ballot, BallotEvent.Kind.REOPENED, by, reason)
    return ballot


@transaction.atomic
def ask_back(ballot: Ballot, reason: str) -> Ballot:
    """A judge asks for a ballot that was handed in, saying why; it stays as it is until somebody gives it back."""
    chain.held(ballot.place.round)
    ballot = Ballot.objects.select_related("place__round").get(pk=ballot.pk)
    if ballot.place.round.state in OVER:
        raise BallotError("closed")
    if ballot.state == Ballot.State.DRAFT:
        raise BallotError("not_handed_in")
    ballot.asked_back = reason[:200]
    ballot.save(update_fields=["asked_back"])
    return ballot


def _as_it_is(place: RoundEntry) -> RoundEntry:
    """The place as it stands now that the chain is locked: a round closed in between stays closed.

    Only what says whether it may be marked, and how, is read again: a hall marks ten ballots a second.
    """
    now = RoundEntry.objects.values("state", "scoring", "sitting", "round__state", "round__scheme").get(pk=place.pk)
    place.state, place.scoring, place.sitting_id = now["state"], now["scoring"], now["sitting"]
    place.round.state = now["round__state"]
    if place.round.scheme_id != now["round__scheme"]:
        place.round.scheme_id = now["round__scheme"]  # and Django looks it up anew
    return place


def _ballot_on(place: RoundEntry, judge: Judge) -> Ballot | None:
    found = Ballot.objects.filter(place=place, judge=judge).first()
    if found:
        found.place = place  # it need not be looked up again
    return found


def _plain(marks: Mapping[str, str]) -> dict[str, str]:
    """Marks as they are kept: texts, full-width digits as they are meant, without empty boxes."""
    texts = {str(name): unicodedata.normalize("NFKC", str(mark)).strip() for name, mark in marks.items()}
    return {name: text for name, text in texts.items() if text}


def _changed(ballot: Ballot) -> None:
    ballot.revision += 1
    ballot.changed_at = timezone.now()
    ballot.locked_at = ballot.changed_at if ballot.state == Ballot.State.LOCKED else None
    ballot.save()

"""A ballot handed in: the one way by which marks come in, from a desk, a phone or a simulated judge.

Who may not mark an entry is refused here and not in a form (HotCRP's bulk action once went round the form).
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gaoxin.errors import Issue
from gaoxin.panel import check_scores
from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Assignment, Ballot, BallotEvent, Chain, Conflict, Judge, Panelist, RoundEntry
from gaoxin_web.contests.queries.conflicts import FACTS, conflicts_between
from gaoxin_web.contests.queries.duties import ASIDE, OVER, refusal_of, seat_of
from gaoxin_web.contests.services import chain

LONGEST_COMMENT = 4000
ASKED = ("state", "scoring", "code", "order", "sitting", "round", "round__state", "round__setting", "round__per_entry")
ASKED_BESIDE = ("round__rules", "round__scheme__document", *(f"entry__{name}" for name in FACTS))
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


@dataclass(frozen=True)
class Held:
    """The end of a round's chain, locked; a place of it and a judge's seat, as they stand until that is let go."""

    end: Chain
    place: RoundEntry
    seat: Panelist | None


def hold(place: int, judge: Judge, *beside: str, **where: object) -> Held:
    """Lock the chain, and look up what a ballot rests on; no more of it, for a hall marks ten times a second.

    Args:
        beside: what else the caller asks of the place, as a field or ``a__field``.
        where: what must be true of the place.

    Raises:
        RoundEntry.DoesNotExist: there is no such place.
    """
    end = chain.held_at(place)
    rows = RoundEntry.objects.select_related(
        "round__scheme", "entry__enterprise", "entry__track", *(name.rpartition("__")[0] for name in beside)
    )
    found = rows.only(*ASKED, *ASKED_BESIDE, *beside).get(pk=place, **where)
    return Held(end, found, seat_of(found.round, judge))


@transaction.atomic
def cast(
    place: RoundEntry | Held,
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
        place: the entry in its round, or what :func:`hold` gave for it and the judge in this transaction.
        key: made by the device; the same key with the same marks is the same ballot, however often it comes.
        marks: criterion → decimal number as text; a criterion left out is not marked.

    Raises:
        AlreadyLockedError: the judge's ballot on this entry is locked with other marks.
        BallotError: the judge may not mark this entry now, or the marks are not as the scheme asks.
    """
    held = place if isinstance(place, Held) else hold(place.pk, judge)
    place = held.place
    ballot, taken = _ballot_on(place, judge, key)
    state = Ballot.State.LOCKED if lock else Ballot.State.DRAFT
    marks, comment = _plain(marks), comment.replace("\r\n", "\n").strip()
    if ballot and (ballot.marks, ballot.comment) == (marks, comment) and ballot.state in (state, Ballot.State.LOCKED):
        return Cast(ballot, again=True)  # a draft that comes late, after its like was locked, is no other ballot
    if ballot and ballot.state == Ballot.State.LOCKED:
        raise AlreadyLockedError(ballot)
    if why := refusal_of(place, judge, held.seat):
        raise BallotError(why.code, str(why.words))
    if ballot and ballot.state in ASIDE:
        raise BallotError("aside")
    if taken:
        raise BallotError("key")
    if len(comment) > LONGEST_COMMENT:
        raise BallotError("comment")
    issues = check_scores(place.round.scheme.as_read, marks, complete=lock)
    if issues:
        raise BallotError("marks", issues=tuple(issues))
    ballot = ballot or Ballot(place=place, judge=judge, key=key)
    ballot.marks, ballot.comment, ballot.state, ballot.asked_back = marks, comment, state, ""
    _changed(ballot)
    if lock:
        chain.append(held.end, ballot, BallotEvent.Kind.LOCKED, by)
    return Cast(ballot, again=False)


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
    held = hold(place.pk, judge)
    place, key = held.place, uuid.uuid4()
    ballot = _ballot_on(place, judge, key)[0] or Ballot(place=place, judge=judge, key=key)
    if ballot.state == Ballot.State.LOCKED:
        raise AlreadyLockedError(ballot)
    if place.round.state in OVER:
        raise BallotError("closed")
    if ballot.pk and ballot.state == state:
        return ballot
    if held.seat is None:
        raise BallotError("not_yours")
    ballot.state, ballot.marks, ballot.comment, ballot.asked_back = state, {}, "", ""
    _changed(ballot)
    chain.append(held.end, ballot, kinds[Ballot.State(state)], by, reason)
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


def _ballot_on(place: RoundEntry, judge: Judge, key: uuid.UUID) -> tuple[Ballot | None, bool]:
    """The judge's ballot on an entry, and whether another one goes by the key already."""
    found = Ballot.objects.filter(Q(place=place, judge=judge) | Q(key=key)).order_by("pk")
    mine = next((one for one in found if (one.place_id, one.judge_id) == (place.pk, judge.pk)), None)
    if mine:
        mine.place = place  # it need not be looked up again
    return mine, mine is None and bool(found)


def _plain(marks: Mapping[str, str]) -> dict[str, str]:
    """Marks as they are kept: texts, full-width digits as they are meant, without empty boxes."""
    texts = {str(name): unicodedata.normalize("NFKC", str(mark)).strip() for name, mark in marks.items()}
    return {name: text for name, text in texts.items() if text}


def _changed(ballot: Ballot) -> None:
    ballot.revision += 1
    ballot.changed_at = timezone.now()
    ballot.locked_at = ballot.changed_at if ballot.state == Ballot.State.LOCKED else None
    ballot.save()

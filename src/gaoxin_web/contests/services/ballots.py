"""A ballot handed in: the one way by which marks come in, from a desk, a phone or a simulated judge.

Who may not mark an entry is refused here and not in a form (HotCRP's bulk action once went round the form).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from gaoxin.errors import Issue
from gaoxin.panel import check_scores, read_scheme
from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Ballot, BallotEvent, Judge, Round, RoundEntry
from gaoxin_web.contests.queries.duties import refusal_of
from gaoxin_web.contests.services import chain


class BallotError(Exception):
    """A ballot that is not taken: ``code`` for the device, words for the judge."""

    def __init__(self, code: str, message: str = "", issues: tuple[Issue, ...] = ()) -> None:
        self.code, self.message, self.issues = code, message, issues
        super().__init__(f"{code} {message}".strip())


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
    place = RoundEntry.objects.select_related("round__scheme", "entry").get(pk=place.pk)  # as it is under the lock
    ballot = Ballot.objects.filter(place=place, judge=judge).first()
    state = Ballot.State.LOCKED if lock else Ballot.State.DRAFT
    marks = {name: str(mark) for name, mark in marks.items() if str(mark).strip()}
    if ballot and (ballot.marks, ballot.comment, ballot.state) == (marks, comment, state):
        return Cast(ballot, again=True)
    if ballot and ballot.state == Ballot.State.LOCKED:
        raise AlreadyLockedError(ballot)
    why = refusal_of(place, judge)
    if why:
        raise BallotError(why.code, str(why.words))
    issues = check_scores(read_scheme(place.round.scheme.document), marks, complete=lock)
    if issues:
        raise BallotError("marks", issues=tuple(issues))
    ballot = ballot or Ballot(place=place, judge=judge, key=key)
    ballot.marks, ballot.comment, ballot.state = marks, comment, state
    _changed(ballot)
    kind = BallotEvent.Kind.LOCKED if lock else BallotEvent.Kind.SAVED
    chain.append(end, ballot, kind, by)
    return Cast(ballot, again=False)


@transaction.atomic
def stand_aside(place: RoundEntry, judge: Judge, state: str, *, reason: str = "", by: User | None = None) -> Ballot:
    """A judge recuses, abstains, or was not there: neither a zero nor counted. Marks of a draft are given up."""
    kinds = {
        Ballot.State.RECUSED: BallotEvent.Kind.RECUSED,
        Ballot.State.ABSTAIN: BallotEvent.Kind.ABSTAINED,
        Ballot.State.ABSENT: BallotEvent.Kind.ABSENT,
    }
    end = chain.held(place.round)
    ballot = Ballot.objects.filter(place=place, judge=judge).first() or Ballot(
        place=place, judge=judge, key=uuid.uuid4()
    )
    if ballot.state == Ballot.State.LOCKED:
        raise AlreadyLockedError(ballot)
    if place.round.state in (Round.State.CLOSED, Round.State.RELEASED):
        raise BallotError("closed")
    if ballot.pk and ballot.state == state:
        return ballot
    ballot.state, ballot.marks, ballot.comment = state, {}, ""
    _changed(ballot)
    chain.append(end, ballot, kinds[Ballot.State(state)], by, reason)
    return ballot


@transaction.atomic
def reopen(ballot: Ballot, reason: str, by: User) -> Ballot:
    """The chair or the committee gives a ballot back to its judge, saying why; what it was stays in the chain."""
    end = chain.held(ballot.place.round)
    ballot = Ballot.objects.select_related("place__round").get(pk=ballot.pk)
    if ballot.place.round.state in (Round.State.CLOSED, Round.State.RELEASED):
        raise BallotError("closed")
    ballot.state = Ballot.State.DRAFT
    _changed(ballot)
    chain.append(end, ballot, BallotEvent.Kind.REOPENED, by, reason)
    return ballot


def _changed(ballot: Ballot) -> None:
    ballot.revision += 1
    ballot.changed_at = timezone.now()
    ballot.locked_at = ballot.changed_at if ballot.state == Ballot.State.LOCKED else None
    ballot.save()

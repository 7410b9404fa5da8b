"""The chain of a round's ballot events: appended to, never changed, and proved by anybody who holds it.

What is chained is what counts: ballots handed in, stood aside from, given back. A draft is no event.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.utils import timezone

from gaoxin.panel.chain import START, digest_of, event_said
from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Ballot, BallotEvent, Chain, Round, RoundEntry

FORMAT = "gaoxin-ballots-1"
AT_ONCE = 2000  # events read at a time


def held(round_: Round) -> Chain:
    """The end of the chain, locked until the transaction ends; made with the first event.

    On PostgreSQL writers of one round wait for each other here; on SQLite, whose transactions are IMMEDIATE, they
    have waited before.
    """
    found = Chain.objects.select_for_update().filter(round=round_).first()
    if found is None:
        Chain.objects.get_or_create(round=round_)
        found = Chain.objects.select_for_update().get(round=round_)
    return found


def held_at(place: int) -> Chain:
    """The same for the round of a place.

    Raises:
        RoundEntry.DoesNotExist: there is no such place.
    """
    found = Chain.objects.select_for_update(of=("self",)).filter(round__places=place).first()
    return found or held(RoundEntry.objects.select_related("round").get(pk=place).round)


def append(chain: Chain, ballot: Ballot, kind: str, by: User | None, reason: str = "") -> BallotEvent:
    """The event that a ballot is now as it stands; the chain is locked by the caller."""
    event = BallotEvent(
        round_id=chain.round_id,
        number=chain.number + 1,
        kind=kind,
        ballot=ballot,
        payload=payload_of(ballot) | ({"reason": reason} if reason else {}),
        by=by,
        at=timezone.now(),
        previous=chain.digest,
    )
    event.digest = digest_of(said(event))
    event.save()
    chain.number, chain.digest = event.number, event.digest
    chain.save(update_fields=["number", "digest"])
    return event


def payload_of(ballot: Ballot) -> dict[str, Any]:
    """What an event says of a ballot. Marks and comment only of one that is handed in: a draft's are nobody's."""
    place = ballot.place
    handed_in = ballot.state == Ballot.State.LOCKED
    return {
        "ballot": ballot.pk,
        "place": place.pk,
        "entry": place.entry_id,
        "judge": ballot.judge_id,
        "key": str(ballot.key),
        "revision": ballot.revision,
        "state": str(ballot.state),
    } | ({"marks": ballot.marks, "comment": ballot.comment} if handed_in else {})


def said(event: BallotEvent) -> dict[str, Any]:
    """All an event says, as the engine proves it."""
    return event_said(
        round_=event.round_id,
        number=event.number,
        kind=str(event.kind),
        payload=event.payload,
        by=event.by_id,
        at=event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        previous=event.previous,
    )


def first_break(events: Iterable[BallotEvent]) -> int | None:
    """The number of the first event that does not follow from the one before; None where the chain holds."""
    previous, number = START, 0
    for event in events:
        if event.number != number + 1 or event.previous != previous or event.digest != digest_of(said(event)):
            return number + 1
        previous, number = event.digest, event.number
    return None


@dataclass(frozen=True)
class Finding:
    """A round's chain read from end to end, and held against the ballots as they stand.

    ``why``: broken (an event does not follow), cut (events are missing at the end), or ballots (a ballot is not what
    its last event says). ``place`` is the number of the event, or of the ballot.
    """

    events: int
    why: str = ""
    place: int | None = None

    @property
    def holds(self) -> bool:
        return not self.why


def verify(round_: Round) -> Finding:
    """Whether a round's chain holds, and every ballot that counts is as its last event says."""
    events = BallotEvent.objects.filter(round=round_).order_by("number")
    count = events.count()
    broken = first_break(events.iterator(AT_ONCE))
    if broken is not None:
        return Finding(count, "broken", broken)
    end = Chain.objects.filter(round=round_).first()
    last = events.last()
    if (
        (end.number, end.digest) != (last.number, last.digest)
        if end and last
        else bool(last) or bool(end and end.number)
    ):
        return Finding(count, "cut", count + 1)
    latest = {event.ballot_id: event.payload for event in events.iterator(AT_ONCE)}
    for ballot in Ballot.objects.filter(place__round=round_).select_related("place").order_by("pk"):
        if not _agrees(ballot, latest.get(ballot.pk)):
            return Finding(count, "ballots", ballot.pk)
    return Finding(count)


def _agrees(ballot: Ballot, last: dict[str, Any] | None) -> bool:
    """A draft counts for nothing and may have gone on since it was given back."""
    if ballot.state == Ballot.State.DRAFT:
        return last is None or last["state"] == Ballot.State.DRAFT
    return last is not None and payload_of(ballot) == {name: last[name] for name in last if name != "reason"}


def document(round_: Round) -> dict[str, Any]:
    """The chain as a file that :func:`gaoxin.panel.chain.prove` proves without the web."""
    end = Chain.objects.filter(round=round_).first()
    events = BallotEvent.objects.filter(round=round_).order_by("number")
    return {
        "format": FORMAT,
        "contest": round_.contest.name,
        "round": round_.name,
        "scheme": {"title": str(round_.scheme), "digest": round_.scheme.digest},
        "end": {"number": end.number if end else 0, "digest": end.digest if end else START},
        "events": [{**said(event), "digest": event.digest} for event in events],
    }

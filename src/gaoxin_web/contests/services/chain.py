"""The chain of a round's ballot events: appended to, never changed, and proved by anybody who holds it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.utils import timezone

from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Ballot, BallotEvent, Chain, Round
from gaoxin_web.contests.models.judging import START


def held(round_: Round) -> Chain:
    """The end of the chain, locked until the transaction ends; made with the first event."""
    Chain.objects.get_or_create(round=round_)
    return Chain.objects.select_for_update().get(round=round_)


def append(chain: Chain, ballot: Ballot, kind: str, by: User | None, reason: str = "") -> BallotEvent:
    """The event that a ballot is now as it stands; the chain is locked by the caller."""
    place = ballot.place
    payload = {
        "ballot": ballot.pk,
        "place": place.pk,
        "entry": place.entry_id,
        "judge": ballot.judge_id,
        "key": str(ballot.key),
        "revision": ballot.revision,
        "state": ballot.state,
        "marks": ballot.marks,
        "comment": ballot.comment,
    } | ({"reason": reason} if reason else {})
    event = BallotEvent(
        round_id=chain.round_id,
        number=chain.number + 1,
        kind=kind,
        ballot=ballot,
        payload=payload,
        by=by,
        at=timezone.now(),
        previous=chain.digest,
    )
    event.digest = digest_of(event)
    event.save()
    chain.number, chain.digest = event.number, event.digest
    chain.save(update_fields=["number", "digest"])
    return event


def digest_of(event: BallotEvent) -> str:
    """SHA-256 over what the event says and the digest before it."""
    said: dict[str, Any] = {
        "round": event.round_id,
        "number": event.number,
        "kind": event.kind,
        "payload": event.payload,
        "by": event.by_id,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "previous": event.previous,
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(events: Iterable[BallotEvent]) -> int | None:
    """The number of the first event that does not follow from the one before; None where the chain holds."""
    previous, number = START, 0
    for event in events:
        if event.number != number + 1 or event.previous != previous or event.digest != digest_of(event):
            return number + 1
        previous, number = event.digest, event.number
    return None

"""What judges mark: how good an entry is, how strict the judge, and chance; every ballot in the round's chain.

Ballots are handed in one by one in life; here all of a round are written at once, with the same chain of digests.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cache
from random import Random

from gaoxin.panel import Criterion, Scheme
from gaoxin.panel.chain import digest_of
from gaoxin.panel.numbers import decimal_text
from gaoxin_web.contests.models import Ballot, BallotEvent, Chain, Judge, Round, RoundEntry
from gaoxin_web.contests.services import chain

STRICTNESS, NOISE = 3.5, 4.0  # points on a hundred: between judges, and from one mark to the next
SPOKEN = 0.35  # ballots with a comment
AT_ONCE = 500


@dataclass
class Panel:
    """How a round's judges mark. ``odd`` ones mark at random; ``lift`` is added to an entry by all."""

    round: Round
    rng: Random
    quality: Mapping[int, float]  # by entry
    comments: Sequence[str]
    odd: frozenset[int] = frozenset()
    strictness: dict[int, float] = field(default_factory=dict)

    def ballots(self, pairs: Iterable[tuple[RoundEntry, Judge]], began: datetime, ended: datetime) -> list[Ballot]:
        """A locked ballot of every pair, handed in between two moments; nothing is written yet."""
        scheme = self.round.scheme.as_read
        pairs = list(pairs)
        span = (ended - began).total_seconds()
        moments = sorted(began + timedelta(seconds=round(self.rng.uniform(0, span))) for _ in pairs)
        self.rng.shuffle(pairs)
        return [self._ballot(scheme, place, judge, at) for (place, judge), at in zip(pairs, moments, strict=True)]

    def _ballot(self, scheme: Scheme, place: RoundEntry, judge: Judge, at: datetime) -> Ballot:
        return Ballot(
            place=place,
            judge=judge,
            key=uuid.UUID(int=self.rng.getrandbits(128), version=4),
            state=Ballot.State.LOCKED,
            marks=self.marks(scheme, place, judge),
            comment=self.rng.choice(self.comments) if self.rng.random() < SPOKEN else "",
            revision=1,
            changed_at=at,
            locked_at=at,
        )

    def marks(self, scheme: Scheme, place: RoundEntry, judge: Judge) -> dict[str, str]:
        """Criterion → mark, in the scheme's steps."""
        strict = self.strictness.setdefault(judge.pk, self.rng.gauss(0, STRICTNESS))
        level = self.rng.uniform(55, 98) if judge.pk in self.odd else self.quality[place.entry_id] - strict
        return {one.key: mark(one, self.rng.gauss(level, NOISE)) for one in scheme.criteria}


def mark(criterion: Criterion, level: float) -> str:
    """A level on a hundred as a mark of a criterion.

    >>> mark(Criterion("idea", minimum=0, maximum=30, step="0.5"), 81.0)
    '24.5'
    """
    texts = _texts(criterion.minimum, criterion.maximum, criterion.step)
    return texts[round(min(max(level, 0.0), 100.0) / 100 * (len(texts) - 1))]


@cache
def _texts(minimum: Fraction | None, maximum: Fraction | None, step: Fraction | None) -> tuple[str, ...]:
    """Every mark that a criterion allows, in its steps."""
    least, most, step = minimum or Fraction(0), Fraction(100) if maximum is None else maximum, step or Fraction(1)
    return tuple(decimal_text(least + at * step) for at in range(int((most - least) / step) + 1))


def hand_in(round_: Round, ballots: Iterable[Ballot]) -> None:
    """Write a round's ballots with their events, in the order they came; drafts are no events."""
    ballots = sorted(ballots, key=lambda one: one.changed_at)
    Ballot.objects.bulk_create(ballots, batch_size=AT_ONCE)
    end = Chain.objects.get_or_create(round=round_)[0]
    events = []
    for ballot in ballots:
        if ballot.state != Ballot.State.DRAFT:
            events.append(_event(end, ballot))
            end.number, end.digest = events[-1].number, events[-1].digest
    BallotEvent.objects.bulk_create(events, batch_size=AT_ONCE)
    end.save(update_fields=["number", "digest"])


KINDS = {
    Ballot.State.LOCKED: BallotEvent.Kind.LOCKED,
    Ballot.State.RECUSED: BallotEvent.Kind.RECUSED,
    Ballot.State.ABSTAIN: BallotEvent.Kind.ABSTAINED,
    Ballot.State.ABSENT: BallotEvent.Kind.ABSENT,
}


def _event(end: Chain, ballot: Ballot) -> BallotEvent:
    event = BallotEvent(
        round_id=end.round_id,
        number=end.number + 1,
        kind=KINDS[Ballot.State(ballot.state)],
        ballot=ballot,
        payload=chain.payload_of(ballot),
        by=ballot.judge.user,
        at=ballot.changed_at,
        previous=end.digest,
    )
    event.digest = digest_of(chain.said(event))
    return event


def stood_aside(ballots: Sequence[Ballot], rng: Random, state: str, number: int) -> None:
    """So many of the ballots are none after all: the judge recused, abstained or was not there."""
    for ballot in rng.sample(list(ballots), number):
        ballot.state, ballot.marks, ballot.comment, ballot.locked_at = state, {}, "", None

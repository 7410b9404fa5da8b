"""The judges of a sitting: who is to mark an entry, who has, who is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from gaoxin_web.contests.models import Assignment, Ballot, Judge, Panelist, RoundEntry, Sitting
from gaoxin_web.contests.queries.conflicts import conflicts_among
from gaoxin_web.contests.queries.duties import GONE
from gaoxin_web.live.models import Presence, Room

HERE = timedelta(seconds=45)  # a phone that was heard of since is in the room


@dataclass(frozen=True)
class Seat:
    """A judge of the sitting, and where they stand with the entry that is open."""

    panelist: Panelist
    ballot: Ballot | None
    conflict: bool
    seen_at: datetime | None

    @property
    def judge(self) -> Judge:
        return self.panelist.judge

    @property
    def here(self) -> bool:
        return self.seen_at is not None and timezone.now() - self.seen_at < HERE

    @property
    def state(self) -> str:
        """locked, recused, abstain, absent, conflict, or open: still to mark."""
        if self.ballot and self.ballot.state != Ballot.State.DRAFT:
            return str(self.ballot.state)
        return "conflict" if self.conflict else "open"

    @property
    def expected(self) -> bool:
        """Whether a ballot of theirs counts or may still come."""
        return self.state in ("open", "locked")

    @property
    def missing(self) -> bool:
        return self.state == "open"


def panelists_of(sitting: Sitting) -> list[Panelist]:
    """The judges who sit on a sitting, the chair first; one who marks nothing too."""
    rows = Panelist.objects.filter(round=sitting.round_id, judge__active=True).exclude(state__in=GONE)
    found = rows.select_related("judge").prefetch_related("sittings").order_by("role", "pk")
    return [one for one in found if not (on := one.sittings.all()) or sitting.pk in {each.pk for each in on}]


def seats_of(room: Room, place: RoundEntry | None) -> list[Seat]:
    """The judges who mark in a room, with their ballots on a place; where entries are assigned, those of the place."""
    marking = [one for one in panelists_of(room.sitting) if one.marks]
    if place and room.sitting.round.per_entry is not None:
        given = Assignment.objects.filter(place=place).exclude(state=Assignment.State.REMOVED)
        judges = set(given.values_list("judge", flat=True))
        marking = [one for one in marking if one.judge_id in judges]
    seen = dict(Presence.objects.filter(room=room).values_list("judge_id", "seen_at"))
    ballots = {one.judge_id: one for one in Ballot.objects.filter(place=place)} if place else {}
    kept_away = conflicts_among([one.judge for one in marking], [place.entry], room.sitting.round) if place else {}
    return [
        Seat(
            one,
            ballots.get(one.judge_id),
            bool(place and (one.judge_id, place.entry_id) in kept_away),
            seen.get(one.judge_id),
        )
        for one in marking
    ]


def expected_of(room: Room, place: RoundEntry | None) -> list[int]:
    """The judges whom nothing keeps from marking a place; who recused on their ballot is told by the ballot."""
    return [seat.judge.pk for seat in seats_of(room, place) if seat.state != "conflict"] if place else []


def missing_of(room: Room, place: RoundEntry) -> list[Seat]:
    """Judges in the room who have not handed in their ballot on a place."""
    return [seat for seat in seats_of(room, place) if seat.missing and seat.here]

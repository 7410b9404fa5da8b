"""How far a round's ballots are, by judge and by entry: handed in, begun, not begun. Never a mark.

Of an entry that a conflict hides from the viewer nothing is counted anywhere, and its row says only that it is hidden.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from gaoxin_web.contests import secrecy
from gaoxin_web.contests.models import Ballot, Panelist, RoundEntry
from gaoxin_web.contests.queries.duties import ASIDE, neutral_order


@dataclass(frozen=True)
class Tally:
    """Ballots counted by how far they are."""

    done: int = 0
    draft: int = 0
    aside: int = 0
    none: int = 0

    @property
    def all(self) -> int:
        return self.done + self.draft + self.aside + self.none

    @property
    def left(self) -> int:
        return self.draft + self.none


@dataclass(frozen=True)
class JudgeRow:
    seat: Panelist
    tally: Tally
    overdue: bool


@dataclass(frozen=True)
class EntryRow:
    """An entry: who has handed in and who has not, by name; nothing at all where it is hidden."""

    place: RoundEntry
    label: str
    hidden: bool
    tally: Tally = Tally()
    missing: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        return bool(self.tally.all) and not self.tally.left


@dataclass(frozen=True)
class Progress:
    judges: tuple[JudgeRow, ...]
    entries: tuple[EntryRow, ...]
    tally: Tally
    asked_back: tuple[Ballot, ...]


def progress_of(viewer: secrecy.Viewer) -> Progress:
    """The board as a viewer may see it; rows in an order that tells nothing."""
    duties = viewer.duties
    open_ = [place for place in duties.places if secrecy.states_visible(viewer, place)]
    over = bool(viewer.round.closes_at and viewer.round.closes_at < timezone.now())
    by_judge: dict[int, list[str]] = {seat.judge_id: [] for seat in duties.seats if seat.marks}
    for place in open_:
        for judge in duties.expected.get(place.pk, ()):
            by_judge.setdefault(judge, []).append(duties.states.get((place.pk, judge), ""))
    names = {seat.judge_id: seat.judge.name for seat in duties.seats}
    judges = []
    for seat in sorted(duties.seats, key=lambda seat: (seat.judge.name, seat.pk)):
        if seat.marks:
            tally = tally_of(by_judge[seat.judge_id])
            judges.append(JudgeRow(seat, tally, over and bool(tally.left)))
    entries = tuple(_entry(viewer, place, names) for place in sorted(duties.places, key=neutral_order))
    everything = [state for states in by_judge.values() for state in states]
    return Progress(tuple(judges), entries, tally_of(everything), _asked_back(viewer, open_))


def _entry(viewer: secrecy.Viewer, place: RoundEntry, names: dict[int, str]) -> EntryRow:
    label = secrecy.entry_label(viewer, place)
    if not secrecy.states_visible(viewer, place):
        return EntryRow(place, label, hidden=True)
    duties = viewer.duties
    judges = sorted(duties.expected.get(place.pk, ()), key=lambda judge: (names.get(judge, ""), judge))
    states = {judge: duties.states.get((place.pk, judge), "") for judge in judges}
    missing = tuple(names.get(judge, "") for judge, state in states.items() if state in ("", Ballot.State.DRAFT))
    return EntryRow(place, label, False, tally_of(states.values()), missing)


def tally_of(states: Iterable[str]) -> Tally:
    counted = Counter(states)
    return Tally(
        counted[Ballot.State.LOCKED.value],
        counted[Ballot.State.DRAFT.value],
        sum(counted[state.value] for state in ASIDE),
        counted[""],
    )


def _asked_back(viewer: secrecy.Viewer, open_: list[RoundEntry]) -> tuple[Ballot, ...]:
    """Ballots whose judges ask for them back, by the entries a viewer sees; read for their reasons only."""
    rows = Ballot.objects.filter(place__in=[place.pk for place in open_]).exclude(asked_back="")
    return tuple(rows.defer("marks", "comment").select_related("judge", "place__entry").order_by("place", "judge"))

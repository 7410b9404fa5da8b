"""Who judges what: whether a judge may mark an entry now and why not, and how far the ballots of a round are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gaoxin_web.contests.models import Assignment, Ballot, Judge, Panelist, Round, RoundEntry
from gaoxin_web.contests.queries.conflicts import conflicts_among, conflicts_between

GONE = (Panelist.State.DECLINED, Panelist.State.REMOVED)
ASIDE = (Ballot.State.RECUSED, Ballot.State.ABSTAIN, Ballot.State.ABSENT)
SETTLED = frozenset({Ballot.State.LOCKED, *ASIDE})
OVER = (Round.State.CLOSED, Round.State.RELEASED)


@dataclass(frozen=True)
class Refusal:
    """Why a ballot is not taken: a code for devices, words for people."""

    code: str
    words: Promise | str


def seat_of(round_: Round, judge: Judge) -> Panelist | None:
    """The judge's seat on a round; None for one who declined, was taken off, or never had one."""
    rows = Panelist.objects.filter(round=round_, judge=judge, judge__active=True).exclude(state__in=GONE)
    found = list(rows.annotate(sitting=F("sittings")).order_by("pk"))  # a row for each of its sittings
    if not found:
        return None
    found[0].judge = judge
    found[0].only = frozenset(row.sitting for row in found if row.sitting)
    return found[0]


def refusal_of(place: RoundEntry, judge: Judge, seat: Panelist | None = None) -> Refusal | None:
    """Why a judge may not mark an entry now; None where they may. ``seat`` is theirs, where it was looked up."""
    seat = seat or seat_of(place.round, judge)
    if seat is None or not seat.marks or not is_given(place, judge, seat):
        return Refusal("not_yours", _("这个项目没有分配给您。"))
    if conflicts_between(judge, place.entry, place.round):
        return Refusal("conflict", _("您与该项目存在利益关系，须回避。"))
    if place.state == RoundEntry.State.WITHDRAWN:
        return Refusal("withdrawn", _("该项目已退出。"))
    if place.round.state != Round.State.OPEN:
        return Refusal("closed", _("本轮评分没有开放。"))
    if place.round.setting == Round.Setting.LIVE and place.scoring != RoundEntry.Scoring.OPEN:
        return Refusal("closed", _("该项目的评分没有开放。"))
    return None


def is_given(place: RoundEntry, judge: Judge, seat: Panelist) -> bool:
    """Whether an entry is a judge's to mark: by an assignment; where all judge all, by the seat and its sittings."""
    if place.round.per_entry is not None:
        return Assignment.objects.filter(place=place, judge=judge, state=Assignment.State.ASSIGNED).exists()
    return seat.sits_in(place.sitting_id)


@dataclass(frozen=True)
class Duties:
    """Who is to mark what in a round, and in which state each ballot is. Never a mark.

    ``expected`` leaves out whom a conflict keeps away. Entries that withdrew are not there.
    """

    round: Round
    places: tuple[RoundEntry, ...]
    seats: tuple[Panelist, ...]
    expected: Mapping[int, frozenset[int]]  # place → judges
    states: Mapping[tuple[int, int], str]  # (place, judge) → state of the ballot
    conflicts: Mapping[tuple[int, int], tuple[str, ...]]  # (judge, entry) → why

    def is_complete(self, place: RoundEntry | int) -> bool:
        """Whether every judge of an entry has handed in or stands aside; never so of an entry nobody was given."""
        key = place if isinstance(place, int) else place.pk
        judges = self.expected.get(key, frozenset())
        return bool(judges) and all(self.states.get((key, judge)) in SETTLED for judge in judges)

    @cached_property
    def places_of(self) -> Mapping[int, tuple[RoundEntry, ...]]:
        """Judge → the places they are to mark, in the order of blind codes."""
        found: dict[int, list[RoundEntry]] = defaultdict(list)
        for place in sorted(self.places, key=neutral_order):
            for judge in self.expected.get(place.pk, ()):
                found[judge].append(place)
        return {judge: tuple(places) for judge, places in found.items()}

    @cached_property
    def missing(self) -> tuple[tuple[RoundEntry, int], ...]:
        """(place, judge) without a ballot that was handed in or stood aside from."""
        return tuple(
            (place, judge)
            for place in sorted(self.places, key=neutral_order)
            for judge in sorted(self.expected.get(place.pk, ()))
            if self.states.get((place.pk, judge)) not in SETTLED
        )


def neutral_order(place: RoundEntry) -> tuple[int, int, str, str, int]:
    """Order of places that tells nothing of marks, nor of who has marked."""
    sitting = place.sitting.order if place.sitting else 0
    return sitting, place.order, place.code, place.entry.number, place.pk


def duties_in(round_: Round) -> Duties:
    """All duties of a round, in a number of queries that does not grow with it."""
    rows = RoundEntry.objects.filter(round=round_).exclude(state=RoundEntry.State.WITHDRAWN)
    places = tuple(rows.select_related("entry__enterprise", "entry__track", "entry__division", "sitting"))
    found = Panelist.objects.filter(round=round_, judge__active=True).exclude(state__in=GONE)
    seats = tuple(found.select_related("judge").prefetch_related("sittings"))
    conflicts = conflicts_among([seat.judge for seat in seats], [place.entry for place in places], round_)
    states = {
        (place, judge): state
        for place, judge, state in Ballot.objects.filter(place__round=round_).values_list("place", "judge", "state")
    }
    given = _given_in(round_, places, seats)
    expected = {
        place.pk: frozenset(judge for judge in given.get(place.pk, ()) if (judge, place.entry_id) not in conflicts)
        for place in places
    }
    return Duties(round_, places, seats, expected, states, conflicts)


def _given_in(round_: Round, places: tuple[RoundEntry, ...], seats: tuple[Panelist, ...]) -> Mapping[int, set[int]]:
    """Place → judges who sit, mark, and were given it."""
    marking = [seat for seat in seats if seat.marks]
    given: dict[int, set[int]] = defaultdict(set)
    if round_.per_entry is not None:
        rows = Assignment.objects.filter(place__round=round_, state=Assignment.State.ASSIGNED)
        sitting = {seat.judge_id for seat in marking}
        for place, judge in rows.values_list("place", "judge"):
            if judge in sitting:
                given[place].add(judge)
        return given
    for seat in marking:
        seat.only = frozenset(sitting.pk for sitting in seat.sittings.all())
        for place in places:
            if seat.sits_in(place.sitting_id):
                given[place.pk].add(seat.judge_id)
    return given

"""What is to be placed, where, and under which rules: what a timetable (日程) starts from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from gaoxin.schedule.digest import digest_of

SECONDS = 10.0
DAY = 24 * 60  # minutes; a day's end is written 00:00


@dataclass(frozen=True, slots=True)
class Item:
    """A talk or a pitch (报告、路演).

    Args:
        id: its own id.
        unit: who sends it: a bureau, an enterprise. Empty: nobody else's.
        kind: what the mix counts: 街道, 部门.
        topics: what it is about.
        unavailable: sessions, by id or by day (2026-03-05), at which it cannot be.
        preferred: sessions, by id or by day, at which it would like to be.
        zone: the time zone (Europe/London) its people sit in, for ``Case.hours``; empty: they are in the room.
        name: as shown in reasons; the id without one.
    """

    id: str
    unit: str = ""
    kind: str = ""
    topics: tuple[str, ...] = ()
    unavailable: tuple[str, ...] = ()
    preferred: tuple[str, ...] = ()
    zone: str = ""
    name: str = ""

    @property
    def label(self) -> str:
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Session:
    """A session (场次).

    Args:
        id: its own id.
        seats: how many items it holds; may be left out where ``starts`` says when each begins.
        day: its day, which ``unavailable`` and ``preferred`` may name.
        starts: when each seat begins, with time zone; see ``gaoxin.schedule.slots``.
        name: as shown in reasons; the id without one.
    """

    id: str
    seats: int = 0
    day: date | None = None
    starts: tuple[datetime, ...] = ()
    name: str = ""

    def __post_init__(self) -> None:
        if any(start.tzinfo is None for start in self.starts):
            raise ValueError(f"session {self.id}: every start needs a time zone")
        if not self.seats:
            object.__setattr__(self, "seats", len(self.starts))
        if self.starts and len(self.starts) != self.seats:
            raise ValueError(f"session {self.id}: {self.seats} seats, but {len(self.starts)} starts")
        if self.day is None and self.starts:
            object.__setattr__(self, "day", self.starts[0].date())

    @property
    def label(self) -> str:
        return self.name or self.id

    def is_named(self, names: Iterable[str]) -> bool:
        """Whether its id or its day is among the names."""
        return self.id in names or (self.day is not None and self.day.isoformat() in names)


class Mix(NamedTuple):
    """Each session holds ``least`` to ``most`` items of a kind; ``sessions`` by id, all where none is named."""

    kind: str
    least: int
    most: int
    sessions: tuple[str, ...] = ()


class Pin(NamedTuple):
    """An item that must be at a session, and at a seat of it if one is given (from 1)."""

    item: str
    session: str
    seat: int | None = None


class Slot(NamedTuple):
    """An item's place; seats count from 1."""

    item: str
    session: str
    seat: int


class Hours(NamedTuple):
    """From when to when, by their own clocks, people far away can be asked to appear; it must end by ``latest``."""

    earliest: time
    latest: time
    minutes: int = 0


@dataclass(frozen=True)
class Case:
    """Everything a timetable depends on. Sessions are in order; the order of the items changes nothing.

    Args:
        items: ids are unique.
        sessions: in order; ids are unique.
        mix: how many of each kind a session holds.
        never_in_a_row: kinds of which no two sit on neighbouring seats (an empty seat lies between them).
        one_per_unit: no unit twice in a session.
        topic_most: most items of one topic in a session.
        pins: items that must be where they are.
        apart: pairs of items that may not share a session.
        hours: when items with a ``zone`` can be asked to appear; needs sessions with ``starts``.
        keep: the timetable before; as few items as possible leave their session. What no longer exists is passed over.
        seed: the same case and seed give the same answer.
        seconds: when to stop.
    """

    items: tuple[Item, ...]
    sessions: tuple[Session, ...]
    mix: tuple[Mix, ...] = ()
    never_in_a_row: tuple[str, ...] = ()
    one_per_unit: bool = False
    topic_most: int | None = None
    pins: tuple[Pin, ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    hours: Hours | None = None
    keep: tuple[Slot, ...] = ()
    seed: int = 1
    seconds: float = SECONDS

    def __post_init__(self) -> None:
        """The items' order is taken away, and names nobody bears are refused."""
        object.__setattr__(self, "items", tuple(sorted(self.items, key=lambda one: one.id)))
        if len(self.item_by_id) < len(self.items) or len(self.session_by_id) < len(self.sessions):
            raise ValueError("ids of items and of sessions must be unique")
        for pin in self.pins:
            if pin.item not in self.item_by_id or pin.session not in self.session_by_id:
                raise ValueError(f"no such item or session: {pin.item}, {pin.session}")
        for name in (name for pair in self.apart for name in pair):
            if name not in self.item_by_id:
                raise ValueError(f"no such item: {name}")

    @cached_property
    def item_by_id(self) -> Mapping[str, Item]:
        return {one.id: one for one in self.items}

    @cached_property
    def session_by_id(self) -> Mapping[str, Session]:
        return {one.id: one for one in self.sessions}

    @cached_property
    def kept(self) -> Mapping[str, Slot]:
        """The place before, of the items that still exist, where it still exists."""
        known = self.session_by_id
        return {
            slot.item: slot
            for slot in self.keep
            if slot.item in self.item_by_id and slot.session in known and 1 <= slot.seat <= known[slot.session].seats
        }

    def open_seats(self, item: Item, session: Session) -> tuple[int, ...]:
        """Seats of a session at which the item's people are awake; all without ``hours``, a zone or starts."""
        every = tuple(range(1, session.seats + 1))
        if self.hours is None or not item.zone or not session.starts:
            return every
        return tuple(seat for seat in every if awake(session.starts[seat - 1], item.zone, self.hours))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all the answer depends on; names and the time limit are not of it."""
        return digest_of(
            {
                "items": [
                    [
                        one.id,
                        one.unit,
                        one.kind,
                        sorted(one.topics),
                        sorted(one.unavailable),
                        sorted(one.preferred),
                        one.zone,
                    ]
                    for one in self.items
                ],
                "sessions": [
                    [one.id, one.seats, one.day and one.day.isoformat(), [start.isoformat() for start in one.starts]]
                    for one in self.sessions
                ],
                "mix": sorted([one.kind, one.least, one.most, sorted(one.sessions)] for one in self.mix),
                "rules": [sorted(self.never_in_a_row), self.one_per_unit, self.topic_most],
                "hours": self.hours
                and [self.hours.earliest.isoformat(), self.hours.latest.isoformat(), self.hours.minutes],
                "pins": sorted([one.item, one.session, one.seat or 0] for one in self.pins),
                "apart": sorted(sorted(pair) for pair in self.apart),
                "keep": sorted(map(list, self.kept.values())),
                "seed": self.seed,
            }
        )


def awake(start: datetime, zone: str, hours: Hours) -> bool:
    """Whether something that begins then lies within the hours by the clocks of a zone.

    Raises:
        zoneinfo.ZoneInfoNotFoundError: there is no such zone.
    """
    local = start.astimezone(ZoneInfo(zone))
    begins = local.hour * 60 + local.minute
    return _minutes(hours.earliest) <= begins and begins + hours.minutes <= (_minutes(hours.latest) or DAY)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def even_mix(items: Iterable[Item], sessions: Iterable[Session]) -> tuple[Mix, ...]:
    """Every kind spread evenly: 22 of a kind over 7 sessions of 9 are 3 or 4 in each.

    Sessions of unlike length get their share by seats, rounded down and up.
    """
    counts = Counter(one.kind for one in items if one.kind)
    listed = tuple(sessions)
    total = sum(one.seats for one in listed)
    alike = len({one.seats for one in listed}) == 1
    if alike:
        return tuple(
            Mix(kind, count // len(listed), -(-count // len(listed))) for kind, count in sorted(counts.items())
        )
    return tuple(
        Mix(kind, count * one.seats // total, -(-count * one.seats // total), (one.id,))
        for kind, count in sorted(counts.items())
        for one in listed
    )

"""What a timetable breaks, found without the solver: of its own answer, and of every move by hand.

A broken rule is a warning to whoever moved an item, never a lock.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from gaoxin.schedule.timetable.case import Case, Session, Slot
from gaoxin.schedule.timetable.result import Missed, Violation
from gaoxin.schedule.timetable.wording import listed, wording

Held = Mapping[str, list[Slot]]  # by session, in the order of seats


def check(case: Case, slots: Iterable[Slot]) -> list[Violation]:
    """Every rule the slots break; nothing: they are a timetable.

    Slots of items or sessions that do not exist are passed over.
    """
    known = [slot for slot in map(_slot, slots) if slot.item in case.item_by_id and slot.session in case.session_by_id]
    held: dict[str, list[Slot]] = {one.id: [] for one in case.sessions}
    for slot in sorted(known, key=lambda one: (one.seat, one.item)):
        held[slot.session].append(slot)
    found = [*_places(case, known), *_times(case, known)]
    for one in case.sessions:
        found += _session(case, one, held[one.id])
    return [*found, *_pins(case, known), *_apart(case, held)]


def wishes(case: Case, slots: Iterable[Slot]) -> list[Missed]:
    """Every wish the slots do not grant."""
    found = []
    for slot in sorted(map(_slot, slots), key=lambda one: one.item):
        item, session = case.item_by_id[slot.item], case.session_by_id[slot.session]
        if item.preferred and not session.is_named(item.preferred):
            wanted = listed(_named(case, one) for one in item.preferred)
            words = wording("preferred", item=item.label, session=session.label, wanted=wanted)
            found.append(Missed("preferred", (item.id,), (session.id,), words))
        before = case.kept.get(item.id)
        if before and before.session != session.id:
            words = wording(
                "keep", item=item.label, session=session.label, before=case.session_by_id[before.session].label
            )
            found.append(Missed("keep", (item.id,), (before.session, session.id), words))
    return found


def _named(case: Case, wish: str) -> str:
    """A session that is wished for: its name, or the day as it stands."""
    return case.session_by_id[wish].label if wish in case.session_by_id else wish


def _slot(one: Slot) -> Slot:
    return Slot(*one)


def _places(case: Case, slots: list[Slot]) -> Iterator[Violation]:
    """Everybody once, nobody on another's seat, no seat that is not there."""
    times = Counter(slot.item for slot in slots)
    for item in case.items:
        if times[item.id] != 1:
            at = tuple(slot.session for slot in slots if slot.item == item.id)
            name = "twice" if at else "unplaced"
            yield Violation("placed", (item.id,), at, wording(name, item=item.label, session=_labels(case, at)))
    seats: dict[tuple[str, int], list[str]] = defaultdict(list)
    for slot in slots:
        seats[slot.session, slot.seat].append(slot.item)
    for (session, seat), items in sorted(seats.items()):
        of = case.session_by_id[session]
        if len(items) > 1:
            words = wording("seat_twice", session=of.label, seat=seat, items=_names(case, items))
            yield Violation("seats", tuple(items), (session,), words)
        if not 1 <= seat <= of.seats:
            words = wording("no_seat", session=of.label, seat=seat, seats=of.seats, item=_names(case, items))
            yield Violation("seats", tuple(items), (session,), words)


def _times(case: Case, slots: list[Slot]) -> Iterator[Violation]:
    for slot in sorted(slots):
        item, session = case.item_by_id[slot.item], case.session_by_id[slot.session]
        if session.is_named(item.unavailable):
            words = wording("unavailable", item=item.label, session=session.label)
            yield Violation("unavailable", (item.id,), (session.id,), words)
        if 1 <= slot.seat <= session.seats and slot.seat not in case.open_seats(item, session):
            words = wording("asleep", item=item.label, session=session.label, seat=slot.seat, zone=item.zone)
            yield Violation("hours", (item.id,), (session.id,), words)


def _session(case: Case, session: Session, slots: list[Slot]) -> Iterator[Violation]:
    items = [case.item_by_id[slot.item] for slot in slots]
    kinds = Counter(item.kind for item in items)
    for mix in case.mix:
        if (not mix.sessions or session.id in mix.sessions) and not mix.least <= kinds[mix.kind] <= mix.most:
            words = wording("mix", session=session.label, count=kinds[mix.kind], **_mix(mix.kind, mix.least, mix.most))
            yield Violation("mix", tuple(item.id for item in items if item.kind == mix.kind), (session.id,), words)
    for one, other in pairwise(slots):
        kind = case.item_by_id[one.item].kind
        if other.seat - one.seat == 1 and kind in case.never_in_a_row and kind == case.item_by_id[other.item].kind:
            words = wording("row", session=session.label, items=_names(case, (one.item, other.item)), kind=kind)
            yield Violation("row", (one.item, other.item), (session.id,), words)
    if case.one_per_unit:
        for unit, count in Counter(item.unit for item in items if item.unit).items():
            if count > 1:
                both = tuple(item.id for item in items if item.unit == unit)
                words = wording("unit", session=session.label, items=_names(case, both), unit=unit)
                yield Violation("unit", both, (session.id,), words)
    if case.topic_most is not None:
        for topic, count in Counter(topic for item in items for topic in set(item.topics)).items():
            if count > case.topic_most:
                several = tuple(item.id for item in items if topic in item.topics)
                words = wording("topic", session=session.label, topic=topic, count=count, most=case.topic_most)
                yield Violation("topic", several, (session.id,), words)


def _pins(case: Case, slots: list[Slot]) -> Iterator[Violation]:
    places = {slot.item: slot for slot in slots}
    for pin in case.pins:
        slot = places.get(pin.item)
        if slot and (slot.session != pin.session or pin.seat not in (None, slot.seat)):
            item, session = case.item_by_id[pin.item], case.session_by_id[pin.session]
            words = wording(
                "pin" if pin.seat is None else "pin_seat", item=item.label, session=session.label, seat=pin.seat
            )
            yield Violation("pin", (pin.item,), (pin.session,), words)


def _apart(case: Case, held: Held) -> Iterator[Violation]:
    for session in case.sessions:
        here = {slot.item for slot in held[session.id]}
        for pair in case.apart:
            if here.issuperset(pair):
                words = wording("apart", session=session.label, items=_names(case, pair))
                yield Violation("apart", tuple(pair), (session.id,), words)


def _mix(kind: str, least: int, most: int) -> dict[str, object]:
    return {"kind": kind, "least": least, "most": most}


def _names(case: Case, ids: Iterable[str]) -> str:
    return listed(case.item_by_id[one].label for one in ids)


def _labels(case: Case, ids: Iterable[str]) -> str:
    return listed(case.session_by_id[one].label for one in ids)

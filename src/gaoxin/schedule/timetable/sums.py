"""Clashes that plain sums show at once, in words an officer can act on, before any solver is asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from gaoxin.schedule.timetable.case import Case, Pin
from gaoxin.schedule.timetable.result import Violation
from gaoxin.schedule.timetable.wording import listed, wording


def sums(case: Case) -> list[Violation]:
    """Every clash of pins, bounds and numbers; nothing: only the solver can tell."""
    return [
        *_seats(case),
        *_nowhere(case),
        *_pins(case),
        *_pinned_together(case),
        *_mix(case),
        *_rows(case),
        *_spread(case),
    ]


def _seats(case: Case) -> Iterator[Violation]:
    total = sum(s.seats for s in case.sessions)
    if len(case.items) > total:
        yield Violation("seats", (), (), wording("too_many", count=len(case.items), seats=total))


def _nowhere(case: Case) -> Iterator[Violation]:
    for one in case.items:
        if not any(case.open_seats(one, s) and not s.is_named(one.unavailable) for s in case.sessions):
            yield Violation("unavailable", (one.id,), (), wording("nowhere", item=one.label))


def _pins(case: Case) -> Iterator[Violation]:
    """A pin that nothing else is needed to break."""
    places: dict[str, list[Pin]] = defaultdict(list)
    for pin in dict.fromkeys(case.pins):
        places[pin.item].append(pin)
        item, s = case.item_by_id[pin.item], case.session_by_id[pin.session]
        told = {"item": item.label, "session": s.label, "seat": pin.seat, "seats": s.seats, "zone": item.zone}
        open_ = case.open_seats(item, s)
        if s.is_named(item.unavailable):
            yield Violation("pin", (item.id,), (s.id,), wording("pin_unavailable", **told))
        if pin.seat is not None and not 1 <= pin.seat <= s.seats:
            yield Violation("pin", (item.id,), (s.id,), wording("pin_no_seat", **told))
        elif not open_ or pin.seat not in (None, *open_):
            yield Violation("hours", (item.id,), (s.id,), wording("pin_hours", **told))
    for name, pins in places.items():
        where = tuple(dict.fromkeys(pin.session for pin in pins))
        if len(where) > 1 or len({pin.seat for pin in pins if pin.seat is not None}) > 1:
            labels = listed(case.session_by_id[one].label for one in where)
            yield Violation(
                "pin", (name,), where, wording("pin_twice", item=case.item_by_id[name].label, sessions=labels)
            )


def _pinned_together(case: Case) -> Iterator[Violation]:
    """Pins that exclude one another."""
    seats: dict[tuple[str, int], set[str]] = defaultdict(set)
    here: dict[str, set[str]] = defaultdict(set)
    for pin in case.pins:
        here[pin.session].add(pin.item)
        if pin.seat is not None:
            seats[pin.session, pin.seat].add(pin.item)
    for (session, seat), items in seats.items():
        if len(items) > 1:
            words = wording("pins_on_seat", items=_names(case, items), session=_label(case, session), seat=seat)
            yield Violation("pin", tuple(sorted(items)), (session,), words)
    for session, items in here.items():
        of = case.session_by_id[session]
        if len(items) > of.seats:
            words = wording("pins_too_many", session=of.label, count=len(items), seats=of.seats)
            yield Violation("pin", tuple(sorted(items)), (session,), words)
        for unit, count in Counter(case.item_by_id[one].unit for one in items).items():
            if case.one_per_unit and unit and count > 1:
                both = {one for one in items if case.item_by_id[one].unit == unit}
                words = wording("pins_of_unit", items=_names(case, both), unit=unit, session=of.label)
                yield Violation("unit", tuple(sorted(both)), (session,), words)
        for pair in case.apart:
            if items.issuperset(pair):
                words = wording("pins_apart", items=_names(case, set(pair)), session=of.label)
                yield Violation("apart", tuple(sorted(pair)), (session,), words)


def _mix(case: Case) -> Iterator[Violation]:
    """Bounds of all sessions together, beside how many there are; one session's, beside its seats."""
    counts = Counter(one.kind for one in case.items)
    least: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    most: dict[str, dict[str, int]] = defaultdict(dict)
    for mix in case.mix:
        for s in case.sessions:
            if not mix.sessions or s.id in mix.sessions:
                least[mix.kind][s.id] = max(least[mix.kind][s.id], mix.least)
                most[mix.kind][s.id] = min(most[mix.kind].get(s.id, s.seats), mix.most)
    for kind in least:
        floor = sum(least[kind].values())
        ceiling = sum(most[kind].get(s.id, s.seats) for s in case.sessions)
        if counts[kind] < floor:
            yield Violation("mix", (), (), wording("mix_too_few", kind=kind, count=counts[kind], least=floor))
        if counts[kind] > ceiling:
            yield Violation("mix", (), (), wording("mix_too_many", kind=kind, count=counts[kind], most=ceiling))
    for s in case.sessions:
        floor = sum(by[s.id] for by in least.values() if s.id in by)
        if floor > s.seats:
            yield Violation("mix", (), (s.id,), wording("mix_seats", session=s.label, least=floor, seats=s.seats))


def _rows(case: Case) -> Iterator[Violation]:
    counts = Counter(one.kind for one in case.items)
    room = sum((s.seats + 1) // 2 for s in case.sessions)
    for kind in sorted(set(case.never_in_a_row)):
        if counts[kind] > room:
            yield Violation("row", (), (), wording("row_too_many", kind=kind, count=counts[kind], most=room))


def _spread(case: Case) -> Iterator[Violation]:
    sessions = len(case.sessions)
    units = Counter(one.unit for one in case.items if one.unit) if case.one_per_unit else Counter()
    for unit, count in sorted(units.items()):
        if count > sessions:
            several = tuple(one.id for one in case.items if one.unit == unit)
            yield Violation("unit", several, (), wording("unit_too_many", unit=unit, count=count, sessions=sessions))
    if case.topic_most is not None:
        topics = Counter(topic for one in case.items for topic in set(one.topics))
        for topic, count in sorted(topics.items()):
            if count > sessions * case.topic_most:
                several = tuple(one.id for one in case.items if topic in one.topics)
                told = {"topic": topic, "count": count, "most": case.topic_most, "sessions": sessions}
                yield Violation("topic", several, (), wording("topic_too_many", **told))


def _names(case: Case, ids: set[str]) -> str:
    return listed(case.item_by_id[one].label for one in sorted(ids))


def _label(case: Case, session: str) -> str:
    return case.session_by_id[session].label

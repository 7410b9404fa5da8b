"""Slots of a remote final: cut from windows, given to entries within the hours of their divisions, published."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from gaoxin.schedule.slots import Start, open_to, starts
from gaoxin.schedule.slots import Window as Span
from gaoxin.schedule.timetable import Case, Hours, Item, Session, Timetable, awake, timetable
from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Division, Entry, Round, RoundEntry, Sitting
from gaoxin_web.lectures.models import Finals, OrderDraw, TimetableRun, TimetableVersion, Window
from gaoxin_web.lectures.services.publishing import difference

SECONDS = 10.0


@dataclass(frozen=True)
class Slot:
    """A slot of a window: ``seat`` counts from 1 in its sitting."""

    sitting: Sitting
    seat: int
    start: Start

    @property
    def key(self) -> str:
        return f"{self.sitting.pk}-{self.seat}"


def finals_of(round_: Round) -> Finals:
    return Finals.objects.filter(round=round_).first() or Finals.objects.get_or_create(round=round_)[0]


def places_of(round_: Round) -> list[RoundEntry]:
    """The entries that are to be heard, by number."""
    rows = RoundEntry.objects.filter(round=round_).exclude(state=RoundEntry.State.WITHDRAWN)
    rows = rows.exclude(entry__state__in=[Entry.State.WITHDRAWN, Entry.State.REFUSED])
    return list(rows.select_related("entry__division", "entry__track", "sitting").order_by("entry__number", "pk"))


def windows_of(round_: Round) -> list[Window]:
    return list(Window.objects.filter(sitting__round=round_).select_related("sitting").order_by("sitting__starts_at"))


def slots_of(finals: Finals, windows: Iterable[Window]) -> list[Slot]:
    """Every slot the windows hold, in order of time."""
    found = []
    for window in windows:
        cut = starts([span_of(window)], finals.pitch, finals.questions, finals.pause)
        found += [Slot(window.sitting, seat, start) for seat, start in enumerate(cut, 1)]
    return sorted(found, key=lambda slot: (slot.start.begins, slot.sitting.pk))


def span_of(window: Window) -> Span:
    """A window as the engine cuts it."""
    zone = timezone.get_default_timezone_name()
    begins, ends = timezone.localtime(window.sitting.starts_at), timezone.localtime(window.ends_at)
    breaks = tuple((time.fromisoformat(one), time.fromisoformat(other)) for one, other in window.breaks)
    return Span(begins.date(), begins.time(), ends.time(), zone, breaks)


def hours_of(finals: Finals, division: Division | None) -> Hours:
    """From when to when the people of a division may be asked to appear, by their own clocks."""
    own = finals.hours.get(str(division.pk)) if division else None
    if own:
        return Hours(time.fromisoformat(own[0]), time.fromisoformat(own[1]), finals.pitch + finals.questions)
    return Hours(finals.earliest, finals.latest, finals.pitch + finals.questions)


def zone_name(entry: Entry) -> str:
    """The time zone an entry's people sit in."""
    return entry.division.time_zone if entry.division else timezone.get_default_timezone_name()


def is_awake(finals: Finals, entry: Entry, begins: datetime) -> bool:
    """Whether a slot lies within the hours of an entry's division."""
    return awake(begins, zone_name(entry), hours_of(finals, entry.division))


def case_of(finals: Finals, places: Sequence[RoundEntry], slots: Sequence[Slot], *, seed: int = 1) -> Case:
    """Every slot is a session of one seat, so that each division keeps hours of its own.

    Each would like to be among the first of its division's, so that a division is heard in one go.
    """
    together = Counter(place.entry.division_id for place in places)
    spans = [slot.start for slot in slots]
    open_: dict[int | None, set[Start]] = {}
    for place in places:
        key = place.entry.division_id
        if key not in open_:
            open_[key] = set(open_to(spans, zone_name(place.entry), hours_of(finals, place.entry.division)))
    items = tuple(
        Item(
            str(place.entry_id),
            unavailable=tuple(slot.key for slot in slots if slot.start not in open_[place.entry.division_id]),
            preferred=tuple(
                [slot.key for slot in slots if slot.start in open_[place.entry.division_id]][
                    : together[place.entry.division_id]
                ]
            ),
            name=place.entry.title,
        )
        for place in places
    )
    local = [timezone.localtime(slot.start.begins) for slot in slots]
    sessions = tuple(
        Session(slot.key, seats=1, name=f"{at:%m-%d %H:%M}") for slot, at in zip(slots, local, strict=True)
    )
    return Case(items=items, sessions=sessions, seed=seed, seconds=SECONDS)


def solve(finals: Finals, places: Sequence[RoundEntry], slots: Sequence[Slot]) -> Timetable:
    """Which division is heard when, in the fewest slots from the first on; nothing is written."""
    answer = timetable(case_of(finals, places, slots))
    few, enough = len(places) - 1, len(slots)  # with few slots it cannot be done, with enough it can
    while answer.status == "solved" and enough - few > 1:
        middle = (few + enough) // 2
        tried = timetable(case_of(finals, places, slots[:middle]))
        if tried.status == "solved":
            answer, enough = tried, middle
        else:
            few = middle
    return answer


@transaction.atomic
def arrange(
    round_: Round, places: Sequence[RoundEntry], slots: Sequence[Slot], answer: Timetable, by: User
) -> TimetableRun:
    """Note the run; where it solved, the entries of a division take its slots in the order drawn."""
    run = TimetableRun.objects.create(
        round=round_,
        seed=answer.seed,
        digest=answer.digest,
        status=answer.status,
        solver=answer.solver,
        seconds=answer.seconds,
        summary={"clash": [{**one._asdict(), "words": one.words.as_dict()} for one in answer.clash]},
        by=by,
    )
    if answer.status == "solved":
        by_key = {slot.key: slot for slot in slots}
        given = {int(one.item): by_key[one.session] for one in answer.slots}
        for place, slot in in_drawn_order(places, given, drawn(round_)):
            put(place, slot)
    return run


def in_drawn_order(
    places: Sequence[RoundEntry], given: Mapping[int, Slot], order: Mapping[int, int]
) -> list[tuple[RoundEntry, Slot]]:
    """The slots of each division to its entries by lot; whoever was not drawn comes after, by number."""
    groups: dict[int | None, list[RoundEntry]] = defaultdict(list)
    for place in places:
        groups[place.entry.division_id].append(place)
    found = []
    for group in groups.values():
        times = sorted((given[place.entry_id] for place in group), key=lambda slot: slot.start.begins)
        last = len(order)
        ordered = sorted(group, key=lambda place: (order.get(place.entry_id, last), place.entry.number, place.pk))
        found += list(zip(ordered, times, strict=True))
    return found


def drawn(round_: Round) -> dict[int, int]:
    """Entry → its place in the newest order that was drawn; nothing where none was."""
    draw = OrderDraw.objects.filter(round=round_, opened_at__isnull=False).order_by("-opened_at").first()
    if draw is None:
        return {}
    entries = {one["id"]: one["entry"] for one in draw.ids}
    return {entries[id_]: at for at, id_ in enumerate(draw.order) if id_ in entries}


def put(place: RoundEntry, slot: Slot | None) -> None:
    place.sitting = slot.sitting if slot else None
    place.order = slot.seat if slot else 0
    place.starts_at = slot.start.begins if slot else None
    place.save(update_fields=["sitting", "order", "starts_at"])


@transaction.atomic
def move(round_: Round, place: RoundEntry, slot: Slot | None) -> None:
    """Give an entry another slot; who has it takes the one that becomes free."""
    places = {one.pk: one for one in places_of(round_)}
    mine = places[place.pk]
    before = (mine.sitting, mine.order, mine.starts_at)
    if slot:
        for other in places.values():
            if other.pk != mine.pk and (other.sitting_id, other.order) == (slot.sitting.pk, slot.seat):
                other.sitting, other.order, other.starts_at = before
                other.save(update_fields=["sitting", "order", "starts_at"])
    put(mine, slot)


@transaction.atomic
def publish(round_: Round, finals: Finals, by: User, note: str = "") -> TimetableVersion:
    """Freeze who is heard when: what entrants see, and their calendars."""
    last = TimetableVersion.objects.filter(round=round_).aggregate(top=Max("number"))["top"] or 0
    before = TimetableVersion.objects.filter(round=round_, number=last).first()
    slots = {(slot.sitting.pk, slot.seat): slot for slot in slots_of(finals, windows_of(round_))}
    shown = [_published(place, slots) for place in places_of(round_) if place.starts_at]
    return TimetableVersion.objects.create(
        round=round_,
        number=last + 1,
        sessions=[_session(window) for window in windows_of(round_)],
        slots=shown,
        difference=difference(before.slots if before else [], shown),
        note=note,
        by=by,
    )


def _published(place: RoundEntry, slots: Mapping[tuple[int, int], Slot]) -> dict[str, Any]:
    slot = slots.get((place.sitting_id or 0, place.order))
    begins = place.starts_at
    ends = slot.start.ends if slot and slot.start.begins == begins else None
    video = place.video_link or (place.sitting.video_link if place.sitting else "")
    return {
        "entry": place.entry_id,
        "sitting": place.sitting_id,
        "seat": place.order,
        "pinned": place.pinned,
        "starts": begins.isoformat() if begins else "",
        "ends": ends.isoformat() if ends else "",
        "video": video,
    }


def _session(window: Window) -> dict[str, Any]:
    one = window.sitting
    return {
        "id": one.pk,
        "name": one.name,
        "name_en": one.name_en,
        "starts": one.starts_at.isoformat() if one.starts_at else "",
        "seats": 0,
        "venue": one.venue,
        "video": one.video_link,
        "host": one.host,
    }

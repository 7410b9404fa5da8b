"""The slots of a remote final as people read them: in the zone's time and in each division's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.contests.models import RoundEntry
from gaoxin_web.lectures.models import Finals
from gaoxin_web.lectures.services.finals import Slot, is_awake, zone_name

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass(frozen=True)
class Moment:
    """A moment by the clocks of one place: 2026-10-25 周日 09:00, UTC+0."""

    at: datetime
    zone: str

    @property
    def day(self) -> str:
        return f"{self.at:%Y-%m-%d}"

    @property
    def clock(self) -> str:
        return f"{self.at:%H:%M}"

    @property
    def weekday(self) -> str:
        return weekday(self.at)

    @property
    def offset(self) -> str:
        return offset_of(self.at)


def local(at: datetime, zone: str = "") -> Moment:
    """A moment in a time zone, the installation's own unless named."""
    clock = ZoneInfo(zone or timezone.get_default_timezone_name())
    return Moment(at.astimezone(clock), clock.key)


def weekday(at: datetime) -> str:
    return {
        "周一": _("周一"),
        "周二": _("周二"),
        "周三": _("周三"),
        "周四": _("周四"),
        "周五": _("周五"),
        "周六": _("周六"),
        "周日": _("周日"),
    }[WEEKDAYS[at.weekday()]]


def offset_of(at: datetime) -> str:
    """UTC+8, UTC−3:30, UTC+0."""
    text = f"{at:%z}"  # +0800
    hours, minutes = int(text[1:3]), text[3:5]
    sign = "−" if text[0] == "-" else "+"
    return f"UTC{sign}{hours}" + (f":{minutes}" if minutes != "00" else "")


@dataclass
class Row:
    """A slot with who is heard in it; ``slot`` is None for an entry that has none, or one that no window holds now."""

    slot: Slot | None
    place: RoundEntry | None = None
    here: Moment | None = None
    there: Moment | None = None
    until: Moment | None = None
    warnings: list[str] = field(default_factory=list)
    link: str = ""


def rows_of(finals: Finals, places: Sequence[RoundEntry], slots: Sequence[Slot]) -> tuple[list[Row], list[Row]]:
    """Every slot in order of time, and the entries without one."""
    taken: dict[tuple[int | None, int], list[RoundEntry]] = {}
    for place in places:
        if place.starts_at:
            taken.setdefault((place.sitting_id, place.order), []).append(place)
    rows = []
    for slot in slots:
        here = taken.pop((slot.sitting.pk, slot.seat), [])
        rows += [_row(finals, slot, place) for place in here or [None]]
    waiting = [place for place in places if not place.starts_at] + [one for group in taken.values() for one in group]
    return rows, [_row(finals, None, place) for place in sorted(waiting, key=lambda one: one.entry.number)]


def _row(finals: Finals, slot: Slot | None, place: RoundEntry | None) -> Row:
    begins = slot.start.begins if slot else place.starts_at if place else None
    row = Row(slot, place)
    if begins:
        row.here = local(begins)
        row.until = local(slot.start.ends) if slot else None
        row.there = local(begins, zone_name(place.entry)) if place else None
    if place:
        row.link = place.video_link or (slot.sitting.video_link if slot else "")
        row.warnings = _warnings(finals, slot, place)
    return row


def _warnings(finals: Finals, slot: Slot | None, place: RoundEntry) -> list[str]:
    found = []
    if slot is None and place.starts_at:
        found.append(_("原来的时段已不在任何时间窗口里，请重新安排。"))
    if slot and place.starts_at != slot.start.begins:
        found.append(_("时间窗口改过，这一时段的时间变了，请重新安排。"))
    if slot and not is_awake(finals, place.entry, slot.start.begins):
        found.append(_("不在当地可用时段内。"))
    return found

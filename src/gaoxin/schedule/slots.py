"""Starting times (时段): day windows cut into pitches, breaks left out, clocks that change taken care of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gaoxin.schedule.timetable.case import Hours, awake

MIDNIGHT = time(0)


class Window(NamedTuple):
    """When something can be heard on a day, by the clocks of ``zone``; ``ends`` 00:00 is the day's end.

    ``breaks``: from and to, by the same clocks.
    """

    day: date
    begins: time
    ends: time
    zone: str = "Asia/Shanghai"
    breaks: tuple[tuple[time, time], ...] = ()


class Start(NamedTuple):
    """One slot: when it begins and when it is over, questions included, in the window's zone."""

    begins: datetime
    ends: datetime


def starts(windows: Iterable[Window], minutes: int, questions: int = 0, gap: int = 0) -> tuple[Start, ...]:
    """Every slot the windows hold, in order of time.

    Args:
        windows: in any order.
        minutes: of the pitch (路演) itself.
        questions: minutes of questions (答辩) after it.
        gap: minutes between one slot's end and the next one's beginning.

    Raises:
        ValueError: a window ends before it begins, a clock time does not exist on that day, or there is no such zone.

    Examples:
        >>> half_past = Window(date(2026, 12, 1), time(9), time(10), breaks=((time(9, 20), time(9, 30)),))
        >>> [slot.begins.strftime("%H:%M") for slot in starts([half_past], 8, 7)]
        ['09:00', '09:30', '09:45']
    """
    if minutes < 1 or questions < 0 or gap < 0:
        raise ValueError("minutes must be 1 or more, questions and gap not negative")
    found = [slot for window in windows for slot in _of(window, timedelta(minutes=minutes + questions), gap)]
    return tuple(sorted(found))


def open_to(slots: Iterable[Start], zone: str, hours: Hours) -> tuple[Start, ...]:
    """The slots at which people in a zone can be asked to appear, from their first minute to their last."""
    return tuple(
        slot
        for slot in slots
        if awake(slot.begins, zone, hours._replace(minutes=int((slot.ends - slot.begins).total_seconds() // 60)))
    )


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its IANA name.

    Raises:
        ValueError: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"no time zone {name!r}") from None


def _of(window: Window, length: timedelta, gap: int) -> Iterator[Start]:
    """Slots of one window. Lengths are added in UTC: an hour is an hour on the night the clocks change."""
    zone = zone_of(window.zone)
    at, end = _moment(window.day, window.begins, zone), _moment(window.day, window.ends, zone, ends=True)
    if end <= at:
        raise ValueError(f"a window must end after it begins: {window.begins:%H:%M}–{window.ends:%H:%M}")
    breaks = sorted(
        (_moment(window.day, one, zone), _moment(window.day, other, zone, ends=True)) for one, other in window.breaks
    )
    while at + length <= end:
        busy = next((over for begun, over in breaks if begun < at + length and at < over), None)
        if busy is not None:
            at = busy
            continue
        yield Start(at.astimezone(zone), (at + length).astimezone(zone))
        at += length + timedelta(minutes=gap)


def _moment(day: date, at: time, zone: ZoneInfo, *, ends: bool = False) -> datetime:
    """A clock time of a day, in UTC."""
    on = day + timedelta(days=1) if ends and at == MIDNIGHT else day
    local = datetime.combine(on, at, zone)
    found = local.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValueError(f"{local:%Y-%m-%d %H:%M} does not exist in {zone.key}: the clocks are put forward")
    return found

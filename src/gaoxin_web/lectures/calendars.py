"""Calendar files (.ics, RFC 5545): stable UIDs, and SEQUENCE the version published, so that each replaces the last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone
from icalendar import Calendar, Event, vText

from gaoxin_web.ui.sheets import attachment

MIME = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Appointment:
    """Something in a calendar. ``uid`` never changes; ``cancelled`` tells calendars to take it out."""

    uid: str
    starts: datetime
    ends: datetime
    summary: str
    place: str = ""
    description: str = ""
    url: str = ""
    cancelled: bool = False


def calendar(
    name: str, appointments: Iterable[Appointment], *, sequence: int, stamp: datetime, zone: str = ""
) -> bytes:
    """A calendar of some appointments, in the hours of a time zone (the installation's own unless given)."""
    clock = ZoneInfo(zone or timezone.get_default_timezone_name())
    made = Calendar()
    made.add("prodid", "-//gaoxin//lectures//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", clock.key)
    made.add("refresh-interval", vText("PT6H"), parameters={"VALUE": "DURATION"})
    for one in appointments:
        made.add_component(_event(one, sequence, stamp, clock))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def answer(name: str, content: bytes) -> HttpResponse:
    """The calendar as a file; opened by a calendar's subscription as well."""
    return attachment(name, content, MIME)


def _event(one: Appointment, sequence: int, stamp: datetime, clock: ZoneInfo) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("sequence", sequence)
    event.add("dtstamp", stamp.astimezone(ZoneInfo("UTC")))
    event.add("last-modified", stamp.astimezone(ZoneInfo("UTC")))
    event.add("dtstart", one.starts.astimezone(clock))
    event.add("dtend", max(one.ends, one.starts + timedelta(minutes=1)).astimezone(clock))
    event.add("summary", one.summary)
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    for key, value in (("location", one.place), ("description", one.description), ("url", one.url)):
        if value:
            event.add(key, value)
    return event

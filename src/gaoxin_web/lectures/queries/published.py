"""What was published of a timetable, and the calendars made from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from gaoxin_web.contests.models import Contest, Entry, Round, Sitting
from gaoxin_web.lectures.calendars import Appointment
from gaoxin_web.lectures.models import TimetableVersion
from gaoxin_web.lectures.queries.series import round_of


def newest(round_: Round | None) -> TimetableVersion | None:
    return TimetableVersion.objects.filter(round=round_).order_by("-number").first() if round_ else None


def session_names(version: TimetableVersion, english: bool = False) -> dict[int, str]:
    return {one["id"]: (one["name_en"] if english and one["name_en"] else one["name"]) for one in version.sessions}


def slot_of(version: TimetableVersion | None, entry: int) -> dict[str, Any] | None:
    """Where an entry stands in a version, with its session; None where it does not."""
    if version is None:
        return None
    slot = next((one for one in version.slots if one["entry"] == entry), None)
    if slot is None:
        return None
    session = next((one for one in version.sessions if one["id"] == slot["sitting"]), {})
    starts, ends = moment(slot["starts"]), moment(slot["ends"])
    return {**slot, "session": session, "starts": starts, "ends": ends}


def moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def talk_appointments(entry: Entry, link: str = "") -> tuple[TimetableVersion | None, list[Appointment]]:
    """A speaker's talk: cancelled where an earlier version had it and the newest has not."""
    round_ = round_of(entry.contest)
    version = newest(round_)
    slot = slot_of(version, entry.pk)
    cancelled = entry.state == Entry.State.WITHDRAWN or slot is None
    if slot is None and version is not None:
        for earlier in TimetableVersion.objects.filter(round=round_, number__lt=version.number).order_by("-number"):
            slot = slot_of(earlier, entry.pk)
            if slot:
                break
    if version is None or slot is None or slot["starts"] is None:
        return version, []
    return version, [_talk(entry, slot, link, cancelled=cancelled)]


def series_appointments(
    contest: Contest, only: Sitting | None = None
) -> tuple[TimetableVersion | None, list[Appointment]]:
    """Every session that has a date, or one of them; who speaks stands in its description."""
    version = newest(round_of(contest))
    if version is None:
        return None, []
    sessions = [one for one in version.sessions if only is None or one["id"] == only.pk]
    entries = {one.pk: one for one in Entry.objects.filter(pk__in=[slot["entry"] for slot in version.slots])}
    found = []
    for session in sessions:
        slots = [one for one in version.slots if one["sitting"] == session["id"]]
        starts = moment(session["starts"])
        if starts:
            found.append(_session(contest, session, slots, entries, starts))
    return version, found


def _talk(entry: Entry, slot: Mapping[str, Any], link: str, *, cancelled: bool) -> Appointment:
    session = slot["session"]
    return Appointment(
        uid=f"talk-{entry.pk}@{entry.contest.code}.gaoxin",
        starts=slot["starts"],
        ends=slot["ends"],
        summary=f"{entry.contest.label} · {session.get('name', '')} · {entry.title}",
        place=slot.get("video") or session.get("video") or session.get("venue", ""),
        description="\n".join(
            part for part in (_("讲者：%(who)s") % {"who": entry.contact}, session.get("video")) if part
        ),
        url=link,
        cancelled=cancelled,
    )


def _session(
    contest: Contest,
    session: Mapping[str, Any],
    slots: Iterable[Mapping[str, Any]],
    entries: Mapping[int, Entry],
    starts: datetime,
) -> Appointment:
    slots = [one for one in slots if one["entry"] in entries]
    ends = [moment(one["ends"]) for one in slots if one["ends"]]
    lines = [f"{one['seat']}. {entries[one['entry']].contact} {entries[one['entry']].title}" for one in slots]
    return Appointment(
        uid=f"session-{session['id']}@{contest.code}.gaoxin",
        starts=starts,
        ends=max([end for end in ends if end], default=starts + timedelta(hours=1)),
        summary=f"{contest.label} · {session['name']}",
        place=session["venue"] or session["video"],
        description="\n".join([*lines, *([session["video"]] if session["video"] else [])]),
    )

"""The working timetable published: frozen as a version, and put on the round's entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import RoundEntry
from gaoxin_web.lectures.models import TimetableVersion
from gaoxin_web.lectures.queries.series import starts_of
from gaoxin_web.lectures.services.timetable import Board, held


@transaction.atomic
def publish(board: Board, by: User, note: str = "") -> TimetableVersion:
    """Freeze the working timetable as a further version and put it on the round's entries."""
    held(board)
    last = TimetableVersion.objects.filter(round=board.round).order_by("-number").first()
    sessions, slots = _sessions(board), _slots(board)
    version = TimetableVersion.objects.create(
        round=board.round,
        number=last.number + 1 if last else 1,
        sessions=sessions,
        slots=slots,
        difference=difference(last.slots if last else [], slots),
        note=note,
        by=by,
        at=timezone.now(),
    )
    _put(board, {one["entry"]: one for one in slots})
    return version


def difference(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Who is new, who is gone, and who stands or begins elsewhere than in the version before."""
    old, new = ({one["entry"]: one for one in slots} for slots in (before, after))
    told = ("sitting", "seat", "starts")
    moved = [
        {"entry": entry, "before": {key: old[entry][key] for key in told}, "after": {key: one[key] for key in told}}
        for entry, one in new.items()
        if entry in old and any(old[entry][key] != one[key] for key in told)
    ]
    return {
        "moved": moved,
        "added": [entry for entry in new if entry not in old],
        "removed": [entry for entry in old if entry not in new],
    }


def _sessions(board: Board) -> list[dict[str, Any]]:
    return [
        {
            "id": one.pk,
            "name": one.name,
            "name_en": one.name_en,
            "starts": one.starts_at.isoformat() if one.starts_at else "",
            "seats": board.series.seats,
            "venue": one.venue,
            "video": one.video_link,
            "host": one.host,
        }
        for one in board.sittings
    ]


def _slots(board: Board) -> list[dict[str, Any]]:
    times = {one.pk: starts_of(one, board.series.seats) for one in board.sittings}
    talks = {talk.entry_id for talk in board.talks}
    found = []
    for one in sorted(board.slots.values(), key=lambda one: (one.sitting or 0, one.seat)):
        if one.entry not in talks or one.sitting not in times:
            continue
        begins, ends = times[one.sitting][one.seat - 1] if times[one.sitting] else (None, None)
        found.append(
            {
                "entry": one.entry,
                "sitting": one.sitting,
                "seat": one.seat,
                "pinned": one.pinned,
                "starts": begins.isoformat() if begins else "",
                "ends": ends.isoformat() if ends else "",
                "video": "",
            }
        )
    return found


def _put(board: Board, slots: Mapping[int, Mapping[str, Any]]) -> None:
    """What was published on the round's entries; a talk heard already stays where it was heard."""
    places = {one.entry_id: one for one in RoundEntry.objects.filter(round=board.round)}
    for talk in board.talks:
        place = places.get(talk.entry_id) or RoundEntry(round=board.round, entry=talk.entry)
        if place.scoring != RoundEntry.Scoring.WAITING:
            continue
        slot = slots.get(talk.entry_id)
        place.sitting_id = slot["sitting"] if slot else None
        place.order = slot["seat"] if slot else 0
        place.pinned = bool(slot and slot["pinned"])
        place.starts_at = timezone.datetime.fromisoformat(slot["starts"]) if slot and slot["starts"] else None
        place.save()

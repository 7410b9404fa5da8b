"""The board of a room: what everybody may see, on the screen, in the audience, on a phone, by the API.

There is one board for all, made from places, switches and counts; of marks it knows only the scores that the chair's
closing of an entry has put into ``Room.shown``. Nothing else of a room is ever sent to a stream.
"""

from __future__ import annotations

from typing import Any

from gaoxin_web.contests.models import Ballot, RoundEntry
from gaoxin_web.contests.queries.duties import ASIDE
from gaoxin_web.live.models import Frame, Room


def places_of(room: Room) -> list[RoundEntry]:
    """The entries of the sitting in their order."""
    rows = RoundEntry.objects.filter(sitting=room.sitting_id).exclude(state=RoundEntry.State.WITHDRAWN)
    return list(rows.select_related("entry__enterprise", "entry__track", "round__contest").order_by("order", "pk"))


def newest(room: Room) -> Frame:
    """The board as everybody may see it now."""
    return Frame.objects.filter(room=room).only("version", "body").latest("version")


def board_of(room: Room) -> dict[str, Any]:
    """The board as it stands; called under the room's lock, so that a version has one board."""
    places = places_of(room)
    current = next((one for one in places if one.pk == room.current_id), None)
    shown = {} if room.hidden else room.shown
    return {
        "version": room.version,
        "state": room.state,
        "hidden": room.hidden,
        "frozen": room.frozen,
        "audience": room.audience_open,
        "current": _current(room, current) if current else None,
        "entries": [_line(place, number, shown.get(str(place.pk))) for number, place in enumerate(places, 1)],
    }


def counted_anew(room: Room, board: dict[str, Any]) -> dict[str, Any]:
    """The board after a ballot on the current entry: as before, but for how many have handed in."""
    return board | {"version": room.version, "current": board["current"] | counts_of(room)}


def counts_of(room: Room) -> dict[str, int]:
    """How many of the judges who are to mark the current entry have; who stands aside is not among them."""
    states = dict(Ballot.objects.filter(place=room.current_id).values_list("judge", "state"))
    judges = [judge for judge in room.expected if states.get(judge) not in ASIDE]
    return {"locked": sum(states.get(judge) == Ballot.State.LOCKED for judge in judges), "judges": len(judges)}


def _current(room: Room, place: RoundEntry) -> dict[str, Any]:
    minutes = {Room.Phase.PITCH: room.pitch_minutes, Room.Phase.ANSWERS: room.answer_minutes}
    return {
        "place": place.pk,
        "scoring": place.scoring,
        "phase": room.phase,
        "phase_at": int(room.phase_at.timestamp() * 1000) if room.phase_at else None,
        "minutes": minutes.get(Room.Phase(room.phase)),
        **counts_of(room),
    }


def _line(place: RoundEntry, number: int, shown: dict[str, Any] | None) -> dict[str, Any]:
    """``shown`` is None where no score may be seen; its score is None where too few ballots counted."""
    title, title_en = _titles(place)
    line = {"place": place.pk, "order": number, "title": title, "title_en": title_en, "scoring": place.scoring}
    return line | ({"score": shown["score"], "rank": shown["rank"]} if shown else {})


def _titles(place: RoundEntry) -> tuple[str, str]:
    """In blind review an entry is called by its code."""
    if place.round.blind or place.round.contest.blind:
        return place.code, place.code
    return place.entry.title, place.entry.title_en or place.entry.title

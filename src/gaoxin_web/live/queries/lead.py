"""What whoever leads a room sees: the order of entries, who is there, who has handed in. Never a mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count

from gaoxin_web.contests import secrecy
from gaoxin_web.contests.models import RoundEntry
from gaoxin_web.live.models import AudienceVote, Remark, Room
from gaoxin_web.live.queries.board import places_of
from gaoxin_web.live.queries.panel import Seat, seats_of

SHOWN_FROM = 5  # votes of the audience: fewer say nothing and may be told apart


@dataclass(frozen=True)
class Row:
    """An entry in the order of the room; ``score`` is what the screen shows of it."""

    number: int
    place: RoundEntry
    title: str
    title_en: str
    score: dict[str, Any] | None
    is_current: bool


@dataclass(frozen=True)
class Lead:
    """A room as its leader sees it."""

    room: Room
    rows: tuple[Row, ...]
    seats: tuple[Seat, ...]
    named: bool  # whether it may be seen who has handed in, and not only how many

    @property
    def current(self) -> Row | None:
        return next((row for row in self.rows if row.is_current), None)

    @property
    def is_open(self) -> bool:
        return self.current is not None and self.current.place.scoring == RoundEntry.Scoring.OPEN

    @property
    def waiting(self) -> Row | None:
        """The entry that would be called up next."""
        return next((row for row in self.rows if row.place.scoring == RoundEntry.Scoring.WAITING), None)

    @property
    def expected(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if seat.expected)

    @property
    def locked(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if seat.state == "locked")

    @property
    def here(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if seat.here)

    @property
    def missing(self) -> tuple[Seat, ...]:
        """Who is in the room and has not handed in."""
        return tuple(seat for seat in self.seats if seat.missing and seat.here)


def lead_of(room: Room, viewer: secrecy.Viewer) -> Lead:
    """The room as somebody sees it; of an entry they have a conflict with, they see only that it is there."""
    places = places_of(room)
    current = next((place for place in places if place.pk == room.current_id), None)
    open_ = current if current and current.scoring == RoundEntry.Scoring.OPEN else None
    named = open_ is None or secrecy.states_visible(viewer, open_)
    return Lead(room, tuple(_rows(room, places, viewer)), tuple(seats_of(room, open_)), named)


def _rows(room: Room, places: list[RoundEntry], viewer: secrecy.Viewer) -> list[Row]:
    shown = {} if room.hidden else room.shown
    rows = []
    for number, place in enumerate(places, 1):
        title = title_en = secrecy.entry_label(viewer, place)
        if secrecy.identity_visible(viewer):
            title, title_en = place.entry.title, place.entry.title_en or place.entry.title
        score = None if secrecy.is_hidden(viewer, place) else shown.get(str(place.pk))
        rows.append(Row(number, place, title, title_en, score, place.pk == room.current_id))
    return rows


def voices_of(room: Room) -> list[dict[str, Any]]:
    """Every entry with its comments and what the audience said; stars only from so many votes on."""
    places = places_of(room)
    votes = {
        one["place"]: one
        for one in AudienceVote.objects.filter(place__in=places)
        .order_by()
        .values("place")
        .annotate(count=Count("pk"), mean=Avg("stars"))
    }
    remarks: dict[int, list[Remark]] = {}
    for one in Remark.objects.filter(place__in=places).select_related("judge"):
        remarks.setdefault(one.place_id, []).append(one)
    said: dict[int, list[str]] = {}
    for vote in AudienceVote.objects.filter(place__in=places).exclude(comment=""):
        said.setdefault(vote.place_id, []).append(vote.comment)
    return [
        {
            "number": number,
            "place": place,
            "remarks": remarks.get(place.pk, []),
            "votes": (count := votes.get(place.pk, {}).get("count", 0)),
            "mean": votes[place.pk]["mean"] if count >= SHOWN_FROM else None,
            "said": said.get(place.pk, []),
        }
        for number, place in enumerate(places, 1)
    ]

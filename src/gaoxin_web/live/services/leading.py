"""What the chair does: begins, calls entries up, opens and closes them, hides and freezes, ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Ballot, Judge, Round, RoundEntry
from gaoxin_web.contests.services import ballots
from gaoxin_web.live.models import Pass, Room
from gaoxin_web.live.models.room import new_token
from gaoxin_web.live.queries.board import places_of
from gaoxin_web.live.queries.panel import Seat, missing_of
from gaoxin_web.live.queries.scores import scores_of
from gaoxin_web.live.services.frames import held, locked_running, publish, publish_count

FAREWELL = timedelta(minutes=30)  # a phone still says so long what its judge has marked


class LeadError(Exception):
    """A step the chair cannot take now; ``code`` says why, ``missing`` whose ballots are waited for."""

    def __init__(self, code: str, missing: Sequence[Seat] = ()) -> None:
        self.code, self.missing = code, tuple(missing)
        super().__init__(code)


@transaction.atomic
def begin(room: Room) -> Room:
    """The room is open to judges and screens; its round takes ballots from now on."""
    room = held(room)
    if room.state != Room.State.READY:
        raise LeadError("begun")
    round_ = room.sitting.round
    if round_.state in (Round.State.CLOSED, Round.State.RELEASED):
        raise LeadError("round_closed")
    Round.objects.filter(pk=round_.pk).update(state=Round.State.OPEN)
    room.state, room.started_at = Room.State.RUNNING, timezone.now()
    publish(room)
    return room


@transaction.atomic
def call_up(room: Room, place: int | None = None) -> Room:
    """Open an entry for marks, the next in order where none is named; its pitch begins.

    Raises:
        LeadError: the room is not running, another entry is open, or there is none left.
    """
    room = _running(room)
    places = places_of(room)
    if any(one.scoring == RoundEntry.Scoring.OPEN for one in places):
        raise LeadError("another_open")
    waiting = [one for one in places if one.scoring == RoundEntry.Scoring.WAITING and place in (None, one.pk)]
    if not waiting:
        raise LeadError("none_left")
    room.current = _scoring(waiting[0], RoundEntry.Scoring.OPEN)
    room.phase, room.phase_at = Room.Phase.PITCH, timezone.now()
    publish(room)
    return room


@transaction.atomic
def close(room: Room, *, sure: bool = False) -> Room:
    """End the marking of the entry that is open; its score is shown, unless scores are hidden or frozen.

    Raises:
        LeadError: none is open; or judges who are in the room have not handed in, and it was not confirmed.
    """
    room = _running(room)
    place = _open_place(room)
    missing = missing_of(room, place)
    if missing and not sure:
        raise LeadError("missing", missing)
    room.current = _scoring(place, RoundEntry.Scoring.CLOSED)
    room.phase, room.phase_at = Room.Phase.IDLE, None
    _score(room)
    publish(room)
    return room


@transaction.atomic
def reopen(room: Room, place: int) -> Room:
    """Take up an entry again that was closed; its score is no longer shown."""
    room = _running(room)
    places = places_of(room)
    if any(one.scoring == RoundEntry.Scoring.OPEN for one in places):
        raise LeadError("another_open")
    found = [one for one in places if one.pk == place and one.scoring == RoundEntry.Scoring.CLOSED]
    if not found:
        raise LeadError("not_closed")
    room.current = _scoring(found[0], RoundEntry.Scoring.OPEN)
    room.phase, room.phase_at = Room.Phase.IDLE, None
    room.shown.pop(str(place), None)
    _score(room)
    publish(room)
    return room


@transaction.atomic
def phase(room: Room, value: str) -> Room:
    """The clock on the screen starts anew for the pitch or the answers, or stands still."""
    room = _running(room)
    _open_place(room)
    room.phase = Room.Phase(value)
    room.phase_at = None if room.phase == Room.Phase.IDLE else timezone.now()
    publish(room)
    return room


@transaction.atomic
def switch(room: Room, name: str, on: bool) -> Room:
    """Turn ``hidden``, ``frozen`` or ``audience_open`` on or off; scores that were held back come with it."""
    room = held(room)
    if getattr(room, name) == on:
        return room
    setattr(room, name, on)
    _score(room)
    publish(room)
    return room


@transaction.atomic
def mark_absent(room: Room, judge: Judge, by: User | None) -> Ballot:
    """A judge who is not there: neither a zero nor counted. The ballot's event makes the room's next version."""
    room = _running(room)
    return ballots.stand_aside(_open_place(room), judge, Ballot.State.ABSENT, by=by)


@transaction.atomic
def give_back(room: Room, judge: Judge, reason: str, by: User) -> Ballot:
    """A judge's locked ballot on the open entry is theirs again; what it was stays in the chain."""
    room = _running(room)
    found = Ballot.objects.filter(place=_open_place(room), judge=judge, state=Ballot.State.LOCKED).first()
    if found is None:
        raise LeadError("not_locked")
    return ballots.reopen(found, reason, by)


@transaction.atomic
def end(room: Room) -> Room:
    """The room is over: codes are void, devices soon are, and with the last room of a round the round is closed."""
    room = _running(room)
    places = places_of(room)
    if any(one.scoring == RoundEntry.Scoring.OPEN for one in places):
        raise LeadError("another_open")
    now = timezone.now()
    room.state, room.ended_at, room.audience_open = Room.State.ENDED, now, False
    room.phase, room.phase_at = Room.Phase.IDLE, None
    Pass.objects.filter(room=room, expires_at__gt=now, used_at=None).update(expires_at=now)
    Pass.objects.filter(room=room, expires_at__gt=now + FAREWELL).update(expires_at=now + FAREWELL)
    publish(room)
    round_ = room.sitting.round
    others = round_.sittings.exclude(pk=room.sitting_id).filter(places__isnull=False)
    if not others.exclude(room__state=Room.State.ENDED).exists():
        Round.objects.filter(pk=round_.pk).update(state=Round.State.CLOSED)
    return room


@transaction.atomic
def settle(room: Room, minutes: Mapping[str, int], *, new_links: bool = False) -> Room:
    """The minutes of the clock; new addresses of screen and audience make the old ones void."""
    room = held(room)
    for name, value in minutes.items():
        setattr(room, name, value)
    if new_links:
        room.screen_token, room.audience_token = new_token(), new_token()
    publish(room)
    return room


def ballot_changed(place: RoundEntry) -> None:
    """A ballot was handed in, given up or given back, its chain held: the counts of its room follow, or its score."""
    room = locked_running(place.sitting_id) if place.sitting_id else None
    if room is None:
        return
    if str(place.pk) in room.shown:
        _score(room)
        publish(room)
    elif room.current_id == place.pk:
        publish_count(room)


def _running(room: Room) -> Room:
    room = held(room)
    if room.state != Room.State.RUNNING:
        raise LeadError("not_running")
    return room


def _open_place(room: Room) -> RoundEntry:
    if room.current is None or room.current.scoring != RoundEntry.Scoring.OPEN:
        raise LeadError("none_open")
    return room.current


def _scoring(place: RoundEntry, state: str) -> RoundEntry:
    place.scoring = state
    place.save(update_fields=["scoring"])
    return place


def _score(room: Room) -> None:
    """What may be seen of scores follows the ballots, unless the board is frozen."""
    if not room.frozen:
        room.shown = scores_of(room)

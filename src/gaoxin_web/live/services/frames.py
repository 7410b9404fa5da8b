"""A room's next version: numbered and written under the room's lock, told to those who look once it is committed."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from django.db import transaction

from gaoxin_web.contests.models import Sitting
from gaoxin_web.contests.services import chain
from gaoxin_web.live.aside import ASIDE
from gaoxin_web.live.lenses import body_of
from gaoxin_web.live.models import Frame, Room
from gaoxin_web.live.queries.board import board_of, counted_anew, newest
from gaoxin_web.live.queries.panel import expected_of

KEPT = 500  # frames; whoever is further behind is sent the newest
SWEPT = 100  # versions between two sweeps


def room_of(sitting: Sitting) -> Room:
    """The room of a sitting, made with its first version when it is first asked for."""
    found = Room.objects.filter(sitting=sitting).first()
    if found:
        return found
    with transaction.atomic():
        room, made = Room.objects.get_or_create(sitting=sitting)
        if made:
            publish(held(room))
    return room


def held(room: Room) -> Room:
    """The room as it is, locked until the transaction ends.

    The chain of its round is locked first, as a ballot does on its way to the room: so no two wait for each other.
    """
    chain.held(room.sitting.round)
    return locked(room)


def locked(room: Room) -> Room:
    """The same, where the chain is held already."""
    rows = Room.objects.select_related("sitting__round__contest", "current__entry__enterprise", "current__entry__track")
    return rows.select_for_update(of=("self",)).get(pk=room.pk)


def locked_running(sitting: int) -> Room | None:
    """The room of a sitting while it runs, locked likewise, by itself: most ballots need no more."""
    rows = Room.objects.select_for_update().filter(sitting=sitting, state=Room.State.RUNNING)
    asked = rows.only("current", "version", "shown", "expected")
    return asked.order_by("pk").first()  # the order of rooms is that of contests and rounds, which would be joined


def publish(room: Room) -> Frame:
    """Save the room and its board under the next number; the room is locked by the caller."""
    room.expected = expected_of(room, room.current)
    room.version += 1
    room.save()
    return _framed(room, board_of(room))


def publish_count(room: Room) -> Frame:
    """The next number after a ballot on the current entry: nothing is read anew but the ballots' states."""
    before = json.loads(newest(room).body)
    room.version += 1
    room.save(update_fields=["version"])
    return _framed(room, counted_anew(room, before))


def _framed(room: Room, board: dict[str, Any]) -> Frame:
    frame = Frame.objects.create(room=room, version=room.version, body=body_of(board))
    if room.version % SWEPT == 0:
        Frame.objects.filter(room=room, version__lte=room.version - KEPT).delete()
    transaction.on_commit(partial(ASIDE.tell, room.pk, frame.version, frame.body))
    return frame

"""The board as it changes: a stream of server-sent events, and the same as a file that is asked for again."""

from __future__ import annotations

import random

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from gaoxin_web.live.events import STREAM, Start, event
from gaoxin_web.live.lenses import LENSES
from gaoxin_web.live.models import Room
from gaoxin_web.live.queries.board import newest

RETRY_MS = (1000, 3000)  # a thousand screens do not all come back in the same moment


def stream(room: Room, lens: str) -> HttpResponse:
    """The newest board as the first event, whatever was seen before: each is whole.

    Under a server that keeps no streams this is all, and the client comes back for the next.
    """
    frame = newest(room)
    tag, text = LENSES[lens](frame.version, frame.body)
    answer = HttpResponse(f"retry: {random.randint(*RETRY_MS)}\n\n".encode() + event(tag, text))
    answer["Content-Type"] = "text/event-stream"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Accel-Buffering"] = "no"
    answer[STREAM] = str(Start(room.pk, lens, frame.version, tag))
    return answer


def board(request: HttpRequest, room: Room, lens: str) -> HttpResponse:
    """The newest board as JSON; nothing anew where the client has it."""
    frame = newest(room)
    tag, text = LENSES[lens](frame.version, frame.body)
    same = request.headers.get("If-None-Match") == f'"{tag}"'
    answer = HttpResponseNotModified() if same else HttpResponse(text, content_type="application/json")
    answer["ETag"] = f'"{tag}"'
    answer["Cache-Control"] = "private, no-store"
    return answer

"""A ballot comes in, by form or as JSON: the same for a desk and a phone.

Form fields: ``key`` (a UUID of the device), ``mark-<criterion>`` each, ``comment``, ``lock`` to hand in. A request that
accepts JSON is answered in JSON:

* 200 with the stored ballot, also where the very same came before (``again``);
* 409 ``locked``: another value is handed in already; ``stored`` is what counts, and the device keeps what it has;
* 422 ``marks``, ``comment``, ``key``: what was sent cannot be kept, ``issues`` says of which criterion;
* 403 with ``code``: the judge may not mark this entry now (``closed``, ``conflict``, ``not_yours``, ``aside``…).

``contests/ballot_form.html`` is drawn from :func:`form_context`, and ``contests/desk.js`` speaks this protocol.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from gaoxin.errors import Issue
from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Ballot, Judge, RoundEntry
from gaoxin_web.contests.queries.ballots import lines_of, stored, total_of
from gaoxin_web.contests.services import ballots

MARK = "mark-"
STATUS = {"locked": 409, "marks": 422, "comment": 422, "key": 422}  # any other refusal is 403
LARGEST = 64 * 1024  # bytes of a ballot as JSON


@dataclass(frozen=True)
class Sent:
    """A ballot as it was sent, with nothing of it believed yet."""

    key: str
    marks: Mapping[str, str]
    comment: str
    lock: bool


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("accept", "")


def read(request: HttpRequest) -> Sent:
    """A ballot from a form or from JSON; what is neither is an empty ballot, which is refused by its key."""
    if request.content_type != "application/json":
        form = request.POST
        marks = {name.removeprefix(MARK): value for name, value in form.items() if name.startswith(MARK)}
        return Sent(form.get("key", ""), marks, form.get("comment", ""), bool(form.get("lock")))
    try:
        said = json.loads(request.body) if len(request.body) <= LARGEST else {}
    except ValueError:
        said = {}
    said = said if isinstance(said, dict) else {}
    marks = said.get("marks") if isinstance(said.get("marks"), dict) else {}
    texts = {_text(name): _text(mark) for name, mark in marks.items() if mark is not None}
    return Sent(_text(said.get("key", "")), texts, _text(said.get("comment", "")), said.get("lock") is True)


def _text(value: object) -> str:
    return str(value).replace("\x00", " ").encode(errors="replace").decode()


def keep(sent: Sent, place: RoundEntry | ballots.Held, judge: Judge, by: User | None) -> ballots.Cast:
    """Hand what was sent to the one way in.

    Raises:
        BallotError: it is not taken.
    """
    try:
        key = uuid.UUID(sent.key)
    except ValueError:
        raise ballots.BallotError("key") from None
    return ballots.cast(place, judge, key, sent.marks, comment=sent.comment, lock=sent.lock, by=by)


def answer(cast: ballots.Cast, place: RoundEntry) -> JsonResponse:
    return JsonResponse({**stored(cast.ballot, place.round.scheme.as_read), "again": cast.again})


def refusal(error: ballots.BallotError, place: RoundEntry, sent: Sent) -> JsonResponse:
    scheme = place.round.scheme.as_read
    total = "" if error.issues else total_of(scheme, sent.marks)
    said: dict[str, Any] = {"code": error.code, "message": error.message, "total": total}
    if error.issues:
        said["issues"] = {line.key: line.errors for line in lines_of(scheme, sent.marks, error.issues) if line.errors}
    if isinstance(error, ballots.AlreadyLockedError):
        said["stored"] = stored(error.stored, scheme)
    return JsonResponse(said, status=STATUS.get(error.code, 403))


def form_context(
    place: RoundEntry,
    judge: Judge,
    ballot: Ballot | None,
    *,
    url: str = "",
    sent: Sent | None = None,
    issues: tuple[Issue, ...] = (),
) -> dict[str, Any]:
    """What ``contests/ballot_form.html`` is drawn from; ``sent`` goes before what is stored, so no input is lost."""
    scheme = place.round.scheme.as_read
    marks = sent.marks if sent else (ballot.marks if ballot else {})
    return {
        "place": place,
        "ballot": ballot,
        "ballot_url": url or reverse("desk_entry", args=[place.pk]),
        "ballot_owner": f"{judge.pk}",
        "ballot_key": str(ballot.key) if ballot else (sent.key if sent else str(uuid.uuid4())),
        "ballot_lines": lines_of(scheme, marks, issues),
        "ballot_comment": sent.comment if sent else (ballot.comment if ballot else ""),
        "ballot_total": total_of(scheme, marks),
        "longest_comment": ballots.LONGEST_COMMENT,
    }

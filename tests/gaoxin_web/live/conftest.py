"""A final of four entries before five judges, in a room that has begun; devices of judges, and what they send."""

from __future__ import annotations

import json
import uuid
from types import SimpleNamespace

import pytest
from django.test import Client

from gaoxin_web.accounts.roles import Role

SCHEME = {
    "key": "t",
    "min_ballots": 3,
    "criteria": [{"key": "idea", "weight": 1, "minimum": 0, "maximum": 100, "label": "创意"}],
}


@pytest.fixture
def stage(make):
    """The room, its places and judges, and an officer who leads it."""
    from gaoxin_web.contests.models import (  # noqa: PLC0415 - models load after the settings
        Contest,
        Entry,
        Judge,
        Panelist,
        Round,
        RoundEntry,
        SchemeVersion,
        Sitting,
    )
    from gaoxin_web.live.services import frames, leading  # noqa: PLC0415 - likewise

    zone = make.zone()
    officer = make.user(zone, Role.OFFICER)
    contest = Contest.objects.create(zone=zone, name="大赛", year=2026, created_by=officer)
    scheme = SchemeVersion.objects.create(zone=zone, key="t", title="办法", document=SCHEME, digest="0" * 64)
    round_ = Round.objects.create(contest=contest, name="决赛", setting=Round.Setting.LIVE, scheme=scheme)
    sitting = Sitting.objects.create(round=round_, name="第一场")
    places = []
    for number in range(1, 5):
        entry = Entry.objects.create(
            contest=contest, number=f"A{number}", title=f"项目{number}", title_en=f"Entry {number}"
        )
        places.append(RoundEntry.objects.create(round=round_, entry=entry, sitting=sitting, order=number))
    judges = [Judge.objects.create(zone=zone, name=f"评委{number}") for number in range(1, 6)]
    for judge in judges:
        Panelist.objects.create(round=round_, judge=judge, state=Panelist.State.ACCEPTED)
    room = leading.begin(frames.room_of(sitting))
    return SimpleNamespace(
        zone=zone,
        officer=officer,
        contest=contest,
        round=round_,
        sitting=sitting,
        places=places,
        judges=judges,
        room=room,
    )


@pytest.fixture
def device(stage):
    """``device(judge)``: a phone that was let in by a pass."""
    from gaoxin_web.live.services import passes  # noqa: PLC0415 - likewise

    def enter(judge):
        _pass, code = passes.issue(stage.room, judge, None)
        phone = Client()
        assert phone.post(f"/live/j/{code}/").status_code == 302
        return phone

    return enter


@pytest.fixture
def mark(stage):
    """``mark(phone, place, "80")``: a ballot is sent and answered; the status and what was said."""

    def send(phone, place, points, lock=True, key=None):
        body = {"key": str(key or uuid.uuid4()), "marks": {"idea": points}, "comment": "", "lock": lock}
        answer = phone.post(
            f"/live/seat/{stage.room.pk}/ballot/{place.pk}/",
            json.dumps(body),
            content_type="application/json",
            headers={"accept": "application/json"},
        )
        return answer.status_code, answer.json()

    return send


@pytest.fixture
def board(stage, client):
    """``board()``: what the screen is told."""

    def ask():
        return client.get(f"/live/s/{stage.room.screen_token}/board.json").json()

    return ask

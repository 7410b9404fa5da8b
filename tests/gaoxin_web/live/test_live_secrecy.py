"""Two worlds that differ only in marks nobody may see: what others are sent of them is the same, byte for byte."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from gaoxin_web.contests.models import Conflict
from gaoxin_web.live.models import Frame
from gaoxin_web.live.services import leading, voices

pytestmark = pytest.mark.django_db
CHANGING = re.compile(rb'csrf\w*"[^>]*|data-csrf="\w*"|[0-9a-f]{8}-[0-9a-f-]{27}|"phase_at": ?\d+|retry: \d+')


def seen(client, address):
    answer = client.get(address)
    return answer.status_code, CHANGING.sub(b"", answer.content)


@pytest.fixture
def everything(stage, device, sign_in):
    """``everything(other)``: all that the screen, the audience, another judge and the officer are sent."""
    officer, other, guest = sign_in(stage.officer), device(stage.judges[1]), Client()
    screen, hall = f"/live/s/{stage.room.screen_token}/", f"/live/a/{stage.room.audience_token}/"
    seat, room = f"/live/seat/{stage.room.pk}/", f"/live/{stage.room.pk}/"
    asked = [(guest, screen + part) for part in ("", "board.json", "stream")]
    asked += [(guest, hall + part) for part in ("", "stream")]
    asked += [(other, seat + part) for part in ("", "board.json", "stream")]
    asked += [(officer, room + part) for part in ("part/", "voices/")]
    return lambda: [seen(client, address) for client, address in asked]


def in_two_worlds(everything, first, second):
    """What is sent in one world, taken back, and in the other."""
    from django.db import transaction  # noqa: PLC0415 - of this alone

    found = []
    for world in (first, second):
        with transaction.atomic():
            world()
            found.append(everything())
            transaction.set_rollback(True)
    return found


def test_drafts_are_told_to_nobody_not_even_that_there_are_some(stage, device, mark, everything):
    leading.call_up(stage.room)
    phone, place = device(stage.judges[0]), stage.places[0]
    phone.get(f"/live/seat/{stage.room.pk}/")  # that somebody is there is known
    key = "6a1bd1de-5a3c-4f0e-9d3e-3a0b8f6d1c11"

    def draft(points):
        return lambda: mark(phone, place, points, lock=False, key=key)

    low, high = in_two_worlds(everything, draft("12"), draft("98"))
    none, again = in_two_worlds(everything, lambda: None, draft("55"))
    assert low == high
    assert again == none


def test_marks_handed_in_are_told_to_nobody_while_the_entry_is_open(stage, device, mark, everything):
    leading.call_up(stage.room)
    phones = [device(judge) for judge in stage.judges if judge != stage.judges[1]]

    def all_but_one(points):
        return lambda: [
            mark(phone, stage.places[0], points, key=f"6a1bd1de-5a3c-4f0e-9d3e-3a0b8f6d1c{at}0")
            for at, phone in enumerate(phones, 1)
        ]

    low, high = in_two_worlds(everything, all_but_one("12"), all_but_one("98"))
    assert low == high


def test_hidden_scores_are_told_to_nobody_and_change_no_order(stage, device, mark, everything):
    phones = [device(judge) for judge in stage.judges if judge != stage.judges[1]]
    leading.switch(stage.room, "hidden", True)

    def sitting(*points):
        def played():
            for place, each in zip(stage.places, points, strict=False):
                leading.call_up(stage.room)
                for phone in phones:
                    mark(phone, place, each)
                leading.close(stage.room, sure=True)

        return played

    one, other = in_two_worlds(everything, sitting("90", "10"), sitting("10", "90"))
    assert one == other


def test_a_phone_is_sent_nothing_when_others_hand_in(stage, device, mark):
    leading.call_up(stage.room)
    other, address = device(stage.judges[1]), f"/live/seat/{stage.room.pk}/board.json"
    before = other.get(address)
    versions = Frame.objects.count()
    mark(device(stage.judges[0]), stage.places[0], "70")
    assert Frame.objects.count() == versions + 1
    assert other.get(address, headers={"if-none-match": before["ETag"]}).status_code == 304


def test_a_phone_shows_its_judge_the_own_ballot_and_no_other(stage, device, mark):
    leading.call_up(stage.room)
    mine, other = device(stage.judges[0]), device(stage.judges[1])
    mark(mine, stage.places[0], "73.25")
    pages = [phone.get(f"/live/seat/{stage.room.pk}/").content.decode() for phone in (mine, other)]
    assert ["73.25" in page for page in pages] == [True, False]


def test_another_value_after_handing_in_is_answered_with_what_is_stored(stage, device, mark):
    leading.call_up(stage.room)
    phone, key = device(stage.judges[0]), "6a1bd1de-5a3c-4f0e-9d3e-3a0b8f6d1c11"
    first = mark(phone, stage.places[0], "70", key=key)
    again = mark(phone, stage.places[0], "70", key=key)
    other = mark(phone, stage.places[0], "99", key=key)
    assert [status for status, _said in (first, again, other)] == [200, 200, 409]
    assert [first[1]["again"], again[1]["again"]] == [False, True]
    assert other[1]["stored"]["marks"] == {"idea": "70"}


def test_a_judge_with_a_conflict_marks_nothing_and_learns_nothing(stage, device, mark):
    Conflict.objects.create(judge=stage.judges[1], entry=stage.places[0].entry)
    leading.call_up(stage.room)
    kept_away = device(stage.judges[1])
    assert mark(kept_away, stage.places[0], "70")[0] == 403
    before = seen(kept_away, f"/live/seat/{stage.room.pk}/")
    for judge in (stage.judges[0], *stage.judges[2:]):
        mark(device(judge), stage.places[0], "88")
    assert seen(kept_away, f"/live/seat/{stage.room.pk}/") == before
    kept_away.post(f"/live/seat/{stage.room.pk}/remark/{stage.places[0].pk}/", {"text": "好"})
    assert stage.places[0].remarks.count() == 0


def test_the_audience_never_enters_a_score(stage, device, mark, board):
    leading.call_up(stage.room)
    for judge in stage.judges:
        mark(device(judge), stage.places[0], "80")
    for number in range(6):
        voices.vote(stage.places[0], f"{number:064}", 1, "")
    leading.close(stage.room, sure=True)
    assert board()["entries"][0]["score"] == "80.00"


def test_stars_are_shown_from_five_votes_on(stage, sign_in):
    client, address = sign_in(stage.officer), f"/live/{stage.room.pk}/voices/"
    for number in range(4):
        voices.vote(stage.places[0], f"{number:064}", 4, "")
    assert client.get(address).context["rows"][0]["mean"] is None
    voices.vote(stage.places[0], f"{4:064}", 5, "")
    row = client.get(address).context["rows"][0]
    assert (row["votes"], row["mean"]) == (5, 4.2)


def test_a_device_votes_once_for_an_entry_and_only_while_it_may(stage):
    guest, hall = Client(), f"/live/a/{stage.room.audience_token}/"
    place = stage.places[0]
    guest.get(hall)
    leading.call_up(stage.room)
    guest.post(hall, {"place": place.pk, "stars": "5"})
    assert place.audience_votes.count() == 0
    leading.switch(stage.room, "audience_open", True)
    for stars in ("5", "3", "9"):
        guest.post(hall, {"place": place.pk, "stars": stars})
    assert list(place.audience_votes.values_list("stars", flat=True)) == [3]

"""Leading a room: entries opened and closed, absent judges, scores hidden and frozen, the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from gaoxin_web.contests.models import Ballot, Round
from gaoxin_web.contests.services import chain
from gaoxin_web.live.models import Frame, Pass, Room
from gaoxin_web.live.services import leading, passes

pytestmark = pytest.mark.django_db


def scores(board):
    return [(line.get("score", "hidden"), line.get("rank")) for line in board["entries"]]


def all_mark(stage, device, mark, place, points):
    for judge, each in zip(stage.judges, points, strict=True):
        assert mark(device(judge), place, each)[0] == 200


def test_a_sitting_from_the_first_entry_to_the_end(stage, device, mark, board):
    phones = [device(judge) for judge in stage.judges]
    for number, place in enumerate(stage.places):
        leading.call_up(stage.room)
        counts = {"minutes": 8, "locked": 0, "judges": 5}
        opened = {"place": place.pk, "scoring": "open", "phase": "pitch", "phase_at": 0, **counts}
        assert board()["current"] | {"phase_at": 0} == opened
        for at, phone in enumerate(phones):
            assert mark(phone, place, str(60 + 10 * number + at))[0] == 200
            assert board()["current"]["locked"] == at + 1
        leading.close(stage.room)
    # five ballots: the highest and the lowest are dropped
    assert scores(board()) == [("62.00", 4), ("72.00", 3), ("82.00", 2), ("92.00", 1)]
    leading.end(stage.room)
    stage.round.refresh_from_db()
    assert (board()["state"], stage.round.state) == ("ended", Round.State.CLOSED)
    assert (chain.verify(stage.round).why, Ballot.objects.filter(state="locked").count()) == ("", 20)
    assert phones[0].get(f"/live/seat/{stage.room.pk}/").status_code == 200
    assert Pass.objects.filter(expires_at__gt=timezone.now() + timedelta(minutes=30)).count() == 0


def test_a_code_that_was_not_used_by_the_end_is_void(stage):
    made, _code = passes.issue(stage.room, stage.judges[0], None)
    leading.end(stage.room)
    made.refresh_from_db()
    assert made.state == "expired"


def test_versions_follow_each_other_without_a_gap(stage, device, mark):
    leading.call_up(stage.room)
    mark(device(stage.judges[0]), stage.places[0], "70")
    leading.close(stage.room, sure=True)
    leading.switch(stage.room, "hidden", True)
    found = list(Frame.objects.filter(room=stage.room).values_list("version", flat=True))
    assert found == list(range(1, 7))  # made, begun, called up, a ballot, closed, hidden
    assert Room.objects.get().version == 6


def test_an_entry_is_not_closed_while_somebody_in_the_room_has_not_handed_in_unless_confirmed(stage, device, mark):
    leading.call_up(stage.room)
    here, _writing = device(stage.judges[0]), device(stage.judges[1])
    mark(here, stage.places[0], "70")
    passes.seen(stage.room, stage.judges[1])
    with pytest.raises(leading.LeadError) as caught:
        leading.close(stage.room)
    assert (caught.value.code, [seat.judge.name for seat in caught.value.missing]) == ("missing", ["评委2"])
    leading.close(stage.room, sure=True)
    stage.places[0].refresh_from_db()
    assert stage.places[0].scoring == "closed"


def test_judges_who_are_not_in_the_room_do_not_hold_it_up(stage, device, mark):
    leading.call_up(stage.room)
    mark(device(stage.judges[0]), stage.places[0], "70")
    assert leading.close(stage.room).current.scoring == "closed"


def test_two_entries_are_never_open_at_once(stage):
    leading.call_up(stage.room)
    with pytest.raises(leading.LeadError) as caught:
        leading.call_up(stage.room, stage.places[1].pk)
    assert caught.value.code == "another_open"


def test_fewer_ballots_than_the_scheme_asks_for_give_no_score(stage, device, mark, board):
    leading.call_up(stage.room)
    for judge in stage.judges[:2]:
        mark(device(judge), stage.places[0], "70")
    leading.close(stage.room, sure=True)
    assert scores(board())[0] == (None, None)


def test_an_absent_judge_is_not_counted_and_cannot_mark_any_more(stage, device, mark, board):
    leading.call_up(stage.room)
    leading.mark_absent(stage.room, stage.judges[4], None)
    assert (board()["current"]["locked"], board()["current"]["judges"]) == (0, 4)
    assert mark(device(stage.judges[4]), stage.places[0], "70")[0] == 403


def test_hidden_scores_are_nowhere_and_come_back(stage, device, mark, board):
    leading.call_up(stage.room)
    all_mark(stage, device, mark, stage.places[0], ["70", "71", "72", "73", "74"])
    leading.switch(stage.room, "hidden", True)
    leading.close(stage.room)
    assert scores(board())[0] == ("hidden", None)
    leading.switch(stage.room, "hidden", False)
    assert scores(board())[0] == ("72.00", 1)


def test_a_frozen_board_stays_as_it_was_while_the_room_goes_on(stage, device, mark, board):
    leading.call_up(stage.room)
    all_mark(stage, device, mark, stage.places[0], ["70", "71", "72", "73", "74"])
    leading.close(stage.room)
    leading.switch(stage.room, "frozen", True)
    leading.call_up(stage.room)
    all_mark(stage, device, mark, stage.places[1], ["80", "81", "82", "83", "84"])
    leading.close(stage.room)
    assert scores(board())[:2] == [("72.00", 1), ("hidden", None)]
    leading.switch(stage.room, "frozen", False)
    assert scores(board())[:2] == [("72.00", 2), ("82.00", 1)]


def test_an_entry_taken_up_again_loses_its_score_until_it_is_closed(stage, device, mark, board):
    leading.call_up(stage.room)
    all_mark(stage, device, mark, stage.places[0], ["70", "71", "72", "73", "74"])
    leading.close(stage.room)
    leading.reopen(stage.room, stage.places[0].pk)
    assert scores(board())[0] == ("hidden", None)
    leading.close(stage.room)
    assert scores(board())[0] == ("72.00", 1)


def test_a_ballot_given_back_is_counted_out_and_can_be_changed(stage, device, mark, board):
    leading.call_up(stage.room)
    phone = device(stage.judges[0])
    mark(phone, stage.places[0], "70")
    leading.give_back(stage.room, stage.judges[0], "点错了", stage.officer)
    assert board()["current"]["locked"] == 0
    status, said = mark(phone, stage.places[0], "75")
    assert (status, said["state"], said["total"]) == (200, "locked", "75.00")


def test_the_page_of_the_leader_does_what_its_buttons_say(stage, sign_in):
    client = sign_in(stage.officer)
    address = f"/live/{stage.room.pk}/do/"
    client.post(address, {"do": "next"})
    client.post(address, {"do": "hidden", "on": "1"})
    client.post(address, {"do": "absent", "judge": stage.judges[0].pk})
    client.post(address, {"do": "close", "sure": "1"})
    room = Room.objects.get()
    assert (room.current_id, room.hidden, room.current.scoring) == (stage.places[0].pk, True, "closed")
    assert Ballot.objects.get().state == "absent"


def test_a_leader_without_the_right_to_change_sees_and_does_nothing(stage, make, sign_in):
    client = sign_in(make.user(stage.zone, "leader"))
    assert client.get(f"/live/{stage.room.pk}/").status_code == 200
    assert client.post(f"/live/{stage.room.pk}/do/", {"do": "next"}).status_code == 403
    assert Room.objects.get().current is None

"""Simulated judges come in by their passes and mark over the network, as a phone does."""

from __future__ import annotations

import threading

import pytest

from gaoxin_web.contests.models import Ballot
from gaoxin_web.live.services import leading, passes
from gaoxin_web.live.simulate import Judge, play

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def addresses(stage, live_server):
    return [f"{live_server.url}/live/j/{passes.issue(stage.room, judge, None)[1]}/" for judge in stage.judges]


def test_a_simulated_judge_marks_an_entry_once(stage, addresses):
    judge = Judge(addresses[0], seed=3, pace=0)
    judge.enter()
    assert judge.turn() == "running"
    leading.call_up(stage.room)
    judge.turn()
    judge.turn()
    [ballot] = Ballot.objects.all()
    assert (ballot.judge, ballot.place, ballot.state) == (stage.judges[0], stage.places[0], "locked")
    assert 0 <= int(ballot.marks["idea"]) <= 100


def test_all_of_them_play_until_the_room_is_over(stage, addresses):
    threads = play(addresses, threading.Event(), pace=0.001)
    for place in stage.places[:2]:
        leading.call_up(stage.room)
        while Ballot.objects.filter(place=place, state="locked").count() < len(stage.judges):
            threading.Event().wait(0.05)
        leading.close(stage.room, sure=True)
    leading.end(stage.room)
    for thread in threads:
        thread.join(60)
    assert [thread.is_alive() for thread in threads] == [False] * 5

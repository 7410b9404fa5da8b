"""Simulated judges come in by their passes and mark over the network, as a phone does."""

from __future__ import annotations

import pytest

from gaoxin_web.contests.models import Ballot
from gaoxin_web.live.services import leading, passes
from gaoxin_web.live.simulate import Judge

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

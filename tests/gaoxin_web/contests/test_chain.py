"""The chain of ballots: whoever holds it finds what was changed, taken out or cut off, with or without the web."""

from __future__ import annotations

import json

import pytest

from gaoxin.panel.chain import prove
from gaoxin_web.contests.models import Ballot, BallotEvent
from gaoxin_web.contests.services import chain
from gaoxin_web.contests.services.ballots import reopen, stand_aside
from tests.gaoxin_web.contests.judging import Judging

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(make):
    world = Judging(make)
    world.first, world.second = world.judge(), world.judge()
    world.one, world.two = world.place(), world.place()
    world.cast(world.one, world.first, 80, 70)
    world.ballot = world.cast(world.two, world.first, 60, 50)
    stand_aside(world.one, world.second, "abstain")
    world.cast(world.two, world.second, 10, 20, lock=False)
    return world


def events(world):
    return BallotEvent.objects.filter(round=world.round)


def test_an_untouched_chain_holds(world):
    assert chain.verify(world.round) == chain.Finding(3)
    assert chain.first_break(events(world)) is None


def test_a_round_without_ballots_holds(make):
    assert chain.verify(Judging(make).round) == chain.Finding(0)


def test_a_changed_event_is_found(world):
    events(world).filter(number=2).update(payload={"marks": {"tech": "99"}})
    assert chain.verify(world.round) == chain.Finding(3, "broken", 2)


def test_an_event_taken_out_is_found(world):
    events(world).filter(number=2).delete()
    assert chain.verify(world.round) == chain.Finding(2, "broken", 2)


def test_a_chain_cut_at_its_end_is_found(world):
    events(world).filter(number=3).delete()
    assert chain.verify(world.round) == chain.Finding(2, "cut", 3)
    events(world).delete()
    assert chain.verify(world.round) == chain.Finding(0, "cut", 1)


@pytest.mark.parametrize(
    "change", [{"marks": {"tech": "99", "market": "50"}}, {"comment": "改"}, {"state": "absent"}, {"state": "draft"}]
)
def test_a_ballot_changed_past_the_chain_is_found(world, change):
    Ballot.objects.filter(pk=world.ballot.pk).update(**change)
    assert chain.verify(world.round) == chain.Finding(3, "ballots", world.ballot.pk)


def test_a_draft_given_back_may_go_on(world):
    reopen(world.ballot, "重评", None)
    world.cast(world.two, world.first, 61, 50, lock=False)
    assert chain.verify(world.round) == chain.Finding(4)


def test_rounds_have_chains_of_their_own(world, make):
    other = Judging(make)
    other.cast(other.place(), other.judge())
    assert list(events(other).values_list("number", "previous")) == [(1, "0" * 64)]
    assert chain.verify(world.round).holds


def test_the_file_is_proved_without_the_web(world):
    file = json.loads(json.dumps(chain.document(world.round)))
    proof = prove(file)
    assert (proof.events, proof.broken) == (3, None)
    assert proof.marks == {
        (world.one.entry_id, world.first.pk): {"tech": "80", "market": "70"},
        (world.two.entry_id, world.first.pk): {"tech": "60", "market": "50"},
    }


def test_a_draft_is_not_in_the_file(world):
    assert '"10"' not in json.dumps(chain.document(world.round))


@pytest.mark.parametrize(
    ("tamper", "broken"),
    [
        (lambda file: file["events"][1]["payload"]["marks"].update(tech="61"), 2),
        (lambda file: file["events"].pop(0), 1),
        (lambda file: file["events"].pop(), 3),
        (lambda file: file["end"].update(digest="0" * 64), 4),
        (lambda file: file["events"][2].update(at="2026-01-01T00:00:00.000000+00:00"), 3),
    ],
)
def test_a_file_that_was_tampered_with_is_found_out(world, tamper, broken):
    file = chain.document(world.round)
    tamper(file)
    assert (prove(file).holds, prove(file).broken) == (False, broken)

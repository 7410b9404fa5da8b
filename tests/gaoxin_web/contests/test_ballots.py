"""A ballot handed in: kept once, never overwritten, and refused where its judge may not mark."""

from __future__ import annotations

import uuid

import pytest

from gaoxin_web.contests.models import Assignment, Ballot, BallotEvent, Conflict, Panelist, RoundEntry
from gaoxin_web.contests.services import ballots
from gaoxin_web.contests.services.ballots import AlreadyLockedError, BallotError, cast, reopen, stand_aside
from tests.gaoxin_web.contests.judging import Judging

pytestmark = pytest.mark.django_db
MARKS = {"tech": "86.5", "market": "70"}


@pytest.fixture
def world(make):
    return Judging(make)


def events(world):
    return list(BallotEvent.objects.filter(round=world.round).values_list("number", "kind"))


def refusal(*args, **fields):
    with pytest.raises(BallotError) as refused:
        cast(*args, **fields)
    return refused.value.code


def test_a_draft_is_kept_and_is_no_event(world):
    judge, place = world.judge(), world.place()
    done = cast(place, judge, uuid.uuid4(), {"tech": "80", "market": ""})
    assert (done.again, done.ballot.state, done.ballot.marks, done.ballot.revision) == (
        False,
        "draft",
        {"tech": "80"},
        1,
    )
    assert events(world) == []


def test_the_same_ballot_sent_again_is_the_same(world):
    judge, place, key = world.judge(), world.place(), uuid.uuid4()
    first = cast(place, judge, key, MARKS, lock=True)
    again = cast(place, judge, key, MARKS, lock=True)
    late = cast(place, judge, key, MARKS)  # the draft before it, held back by the network
    assert (first.again, again.again, late.again) == (False, True, True)
    assert late.ballot.state == "locked"
    assert Ballot.objects.count() == 1
    assert events(world) == [(1, "locked")]


def test_other_marks_after_the_lock_are_refused_and_the_stored_ones_shown(world):
    judge, place, key = world.judge(), world.place(), uuid.uuid4()
    stored = cast(place, judge, key, MARKS, lock=True).ballot
    for lock in (True, False):
        with pytest.raises(AlreadyLockedError) as refused:
            cast(place, judge, key, {"tech": "99", "market": "99"}, lock=lock)
        assert refused.value.stored == stored
    assert Ballot.objects.get().marks == MARKS


def test_a_comment_alone_makes_another_ballot(world):
    judge, place = world.judge(), world.place()
    world.cast(place, judge, comment="好")
    with pytest.raises(AlreadyLockedError):
        world.cast(place, judge, comment="很好")


def test_full_width_digits_are_kept_as_they_are_meant(world):
    assert cast(world.place(), world.judge(), uuid.uuid4(), {"tech": " ８６．５ "}).ballot.marks == {"tech": "86.5"}


@pytest.mark.parametrize(
    ("marks", "lock", "codes"),
    [
        ({"tech": "100", "market": "0"}, True, None),
        ({"tech": "100.01", "market": "0"}, True, ["GX607"]),
        ({"tech": "-0.01", "market": "0"}, False, ["GX607"]),
        ({"tech": "80"}, True, ["GX615"]),
        ({"tech": "80"}, False, None),
        ({"tech": "eighty"}, False, ["GX606"]),
        ({"style": "80"}, False, ["GX611"]),
    ],
)
def test_marks_are_as_the_scheme_asks(world, marks, lock, codes):
    judge, place = world.judge(), world.place()
    if codes is None:
        assert cast(place, judge, uuid.uuid4(), marks, lock=lock).ballot.marks == marks
        return
    with pytest.raises(BallotError) as refused:
        cast(place, judge, uuid.uuid4(), marks, lock=lock)
    assert (refused.value.code, [issue.code for issue in refused.value.issues]) == ("marks", codes)
    assert not Ballot.objects.exists()


def test_a_key_of_another_ballot_is_refused_without_harm(world):
    judge, key = world.judge(), uuid.uuid4()
    cast(world.place(), judge, key, MARKS)
    assert refusal(world.place(), judge, key, MARKS) == "key"


def test_who_has_no_seat_may_not_mark(world):
    place = world.place()
    assert refusal(place, world.judge(seat=None), uuid.uuid4(), MARKS) == "not_yours"
    for state, code in (("declined", "not_yours"), ("removed", "not_yours")):
        assert refusal(place, world.judge(state=state), uuid.uuid4(), MARKS) == code
    assert refusal(place, world.judge(marks=False, seat="chair"), uuid.uuid4(), MARKS) == "not_yours"
    left = world.judge()
    left.active = False
    left.save()
    assert refusal(place, left, uuid.uuid4(), MARKS) == "not_yours"


def test_where_entries_are_assigned_only_the_given_judge_marks(make):
    world = Judging(make, per_entry=1)
    given, other = world.judge(), world.judge()
    place = world.place(given=[given])
    assert refusal(place, other, uuid.uuid4(), MARKS) == "not_yours"
    assert cast(place, given, uuid.uuid4(), MARKS).ballot.judge == given


def test_a_judge_of_some_sittings_marks_only_there(world):
    judge = world.judge()
    morning, evening = (world.round.sittings.create(name=name) for name in ("上午", "晚上"))
    Panelist.objects.get(judge=judge).sittings.add(morning)
    here, there = world.place(), world.place()
    RoundEntry.objects.filter(pk=here.pk).update(sitting=morning)
    RoundEntry.objects.filter(pk=there.pk).update(sitting=evening)
    assert cast(here, judge, uuid.uuid4(), MARKS).ballot.place == here
    assert refusal(there, judge, uuid.uuid4(), MARKS) == "not_yours"


@pytest.mark.parametrize("state", ["draft", "closed", "released"])
def test_a_round_that_is_not_open_takes_nothing(world, state):
    judge, place = world.judge(), world.place()
    world.now(state)
    assert refusal(place, judge, uuid.uuid4(), MARKS) == "closed"


def test_a_live_entry_takes_ballots_while_it_is_open(make):
    world = Judging(make, setting="live")
    judge, place = world.judge(), world.place()
    assert refusal(place, judge, uuid.uuid4(), MARKS) == "closed"
    RoundEntry.objects.filter(pk=place.pk).update(scoring="open")
    assert cast(place, judge, uuid.uuid4(), MARKS).ballot.state == "draft"


def test_a_round_closed_since_the_page_was_drawn_is_closed(world):
    judge, place = world.judge(), world.place()
    stale = RoundEntry.objects.select_related("round").get(pk=place.pk)
    world.now("closed")
    assert refusal(stale, judge, uuid.uuid4(), MARKS) == "closed"


def test_a_conflict_is_refused_in_the_domain(world):
    judge, place = world.judge(), world.place()
    Conflict.objects.create(judge=judge, entry=place.entry)
    assert refusal(place, judge, uuid.uuid4(), MARKS) == "conflict"


def test_who_recuses_has_a_conflict_and_gives_up_the_draft(make):
    world = Judging(make, per_entry=1)
    judge = world.judge()
    place = world.place(given=[judge])
    world.cast(place, judge, lock=False)
    ballot = stand_aside(place, judge, "recused", reason="导师")
    assert (ballot.state, ballot.marks) == ("recused", {})
    assert Conflict.objects.get().reason == "导师"
    assert Assignment.objects.get().state == "recused"
    assert refusal(place, judge, uuid.uuid4(), MARKS) == "not_yours"
    payload = BallotEvent.objects.get().payload
    assert ("marks" in payload, payload["reason"]) == (False, "导师")


def test_who_abstains_stays_out_until_given_back(world):
    judge, place = world.judge(), world.place()
    ballot = stand_aside(place, judge, "abstain")
    assert refusal(place, judge, uuid.uuid4(), MARKS) == "aside"
    reopen(ballot, "评委请求", world.officer())
    assert cast(place, judge, uuid.uuid4(), MARKS, lock=True).ballot.state == "locked"
    assert events(world) == [(1, "abstained"), (2, "reopened"), (3, "locked")]


def test_nobody_stands_aside_from_what_they_handed_in_or_after_the_round(world):
    judge, place, other = world.judge(), world.place(), world.place()
    world.cast(place, judge)
    with pytest.raises(AlreadyLockedError):
        stand_aside(place, judge, "abstain")
    world.now("closed")
    with pytest.raises(BallotError, match="closed"):
        stand_aside(other, judge, "abstain")


def test_a_ballot_given_back_keeps_its_old_marks_in_the_chain(world):
    judge, place = world.judge(), world.place()
    ballot = world.cast(place, judge, 80, 70)
    ballots.ask_back(ballot, "看错了")
    ballot = reopen(ballot, "看错了", world.officer())
    assert (ballot.state, ballot.marks, ballot.asked_back) == ("draft", {"tech": "80", "market": "70"}, "")
    world.cast(place, judge, 90, 70)
    kept = [(event.kind, event.payload.get("marks")) for event in BallotEvent.objects.order_by("number")]
    assert kept == [
        ("locked", {"tech": "80", "market": "70"}),
        ("reopened", None),
        ("locked", {"tech": "90", "market": "70"}),
    ]


def test_a_draft_is_not_given_back(world):
    ballot = world.cast(world.place(), world.judge(), lock=False)
    with pytest.raises(BallotError, match="not_handed_in"):
        reopen(ballot, "", world.officer())


def test_after_closing_nothing_is_given_back(world):
    ballot = world.cast(world.place(), world.judge())
    for state in ("closed", "released"):
        world.now(state)
        with pytest.raises(BallotError, match="closed"):
            reopen(ballot, "", world.officer())
        with pytest.raises(BallotError, match="closed"):
            ballots.ask_back(ballot, "")


def test_a_chair_gives_back_neither_the_own_ballot_nor_one_of_a_conflict(world):
    chair, other = world.judge(seat="chair", user=True), world.judge()
    place = world.place()
    own, others = world.cast(place, chair), world.cast(place, other)
    with pytest.raises(BallotError, match="own"):
        reopen(own, "", chair.user)
    assert reopen(others, "", chair.user).state == "draft"
    world.cast(place, other)
    Conflict.objects.create(judge=chair, entry=place.entry)
    with pytest.raises(BallotError, match="conflict"):
        reopen(others, "", chair.user)

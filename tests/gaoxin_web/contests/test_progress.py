"""How far a round is, opening and closing it: who is missing is absent, and a draft is neither lost nor counted."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gaoxin.panel.chain import prove
from gaoxin_web.accounts.access import Access
from gaoxin_web.contests import secrecy
from gaoxin_web.contests.models import Ballot, BallotEvent, Conflict, Result
from gaoxin_web.contests.queries.progress import Tally, progress_of
from gaoxin_web.contests.services import chain
from gaoxin_web.contests.services.ballots import ask_back, stand_aside
from gaoxin_web.contests.services.rounds import Closed, RoundError, close_round, open_round
from tests.gaoxin_web.contests.judging import Judging

pytestmark = pytest.mark.django_db


class World(Judging):
    def __init__(self, make, **fields):
        super().__init__(make, **fields)
        self.chair = self.judge("组长", seat="chair", marks=False, user=True)
        self.first, self.second = self.judge("甲"), self.judge("乙")
        self.one, self.two = self.place("一号"), self.place("二号")
        self.cast(self.one, self.first)
        self.cast(self.one, self.second, lock=False)
        stand_aside(self.two, self.first, "abstain")


@pytest.fixture
def world(make):
    return World(make)


def as_user(world, user):
    return secrecy.viewer_of(Access.of(user), world.round)


def refusal(act, *args, **fields):
    with pytest.raises(RoundError) as refused:
        act(*args, **fields)
    return refused.value.code


def test_ballots_are_counted_by_how_far_they_are(world):
    found = progress_of(as_user(world, world.officer()))
    assert found.tally == Tally(done=1, draft=1, aside=1, none=1)
    judges = {row.seat.judge.name: row.tally for row in found.judges}
    assert judges == {"甲": Tally(done=1, aside=1), "乙": Tally(draft=1, none=1)}
    assert [(row.tally, row.missing) for row in found.entries] == [
        (Tally(done=1, draft=1), ("乙",)),
        (Tally(aside=1, none=1), ("乙",)),
    ]


def test_a_hidden_entry_counts_nowhere(world):
    Conflict.objects.create(judge=world.chair, entry=world.one.entry)
    found = progress_of(as_user(world, world.chair.user))
    assert found.tally == Tally(aside=1, none=1)
    assert [(row.hidden, row.tally, row.missing) for row in found.entries] == [
        (True, Tally(), ()),
        (False, Tally(aside=1, none=1), ("乙",)),
    ]


def test_only_who_has_not_handed_in_is_overdue_and_only_after_the_end(world):
    for closes, overdue in ((timezone.now() + timedelta(hours=1), []), (timezone.now() - timedelta(hours=1), ["乙"])):
        world.round.closes_at = closes
        world.round.save()
        found = progress_of(as_user(world, world.officer()))
        assert [row.seat.judge.name for row in found.judges if row.overdue] == overdue


def test_a_round_with_anybody_missing_closes_only_when_confirmed(world):
    assert refusal(close_round, world.round, None) == "missing"
    assert close_round(world.round, None, absent=True) == Closed(absent=1, drafts=1)
    states = dict(Ballot.objects.filter(judge=world.second).values_list("place", "state"))
    assert states == {world.one.pk: "draft", world.two.pk: "absent"}
    world.round.refresh_from_db()
    assert world.round.state == "closed"
    assert refusal(close_round, world.round, None, absent=True) == "not_open"


def test_opened_again_whoever_was_absent_may_mark_and_the_draft_is_there(world):
    close_round(world.round, None, absent=True)
    assert refusal(open_round, world.round, None) == "reason"
    world.round = open_round(world.round, None, "停电")
    world.cast(world.two, world.second)
    world.cast(world.one, world.second, 80, 80)
    assert progress_of(as_user(world, world.officer())).tally == Tally(done=3, aside=1)
    assert chain.verify(world.round).holds


def test_a_round_with_a_frozen_result_is_not_opened_here(world):
    close_round(world.round, None, absent=True)
    Result.objects.create(
        round=world.round,
        number=1,
        scheme=world.scheme,
        case={},
        outcome={},
        inputs_digest="",
        chain_digest="",
        digest="",
    )
    assert refusal(open_round, world.round, None, "x") == "result"
    world.now("released")
    assert refusal(open_round, world.round, None, "x") == "released"


def test_a_round_opens_with_judges_and_entries_only(make):
    world = Judging(make, state="draft")
    assert refusal(open_round, world.round, None) == "no_places"
    place = world.place()
    assert refusal(open_round, world.round, None) == "no_seats"
    judge = world.judge()
    assert open_round(world.round, None).state == "open"
    assert world.cast(place, judge).state == "locked"


def test_a_round_with_entries_nobody_was_given_does_not_open(make):
    world = Judging(make, state="draft", per_entry=1)
    judge = world.judge()
    world.place(given=[judge])
    world.place()
    assert refusal(open_round, world.round, None) == "not_given"


def test_officers_open_and_close_on_the_page(world, sign_in):
    client, contest = sign_in(world.officer()), world.contest.pk
    said = {"round": world.round.pk}
    client.post(reverse("round_close", args=[contest]), said)
    world.round.refresh_from_db()
    assert world.round.state == "open"
    client.post(reverse("round_close", args=[contest]), said | {"absent": "1"})
    world.round.refresh_from_db()
    assert world.round.state == "closed"
    client.post(reverse("round_open", args=[contest]), said | {"reason": "停电"})
    world.round.refresh_from_db()
    assert world.round.state == "open"


def test_who_judges_the_round_does_not_watch_it_as_an_officer(world, sign_in):
    officer = world.officer()
    world.first.user = officer
    world.first.save()
    client = sign_in(officer)
    answer = client.get(reverse("contest_progress", args=[world.contest.pk]))
    assert (answer.status_code, "乙" in answer.content.decode()) == (403, False)
    assert client.get(reverse("contest_disputes", args=[world.contest.pk])).status_code == 403
    answer = client.post(reverse("round_close", args=[world.contest.pk]), {"round": world.round.pk, "absent": "1"})
    assert answer.status_code == 403


def test_a_judge_who_is_no_chair_sees_no_board(world, make, sign_in):
    world.first.user = make.user(world.zone, "judge")
    world.first.save()
    client = sign_in(world.first.user)
    for name in ("desk_progress", "desk_disputes"):
        assert client.get(reverse(name, args=[world.round.pk])).status_code == 403
    assert client.post(reverse("desk_reopen", args=[world.round.pk])).status_code == 403


def test_the_check_says_that_the_chain_holds_or_what_is_broken(world, sign_in):
    client = sign_in(world.officer())
    url = reverse("contest_progress", args=[world.contest.pk]) + "?check=1"
    assert "首尾相接" in client.get(url).content.decode()
    BallotEvent.objects.filter(number=1).update(digest="0" * 64)
    assert "第 1 条记录被改动或缺失" in client.get(url).content.decode()


def test_the_chain_is_given_out_after_closing_and_proves_itself(world, sign_in):
    client, url = sign_in(world.officer()), reverse("round_chain", args=[world.contest.pk])
    assert client.get(url).status_code == 302
    close_round(world.round, None, absent=True)
    proof = prove(json.loads(client.get(url).content))
    assert (proof.events, proof.holds) == (3, True)
    assert proof.marks == {(world.one.entry_id, world.first.pk): {"tech": "80", "market": "80"}}


def test_a_leader_watches_progress_and_neither_chain_nor_disputes(world, make, sign_in):
    client = sign_in(make.user(world.zone, "leader"))
    assert client.get(reverse("contest_progress", args=[world.contest.pk])).status_code == 200
    for name in ("round_chain", "contest_disputes"):
        assert client.get(reverse(name, args=[world.contest.pk])).status_code == 403


@pytest.mark.parametrize("who", ["officer", "chair"])
def test_a_ballot_asked_for_is_given_back_by_the_committee_or_the_chair(world, sign_in, who):
    ask_back(Ballot.objects.get(place=world.one, judge=world.first), "看错了")
    user = world.officer() if who == "officer" else world.chair.user
    name, key = ("contest_ballot_reopen", world.contest.pk) if who == "officer" else ("desk_reopen", world.round.pk)
    client = sign_in(user)
    said = {"round": world.round.pk, "place": world.one.pk, "judge": world.first.pk}
    client.post(reverse(name, args=[key]), said)
    assert Ballot.objects.get(place=world.one, judge=world.first).state == "locked"
    client.post(reverse(name, args=[key]), said | {"reason": "看错了"})
    assert Ballot.objects.get(place=world.one, judge=world.first).state == "draft"


def test_a_chair_gives_back_nothing_of_a_hidden_entry(world, sign_in):
    Conflict.objects.create(judge=world.chair, entry=world.one.entry)
    said = {"place": world.one.pk, "judge": world.first.pk, "reason": "x"}
    answer = sign_in(world.chair.user).post(reverse("desk_reopen", args=[world.round.pk]), said)
    assert (answer.status_code, Ballot.objects.get(place=world.one, judge=world.first).state) == (404, "locked")


@pytest.mark.parametrize("said", [{}, {"place": "x", "judge": "1"}, {"place": "9" * 30, "judge": "1"}])
def test_a_ballot_that_is_not_there_is_not_given_back(world, sign_in, said):
    url = reverse("contest_ballot_reopen", args=[world.contest.pk])
    assert sign_in(world.officer()).post(url, said | {"reason": "x"}).status_code == 404

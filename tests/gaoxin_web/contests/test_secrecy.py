"""What somebody may see of a round, role by role and state by state."""

from __future__ import annotations

import pytest

from gaoxin_web.accounts.access import Access
from gaoxin_web.contests import secrecy
from gaoxin_web.contests.models import Ballot, Conflict
from gaoxin_web.contests.services.ballots import stand_aside
from tests.gaoxin_web.contests.judging import Judging

pytestmark = pytest.mark.django_db


class World(Judging):
    """One entry that both judges handed in, one that one of them did, one with drafts only."""

    def __init__(self, make, **fields):
        super().__init__(make, **fields)
        self.chair = self.judge("组长", seat="chair", marks=False, user=True)
        self.first, self.second = self.judge("甲", user=True), self.judge("乙", user=True)
        self.done, self.half, self.drafted = self.place(uscc="U1"), self.place(), self.place()
        for judge in (self.first, self.second):
            self.cast(self.done, judge)
            self.cast(self.drafted, judge, lock=False)
        self.cast(self.half, self.first)

    def sees(self, viewer):
        """(entry, judge) of every ballot seen."""
        names = {self.done.pk: "done", self.half.pk: "half", self.drafted.pk: "drafted"}
        return {
            (names[one.place_id], one.judge.name) for one in secrecy.visible_ballots(viewer).select_related("judge")
        }

    def as_user(self, user):
        return secrecy.viewer_of(Access.of(user), self.round)


@pytest.fixture
def world(make):
    return World(make)


BOTH = {("done", "甲"), ("done", "乙")}
OWN_OF_FIRST = {("done", "甲"), ("half", "甲"), ("drafted", "甲")}


def test_the_committee_sees_an_entry_when_all_its_judges_have_handed_in(world):
    viewer = world.as_user(world.officer())
    assert (viewer.kind, world.sees(viewer)) == ("committee", BOTH)
    assert [secrecy.marks_visible(viewer, place) for place in (world.done, world.half, world.drafted)] == [
        True,
        False,
        False,
    ]


def test_who_stands_aside_does_not_keep_an_entry_closed(world):
    stand_aside(world.half, world.second, "abstain")
    assert ("half", "甲") in world.sees(world.as_user(world.officer()))


def test_an_entry_nobody_was_given_is_never_complete(make):
    world = Judging(make, per_entry=2)
    place = world.place()
    assert not secrecy.marks_visible(secrecy.viewer_of(Access.of(world.officer()), world.round), place)


@pytest.mark.parametrize("state", ["closed", "released"])
def test_after_closing_the_committee_sees_what_was_handed_in_and_never_a_draft(world, state):
    world.now(state)
    assert world.sees(world.as_user(world.officer())) == BOTH | {("half", "甲")}


@pytest.mark.parametrize("state", ["draft", "open", "closed"])
def test_a_judge_sees_the_own_ballots_and_no_others_before_release(world, state):
    world.now(state)
    assert world.sees(world.as_user(world.first.user)) == OWN_OF_FIRST


def test_after_release_a_judge_sees_what_was_handed_in_on_the_own_entries(world):
    world.now("released")
    assert world.sees(world.as_user(world.second.user)) == BOTH | {("half", "甲"), ("drafted", "乙")}


def test_an_officer_who_judges_is_a_judge(world):
    officer = world.officer()
    judge = world.judge("丙")
    judge.user = officer
    judge.save()
    viewer = world.as_user(officer)
    assert (viewer.kind, world.sees(viewer)) == ("judge", set())


def test_the_chair_sees_as_the_committee_does(world):
    viewer = world.as_user(world.chair.user)
    assert (viewer.kind, world.sees(viewer)) == ("chair", BOTH)


@pytest.mark.parametrize("state", ["open", "closed", "released"])
def test_a_chair_in_conflict_sees_nothing_of_the_entry_at_any_time(world, state):
    Conflict.objects.create(judge=world.chair, entry=world.done.entry)
    world.now(state)
    viewer = world.as_user(world.chair.user)
    assert not {one for one in world.sees(viewer) if one[0] == "done"}
    assert not secrecy.states_visible(viewer, world.done)
    assert secrecy.states_visible(viewer, world.half)


def test_an_officer_who_is_in_conflict_as_a_person_sees_nothing_of_the_entry(world):
    officer = world.officer()
    judge = world.judge("丁", seat=None, uscc="U1")
    judge.user = officer
    judge.save()
    world.now("closed")
    assert world.sees(world.as_user(officer)) == {("half", "甲")}


def test_a_leader_and_whoever_has_no_right_to_marks_see_no_ballot(world, make):
    world.now("released")
    leader, firm = make.user(world.zone, "leader"), make.user(world.zone, "enterprise")
    auditor = make.user(world.zone, "auditor")
    kinds = {}
    for user in (leader, firm, auditor, None):
        viewer = world.as_user(user)
        kinds[viewer.kind] = world.sees(viewer)
    assert kinds == {"staff": set(), "public": set()}


def test_an_officer_of_another_zone_is_the_public(world, make):
    viewer = world.as_user(make.user(make.zone(), "officer"))
    assert (viewer.kind, world.sees(viewer)) == ("public", set())


def test_a_judge_of_another_round_is_the_public(world, make):
    other = Judging(make, zone=world.zone)
    viewer = world.as_user(other.judge(user=True).user)
    assert (viewer.kind, world.sees(viewer)) == ("public", set())


def test_an_entrant_sees_the_own_entry_after_release_only(world):
    assert world.sees(secrecy.entrant(world.round, world.done.entry)) == set()
    world.now("released")
    assert world.sees(secrecy.entrant(world.round, world.done.entry)) == BOTH


@pytest.mark.parametrize(
    ("state", "blind", "seen"), [("closed", False, False), ("released", False, True), ("released", True, False)]
)
def test_entrants_learn_judges_names_after_release_and_never_of_a_blind_round(make, state, blind, seen):
    world = World(make, blind=blind)
    world.now(state)
    assert secrecy.judge_names_visible(secrecy.entrant(world.round, world.done.entry)) is seen
    assert secrecy.judge_names_visible(secrecy.public(world.round)) is seen


def test_anonymous_judges_cannot_be_followed_from_entry_to_entry(make):
    world = Judging(make, blind=True)
    judges = [world.judge() for _one in range(5)]
    places = [world.place() for _one in range(20)]
    viewer = secrecy.public(world.round)
    labels = [secrecy.judge_labels(viewer, place, judges) for place in places]
    assert all(sorted(one.values()) == ["J1", "J2", "J3", "J4", "J5"] for one in labels)
    assert labels == [secrecy.judge_labels(viewer, place, reversed(judges)) for place in places]
    assert len({one[judges[0].pk] for one in labels}) > 1


def test_a_blind_rounds_judge_and_chair_do_not_see_whose_entry_it_is(make):
    world = World(make, blind=True)
    kinds = {user: world.as_user(user) for user in (world.first.user, world.chair.user, world.officer())}
    assert [secrecy.identity_visible(viewer) for viewer in kinds.values()] == [False, False, True]
    labels = [secrecy.entry_label(viewer, world.done) for viewer in kinds.values()]
    assert labels == [world.done.code, world.done.code, str(world.done.entry)]


def test_names_are_covered_in_what_was_answered(world):
    entry = world.place(organisation="银川某某公司", contact="王小明", members=[{"name": "李"}]).entry
    said = "银川某某公司的王小明与李提出"
    assert secrecy.without_names(said, entry) == "▇▇的▇▇与李提出"


def test_ranking_is_for_the_committee_and_chair_until_release(world, make):
    viewers = [world.as_user(user) for user in (world.officer(), world.chair.user, world.first.user)]
    viewers += [world.as_user(make.user(world.zone, "leader")), secrecy.public(world.round)]
    assert [secrecy.order_is_secret(one) for one in viewers] == [False, False, True, True, True]
    world.now("released")
    assert not secrecy.order_is_secret(secrecy.public(world.round))


def test_no_draft_is_seen_by_anybody_else_in_any_state(world, make):
    users = [world.officer(), world.chair.user, world.first.user, world.second.user, make.user(world.zone, "leader")]
    for state in ("draft", "open", "closed", "released"):
        world.now(state)
        for user in users:
            drafts = secrecy.visible_ballots(world.as_user(user)).filter(state=Ballot.State.DRAFT)
            assert {one.judge.user for one in drafts} <= {user}

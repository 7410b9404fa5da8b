"""Conflicts of interest: found by organisation, person and city, never by e-mail; unknown is not the same as itself."""

from __future__ import annotations

import pytest

from gaoxin_web.contests.models import Conflict
from gaoxin_web.contests.queries.conflicts import conflicts_among, conflicts_between, conflicts_of
from gaoxin_web.contests.queries.duties import duties_in
from tests.gaoxin_web.contests.judging import Judging

pytestmark = pytest.mark.django_db
USCC, OTHER = "91640100MA76B0001X", "91640100MA76B0002Y"


@pytest.fixture
def world(make):
    return Judging(make)


def test_strangers_have_no_conflict(world):
    judge = world.judge(uscc=USCC, organisation="甲", phone="13900000001", city="银川")
    place = world.place(uscc=OTHER, organisation="乙", phone="13900000002", city="银川")
    assert conflicts_between(judge, place.entry, world.round) == ()


def test_unknown_on_both_sides_is_no_conflict(world):
    assert conflicts_between(world.judge(), world.place().entry, world.round) == ()


@pytest.mark.parametrize(
    ("judge", "entry", "why"),
    [
        ({"uscc": USCC}, {"uscc": USCC.lower()}, ("organisation",)),
        ({"organisation": "宁夏大学"}, {"organisation": " 宁夏大学 "}, ("organisation",)),
        ({"uscc": USCC, "organisation": "某（银川）公司"}, {"organisation": "某(银川)公司"}, ("organisation",)),
        ({"uscc": USCC}, {"uscc": OTHER}, ()),
        ({"phone": "139 0000-0001"}, {"phone": "13900000001"}, ("person",)),
        ({"phone": "13900000001"}, {"members": [{"name": "王", "phone": "13900000001"}]}, ("person",)),
        ({"email": "a@example.com"}, {"email": "a@example.com"}, ()),
        ({"phone": "1", "uscc": USCC}, {"phone": "1", "uscc": USCC}, ("organisation", "person")),
    ],
)
def test_what_is_the_same_on_both_sides(world, judge, entry, why):
    assert conflicts_between(world.judge(**judge), world.place(**entry).entry, world.round) == why


def test_an_entry_of_the_register_has_its_enterprises_code_name_and_people(world, make):
    firm = make.enterprise(world.zone, "登记企业", uscc=USCC)
    entry = world.place(enterprise=firm).entry
    assert conflicts_between(world.judge(uscc=USCC), entry) == ("organisation",)
    assert conflicts_between(world.judge(organisation="登记企业"), entry) == ("organisation",)
    member = world.judge(user=True)
    firm.memberships.create(user=member.user)
    assert conflicts_between(member, entry) == ("person",)


def test_the_same_city_counts_where_the_round_says_so(world):
    judge, entry = world.judge(city="厦门市"), world.place(city="厦门").entry
    assert conflicts_between(judge, entry, world.round) == ()
    world.round.rules = {"own_city": True}
    assert conflicts_between(judge, entry, world.round) == ("city",)


def test_a_round_may_let_the_own_organisation_be(world):
    judge, entry = world.judge(uscc=USCC, organisation="甲"), world.place(uscc=USCC, organisation="甲").entry
    world.round.rules = {"own_organisation": False}
    assert conflicts_between(judge, entry, world.round) == ()


def test_who_declared_it_is_told(world):
    judge, one, two = world.judge(), world.place().entry, world.place().entry
    Conflict.objects.create(judge=judge, entry=one)
    Conflict.objects.create(judge=judge, entry=two, source="officer")
    assert conflicts_of(judge, [one, two]) == {one.pk: ("declared",), two.pk: ("officer",)}


def test_many_pairs_say_the_same_as_each(world):
    judges = [world.judge(uscc=USCC), world.judge(phone="1"), world.judge(organisation="甲")]
    entries = [world.place(uscc=USCC).entry, world.place(phone="1", organisation="甲").entry, world.place().entry]
    each = {
        (judge.pk, entry.pk): found
        for judge in judges
        for entry in entries
        if (found := conflicts_between(judge, entry, world.round))
    }
    assert conflicts_among(judges, entries, world.round) == each
    assert len(each) == 3


def test_duties_leave_out_whom_a_conflict_keeps_away(world, django_assert_num_queries):
    first, second = world.judge(uscc=USCC), world.judge()
    place = world.place(uscc=USCC)
    for _more in range(5):
        world.place()
    with django_assert_num_queries(5):
        duties = duties_in(world.round)
    assert duties.expected[place.pk] == {second.pk}
    assert len(duties.places_of[first.pk]) == 5

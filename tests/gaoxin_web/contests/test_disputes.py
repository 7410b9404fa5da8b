"""Where judges differ: worked out from what the viewer may read, the widest first, with a third judge at hand."""

from __future__ import annotations

import pytest
from django.urls import reverse

from gaoxin_web.accounts.access import Access
from gaoxin_web.contests import secrecy
from gaoxin_web.contests.models import Assignment, Conflict
from gaoxin_web.contests.queries.disputes import board_of, visible_case
from tests.gaoxin_web.contests.judging import Judging

pytestmark = pytest.mark.django_db


class World(Judging):
    """Entries with ranges 10, 25 and 25.01 (the limit is 25), and one that waits for a judge."""

    def __init__(self, make, **fields):
        super().__init__(make, per_entry=2, **fields)
        self.chair = self.judge("组长", seat="chair", marks=False, user=True)
        self.first, self.second, self.third = self.judge("甲"), self.judge("乙"), self.judge("丙")
        pair = [self.first, self.second]
        self.narrow, self.edge, self.wide, self.half = (self.place(name, given=pair) for name in "窄边宽半")
        for place, low in ((self.narrow, 80), (self.edge, 65), (self.wide, "64.99")):
            self.cast(place, self.first, 90, 90)
            self.cast(place, self.second, low, low)
        self.cast(self.half, self.first, 10, 10)

    def board(self, user):
        return board_of(secrecy.viewer_of(Access.of(user), self.round), "zh")


@pytest.fixture
def world(make):
    return World(make)


def test_entries_stand_by_how_far_judges_are_apart_and_a_range_on_the_limit_is_no_dispute(world):
    board = world.board(world.officer())
    found = [(one.place.entry.title, one.range, one.disputed, one.low, one.high) for one in board.ranges]
    assert found == [
        ("宽", "25.01", True, ("64.99", "乙"), ("90.00", "甲")),
        ("边", "25.00", False, ("65.00", "乙"), ("90.00", "甲")),
        ("窄", "10.00", False, ("80.00", "乙"), ("90.00", "甲")),
    ]
    assert (board.limit, board.waiting, board.disputed, board.hidden) == ("25.00", 1, 1, ())


def test_an_entry_that_waits_for_a_judge_is_not_in_the_case(world):
    case = visible_case(secrecy.viewer_of(Access.of(world.officer()), world.round))
    assert str(world.half.entry_id) not in {one.id for one in case.entries}


def test_what_a_conflict_hides_is_neither_listed_nor_counted(world):
    Conflict.objects.create(judge=world.chair, entry=world.wide.entry)
    board = world.board(world.chair.user)
    assert [one.place.entry.title for one in board.ranges] == ["边", "窄"]
    assert (board.waiting, board.disputed, board.hidden) == (1, 0, (str(world.wide.entry),))
    assert board.pools[0].entries == 2


def test_nothing_to_read_is_an_empty_board(make):
    world = Judging(make)
    world.judge()
    world.place()
    board = board_of(secrecy.viewer_of(Access.of(world.officer()), world.round), "zh")
    assert (board.ranges, board.waiting, board.pools) == ((), 1, ())


def test_a_third_judge_is_asked_and_the_entry_waits_again(world, sign_in):
    client = sign_in(world.officer())
    url = reverse("contest_disputes", args=[world.contest.pk])
    assert f'<option value="{world.third.pk}">丙</option>' in client.get(url).content.decode()
    said = {
        "round": world.round.pk,
        "place": world.wide.pk,
        "judge": world.third.pk,
        "reason": "第三方复核",
        "to": "disputes",
    }
    answer = client.post(reverse("assignment_give", args=[world.contest.pk]), said, follow=True)
    assert Assignment.objects.get(judge=world.third).reason == "第三方复核"
    assert "64.99" not in answer.content.decode()
    world.cast(world.wide, world.third, 70, 70)
    assert "64.99" in client.get(url).content.decode()


def test_a_judge_in_conflict_is_no_third_party(world, sign_in):
    Conflict.objects.create(judge=world.third, entry=world.wide.entry)
    page = sign_in(world.officer()).get(reverse("contest_disputes", args=[world.contest.pk])).content.decode()
    assert ("没有可加派的评委" in page, "丙" in page) == (True, False)


def test_odd_judges_are_told_with_what_is_odd(make):
    world = Judging(make)
    judges = [world.judge(f"评{number}") for number in range(3)]
    for number in range(4):
        place = world.place()
        world.cast(place, judges[0], 50, 50)
        world.cast(place, judges[1], 60 + number, 70 - 2 * number)
        world.cast(place, judges[2], 65 - number, 60 + 3 * number)
    board = board_of(secrecy.viewer_of(Access.of(world.officer()), world.round), "zh")
    assert [(one.judge, one.words, one.n) for one in board.odd] == [("评0", "各项目同分", 4)]


def test_the_board_is_given_out_as_a_workbook(world, sign_in):
    answer = sign_in(world.officer()).get(reverse("contest_disputes", args=[world.contest.pk]), {"export": "csv"})
    text = b"".join(answer).decode("utf-8-sig")
    assert "25.01,是,64.99,乙,90.00,甲" in text


def test_the_chair_reads_the_board_at_the_desk(world, sign_in):
    page = sign_in(world.chair.user).get(reverse("desk_disputes", args=[world.round.pk])).content.decode()
    assert ("25.01" in page, "加派" in page) == (True, False)

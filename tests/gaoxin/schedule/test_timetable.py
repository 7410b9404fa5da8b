"""A timetable keeps every rule, grants wishes where it can, changes little when solved again, and repeats itself."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.schedule.timetable import Case, Hours, Item, Mix, Pin, Session, Slot, check, even_mix, timetable, wishes


def lectures(seed=1, **more):
    """The lecture series: 22 sub-districts and 41 departments, 7 sessions of 9."""
    chance = random.Random(seed)
    sessions = tuple(
        Session(f"S{at}", 9, date(2026, 3, 5) + timedelta(7 * at), name=f"第 {at} 场") for at in range(1, 8)
    )
    topics = ("产业", "人才", "城市", "民生", "数据", "绿色")

    def some(most):
        return tuple(one.id for one in chance.sample(sessions, chance.randrange(most)))

    items = [Item(f"J{at:02}", f"街道{at}", "街道", (chance.choice(topics),), some(3), some(2)) for at in range(22)]
    items += [Item(f"B{at:02}", f"局{at // 2}", "部门", (chance.choice(topics),), some(3), some(2)) for at in range(41)]
    rules = {"never_in_a_row": ("街道",), "one_per_unit": True, "topic_most": 3} | more
    return Case(tuple(items), sessions, even_mix(items, sessions), seed=seed, **rules)


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_lecture_series_is_solved_and_breaks_no_rule(seed):
    case = lectures(seed)
    found = timetable(case)
    assert (found.status, len(found.slots), check(case, found.slots), found.clash) == ("solved", 63, [], ())
    held = {s.id: [one for one in found.slots if one.session == s.id] for s in case.sessions}
    kinds = {s: [case.item_by_id[one.item].kind for one in slots] for s, slots in held.items()}
    assert {len(one) for one in kinds.values()} == {9}
    assert {one.count("街道") for one in kinds.values()} == {3, 4}
    assert not any(pair == ("街道", "街道") for one in kinds.values() for pair in itertools.pairwise(one))


def test_even_mix_is_the_share_rounded_down_and_up():
    case = lectures()
    assert case.mix == (Mix("街道", 3, 4), Mix("部门", 5, 6))
    long_and_short = (Session("A", 8), Session("B", 4))
    items = [Item(f"x{at}", kind="甲") for at in range(6)] + [Item("y", kind="乙"), Item("z")]
    assert even_mix(items, long_and_short) == (
        Mix("乙", 0, 1, ("A",)),
        Mix("乙", 0, 1, ("B",)),
        Mix("甲", 4, 4, ("A",)),
        Mix("甲", 2, 2, ("B",)),
    )


def test_the_same_case_gives_the_same_timetable_whatever_the_order_of_its_items():
    case = lectures(3)
    turned = replace(case, items=tuple(reversed(case.items)))
    assert replace(timetable(turned), seconds=0) == replace(timetable(case), seconds=0)
    other = timetable(replace(case, seed=4))
    assert other.slots != timetable(case).slots
    assert other.digest != case.digest


def test_a_pin_is_kept_to_its_seat():
    case = replace(lectures(2), pins=(Pin("J01", "S7", 9), Pin("B03", "S1")))
    places = {one.item: one for one in timetable(case).slots}
    assert (places["J01"], places["B03"].session) == (Slot("J01", "S7", 9), "S1")


def test_items_kept_apart_share_no_session():
    case = lectures(2, apart=(("B00", "B10"), ("J00", "B10")))
    places = {one.item: one.session for one in timetable(case).slots}
    assert places["B10"] not in (places["B00"], places["J00"])


def test_wishes_are_granted_where_nothing_forbids_it_and_told_where_something_does():
    sessions = (Session("S1", 1), Session("S2", 1, name="第二场"))
    case = Case((Item("a", preferred=("S1",)), Item("b", preferred=("S1",), unavailable=("S2",))), sessions)
    found = timetable(case)
    assert ({(one.item, one.session) for one in found.slots}, found.best) == ({("a", "S2"), ("b", "S1")}, True)
    assert [(one.wish, one.items, one.words.zh) for one in found.missed] == [
        ("preferred", ("a",), "a 希望在S1，排在第二场")
    ]


def test_solved_again_nothing_moves():
    case = lectures(5)
    first = timetable(case)
    again = timetable(replace(case, keep=first.slots, seed=77))
    assert again.slots == first.slots
    assert [one for one in again.missed if one.wish == "keep"] == []


def test_one_who_falls_out_moves_as_few_others_as_can_be():
    case = lectures(5)
    first = timetable(case)
    gone = first.slots[0]
    items = tuple(replace(one, unavailable=(gone.session,)) if one.id == gone.item else one for one in case.items)
    again = timetable(replace(case, items=items, keep=first.slots))
    moved = {one.items[0] for one in again.missed if one.wish == "keep"}
    assert (gone.item in moved, len(moved)) == (True, 2)
    before, after = ({one.item: one for one in slots} for slots in (first.slots, again.slots))
    stayed = [name for name in before if before[name].session == after[name].session]
    assert len(stayed) == 61


def test_what_was_kept_and_no_longer_exists_is_passed_over():
    case = Case((Item("a"),), (Session("S", 2),), keep=(Slot("gone", "S", 1), Slot("a", "gone", 1), Slot("a", "S", 2)))
    assert timetable(case).slots == (Slot("a", "S", 2),)
    assert wishes(case, [Slot("a", "S", 2)]) == []


def test_spare_seats_are_spread_and_stand_at_the_end():
    case = Case(tuple(Item(f"i{at}") for at in range(6)), tuple(Session(f"S{at}", 4) for at in range(3)))
    assert [(one.session, one.seat) for one in timetable(case).slots] == [
        (f"S{session}", seat) for session in range(3) for seat in (1, 2)
    ]


def test_people_far_away_are_asked_at_hours_of_their_own():
    """Noon to ten at night in Beijing: London joins from 16:00 on, New York from 21:00."""
    starts = tuple(datetime(2026, 12, 1, 4, tzinfo=UTC) + timedelta(hours=at) for at in range(10))
    items = (
        *(Item(f"gb{at}", zone="Europe/London") for at in range(5)),
        Item("us", zone="America/New_York"),
        *(Item(f"cn{at}", zone="Asia/Shanghai") for at in range(4)),
    )
    case = Case(items, (Session("D", starts=starts),), hours=Hours(time(8), time(22), 60))
    found = timetable(case)
    seats = {one.item: one.seat for one in found.slots}
    assert (found.status, check(case, found.slots), seats["us"]) == ("solved", [], 10)
    assert sorted(seats[f"gb{at}"] for at in range(5)) == [5, 6, 7, 8, 9]


def test_summer_time_moves_what_london_can_be_asked():
    hours, zone = Hours(time(8), time(22)), "Europe/London"
    summer, winter = (
        Session(name, starts=(datetime(2026, month, 1, 7, tzinfo=UTC),)) for name, month in (("s", 7), ("w", 12))
    )
    case = Case((Item("a", zone=zone),), (summer, winter), hours=hours)
    assert [case.open_seats(case.items[0], one) for one in (summer, winter)] == [(1,), ()]


def test_an_end_at_midnight_is_the_end_of_the_day():
    late = Session("S", starts=(datetime(2026, 12, 1, 23, tzinfo=UTC),))
    item = Item("a", zone="UTC")
    open_ = [
        Case((item,), (late,), hours=Hours(time(8), time(0), minutes)).open_seats(item, late) for minutes in (60, 61)
    ]
    assert open_ == [(1,), ()]


def test_nothing_to_place_is_solved():
    found = timetable(Case((), (Session("S", 3),)))
    assert (found.status, found.slots, found.best) == ("solved", (), True)


def test_mistakes_of_a_program_are_refused():
    with pytest.raises(ValueError, match="unique"):
        Case((Item("a"), Item("a")), (Session("S", 2),))
    with pytest.raises(ValueError, match="no such item or session"):
        Case((Item("a"),), (Session("S", 2),), pins=(Pin("a", "T"),))
    with pytest.raises(ValueError, match="time zone"):
        Session("S", starts=(datetime(2026, 1, 1),))
    with pytest.raises(ValueError, match="2 seats, but 1 starts"):
        Session("S", 2, starts=(datetime(2026, 1, 1, tzinfo=UTC),))


# against trying everything


@st.composite
def small(draw):
    chance = draw(st.randoms(use_true_random=False))
    sessions = tuple(Session(f"S{at}", chance.randint(1, 3)) for at in range(draw(st.integers(1, 3))))
    names = [one.id for one in sessions]
    items = tuple(
        Item(
            f"i{at}",
            chance.choice(["", "u", "v"]),
            chance.choice("ab"),
            tuple(chance.sample("xy", chance.randrange(2))),
            tuple(chance.sample(names, chance.choice([0, 0, 1]))),
        )
        for at in range(draw(st.integers(1, 5)))
    )
    ids = [one.id for one in items]
    mix = (Mix("a", chance.randrange(2), chance.randint(1, 3)),) if chance.random() < 0.6 else ()
    pins = tuple(
        Pin(chance.choice(ids), chance.choice(names), chance.choice([None, 1, 2])) for _ in range(chance.randrange(2))
    )
    apart = (tuple(chance.sample(ids, 2)),) if len(ids) > 1 and chance.random() < 0.4 else ()
    rows = ("a",) if chance.random() < 0.5 else ()
    return Case(
        items,
        sessions,
        mix,
        rows,
        chance.random() < 0.5,
        chance.choice([None, 1]),
        pins,
        apart,
        seed=draw(st.integers(0, 9)),
    )


def can_be_placed(case):
    """Whether any placing at all breaks no rule, by trying each."""
    places = [(one.id, seat) for one in case.sessions for seat in range(1, one.seats + 1)]
    names = list(case.item_by_id)
    return any(
        not check(case, [Slot(name, *place) for name, place in zip(names, chosen, strict=True)])
        for chosen in itertools.permutations(places, len(names))
    )


@settings(max_examples=120, deadline=None)
@given(small())
def test_solved_and_infeasible_are_what_trying_everything_finds(case):
    found = timetable(case)
    assert found.status == ("solved" if can_be_placed(case) else "infeasible")
    assert check(case, found.slots) == [] if found.slots else found.clash


def test_a_hole_between_talks_is_avoided_where_all_can_begin_later():
    """Five slots in a row; London may come from the third on."""
    starts = tuple(datetime(2026, 12, 1, 6, tzinfo=UTC) + timedelta(hours=at) for at in range(6))
    items = (Item("gb0", zone="Europe/London"), Item("gb1", zone="Europe/London"), Item("cn"))
    found = timetable(Case(items, (Session("D", starts=starts),), hours=Hours(time(8), time(22))))
    assert [one.seat for one in found.slots] == [2, 3, 4]

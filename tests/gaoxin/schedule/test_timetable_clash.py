"""Where nothing can be placed: which rules clash, each of them needed, in words that name items and sessions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from gaoxin.schedule.timetable import Case, Hours, Item, Mix, Pin, Session, timetable

THREE = tuple(Session(f"S{at}", 3, date(2026, 3, at), name=f"第 {at} 场") for at in (1, 2, 3))


def clash(case):
    found = timetable(case)
    assert (found.status, found.slots) == ("infeasible", ())
    return [one.words.zh for one in found.clash]


def items(count, **more):
    return tuple(Item(f"i{at}", **more) for at in range(count))


def test_more_items_than_seats():
    assert clash(Case(items(10), THREE)) == ["共 10 项，各场席位合计只有 9 个"]
    assert timetable(Case(items(9), THREE)).status == "solved"


def test_a_pin_on_a_day_at_which_it_cannot_be():
    item = Item("shijingshan", unavailable=("2026-03-03",), name="石景山街道")
    found = timetable(Case((item,), THREE, pins=(Pin("shijingshan", "S3"),)))
    (only,) = found.clash
    assert (only.rule, only.items, only.sessions) == ("pin", ("shijingshan",), ("S3",))
    assert tuple(only.words) == (
        "石景山街道 固定在第 3 场，但该场不可用",
        "石景山街道 is pinned to 第 3 场, at which it cannot be",
    )


@pytest.mark.parametrize(
    ("case", "told"),
    [
        (
            Case((Item("a", unavailable=("S1", "S2", "2026-03-03")),), THREE),
            ["a 没有一场可用"],
        ),
        (Case(items(1), THREE, pins=(Pin("i0", "S1", 4),)), ["i0 固定在第 1 场第 4 位，该场只有 3 个席位"]),
        (Case(items(1), THREE, pins=(Pin("i0", "S1"), Pin("i0", "S2"))), ["i0 固定在不止一处：第 1 场、第 2 场"]),
        (Case(items(2), THREE, pins=(Pin("i0", "S1", 2), Pin("i1", "S1", 2))), ["i0、i1 都固定在第 1 场第 2 位"]),
        (
            Case(items(4), THREE, pins=tuple(Pin(f"i{at}", "S1") for at in range(4))),
            ["固定在第 1 场的有 4 项，只有 3 个席位"],
        ),
        (
            Case(items(2, unit="甲局"), THREE, one_per_unit=True, pins=(Pin("i0", "S1"), Pin("i1", "S1"))),
            ["i0、i1 同属甲局，都固定在第 1 场"],
        ),
        (
            Case(items(2), THREE, apart=(("i0", "i1"),), pins=(Pin("i0", "S1"), Pin("i1", "S1"))),
            ["i0、i1 不同场，却都固定在第 1 场"],
        ),
        (Case(items(2, kind="街道"), THREE, (Mix("街道", 1, 2),)), ["街道共 2 个，各场至少要 3 个"]),
        (Case(items(4, kind="街道"), THREE, (Mix("街道", 0, 1),)), ["街道共 4 个，各场至多容 3 个"]),
        (
            Case(
                (*items(5, kind="a"), Item("b", kind="b"), Item("c", kind="b")),
                THREE,
                (Mix("a", 2, 3, ("S1",)), Mix("b", 2, 3, ("S1",))),
            ),
            ["第 1 场各类至少合计 4 个，只有 3 个席位"],
        ),
        (Case(items(7, kind="街道"), THREE, never_in_a_row=("街道",)), ["街道共 7 个，互不相连至多容 6 个"]),
        (Case(items(4, unit="甲局"), THREE, one_per_unit=True), ["甲局 共 4 项，每场至多 1 项，只有 3 场"]),
        (Case(items(4, topics=("数据",)), THREE, topic_most=1), ["“数据”共 4 项，每场至多 1 项，3 场容不下"]),
    ],
    ids=lambda value: value[0][:12] if isinstance(value, list) else "",
)
def test_what_sums_show(case, told):
    assert clash(case) == told


def test_a_pin_outside_the_hours():
    session = Session("D", starts=(datetime(2026, 12, 1, 2, tzinfo=UTC), datetime(2026, 12, 1, 10, tzinfo=UTC)))
    item = Item("gb", zone="Europe/London")
    case = Case((item, Item("cn")), (session,), hours=Hours(time(8), time(22)))
    assert clash(replace(case, pins=(Pin("gb", "D", 1),))) == ["gb 固定在D，当地（Europe/London）不在可用时段"]
    assert timetable(replace(case, pins=(Pin("gb", "D", 2),))).status == "solved"


def test_several_rules_that_clash_are_told_and_no_others():
    """Two items of a unit of which each can only be at the first session; a third item has nothing to do with it."""
    only = ("S2", "S3")
    pair = (
        Item("a", "甲局", unavailable=only),
        Item("b", "甲局", unavailable=only),
        Item("c", "乙局", unavailable=only),
    )
    found = timetable(Case(pair, THREE, one_per_unit=True, topic_most=2))
    assert sorted(one.words.zh for one in found.clash) == [
        "a 只能在第 1 场",
        "b 只能在第 1 场",
        "甲局 每场至多 1 项（共 2 项）",
    ]


def test_pinned_neighbours_clash_with_never_in_a_row():
    case = Case(items(2, kind="街道"), THREE, never_in_a_row=("街道",), pins=(Pin("i0", "S2", 1), Pin("i1", "S2", 2)))
    assert sorted(clash(case)) == ["i0 固定在第 2 场第 1 位", "i1 固定在第 2 场第 2 位", "第 2 场中街道不得相连"]


def test_without_any_one_rule_of_a_clash_it_ends():
    """Five of a kind that can only be at the third session, which has three seats: four of them are enough to clash."""
    case = Case(items(5, unavailable=("S1", "2026-03-02")), THREE)
    found = timetable(case)
    assert len(found.clash) == 4
    blamed = {one.items[0] for one in found.clash}
    for name in blamed:
        freed = tuple(
            replace(one, unavailable=()) if one.id == name or one.id not in blamed else one for one in case.items
        )
        assert timetable(replace(case, items=freed)).status == "solved"


def test_when_time_is_up_nothing_is_claimed():
    many = tuple(Session(f"S{at}", 9) for at in range(14))
    names = [one.id for one in many]
    talks = tuple(
        Item(f"i{at:03}", f"u{at // 7}", "ab"[at % 2], ("xyzvw"[at % 5],), tuple(names[at % 14 : at % 14 + 5]))
        for at in range(126)
    )
    found = timetable(Case(talks, many, one_per_unit=True, topic_most=2, never_in_a_row=("a",), seconds=0.001))
    assert (found.status, found.slots, found.clash) in (("time_out", (), ()), ("infeasible", (), found.clash))

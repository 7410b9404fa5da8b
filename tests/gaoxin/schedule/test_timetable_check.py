"""What a move by hand breaks, rule by rule, without the solver."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from gaoxin.schedule.timetable import Case, Hours, Item, Mix, Pin, Session, Slot, check

SESSIONS = (
    Session("S1", 3, date(2026, 3, 5), name="第一场"),
    Session("S2", starts=(datetime(2026, 3, 6, 1, tzinfo=UTC), datetime(2026, 3, 6, 9, tzinfo=UTC)), name="第二场"),
)
A = Item("a", "甲局", "街道", ("数据",), ("S2",))
B = Item("b", "甲局", "街道", ("数据",))
C = Item("c", "乙局", "部门", (), ("2026-03-05",), zone="Europe/London")
FINE = (Slot("a", "S1", 1), Slot("b", "S1", 3), Slot("c", "S2", 2))


def told(slots=FINE, items=(A, B, C), **rules):
    return [(one.rule, one.items, one.sessions, one.words.zh) for one in check(Case(items, SESSIONS, **rules), slots)]


def test_what_breaks_nothing_is_not_told():
    assert told() == []
    assert (
        told(never_in_a_row=("街道",), mix=(Mix("街道", 2, 2, ("S1",)),), topic_most=2, hours=Hours(time(8), time(20)))
        == []
    )


@pytest.mark.parametrize(
    ("slots", "expected"),
    [
        (FINE[:2], ("placed", ("c",), (), "c 没有排入任何场次")),
        ((*FINE, Slot("b", "S2", 1)), ("placed", ("b",), ("S1", "S2"), "b 排了不止一次：第一场、第二场")),
        ((FINE[0], Slot("b", "S1", 1), FINE[2]), ("seats", ("a", "b"), ("S1",), "第一场第 1 位有几项：a、b")),
        ((FINE[0], Slot("b", "S1", 4), FINE[2]), ("seats", ("b",), ("S1",), "第一场只有 3 个席位，没有第 4 位（b）")),
        ((FINE[0], FINE[1], Slot("c", "S1", 2)), ("unavailable", ("c",), ("S1",), "c 在第一场不可用")),
        ((Slot("a", "S2", 1), *FINE[1:]), ("unavailable", ("a",), ("S2",), "a 在第二场不可用")),
    ],
    ids=["unplaced", "twice", "one seat", "no seat", "day", "session"],
)
def test_a_place_that_cannot_be(slots, expected):
    assert told(slots) == [expected]


def test_slots_of_what_does_not_exist_are_passed_over():
    assert told((*FINE, Slot("z", "S1", 2), Slot("a", "S9", 1))) == []


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({"mix": (Mix("街道", 0, 1),)}, ("mix", ("a", "b"), ("S1",), "第一场有 2 个街道，应为 0—1 个")),
        ({"one_per_unit": True}, ("unit", ("a", "b"), ("S1",), "第一场中 a、b 同属甲局")),
        ({"topic_most": 1}, ("topic", ("a", "b"), ("S1",), "第一场有 2 个“数据”，至多 1 个")),
        ({"apart": (("b", "a"),)}, ("apart", ("b", "a"), ("S1",), "第一场中 b、a 不应同场")),
        ({"pins": (Pin("b", "S2"),)}, ("pin", ("b",), ("S2",), "b 应固定在第二场")),
        ({"pins": (Pin("b", "S1", 2),)}, ("pin", ("b",), ("S1",), "b 应固定在第一场第 2 位")),
        (
            {"hours": Hours(time(8), time(9, 29), 30)},
            ("hours", ("c",), ("S2",), "c 在第二场第 2 位时，当地（Europe/London）不在可用时段"),
        ),
    ],
    ids=["mix", "unit", "topic", "apart", "pin", "seat", "hours"],
)
def test_a_rule_that_is_broken(rules, expected):
    assert told(**rules) == [expected]


def test_hours_are_kept_to_the_minute():
    assert told(hours=Hours(time(9), time(9, 30), 30)) == []
    assert [one[0] for one in told(hours=Hours(time(9, 1), time(10), 30))] == ["hours"]


def test_in_a_row_is_on_neighbouring_seats():
    moved = (FINE[0], Slot("b", "S1", 2), FINE[2])
    assert told(moved, never_in_a_row=("街道",)) == [("row", ("a", "b"), ("S1",), "第一场中 a、b 同为街道，前后相连")]
    assert told(moved, never_in_a_row=("部门",)) == []

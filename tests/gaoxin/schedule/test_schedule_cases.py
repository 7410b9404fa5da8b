"""Cases from JSON: every mistake at once, each with its line and column; what is sound is read as it stands."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time

import pytest

from gaoxin.schedule import assignment, timetable
from gaoxin.schedule.assignment import Conflict, Entry, Judge, Pair, Rules
from gaoxin.schedule.assignment.reading import read_case as read_assignment
from gaoxin.schedule.reading import CaseError
from gaoxin.schedule.timetable import Hours, Item, Mix, Pin, Session, Slot
from gaoxin.schedule.timetable.reading import read_case as read_timetable

WHOLE = {
    "per_entry": 2,
    "seed": 9,
    "seconds": 3,
    "rules": {"own_city": True, "min_experts": 1, "cross_share": 0.2},
    "entries": [
        {
            "id": "E1",
            "name": "星河",
            "organisation": "甲",
            "city": "银川",
            "topics": ["光"],
            "people": ["138"],
            "wanted": 3,
        },
        {"id": 2, "advisors": ["p1"], "panel": "A", "division": "英国"},
    ],
    "judges": [
        {
            "id": "J1",
            "name": "王",
            "organisation": "乙",
            "expertise": "光",
            "least": 1,
            "most": 4,
            "divisions": ["英国"],
        },
        {"id": "J2", "city": "银川", "people": ["p1"], "panel": "B"},
    ],
    "conflicts": [{"entry": "2", "judge": "J2", "source": "officer"}],
    "fixed": [["E1", "J1"]],
    "keep": [{"entry": "2", "judge": "J1", "expert": True, "crosses": False, "state": "new"}],
    "avoid": [],
}


def told(read, document):
    """Code, place and message of everything that is told of a text."""
    with pytest.raises(CaseError) as error:
        read(document if isinstance(document, str) else json.dumps(document, ensure_ascii=False), "case.json")
    return [(one.code, str(one.place), one.message, one.hint) for one in error.value.issues]


def codes(read, document):
    return [(code, message) for code, _, message, _ in told(read, document)]


def test_a_case_of_assignment_is_read_as_it_stands():
    assert read_assignment(WHOLE) == assignment.Case(
        (
            Entry("E1", "甲", "银川", ("光",), ("138",), wanted=3, name="星河"),
            Entry("2", advisors=("p1",), panel="A", division="英国"),
        ),
        (
            Judge("J1", "乙", expertise=("光",), least=1, most=4, divisions=("英国",), name="王"),
            Judge("J2", city="银川", people=("p1",), panel="B"),
        ),
        2,
        (Conflict("2", "J2", "officer"),),
        Rules(own_city=True, min_experts=1, cross_share=0.2),
        frozenset({Pair("E1", "J1")}),
        frozenset({Pair("2", "J1")}),
        seed=9,
        seconds=3,
    )


def test_an_answer_can_be_given_back_as_what_was_planned():
    found = assignment.assign(read_assignment(WHOLE)).as_dict()
    again = read_assignment({**WHOLE, "keep": found["pairs"]})
    assert again.keep == {Pair(one["entry"], one["judge"]) for one in found["pairs"]}


def test_every_mistake_has_its_line_and_column():
    text = """{
  "entries": [
    {"id": "E1", "citty": "银川"},
    {"id": "E1", "wanted": -1}
  ],
  "judges": [{"id": "J1", "least": 5, "most": 4}, {"most": "many"}],
  "conflicts": [{"entry": "E1", "judge": "J11", "source": "declard"}],
  "rules": {"own_city": "yes", "cross_share": 2}
}
"""
    assert told(read_assignment, text) == [
        ("GX703", "case.json:3:18", "项目没有「citty」这一项", "您是否指 city？"),
        ("GX707", "case.json:4:6", "项目「E1」写了两次", "编号不能重复"),
        ("GX706", "case.json:4:18", "「wanted」为 -1，应在 0 至 1000 之间", ""),
        ("GX706", "case.json:6:27", "评委「J1」至少评 5 项，多于至多评的 4 项", ""),
        ("GX704", "case.json:6:51", "评委缺少「id」", ""),
        ("GX702", "case.json:6:52", "「most」应为整数", '现在是 "many"'),
        ("GX708", "case.json:7:33", "没有评委「J11」", "您是否指 J1？"),
        ("GX705", "case.json:7:49", "「source」没有「declard」这一选项", "您是否指 declared？"),
        ("GX702", "case.json:8:13", "「own_city」应为 true 或 false", '现在是 "yes"'),
        ("GX706", "case.json:8:32", "「cross_share」为 2，应在 0 至 1 之间", ""),
    ]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('{"entries": [,]}', "case.json:1:14", "不是 JSON：Expecting value"),
        ("", "case.json:1:1", "不是 JSON：Expecting value"),
        ('{"seed": 1, "seed": 2}', "case.json:1:1", "不是可用的 JSON：同一个对象里「seed」写了两次"),
        ('{"seed": NaN}', "case.json:1:1", "不是可用的 JSON：NaN 不是数"),
    ],
)
def test_what_is_no_json_is_told(text, place, message):
    assert [one[:3] for one in told(read_assignment, text)] == [("GX701", place, message)]


@pytest.mark.parametrize("text", ["[" * 100_000, '{"name": "\\ud800"}', '{"seed": ' + "9" * 5000 + "}"])
def test_what_would_break_a_reader_is_told_and_gives_no_trace(text):
    assert [one[0] for one in told(read_assignment, text)] == ["GX701"]


@pytest.mark.parametrize("document", [[], 7, "x", None])
def test_what_is_no_object_is_told(document):
    assert told(read_assignment, json.dumps(document))[0][:3] == (
        "GX702",
        "case.json:1:1",
        "分配数据应为一个对象，写作 {…}",
    )


def test_an_empty_case_wants_entries_and_judges():
    assert codes(read_assignment, {}) == [("GX704", "没有任何项目（entries）"), ("GX704", "没有任何评委（judges）")]
    assert codes(read_timetable, {}) == [("GX704", "没有任何场次（sessions）"), ("GX704", "没有任何报告（items）")]


def test_of_very_many_mistakes_the_first_are_told_and_the_rest_counted():
    entries = [{"id": f"E{at}", "x": 1} for at in range(250)]
    found = codes(read_assignment, {"entries": entries, "judges": [{"id": "J"}]})
    assert (len(found), found[-1]) == (201, ("GX710", "另有 50 个问题没有列出"))


def test_a_document_that_is_read_already_has_paths_for_places():
    with pytest.raises(CaseError) as error:
        read_assignment({"entries": [{"id": "E"}], "judges": [{"id": "J", "least": "3"}]}, "页面")
    assert [str(one.place) for one in error.value.issues] == ["页面 · judges[0].least"]


def test_each_shape_that_is_wrong_is_told():
    document = {
        "per_entry": 2.5,
        "seed": True,
        "seconds": 0,
        "entries": [{"id": ["x"], "topics": [1]}, "E2"],
        "judges": {"id": "J"},
        "fixed": [["a"]],
    }
    assert codes(read_assignment, document) == [
        ("GX702", "「per_entry」应为整数"),
        ("GX702", "「seed」应为整数"),
        ("GX706", "「seconds」为 0，应在 0.1 至 86400 之间"),
        ("GX702", "「id」应为文字"),
        ("GX702", "「topics」应为文字的列表"),
        ("GX702", "项目应为一个对象，写作 {…}"),
        ("GX702", "「judges」应为列表，写作 […]"),
        ("GX702", "一对应为一个对象，写作 {…}"),
    ]


# timetables

TALKS = {
    "items": [
        {"id": "a", "unit": "甲局", "kind": "街道", "topics": ["光"], "unavailable": ["2026-03-05"], "preferred": "S2"},
        {"id": "b", "kind": "街道", "zone": "Europe/London", "name": "伦敦"},
    ],
    "sessions": [
        {"id": "S1", "seats": 3, "day": "2026-03-05", "name": "第一场"},
        {"id": "S2", "starts": ["2026-03-06T09:00+08:00", "2026-03-06T01:20Z"]},
    ],
    "mix": [{"kind": "街道", "least": 0, "most": 2, "sessions": ["S1"]}],
    "never_in_a_row": ["街道"],
    "one_per_unit": True,
    "topic_most": 1,
    "pins": [{"item": "b", "session": "S2", "seat": 2}],
    "apart": [["a", "b"]],
    "hours": {"from": "08:00", "to": "24:00", "minutes": 15},
    "keep": [{"item": "a", "session": "S2", "seat": 1}, {"item": "gone", "session": "S1", "seat": 1}],
    "seed": 3,
    "seconds": 5,
}


def test_a_case_of_a_timetable_is_read_as_it_stands():
    first, second = datetime(2026, 3, 6, 1, tzinfo=UTC), datetime(2026, 3, 6, 1, 20, tzinfo=UTC)
    assert read_timetable(json.dumps(TALKS)) == timetable.Case(
        (
            Item("a", "甲局", "街道", ("光",), ("2026-03-05",), ("S2",)),
            Item("b", kind="街道", zone="Europe/London", name="伦敦"),
        ),
        (Session("S1", 3, date(2026, 3, 5), name="第一场"), Session("S2", starts=(first, second))),
        (Mix("街道", 0, 2, ("S1",)),),
        ("街道",),
        True,
        1,
        (Pin("b", "S2", 2),),
        (("a", "b"),),
        Hours(time(8), time(0), 15),
        (Slot("a", "S2", 1), Slot("gone", "S1", 1)),
        3,
        5,
    )


def test_an_even_mix_and_a_window_are_worked_out():
    window = {"from": "09:00", "to": "10:00", "minutes": 10, "questions": 5, "gap": 5, "breaks": [["09:15", "09:20"]]}
    document = {
        "items": TALKS["items"],
        "sessions": [{"id": "S2", "day": "2026-03-06", "starts": window}],
        "mix": "even",
    }
    found = read_timetable(document)
    assert [f"{one:%H:%M%z}" for one in found.sessions[0].starts] == ["09:00+0800", "09:20+0800", "09:40+0800"]
    assert found.mix == (Mix("街道", 2, 2),)


def test_every_mistake_of_a_timetable_is_told():
    document = {
        "items": [{"id": "a", "unavailable": ["S17"], "zone": "Europe/Lundon", "kind": "k"}],
        "sessions": [
            {"id": "S1", "seats": 2, "starts": ["2026-03-06T09:00"]},
            {"id": "S2"},
            {"id": "S3", "seats": 3, "day": "5 March"},
            {"id": "S4", "starts": {"from": "10:00", "to": "09:00"}},
            {"id": "S5", "day": "2026-03-06", "starts": {"from": "10:00", "to": "09:00", "minutes": 5}},
            {
                "id": "S7",
                "day": "2026-03-29",
                "starts": {"from": "01:30", "to": "09:00", "zone": "Europe/London", "minutes": 5},
            },
            {"id": "S6", "seats": 2, "starts": ["2026-03-06T09:00Z"]},
        ],
        "mix": [{"kind": "j", "least": 3, "most": 2}],
        "never_in_a_row": "K",
        "pins": [{"item": "A1", "session": "S9", "seat": 0}],
        "apart": [["a"], ["a", "q"]],
        "hours": {"from": "8h"},
        "topic": 1,
    }
    assert codes(read_timetable, document) == [
        ("GX708", "没有场次「S17」"),
        ("GX709", "没有时区「Europe/Lundon」"),
        ("GX709", "开始时间应写作带时区的日期时间"),
        ("GX704", "场次「S2」缺少席位数（seats）或开始时间（starts）"),
        ("GX709", "「5 March」不是日期"),
        ("GX704", "按时段排开始时间，场次要写明日期（day）"),
        ("GX704", "时段缺少「minutes」（每项分钟数）"),
        ("GX709", "时段的结束 09:00 应晚于开始 10:00"),
        ("GX709", "Europe/London 在 2026-03-29 没有这一时刻：时钟拨快（夏令时）"),
        ("GX706", "场次「S6」有 2 个席位，开始时间却有 1 个"),
        ("GX708", "没有类别「j」"),
        ("GX706", "每场「j」至少 3 个，多于至多的 2 个"),
        ("GX708", "没有类别「K」"),
        ("GX708", "没有报告「A1」"),
        ("GX708", "没有场次「S9」"),
        ("GX706", "「seat」为 0，应在 1 至 1000 之间"),
        ("GX702", '不同场的两项应写作 ["…", "…"]'),
        ("GX708", "没有报告「q」"),
        ("GX704", "可用时段缺少「to」"),
        ("GX709", "「8h」不是时刻"),
        ("GX703", "日程数据没有「topic」这一项"),
    ]

"""The ranking of a series: seen by whom it may be, running and released, by session and by kind; the brief."""

from __future__ import annotations

import io
import uuid

import pytest
from docx import Document

from gaoxin_web.accounts.access import Access
from gaoxin_web.briefs.builtin import lectures
from gaoxin_web.briefs.kinds import at
from gaoxin_web.briefs.render import render_docx
from gaoxin_web.contests.models import Judge, Panelist, RoundEntry
from gaoxin_web.contests.services import ballots
from gaoxin_web.lectures.models import Talk
from gaoxin_web.lectures.queries.ranking import ranking_of
from gaoxin_web.lectures.queries.series import round_of
from gaoxin_web.lectures.report import context
from gaoxin_web.lectures.services import timetable as work
from gaoxin_web.lectures.services.publishing import publish

pytestmark = pytest.mark.django_db
MARKS = {"甲": 90, "乙": 80, "丙": 85, "丁": 95}


@pytest.fixture
def series(start, speak, zone):
    """Two sessions of two: 甲 and 乙 (a sub-district) first, 丙 and 丁 then; five judges."""
    made = start(seats=2)
    for at_, who in enumerate("甲乙丙丁"):
        talk = speak(made, who, kind="subdistrict" if who == "乙" else "department")
        board = work.board_of(made)
        work.move(board, talk.entry_id, board.sittings[at_ // 2].pk, at_ % 2 + 1, zone.officer)
    publish(work.board_of(made), zone.officer)
    made.round = round_of(made)
    made.round.state = "open"
    made.round.save()
    made.judges = [
        Judge.objects.create(zone=zone, name=name) for name in ("王评委", "李评委", "赵评委", "钱评委", "孙评委")
    ]
    for judge in made.judges:
        Panelist.objects.create(round=made.round, judge=judge, state="accepted")
    return made


def mark(series, who, judges=5, comment=""):
    """Everybody gives a talk the same mark, one point apart from each other."""
    place = RoundEntry.objects.select_related("round__scheme").get(entry__contact=who, round=series.round)
    RoundEntry.objects.filter(pk=place.pk).update(scoring="open")
    keys = [one["key"] for one in series.round.scheme.document["criteria"]]
    for at_, judge in enumerate(series.judges[:judges]):
        marks = dict.fromkeys(keys, str(MARKS[who] - 2 + at_))
        ballots.cast(place, judge, uuid.uuid4(), marks, comment=comment if at_ == 0 else "", lock=True)
    RoundEntry.objects.filter(pk=place.pk).update(scoring="closed")


def seen(series, user):
    found = ranking_of(series.round, Access.of(user))
    return found, {
        line.place.entry.contact: (line.final, line.rank, line.rank_here, line.rank_kind) for line in found.lines
    }


def test_the_committee_sees_the_running_ranking_of_what_every_judge_has_handed_in(series, zone):
    mark(series, "甲")
    mark(series, "乙")
    mark(series, "丁", judges=4)  # one is missing
    ranking, lines = seen(series, zone.officer)
    assert (ranking.visible, ranking.released, ranking.scored) == (True, False, 2)
    assert lines == {
        "甲": ("90.00", 1, 1, 1),
        "乙": ("80.00", 2, 2, 1),
        "丙": (None, None, None, None),
        "丁": (None, None, None, None),
    }


def test_a_leader_and_the_public_see_neither_scores_nor_an_order_before_the_release(series, zone, sign_in):
    for who in "甲乙丙丁":
        mark(series, who, comment="讲得好")
    for access in (Access.of(zone.leader), None):
        ranking = ranking_of(series.round, access)
        assert ranking.visible is False
        assert [line.place.entry.contact for line in ranking.lines] == ["甲", "乙", "丙", "丁"]  # as they are heard
        assert {(line.final, line.rank, tuple(line.comments)) for line in ranking.lines} == {(None, None, ())}
    client = sign_in(zone.leader)
    place = series.round.places.first().pk
    for page in ("ranking/", "ranking/?export=xlsx", f"ranking/{place}/"):
        shown = client.get(f"/lectures/{series.pk}/{page}").content.decode()
        assert "95.00" not in shown
        assert "讲得好" not in shown


def test_over_all_by_session_and_by_kind_each_talk_has_its_place(series, zone):
    for who in "甲乙丙丁":
        mark(series, who)
    _ranking, lines = seen(series, zone.officer)
    assert lines == {
        "丁": ("95.00", 1, 1, 1),
        "甲": ("90.00", 2, 1, 2),
        "丙": ("85.00", 3, 2, 3),
        "乙": ("80.00", 4, 2, 1),
    }


def test_once_released_everybody_sees_it(series, zone):
    for who in "甲乙丙丁":
        mark(series, who)
    series.round.state = "released"
    series.round.save()
    ranking, lines = seen(series, zone.leader)
    assert (ranking.visible, ranking.released, lines["丁"]) == (True, True, ("95.00", 1, 1, 1))


def test_a_judge_who_is_an_officer_too_is_a_judge_here(series, zone):
    mark(series, "甲")
    Judge.objects.filter(pk=series.judges[0].pk).update(user=zone.officer)
    assert ranking_of(series.round, Access.of(zone.officer)).visible is False


def test_comments_stand_with_the_name_of_who_made_them(series, zone):
    mark(series, "甲", comment=" 案例来自一线 ")
    ranking, _lines = seen(series, zone.officer)
    assert ranking.lines[0].comments == [("王评委", "案例来自一线")]


def test_the_brief_says_what_may_be_said(series, zone):
    for who in "甲乙":
        mark(series, who, comment="听了就能用")
    said = context(series, ranking_of(series.round, Access.of(zone.officer)))
    assert said["sentences"] == {
        "overview": "2026年12月4日至12月11日，高新讲堂共安排2期、4讲，已授课2讲。",
        "kinds": "授课人中，街道（乡镇）1人，区属部门3人。",
        "scores": "2讲有得分，最高90.00分，最低80.00分。",
        "best": "排名前三的是：甲（甲局）《甲的课》、乙（乙局）《乙的课》。",
    }
    assert said["tables"]["ranking"]["rows"] == [
        ["1", "甲", "甲局", "甲的课", "第1期", "90.00"],
        ["2", "乙", "乙局", "乙的课", "第1期", "80.00"],
    ]
    assert said["comments"] == ["甲《甲的课》：听了就能用（王评委）", "乙《乙的课》：听了就能用（王评委）"]
    assert (said["ranked"], said["final"]) == (True, False)


def test_the_brief_of_who_may_not_see_the_ranking_has_none(series, zone):
    mark(series, "甲", comment="听了就能用")
    said = context(series, ranking_of(series.round, Access.of(zone.leader)))
    assert (said["ranked"], said["comments"], said["tables"]["ranking"]["rows"]) == (False, [], [])
    assert said["sentences"]["scores"] == ""


def test_the_brief_is_chinese_on_an_english_page(series, zone):
    from django.utils.translation import override  # noqa: PLC0415 - of this test alone

    with override("en"):
        said = context(series, ranking_of(series.round, Access.of(zone.officer)))
    assert said["sentences"]["kinds"] == "授课人中，街道（乡镇）1人，区属部门3人。"


def test_every_word_of_the_kind_is_in_what_a_series_says(series, zone):
    mark(series, "甲")
    said = context(series, ranking_of(series.round, Access.of(zone.officer)))
    for path in lectures.WORDS:
        at(said, path)
        at(lectures.SAMPLE, path)


def test_the_built_in_template_is_the_one_the_module_lays_out():
    kept = Document(io.BytesIO(lectures.KIND.built_in.read_bytes()))
    made = Document(io.BytesIO(lectures.template()))
    assert [one.text for one in kept.paragraphs] == [one.text for one in made.paragraphs]


def test_the_brief_is_written_as_a_word_document(series, zone):
    for who in "甲乙":
        mark(series, who)
    said = context(series, ranking_of(series.round, Access.of(zone.officer)))
    document = Document(io.BytesIO(render_docx(lectures.KIND, zone, said)))
    texts = [one.text for one in document.paragraphs]
    assert "2026年高新讲堂情况简报" in texts
    assert [[cell.text for cell in row.cells] for row in document.tables[1].rows][1] == [
        "1",
        "甲",
        "甲局",
        "甲的课",
        "第1期",
        "90.00",
    ]


def test_the_words_of_kinds_are_those_of_the_talks():
    assert [label for _kind, label in Talk.Kind.choices] == ["街道（乡镇）", "区属部门", "其他"]

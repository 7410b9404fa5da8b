"""Speakers read from a table: what is understood, what is told with its cell, what is kept."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from gaoxin_web.lectures.models import Talk
from gaoxin_web.lectures.queries.series import round_of, sessions_of, talks_of
from gaoxin_web.lectures.services.speakers import HEADS, keep_speakers, read_speakers

pytestmark = pytest.mark.django_db


def workbook(*rows, heads=HEADS):
    book = openpyxl.Workbook()
    book.active.title = "名单"
    for row in (heads, *rows):
        book.active.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def row(**said):
    names = dict(
        zip(
            ("who", "unit", "post", "kind", "title", "topic", "phone", "email", "off", "wish", "note"),
            HEADS,
            strict=True,
        )
    )
    return [said.get(key) for key in names]


@pytest.fixture
def series(start):
    return start()


def read(series, *rows, **more):
    return read_speakers("名单.xlsx", workbook(*rows, **more), sessions_of(round_of(series)))


def test_a_row_is_a_speaker_with_everything_said_of_them(series):
    second = sessions_of(round_of(series))[1]
    found = read(
        series,
        row(who="张三", unit="北站街道", post="主任", kind="街道", title="三件小事", topic="治理", phone="13900000001",
            email="z@example.com", off="2026-12-04、2026-12-25", wish="第2期", note="早场"),
    )  # fmt: skip
    assert found.doubts == []
    assert found.rows == [
        {
            "contact": "张三",
            "organisation": "北站街道",
            "post": "主任",
            "kind": Talk.Kind.SUBDISTRICT,
            "title": "三件小事",
            "topic": "治理",
            "phone": "13900000001",
            "email": "z@example.com",
            "unavailable": ["2026-12-04", "2026-12-25"],
            "preferred": [str(second.pk)],
            "note": "早场",
        }
    ]


@pytest.mark.parametrize(
    ("unit", "kind"),
    [("北站街道", "subdistrict"), ("二工镇", "subdistrict"), ("科技局", "department"), ("", "department")],
)
def test_a_kind_not_written_is_judged_by_the_units_name(series, unit, kind):
    assert read(series, row(who="张三", unit=unit, title="题")).rows[0]["kind"] == kind


def test_what_is_not_understood_is_told_with_its_cell(series):
    found = read(
        series,
        row(who="张三", title="题", kind="科室", email="zhang", off="下周"),
        row(who="李四"),
        row(who="张三", title="又一题"),
    )
    assert [(one.cell, one.grave) for one in found.doubts] == [
        ("名单!H2", False),
        ("名单!D2", False),
        ("名单!I2", False),
        ("名单!E3", True),
        ("名单!A4", True),
    ]
    assert [one["contact"] for one in found.rows] == ["张三"]
    assert (found.rows[0]["email"], found.rows[0]["unavailable"]) == ("", [])


@pytest.mark.parametrize(("length", "taken"), [(60, True), (61, False)])
def test_a_name_longer_than_its_field_is_not_taken(series, length, taken):
    found = read(series, row(who="张" * length, title="题"))
    assert (len(found.rows) == 1, [one.cell for one in found.grave]) == (taken, [] if taken else ["名单!A2"])


def test_columns_may_come_in_any_order_below_a_title(series):
    content = workbook(["题目", "单位", "姓名"], ["题", "甲局", "张三"], heads=["2026年名单"])
    found = read_speakers("名单.xlsx", content, [])
    assert [(one["contact"], one["organisation"], one["title"]) for one in found.rows] == [("张三", "甲局", "题")]


def test_a_table_without_the_headings_is_refused_with_words(series):
    with pytest.raises(ValidationError, match="没有找到表头"):
        read_speakers("名单.xlsx", workbook(["甲", "乙"], heads=["一", "二"]), [])


def test_the_same_speaker_again_is_changed_and_not_doubled(series, zone):
    keep_speakers(series, read(series, row(who="张三", unit="甲局", title="旧题", note="早场")), zone.officer)
    counts = keep_speakers(
        series,
        read(series, row(who="张三", unit="甲局", title="新题"), row(who="张三", unit="乙局", title="别题")),
        zone.officer,
    )
    assert counts == (1, 1)
    assert [(talk.entry.number, talk.entry.organisation, talk.entry.title, talk.note) for talk in talks_of(series)] == [
        ("J01", "甲局", "新题", "早场"),  # what the table leaves empty stays
        ("J02", "乙局", "别题", ""),
    ]


def test_upload_is_shown_first_and_kept_when_confirmed(series, zone, sign_in):
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415 - of this test alone

    client = sign_in(zone.officer)
    file = SimpleUploadedFile("名单.xlsx", workbook(row(who="张三", unit="甲局", title="题")))
    asked = client.post(f"/lectures/{series.pk}/speakers/import/", {"file": file})
    assert talks_of(series).count() == 0
    assert "张三" in client.get(asked.url).content.decode()
    client.post(asked.url)
    assert [talk.entry.contact for talk in talks_of(series)] == ["张三"]
    assert client.post(asked.url).status_code == 302  # confirmed already: asked to upload again
    assert talks_of(series).count() == 1


def test_a_file_that_is_no_table_is_told_and_nothing_breaks(series, zone, sign_in):
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415 - of this test alone

    client = sign_in(zone.officer)
    answer = client.post(
        f"/lectures/{series.pk}/speakers/import/", {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04no")}
    )
    assert answer.status_code == 422
    assert "文件已损坏，打不开。" in answer.content.decode()

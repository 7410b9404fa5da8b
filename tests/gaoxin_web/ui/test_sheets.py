"""Tables as files: a small one goes whole, a large one from the disk; both say the same and leave nothing open."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest

from gaoxin_web.ui import sheets
from gaoxin_web.ui.sheets import LONGEST, Sheet, as_book, as_csv, as_workbook

HEADS = ["名称", "日期", "金额"]
LINES = [["甲公司", date(2026, 5, 15), 1.5], ["=1+1", datetime(2026, 5, 15, 9, 30), None], ["字" * 30, None, 7]]
MAKERS = {"xlsx": as_workbook, "csv": as_csv}


def content(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def on_disk(monkeypatch):
    monkeypatch.setattr(sheets, "SMALL", 100)


def rows_of(found, form):
    if form == "csv":
        return found.decode("utf-8-sig").splitlines()
    return list(openpyxl.load_workbook(BytesIO(found)).active.iter_rows(values_only=True))


@pytest.mark.parametrize("form", MAKERS)
def test_a_small_file_goes_whole_and_a_large_one_says_the_same_from_the_disk(form, monkeypatch):
    small = MAKERS[form](f"表.{form}", "表", HEADS, iter(LINES))
    monkeypatch.setattr(sheets, "SMALL", 100)
    large = MAKERS[form](f"表.{form}", "表", HEADS, iter(LINES))
    assert (small.streaming, large.streaming) == (False, True)
    assert large["Content-Disposition"] == small["Content-Disposition"]
    assert large["Content-Type"] == small["Content-Type"]
    found = content(large)
    assert int(large["Content-Length"]) == len(found)
    assert rows_of(found, form) == rows_of(small.content, form)


def test_a_file_of_just_the_size_is_still_small(monkeypatch):
    size = len(as_csv("a.csv", "", HEADS, LINES).content)
    found = []
    for most in (size, size - 1):
        monkeypatch.setattr(sheets, "SMALL", most)
        response = as_csv("a.csv", "", HEADS, LINES)
        found.append(response.streaming)
    assert found == [False, True]


def test_csv_has_its_mark_its_days_and_no_formula():
    assert as_csv("a.csv", "", HEADS, LINES).content.decode() == (
        "\ufeff名称,日期,金额\r\n甲公司,2026-05-15,1.5\r\n'=1+1,2026-05-15T09:30:00,\r\n" + "字" * 30 + ",,7\r\n"
    )


def test_a_workbook_has_every_sheet_its_values_widths_and_filter():
    lines = [*LINES, *([f"企业{number}", None, number] for number in range(500))]
    book = openpyxl.load_workbook(
        BytesIO(as_book("a.xlsx", [Sheet("一/二", HEADS, iter(lines)), Sheet("空", HEADS, [])], mark="某&某").content)
    )
    first, empty = book["一_二"], book["空"]
    assert [[cell.value for cell in row] for row in first.iter_rows(max_row=4)] == [
        HEADS,
        ["甲公司", datetime(2026, 5, 15), 1.5],
        ["=1+1", datetime(2026, 5, 15, 9, 30), None],
        ["字" * 30, None, 7],
    ]
    assert first["A3"].data_type == "s"
    assert [first["B2"].number_format, first["B3"].number_format] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm"]
    assert (first.max_row, first.auto_filter.ref, first.freeze_panes) == (504, "A1:C504", "A2")
    assert round(first.column_dimensions["A"].width) == 41  # 40 and the border
    assert (empty.max_row, empty.auto_filter.ref) == (1, "A1:C2")
    assert "某&&某" in first.oddFooter.left.text


@pytest.mark.parametrize(("length", "kept"), [(LONGEST, LONGEST), (LONGEST + 1, LONGEST)])
def test_a_text_longer_than_a_cell_is_cut(length, kept):
    book = openpyxl.load_workbook(BytesIO(as_workbook("a.xlsx", "a", ["a"], [["x" * length]]).content))
    assert len(book.active["A2"].value) == kept


@pytest.mark.parametrize("form", MAKERS)
def test_what_goes_wrong_halfway_is_an_error_and_leaves_nothing(form, on_disk, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def lines():
        yield from LINES
        raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError, match="the database is gone"):
        MAKERS[form]("a", "a", HEADS, lines())
    assert list(tmp_path.iterdir()) == []

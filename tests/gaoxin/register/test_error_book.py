"""The error workbook is the user's own file, with every doubtful cell coloured, commented and linked."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter
import xlwt
from openpyxl.comments import Comment

from gaoxin.errors import Issue, Place
from gaoxin.register import error_book
from gaoxin.register.error_book import write_error_workbook
from gaoxin.register.ledger.reading import read_workbook
from tests.journeys.ledgers import Page, words, write

ROWS = [
    ["2024年台账", None, None],
    ["企业名称", "营业收入（万元）", "增速（%）"],
    ["宁夏甲辰新材料有限公司", "四百几", "12.5%"],
]
RED, YELLOW = "00F4A6A6", "00FFE066"
ISSUES = [
    Issue("GX320", "「营业收入」不是数字。", Place("x.xlsx", sheet="台账", cell="B3"), "请填写数值。", "error"),
    Issue("GX323", "「增速」没有百分号。", Place("x.xlsx", sheet="台账", cell="C3"), "请写作 12.5%。", "warning"),
    Issue("GX327", "「营业收入」是约数。", Place("x.xlsx", sheet="台账", cell="B3"), "请填写准确数值。", "warning"),
    Issue("GX307", "工作表是隐藏的。", Place("x.xlsx", sheet="底稿"), "请取消隐藏。", "warning"),
]


def marked(source: Path, issues: list[Issue] = ISSUES) -> Any:
    out = source.with_name("errors.xlsx")
    write_error_workbook(source, issues, out)
    return openpyxl.load_workbook(out)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A workbook with looks of its own: merged title, width, number format, comment, formula, hidden sheet."""
    pages = [Page("台账", ROWS, merges=["A1:C1"]), Page("底稿", [["x"]], hidden=True)]
    path = write(tmp_path / "ledger.xlsx", *pages)
    book = openpyxl.load_workbook(path)
    sheet = book["台账"]
    sheet.column_dimensions["A"].width = 33
    sheet["B4"], sheet["B4"].number_format = 12.5, "0.000"
    sheet["C4"] = "=B4*2"
    sheet["B3"].comment = Comment("原批注", "某人")
    book.save(path)
    return path


def test_users_file_keeps_its_values_formats_merges_and_hidden_sheets(ledger: Path) -> None:
    book = marked(ledger)
    sheet = book["台账"]
    assert book.sheetnames == ["问题说明", "台账", "底稿"]
    assert [one.sheet_view.tabSelected for one in book.worksheets] == [True, False, False]
    assert (sheet.column_dimensions["A"].width, book["底稿"].sheet_state) == (33, "hidden")
    assert [str(span) for span in sheet.merged_cells.ranges] == ["A1:C1"]
    kept = [sheet[cell].value for cell in ("A1", "A3", "B3", "C3", "B4", "C4")]
    assert kept == ["2024年台账", "宁夏甲辰新材料有限公司", "四百几", "12.5%", 12.5, "=B4*2"]
    assert sheet["B4"].number_format == "0.000"


def test_doubtful_cells_are_coloured_by_their_worst_doubt_and_say_all(ledger: Path) -> None:
    sheet = marked(ledger)["台账"]
    colours = {cell: sheet[cell].fill.fgColor.rgb for cell in ("A3", "B3", "C3")}
    assert colours == {"A3": "00000000", "B3": RED, "C3": YELLOW}
    assert sheet["B3"].comment.text == (
        "原批注\n错误 GX320：「营业收入」不是数字。请填写数值。\n警告 GX327：「营业收入」是约数。请填写准确数值。"
    )


def test_list_counts_explains_its_colours_and_links_to_every_cell_errors_first(ledger: Path) -> None:
    index = marked(ledger)["问题说明"]
    rows = [[cell.value for cell in row] for row in index.iter_rows()]
    assert rows[0][0] == "疑点 4 处：错误 1 处，警告 3 处"
    assert [(index.cell(row, 1).value, index.cell(row, 1).fill.fgColor.rgb) for row in (2, 3)] == [
        ("错误", RED),
        ("警告", YELLOW),
    ]
    assert rows[4:6] == [
        ["级别", "代码", "工作表", "单元格", "说明", "怎么办", "处理情况"],
        ["错误", "GX320", "台账", "B3", "「营业收入」不是数字。", "请填写数值。", None],
    ]
    assert [row[1] for row in rows[5:]] == ["GX320", "GX327", "GX323", "GX307"]
    links = [index.cell(row, 4).hyperlink for row in range(6, 10)]
    assert [link.location if link else None for link in links] == ["'台账'!B3", "'台账'!B3", "'台账'!C3", None]


def note_size(path: Path) -> float:
    """Pixels or points of the tallest note, which openpyxl does not read."""
    with ZipFile(path) as parts:
        drawings = [parts.read(name).decode() for name in parts.namelist() if "rawing" in name and name.endswith("vml")]
    return max(float(height) for one in drawings for height in re.findall(r"height:([\d.]+)", one))


LONG = Issue("GX320", "很长的说明" * 40, Place("x.xlsx", sheet="台账", cell="B3"), "请改正。", "error")


def test_a_long_doubt_is_read_whole_on_the_list_and_beside_its_cell(ledger: Path, tmp_path: Path) -> None:
    for source in (ledger, rewritten(tmp_path, ROWS)):
        book = marked(source, [LONG])
        assert book["问题说明"].row_dimensions[6].height == 15 * 7  # 200 characters, 29 to a line
        assert note_size(source.with_name("errors.xlsx")) >= 9 * 16  # 24 to a line


@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_list_prints_on_a4_across_with_its_heading_on_every_page(suffix: str, ledger: Path, tmp_path: Path) -> None:
    sheet = marked(ledger if suffix == ".xlsx" else rewritten(tmp_path, ROWS))["问题说明"]
    setup = sheet.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToHeight, sheet.print_title_rows) == (
        9,
        "landscape",
        0,
        "$5:$5",
    )
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.freeze_panes) == (True, "A6")


def test_doubt_inside_a_merged_range_is_marked_at_its_corner(tmp_path: Path) -> None:
    rows = [["产业链", "企业名称"], ["新材料", "甲"], [None, "乙"], ["x", "丙"]]
    inner = Issue("GX320", "有疑问。", Place("x.xlsx", sheet="台账", cell="A3"), "", "error")
    corner = Issue("GX327", "是约数。", Place("x.xlsx", sheet="台账", cell="A2"), "", "warning")
    path = write(tmp_path / "ledger.xlsx", Page("台账", rows, merges=["A2:A3"]))
    for large in (False, True):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(error_book, "LARGEST", 0 if large else 8_000_000)
            sheet = marked(path, [corner, inner])["台账"]
        assert [str(span) for span in sheet.merged_cells.ranges] == ["A2:A3"]
        assert sheet["A2"].fill.fgColor.rgb[2:] == RED[2:]
        assert sheet["A2"].comment.text == "警告 GX327：是约数。\n错误 GX320：有疑问。"


DOUBTFUL = [
    ["2024年台账", None, None, None],
    ["企业名称", "营业收入（万元）", "增速（%）", "成立日期"],
    ["宁夏甲辰新材料有限公司", "约5", "12.5%", date(2015, 6, 1)],
    ["宁夏乙巳智能装备有限公司", 7.25, 3.5, date(2018, 3, 31)],
    ["合计", 999, None, None],
]


@pytest.mark.parametrize("largest", [8_000_000, 0])
def test_a_marked_copy_sent_back_reads_as_the_ledger_it_is(
    largest: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "ledger.xlsx", Page("台账", DOUBTFUL, merges=["A1:D1"]))
    monkeypatch.setattr(error_book, "LARGEST", largest)
    first = read_workbook(path, words())
    marked(path, list(first.issues))
    again = read_workbook(tmp_path / "errors.xlsx", words())
    assert [(i.code, i.place.cell, i.message) for i in again.issues] == [
        (i.code, i.place.cell, i.message) for i in first.issues
    ]
    assert first.issues
    read = [[(t.name, [t.cells[c.index].plain for c in t.columns]) for t in one.tables] for one in (first, again)]
    assert read[0] == read[1]


def test_marks_of_an_earlier_reading_are_taken_off(ledger: Path) -> None:
    marked(ledger)
    copy = ledger.with_name("errors.xlsx").rename(ledger.with_name("corrected.xlsx"))
    book = marked(copy, ISSUES[1:2])
    assert book.sheetnames == ["问题说明", "台账", "底稿"]
    sheet = book["台账"]
    assert [sheet[cell].fill.fgColor.rgb for cell in ("B3", "C3")] == ["00000000", YELLOW]
    assert (sheet["B3"].comment.text, sheet["C3"].comment.text) == (
        "原批注",
        "警告 GX323：「增速」没有百分号。请写作 12.5%。",
    )


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1+1", "@SUM(1)", "\t=1"])
def test_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path, text: str) -> None:
    issue = Issue("GX320", text, Place("x.xlsx", sheet="台账", cell="A1"), text, "error")
    path = write(tmp_path / "ledger.xlsx", Page("台账", [[text, text]]))
    for source in (path, rewritten(tmp_path, [[text, text]])):
        book = marked(source, [issue])
        assert [book["问题说明"].cell(6, column).data_type for column in (5, 6)] == ["s", "s"]
        assert {cell.data_type for cell in book.worksheets[1][1]} == {"s"}


def rewritten(folder: Path, rows: list[list[Any]]) -> Path:
    """An old .xls, of which the error workbook writes the values anew."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell is not None:
                sheet.write(row, column, cell)
    book.save(str(folder / "ledger.xls"))
    return folder / "ledger.xls"


def test_old_workbook_is_written_anew_with_its_values_and_marks(tmp_path: Path) -> None:
    book = marked(rewritten(tmp_path, [*ROWS[:2], ["宁夏甲辰新材料有限公司", 12.5, True]]))
    sheet = book["台账"]
    assert [cell.value for cell in sheet[3]] == ["宁夏甲辰新材料有限公司", 12.5, True]
    assert (sheet["B3"].fill.fgColor.rgb[2:], sheet["C3"].fill.fgColor.rgb[2:]) == (RED[2:], YELLOW[2:])
    assert "GX320" in sheet["B3"].comment.text
    assert book["问题说明"].cell(6, 4).hyperlink.location == "'台账'!B3"


def test_text_file_is_written_as_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("企业名称,营业收入（万元）\n宁夏甲辰新材料有限公司,若干\n", "gb18030")
    found = read_workbook(path, words())
    sheet = marked(path, list(found.issues))["名单"]
    assert (sheet["B2"].value, sheet["B2"].fill.fgColor.rgb[2:]) == ("若干", RED[2:])


def test_large_workbook_is_written_anew_on_the_same_cells(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(error_book, "LARGEST", 1000)
    sheet = marked(ledger)["台账"]
    assert (sheet["B3"].value, sheet["B3"].fill.fgColor.rgb[2:], sheet["B4"].value) == ("四百几", RED[2:], 12.5)


def test_every_doubt_of_a_reading_is_marked_where_it_is(tmp_path: Path) -> None:
    rows = [*ROWS, ["宁夏乙巳智能装备有限公司", "约5", 3.5], ["合计", 999, None]]
    path = write(tmp_path / "ledger.xlsx", Page("台账", rows, merges=["A1:C1"]))
    issues = list(read_workbook(path, words()).issues)
    sheet = marked(path, issues)["台账"]
    commented = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
    assert commented == {issue.place.cell for issue in issues} == {"B3", "B4", "C4"}


def test_names_no_sheet_may_have_are_changed(tmp_path: Path) -> None:
    path = tmp_path / "问题说明[1].csv"
    path.write_text("企业名称\n甲\n", "utf-8")
    assert marked(path, []).sheetnames == ["问题说明", "问题说明_1_"]


def test_macros_are_not_kept(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "plain.xlsm")) as book:
        book.add_worksheet("台账").write("A1", "企业名称")
    assert marked(tmp_path / "plain.xlsm", []).sheetnames == ["问题说明", "台账"]

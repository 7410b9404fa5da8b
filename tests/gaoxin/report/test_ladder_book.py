"""The workbook holds the same lists as the page, as cells one can filter, and nothing in it runs."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from gaoxin.assessment import Assessment
from gaoxin.errors import GaoxinError
from gaoxin.ladder.rungs import Ladder
from gaoxin.report.ladder_book import write_ladder_book
from gaoxin.report.ladder_report import LadderReport
from tests.gaoxin.report.conftest import EVIL

SHEETS = ["梯度总览", "可申报", "差一步", "待补数据", "证书到期", "卡点", "每家企业", "依据"]


@pytest.fixture(scope="module")
def path(zone: Assessment, ladder: Ladder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "ladder.xlsx"
    write_ladder_book(zone, ladder, path)
    return path


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


def column(book: Workbook, sheet: str, head: str) -> list[object]:
    names = [cell.value for cell in book[sheet][1]]
    return [row[names.index(head)] for row in book[sheet].iter_rows(min_row=2, values_only=True)]


def test_sheets_are_those_an_officer_expects(book: Workbook) -> None:
    assert book.sheetnames == SHEETS


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet_has_a_frozen_heading_and_a_filter(book: Workbook, sheet: str) -> None:
    assert str(book[sheet].freeze_panes).endswith("2")
    assert book[sheet].auto_filter.ref


def test_lists_are_complete(book: Workbook, report: LadderReport) -> None:
    lists = {"可申报": report.ready, "差一步": report.near, "待补数据": report.needs_data, "证书到期": report.expiring}
    for sheet, rows in lists.items():
        assert column(book, sheet, "统一社会信用代码") == [row.uscc for row in rows]
    assert len(column(book, "每家企业", "企业")) == report.enterprises


def test_shortfall_is_a_number_in_its_stated_unit(book: Workbook, report: LadderReport) -> None:
    figures = list(zip(column(book, "差一步", "差额"), column(book, "差一步", "单位"), strict=True))
    for step, (lack, unit) in zip(report.near, figures, strict=True):
        assert unit == {"元": "万元", "": "百分点"}.get(step.unit, step.unit)
        assert lack == pytest.approx(step.lacks * {"元": 1e-4, "": 100}.get(step.unit, 1), abs=1e-4)


def test_funnel_counts_every_enterprise_on_every_rung(book: Workbook, report: LadderReport) -> None:
    rungs = [rung for _, counts in report.tracks for rung in counts]
    rows = book["梯度总览"].iter_rows(min_row=2, max_row=len(rungs) + 1, values_only=True)
    assert [list(row[2:8]) for row in rows] == [[*rung.statuses.values(), rung.due] for rung in rungs]


def test_funnel_and_obstacles_have_native_charts(path: Path) -> None:
    with ZipFile(path) as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 5  # a funnel per track, and the obstacles


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet_prints_on_a4_with_its_heading_on_every_page(book: Workbook, sheet: str) -> None:
    page = book[sheet].page_setup
    wide = 2 if sheet == "卡点" else 1  # its chart has a page of its own
    overview = sheet == "梯度总览"  # one page, or a chart is cut in two
    assert (page.paperSize, page.fitToWidth, page.fitToHeight) == (9, None if wide == 1 else 2, None if overview else 0)
    assert (page.orientation, book[sheet].print_title_rows) == ("portrait" if overview else "landscape", "$1:$1")


def test_whole_number_is_shown_without_a_dangling_point(book: Workbook) -> None:
    at = [cell.value for cell in book["差一步"][1]].index("差额")
    cells = [row[at] for row in book["差一步"].iter_rows(min_row=2)]
    formats = {(float(str(cell.value)).is_integer(), cell.number_format) for cell in cells}
    assert formats == {(True, "#,##0"), (False, "#,##0.00##")}


def test_chart_of_obstacles_shows_what_its_order_goes_by(path: Path) -> None:
    with ZipFile(path) as parts:
        texts = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
    (chart,) = [text for text in texts if "不达标最多的" in text]
    assert [f"卡点!${column}$2" in chart for column in "DE"] == [True, True]  # not met; of them, only this
    assert [text.count("企业（家）") for text in texts] == [1] * 5


def test_name_that_looks_like_a_formula_is_a_text(hostile: Assessment, ladder: Ladder, tmp_path: Path) -> None:
    write_ladder_book(hostile, ladder, tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == EVIL]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def test_zone_without_enterprises_has_all_its_sheets(nobody: Assessment, ladder: Ladder, tmp_path: Path) -> None:
    write_ladder_book(nobody, ladder, tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert book.sheetnames == SHEETS
    assert column(book, "证书到期", "企业") == []


def test_same_assessment_gives_the_same_bytes(zone: Assessment, ladder: Ladder, path: Path, tmp_path: Path) -> None:
    write_ladder_book(zone, ladder, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


def test_folder_that_cannot_be_written_is_said_in_chinese(zone: Assessment, ladder: Ladder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GaoxinError, match="写不了"):
        write_ladder_book(zone, ladder, tmp_path / "file" / "book.xlsx")

"""No cells whatever make the reader raise; what it reads is the same each time and stands at its address."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from gaoxin.errors import FactsError
from gaoxin.register.error_book import write_error_workbook
from gaoxin.register.ledger.document import document
from gaoxin.register.ledger.grid import Workbook, open_workbook
from gaoxin.register.ledger.reading import read_grids, read_workbook
from gaoxin.register.ledger.shapes import Cell, Grid, Merge
from tests.journeys.ledgers import FIRMS, words

WORDS = [
    "企业名称",
    "统一社会信用代码",
    "项目名称",
    "序号",
    "营业收入（万元）",
    "同比（%）",
    "1-2月",
    "1-3月",
    "高企",
    "产值",
]
WORDS += [
    "有效期",
    "认定年份",
    "成立时间",
    "联系电话",
    "拟培育方向",
    "合计",
    "小计",
    "本页小计",
    "一、产业链",
    "注：",
    "单位：亿元",
]
WORDS += [
    "约10亿",
    "10-20",
    "３．５万",
    "√",
    "申报中",
    "——",
    "/",
    "增长13.4%",
    "二〇一〇年九月",
    "2019.3",
    "6月底",
    "四百余",
]
WORDS += [
    "1e999",
    "-1e400",
    "9.16E+17",
    "2022年13月",
    "#DIV/0!",
    "=1+1",
    "@x",
    "万",
    "%",
    "-",
    "0000-00-00",
    "99999999",
    "一",
    "（二）",
]
WORDS += ["宁夏甲辰新材料有限公司", "宁夏乙巳智能装备有限公司（曾用名：甲）", *FIRMS[:3]]
TEXTS = st.one_of(
    st.sampled_from(WORDS), st.text(max_size=12), st.text("0123456789.,-/年月日万亿%约十百至～ ", max_size=10)
)
NUMBERS = st.one_of(st.integers(-(10**30), 10**30), st.floats(allow_nan=False, allow_infinity=False))
DAYS = st.one_of(
    st.dates(date(1900, 3, 1), date(9999, 12, 31)), st.datetimes(datetime(1900, 3, 1), datetime(2200, 1, 1))
)
CELLS = st.one_of(st.none(), TEXTS, TEXTS, NUMBERS, st.booleans(), DAYS)
ROWS = st.lists(st.lists(CELLS, max_size=7), max_size=12)
MERGES = st.lists(st.tuples(*[st.integers(0, 8)] * 4), max_size=3)
SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def book(path: Path, rows: list[list[Any]], merges: list[tuple[int, int, int, int]]) -> Path:
    """A workbook of any cells; merges that overlap another are left out, as Excel allows none."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "nan_inf_to_errors": True}) as out:
        sheet, taken = out.add_worksheet("任意"), set[tuple[int, int]]()
        for a, b, c, d in merges:
            top, bottom, left, right = min(a, b), max(a, b), min(c, d), max(c, d)
            area = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
            if len(area) > 1 and not area & taken:
                sheet.merge_range(top, left, bottom, right, "")
                taken |= area
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                put(sheet, row, column, cell)
    return path


def put(sheet: Any, row: int, column: int, cell: object) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, float(cell))


@SOME
@given(rows=ROWS, merges=MERGES)
def test_any_cells_are_read_the_same_each_time_and_marked(
    rows: list[list[Any]], merges: list[tuple[int, int, int, int]], tmp_path_factory: Any
) -> None:
    folder = tmp_path_factory.mktemp("any")
    head = ["序号", "企业名称", "统一社会信用代码", "营业收入（万元）", "1-3月产值", "高企", "有效期"]
    path = book(folder / "any.xlsx", [head, *rows], [(a + 1, b + 1, c, d) for a, b, c, d in merges])
    ledger = read_workbook(path, words())
    first = document(ledger, words().vocabulary)
    again = document(read_workbook(path, words()), words().vocabulary)
    assert json.dumps(first, allow_nan=False) == json.dumps(again, allow_nan=False)
    assert raw_texts_at_their_addresses(path, first) == []
    write_error_workbook(path, ledger.issues, folder / "errors.xlsx")
    openpyxl.load_workbook(folder / "errors.xlsx")


def raw_texts_at_their_addresses(path: Path, found: dict[str, Any]) -> list[str]:
    """Cells whose raw text is not what the workbook holds there, or at the corner of the merge there."""
    grid = open_workbook(path)[0].grids[0]
    wrong = []
    for record in found["records"]:
        for value in record["values"].values():
            raw, cell = value["raw"], at(grid, value["cell"])
            plain = cell is None or isinstance(cell, str | int) or (isinstance(cell, float) and math.isfinite(cell))
            if raw != (cell if plain else str(cell)):
                wrong.append(value["cell"])
    return wrong


def at(grid: Grid, name: str) -> Cell:
    letters, number = coordinate_from_string(name)
    row, column = number - 1, column_index_from_string(letters) - 1
    own = cell_of(grid, row, column)
    for merge in grid.merges:
        if own is None and merge.left == column and merge.top <= row <= merge.bottom:
            return cell_of(grid, merge.top, column)
    return own


def cell_of(grid: Grid, row: int, column: int) -> Cell:
    return grid.rows[row][column] if row < len(grid.rows) and column < len(grid.rows[row]) else None


ANYTHING = st.one_of(CELLS, st.floats(), st.times(), st.sampled_from([float("inf"), float("nan"), -0.0, 10**400]))


@SOME
@given(cells=st.lists(st.lists(ANYTHING, min_size=7, max_size=7), max_size=8), corners=MERGES)
def test_any_grid_in_memory_is_read(cells: list[list[Any]], corners: list[tuple[int, int, int, int]]) -> None:
    """Cells no xlsxwriter writes: infinities, times, numbers beyond every limit."""
    head: list[Cell] = ["企业名称", "产值（亿元）", "职工总数", "同比（%）", "成立时间", "高企", "有效期"]
    merges = tuple(Merge(min(a, b) + 1, min(c, d), max(a, b) + 1, max(c, d)) for a, b, c, d in corners)
    workbook = Workbook("任意.xlsx", "", (Grid("内存", True, [head, [time(8, 30)] * 7, *cells], merges),))
    json.dumps(document(read_grids(workbook, words()), words().vocabulary), allow_nan=False)


@SOME
@given(text=st.text(max_size=300), encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
def test_any_text_file_is_read_or_refused(text: str, encoding: str, tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(("企业名称,营业收入（万元）\n" + text).encode(encoding, "replace"))
    with suppress(FactsError):
        document(read_workbook(path, words()), words().vocabulary)

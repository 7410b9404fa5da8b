"""A ledger read with what a person corrected: sheets, headings, rows, columns, periods."""

from __future__ import annotations

import pytest

from gaoxin.register.ledger.corrections import ColumnCorrection, Corrections, SheetCorrection, TableCorrection
from gaoxin.register.ledger.grid import Workbook, open_workbook
from gaoxin.register.ledger.reading import read_grids, read_workbook
from gaoxin.register.ledger.shapes import Grid
from gaoxin.register.ledger.vocabulary import fingerprint
from tests.journeys.ledgers import words

ROWS = [
    ["企业名称", "2023年营业收入（万元）"],
    ["宁夏甲石科技有限公司", 5],
    ["宁夏乙水材料有限公司", 6],
    ["合计", 11],
]


def read(rows, corrections=None, name="表", visible=True):
    grids = (Grid(name, visible, [list(row) for row in rows]),)
    return read_grids(Workbook("表.xlsx", "", grids), words(), corrections=corrections)


def sheet(**said):
    return Corrections({"表": SheetCorrection(**said)})


def columns(rows, period="", **said):
    mark = fingerprint(read(rows).tables[0].header.paths)
    return Corrections(
        tables={mark: TableCorrection({path: ColumnCorrection(**one) for path, one in said.items()}, period)}
    )


def names(ledger):
    return [table.names[at].name for table in ledger.tables for at in table.kept()]


def test_nothing_corrected_is_read_as_ever():
    assert names(read(ROWS, Corrections())) == names(read(ROWS)) == ["宁夏甲石科技有限公司", "宁夏乙水材料有限公司"]


def test_a_sheet_left_out_is_left_out_without_a_word():
    ledger = read(ROWS, sheet(read=False))
    assert (ledger.tables, ledger.issues) == ([], ())


def test_a_hidden_sheet_is_read_where_somebody_says_so(tmp_path):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "表.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("面").write_row(0, 0, ["企业名称", "营业收入（万元）"])
    book.get_worksheet_by_name("面").write_row(1, 0, ["甲公司", 1])
    hidden = book.add_worksheet("旧")
    hidden.write_row(0, 0, ["企业名称", "营业收入（万元）"])
    hidden.write_row(1, 0, ["乙公司", 2])
    hidden.hide()
    book.close()
    shown = Corrections({"旧": SheetCorrection(read=True)})
    assert names(read_workbook(path, words())) == ["甲公司"]
    assert names(read_workbook(path, words(), corrections=shown)) == ["甲公司", "乙公司"]
    assert [grid.visible for grid in open_workbook(path, {"旧"})[0].grids] == [True, True]


def test_headings_are_where_they_are_pointed_at():
    rows = [["说明"], ["主体", "营收情况"], ["甲公司", 5]]
    assert read(rows).tables == []
    table = read(rows, sheet(header=(2, 2))).tables[0]
    assert (table.header.top, table.header.bottom, table.rows.data) == (1, 1, [2])


def test_headings_pointed_at_below_the_sheet_are_none():
    assert read(ROWS, sheet(header=(5, 5))).tables == []
    assert len(read(ROWS, sheet(header=(4, 9))).tables) == 1


def test_rows_are_what_they_are_said_to_be():
    said = sheet(rows={2: "blank", 3: "group", 4: "data"})
    table = read(ROWS, said).tables[0]
    assert (table.rows.data, [(one.row, one.kind) for one in table.rows.skipped]) == ([3], [(1, "blank"), (2, "group")])
    assert table.rows.groups[3].carries == "宁夏乙水材料有限公司"


def test_a_row_said_to_be_data_is_no_repeat():
    rows = [*ROWS[:3], ROWS[1], *[[f"宁夏示例{at}号有限公司", at] for at in range(20)]]
    assert len(names(read(rows))) == 22
    assert len(names(read(rows, sheet(rows={4: "data"})))) == 23


def test_a_role_given_to_a_column_is_taken_from_the_others():
    rows = [["企业名称", "主体全名", "营业收入（万元）"], ["甲", "宁夏甲石科技有限公司", 5]]
    said = columns(rows, 主体全名={"meaning": "role:name"})
    table = read(rows, said).tables[0]
    assert [column.role for column in table.columns] == ["", "name", ""]
    assert names(read(rows, said)) == ["宁夏甲石科技有限公司"]


def test_a_column_has_the_field_unit_and_period_it_was_given():
    rows = [["企业名称", "科创支出"], ["甲公司", 5]]
    said = columns(rows, 科创支出={"meaning": "rd_expense", "unit": "亿元", "period": "2023年"})
    column = read(rows, said).tables[0].columns[1]
    assert (column.field, column.unit, str(column.period)) == ("rd_expense", "亿元", "2023")


def test_a_recognition_and_no_field_at_all_can_be_given():
    rows = [["企业名称", "国字号", "营业收入（万元）"], ["甲公司", "√", 5]]
    said = columns(rows, 国字号={"meaning": "held:hnte"}, **{"营业收入(万元)": {"meaning": ""}})
    table = read(rows, said).tables[0]
    assert [(column.title, column.field) for column in table.columns[1:]] == [("hnte", ""), ("", "")]


def test_the_year_of_a_whole_table_is_that_of_columns_that_name_none():
    rows = [["企业名称", "1-10月营业收入（万元）", "职工总数"], ["甲公司", 5, 6]]
    table = read(rows, columns(rows, "2024")).tables[0]
    assert [str(column.period) for column in table.columns[1:]] == ["2024-01/2024-10", "2024"]

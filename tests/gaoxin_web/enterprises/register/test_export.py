"""An export is the screen: its filter, its order, its columns; and the log knows of it."""

from __future__ import annotations

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.ui import listing, sheets

pytestmark = pytest.mark.django_db
LIST = "/enterprises/"
SCREEN = {"q": "宁夏", "sort": "-name", "column": ["uscc", "status", "phone"]}
EXPECTED = [
    ["企业名称", "统一社会信用代码", "状态", "联系电话"],
    ["宁夏砺石钽业有限公司", "91640204MA700000XQ", "在营", "138****1234"],
    ["宁夏恒瑞光伏有限公司", "", "迁出", ""],
]


def test_csv_has_the_rows_columns_and_order_of_the_screen(world, officer):
    content = officer.get(LIST, {**SCREEN, "export": "csv"}).content
    assert content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig")))) == EXPECTED


def test_the_workbook_has_the_rows_columns_and_order_of_the_screen(world, officer):
    content = officer.get(LIST, {**SCREEN, "export": "xlsx"}).content
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python() == EXPECTED


def test_the_cells_of_the_export_are_those_of_the_page(world, officer):
    page = officer.get(LIST, SCREEN).context["lines"]
    shown = [["" if cell.value is None else str(cell.value) for cell in cells] for _, cells in page]
    exported = officer.get(LIST, {**SCREEN, "export": "csv"}).content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(exported)))[1:] == shown


def test_an_export_is_logged_with_rows_filter_and_columns(world, officer):
    officer.get(LIST, {**SCREEN, "export": "csv"})
    event = AuditEvent.objects.get(action="register.export")
    assert (event.user, event.detail["rows"], event.detail["filter"]["q"]) == (world.officer, 2, "宁夏")
    assert event.detail["columns"] == EXPECTED[0]


def test_a_large_export_is_read_part_by_part_and_logged_with_all_its_rows(make, world, officer, monkeypatch):
    for number in range(7):
        make.enterprise(world.zone, f"宁夏{number}")
    monkeypatch.setattr(listing, "AT_ONCE", 3)
    monkeypatch.setattr(sheets, "SMALL", 50)
    response = officer.get(LIST, {**SCREEN, "export": "csv"})
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    names = [row[0] for row in csv.reader(io.StringIO(content))][1:]
    assert names == sorted(names, reverse=True)
    assert (len(names), AuditEvent.objects.get(action="register.export").detail["rows"]) == (9, 9)


def test_an_export_reaches_no_further_than_the_screen(world, sign_in):
    content = sign_in(world.narrow).get(LIST, {"export": "csv", "column": "uscc"}).content.decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(content))] == ["企业名称", "宁夏恒瑞光伏有限公司"]


def test_a_name_like_a_formula_is_quoted(make, world, officer):
    make.enterprise(world.zone, "=cmd|calc")
    content = officer.get(LIST, {"q": "cmd", "export": "csv", "column": "uscc"}).content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content)))[1] == ["'=cmd|calc", ""]

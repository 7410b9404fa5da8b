"""An invented high-tech zone as a workbook: yearly reports and the recognitions held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from gaoxin.demo.edges import EDGES, Edge
from gaoxin.demo.invent import SPAN, Rows, invent_zone
from gaoxin.demo.names import ZONE, company_name
from gaoxin.demo.titles import Held
from gaoxin.fields import Field, Fields, load_fields
from gaoxin.rules.load import default_rulebook

REPORTS, TITLES, ABOUT = "企业年报", "资质", "说明"
YEAR_HEADING = "年度"
TITLE_HEADINGS = ("统一社会信用代码", "资质", "有效期起", "有效期止")
UNITS = {"valuation": "万美元", "expected_market_cap": "亿元"}
UNIT_OF_KIND = {"money": "万元", "ratio": "%"}


def write_zone(path: Path, *, seed: int = 2026, enterprises: int = 300, year: int = 2025) -> None:
    """Write the workbook of the invented zone 示例高新区.

    Args:
        path: the .xlsx to write.
        seed: the same seed gives the same bytes.
        enterprises: how many; the named edge cases come first among them.
        year: the newest year reported (y0); the demonstration day is 15 May after it.

    Raises:
        ValueError: fewer than one enterprise, or more than there are invented names for.
    """
    fields = reported_fields(load_fields(default_rulebook() / "fields.yaml"))
    rows, titles = invent_zone(fields, seed=seed, enterprises=enterprises, year=year)
    with xlsxwriter.Workbook(path) as book:
        # A fixed day of creation, or two runs would differ
        book.set_properties({"title": f"{ZONE}（虚构）", "created": datetime(year + 1, 1, 1)})
        _write_reports(book, fields, rows)
        _write_titles(book, titles)
        _write_about(book, year, EDGES[:enterprises])


def reported_fields(fields: Fields) -> Fields:
    """What an enterprise reports once a year for policies: neither derived nor monthly nor of the census."""
    kept = {name: item for name, item in fields.items() if item.period != "month" and not (item.derived or item.census)}
    return Fields(kept)


def heading(item: Field) -> str:
    """The column heading: Chinese label, and the unit the column is written in."""
    unit = UNITS.get(item.name) or UNIT_OF_KIND.get(item.kind) or (item.unit if item.kind == "number" else "")
    return f"{item.label}（{unit}）" if unit else item.label


def _write_reports(book: xlsxwriter.Workbook, fields: Fields, rows: Rows) -> None:
    sheet = book.add_worksheet(REPORTS)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    figure = book.add_format({"num_format": "#,##0.00"})
    names = ["uscc", "name", YEAR_HEADING, *(name for name in fields if name not in ("uscc", "name"))]
    for column, name in enumerate(names):
        sheet.write_string(0, column, heading(fields[name]) if name in fields else name, bold)
    write_lines(sheet, fields, names, rows, day, figure)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, len(rows), len(names) - 1)
    sheet.set_row(0, 48)
    sheet.set_column(0, 0, 21)
    sheet.set_column(1, 1, 30)
    sheet.set_column(3, len(names) - 1, 13)


def write_lines(
    sheet: Any, fields: Fields, names: Sequence[str], rows: Rows, day: Any = None, figure: Any = None
) -> None:
    """A line per enterprise and year below the headings, in the units they name; ``day`` and ``figure`` are formats."""
    for line, (year, row) in enumerate(rows, start=1):
        for column, name in enumerate(names):
            value = year if name == YEAR_HEADING else row.get(name)
            if isinstance(value, bool):
                sheet.write_string(line, column, "是" if value else "否")
            elif isinstance(value, date):
                sheet.write_datetime(line, column, value, day)
            elif isinstance(value, str):
                sheet.write_string(line, column, value)
            elif value is not None:
                whole = name == YEAR_HEADING or fields[name].kind == "count"
                sheet.write_number(line, column, value if whole else value / 100, None if whole else figure)


def _write_titles(book: xlsxwriter.Workbook, titles: list[Held]) -> None:
    sheet = book.add_worksheet(TITLES)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, TITLE_HEADINGS, bold)
    for line, held in enumerate(titles, start=1):
        sheet.write_row(line, 0, (held.uscc, held.label))
        sheet.write_datetime(line, 2, held.valid_from, day)
        sheet.write_datetime(line, 3, held.valid_to, day)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 3, 12)


def _write_about(book: xlsxwriter.Workbook, year: int, edges: Sequence[Edge]) -> None:
    sheet = book.add_worksheet(ABOUT)
    bold = book.add_format({"bold": True})
    sheet.write_string(0, 0, f"{ZONE}（虚构）", bold)
    lines = (
        "本工作簿的园区、企业、代码和数字全部由程序生成，与任何真实园区、企业无关；如有雷同，纯属巧合。",
        "统一社会信用代码校验位正确，但登记地区 640299 未分配，不会与真实企业相同。",
        f"「{REPORTS}」每家企业每年一行，共 {SPAN} 年（{year - SPAN + 1}–{year}）。",
        "空格表示未报（待核），不是零；“无”表示已知没有。",
        f"「{TITLES}」列出各企业的资质与有效期，未列出即未持有。",
        f"演示日期：{year + 1}-05-15。以下企业特意放在门槛上或门槛旁：",
    )
    for line, text in enumerate(lines, start=1):
        sheet.write_string(line, 0, text)
    for line, edge in enumerate(edges, start=len(lines) + 2):
        sheet.write_string(line, 0, company_name(edge.brand, edge.trade))
        sheet.write_string(line, 1, edge.claim)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)

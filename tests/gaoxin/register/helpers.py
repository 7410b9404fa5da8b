"""Names and helpers the register's tests share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from gaoxin.errors import Issue

A, B, C = "91110000600037341L", "91370100000000001W", "913701000000000020"  # pass the check character
FIELDS = Path(__file__).parents[3] / "src/gaoxin_rulebook/fields.yaml"
Sheets = dict[str, list[list[object]]]


def write_book(path: Path, sheets: Sheets, hidden: Sequence[str] = ()) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    write_cell(sheet, number, column, cell)
            if title in hidden:
                sheet.hide()
            else:
                sheet.activate()  # the first sheet is active, and an active sheet cannot hide
    return path


def write_cell(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: object) -> None:
    match cell:
        case None:
            pass
        case str():
            sheet.write_string(row, column, cell)
        case date() | datetime():
            sheet.write_datetime(row, column, cell)
        case _:
            sheet.write(row, column, cell)


def told(issues: Sequence[Issue]) -> list[tuple[str, str, str]]:
    """Issues as code, severity and cell, for comparison."""
    return [(issue.code, issue.severity, issue.place.cell or "") for issue in issues]

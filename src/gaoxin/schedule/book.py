"""Answers as workbooks: tables with a heading, a filter and a frozen first row; every text stays a text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from gaoxin.errors import GaoxinError

MADE = datetime(2026, 1, 1)  # written into every workbook, so that the same answer gives the same bytes
Cell = str | int | float | None


class Sheet(NamedTuple):
    """A table of a workbook; ``head`` gives each column's heading and width in characters."""

    name: str
    head: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Cell]]


def write_sheets(sheets: Sequence[Sheet], path: Path) -> None:
    """Write tables as .xlsx.

    Raises:
        GaoxinError: the file cannot be written.
    """
    book = Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": MADE})
    head = book.add_format({"bold": True, "bg_color": "#DCE6F2", "border": 1, "valign": "vcenter", "text_wrap": True})
    body = book.add_format({"border": 1, "border_color": "#D0D5DC", "valign": "top", "text_wrap": True})
    for one in sheets:
        sheet = book.add_worksheet(one.name)
        for column, (title, width) in enumerate(one.head):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        for row, cells in enumerate(one.rows, 1):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(row, column, cell, body)
                elif cell is None:
                    sheet.write_blank(row, column, None, body)
                else:
                    sheet.write_number(row, column, cell, body)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(one.rows), 1), len(one.head) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    try:
        book.close()
    except FileCreateError as error:
        raise GaoxinError(f"无法写入 {path}：{error}") from error

"""Tables as files a browser saves: a workbook or CSV that Excel opens right, its texts never taken for formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")  # Excel in Chinese takes the wide ones too
LONGEST = 32_767  # characters of a cell
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNNAMED = re.compile(r"[\[\]:*?/\\]")  # what a sheet may not be called by
WIDEST, NARROWEST = 40, 8  # characters


@dataclass(frozen=True)
class Sheet:
    """A table of a workbook: its title, its headings, its rows."""

    title: str
    heads: Sequence[str]
    lines: Sequence[Sequence[Any]]


def as_workbook(
    name: str, title: str, heads: Sequence[str], lines: Iterable[Sequence[Any]], *, mark: str = ""
) -> HttpResponse:
    """A workbook of one sheet; ``mark`` says at the foot of each printed page who took it out and when."""
    return as_book(name, [Sheet(title, heads, list(lines))], mark=mark)


def as_book(name: str, sheets: Iterable[Sheet], *, mark: str = "") -> HttpResponse:
    """A workbook of several sheets, each with its title."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = {
        "head": book.add_format(
            {"bold": True, "bg_color": "#E8EEF7", "border": 1, "text_wrap": True, "valign": "vcenter"}
        ),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    for one in sheets:
        _write(book.add_worksheet(UNNAMED.sub("_", one.title)[:31] or None), one, formats, mark)
    book.close()
    return attachment(name, file.getvalue(), XLSX)


def _write(sheet: Any, one: Sheet, formats: dict[str, Any], mark: str) -> None:
    sheet.write_row(0, 0, one.heads, formats["head"])
    for row, line in enumerate(one.lines, 1):
        for column, value in enumerate(line):
            if isinstance(value, datetime):
                sheet.write_datetime(row, column, value, formats["moment"])
            elif isinstance(value, date):
                sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), formats["day"])
            elif isinstance(value, str):
                sheet.write_string(row, column, value if len(value) <= LONGEST else value[: LONGEST - 1] + "…")
            elif value is not None:
                sheet.write_number(row, column, value)
    for column, head in enumerate(one.heads):
        longest = max([_width(head), *(_width(line[column]) for line in one.lines[:200])])
        sheet.set_column(column, column, min(max(longest + 2, NARROWEST), WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(one.lines), 1), max(len(one.heads) - 1, 0))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(f"&L{mark.replace('&', '&&')}&R&P / &N")


def as_csv(
    name: str, title: str, heads: Sequence[str], lines: Iterable[Sequence[Any]], *, mark: str = ""
) -> HttpResponse:
    """CSV in UTF-8 with a byte order mark, as Excel wants it; a text that looks like a formula is quoted."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([_safe(head) for head in heads])
    writer.writerows([_safe(value) for value in line] for line in lines)
    return attachment(name, file.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8")


def attachment(name: str, content: bytes, kind: str) -> HttpResponse:
    """A file to save under a Chinese name."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _safe(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA):
        return "'" + value
    return value.isoformat() if isinstance(value, date) else value


def _width(value: Any) -> int:
    """Columns a text takes: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in str(value)) if value is not None else 0

"""Tables as files a browser saves: a workbook or CSV that Excel opens right, its texts never taken for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST, NARROWEST = 40, 8  # characters


def as_workbook(
    name: str, title: str, heads: Sequence[str], lines: Iterable[Sequence[Any]], *, mark: str = ""
) -> HttpResponse:
    """A workbook of one sheet; ``mark`` says at the foot of each printed page who took it out and when."""
    lines, file = list(lines), io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(title[:31] or None)
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1, "text_wrap": True, "valign": "vcenter"})
    day, moment = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.write_row(0, 0, heads, bold)
    for row, line in enumerate(lines, 1):
        for column, value in enumerate(line):
            if isinstance(value, datetime):
                sheet.write_datetime(row, column, value, moment)
            elif isinstance(value, date):
                sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)
            elif isinstance(value, str):
                sheet.write_string(row, column, value)
            elif value is not None:
                sheet.write_number(row, column, value)
    for column, head in enumerate(heads):
        longest = max([_width(head), *(_width(line[column]) for line in lines[:200])])
        sheet.set_column(column, column, min(max(longest + 2, NARROWEST), WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(lines), 1), max(len(heads) - 1, 0))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(f"&L{mark.replace('&', '&&')}&R&P / &N")
    book.close()
    return attachment(name, file.getvalue(), XLSX)


def as_csv(
    name: str, title: str, heads: Sequence[str], lines: Iterable[Sequence[Any]], *, mark: str = ""
) -> HttpResponse:
    """CSV in UTF-8 with a byte order mark, as Excel wants it; a text that looks like a formula is quoted."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(heads)
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

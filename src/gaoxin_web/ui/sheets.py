"""Tables as files a browser saves: a workbook or CSV that Excel opens right, its texts never taken for formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from tempfile import SpooledTemporaryFile, TemporaryDirectory
from typing import IO, Any, TypeVar, cast
from urllib.parse import quote

import xlsxwriter
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")  # Excel in Chinese takes the wide ones too
LONGEST = 32_767  # characters of a cell
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNNAMED = re.compile(r"[\[\]:*?/\\]")  # what a sheet may not be called by
WIDEST, NARROWEST = 40, 8  # characters
MEASURED = 200  # rows that say how wide the columns are
SMALL = 2**20  # bytes: so much is kept in memory, and more on the disk
R = TypeVar("R", bound=HttpResponseBase)


@dataclass(frozen=True)
class Sheet:
    """A table of a workbook: its title, its headings, its rows."""

    title: str
    heads: Sequence[str]
    lines: Iterable[Sequence[Any]]


def as_workbook(
    name: str, title: str, heads: Sequence[str], lines: Iterable[Sequence[Any]], *, mark: str = ""
) -> HttpResponseBase:
    """A workbook of one sheet; ``mark`` says at the foot of each printed page who took it out and when."""
    return as_book(name, [Sheet(title, heads, lines)], mark=mark)


def as_book(name: str, sheets: Iterable[Sheet], *, mark: str = "") -> HttpResponseBase:
    """A workbook of several sheets, each with its title, as an answer."""
    return _sent(name, book_of(sheets, mark=mark), XLSX)


def book_of(sheets: Iterable[Sheet], *, mark: str = "") -> SpooledTemporaryFile[bytes]:
    """The same as a file that the caller closes; a row is let go as soon as it is written."""
    file = _file()
    with TemporaryDirectory() as folder:  # rows lie there until the book is closed, and go whatever happens
        how = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(file, how)
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
    file.seek(0)
    return file


def _write(sheet: Any, one: Sheet, formats: dict[str, Any], mark: str) -> None:
    lines = iter(one.lines)
    first = list(islice(lines, MEASURED))
    for column, head in enumerate(one.heads):
        longest = max([_width(head), *(_width(line[column]) for line in first)])
        sheet.set_column(column, column, min(max(longest + 2, NARROWEST), WIDEST))
    sheet.write_row(0, 0, one.heads, formats["head"])
    row = 0
    for row, line in enumerate(chain(first, lines), 1):
        _write_line(sheet, row, line, formats)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(row, 1), max(len(one.heads) - 1, 0))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(f"&L{mark.replace('&', '&&')}&R&P / &N")


def _write_line(sheet: Any, row: int, line: Sequence[Any], formats: dict[str, Any]) -> None:
    for column, value in enumerate(line):
        if isinstance(value, str):
            sheet.write_string(row, column, value if len(value) <= LONGEST else value[: LONGEST - 1] + "…")
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value, formats["moment"])
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), formats["day"])
        elif value is not None:
            sheet.write_number(row, column, value)


def as_csv(
    name: str, title: str, heads: Sequence[str], lines: Iterable[Sequence[Any]], *, mark: str = ""
) -> HttpResponseBase:
    """CSV in UTF-8 with a byte order mark, as Excel wants it; a text that looks like a formula is quoted."""
    file = _file()
    text = io.TextIOWrapper(cast(IO[bytes], file), "utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text)
    writer.writerow([_safe(head) for head in heads])
    writer.writerows([_safe(value) for value in line] for line in lines)
    text.detach()  # written out, and the file stays open
    return _sent(name, file, "text/csv; charset=utf-8")


def attachment(name: str, content: bytes, kind: str) -> HttpResponse:
    """A file to save under a Chinese name."""
    return _named(HttpResponse(content, content_type=kind), name)


def _file() -> SpooledTemporaryFile[bytes]:
    """Where a table is written: in memory as long as it is small."""
    return SpooledTemporaryFile(SMALL)  # the response closes it


def _sent(name: str, file: SpooledTemporaryFile[bytes], kind: str) -> HttpResponseBase:
    """A written file as an answer: a large one piece by piece, so that it is nowhere whole in memory.

    It is written to its end before its first byte goes out: what goes wrong halfway is an error, and never a file
    that is short of rows without anybody knowing.
    """
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(0)
    if size <= SMALL:
        with file:
            return attachment(name, file.read(), kind)
    response = _named(FileResponse(file, content_type=kind), name)
    response["Content-Length"] = size
    return response


def _named(response: R, name: str) -> R:
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _safe(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA):
        return "'" + value
    return value.isoformat() if isinstance(value, date) else value


def _width(value: Any) -> int:
    """Columns a text takes: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in str(value)) if value is not None else 0

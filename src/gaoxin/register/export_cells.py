"""How a value stands in a cell that somebody else's program opens, so that it comes back as it was.

A workbook's number holds 15 digits for certain; one with more stands as a text, which
our readers take as exactly the number. A text of a CSV that a spreadsheet would run as a
formula gets an apostrophe in front, and :func:`unquoted` takes it off again.

Source:
    OWASP, CSV Injection: what begins with = + - @, a tab or a line break may be run.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from gaoxin.errors import GaoxinError

Cell: TypeAlias = str | int | Decimal | date | None
DIGITS = 15  # significant decimal digits that a double keeps
FIRST_DAY = date(1900, 3, 1)  # Excel counts a 29 February 1900 that was none; days before it are off by one
MOST_ROWS = 1_048_576
LONGEST = 32_767  # UTF-16 units of a cell
UNSAYABLE = re.compile("[\ud800-\udfff\ufffe\uffff]|_x005[Ff]_")  # XML has no such characters; the rest is its escape
RUNS = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
QUOTED = re.compile(r"''*[=+\-@＝＋－＠\t\r\n]")


def quoted(text: str) -> str:
    """A text that no spreadsheet runs.

    >>> quoted("=1+1"), quoted("甲公司")
    ("'=1+1", '甲公司')
    """
    return f"'{text}" if RUNS.match(text) else text


def unquoted(text: str) -> str:
    """What :func:`quoted` was given."""
    return text[1:] if QUOTED.match(text) else text


def write_csv(path: Path, rows: Iterable[Sequence[Cell]]) -> None:
    """Write rows as UTF-8 with its mark, which Excel needs to read Chinese; nothing in them is run."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, lineterminator="\r\n").writerows([csv_text(cell) for cell in row] for row in rows)


def csv_text(cell: Cell) -> str:
    """A cell's text; a negative number needs no apostrophe, for it cannot be run."""
    if isinstance(cell, str):
        return quoted(cell)
    return "" if cell is None else f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def as_stored(cell: Cell) -> str | int | float | date | None:
    """What a workbook keeps of a cell: a number of up to 15 digits, a day from March 1900 on, else a text."""
    if isinstance(cell, date):
        return cell if cell >= FIRST_DAY else cell.isoformat()
    if isinstance(cell, Decimal):
        return float(cell) if len(cell.as_tuple().digits) <= DIGITS else f"{cell:f}"
    return str(cell) if isinstance(cell, int) and abs(cell) >= 10**DIGITS else cell


def put(sheet: Any, row: int, column: int, cell: Cell, style: Any = None) -> None:
    """Write a cell (row and column from 0); nothing for None.

    Raises:
        GaoxinError: a workbook cannot hold it.
    """
    stored = as_stored(cell)
    if isinstance(stored, str):
        _check_text(stored)
        sheet.write_string(row, column, stored, style)
    elif isinstance(stored, date):
        sheet.write_datetime(row, column, stored, style)
    elif stored is not None:
        sheet.write_number(row, column, stored, style)


def check_rows(count: int) -> None:
    """Refuse more rows than a sheet has: those beyond would be lost without a word."""
    if count > MOST_ROWS:
        raise GaoxinError(f"共 {count:,} 行，一张工作表最多 {MOST_ROWS:,} 行。请改存 .parquet 或 .csv。")


def _check_text(text: str) -> None:
    if UNSAYABLE.search(text):
        raise GaoxinError(f"“{text[:30]!a}”含有工作簿存不下的字符。请删去该字符，或改存 .csv。")
    if len(text) > LONGEST or len(text.encode("utf-16-le")) > 2 * LONGEST:
        raise GaoxinError(f"“{text[:30]}…”有 {len(text):,} 字，一格最多 {LONGEST:,} 字。请缩短，或改存 .csv。")

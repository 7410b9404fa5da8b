"""How a written sheet looks on screen and on paper: rows high enough for their texts, pages that fit.

A row without a height of its own is measured when a workbook is opened, but not by every
program (WPS and LibreOffice leave it at one line), so that wrapped texts get one here.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import Any
from unicodedata import east_asian_width

LINE, TALLEST = 15.0, 405.0  # points of a line of 11-point text; of a row that still fits a page
ROOM = 0.94  # of a column's width that text fills before it wraps
READABLE = 140  # digits of a page across, beside the columns that every page repeats
A4 = 9
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.7}  # inches; Excel puts the footer 0.3 above the edge
FOOTER = "&C&A　第 &P 页，共 &N 页"


def text_width(text: str) -> int:
    """Digits that a line of text is as wide as; a Chinese character counts two.

    >>> text_width("研发费用 R&D")
    12
    """
    return len(text) + sum(east_asian_width(char) in "WFA" for char in text)


def lines(text: str, width: float) -> int:
    """Lines that a text takes in a column of ``width`` digits.

    >>> lines("", 10), lines("一二三四", 10), lines("一二三四五", 10), lines("一\\n二", 10)
    (1, 1, 2, 2)
    """
    return sum(max(1, ceil(text_width(part) / (width * ROOM))) for part in text.split("\n"))


def row_height(cells: Iterable[tuple[str, float]]) -> float:
    """Points that a row of wrapped texts needs, each with its column's width."""
    return min(TALLEST, LINE * max((lines(text, width) for text, width in cells), default=1))


def pages_for(widths: Iterable[float]) -> int:
    """Pages side by side that columns of so many digits take beside the repeated ones, if they are to be read."""
    return max(1, ceil(sum(widths) / READABLE))


def lay_out(sheet: Any, frozen: int, pages: int = 1) -> None:
    """Freeze the heading and the first columns, and print them on every A4 page, ``pages`` of them side by side."""
    sheet.freeze_panes(1, frozen)
    sheet.repeat_rows(0)
    if frozen:
        sheet.repeat_columns(0, frozen - 1)
    paper(sheet)
    sheet.fit_to_pages(pages, 0)


def paper(sheet: Any) -> None:
    """A4 across, narrow margins, the sheet's name and page below."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(**MARGINS)
    sheet.set_footer(FOOTER)

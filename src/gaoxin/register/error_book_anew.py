"""An error workbook of a file that cannot be kept as it is: its values, merges and percentages written anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange

from gaoxin.errors import Issue
from gaoxin.register.error_list import (
    AUTHOR,
    COLOURS,
    HEAD,
    LEVELS,
    LIST,
    MEANS,
    NOTE_WIDTH,
    TIP,
    TOP,
    WIDTHS,
    address,
    link,
    note,
    note_height,
    ordered,
    row_of,
    title,
    worst,
)
from gaoxin.register.export_cells import FIRST_DAY
from gaoxin.register.export_page import paper, row_height, text_width
from gaoxin.register.ledger.grid import open_workbook
from gaoxin.register.ledger.shapes import Cell, Grid, Merge

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LARGEST_MERGE = 2000  # cells
SAMPLE = 200  # rows that decide how wide a column is
NARROWEST, WIDEST = 8, 44  # digits
LINK = "#0563C1"
NUMBERS = {"": "General", "percent": "0.00%", "day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm:ss"}


def rewrite(source: Path, issues: Sequence[Issue], found: Mapping[str, Mapping[str, list[Issue]]], out: Path) -> None:
    """Write a list of the issues, then every visible sheet with its doubtful cells marked."""
    workbook, _ = open_workbook(source)
    with xlsxwriter.Workbook(str(out), OPTIONS) as book:
        styles = Styles(book)
        names = _names([grid for grid in workbook.grids if grid.visible])
        _write_list(book, ordered(issues), names)
        for grid in workbook.grids:
            if grid.visible and grid.name in names:
                _write_grid(book.add_worksheet(names[grid.name]), grid, found.get(grid.name, {}), styles)


class Styles:
    """A format for every colour and kind of number, made when it is first asked for."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[str, str], Any] = {}

    def __call__(self, level: str = "", number: str = "") -> Any:
        if not level and not number:
            return None
        if (level, number) not in self.made:
            fill = {"bg_color": f"#{COLOURS[level]}"} if level else {}
            self.made[level, number] = self.book.add_format({**fill, "num_format": NUMBERS[number]})
        return self.made[level, number]


def _names(grids: Sequence[Grid]) -> dict[str, str]:
    """Sheet names that Excel accepts, by the names in the file; the list of an earlier reading is left out."""
    found: dict[str, str] = {}
    for grid in grids:
        if grid.name != LIST:
            clean = "".join("_" if char in "[]:*?/\\'" else char for char in grid.name)[:28] or "Sheet"
            while clean.lower() in {name.lower() for name in (LIST, *found.values())}:
                clean += "_"
            found[grid.name] = clean
    return found


def _write_list(book: Any, issues: Sequence[Issue], names: Mapping[str, str]) -> None:
    sheet, bold = book.add_worksheet(LIST), book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "font_color": "white", "bg_color": "#404040"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    linked = book.add_format({"font_color": LINK, "underline": 1, "valign": "top"})
    cells = {level: {"bg_color": f"#{colour}", "valign": "top"} for level, colour in COLOURS.items()}
    levels = {LEVELS[level]: book.add_format(look) for level, look in cells.items()}
    sheet.write_string(0, 0, title(issues), bold)
    for row, (level, words) in enumerate(MEANS.items(), 1):
        sheet.write_string(row, 0, LEVELS[level], levels[LEVELS[level]])
        sheet.write_string(row, 1, words)
    sheet.write_string(TOP - 2, 1, TIP)
    sheet.write_row(TOP - 1, 0, HEAD, head)
    for row, issue in enumerate(issues, TOP):
        values = row_of(issue)
        sheet.set_row(row, row_height(zip(values, WIDTHS, strict=False)))
        for column, text in enumerate(values):
            sheet.write_string(row, column, text, wrap if column else levels[text])
        if values[2] in names and values[3]:
            sheet.write_url(row, 3, "internal:" + link(names[values[2]], values[3]), linked, values[3])
    for at, width in enumerate(WIDTHS):
        sheet.set_column(at, at, width)
    sheet.autofilter(TOP - 1, 0, TOP - 1 + max(1, len(issues)), len(HEAD) - 1)
    sheet.freeze_panes(TOP, 0)
    sheet.repeat_rows(TOP - 1)
    paper(sheet)
    sheet.fit_to_pages(1, 0)


def _write_grid(sheet: Any, grid: Grid, found: Mapping[str, list[Issue]], styles: Styles) -> None:
    merges = list(_merges(grid))
    for merge in merges:
        with suppress(OverlappingRange):  # a broken file; the values stand all the same
            sheet.merge_range(merge.top, merge.left, merge.bottom, merge.right, "")
    marked = _shown(found, merges)
    for row, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            here = marked.get((row, column))
            _write(sheet, (row, column), cell, worst(here) if here else "", grid, styles)
    for (row, column), here in marked.items():
        if row >= len(grid.rows) or column >= len(grid.rows[row]):
            sheet.write_blank(row, column, None, styles(worst(here)))
        said = note(here)
        looks = {"author": AUTHOR, "width": NOTE_WIDTH, "height": note_height(said)}
        sheet.write_comment(row, column, said, looks)
    for column, width in enumerate(_widths(grid)):
        sheet.set_column(column, column, width)


def _merges(grid: Grid) -> Iterator[Merge]:
    """The merged ranges that are worth keeping: within the values, and no pages of empty cells."""
    for merge in grid.merges:
        size = (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1)
        if 1 < size <= LARGEST_MERGE and merge.bottom < len(grid.rows):
            yield merge


def _shown(found: Mapping[str, list[Issue]], merges: Sequence[Merge]) -> Mapping[tuple[int, int], list[Issue]]:
    """The issues by the place that is seen: of a merged range, its corner."""
    corners = {
        (row, column): (merge.top, merge.left)
        for merge in merges
        for row in range(merge.top, merge.bottom + 1)
        for column in range(merge.left, merge.right + 1)
    }
    marked: dict[tuple[int, int], list[Issue]] = defaultdict(list)
    for cell, here in found.items():
        if place := address(cell):
            marked[corners.get(place, place)] += here
    return marked


def _widths(grid: Grid) -> list[int]:
    """Column widths that show what stands in them; what is merged across columns does not count."""
    across = {(merge.top, merge.left) for merge in grid.merges if merge.right > merge.left}
    widths: dict[int, int] = {}
    for row, cells in enumerate(islice(grid.rows, SAMPLE)):
        for column, cell in enumerate(cells):
            if cell is not None and (row, column) not in across:
                widths[column] = max(widths.get(column, 0), text_width(str(cell)) + 2)
    return [min(WIDEST, max(NARROWEST, widths.get(at, 0))) for at in range(max(widths, default=-1) + 1)]


def _write(sheet: Any, at: tuple[int, int], cell: Cell, level: str, grid: Grid, styles: Styles) -> None:
    if cell is None:
        if level:
            sheet.write_blank(*at, None, styles(level))
    elif isinstance(cell, bool):
        sheet.write_boolean(*at, cell, styles(level))
    elif isinstance(cell, int | float) and abs(cell) < 1e15:
        sheet.write_number(*at, cell, styles(level, "percent" if at in grid.percents else ""))
    elif isinstance(cell, datetime) and cell.date() >= FIRST_DAY:
        whole = cell.time() == datetime.min.time()
        sheet.write_datetime(*at, cell, styles(level, "day" if whole else "moment"))
    elif isinstance(cell, date) and not isinstance(cell, datetime) and cell >= FIRST_DAY:
        sheet.write_datetime(*at, cell, styles(level, "day"))
    else:
        sheet.write_string(*at, cell.isoformat() if isinstance(cell, date) else str(cell), styles(level))

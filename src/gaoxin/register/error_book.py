"""The user's own file with every doubtful cell coloured and commented, and a sheet that lists the doubts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.worksheet.hyperlink import Hyperlink

from gaoxin.errors import Issue
from gaoxin.register.ledger.grid import open_workbook
from gaoxin.register.ledger.shapes import Cell, Grid

LIST = "问题清单"
HEAD = ("级别", "代码", "工作表", "单元格", "说明", "怎么办")
WIDTHS = (8, 10, 18, 10, 70, 50)
LEVELS = {"error": "错误", "warning": "警告"}
COLOURS = {"error": "F8B4B4", "warning": "FFF2A8"}
AUTHOR = "高新"
LARGEST = 8_000_000  # bytes; openpyxl holds a larger workbook in gigabytes
NOTE_SIZE = {"x_scale": 2, "y_scale": 1.2, "author": AUTHOR}

Cells = Mapping[str, Mapping[str, list[Issue]]]


def write_error_workbook(source: Path, issues: Sequence[Issue], out: Path) -> None:
    """Write ``out``: a list of the issues, then the sheets of ``source`` with the doubtful cells marked.

    An .xlsx keeps its looks, formulas and hidden sheets; of any other file, or one too
    large to be held, the values are written anew. Macros are not kept.
    """
    found = _by_cell(issues)
    if source.suffix.lower() in (".xlsx", ".xlsm") and source.stat().st_size <= LARGEST:
        try:
            return _annotate(source, issues, found, out)
        except (KeyError, ValueError, OSError, TypeError, AttributeError):
            pass  # a workbook that openpyxl cannot hold is written anew
    _rewrite(source, issues, found, out)
    return None


def _by_cell(issues: Sequence[Issue]) -> Cells:
    found: dict[str, dict[str, list[Issue]]] = defaultdict(lambda: defaultdict(list))
    for issue in issues:
        if issue.place.sheet and issue.place.cell:
            found[issue.place.sheet][issue.place.cell].append(issue)
    return found


def _worst(issues: Sequence[Issue]) -> str:
    return "error" if any(issue.severity == "error" for issue in issues) else "warning"


def _note(issues: Sequence[Issue]) -> str:
    return _clean("\n".join(f"{LEVELS[i.severity]} {i.code}：{i.message}{i.hint}" for i in issues)[:1500])


def _rows(issues: Sequence[Issue]) -> list[tuple[str, ...]]:
    rows = [(LEVELS[i.severity], i.code, i.place.sheet or "", i.place.cell or "", i.message, i.hint) for i in issues]
    return [tuple(map(_clean, row)) for row in rows]


def _clean(text: str) -> str:
    """A text without the characters that no workbook can hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


# the user's own workbook


def _annotate(source: Path, issues: Sequence[Issue], found: Cells, out: Path) -> None:
    book = openpyxl.load_workbook(source)
    for name, cells in found.items():
        if name in book.sheetnames:
            for cell, here in cells.items():
                _mark(book[name][cell], here)
    sheet = book.create_sheet(_free(LIST, book.sheetnames), 0)
    sheet.append(HEAD)
    for row, values in enumerate(_rows(issues), 2):
        for column, text in enumerate(values, 1):
            cell = sheet.cell(row, column)
            cell.value, cell.data_type = text, "s"  # a text is a text, whatever it begins with
        if values[2] in book.sheetnames and values[3]:
            sheet.cell(row, 4).hyperlink = Hyperlink(ref=f"D{row}", location=_link(values[2], values[3]))
    for at, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEF"[at]].width = width
        sheet.cell(1, at + 1).font = Font(bold=True)
    sheet.auto_filter.ref = f"A1:F{len(issues) + 1}"
    sheet.freeze_panes = "A2"
    book.active = 0
    for one in book.worksheets:  # two selected sheets would be edited together
        one.sheet_view.tabSelected = one is sheet
    book.save(out)


def _mark(cell: Any, issues: Sequence[Issue]) -> None:
    """Colour and comment; a cell inside a merged range is marked at its corner's own colour only."""
    colour = COLOURS[_worst(issues)]
    cell.fill = PatternFill("solid", fgColor=colour)
    if type(cell).__name__ == "MergedCell":
        return
    before = f"{cell.comment.text}\n" if cell.comment else ""
    note = Comment(before + _note(issues), AUTHOR)
    note.width, note.height = 320, 120
    cell.comment = note


def _free(name: str, taken: Sequence[str]) -> str:
    found = name
    while found in taken:
        found += "'"
    return found


def _link(sheet: str, cell: str) -> str:
    return f"'{sheet.replace(chr(39), chr(39) * 2)}'!{cell}"


# values written anew


def _rewrite(source: Path, issues: Sequence[Issue], found: Cells, out: Path) -> None:
    workbook, _ = open_workbook(source)
    options = {
        "constant_memory": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(out), {**options, "default_date_format": "yyyy-mm-dd"}) as book:
        fills = {level: book.add_format({"bg_color": f"#{colour}"}) for level, colour in COLOURS.items()}
        names = _names([grid for grid in workbook.grids if grid.visible])
        _write_list(book, issues, names)
        for grid in workbook.grids:
            if grid.visible:
                _write_grid(book.add_worksheet(names[grid.name]), grid, found.get(grid.name, {}), fills)


def _names(grids: Sequence[Grid]) -> dict[str, str]:
    """Sheet names that Excel accepts."""
    found: dict[str, str] = {}
    for grid in grids:
        clean = "".join("_" if char in "[]:*?/\\'" else char for char in grid.name)[:28] or "Sheet"
        found[grid.name] = _free(clean, [LIST, *found.values()])
    return found


def _write_list(book: Any, issues: Sequence[Issue], names: Mapping[str, str]) -> None:
    sheet, bold = book.add_worksheet(LIST), book.add_format({"bold": True})
    sheet.write_row(0, 0, HEAD, bold)
    for row, values in enumerate(_rows(issues), 1):
        for column, text in enumerate(values):
            sheet.write_string(row, column, text)
        if values[2] in names and values[3]:
            sheet.write_url(row, 3, "internal:" + _link(names[values[2]], values[3]), string=values[3])
    for at, width in enumerate(WIDTHS):
        sheet.set_column(at, at, width)
    sheet.autofilter(0, 0, len(issues), len(HEAD) - 1)
    sheet.freeze_panes(1, 0)


def _write_grid(sheet: Any, grid: Grid, found: Mapping[str, list[Issue]], fills: Mapping[str, Any]) -> None:
    marked = {_address(cell): here for cell, here in found.items()}
    for row, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            here = marked.get((row, column))
            _write(sheet, row, column, cell, fills[_worst(here)] if here else None)
    for (row, column), here in marked.items():
        if row >= len(grid.rows) or column >= len(grid.rows[row]):
            sheet.write_blank(row, column, None, fills[_worst(here)])
        sheet.write_comment(row, column, _note(here), NOTE_SIZE)


def _address(cell: str) -> tuple[int, int]:
    letters, row = coordinate_from_string(cell)
    column = 0
    for char in letters:
        column = column * 26 + ord(char) - 64
    return row - 1, column - 1


def _write(sheet: Any, row: int, column: int, cell: Cell, style: Any) -> None:
    if cell is None:
        if style is not None:
            sheet.write_blank(row, column, None, style)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, style)
    elif isinstance(cell, int | float) and abs(cell) < 1e15:
        sheet.write_number(row, column, cell, style)
    elif isinstance(cell, datetime | date | time):
        sheet.write_string(row, column, cell.isoformat(), style)
    else:
        sheet.write_string(row, column, str(cell), style)

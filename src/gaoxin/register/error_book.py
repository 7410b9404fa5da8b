"""The user's own file with every doubtful cell coloured and commented, and a sheet that lists the doubts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties

from gaoxin.errors import Issue
from gaoxin.register.error_book_anew import rewrite
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
    link,
    note,
    note_height,
    ordered,
    row_of,
    title,
    without_notes,
    worst,
)
from gaoxin.register.export_page import A4, FOOTER, MARGINS, row_height

LARGEST = 8_000_000  # bytes; openpyxl holds a larger workbook in gigabytes
FILLS = {level: PatternFill("solid", fgColor=colour) for level, colour in COLOURS.items()}
FONT = "Calibri"  # as openpyxl and Excel have it by default; a font without a name is a serif one
LINKED = Font(name=FONT, size=11, color="0563C1", underline="single")


def write_error_workbook(source: Path, issues: Sequence[Issue], out: Path) -> None:
    """Write ``out``: a list of the issues, then the sheets of ``source`` with the doubtful cells marked.

    An .xlsx keeps its looks, formulas and hidden sheets; of any other file, or one too
    large to be held, the values are written anew. Macros are not kept. The marks of an
    earlier reading are taken off.
    """
    found = _by_cell(issues)
    if source.suffix.lower() in (".xlsx", ".xlsm") and source.stat().st_size <= LARGEST:
        try:
            return _annotate(source, issues, found, out)
        except (KeyError, ValueError, OSError, TypeError, AttributeError):
            pass  # a workbook that openpyxl cannot hold is written anew
    rewrite(source, issues, found, out)
    return None


def _by_cell(issues: Sequence[Issue]) -> dict[str, dict[str, list[Issue]]]:
    found: dict[str, dict[str, list[Issue]]] = defaultdict(lambda: defaultdict(list))
    for issue in issues:
        if issue.place.sheet and issue.place.cell:
            found[issue.place.sheet][issue.place.cell].append(issue)
    return found


def _annotate(source: Path, issues: Sequence[Issue], found: Mapping[str, Mapping[str, list[Issue]]], out: Path) -> None:
    book = openpyxl.load_workbook(source)
    if LIST in book.sheetnames:
        _unmark(book)
    for name, cells in found.items():
        if name in book.sheetnames:
            for cell, here in _shown(book[name], cells).items():
                _mark(book[name][cell], here)
    sheet = book.create_sheet(LIST, 0)
    _list(sheet, ordered(issues), book.sheetnames)
    book.active = 0
    for one in book.worksheets:  # two selected sheets would be edited together
        one.sheet_view.tabSelected = one is sheet
    book.save(out)


def _unmark(book: Any) -> None:
    """Take off what an earlier reading of this copy marked; what stood in a coloured cell's background is not known."""
    del book[LIST]
    for sheet in book.worksheets:
        for cell in [cell for row in sheet.iter_rows() for cell in row if cell.comment]:
            if cell.comment.author == AUTHOR:
                left = without_notes(cell.comment.text)
                cell.comment = Comment(left, AUTHOR) if left else None
                cell.fill = PatternFill()


def _shown(sheet: Any, cells: Mapping[str, list[Issue]]) -> Mapping[str, list[Issue]]:
    """The issues by the cell that is seen: of a merged range, its corner."""
    found: dict[str, list[Issue]] = defaultdict(list)
    for cell, issues in cells.items():
        corner = cell
        if isinstance(sheet[cell], MergedCell):
            corner = next(span.start_cell.coordinate for span in sheet.merged_cells.ranges if cell in span)
        found[corner] += issues
    return found


def _mark(cell: Any, issues: Sequence[Issue]) -> None:
    cell.fill = FILLS[worst(issues)]
    said = f"{cell.comment.text}\n" if cell.comment else ""
    comment = Comment(said + note(issues), AUTHOR)
    comment.width, comment.height = NOTE_WIDTH, note_height(comment.text)
    cell.comment = comment


# the list


def _list(sheet: Any, issues: Sequence[Issue], names: Sequence[str]) -> None:
    sheet["A1"], sheet["A1"].font = title(issues), Font(name=FONT, bold=True, size=14)
    for row, (level, words) in enumerate(MEANS.items(), 2):
        sheet.cell(row, 1, LEVELS[level]).fill = FILLS[level]
        sheet.cell(row, 2, words)
    sheet.cell(TOP - 1, 2, TIP)
    for column, (head, width) in enumerate(zip(HEAD, WIDTHS, strict=True), 1):
        cell = sheet.cell(TOP, column, head)
        cell.font, cell.fill = (
            Font(name=FONT, size=11, bold=True, color="FFFFFF"),
            PatternFill("solid", fgColor="404040"),
        )
        sheet.column_dimensions[cell.column_letter].width = width
    for row, issue in enumerate(issues, TOP + 1):
        _line(sheet, row, issue, names)
    sheet.auto_filter.ref = f"A{TOP}:G{TOP + max(1, len(issues))}"
    sheet.freeze_panes = f"A{TOP + 1}"
    _paper(sheet)


def _line(sheet: Any, row: int, issue: Issue, names: Sequence[str]) -> None:
    values = row_of(issue)
    for column, text in enumerate(values, 1):
        cell = sheet.cell(row, column)
        cell.value, cell.data_type = text, "s"  # a text is a text, whatever it begins with
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.cell(row, 1).fill = FILLS[issue.severity]
    sheet.row_dimensions[row].height = row_height(zip(values, WIDTHS, strict=False))
    if values[2] in names and values[3]:
        sheet.cell(row, 4).hyperlink = Hyperlink(ref=f"D{row}", location=link(values[2], values[3]))
        sheet.cell(row, 4).font = LINKED


def _paper(sheet: Any) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = f"{TOP}:{TOP}"
    sheet.oddFooter.center.text = FOOTER.removeprefix("&C")
    for side, inches in MARGINS.items():
        setattr(sheet.page_margins, side, inches)
    sheet.page_margins.footer = 0.3

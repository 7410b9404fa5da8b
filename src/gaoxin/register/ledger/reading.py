"""A workbook → tables of records, with every doubt in its cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gaoxin.errors import Issue
from gaoxin.fields import Fields
from gaoxin.register.error_list import LIST
from gaoxin.register.identity import Register, read_codes, read_name
from gaoxin.register.ledger import meaning
from gaoxin.register.ledger.cells import kind_by_content, raw_columns, read_cells
from gaoxin.register.ledger.checks import check
from gaoxin.register.ledger.context import context_of
from gaoxin.register.ledger.corrections import (
    Corrections,
    corrected_columns,
    corrected_context,
    corrected_headers,
    emptied,
)
from gaoxin.register.ledger.grid import Workbook, open_workbook
from gaoxin.register.ledger.header import Header, Sheet, find_headers
from gaoxin.register.ledger.meaning import NUMERIC, Column, columns_of
from gaoxin.register.ledger.rows import above, classify
from gaoxin.register.ledger.shapes import Cell, Doubt, Grid
from gaoxin.register.ledger.table import Doubts, Ledger, Table
from gaoxin.register.ledger.vocabulary import Memory, Vocabulary
from gaoxin.register.memory import uncollected

NAMING = ("uscc", "name", "project")


@dataclass(frozen=True)
class Words:
    """What a ledger is read by: the field dictionary, the words of headings, what an officer taught."""

    fields: Fields
    vocabulary: Vocabulary
    memory: Memory = field(default_factory=Memory)


def read_workbook(
    path: Path, words: Words, *, register: Register | None = None, corrections: Corrections | None = None
) -> Ledger:
    """Read every table on every visible sheet, with what a person corrected.

    Raises:
        FactsError: nothing could be read; it carries located issues.
    """
    with uncollected():
        workbook, issues = open_workbook(path, corrections.shown if corrections else ())
        return read_grids(workbook, words, register=register, issues=issues, corrections=corrections)


def read_grids(
    workbook: Workbook,
    words: Words,
    *,
    register: Register | None = None,
    issues: Iterable[Issue] = (),
    corrections: Corrections | None = None,
) -> Ledger:
    """The tables of a workbook that is open.

    Args:
        words: what headings mean.
        register: the firms that names and codes are matched against.
        issues: those of opening the workbook.
        corrections: sheets left out, headings pointed at, rows and columns said to be something else
            (:mod:`gaoxin.register.ledger.corrections`); what they do not speak of is read as without them.
    """
    doubts, tables, said = Doubts(workbook.file), list[Table](), corrections or Corrections()
    for grid in workbook.grids:
        if grid.visible and said.sheet(grid.name).read is not False:
            tables += _tables(grid, words, register, doubts, said)
    for table in tables:
        check(table, doubts)
    return Ledger(workbook.file, workbook.sha256, workbook.grids, tables, (*issues, *doubts.log.issues()), register)


def _tables(
    grid: Grid, words: Words, register: Register | None, doubts: Doubts, corrections: Corrections
) -> list[Table]:
    sheet, found, start, said = Sheet(grid), list[Table](), 0, corrections.sheet(grid.name)
    emptied(sheet, said)
    headers = [] if grid.name == LIST else find_headers(sheet, words.vocabulary)  # a marked copy sent back
    headers = corrected_headers(sheet, said, headers)
    if not headers and not grid.name.endswith("说明") and any(len(row) > 1 for row in grid.rows):
        message, hint = f"工作表“{grid.name}”中没有找到表头，未读入。", "表头须有“企业名称”“统一社会信用代码”等列名。"
        doubts.log.add("GX311", message, doubts.place(grid.name, 0), hint, "warning")
    for header, following in zip(headers, [*headers, None][1:], strict=True):
        end = _begin(sheet, header, following) if following else len(sheet.rows)
        table = _table(sheet, header, start, end, words, corrections)
        _side_by_side(table, doubts)
        _read(table, words.fields, register, doubts)
        found.append(table)
        start = end
    return found


def _side_by_side(table: Table, doubts: Doubts) -> None:
    """Tell of a second table beside the first: its names would pass for a text of the first's records."""
    name = table.column("name") or table.column("uscc")
    again = next((one for one in table.columns if name and one is not name and one.path == name.path), None)
    if again:
        doubt = Doubt("GX313", "在表头出现了两次，疑为左右并排的两张表，只按左边的识别企业", "请把右边的表移到下方。")
        doubts.cell(table, table.header.top, again, doubt)


def _begin(sheet: Sheet, header: Header, following: Header) -> int:
    """The row where the next table begins, its title and unit line included."""
    row = following.top
    while row - 1 > header.bottom and sum(cell is not None for cell in sheet.rows[row - 1]) <= 1:
        row -= 1
        if not any(cell is not None for cell in sheet.rows[row]):
            break
    return row


def _table(sheet: Sheet, header: Header, start: int, end: int, words: Words, corrections: Corrections) -> Table:
    said, rows_said = corrections.table(header), corrections.sheet(sheet.grid.name).rows
    over = above(sheet, start, header)
    titles = [one.text for one in over if one.kind == "title"]
    units = [one.text for one in over if one.kind == "unit"]
    context = corrected_context(context_of(titles, units, words.vocabulary, sheet.grid.name), said)
    columns = columns_of(header, context, words.vocabulary, words.fields, words.memory.of(header.paths))
    columns = corrected_columns(columns, context, said, words.fields)
    keys = [column.index for column in columns if column.role in NAMING]
    ordinal = next((column.index for column in columns if column.role == "ordinal"), None)
    keys = keys or [column.index for column in columns[:2]]
    rows = classify(sheet, header, end, keys, ordinal, {row - 1: kind for row, kind in rows_said.items()})
    return Table(sheet, header, context, columns, over, rows)


def _read(table: Table, fields: Fields, register: Register | None, doubts: Doubts) -> None:
    rows = table.rows.data
    raw = raw_columns(table.sheet, rows, len(table.header.paths))
    emptied: list[Cell] = []
    for row in rows:  # from here on the columns hold the cells: a large ledger would be held twice
        table.sheet.rows[row] = emptied
    for at, column in enumerate(table.columns):
        cells = raw[column.index]
        if not column.kind:
            column = table.columns[at] = meaning.of_kind(column, kind_by_content(cells))
        table.cells[column.index] = read_cells(table.sheet, rows, column, fields, cells)
    _identify(table, register, doubts)
    for column in table.columns:
        if column.role not in ("uscc", "name"):
            _report(table, column, doubts)


def _identify(table: Table, register: Register | None, doubts: Doubts) -> None:
    code, name = table.column("uscc"), table.column("name")
    count = len(table.rows.data)
    codes = table.cells[code.index].raw if code else [None] * count
    names = table.cells[name.index].raw if name else [None] * count
    table.codes, table.names = read_codes(codes), [read_name(cell) for cell in names]
    table.who = [register.match(n, c) if register else None for n, c in zip(table.names, table.codes, strict=True)]
    for at, row in enumerate(table.rows.data):
        if code:
            for doubt in table.codes[at].doubts:
                doubts.cell(table, row, code, doubt, codes[at])
        if name:
            for doubt in table.names[at].doubts:
                doubts.cell(table, row, name, doubt, names[at])
            for doubt in getattr(table.who[at], "doubts", ()):
                doubts.cell(table, row, name, doubt, names[at])


def _report(table: Table, column: Column, doubts: Doubts) -> None:
    cells = table.cells[column.index]
    for at in sorted(cells.odd):
        for doubt in cells.odd[at].doubts:
            doubts.cell(table, table.rows.data[at], column, doubt, cells.raw[at])
    if cells.assumed and column.kind in NUMERIC:
        doubt = Doubt("GX321", "没有写明单位，按万元读入", "请在表头写明单位，如（万元）。")
        doubts.cell(table, table.header.bottom, column, doubt)


def words_of(rulebook_root: Path, fields: Fields, titles: Mapping[str, str], memory: Memory | None = None) -> Words:
    """The words of a rulebook's ``headings.yaml``."""
    return Words(fields, Vocabulary.load(rulebook_root / "headings.yaml", fields, titles), memory or Memory())

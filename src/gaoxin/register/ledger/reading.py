"""A workbook → tables of records, with every doubt in its cell."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from gaoxin.errors import Issue, Place
from gaoxin.fields import Fields
from gaoxin.register.identity import Code, Match, Name, Register, read_code, read_name
from gaoxin.register.ledger import meaning
from gaoxin.register.ledger.cells import Cells, kind_by_content, raw_cells, read_cells
from gaoxin.register.ledger.grid import open_workbook
from gaoxin.register.ledger.header import Header, Sheet, find_headers
from gaoxin.register.ledger.meaning import NUMERIC, Column, Context, columns_of, context_of
from gaoxin.register.ledger.rows import Rows, Skipped, above, classify
from gaoxin.register.ledger.shapes import Doubt, Grid
from gaoxin.register.ledger.vocabulary import Memory, Vocabulary
from gaoxin.register.log import IssueLog

NAMING = ("uscc", "name", "project")


@dataclass(frozen=True)
class Words:
    """What a ledger is read by: the field dictionary, the words of headings, what an officer taught."""

    fields: Fields
    vocabulary: Vocabulary
    memory: Memory = field(default_factory=Memory)


@dataclass
class Table:
    """One table of a sheet. ``rows.data[i]`` is the row (from 0) of record ``i`` in ``cells`` and ``who``."""

    sheet: Sheet
    header: Header
    context: Context
    columns: list[Column]
    above: list[Skipped]
    rows: Rows
    cells: dict[int, Cells] = field(default_factory=dict)
    codes: list[Code] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    who: list[Match | None] = field(default_factory=list)
    checks: list[dict[str, object]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.sheet.grid.name

    def column(self, role: str) -> Column | None:
        return next((column for column in self.columns if column.role == role), None)

    def repeated(self) -> set[int]:
        """The data rows that only repeat another."""
        return {skipped.row for skipped in self.rows.skipped if skipped.kind == "duplicate"}


@dataclass
class Ledger:
    """What a workbook says. ``sheets`` has the sheets that were not read, too."""

    file: str
    sha256: str
    grids: Sequence[Grid]
    tables: list[Table]
    issues: tuple[Issue, ...]
    register: Register | None = None


def cell_name(row: int, column: int) -> str:
    """Excel's name of a cell, both from 0.

    >>> cell_name(6, 27)
    'AB7'
    """
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


class Doubts:
    """Where issues go: each with its file, sheet and cell."""

    def __init__(self, file: str) -> None:
        self.file, self.log = file, IssueLog()

    def cell(self, table: Table, row: int, column: Column, doubt: Doubt, raw: object = "") -> None:
        leaf = "/".join(column.path[-2:] if column.period or column.aspect else column.path[-1:])
        message = f"「{leaf}」为“{raw}”，{doubt.problem}。" if raw not in (None, "") else f"「{leaf}」{doubt.problem}。"
        self.log.add(doubt.code, message, self.place(table.name, row, column.index), doubt.hint, doubt.severity)

    def place(self, sheet: str, row: int | None = None, column: int = 0) -> Place:
        return Place(self.file, sheet=sheet, cell=None if row is None else cell_name(row, column))


def read_workbook(path: Path, words: Words, *, register: Register | None = None) -> Ledger:
    """Read every table on every visible sheet.

    Raises:
        FactsError: nothing could be read; it carries located issues.
    """
    with _uncollected():
        return _read_workbook(path, words, register)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Millions of cells make no cycles: looking for them again and again takes longer than reading."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read_workbook(path: Path, words: Words, register: Register | None) -> Ledger:
    workbook, issues = open_workbook(path)
    doubts, tables = Doubts(workbook.file), list[Table]()
    for grid in workbook.grids:
        if grid.visible:
            tables += _tables(grid, words, register, doubts)
    from gaoxin.register.ledger.checks import check  # noqa: PLC0415

    for table in tables:
        check(table, doubts)
    return Ledger(workbook.file, workbook.sha256, workbook.grids, tables, (*issues, *doubts.log.issues()), register)


def _tables(grid: Grid, words: Words, register: Register | None, doubts: Doubts) -> list[Table]:
    sheet, found, start = Sheet(grid), list[Table](), 0
    headers = find_headers(sheet, words.vocabulary)
    if not headers and any(len(row) > 1 for row in grid.rows):
        message, hint = f"工作表“{grid.name}”中没有找到表头，未读入。", "表头须有“企业名称”“统一社会信用代码”等列名。"
        doubts.log.add("GX311", message, doubts.place(grid.name, 0), hint, "warning")
    for header, following in zip(headers, [*headers[1:], None], strict=True):
        end = _begin(sheet, header, following) if following else len(sheet.rows)
        table = _table(sheet, header, start, end, words)
        _read(table, words.fields, register, doubts)
        found.append(table)
        start = end
    return found


def _begin(sheet: Sheet, header: Header, following: Header) -> int:
    """The row where the next table begins, its title and unit line included."""
    row = following.top
    while row - 1 > header.bottom and sum(cell is not None for cell in sheet.rows[row - 1]) <= 1:
        row -= 1
        if not any(cell is not None for cell in sheet.rows[row]):
            break
    return row


def _table(sheet: Sheet, header: Header, start: int, end: int, words: Words) -> Table:
    over = above(sheet, start, header)
    titles = [one.text for one in over if one.kind == "title"]
    units = [one.text for one in over if one.kind == "unit"]
    context = context_of(titles, units, words.vocabulary, sheet.grid.name)
    columns = columns_of(header, context, words.vocabulary, words.fields, words.memory.of(header.paths))
    keys = [column.index for column in columns if column.role in NAMING]
    rows = classify(sheet, header, end, keys or [column.index for column in columns[:2]])
    return Table(sheet, header, context, columns, over, rows)


def _read(table: Table, fields: Fields, register: Register | None, doubts: Doubts) -> None:
    rows = table.rows.data
    for at, column in enumerate(table.columns):
        if not column.kind:
            kind = kind_by_content(raw_cells(table.sheet, rows, column.index))
            column = table.columns[at] = meaning.of_kind(column, kind)
        table.cells[column.index] = read_cells(table.sheet, rows, column, fields)
    _identify(table, register, doubts)
    for column in table.columns:
        if column.role not in ("uscc", "name"):
            _report(table, column, doubts)


def _identify(table: Table, register: Register | None, doubts: Doubts) -> None:
    code, name = table.column("uscc"), table.column("name")
    count = len(table.rows.data)
    codes = table.cells[code.index].raw if code else [None] * count
    names = table.cells[name.index].raw if name else [None] * count
    table.codes, table.names = [read_code(cell) for cell in codes], [read_name(cell) for cell in names]
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


def taught(words: Words, table: Table, path: str, field_name: str) -> Words:
    """The words with one more column remembered for this table's header."""
    memory = Memory({mark: dict(columns) for mark, columns in words.memory.known.items()})
    memory.remember(table.header.paths, path, field_name)
    return Words(words.fields, words.vocabulary, memory)


def words_of(rulebook_root: Path, fields: Fields, titles: Mapping[str, str], memory: Memory | None = None) -> Words:
    """The words of a rulebook's ``headings.yaml``."""
    return Words(fields, Vocabulary.load(rulebook_root / "headings.yaml", fields, titles), memory or Memory())

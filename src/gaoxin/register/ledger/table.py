"""A table as read, a workbook of tables, and where their doubts go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gaoxin.errors import Issue, Place
from gaoxin.register.identity import Code, Match, Name, Register
from gaoxin.register.ledger.cells import Cells
from gaoxin.register.ledger.context import Context
from gaoxin.register.ledger.header import Header, Sheet
from gaoxin.register.ledger.meaning import Column
from gaoxin.register.ledger.rows import Rows, Skipped
from gaoxin.register.ledger.shapes import Doubt, Grid
from gaoxin.register.ledger.spans import read_period
from gaoxin.register.log import IssueLog


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

    def period(self, column: Column, at: int) -> str:
        """The period of a record's value: its column's, else the year that stands in the record; '' for none."""
        year = self.column("year")
        if column.period or not (column.yearly and year):
            return str(column.period or "")
        return str(read_period(str(self.cells[year.index].raw[at] or "")) or "")

    def repeated(self) -> set[int]:
        """The data rows that only repeat another."""
        return {skipped.row for skipped in self.rows.skipped if skipped.kind == "duplicate"}

    def kept(self) -> list[int]:
        """Positions of the records that repeat no other."""
        repeated = self.repeated()
        return [at for at, row in enumerate(self.rows.data) if row not in repeated]


@dataclass
class Ledger:
    """What a workbook says. ``grids`` has the sheets that were not read, too."""

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

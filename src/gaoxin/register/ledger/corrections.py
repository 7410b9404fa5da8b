"""What a person corrected before a ledger is read again: sheets, headings, what rows and columns are.

The reader guesses first; whoever knows the ledger says where it guessed wrong, and the rest is read as before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from gaoxin.fields import Fields
from gaoxin.register.ledger.context import Context
from gaoxin.register.ledger.header import Header, Sheet, header_at
from gaoxin.register.ledger.meaning import NUMERIC, Column, keyed
from gaoxin.register.ledger.rows import RowClass
from gaoxin.register.ledger.spans import read_period
from gaoxin.register.ledger.vocabulary import fingerprint, timeless

ROLE, HELD = "role:", "held:"


@dataclass(frozen=True)
class SheetCorrection:
    """Of one sheet; rows count from 1, as in Excel.

    Attributes:
        read: False leaves the sheet out without a word; True reads it though it is hidden; None is as read.
        header: first and last row of the headings, where the reader found others or none; the sheet is one table then.
        rows: row → what it is. ``data`` makes a record of it, even one that repeats another; ``blank`` is as though
            nothing stood there, above the headings too; ``group`` heads the rows below. Rows above or inside the
            headings know ``blank`` alone.
    """

    read: bool | None = None
    header: tuple[int, int] | None = None
    rows: Mapping[int, RowClass] = field(default_factory=dict)


@dataclass(frozen=True)
class ColumnCorrection:
    """Of one column.

    Attributes:
        meaning: a field; ``held:`` and a recognition; ``role:`` and a role; '' for no field; None is as read.
        unit: the unit of its numbers; '' is as read.
        period: as ledgers write it, 2023年1-10月; '' is as read.
    """

    meaning: str | None = None
    unit: str = ""
    period: str = ""


@dataclass(frozen=True)
class TableCorrection:
    """Of the tables with the same headings: columns by heading path, whatever period stands in it
    (:func:`~gaoxin.register.ledger.vocabulary.timeless`); ``period`` is the whole table's where nothing says one."""

    columns: Mapping[str, ColumnCorrection] = field(default_factory=dict)
    period: str = ""


@dataclass(frozen=True)
class Corrections:
    """All that was corrected: by the name of a sheet, and by the fingerprint of a table's headings."""

    sheets: Mapping[str, SheetCorrection] = field(default_factory=dict)
    tables: Mapping[str, TableCorrection] = field(default_factory=dict)

    def sheet(self, name: str) -> SheetCorrection:
        return self.sheets.get(name, SheetCorrection())

    def table(self, header: Header) -> TableCorrection:
        return self.tables.get(fingerprint(header.paths), TableCorrection())

    @property
    def shown(self) -> frozenset[str]:
        """The sheets to be read though they are hidden."""
        return frozenset(name for name, said in self.sheets.items() if said.read)


def emptied(sheet: Sheet, said: SheetCorrection) -> None:
    """Empty the rows that are to be as though nothing stood there."""
    blank = {row - 1 for row, kind in said.rows.items() if kind == "blank"}
    if blank:
        sheet.rows = sheet.grid.rows = [[] if at in blank else row for at, row in enumerate(sheet.rows)]


def corrected_headers(sheet: Sheet, said: SheetCorrection, found: Sequence[Header]) -> list[Header]:
    """The one header pointed at, else those found; none where it lies below the sheet."""
    if said.header is None:
        return list(found)
    first, last = said.header
    return [header_at(sheet, first - 1, last - 1)] if first <= len(sheet.rows) else []


def corrected_context(context: Context, said: TableCorrection) -> Context:
    """The context with the period given for the whole table, where the table names none; or a year to its months."""
    whole = read_period(said.period) if said.period else None
    if whole is None:
        return context
    context = replace(context, period=context.period or whole, year=context.year or whole.year)
    if context.period and context.period.year is None:
        context = replace(context, period=replace(context.period, year=whole.year))
    return context


def corrected_columns(
    columns: Sequence[Column], context: Context, said: TableCorrection, fields: Fields
) -> list[Column]:
    """The columns as they were said to be; a role given to one is taken from the others."""
    if not said.columns:
        return list(columns)
    choices = [said.columns.get(timeless(column.shown), ColumnCorrection()) for column in columns]
    given = {choice.meaning for choice in choices if choice.meaning and choice.meaning.startswith(ROLE)}
    found = []
    for column, choice in zip(columns, choices, strict=True):
        if f"{ROLE}{column.role}" in given and choice.meaning != f"{ROLE}{column.role}":
            column = replace(column, role="", kind="text")
        found.append(_with_period(_with_unit(_meant(column, choice, fields), choice, context), choice))
    return keyed(found, fields)


def _meant(column: Column, choice: ColumnCorrection, fields: Fields) -> Column:
    name = choice.meaning
    if name is None:
        return column
    if name.startswith(ROLE):
        return replace(column, role=name.removeprefix(ROLE), field="", title="", kind="text", aspect="")
    if name.startswith(HELD):
        return replace(column, title=name.removeprefix(HELD), role="", field="", kind="mark", period=None)
    if name not in fields:
        return replace(column, field="", role="", title="", kind=column.kind or "text")
    item = fields[name]
    yearly = item.period != "static"
    period = column.period if yearly else None
    return replace(column, role="", title="", field=name, kind=item.kind, aspect="", period=period, yearly=yearly)


def _with_unit(column: Column, choice: ColumnCorrection, context: Context) -> Column:
    if choice.unit and column.kind in NUMERIC:
        return replace(column, unit=choice.unit, unit_from="heading")
    if column.kind == "money" and not column.unit:
        return replace(column, unit=context.unit or "万元", unit_from="unit line" if context.unit else "default")
    return column


def _with_period(column: Column, choice: ColumnCorrection) -> Column:
    given = read_period(choice.period) if choice.period else None
    return replace(column, period=given) if given and (column.yearly or not column.field) else column

"""A ledger read with what an officer corrected: where the headings are, which rows count, what a column is.

Without corrections the engine's reader does all of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from gaoxin.register.identity import Register
from gaoxin.register.ledger import header as headers
from gaoxin.register.ledger import meaning
from gaoxin.register.ledger import reading as engine
from gaoxin.register.ledger.checks import check
from gaoxin.register.ledger.context import context_of
from gaoxin.register.ledger.grid import Workbook, open_workbook
from gaoxin.register.ledger.header import Header, Sheet, find_headers
from gaoxin.register.ledger.meaning import NUMERIC, Column, columns_of
from gaoxin.register.ledger.reading import NAMING, Words
from gaoxin.register.ledger.rows import Rows, above, classify
from gaoxin.register.ledger.shapes import Cell, Grid
from gaoxin.register.ledger.spans import Period, read_period
from gaoxin.register.ledger.table import Doubts, Ledger, Table
from gaoxin.register.ledger.vocabulary import fingerprint, timeless
from gaoxin.register.memory import uncollected
from gaoxin_web.enterprises.imports.words import Choices

EVERY = "*"  # instead of a heading path: the period of the whole table


@dataclass(frozen=True)
class Corrections:
    """What an officer decided; rows count from 1, as in Excel.

    ``sheets`` is sheet → ``{"header": [first, last], "skip": [rows], "keep": [rows]}``; ``columns`` what is remembered
    of columns; ``periods`` fingerprint → heading path → period, of this ledger alone.
    """

    sheets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    columns: Choices = field(default_factory=dict)
    periods: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.sheets or self.columns or self.periods)


@dataclass(frozen=True)
class Reading:
    """A ledger, and its visible sheets as they stood before they were read."""

    ledger: Ledger
    shown: dict[str, list[list[Cell]]]


def read(path: Path, words: Words, register: Register, corrections: Corrections) -> Reading:
    """Read a file.

    Raises:
        FactsError: nothing could be read; it carries located issues.
    """
    with uncollected():
        workbook, issues = open_workbook(path)
        shown = {grid.name: list(grid.rows) for grid in workbook.grids if grid.visible}
        if not corrections:
            return Reading(engine.read_grids(workbook, words, register=register, issues=issues), shown)
        doubts = Doubts(workbook.file)
        tables = _tables(workbook, words, register, doubts, corrections)
        for table in tables:
            check(table, doubts)
        found = (*issues, *doubts.log.issues())
        return Reading(Ledger(workbook.file, workbook.sha256, workbook.grids, tables, found, register), shown)


def _tables(
    workbook: Workbook, words: Words, register: Register, doubts: Doubts, corrections: Corrections
) -> list[Table]:
    found = []
    for grid in workbook.grids:
        if not grid.visible:
            continue
        said = corrections.sheets.get(grid.name, {})
        grid.rows = [[] if at + 1 in said.get("skip", ()) else row for at, row in enumerate(grid.rows)]
        sheet = Sheet(grid)
        start = 0
        heads = [_forced(sheet, *said["header"])] if said.get("header") else _found(grid, sheet, words, doubts)
        for head, following in zip(heads, [*heads, None][1:], strict=True):
            end = engine._begin(sheet, head, following) if following else len(sheet.rows)
            table = _table(sheet, head, start, end, words, corrections)
            _keep(table.rows, [row - 1 for row in said.get("keep", ())])
            engine._side_by_side(table, doubts)
            engine._read(table, words.fields, register, doubts)
            found.append(table)
            start = end
    return found


def _found(grid: Grid, sheet: Sheet, words: Words, doubts: Doubts) -> list[Header]:
    heads = [] if grid.name == engine.LIST else find_headers(sheet, words.vocabulary)
    if not heads and not grid.name.endswith("说明") and any(len(row) > 1 for row in grid.rows):
        message, hint = f"工作表“{grid.name}”中没有找到表头，未读入。", "请在“表格”一步指定表头行。"
        doubts.log.add("GX311", message, doubts.place(grid.name, 0), hint, "warning")
    return heads


def _forced(sheet: Sheet, first: int, last: int) -> Header:
    """The header an officer pointed at; a row of units at its foot is not part of the headings."""
    top, bottom = max(first - 1, 0), min(max(last, first), len(sheet.rows)) - 1
    units = headers._units_below(sheet, bottom - 1) if bottom > top else ()
    return Header(top, bottom, headers._paths(sheet, top, bottom - bool(units)), units)


def _table(sheet: Sheet, head: Header, start: int, end: int, words: Words, corrections: Corrections) -> Table:
    over, mark = above(sheet, start, head), fingerprint(head.paths)
    titles = [one.text for one in over if one.kind == "title"]
    units = [one.text for one in over if one.kind == "unit"]
    context, periods = context_of(titles, units, words.vocabulary, sheet.grid.name), corrections.periods.get(mark, {})
    if whole := read_period(periods.get(EVERY, "")):
        context = replace(context, period=context.period or whole, year=context.year or whole.year)
        if context.period and context.period.year is None:
            context = replace(context, period=replace(context.period, year=whole.year))
    columns = columns_of(head, context, words.vocabulary, words.fields, words.memory.of(head.paths))
    said = {timeless(path): choice for path, choice in corrections.columns.get(mark, {}).items()}
    columns = [
        _as_decided(column, said.get(timeless(column.shown), {}), context.unit, periods, words) for column in columns
    ]
    columns = meaning._keyed(meaning._single_roles(columns), words.fields)
    keys = [column.index for column in columns if column.role in NAMING]
    ordinal = next((column.index for column in columns if column.role == "ordinal"), None)
    rows = classify(sheet, head, end, keys or [column.index for column in columns[:2]], ordinal)
    return Table(sheet, head, context, columns, over, rows)


def _as_decided(
    column: Column, choice: Mapping[str, Any], unit: str, periods: Mapping[str, str], words: Words
) -> Column:
    """A column with the field, unit and period an officer gave it."""
    name = choice.get("field")
    if name and name.startswith("role:"):
        column = replace(column, role=name.removeprefix("role:"), field="", title="", kind="text", aspect="")
    elif name and name.startswith("held:"):
        column = replace(column, title=name.removeprefix("held:"), role="", field="", kind="mark", period=None)
    elif name in words.fields:
        item = words.fields[name]
        yearly = item.period != "static"
        period = column.period if yearly else None
        column = replace(column, field=name, kind=item.kind, aspect="", period=period, yearly=yearly)
    if column.kind == "money" and not column.unit:
        column = replace(column, unit=unit or "万元", unit_from="unit line" if unit else "default")
    if choice.get("unit") and column.kind in NUMERIC:
        column = replace(column, unit=choice["unit"], unit_from="heading")
    given: Period | None = read_period(periods.get(timeless(column.shown), ""))
    return replace(column, period=given) if given and (column.yearly or not column.field) else column


def _keep(rows: Rows, kept: Sequence[int]) -> None:
    """Make records of rows that were taken for something else."""
    for row in kept:
        found = next((one for one in rows.skipped if one.row == row), None)
        if found is None:
            continue
        rows.skipped.remove(found)
        rows.data.append(row)
        over = [one for one in rows.skipped if one.kind == "group" and one.row < row]
        if over:
            rows.groups[row] = over[-1]
    rows.data.sort()

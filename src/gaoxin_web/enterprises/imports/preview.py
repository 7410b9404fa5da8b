"""What was found on each sheet, to be shown and corrected: its first rows with their classes, its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from gaoxin.register.ledger.document import letters
from gaoxin.register.ledger.meaning import Column
from gaoxin.register.ledger.shapes import Cell
from gaoxin.register.ledger.table import Table
from gaoxin.register.ledger.vocabulary import fingerprint, timeless
from gaoxin_web.enterprises.imports.masking import masked
from gaoxin_web.enterprises.imports.reading import EVERY, Reading
from gaoxin_web.enterprises.imports.records import is_person, kept_for, lacks_year
from gaoxin_web.ui.templatetags.ui import masked_phone

FIRST = 40  # rows shown of a sheet
OTHERS = 100  # rows shown beyond them that are no data
WIDEST = 60  # columns shown
LONGEST = 60  # characters of a cell
SAMPLES = 3
PLAIN = ("data", "blank")
RECORDS = frozenset({"data", "duplicate", "skipped"})
Shown = dict[str, Any]


def tables_of(reading: Reading, choices: Mapping[str, Any]) -> list[Shown]:
    """One entry per sheet that was looked at, its tables within."""
    found = []
    for name, rows in reading.shown.items():
        if any(rows):
            tables = [table for table in reading.ledger.tables if table.name == name]
            found.append(_sheet(name, rows, tables, choices))
    return [*found, *map(_hidden, reading.hidden)]


def _hidden(name: str) -> Shown:
    """A hidden sheet, of which nothing was looked at."""
    return {
        "sheet": name,
        "hidden": True,
        "off": False,
        "letters": [],
        "rows": [],
        "more": 0,
        "classes": {},
        "said": {},
        "tables": [],
    }


def _sheet(name: str, rows: Sequence[Sequence[Cell]], tables: Sequence[Table], choices: Mapping[str, Any]) -> Shown:
    said = choices.get("sheets", {}).get(name, {})
    corrected = {int(row): kind for row, kind in said.get("rows", {}).items()}
    classes: dict[int, str] = {}
    for table in tables:
        classes |= _classes(table)
    classes |= {row - 1: "skipped" for row, kind in corrected.items() if kind == "blank"}
    wanted = [
        at for at in range(len(rows)) if at < FIRST or at + 1 in corrected or classes.get(at, "blank") not in PLAIN
    ]
    private = {column.index for table in tables for column in table.columns if column.kind == "phone"}
    people = {column.index for table in tables for column in table.columns if is_person(column)}
    width = min(max((len(rows[at]) for at in wanted), default=0), WIDEST)
    return {
        "sheet": name,
        "letters": [letters(at) for at in range(width)],
        "rows": [
            {
                "row": at + 1,
                "kind": classes.get(at, "blank" if not rows[at] else "unread"),
                "cells": _cells(rows[at], width, classes.get(at) in RECORDS, private, people),
            }
            for at in islice(wanted, FIRST + OTHERS)
        ],
        "more": max(len(rows) - len(wanted), 0),
        "classes": dict(Counter(kind for kind in classes.values() if kind != "blank")),
        "corrected": bool(said),
        "said": {str(row): kind for row, kind in corrected.items()},
        "hidden": False,
        "off": said.get("read") is False,
        "shown": said.get("read") is True,
        "of": said.get("of", ""),
        "tables": [_table(table, choices) for table in tables],
    }


def _cells(
    row: Sequence[Cell], width: int, is_record: bool, private: Collection[int], people: Collection[int]
) -> list[str]:
    """A row's cells to the width shown, telephone numbers and people masked."""
    cells = [*row[:width], *[None] * (width - len(row))]
    return [_text(cell, is_record and at in private, is_record and at in people) for at, cell in enumerate(cells)]


def _classes(table: Table) -> dict[int, str]:
    found = dict.fromkeys(range(table.header.top, table.header.bottom + 1), "header")
    found |= dict.fromkeys(table.rows.data, "data")
    return found | {skipped.row: str(skipped.kind) for skipped in (*table.above, *table.rows.skipped)}


def _table(table: Table, choices: Mapping[str, Any]) -> Shown:
    context, mark = table.context, fingerprint(table.header.paths)
    periods = choices.get("periods", {}).get(mark, {})
    return {
        "title": context.title,
        "header": [table.header.top + 1, table.header.bottom + 1],
        "unit": context.unit,
        "period": str(context.period or ""),
        "year": periods.get(EVERY, ""),
        "fingerprint": mark,
        "records": len(table.kept()),
        "kept": kept_for(choices, table),
        "may_be_projects": table.column("project") is not None,
        "named": bool(table.column("name") or table.column("uscc")),
        "columns": [_column(table, column, periods) for column in table.columns],
        "checks": [_check(check) for check in table.checks if check.get("difference")],
    }


def _column(table: Table, column: Column, periods: Mapping[str, str]) -> Shown:
    is_private, person = column.kind == "phone", is_person(column)
    raw = (cell for cell in table.cells[column.index].raw if cell is not None)
    return {
        "letter": letters(column.index),
        "path": column.shown,
        "key": timeless(column.shown),
        "choice": choice_of(column),
        "kind": column.kind,
        "aspect": column.aspect,
        "unit": column.unit,
        "unit_from": column.unit_from,
        "period": str(column.period or ""),
        "said": periods.get(timeless(column.shown), ""),
        "lacks_year": lacks_year(table, column),
        "samples": [_text(cell, is_private, person) for cell in islice(raw, SAMPLES)],
    }


def choice_of(column: Column) -> str:
    """What a column is, as it is chosen in the form: a field, ``held:`` a recognition, ``role:`` a role, or nothing."""
    if column.title:
        return f"held:{column.title}"
    if column.role:
        return f"role:{column.role}"
    return column.field if column.aspect != "growth" else ""


def _check(check: Mapping[str, Any]) -> Shown:
    return {"row": check["row"], "column": letters(int(str(check["column"])))}


def _text(cell: Cell, private: bool = False, person: bool = False) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        cell = cell.date()
    text = cell.isoformat() if isinstance(cell, date) else str(cell)
    if private:
        return masked_phone(text)
    if person and len(text) < 10:
        return text[:1] + "*" * max(len(text) - 1, 1)
    return masked(text)[:LONGEST]

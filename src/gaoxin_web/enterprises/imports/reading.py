"""A ledger read with what an officer corrected: which sheets, where the headings are, what rows and columns are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gaoxin.register.identity import Register
from gaoxin.register.ledger.corrections import ColumnCorrection, Corrections, SheetCorrection, TableCorrection
from gaoxin.register.ledger.grid import open_workbook
from gaoxin.register.ledger.reading import Words, read_grids
from gaoxin.register.ledger.shapes import Cell
from gaoxin.register.ledger.table import Ledger
from gaoxin.register.memory import uncollected
from gaoxin_web.enterprises.imports.words import Choices

EVERY = "*"  # instead of a heading path: the period of the whole table


@dataclass(frozen=True)
class Reading:
    """A ledger, its visible sheets as they stood before they were read, and the names of those that are hidden."""

    ledger: Ledger
    shown: dict[str, list[list[Cell]]]
    hidden: tuple[str, ...] = ()


def read(path: Path, words: Words, register: Register, corrections: Corrections) -> Reading:
    """Read a file.

    Raises:
        FactsError: nothing could be read; it carries located issues.
    """
    with uncollected():
        workbook, issues = open_workbook(path, corrections.shown)
        shown = {grid.name: list(grid.rows) for grid in workbook.grids if grid.visible}
        hidden = tuple(grid.name for grid in workbook.grids if not grid.visible)
        ledger = read_grids(workbook, words, register=register, issues=issues, corrections=corrections)
        return Reading(ledger, shown, hidden)


def corrections_of(said: Mapping[str, Any], columns: Choices) -> Corrections:
    """What an officer decided, as the reader takes it.

    Args:
        said: a batch's choices: ``sheets`` is sheet → ``{"read", "header", "rows"}``, ``periods`` fingerprint →
            heading path → period, of this ledger alone.
        columns: what the zone remembers of columns.
    """
    sheets, periods = said.get("sheets", {}), said.get("periods", {})
    return Corrections(
        {name: _sheet(one) for name, one in sheets.items()},
        {mark: _table(columns.get(mark, {}), periods.get(mark, {})) for mark in {*columns, *periods}},
    )


def _sheet(said: Mapping[str, Any]) -> SheetCorrection:
    header = tuple(said["header"]) if said.get("header") else None
    return SheetCorrection(said.get("read"), header, {int(row): kind for row, kind in said.get("rows", {}).items()})


def _table(columns: Mapping[str, Mapping[str, Any]], periods: Mapping[str, str]) -> TableCorrection:
    paths = {*columns, *periods} - {EVERY}
    said = {path: (columns.get(path, {}), periods.get(path, "")) for path in paths}
    return TableCorrection(
        {path: ColumnCorrection(one.get("field"), one.get("unit", ""), when) for path, (one, when) in said.items()},
        periods.get(EVERY, ""),
    )

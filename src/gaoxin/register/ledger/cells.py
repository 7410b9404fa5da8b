"""One column's cells: the plain ones at once, every other by itself and each different one once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeGuard

import polars as pl

from gaoxin.fields import LIMITS, Field, Fields
from gaoxin.register.columns import fast_numbers
from gaoxin.register.ledger import dates, marks, numbers, values
from gaoxin.register.ledger.header import Sheet
from gaoxin.register.ledger.meaning import NUMERIC, Column
from gaoxin.register.ledger.shapes import Cell, Value

Read = Callable[[Cell], Value]
NOTHING = Value()


@dataclass
class Cells:
    """A column's cells, one per data row.

    ``raw`` is what stands there; ``plain`` what it means (steps, text, truth, day), None
    where nothing is known; ``odd`` has the whole :class:`Value` of each cell of which
    there is more to say. ``assumed`` tells that no unit is written anywhere.
    """

    raw: list[Cell]
    plain: list[object]
    odd: dict[int, Value] = field(default_factory=dict)
    assumed: bool = False

    def value(self, at: int) -> Value:
        found = self.odd.get(at)
        return found if found is not None else Value(self.plain[at])  # type: ignore[arg-type]


def raw_cells(sheet: Sheet, rows: Sequence[int], index: int) -> list[Cell]:
    """The cells of a column, those of a vertical merge filled down."""
    lines = sheet.rows
    if not any(index == merge.left for merges in sheet.merged.values() for merge in merges):
        return [lines[row][index] if index < len(lines[row]) else None for row in rows]
    found: list[Cell] = []
    for row in rows:
        cells = lines[row]
        cell = cells[index] if index < len(cells) else None
        if cell is None and row in sheet.merged:
            top, left = sheet.corner(row, index)
            cell = sheet.cell(top, left) if left == index else None
        found.append(cell)
    return found


def kind_by_content(raw: Sequence[Cell]) -> str:
    """What cells of an unknown column are, by the most of them: numbers, days or texts."""
    filled = [cell for cell in raw if cell is not None][:500]
    numeric = sum(type(cell) in (int, float) for cell in filled)
    days = sum(hasattr(cell, "year") for cell in filled)
    most = len(filled) * 0.6
    return "number" if filled and numeric > most else "date" if filled and days > most else "text"


def read_cells(sheet: Sheet, rows: Sequence[int], column: Column, fields: Fields) -> Cells:
    """A column's cells by its kind."""
    raw = raw_cells(sheet, rows, column.index)
    if column.kind in NUMERIC:
        shown = frozenset(row for row, at in sheet.grid.percents if at == column.index)
        return _numbers(raw, [row in shown for row in rows] if shown else [], column, fields)
    return _each(raw, _reader(column, fields))


def _each(raw: list[Cell], read: Read) -> Cells:
    found, known = Cells(raw, []), dict[Cell, Value]()
    for at, cell in enumerate(raw):
        if cell is None:
            found.plain.append(None)
            continue
        key = (type(cell), cell)
        value = known.get(key)  # type: ignore[call-overload]
        if value is None:
            value = known[key] = read(cell)  # type: ignore[index]
        found.plain.append(value.value)
        if value.doubts or value.status or value.upto is not None:
            found.odd[at] = value
    return found


def _reader(column: Column, fields: Fields) -> Read:
    readers: dict[str, Read] = {
        "bool": marks.read_mark,
        "mark": marks.read_mark,
        "date": dates.read_day,
        "term": dates.read_term,
        "phone": values.read_phone,
    }
    item = fields.get(column.field)
    if item is not None and item.values:
        return partial(_choice, item=item)
    return readers.get(column.kind, values.read_text)


def _choice(cell: Cell, item: Field) -> Value:
    found = values.read_text(cell)
    text = found.value
    return Value(item.values.get(text, text)) if isinstance(text, str) else found


def _numbers(raw: list[Cell], shown: Sequence[bool], column: Column, fields: Fields) -> Cells:
    item = _item(column, fields)
    whole, sure = _fast(raw, shown, item, column)
    found = Cells(raw, whole)
    known: dict[tuple[object, ...], Value] = {}
    rest = [at for at, certain in enumerate(sure) if not certain]

    def read(assumed: bool, at: int) -> Value:
        percent = bool(shown) and shown[at]
        key = (type(raw[at]), raw[at], percent, assumed)
        if key not in known:
            known[key] = numbers.read_number(
                raw[at], item.kind, column.unit, assumed=assumed, percent=percent, bounds=item.bounds
            )
        return known[key]

    for at in rest:
        _put(found, at, read(False, at))
    if column.kind == "money" and column.unit_from != "heading":
        _assume(found, read, column)
    return found


def _assume(found: Cells, read: Callable[[bool, int], Value], column: Column) -> None:
    """Where most cells write a unit of their own, a bare one is a doubt; so it is where nothing says a unit."""
    own = sum(bool(value.unit) for value in found.odd.values())
    filled = [
        at for at, cell in enumerate(found.raw) if cell is not None and (found.plain[at] is not None or at in found.odd)
    ]
    if own * 2 >= len(filled) and own:
        for at in filled:
            value = found.value(at)
            if value.unit:  # the rule here, no exception
                _put(found, at, replace(value, doubts=tuple(d for d in value.doubts if d.code != "GX332")))
            else:
                _put(found, at, read(True, at))
    elif column.unit_from == "default" and filled:
        found.assumed = True


def _put(found: Cells, at: int, value: Value) -> None:
    found.plain[at] = value.value
    if value.doubts or value.status or value.unit or value.approx or value.upto is not None:
        found.odd[at] = value
    else:
        found.odd.pop(at, None)


def _item(column: Column, fields: Fields) -> Field:
    """The field whose steps and bounds hold; a made-up one for a measure no policy names."""
    item = fields.get(column.field)
    if item is not None and column.aspect != "growth" and item.kind == column.kind:
        return item
    low = -LIMITS[column.kind]
    return Field(column.key, column.shown, "", "year", column.kind, minimum=low)  # type: ignore[arg-type]


def _fast(raw: list[Cell], shown: Sequence[bool], item: Field, column: Column) -> tuple[list[object], list[bool]]:
    """Steps of the cells that are bare numbers in a known unit, and which those are."""
    if column.unit in ("%", "％"):
        return [None] * len(raw), [cell is None for cell in raw]
    floats = [float(cell) if _is_number(cell) else math.nan for cell in raw]
    if item.kind == "ratio":  # a bare fraction needs no doubt; 12.5 does
        floats = [x if abs(x) <= 1 else math.nan for x in floats]
    if item.kind != "ratio" and shown:
        floats = [math.nan if percent else x for x, percent in zip(floats, shown, strict=True)]
    steps, sure = fast_numbers(pl.Series(floats, dtype=pl.Float64), item, column.unit)
    certain = [
        known and (cell is None or not math.isnan(x))
        for known, cell, x in zip(sure.to_list(), raw, floats, strict=True)
    ]
    return steps.to_list(), certain


def _is_number(cell: Cell) -> TypeGuard[int | float]:
    return type(cell) is float or (type(cell) is int and abs(cell) < 2**53)

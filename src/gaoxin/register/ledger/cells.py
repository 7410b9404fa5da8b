"""One column's cells: the plain ones at once, every other by itself and each different one once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import zip_longest

import numpy as np
import polars as pl

from gaoxin.fields import LIMITS, Field, Fields
from gaoxin.register.columns import fast_numbers
from gaoxin.register.ledger import dates, marks, numbers, values
from gaoxin.register.ledger.header import Sheet
from gaoxin.register.ledger.meaning import NUMERIC, Column
from gaoxin.register.ledger.shapes import Cell, Value
from gaoxin.units import STEPS

Read = Callable[[Cell], Value]
NOTHING = Value()
AS_WRITTEN = frozenset({"uscc", "name", "ordinal"})  # read by gaoxin.register.identity, or not at all
EXACT = 2**53  # whole numbers up to here are floats without loss
BLOCK = 1024  # rows at a time: their cells stay in the processor's cache


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


def raw_columns(sheet: Sheet, rows: Sequence[int], count: int) -> list[list[Cell]]:
    """The cells of every column, those of a vertical merge filled down."""
    width = max((len(sheet.rows[row]) for row in rows), default=0)
    found: list[list[Cell]] = [[] for _ in range(max(width, count))]
    for start in range(0, len(rows), BLOCK):
        block = [sheet.rows[row] for row in rows[start : start + BLOCK]]
        parts: list[tuple[Cell, ...]] = list(zip_longest(*block))
        parts += [(None,) * len(block)] * (len(found) - len(parts))
        for column, part in zip(found, parts, strict=True):
            column.extend(part)
    place = {row: at for at, row in enumerate(rows) if row in sheet.merged}
    for row, at in place.items():
        for merge in sheet.merged[row]:
            if merge.left < len(found) and found[merge.left][at] is None:
                found[merge.left][at] = sheet.cell(merge.top, merge.left)
    return found


def kind_by_content(raw: Sequence[Cell]) -> str:
    """What cells of an unknown column are, by the most of them: numbers, days or texts."""
    filled = [cell for cell in raw if cell is not None][:500]
    numeric = sum(type(cell) in (int, float) for cell in filled)
    days = sum(hasattr(cell, "year") for cell in filled)
    most = len(filled) * 0.6
    return "number" if filled and numeric > most else "date" if filled and days > most else "text"


def read_cells(
    sheet: Sheet, rows: Sequence[int], column: Column, fields: Fields, raw: list[Cell] | None = None
) -> Cells:
    """A column's cells by its kind; ``raw`` are they as they stand, where they have been taken out already."""
    raw = raw_columns(sheet, rows, column.index + 1)[column.index] if raw is None else raw
    if column.role in AS_WRITTEN:
        return Cells(raw, list[object](raw))
    if column.kind in NUMERIC:
        shown = sheet.percents.get(column.index, set())
        return _numbers(raw, [row in shown for row in rows] if shown else [], column, fields)
    return _each(raw, _reader(column, fields))


def _each(raw: list[Cell], read: Read) -> Cells:
    keys: Sequence[object] = raw
    if len(set(map(type, raw)) - {type(None)}) > 1:  # True, 1 and 1.0 are one key, and not one cell
        keys = list(zip(map(type, raw), raw, strict=True))
    values = {key: NOTHING if cell is None else read(cell) for key, cell in dict(zip(keys, raw, strict=True)).items()}
    found = Cells(raw, [values[key].value for key in keys])
    odd = {key for key, value in values.items() if value.doubts or value.status or value.upto is not None}
    if odd:
        found.odd = {at: values[key] for at, key in enumerate(keys) if key in odd}
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
    steps, rest = _fast(raw, shown, item, column)
    found = Cells(raw, steps)
    known: dict[tuple[object, ...], Value] = {}

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
    if column.kind == "ratio" and column.unit in ("%", "％") and not any(shown):
        _all_per_cent(found)
    return found


def _all_per_cent(found: Cells) -> None:
    """Where the heading says % and no cell does, and one is above 1, bare numbers are per cent beyond doubt."""
    steps = [value for value in found.plain if isinstance(value, int)]
    if any(value.unit for value in found.odd.values()) or max(map(abs, steps), default=0) <= STEPS["ratio"] // 100:
        return
    for at, value in list(found.odd.items()):
        _put(found, at, value._replace(doubts=tuple(d for d in value.doubts if d.code != "GX323")))


def _assume(found: Cells, read: Callable[[bool, int], Value], column: Column) -> None:
    """Where most cells write a unit of their own, a bare one is a doubt; so it is where nothing says a unit."""
    own = sum(bool(value.unit) for value in found.odd.values())
    filled = [
        at for at, cell in enumerate(found.raw) if cell is not None and (found.plain[at] is not None or at in found.odd)
    ]
    if own * 2 > len(filled):
        for at in filled:
            value = found.value(at)
            if value.unit:  # the rule here, no exception
                _put(found, at, value._replace(doubts=tuple(d for d in value.doubts if d.code != "GX332")))
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


def _fast(raw: list[Cell], shown: Sequence[bool], item: Field, column: Column) -> tuple[list[object], list[int]]:
    """Steps of the cells that are bare numbers in a known unit, and where the cells stand that are not."""
    if column.unit in ("%", "％"):
        return [None] * len(raw), [at for at, cell in enumerate(raw) if cell is not None]
    floats = _floats(raw)
    if item.kind == "ratio":  # a bare fraction needs no doubt; 12.5 does
        floats[np.abs(floats) > 1] = math.nan
    elif shown:
        floats[np.array(shown)] = math.nan
    steps, sure = fast_numbers(pl.Series(floats), item, column.unit)
    odd = np.flatnonzero(~sure.to_numpy() | np.isnan(floats)).tolist()  # NaN is certainly nothing only where no cell is
    return steps.to_list(), [at for at in odd if raw[at] is not None]


def _floats(raw: list[Cell]) -> np.ndarray:
    """float64, shape (cells,): the bare numbers; NaN for other cells, and for integers that no float holds exactly."""
    found = np.empty(len(raw))
    for start in range(0, len(raw), BLOCK):
        part = raw[start : start + BLOCK]
        bare = [x if type(x) is float or (type(x) is int and -EXACT < x < EXACT) else math.nan for x in part]
        found[start : start + BLOCK] = bare
    return found

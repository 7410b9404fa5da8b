"""A whole column at once: the plain cells by vector, only the odd ones one by one.

A vectorised path takes a cell only when it is certain to give what
:mod:`gaoxin.register.cells` would give; every other cell goes there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gaoxin.fields import Field
from gaoxin.register import cells
from gaoxin.register.cells import BLANKS, FIRST_DAY, FIRST_YEAR, LAST_DAY, LAST_YEAR, Fault, Reading
from gaoxin.register.headings import Column
from gaoxin.units import UNITS

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
SMALL_INTS = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32)
FIFTEEN_DIGITS = 1e15  # two different decimals of at most 15 digits are two different doubles
PLAIN_NUMBER = r"^[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?$"
INT64_DIGITS = 18
LONGEST_BLANK = max(len(blank.encode()) for blank in BLANKS)
BLOCK = 1 << 16  # floats worked on at a time: half a megabyte stays in the processor's cache


@dataclass(frozen=True)
class Parsed:
    """A column's values, and the cells read one by one.

    ``raw`` holds their texts and ``at`` their positions (None: all cells of the column);
    ``faults`` says which of those texts have one.
    """

    values: pl.Series
    raw: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.String))
    at: pl.Series | None = None
    faults: Mapping[str, Fault] = field(default_factory=dict)


def parse_column(series: pl.Series, column: Column) -> Parsed:
    """A raw column as the values of its field; a column without a field is a judgement."""
    item = column.field
    if item is None or item.kind == "bool":
        return _truths(series)
    if item.kind == "date":
        return _days(series)
    if item.kind == "text":
        return _texts(series, item)
    return _numbers(series, item, column.unit)


def parse_years(series: pl.Series) -> Parsed:
    """Fiscal years; a cell that is none is a fault."""
    if series.dtype in SMALL_INTS and series.is_between(FIRST_YEAR, LAST_YEAR).fill_null(False).all():
        return Parsed(series.cast(pl.Int32))
    return by_text(as_text(series).fill_null(""), pl.Int32(), cells.year)


def as_text(series: pl.Series) -> pl.Series:
    """Cells as texts: 5.0 → 5, a date → 2015-03-02."""
    if isinstance(series.dtype, pl.Datetime):
        return series.dt.strftime("%Y-%m-%d %H:%M:%S").str.strip_suffix(" 00:00:00")
    if series.dtype.is_float():
        return series.fill_nan(None).cast(pl.String).str.strip_suffix(".0")
    try:
        return series.cast(pl.String)
    except pl.exceptions.PolarsError:  # a list, bytes and the like: as they print, to be named in an issue
        return pl.Series([None if cell is None else str(cell) for cell in series.to_list()], dtype=pl.String)


def empty_column(height: int, dtype: pl.DataType) -> pl.Series:
    """A column of which nothing is known."""
    return pl.repeat(None, height, dtype=dtype, eager=True)


def by_text(raw: pl.Series, dtype: pl.DataType, read: Callable[[str], Reading[object]]) -> Parsed:
    """Read every different text once, and spread the readings over the column."""
    readings = {text: read(text) for text in raw.drop_nulls().unique(maintain_order=True)}
    faults = {text: fault for text, (_, fault) in readings.items() if fault}
    if not readings:
        return Parsed(empty_column(len(raw), dtype))
    found = pl.Series([value for value, _ in readings.values()], dtype=dtype)
    values = raw.replace_strict(list(readings), found, default=None, return_dtype=dtype)
    return Parsed(values, raw, faults=faults)


def _truths(series: pl.Series) -> Parsed:
    if series.dtype == pl.Boolean:
        return Parsed(series)
    return by_text(as_text(series), pl.Boolean(), cells.boolean)


def _days(series: pl.Series) -> Parsed:
    if isinstance(series.dtype, pl.Datetime):
        series = series.cast(pl.Date)
    if series.dtype == pl.Date and series.is_between(FIRST_DAY, LAST_DAY).all():
        return Parsed(series)
    return by_text(as_text(series), pl.Date(), cells.day)


def _texts(series: pl.Series, item: Field) -> Parsed:
    text = as_text(series)
    if item.values:
        spellings = {cells.plain(alias): value for alias, value in item.values.items()}
        return by_text(text, pl.String(), partial(cells.choice, field=item, spellings=spellings))
    trimmed = text.str.strip_chars()
    return Parsed(trimmed.set(_is_blank(trimmed), None))


def _is_blank(text: pl.Series) -> pl.Series:
    short = text.filter(text.str.len_bytes() <= LONGEST_BLANK).unique()
    blanks = short.filter(short.str.to_lowercase().is_in(list(BLANKS))).to_list()
    return text.is_in(blanks) if blanks else pl.repeat(False, len(text), eager=True)


def _numbers(series: pl.Series, item: Field, unit: str) -> Parsed:
    """Steps by vector where that is certain; the rest cell by cell."""
    steps, sure = _fast(series, item, _scale(item, unit))
    if sure.all():
        return Parsed(steps)
    at = (~sure).arg_true()
    slow = by_text(as_text(series.gather(at)), pl.Int64(), partial(cells.number, field=item, unit=unit))
    return Parsed(steps.scatter(at, slow.values), slow.raw, at, slow.faults)


def _scale(item: Field, unit: str) -> int:
    """Steps in one written unit, a power of ten: 万元 → 1 000 000 (fen)."""
    return int(item.step * UNITS[unit][1])


def _fast(series: pl.Series, item: Field, scale: int) -> tuple[pl.Series, pl.Series]:
    """Values in steps, and where they are certain; an empty cell is certainly null."""
    if series.dtype == pl.Float32:  # 0.1f is 0.1, not 0.10000000149
        series = series.cast(pl.String).cast(pl.Float64)
    if series.dtype == pl.Float64:
        return _from_floats(series, item, scale)
    if series.dtype in SMALL_INTS:
        return _from_ints(series.cast(pl.Int64), item, scale)
    return _from_texts(as_text(series), item, scale)


def fast_numbers(series: pl.Series, item: Field, unit: str) -> tuple[pl.Series, pl.Series]:
    """Floats in a written unit as steps, and where that is certain; a null or NaN is certainly nothing."""
    return _from_floats(series, item, _scale(item, unit))


def _from_ints(series: pl.Series, item: Field, scale: int) -> tuple[pl.Series, pl.Series]:
    low, high = item.bounds
    sure = series.is_between(-(-low // scale), high // scale)
    return series * scale, sure.fill_null(True)


def _from_floats(series: pl.Series, item: Field, scale: int) -> tuple[pl.Series, pl.Series]:
    """Floats by their shortest decimal form, so that 0.1 stays 0.1."""
    floats = series.to_numpy()  # null becomes NaN
    steps, sure = np.empty(len(floats), np.int64), np.empty(len(floats), np.bool_)
    with np.errstate(invalid="ignore", over="ignore"):
        for start in range(0, len(floats), BLOCK):
            part = slice(start, start + BLOCK)
            steps[part], sure[part] = _rounded(floats[part], item, float(scale))
    empty = pl.Series(np.isnan(floats))
    return pl.Series(steps).set(empty, None) if empty.any() else pl.Series(steps), pl.Series(sure) | empty


def _rounded(floats: Floats, item: Field, scale: float) -> tuple[Floats, Truths]:
    """Nearest whole steps, and where they are certain.

    Certain when the steps lead back to the very same float, or when the product is far
    enough from a half for rounding errors not to matter.
    """
    scaled = floats * scale
    nearest = np.rint(scaled)
    low, high = item.bounds
    sure = (nearest / scale == floats) & (np.abs(nearest) < FIFTEEN_DIGITS)
    if not sure.all():
        sure |= np.abs(np.abs(scaled - nearest) - 0.5) > np.abs(scaled) * 2.0**-51
    if item.kind == "count":
        sure &= nearest == floats
    sure &= (nearest >= low) & (nearest <= high)
    return np.where(sure, nearest, 0), sure


def _from_texts(raw: pl.Series, item: Field, scale: int) -> tuple[pl.Series, pl.Series]:
    text = raw.str.strip_chars()
    steps, sure = _digits(pl.col("cell"), item, scale)
    cells_ = pl.select(cell=text.set(_is_blank(text), None))
    frame = cells_.select(steps=steps, sure=sure.fill_null(False) | pl.col("cell").is_null())
    return frame["steps"], frame["sure"]


def _digits(cell: pl.Expr, item: Field, scale: int) -> tuple[pl.Expr, pl.Expr]:
    """Decimal texts digit by digit, rounded half away from zero like ``units.to_steps``."""
    places = len(str(scale)) - 1
    body = cell.str.replace_all(",", "", literal=True).str.strip_chars_start("+-")
    parts = body.str.split_exact(".", 1).struct
    whole, rest = parts.field("field_0"), parts.field("field_1").fill_null("")
    head = rest.str.slice(0, places).str.pad_end(places, "0").cast(pl.Int64, strict=False) if places else pl.lit(0)
    up = (rest.str.slice(places, 1) >= "5").cast(pl.Int64)
    size = whole.cast(pl.Int64, strict=False) * scale + head + up
    steps = pl.when(cell.str.starts_with("-")).then(-size).otherwise(size)
    fits = whole.str.len_bytes() <= INT64_DIGITS - places
    sure = cell.str.contains(PLAIN_NUMBER) & fits & steps.is_between(*item.bounds)
    if item.kind == "count":
        sure &= rest.str.strip_chars("0") == ""
    return steps, sure

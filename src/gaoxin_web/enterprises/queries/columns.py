"""Fact sheets as columns: read from the database, or taken from a file where they were read before.

A sheet is never changed, only replaced by one with another number; so its number tells whether what was read of it
still holds.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from django.db.models import F, Q, TextField
from django.db.models.functions import Cast

from gaoxin import Rulebook
from gaoxin.fields import Field
from gaoxin_web.enterprises.models import FactSheet
from gaoxin_web.enterprises.queries.lines import Lines, from_lines, in_lines, whole_numbers

KINDS: dict[str, pl.DataType] = {"bool": pl.Boolean(), "text": pl.String(), "date": pl.String()}
OWN = ("uscc", "name")  # of the enterprise itself, whatever a sheet says
CHUNK = 5000  # enterprises whose sheets are read at a time
YEARS = 10_000  # more than there are: an enterprise's number and a year in one number
BEYOND = 2**63  # of what a column of whole numbers holds
WRITTEN = "(?:000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})-[0-9]{2}-[0-9]{2}"  # a day
KEYS = {"sheet": pl.Int64(), "pk": pl.Int64(), "year": pl.Int32()}
Shape = Mapping[str, pl.DataType]


def sheet_columns(firms: Sequence[int], rulebook: Rulebook, kept: Path | None = None) -> pl.DataFrame:
    """The sheets of some enterprises, in the enterprises' order.

    Args:
        firms: their numbers in the register, ascending.
        rulebook: whose fields and judgements are wanted.
        kept: the file that sheets read before are taken from and these are left in.

    Returns:
        ``pk``, ``year`` (null for what belongs to none) and a column per field that any sheet has.
    """
    shape = shape_of(rulebook)
    found = _kept(firms, shape, kept) if kept else _read(firms, shape)
    asked = pl.col("pk").is_in(pl.Series(firms, dtype=pl.Int64).implode())
    if not found.select(asked.all()).item():  # of enterprises whose numbers lie between
        found = found.filter(asked)
    known = [name for name in found.columns if name in shape and found[name].null_count() < len(found)]
    days = [_days(name) for name in known if is_day(name, rulebook)]
    year = pl.when(pl.col("year") > 0).then(pl.col("year"))
    return found.select("pk", year, *known).with_columns(days)


def shape_of(rulebook: Rulebook) -> Shape:
    """What a column of a sheet may be of, by its name."""
    shape = {name: _kind(item) for name, item in rulebook.fields.items() if not item.derived and name not in OWN}
    return shape | {name: pl.Boolean() for name in rulebook.judgements()}


def day_of(text: Any) -> date | None:
    """A day as a sheet writes it: ``2015-03-02``, in no other way."""
    try:
        return date.fromisoformat(text) if re.fullmatch(WRITTEN, text) else None
    except (TypeError, ValueError):
        return None


def _days(name: str) -> pl.Expr:
    """The same of a whole column."""
    written = pl.when(pl.col(name).str.contains(f"^(?:{WRITTEN})$")).then(pl.col(name))
    return written.str.to_date("%Y-%m-%d", strict=False).alias(name)


def _kept(firms: Sequence[int], shape: Shape, kept: Path) -> pl.DataFrame:
    """What the file has of the sheets there are now, and from the database what it has not."""
    file = kept.with_suffix(f".{hashlib.sha256(repr(shape).encode()).hexdigest()[:16]}.arrow")
    before = _opened(file)
    now = pl.concat([_keys(), *(_numbers(chunk) for chunk in _chunks(firms))])
    anew = now.join(before, on="sheet", how="anti")["pk"].unique().sort()
    there, stated_anew = pl.col("sheet").is_in(now["sheet"].implode()), pl.col("pk").is_in(anew.implode())
    stays = before.select(there & ~stated_anew).to_series()
    if stays.all() and anew.is_empty():
        return before
    found = pl.concat([before.filter(stays), _read(anew.to_list(), shape)], how="diagonal")
    found = found.sort("pk", "year")
    _leave(found, file)
    return found


def _opened(file: Path) -> pl.DataFrame:
    try:
        return pl.read_ipc(file)
    except (OSError, pl.exceptions.PolarsError):  # none yet, or a broken one
        return _keys()


def _leave(found: pl.DataFrame, file: Path) -> None:
    """The file is there whole or as it was; those of another rulebook's fields go."""
    file.parent.mkdir(parents=True, exist_ok=True)
    known = [name for name in found.columns if found[name].null_count() < len(found)]
    part = file.with_suffix(f".{os.getpid()}")
    found.select(known).write_ipc(part, compression="lz4")
    for other in file.parent.glob(f"{file.name.partition('.')[0]}.*.arrow"):
        other.unlink(missing_ok=True)
    part.replace(file)


def _read(firms: Sequence[int], shape: Shape) -> pl.DataFrame:
    """``sheet``, ``pk``, ``year`` and every column of the shape, from the database, by enterprise and year."""
    chunks = _chunks(firms)
    with ThreadPoolExecutor(1) as parser:  # while the database hands out the next
        parsed = [parser.submit(_parsed, *_written(chunk), shape) for chunk in chunks]
    whole = ((chunk, part.result()) for chunk, part in zip(chunks, parsed, strict=True))
    found = pl.concat([_keys(shape), *(_row_by_row(chunk, shape) if part is None else part for chunk, part in whole)])
    order = pl.col("pk") * YEARS + pl.col("year")
    return found if found.select(order).to_series().is_sorted() else found.sort("pk", "year")


def _chunks(firms: Sequence[int]) -> list[Sequence[int]]:
    return [firms[at : at + CHUNK] for at in range(0, len(firms), CHUNK)]


def plain(value: Any, kind: pl.DataType) -> int | bool | str | None:
    """A value of a sheet as a column of its field takes it; None where it is of another kind.

    >>> plain(12.0, pl.Int64()), plain("12", pl.Int64()), plain(1, pl.Boolean()), plain(["甲"], pl.String())
    (12, None, None, '["甲"]')
    """
    if value is None or isinstance(value, str):
        return value if kind == pl.String() else None
    if kind == pl.String():
        return json.dumps(value, ensure_ascii=False)
    if kind == pl.Boolean():
        return value if isinstance(value, bool) else None
    return int(value) if isinstance(value, int | float) and -BEYOND <= value < BEYOND else None


NUMBERS = {"sheet": F("pk"), "number": F("enterprise") * YEARS + F("year")}


def _numbers(firms: Sequence[int]) -> pl.DataFrame:
    """``sheet``, ``pk`` and ``year`` of some enterprises' sheets."""
    return _split(whole_numbers(FactSheet.objects.filter(_among(firms)), **NUMBERS))


def _written(firms: Sequence[int]) -> tuple[bytes, pl.DataFrame]:
    """The sheets of some enterprises as the database has them, a line each, and their numbers."""
    wanted = in_lines(**NUMBERS) | {"texts": Lines(Cast("values", TextField()))}
    found = FactSheet.objects.filter(_among(firms)).aggregate(**wanted)
    return bytes(found["texts"] or b""), _split(from_lines(found, *NUMBERS))


def _split(numbers: pl.DataFrame) -> pl.DataFrame:
    number = pl.col("number")
    return numbers.select(pl.col("sheet"), pk=number // YEARS, year=number % YEARS).cast(KEYS)


def _among(firms: Sequence[int]) -> Q:
    """Sheets of some enterprises, their numbers ascending; of those between them too where these are few.

    Thousands of numbers in a query take longer than the sheets of a few enterprises too many.
    """
    if firms[-1] - firms[0] < 2 * len(firms):
        return Q(enterprise__gte=firms[0], enterprise__lte=firms[-1])
    return Q(enterprise__in=firms)


def _parsed(texts: bytes, numbers: pl.DataFrame, shape: Shape) -> pl.DataFrame | None:
    """Sheets as columns; None where a value is not of its field's kind, which the parser does not pass over."""
    if numbers.is_empty():
        return _keys(shape)
    try:
        values = pl.read_ndjson(texts, schema=shape)
    except pl.exceptions.PolarsError:
        return None
    return numbers.hstack(values.select(*shape)) if len(values) == len(numbers) else None


def _row_by_row(firms: Sequence[int], shape: Shape) -> pl.DataFrame:
    rows = FactSheet.objects.filter(enterprise__in=firms).values_list("pk", "enterprise_id", "year", "values")
    kept = [(*keys, *(plain(values.get(name), kind) for name, kind in shape.items())) for *keys, values in rows]
    return pl.DataFrame(kept, schema=_keys(shape).schema, orient="row")


def _keys(shape: Shape | None = None) -> pl.DataFrame:
    return pl.DataFrame(schema={**KEYS, **(shape or {})})


def _kind(item: Field) -> pl.DataType:
    return KINDS.get(item.kind, pl.Int64())


def is_day(name: str, rulebook: Rulebook) -> bool:
    return name in rulebook.fields and rulebook.fields[name].kind == "date"

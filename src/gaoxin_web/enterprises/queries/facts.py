"""The register's facts as the engine takes them, and the filing behind any figure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import polars as pl
from django.db.models import BinaryField, F, Q, QuerySet, TextField
from django.db.models.aggregates import Aggregate
from django.db.models.functions import Cast, Coalesce

from gaoxin import Facts, Rulebook
from gaoxin.fields import Field
from gaoxin_web.enterprises.models import Enterprise, FactSheet, Filing, Recognition

KINDS: dict[str, pl.DataType] = {"bool": pl.Boolean(), "text": pl.String(), "date": pl.String()}
KEY = pl.coalesce("uscc", pl.format("#{}", "pk")).alias("uscc")  # for an enterprise whose code is not known yet
OWN = ("uscc", "name")  # of the enterprise itself, whatever a sheet says
CHUNK = 5000  # enterprises whose sheets are read at a time
YEARS = 10_000  # more than there are: an enterprise's number and a year in one number
BEYOND = 2**63  # of what a column of whole numbers holds


def facts_of(enterprises: QuerySet[Enterprise], rulebook: Rulebook) -> Facts:
    """Everything known of some enterprises, in steps, with their recognitions.

    An enterprise without a credit code goes by ``#`` and its number. A value of a sheet that is not of its field's
    kind is as good as none (:func:`plain`).
    """
    rows = enterprises.order_by("pk").values_list("pk", "uscc", "name", Cast("established_on", TextField()))
    firms = _frame(rows, _FIRMS).with_columns(KEY)
    sheets = _sheets(firms["pk"].to_list(), rulebook)
    joined = firms.join(sheets, on="pk", how="left", maintain_order="left").drop("pk")
    founded = pl.coalesce([c for c in ("established_on", "founded") if c in joined.columns])
    return Facts.of(joined.with_columns(founded.alias("established_on")).drop("founded"), _recognitions(enterprises))


def filing_of(enterprise: Enterprise, field: str, year: int | None) -> Filing | None:
    """The filing a figure stands on; None where the figure is not known."""
    sheet = FactSheet.objects.filter(enterprise=enterprise, year=year or 0).first()
    pk = sheet.sources.get(field) if sheet else None
    return Filing.objects.select_related("batch").filter(pk=pk).first() if pk else None


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


_FIRMS = {"pk": pl.Int64(), "uscc": pl.String(), "name": pl.String(), "founded": pl.Date()}
_DAYS = {name: pl.Date() for name in ("valid_from", "valid_to", "withdrawn")}
_HELD = {"pk": pl.Int64(), "uscc": pl.String(), "recognition": pl.String(), **_DAYS}


class _Lines(Aggregate):
    """The texts of some rows in UTF-8, a line each: one value, where a value per row would take Python longer."""

    output_field = BinaryField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="CAST(group_concat(%(expressions)s, char(10)) AS BLOB)", **extra
        )

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="convert_to(string_agg(%(expressions)s, chr(10)), 'UTF8')", **extra
        )


def _sheets(firms: Sequence[int], rulebook: Rulebook) -> pl.DataFrame:
    """``pk``, ``year`` (null for what belongs to none) and a column per field that any sheet has."""
    shape = {name: _kind(item) for name, item in rulebook.fields.items() if not item.derived and name not in OWN}
    shape |= {name: pl.Boolean() for name in rulebook.judgements()}
    chunks = [firms[at : at + CHUNK] for at in range(0, len(firms), CHUNK)]
    with ThreadPoolExecutor(1) as parser:  # while the database hands out the next
        parsed = [parser.submit(_parsed, *_written(chunk), shape) for chunk in chunks]
    whole = ((chunk, part.result()) for chunk, part in zip(chunks, parsed, strict=True))
    parts = [_row_by_row(chunk, shape) if part is None else part for chunk, part in whole]
    found = pl.concat([_empty(shape), *parts])
    known = [name for name in shape if found[name].null_count() < len(found)]
    days = [pl.col(name).str.to_date(strict=False) for name in known if _is_day(name, rulebook)]
    year = pl.when(pl.col("year") > 0).then(pl.col("year"))
    return found.select("pk", year, *known).with_columns(days)


def _written(firms: Sequence[int]) -> tuple[bytes, bytes]:
    """The sheets of some enterprises as the database has them, a line each, and the number and year of each."""
    number = Cast(F("enterprise") * YEARS + F("year"), TextField())
    sheets = FactSheet.objects.filter(_among(firms))
    found = sheets.aggregate(texts=_Lines(Cast("values", TextField())), numbers=_Lines(number))
    return bytes(found["texts"] or b""), bytes(found["numbers"] or b"")


def _among(firms: Sequence[int]) -> Q:
    """Sheets of some enterprises, their numbers ascending; of those between them too where these are few.

    Thousands of numbers in a query take longer than the sheets of a few enterprises too many.
    """
    if firms[-1] - firms[0] < 2 * len(firms):
        return Q(enterprise__gte=firms[0], enterprise__lte=firms[-1])
    return Q(enterprise__in=firms)


def _parsed(texts: bytes, numbers: bytes, shape: Mapping[str, pl.DataType]) -> pl.DataFrame | None:
    """Sheets as columns; None where a value is not of its field's kind, which the parser does not pass over."""
    if not numbers:
        return _empty(shape)
    number = pl.Series(numbers.decode().split("\n")).cast(pl.Int64)
    try:
        values = pl.read_ndjson(texts, schema=shape)
    except pl.exceptions.PolarsError:
        return None
    if len(values) != len(number):
        return None
    return values.select((number // YEARS).alias("pk"), (number % YEARS).cast(pl.Int32).alias("year"), *shape)


def _row_by_row(firms: Sequence[int], shape: Mapping[str, pl.DataType]) -> pl.DataFrame:
    rows = FactSheet.objects.filter(enterprise__in=firms).values_list("enterprise_id", "year", "values")
    kept = [(pk, year, *(plain(values.get(name), kind) for name, kind in shape.items())) for pk, year, values in rows]
    return pl.DataFrame(kept, schema=_empty(shape).schema, orient="row")


def _empty(shape: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame(schema={"pk": pl.Int64(), "year": pl.Int32(), **shape})


def _kind(item: Field) -> pl.DataType:
    return KINDS.get(item.kind, pl.Int64())


def _is_day(name: str, rulebook: Rulebook) -> bool:
    return name in rulebook.fields and rulebook.fields[name].kind == "date"


def _recognitions(enterprises: QuerySet[Enterprise]) -> pl.DataFrame:
    """A recognition that was withdrawn ran until the day before."""
    held = Recognition.objects.filter(enterprise__in=enterprises.order_by()).order_by("pk")
    since = Coalesce("valid_from", "recognised_on")
    days = (Cast(day, TextField()) for day in (since, "valid_to", "withdrawn_on"))
    table = _frame(held.values_list("enterprise_id", "enterprise__uscc", "kind", *days), _HELD).with_columns(KEY)
    until = pl.min_horizontal("valid_to", pl.col("withdrawn").dt.offset_by("-1d"))
    return table.with_columns(until.alias("valid_to")).drop("pk", "withdrawn")


def _frame(rows: QuerySet, schema: dict[str, pl.DataType]) -> pl.DataFrame:  # type: ignore[type-arg]
    """Rows of a query as columns; days come as texts, which Polars reads quicker than Python makes days."""
    columns: Sequence[Sequence[object]] = list(zip(*rows.iterator(20_000), strict=True))
    data = dict(zip(schema, columns or [[]] * len(schema), strict=True))
    days = [name for name, kind in schema.items() if kind == pl.Date()]
    frame = pl.DataFrame(data, schema=schema | dict.fromkeys(days, pl.String()), strict=False)
    return frame.with_columns(pl.col(name).str.to_date() for name in days)

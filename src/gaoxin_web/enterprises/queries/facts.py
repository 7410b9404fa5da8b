"""The register's facts as the engine takes them, and the filing behind any figure."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast, Coalesce

from gaoxin import Facts, Rulebook
from gaoxin.fields import Field
from gaoxin_web.enterprises.models import Enterprise, FactSheet, Filing, Recognition

KINDS: dict[str, pl.DataType] = {"bool": pl.Boolean(), "text": pl.String(), "date": pl.String()}
KEY = pl.coalesce("uscc", pl.format("#{}", "pk")).alias("uscc")  # for an enterprise whose code is not known yet


def facts_of(enterprises: QuerySet[Enterprise], rulebook: Rulebook) -> Facts:
    """Everything known of some enterprises, in steps, with their recognitions.

    An enterprise without a credit code goes by ``#`` and its number.
    """
    firms = _frame(enterprises.order_by("pk").values_list("pk", "uscc", "name", "established_on"), _FIRMS).with_columns(
        KEY
    )
    sheets = FactSheet.objects.filter(enterprise__in=enterprises.order_by()).values_list(
        "enterprise_id", "year", Cast("values", TextField())
    )
    rows = _decoded(_frame(sheets, _SHEETS), rulebook)
    joined = firms.join(rows, on="pk", how="left", maintain_order="left").drop("pk")
    founded = pl.coalesce([c for c in ("established_on", "founded") if c in joined.columns])
    rows = joined.with_columns(founded.alias("established_on")).drop("founded")
    return Facts.of(rows, _recognitions(enterprises))


def filing_of(enterprise: Enterprise, field: str, year: int | None) -> Filing | None:
    """The filing a figure stands on; None where the figure is not known."""
    sheet = FactSheet.objects.filter(enterprise=enterprise, year=year or 0).first()
    pk = sheet.sources.get(field) if sheet else None
    return Filing.objects.select_related("batch").filter(pk=pk).first() if pk else None


_FIRMS = {"pk": pl.Int64(), "uscc": pl.String(), "name": pl.String(), "founded": pl.Date()}
_SHEETS = {"pk": pl.Int64(), "year": pl.Int32(), "values": pl.String()}
_DAYS = {name: pl.Date() for name in ("valid_from", "valid_to", "withdrawn")}
_HELD = {"pk": pl.Int64(), "uscc": pl.String(), "recognition": pl.String(), **_DAYS}


def _decoded(sheets: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """``pk``, ``year`` (null for what belongs to none) and a column per field that any sheet has."""
    shape = {name: _kind(item) for name, item in rulebook.fields.items() if not item.derived}
    shape |= {name: pl.Boolean() for name in rulebook.judgements()}
    values = sheets["values"].str.json_decode(pl.Struct(shape)).struct.unnest()
    known = values.select(series for series in values if series.null_count() < len(series))
    days = [pl.col(name).str.to_date(strict=False) for name in known.columns if _is_day(name, rulebook)]
    year = pl.when(pl.col("year") > 0).then(pl.col("year")).alias("year")
    return pl.concat([sheets.select("pk", year), known.with_columns(days)], how="horizontal")


def _kind(item: Field) -> pl.DataType:
    return KINDS.get(item.kind, pl.Int64())


def _is_day(name: str, rulebook: Rulebook) -> bool:
    return name in rulebook.fields and rulebook.fields[name].kind == "date"


def _recognitions(enterprises: QuerySet[Enterprise]) -> pl.DataFrame:
    """A recognition that was withdrawn ran until the day before."""
    held = Recognition.objects.filter(enterprise__in=enterprises.order_by()).order_by("pk")
    rows = held.values_list(
        "enterprise_id", "enterprise__uscc", "kind", Coalesce("valid_from", "recognised_on"), "valid_to", "withdrawn_on"
    )
    table = _frame(rows, _HELD).with_columns(KEY)
    until = pl.min_horizontal("valid_to", pl.col("withdrawn").dt.offset_by("-1d"))
    return table.with_columns(until.alias("valid_to")).drop("pk", "withdrawn")


def _frame(rows: QuerySet, schema: dict[str, pl.DataType]) -> pl.DataFrame:  # type: ignore[type-arg]
    columns: Sequence[Sequence[object]] = list(zip(*rows.iterator(20_000), strict=True))
    data = dict(zip(schema, columns or [[]] * len(schema), strict=True))
    return pl.DataFrame(data, schema=schema, strict=False)

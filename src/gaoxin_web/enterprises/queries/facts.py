"""The register's facts as the engine takes them, and the filing behind any figure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast, Coalesce

from gaoxin import Facts, Rulebook
from gaoxin_web.enterprises.models import Enterprise, FactSheet, Filing, Recognition
from gaoxin_web.enterprises.queries.columns import sheet_columns

KEY = pl.coalesce("uscc", pl.format("#{}", "pk")).alias("uscc")  # for an enterprise whose code is not known yet


def facts_of(enterprises: QuerySet[Enterprise], rulebook: Rulebook, kept: Path | None = None) -> Facts:
    """Everything known of some enterprises, in steps, with their recognitions.

    An enterprise without a credit code goes by ``#`` and its number. A value of a sheet that is not of its field's
    kind is as good as none (:func:`gaoxin_web.enterprises.queries.columns.plain`). Sheets that have not changed since
    are taken from the file ``kept``.
    """
    rows = enterprises.order_by("pk").values_list("pk", "uscc", "name", Cast("established_on", TextField()))
    firms = _frame(rows, _FIRMS).with_columns(KEY)
    sheets = sheet_columns(firms["pk"].to_list(), rulebook, kept)
    silent = firms.join(sheets.select("pk"), on="pk", how="anti")
    joined = sheets.join(firms, on="pk", how="left", maintain_order="left")
    if len(silent):  # enterprises of which no sheet says anything stand among the others
        joined = pl.concat([joined, silent], how="diagonal").sort("pk", maintain_order=True)
    founded = pl.coalesce([c for c in ("established_on", "founded") if c in joined.columns])
    said = pl.exclude("uscc", "name", "pk", "established_on", "founded")
    return Facts.of(joined.select("uscc", "name", said, established_on=founded), _recognitions(enterprises))


def filing_of(enterprise: Enterprise, field: str, year: int | None) -> Filing | None:
    """The filing a figure stands on; None where the figure is not known."""
    sheet = FactSheet.objects.filter(enterprise=enterprise, year=year or 0).first()
    pk = sheet.sources.get(field) if sheet else None
    return Filing.objects.select_related("batch").filter(pk=pk).first() if pk else None


_FIRMS = {"pk": pl.Int64(), "uscc": pl.String(), "name": pl.String(), "founded": pl.Date()}
_DAYS = {name: pl.Date() for name in ("valid_from", "valid_to", "withdrawn")}
_HELD = {"pk": pl.Int64(), "uscc": pl.String(), "recognition": pl.String(), **_DAYS}


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

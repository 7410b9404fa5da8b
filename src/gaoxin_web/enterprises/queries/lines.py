"""Whole numbers and texts of very many rows in one value each: a row per value would take Python longer."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.db.models import BinaryField, Expression, QuerySet, TextField
from django.db.models.aggregates import Aggregate
from django.db.models.functions import Cast


class Lines(Aggregate):
    """The texts of some rows in UTF-8, a line each. Several of one query are in the same order."""

    output_field = BinaryField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="CAST(group_concat(%(expressions)s, char(10)) AS BLOB)", **extra
        )

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="convert_to(string_agg(%(expressions)s, chr(10)), 'UTF8')", **extra
        )


def in_lines(**numbers: str | Expression) -> dict[str, Lines]:
    """What to ask :meth:`QuerySet.aggregate` for, that :func:`from_lines` takes; every number of every row is known."""
    return {name: Lines(Cast(number, TextField())) for name, number in numbers.items()}


def from_lines(found: dict[str, Any], *names: str) -> pl.DataFrame:
    """A column of Int64 per name."""
    lines = {name: bytes(found[name] or b"").decode().split() for name in names}
    return pl.DataFrame({name: pl.Series(texts, dtype=pl.String).cast(pl.Int64) for name, texts in lines.items()})


def whole_numbers(rows: QuerySet[Any], **numbers: str | Expression) -> pl.DataFrame:
    """A column of Int64 per number, a row per row, in one query and in no certain order."""
    return from_lines(rows.order_by().aggregate(**in_lines(**numbers)), *numbers)

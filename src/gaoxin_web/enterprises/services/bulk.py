"""Very many rows of a table written at once, as each database takes them quickest."""

from __future__ import annotations

import io

import polars as pl
from django.db import connection
from django.db.models import Model

SLICE = 20_000  # rows at a time: what is on its way need not all be in memory


def write_rows(model: type[Model], rows: pl.DataFrame) -> None:
    """Add rows to a model's table, in order; no signal is sent and no default filled in.

    Args:
        model: whose table it is.
        rows: a column for every column of the table that has no default in the database, by the database's name.
    """
    columns = ", ".join(f'"{name}"' for name in rows.columns)
    into = f'"{model._meta.db_table}" ({columns})'
    write = _copy if connection.vendor == "postgresql" else _insert
    for part in rows.iter_slices(SLICE):
        write(into, part)


def _copy(into: str, rows: pl.DataFrame) -> None:
    """PostgreSQL's COPY; what is null is left unquoted, an empty text is quoted."""
    file = io.BytesIO()
    rows.write_csv(file, include_header=False, quote_style="non_numeric")
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN (FORMAT csv)") as copy:
        copy.write(file.getvalue())


def _insert(into: str, rows: pl.DataFrame) -> None:
    """One prepared statement for all rows; days as SQLite keeps them."""
    plain = rows.with_columns(pl.col(pl.Date).cast(pl.String), pl.col(pl.Boolean).cast(pl.Int8))
    marks = ", ".join(["%s"] * rows.width)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", plain.rows())

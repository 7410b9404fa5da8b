"""Rows of one table, read some at a time and written with one prepared statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
SEVERAL = 500


def some_of(rows: QuerySet[M], keys: Iterable[int]) -> Iterator[list[M]]:
    """The rows with some keys, some at a time."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), SEVERAL):
        yield list(rows.filter(pk__in=ordered[start : start + SEVERAL]))


def overwrite(rows: Sequence[Model], *names: str) -> None:
    """Write fields of rows that exist; what ``bulk_update`` does, at a fraction of the time for thousands of rows."""
    if not rows:
        return
    model = type(rows[0])
    fields = [model._meta.get_field(name) for name in names]
    sets = ", ".join(f'"{field.column}" = %s' for field in fields)
    values = [
        (*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields), row.pk) for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f'UPDATE "{model._meta.db_table}" SET {sets} WHERE "id" = %s', values)

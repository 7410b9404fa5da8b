"""A table's rows as lines of JSON, the same whichever database they come from or go to."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.db import connection, models
from django.utils.duration import duration_iso_string

CHUNK = 2000
LEFT_OUT = frozenset({"django_session", "usersessions_usersession"})  # whoever was signed in signs in again


def tables(apps: Apps | Any) -> dict[str, type[models.Model]]:
    """Every table that is kept, by name."""
    found = apps.get_models(include_auto_created=True)
    kept = [model for model in found if model._meta.managed and not model._meta.proxy and not model._meta.swapped]
    named = {model._meta.db_table: model for model in kept if model._meta.db_table not in LEFT_OUT}
    return dict(sorted(named.items()))


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.local_concrete_fields if not getattr(field, "generated", False)]


def lines(model: type[models.Model], alias: str) -> Iterator[bytes]:
    """The rows of a table in the order of their keys, a line each."""
    names = [field.attname for field in columns(model)]
    rows = model._base_manager.using(alias).order_by("pk").values_list(*names)
    for row in rows.iterator(CHUNK):
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_plain).encode() + b"\n"


def insert(model: type[models.Model], written: Iterable[bytes]) -> int:
    """Put lines back as rows, past signals and ``save``: they come as they were. Returns how many."""
    fields = columns(model)
    quote = connection.ops.quote_name
    names, places = ", ".join(quote(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"
    count = 0
    with connection.cursor() as cursor:
        for chunk in _chunks(written):
            values = [[_stored(f, v, connection) for f, v in zip(fields, row, strict=True)] for row in chunk]
            cursor.executemany(statement, values)
            count += len(values)
    return count


def _chunks(written: Iterable[bytes]) -> Iterator[list[list[Any]]]:
    chunk = []
    for line in written:
        chunk.append(json.loads(line))
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case timedelta():
            return duration_iso_string(value)
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
    raise TypeError(f"a {type(value).__name__} has no place in a backup yet")


def _stored(field: models.Field[Any, Any], value: Any, connection: Any) -> Any:
    if isinstance(field, models.JSONField):
        if value is None and field.null:
            return None
        return connection.ops.adapt_json_value(value, field.encoder)
    if isinstance(field, models.BinaryField) and value is not None:
        return field.get_db_prep_save(base64.b64decode(value), connection)
    return field.get_db_prep_save(field.to_python(value), connection)

"""What rows file, filed: most of it without leaving the database, where it already is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connection
from django.db.models import Max, Min

from gaoxin_web.enterprises.imports.services.rows import overwrite
from gaoxin_web.enterprises.models import Batch, BatchRow, Filing

COLUMNS = '(enterprise_id, batch_id, year, sheet, "row", "values", filled, withdrawn)'
EACH = {
    "sqlite": """
        SELECT r.enterprise_id, r.batch_id, json_extract(f.value, '$.year'), r.sheet, r."row",
               json_extract(f.value, '$.values'), '{{}}', 0
        FROM {rows} r, json_each(r.filings) f WHERE {where} ORDER BY r.id, f.key
    """,
    "postgresql": """
        SELECT r.enterprise_id, r.batch_id, (f.value ->> 'year')::smallint, r.sheet, r."row",
               f.value -> 'values', '{{}}'::jsonb, false
        FROM {rows} r, jsonb_array_elements(r.filings) WITH ORDINALITY f(value, at) WHERE {where} ORDER BY r.id, f.at
    """,
}


def file_rows(batch: Batch, rows: Sequence[BatchRow], filled: Mapping[int, Mapping[str, str]]) -> int:
    """File what some rows of a batch say, in their order; how many filings that were.

    Args:
        rows: rows that are to be written; their ``filings`` need not be loaded.
        filled: row → the enterprise's own fields it filled; its first filing says so.
    """
    if not rows:
        return 0
    before = Filing.objects.aggregate(last=Max("pk"))["last"] or 0
    count = _copied([row.pk for row in rows])
    if filled:
        made = Filing.objects.filter(batch=batch, pk__gt=before).order_by().values_list("sheet", "row")
        first = {(sheet, number): pk for sheet, number, pk in made.annotate(first=Min("pk"))}
        telling = [row for row in rows if row.pk in filled]
        known = [(row, first.get((row.sheet, row.row))) for row in telling]
        overwrite([Filing(pk=pk, filled=filled[row.pk]) for row, pk in known if pk is not None], "filled")
        silent = [row for row, pk in known if pk is None]
        Filing.objects.bulk_create(_silent(batch, row, filled[row.pk]) for row in silent)
        count += len(silent)
    return count


def _copied(keys: Sequence[int]) -> int:
    marks = ", ".join(["%s"] * len(keys))
    select = EACH[connection.vendor].format(rows=BatchRow._meta.db_table, where=f"r.id IN ({marks})")
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {Filing._meta.db_table} {COLUMNS} {select}", list(keys))
        return int(cursor.rowcount)


def _silent(batch: Batch, row: BatchRow, filled: Mapping[str, str]) -> Filing:
    """The filing of a row that says nothing but what it filled."""
    return Filing(enterprise_id=row.enterprise_id, batch=batch, sheet=row.sheet, row=row.row, filled=dict(filled))

"""Whether the register still says what a batch was compared with: somebody else may have written to it since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from gaoxin_web.enterprises.imports.compare import compare, names_of
from gaoxin_web.enterprises.imports.services.rows import overwrite, some_of
from gaoxin_web.enterprises.models import Batch, BatchRow, Enterprise, Filing, Merge

Change = BatchRow.Change
SEVERAL = 500
COMPARED = (Change.CHANGED, Change.SAME)
MARGIN = timedelta(seconds=15)  # a transaction may end some time after it noted when it did
AGAIN = "核对之后名册又有改动，已按现在的名册重新比对。请再看一遍“变化”，然后写入。"


def seen() -> dict[str, Any]:
    """How far the register's filings went; kept with a batch when it is compared."""
    return {
        "filing": Filing.objects.aggregate(last=Max("pk"))["last"] or 0,
        "at": timezone.now().isoformat(),
    }


def refreshed(batch: Batch) -> bool:
    """Compare again what the register may say otherwise by now.

    Rows that say nothing new any more become 不变. False where something would be replaced that nobody has
    looked at, or where an enterprise is gone: then a person looks first, and nothing of this is to be kept.
    """
    if batch.rows.filter(change__in=COMPARED, enterprise=None).exists():
        return False
    linked = _linked(batch)
    for rows in some_of(batch.rows.filter(change=Change.NEW), linked):
        for row in rows:
            row.enterprise_id, row.change = linked[row.pk], Change.SAME
        if not _compared(batch, rows):
            return False
    return all(_compared(batch, rows) for rows in some_of(batch.rows.all(), _written_since(batch)))


def _compared(batch: Batch, rows: Sequence[BatchRow]) -> bool:
    shown = {row.pk: row.changes for row in rows}
    compare(batch, rows)
    overwrite(rows, "enterprise", "change", "changes")
    return not any(_replaces_unseen(row, shown[row.pk]) for row in rows)


def _replaces_unseen(row: BatchRow, shown: Sequence[Any]) -> bool:
    return any(change[2] is not None and change not in shown for change in row.changes)


def _linked(batch: Batch) -> dict[int, int]:
    """Rows that were new when they were read and are no more, as another batch founded their enterprise: which."""
    rows = list(batch.rows.filter(change=Change.NEW).values_list("pk", "uscc", "name", "matched_by"))
    codes = _by_code(batch, {code for _pk, code, _name, _by in rows if code})
    alone = {name for _pk, code, name, by in rows if not code and by != "person"}
    names = {name: min(pks) for name, pks in names_of(batch, alone).items() if len(pks) == 1}
    firms = {pk: codes.get(code) if code else names.get(name) for pk, code, name, _by in rows}
    return {pk: firm for pk, firm in firms.items() if firm is not None}


def _by_code(batch: Batch, codes: Iterable[str]) -> dict[str, int]:
    ordered, found = sorted(codes), dict[str, int]()
    for start in range(0, len(ordered), SEVERAL):
        rows = Enterprise.objects.filter(zone=batch.zone_id, uscc__in=ordered[start : start + SEVERAL])
        joined = Merge.objects.filter(zone=batch.zone_id, undone_at=None, uscc__in=ordered[start : start + SEVERAL])
        found |= {str(code): pk for code, pk in joined.values_list("uscc", "kept")}
        found |= {str(code): pk for code, pk in rows.values_list("uscc", "pk")}
    return found


def _written_since(batch: Batch) -> list[int]:
    """The rows of the batch for whose enterprise somebody filed, or took back what was filed, since it was compared."""
    last = batch.choices.get("seen") or {"filing": 0, "at": batch.created_at.isoformat()}
    since = datetime.fromisoformat(last["at"]) - MARGIN
    moved = Q(pk__gt=last["filing"]) | Q(batch__committed_at__gte=since) | Q(batch__undone_at__gte=since)
    firms = Filing.objects.filter(moved).exclude(batch=batch).values("enterprise")
    return list(batch.rows.filter(change__in=COMPARED, enterprise__in=firms).order_by().values_list("pk", flat=True))

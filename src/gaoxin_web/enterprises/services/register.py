"""Changes to the register by hand: an enterprise, what hangs on it, many at once, a figure."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max, Model, QuerySet
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from gaoxin import Rulebook
from gaoxin_web.accounts.models import User
from gaoxin_web.enterprises.models import Batch, Document, Enterprise, Filing
from gaoxin_web.enterprises.services.sheets import restate

CHUNK = 1000  # enterprises at a time
BULK = "bulk:"  # how the history's reason begins for many at once


@transaction.atomic
def change_many(rows: QuerySet[Enterprise], values: Mapping[str, Any], user: User) -> tuple[str, int]:
    """Give many enterprises the same values; returns a token to undo it by, and how many were changed."""
    token = uuid.uuid4().hex
    changed = 0
    for part in _chunks(rows):
        different = [row for row in part if any(getattr(row, name) != value for name, value in values.items())]
        _remember(different, user)
        for row in different:
            for name, value in values.items():
                setattr(row, name, value)
        _write(different, list(values), user, BULK + token)
        changed += len(different)
    return token, changed


@transaction.atomic
def undo_many(rows: QuerySet[Enterprise], token: str, user: User) -> tuple[int, int]:
    """Put back what a change of many replaced, from the history; returns how many were put back, and how many
    were let be because somebody has changed them since, or they are out of reach."""
    changed = {record.id: record for record in Enterprise.history.filter(history_change_reason=BULK + token)}
    restored = 0
    for part in _chunks(rows.filter(pk__in=Enterprise.history.filter(history_change_reason=BULK + token).values("id"))):
        before = _before({row.pk: changed[row.pk].history_id for row in part})
        moved: dict[tuple[str, ...], list[Enterprise]] = defaultdict(list)
        for row in part:
            names = _put_back(row, changed[row.pk], before.get(row.pk))
            if names:
                moved[names].append(row)
        for names, found in moved.items():
            _write(found, list(names), user, "撤销批量修改")
            restored += len(found)
    return restored, len(changed) - restored


def was_bulk(zone: int, token: str) -> int:
    """How many enterprises of a zone a change of many touched."""
    return Enterprise.history.filter(history_change_reason=BULK + token, zone_id=zone).count()


def _chunks(rows: QuerySet[Enterprise]) -> Iterable[list[Enterprise]]:
    """By id, so that a change of what rows are found by skips none."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        yield list(Enterprise.objects.filter(pk__in=ids[start : start + CHUNK]).order_by("pk"))


def _remember(rows: list[Enterprise], user: User) -> None:
    """A first record for those that have none (imported at once): or there would be nothing to go back to."""
    known = set(Enterprise.history.filter(id__in=[row.pk for row in rows]).values_list("id", flat=True))
    fresh = [row for row in rows if row.pk not in known]
    if fresh:
        Enterprise.history.bulk_history_create(fresh, default_user=user, update=True)


def _write(rows: list[Enterprise], names: list[str], user: User, reason: str) -> None:
    if rows:
        bulk_update_with_history(
            rows, Enterprise, names, batch_size=CHUNK, default_user=user, default_change_reason=reason
        )


def _before(changed: Mapping[int, int]) -> dict[int, Any]:
    """Of each enterprise the record before a given one."""
    first, records = min(changed.values(), default=0), Enterprise.history.filter(id__in=list(changed))
    newest = records.filter(history_id__lt=first).order_by().values("id").annotate(last=Max("history_id"))
    before = {record.id: record for record in Enterprise.history.filter(history_id__in=[row["last"] for row in newest])}
    for pk in changed.keys() - before.keys():  # a first record written in the same change
        before[pk] = records.filter(id=pk, history_id__lt=changed[pk]).order_by("-history_id").first()
    return before


def _put_back(row: Enterprise, record: Any, before: Any) -> tuple[str, ...]:
    """Set the fields a change replaced to what they were; those changed again since stay."""
    names = []
    for column in record.tracked_fields if before is not None else ():
        old, new = getattr(before, column.attname), getattr(record, column.attname)
        if old != new and getattr(row, column.attname) == new:
            setattr(row, column.attname, old)
            names.append(column.name)
    return tuple(names)


@transaction.atomic
def correct_fact(
    enterprise: Enterprise, year: int, field: str, value: Any, raw: str, reason: str, user: User, rulebook: Rulebook
) -> Filing:
    """Write a figure by hand: a filing of its own, so that it can be traced and withdrawn like any other."""
    now = timezone.now()
    batch = Batch.objects.create(
        zone_id=enterprise.zone_id,
        organisation=user.organisation,
        created_by=user,
        title=f"手工修改：{enterprise.name}"[:200],
        sha256="",
        state=Batch.State.DONE,
        choices={"manual": True},
        counts={"changed": 1},
        done=1,
        total=1,
        committed_at=now,
        message=reason,
    )
    filing = Filing.objects.create(
        enterprise=enterprise,
        batch=batch,
        year=year or _newest_year(enterprise, field),
        sheet="",
        values={field: {"value": value, "raw": raw, "cell": "", **({"cleared": True} if value is None else {})}},
    )
    restate([enterprise.pk], rulebook)
    return filing


@transaction.atomic
def withdraw(filing: Filing, rulebook: Rulebook) -> None:
    """Let a filing stand no more; it stays on record."""
    filing.withdrawn = True
    filing.save(update_fields=["withdrawn"])
    restate([filing.enterprise_id], rulebook)


def _newest_year(enterprise: Enterprise, field: str) -> int | None:
    """Of what belongs to no year, the year it was last filed with: an older filing would not stand."""
    filed = Filing.objects.filter(enterprise=enterprise, values__has_key=field, withdrawn=False)
    return filed.aggregate(last=Max("year"))["last"]


@transaction.atomic
def remove(thing: Model) -> None:
    """Take something off the register; its history stays, a document's file does not."""
    if isinstance(thing, Document):
        file = thing.file
        transaction.on_commit(lambda: file.delete(save=False))
    thing.delete()


@transaction.atomic
def restore(record: Any) -> Any:
    """Put something back as a record of its history has it, under its old number."""
    thing = record.instance
    thing.save(force_insert=True)
    return thing

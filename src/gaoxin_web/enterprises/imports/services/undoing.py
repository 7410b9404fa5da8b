"""A batch undone: its filings withdrawn, what it founded and taught taken back; what stood before stands again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.models import User
from gaoxin_web.enterprises.imports import work
from gaoxin_web.enterprises.imports.compare import OURS
from gaoxin_web.enterprises.imports.services.committing import source_of
from gaoxin_web.enterprises.models import Alias, Batch, Enterprise, Filing, Recognition
from gaoxin_web.enterprises.services.sheets import restate
from gaoxin_web.rulebook import rulebook

SEVERAL = 500
WORKED_OUT = frozenset({"fact_sheets", "standings", "aliases"})  # what is worked out anew, or only names it


@transaction.atomic
def undo(pk: int) -> None:
    """Undo a batch that was written."""
    batch = Batch.objects.select_for_update().get(pk=pk)
    if batch.state != Batch.State.UNDOING:
        return
    user = User.objects.filter(pk=batch.choices.get("undone_by")).first()
    filings = batch.filings.filter(withdrawn=False)
    touched = set(filings.values_list("enterprise", flat=True))
    work.tell(pk, "undoing", 0, len(touched))
    _empty_again(batch, user)
    filings.update(withdrawn=True)
    Recognition.objects.filter(batch=batch).delete()
    Alias.objects.filter(enterprise__zone=batch.zone_id, source=source_of(batch)).delete()
    removed, kept = _remove_founded(batch)
    left = touched - removed
    restate(left, rulebook(), tell=lambda done: work.tell(pk, "stating", done, len(left)))
    batch.counts |= {"removed": len(removed), "kept": kept}
    batch.state, batch.undone_at, batch.message = Batch.State.UNDONE, timezone.now(), ""
    batch.save()
    detail = {"removed": len(removed), "kept": kept, "touched": len(touched)}
    audit.record("register.import.undo", user=user, zone=batch.zone, target=batch, detail=detail)


def _empty_again(batch: Batch, user: User | None) -> None:
    """Empty the enterprises' own fields that the batch filled, where they still say what it said."""
    rows = Filing.objects.filter(batch=batch, withdrawn=False).exclude(filled={})
    filled = list(rows.values_list("enterprise", "filled"))
    for start in range(0, len(filled), SEVERAL):
        part = filled[start : start + SEVERAL]
        known, changed = Enterprise.objects.in_bulk({pk for pk, _ in part}), {}
        for pk, fields in part:
            for name, value in fields.items():
                if str(getattr(known[pk], name) or "") == value:
                    setattr(known[pk], name, None if name == "established_on" else "")
                    changed[pk] = known[pk]
        why = f"撤销台账导入：{batch.title}"[:100]
        bulk_update_with_history(
            list(changed.values()), Enterprise, OURS, SEVERAL, default_user=user, default_change_reason=why
        )


def _remove_founded(batch: Batch) -> tuple[set[int], int]:
    """Remove the enterprises the batch founded that nothing else hangs on; which, and how many stay."""
    founded = set(batch.founded.values_list("pk", flat=True))
    free = founded - _busy(batch, founded)
    ids = sorted(free)
    for start in range(0, len(ids), SEVERAL):
        Enterprise.objects.filter(pk__in=ids[start : start + SEVERAL]).delete()
    return free, len(founded) - len(free)


def _busy(batch: Batch, founded: set[int]) -> set[int]:
    """The enterprises something hangs on that did not come with the batch."""
    found: set[int] = set()
    ids = sorted(founded)
    for relation in Enterprise._meta.related_objects:
        if relation.get_accessor_name() in WORKED_OUT:
            continue
        name = relation.field.name
        for start in range(0, len(ids), SEVERAL):
            rows = relation.related_model._base_manager.filter(**{f"{name}__in": ids[start : start + SEVERAL]})
            if relation.related_model in (Filing, Recognition):
                rows = rows.exclude(batch=batch)
            found |= set(rows.values_list(name, flat=True))
    return found

"""A batch undone: its filings withdrawn, what it founded and taught taken back; what stood before stands again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import SET_NULL, Model, Q
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.models import User
from gaoxin_web.enterprises.imports import work
from gaoxin_web.enterprises.imports.compare import OURS
from gaoxin_web.enterprises.imports.services.committing import WHY, alone, source_of
from gaoxin_web.enterprises.models import Alias, Batch, Enterprise, Filing, Recognition
from gaoxin_web.enterprises.services.sheets import restate
from gaoxin_web.rulebook import rulebook

SEVERAL = 500
WORKED_OUT = frozenset({"fact_sheets", "standings"})  # worked out anew from what is left
WHY_UNDONE = "撤销台账导入："
BY_IMPORT = Q(history_change_reason__startswith=WHY) | Q(history_change_reason__startswith=WHY_UNDONE)


@transaction.atomic
def undo(pk: int) -> None:
    """Undo a batch that was written; what people did since with what it brought stays."""
    batch = alone(pk)
    if batch.state != Batch.State.UNDOING:
        return
    user = User.objects.filter(pk=batch.choices.get("undone_by")).first()
    filings = batch.filings.filter(withdrawn=False)
    touched = set(filings.values_list("enterprise", flat=True))
    work.tell(pk, "undoing", 0, len(touched))
    founded = set(batch.founded.values_list("pk", flat=True))
    removed = founded - _busy(batch, founded)
    left = touched - removed
    _empty_again(batch, user, left)
    filings.update(withdrawn=True)
    recognitions = _withdraw_recognitions(batch, user, removed)
    Alias.objects.filter(enterprise__zone=batch.zone_id, source=source_of(batch)).delete()
    _remove(removed, user, batch)
    restate(left, rulebook(), tell=lambda done: work.tell(pk, "stating", done, len(left)))
    batch.counts |= {"removed": len(removed), "kept": len(founded) - len(removed), "recognitions_kept": recognitions}
    batch.state, batch.undone_at, batch.message = Batch.State.UNDONE, timezone.now(), ""
    batch.save()
    detail = {key: batch.counts[key] for key in ("removed", "kept", "recognitions_kept")} | {"touched": len(touched)}
    audit.record("register.import.undo", user=user, zone=batch.zone, target=batch, detail=detail)


def reason(batch: Batch) -> str:
    """How the register's history says why something was taken back."""
    return f"{WHY_UNDONE}{batch.title}"[:100]


def _empty_again(batch: Batch, user: User | None, enterprises: set[int]) -> None:
    """Empty the enterprises' own fields that the batch filled, where they still say what it said."""
    rows = Filing.objects.filter(batch=batch, withdrawn=False).exclude(filled={})
    filled = [(pk, fields) for pk, fields in rows.values_list("enterprise", "filled") if pk in enterprises]
    for start in range(0, len(filled), SEVERAL):
        part = filled[start : start + SEVERAL]
        known, changed = Enterprise.objects.in_bulk({pk for pk, _ in part}), {}
        for pk, fields in part:
            for name, value in fields.items():
                if str(getattr(known[pk], name) or "") == value:
                    setattr(known[pk], name, None if name == "established_on" else "")
                    changed[pk] = known[pk]
        bulk_update_with_history(
            list(changed.values()), Enterprise, OURS, SEVERAL, default_user=user, default_change_reason=reason(batch)
        )


def _edited(model: type[Model], keys: set[int]) -> set[int]:
    """Which of some rows a person has changed; what imports filled or emptied is no such change."""
    found: set[int] = set()
    ordered, history = sorted(keys), model.history  # type: ignore[attr-defined]
    for start in range(0, len(ordered), SEVERAL):
        later = history.filter(id__in=ordered[start : start + SEVERAL], history_type="~").exclude(BY_IMPORT)
        found |= set(later.values_list("id", flat=True))
    return found


def _withdraw_recognitions(batch: Batch, user: User | None, removed: set[int]) -> int:
    """Take back the recognitions the batch brought; how many stay because somebody completed them since."""
    brought = dict(Recognition.objects.filter(batch=batch).values_list("pk", "enterprise"))
    edited = _edited(Recognition, {pk for pk, enterprise in brought.items() if enterprise not in removed})
    _delete(Recognition, set(brought) - edited, user, batch)
    return len(edited)


def _remove(enterprises: set[int], user: User | None, batch: Batch) -> None:
    """Take enterprises off the register with what was worked out of them and what this batch filed."""
    ordered = sorted(enterprises)
    hanging = [one for one in Enterprise._meta.get_fields(include_hidden=True) if one.one_to_many or one.one_to_one]
    for start in range(0, len(ordered), SEVERAL):
        part = ordered[start : start + SEVERAL]
        for relation in hanging:
            if relation.related_model is Enterprise.history.model:
                continue
            rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": part})
            if relation.on_delete is SET_NULL:
                rows.update(**{relation.field.name: None})
            else:
                rows.delete()
    _delete(Enterprise, enterprises, user, batch)


def _delete(model: type[Model], keys: set[int], user: User | None, batch: Batch) -> None:
    """Delete rows nothing hangs on, each with a last record in its history that says who and why."""
    history, now = model.history.model, timezone.now()  # type: ignore[attr-defined]
    names = [field.attname for field in history.tracked_fields]
    said = {"history_type": "-", "history_date": now, "history_user": user, "history_change_reason": reason(batch)}
    ordered = sorted(keys)
    for start in range(0, len(ordered), SEVERAL):
        rows = model._default_manager.filter(pk__in=ordered[start : start + SEVERAL])
        history.objects.bulk_create(history(**said, **{name: getattr(row, name) for name in names}) for row in rows)
        rows._raw_delete(rows.db)


def _busy(batch: Batch, founded: set[int]) -> set[int]:
    """The enterprises that were changed since, or that something hangs on that did not come with the batch."""
    found = _edited(Enterprise, founded)
    ids = sorted(founded)
    for relation in Enterprise._meta.related_objects:
        if relation.get_accessor_name() in WORKED_OUT:
            continue
        name = relation.field.name
        for start in range(0, len(ids), SEVERAL):
            rows = relation.related_model._base_manager.filter(**{f"{name}__in": ids[start : start + SEVERAL]})
            if relation.related_model is Alias:
                rows = rows.exclude(source=source_of(batch))
            elif relation.related_model is Filing:
                rows = rows.exclude(batch=batch).filter(withdrawn=False)
            elif relation.related_model is Recognition:
                rows = rows.exclude(batch=batch)
            found |= set(rows.values_list(name, flat=True))
    return found | _with_edited_recognitions(batch, founded)


def _with_edited_recognitions(batch: Batch, founded: set[int]) -> set[int]:
    """The enterprises a recognition of which somebody completed since."""
    brought = dict(Recognition.objects.filter(batch=batch, enterprise__in=founded).values_list("pk", "enterprise"))
    return {brought[pk] for pk in _edited(Recognition, set(brought))}

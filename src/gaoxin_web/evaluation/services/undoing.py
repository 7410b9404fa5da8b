"""What was written at once, taken back at once: every record of it carries the same word in its history."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Model

from gaoxin_web.accounts.models import Zone

AT_ONCE = "at-once:"  # how the history's reason begins
UNDONE = "撤销"


def new_token() -> str:
    return uuid.uuid4().hex


def reason(token: str) -> str:
    return AT_ONCE + token


def undo(model: type[Model], zone: Zone, token: str) -> tuple[int, int]:
    """Put back what stood before; returns how many were put back, and how many let be because of a later change."""
    records = model.history.filter(zone_id=zone.pk, history_change_reason=reason(token))  # type: ignore[attr-defined]
    back = left = 0
    for record in records.order_by("history_id"):
        if _put_back(model, record):
            back += 1
        else:
            left += 1
    return back, left


def _put_back(model: type[Model], record: Any) -> bool:
    history = model.history.filter(id=record.id).order_by("-history_id")  # type: ignore[attr-defined]
    if history.first().history_id != record.history_id:
        return False
    if record.history_type == "-":
        return _again(model, record)
    before, now = history.filter(history_id__lt=record.history_id).first(), model._default_manager.get(pk=record.id)
    now._change_reason = UNDONE  # type: ignore[attr-defined]
    if before is None or before.history_type == "-":
        now.delete()
        return True
    found = before.instance
    found._change_reason = UNDONE
    found.save()
    return True


def _again(model: type[Model], record: Any) -> bool:
    """Unless the same was written anew meanwhile."""
    found, [once] = record.instance, model._meta.constraints
    same = {name: getattr(found, name) for name in once.fields}  # type: ignore[attr-defined]
    if model._default_manager.filter(**same).exists():
        return False
    found._change_reason = UNDONE
    found.save(force_insert=True)
    return True

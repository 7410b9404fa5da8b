"""Targets and published figures written, taken out, and put back as they stood."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from gaoxin_web.accounts.models import User

RESTORED = "恢复"


class TakenError(Exception):
    """The same indicator and period was entered anew meanwhile."""


@transaction.atomic
def write(entry: Any, by: User) -> Any:
    """Save an entry; what stood before is in its history.

    Raises:
        TakenError: somebody entered the same just now.
    """
    entry.by = by
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        raise TakenError from None
    return entry


@transaction.atomic
def remove(entry: Model) -> None:
    """Take an entry out; :func:`restore` puts it back."""
    entry.delete()


@transaction.atomic
def restore(record: Any, by: User) -> Any:
    """An entry as a record of its history has it, whether it was changed since or taken out.

    Raises:
        TakenError: the same was entered anew meanwhile.
    """
    found = record.instance
    found.by, found._change_reason = by, RESTORED
    exists = type(found)._default_manager.filter(pk=found.pk).exists()
    try:
        with transaction.atomic():
            found.save(force_update=exists, force_insert=not exists)
    except IntegrityError:
        raise TakenError from None
    return found

"""An enterprise's contact taken out of everything that is kept, on request (按请求删除个人信息, PIPL 47)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal

from gaoxin_web.enterprises.models import Batch, BatchRow, Enterprise, Filing
from gaoxin_web.enterprises.services.merging import PERSONS, forget_persons
from gaoxin_web.enterprises.services.sheets import PERSONAL

WHY = "按请求删除个人信息"
contact_erased = Signal()  # ``enterprise``: what other apps keep of its persons goes with it


@transaction.atomic
def erase_contact(enterprise: Enterprise) -> list[Batch]:
    """Take name and telephone of the contact out of the register, its history, what was filed and what was merged.

    Returns:
        The ledgers whose uploaded files still say them: a file is evidence and is not written anew.
    """
    said = Q(contact__gt="") | Q(phone__gt="")
    if enterprise.contact or enterprise.phone:
        enterprise.contact = enterprise.phone = ""
        enterprise._change_reason = WHY
        enterprise.save()
    enterprise.history.filter(said).update(contact="", phone="")
    forget_persons(enterprise)
    batches = set(_rewrite(Filing.objects.filter(enterprise=enterprise), lambda one: _forget(one.values)))
    batches |= set(_rewrite(BatchRow.objects.filter(enterprise=enterprise), _forget_row))
    contact_erased.send(Enterprise, enterprise=enterprise)
    return list(Batch.objects.filter(pk__in=batches).exclude(file="").order_by("pk"))


def _rewrite(rows: Any, forget: Callable[[Any], bool]) -> Iterable[int]:
    """Rows that said something are kept without it; the batches they are of."""
    for row in rows.select_for_update():
        if forget(row):
            row.save()
            if row.batch_id:
                yield row.batch_id


def _forget(values: dict[str, Any]) -> bool:
    """Take the persons out of what was filed; whether there were any."""
    named = [entry for entry in values.values() if entry.get("kind") in PERSONAL and entry.get("value") is not None]
    for entry in named:
        entry |= {"value": None, "raw": ""}
    return bool(named)


def _forget_row(row: BatchRow) -> bool:
    changed = [_forget(one["values"]) for one in row.filings]
    known = [name for name in PERSONS if row.about.pop(name, "")]
    row.changes = [change for change in row.changes if change[0] not in {f"about:{name}" for name in known}]
    return any(changed) or bool(known)

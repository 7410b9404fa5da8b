"""What officers decide about a batch, from the upload on; each in one transaction, long work put in a queue."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from gaoxin_web.accounts.models import User
from gaoxin_web.enterprises.imports.compare import compare
from gaoxin_web.enterprises.models import Batch, BatchRow, ColumnChoice

State = Batch.State
Change = BatchRow.Change
OPEN = (State.READING, State.READ, State.WAITING, State.RUNNING, State.FAILED)


class RefusalError(Exception):
    """Why something cannot be done now, in words for the officer."""


@transaction.atomic
def upload(user: User, file: File) -> tuple[Batch, bool]:
    """Take a file in and have it read; a file that is open already is that batch (and False).

    Decisions made for the same file before are taken over.
    """
    digest = sha256(file)
    before = Batch.objects.filter(zone=user.zone_id, sha256=digest)
    opened = before.filter(state__in=OPEN, created_by=user).first()
    if opened:
        return opened, False
    done = before.filter(state=State.DONE).first()
    batch = Batch(
        zone_id=user.zone_id,
        organisation_id=user.organisation_id,
        created_by=user,
        title=PurePath(file.name or "").name[-150:],
        sha256=digest,
        state=State.READING,
        choices={key: done.choices[key] for key in ("sheets", "periods", "who") if key in done.choices} if done else {},
    )
    batch.file.save(f"{digest[:32]}{PurePath(batch.title).suffix.lower()[:6]}", file, save=False)
    batch.save()
    _enqueue("read_batch", batch.pk)
    return batch, True


def sha256(file: File) -> str:
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


@transaction.atomic
def correct_sheet(pk: int, sheet: str, said: dict[str, Any] | None) -> Batch:
    """Keep where a sheet's headings are and which rows count, and have the file read again; None takes it back."""
    batch = _locked(pk, State.READ, State.FAILED, State.REFUSED)
    sheets = dict(batch.choices.get("sheets", {}))
    sheets.pop(sheet, None)
    if said:
        sheets[sheet] = said
    return _read_again(batch, {"sheets": sheets})


@transaction.atomic
def choose_columns(pk: int, mark: str, columns: dict[str, dict[str, str]], periods: dict[str, str]) -> Batch:
    """Remember what the columns of a ledger are, for the zone; their periods are of this ledger alone."""
    batch = _locked(pk, State.READ, State.FAILED)
    remembered, _made = ColumnChoice.objects.get_or_create(zone=batch.zone, fingerprint=mark)
    remembered.columns = remembered.columns | columns
    remembered.save()
    said = {key: text for key, text in periods.items() if text}
    rest = {key: value for key, value in batch.choices.get("periods", {}).items() if key != mark}
    return _read_again(batch, {"periods": rest | ({mark: said} if said else {})})


def _read_again(batch: Batch, choices: dict[str, Any]) -> Batch:
    batch.choices = batch.choices | choices
    batch.state, batch.message = State.READING, ""
    batch.save()
    _enqueue("read_batch", batch.pk)
    return batch


@transaction.atomic
def decide(pk: int, row: int, decision: int | str) -> BatchRow:
    """Say who a row is: an enterprise's key, ``new`` or ``skip``."""
    from gaoxin_web.enterprises.imports.services.staging import decided  # noqa: PLC0415 - it keeps what is read here

    batch = _locked(pk, State.READ, State.FAILED)
    found = batch.rows.get(pk=row)
    if decision == "new" and not found.name:
        raise RefusalError(_("这一行没有企业名称，不能新建企业。"))
    batch.choices = batch.choices | {"who": batch.choices.get("who", {}) | {f"{found.sheet}!{found.row}": decision}}
    decided(found, decision)
    compare(batch, [found])
    found.save()
    batch.counts = recount(batch)
    batch.save()
    return found


@transaction.atomic
def decide_alone(pk: int) -> int:
    """Found every enterprise that is named, in doubt, and like no other; how many."""
    batch = _locked(pk, State.READ, State.FAILED)
    rows = list(batch.rows.filter(change=Change.REVIEW, candidates=[]).exclude(name=""))
    who = dict(batch.choices.get("who", {}))
    for row in rows:
        who[f"{row.sheet}!{row.row}"] = "new"
        row.change, row.matched_by = Change.NEW, "person"
    BatchRow.objects.bulk_update(rows, ["change", "matched_by"], batch_size=500)
    batch.choices = batch.choices | {"who": who}
    batch.counts = recount(batch)
    batch.save()
    return len(rows)


@transaction.atomic
def give_reason(pk: int, reason: str, *, code: str = "", issue: int | None = None) -> int:
    """Let warnings stand for a reason: one, all of a kind, or all that have none; how many."""
    batch = _locked(pk, State.READ, State.FAILED)
    rows = batch.issues.filter(severity="warning")
    if issue is not None:
        rows = rows.filter(pk=issue)
    elif code:
        rows = rows.filter(code=code)
    else:
        rows = rows.filter(reason="")
    return rows.update(reason=reason[:200])


@transaction.atomic
def commit(pk: int, user: User) -> Batch:
    """Put a batch in the queue to be written; whoever comes second is told that it is already there."""
    batch = _locked(pk, State.READ, State.FAILED)
    if why := not_ready(batch):
        raise RefusalError(why)
    batch.choices = batch.choices | {"by": user.pk}
    batch.state, batch.message, batch.done = State.WAITING, "", 0
    batch.total = batch.rows.filter(change__in=(Change.NEW, Change.CHANGED)).count()
    batch.save()
    _enqueue("commit_batch", batch.pk)
    return batch


def not_ready(batch: Batch) -> str:
    """Why a batch cannot be written yet; '' where it can."""
    unsaid = batch.issues.filter(severity="warning", reason="").count()
    if unsaid:
        return _("还有 %(count)s 条警告没有说明，请先在“疑点”中说明。") % {"count": unsaid}
    if not batch.rows.filter(change__in=(Change.NEW, Change.CHANGED)).exists():
        return _("没有可写入的变化。")
    return ""


@transaction.atomic
def undo(pk: int, user: User) -> Batch:
    """Put a batch in the queue to be undone."""
    batch = _locked(pk, State.DONE)
    batch.choices = batch.choices | {"undone_by": user.pk}
    batch.state = State.UNDOING
    batch.save()
    _enqueue("undo_batch", batch.pk)
    return batch


@transaction.atomic
def discard(pk: int) -> None:
    """Throw a batch away that was never written, and its file."""
    batch = _locked(pk, State.READ, State.REFUSED, State.FAILED)
    file = batch.file
    batch.delete()
    transaction.on_commit(lambda: file.storage.delete(file.name))


def recount(batch: Batch) -> dict[str, int]:
    """Rows by what they would change."""
    rows = batch.rows.order_by().values_list("change").annotate(Count("pk"))
    found = {str(change): count for change, count in rows}
    return {str(change): found.get(change, 0) for change in Change.values}


def _locked(pk: int, *states: str) -> Batch:
    """The batch, nobody else's while this transaction lasts; RefusalError where it is in another state."""
    batch = Batch.objects.select_for_update().get(pk=pk)
    if batch.state not in states:
        raise RefusalError(
            _("这个批次现在是“%(state)s”，不能这样做；请刷新页面。") % {"state": batch.get_state_display()}
        )
    return batch


def _enqueue(name: str, pk: int) -> None:
    from gaoxin_web.enterprises.imports import tasks  # noqa: PLC0415 - the tasks call the services

    getattr(tasks, name).enqueue(pk)

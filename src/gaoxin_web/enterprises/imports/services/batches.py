"""What officers decide about a batch, from the upload on; each in one transaction, long work put in a queue."""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Count, QuerySet
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from gaoxin_web.accounts.access import Access
from gaoxin_web.accounts.models import User
from gaoxin_web.enterprises.imports import work
from gaoxin_web.enterprises.imports.compare import compare
from gaoxin_web.enterprises.imports.services.rowing import decided
from gaoxin_web.enterprises.imports.services.rows import overwrite, some_of
from gaoxin_web.enterprises.models import Batch, BatchRow, ColumnChoice, Enterprise

State = Batch.State
Change = BatchRow.Change
WRITTEN = (Change.NEW, Change.CHANGED)
NOT_DECIDED = (Change.DUPLICATE, Change.KEPT)  # rows of which nobody asks who they are
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
    batch.file.save(f"{uuid.uuid4().hex}{PurePath(batch.title).suffix.lower()[:6]}", file, save=False)
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
def reread(pk: int) -> Batch:
    """Read a batch again and compare it with the register as it is now."""
    return _read_again(_locked(pk, State.READ, State.FAILED, State.REFUSED), {})


@transaction.atomic
def choose_columns(pk: int, mark: str, columns: dict[str, dict[str, str]], periods: dict[str, str]) -> Batch:
    """Remember what the columns of a ledger are, for the zone; their periods are of this ledger alone."""
    batch = _locked(pk, State.READ, State.FAILED)
    ColumnChoice.objects.get_or_create(zone=batch.zone, fingerprint=mark)
    remembered = ColumnChoice.objects.select_for_update().get(zone=batch.zone, fingerprint=mark)
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
def decide(pk: int, decisions: Mapping[int, int | str]) -> list[BatchRow]:
    """Say who rows are: row → an enterprise's key, ``new`` or ``skip``; the rows as they are then."""
    batch = _locked(pk, State.READ, State.FAILED)
    rows = [row for some in some_of(batch.rows.exclude(change__in=NOT_DECIDED), decisions) for row in some]
    if len(rows) < len(decisions):  # rows have other keys once the file was read again
        raise RefusalError(_("台账已重新读取，请在刷新后的页面上再选定。"))
    if any(decisions[row.pk] == "new" and not row.name for row in rows):
        raise RefusalError(_("有一行没有企业名称，不能新建企业。"))
    said = {f"{row.sheet}!{row.row}": decisions[row.pk] for row in rows}
    batch.choices = batch.choices | {"who": batch.choices.get("who", {}) | said}
    for row in rows:
        decided(row, decisions[row.pk])
    compare(batch, rows)
    overwrite(rows, "enterprise", "change", "changes", "matched_by", "former")
    batch.counts = recount(batch)
    batch.save()
    return rows


@transaction.atomic
def decide_alone(pk: int) -> int:
    """Found every enterprise that is named, in doubt, and like no other; how many."""
    batch = _locked(pk, State.READ, State.FAILED)
    rows = list(batch.rows.filter(change=Change.REVIEW, candidates=[]).exclude(name=""))
    who = dict(batch.choices.get("who", {}))
    for row in rows:
        who[f"{row.sheet}!{row.row}"] = "new"
        row.change, row.matched_by = Change.NEW, "person"
    overwrite(rows, "change", "matched_by")
    batch.choices = batch.choices | {"who": who}
    batch.counts = recount(batch)
    batch.save()
    return len(rows)


@transaction.atomic
def give_reason(pk: int, reason: str, *, code: str = "", issues: Sequence[int] = ()) -> int:
    """Let warnings stand for a reason: some, all of a kind, or all that have none; how many."""
    batch = _locked(pk, State.READ, State.FAILED)
    rows = batch.issues.filter(severity="warning")
    if issues:
        rows = rows.filter(pk__in=issues)
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
    changed = batch.rows.filter(change=Change.CHANGED).order_by().values("enterprise")
    if user.pk != batch.created_by_id and (beyond := _beyond(user, changed)):
        raise RefusalError(
            _("有 %(count)s 家企业不在您的数据范围内，请由上传人或范围更大的人写入。") % {"count": beyond}
        )
    batch.choices = batch.choices | {"by": user.pk}
    batch.state, batch.message, batch.done = State.WAITING, "", 0
    batch.total = batch.rows.filter(change__in=WRITTEN).count()
    batch.save()
    _enqueue("commit_batch", batch.pk)
    return batch


def not_ready(batch: Batch) -> str:
    """Why a batch cannot be written yet; '' where it can."""
    rows = batch.rows.order_by()
    if not rows.filter(change__in=WRITTEN).exists():
        return _nothing_to_keep(batch)
    unsaid = batch.issues.filter(severity="warning", reason="").count()
    if unsaid:
        return _("还有 %(count)s 条警告没有说明，请先在“疑点”中说明。") % {"count": unsaid}
    return ""


def _nothing_to_keep(batch: Batch) -> str:
    """Why a batch that changes nothing need not be kept either; '' where its rows are kept (留存)."""
    if not batch.rows.filter(change=Change.KEPT).exists():
        return _("没有可写入的变化。")
    before = Batch.objects.filter(zone=batch.zone_id, sha256=batch.sha256, state=State.DONE).exclude(pk=batch.pk)
    return _("这份台账已经留存过，不必再存。") if before.exists() else ""


@transaction.atomic
def undo(pk: int, user: User) -> Batch:
    """Put a batch in the queue to be undone."""
    batch = _locked(pk, State.DONE)
    if beyond := _beyond(user, batch.filings.filter(withdrawn=False).order_by().values("enterprise")):
        raise RefusalError(_("有 %(count)s 家企业不在您的数据范围内，请由范围更大的人撤销。") % {"count": beyond})
    batch.choices = batch.choices | {"undone_by": user.pk}
    batch.state, batch.message = State.UNDOING, ""
    batch.save()
    _enqueue("undo_batch", batch.pk)
    return batch


def _beyond(user: User, enterprises: QuerySet[Any]) -> int:
    """How many of some enterprises are out of a user's scope."""
    reach = Access.of(user).limit(Enterprise.objects.all(), "register.import")
    return Enterprise.objects.filter(pk__in=enterprises).exclude(pk__in=reach.values("pk")).count()


@transaction.atomic
def discard(pk: int) -> None:
    """Throw a batch away that was never written, and its file."""
    batch = _locked(pk, State.READ, State.REFUSED, State.FAILED)
    file = batch.file
    batch.delete()
    transaction.on_commit(lambda: _forget(pk, file))


def _forget(pk: int, file: FieldFile) -> None:
    file.storage.delete(file.name)
    work.forget(pk)


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

    work.tell(pk, work.QUEUED, int(time.time()))
    getattr(tasks, name).enqueue(pk)

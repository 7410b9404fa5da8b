"""A batch written to the register: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from gaoxin.register.identity import normal
from gaoxin_web.accounts import audit
from gaoxin_web.accounts.access import Access
from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.accounts.roles import Scope
from gaoxin_web.enterprises.imports import work
from gaoxin_web.enterprises.imports.compare import OURS, is_held, names_of, recognition_key
from gaoxin_web.enterprises.imports.services.batches import WRITTEN, recount
from gaoxin_web.enterprises.imports.services.filing import file_rows
from gaoxin_web.enterprises.imports.services.fresh import AGAIN, refreshed
from gaoxin_web.enterprises.imports.services.rows import overwrite
from gaoxin_web.enterprises.models import Alias, Batch, BatchRow, Enterprise, Recognition
from gaoxin_web.enterprises.services.sheets import restate
from gaoxin_web.rulebook import rulebook

SEVERAL = 500
Change = BatchRow.Change
WHY = "台账导入："


@dataclass
class Written:
    """What was written so far."""

    touched: set[int] = field(default_factory=set)
    filings: int = 0
    recognitions: int = 0
    aliases: int = 0
    filled: int = 0
    founded: int = 0


def source_of(batch: Batch) -> str:
    """How a name taught by a batch says so; undoing finds it by this."""
    return f"台账导入 #{batch.pk}"


@transaction.atomic
def write(pk: int) -> None:
    """Write a batch's new and changed rows, and say it is done; the same row is never written twice.

    Batches of a zone are written one after another. Where the register has changed so much since the batch was
    looked at that something unseen would be replaced, nothing is written, and it is read again.
    """
    batch = alone(pk)
    if batch.state != Batch.State.RUNNING:
        return
    if not refreshed(batch):
        batch.state, batch.message = Batch.State.READING, AGAIN
        batch.save()
        return
    user, found = _committer(batch), Written()
    _leave_out_of_reach(batch, user)
    total = batch.rows.filter(change__in=WRITTEN).count()
    work.tell(pk, "writing", 0, total)
    _found_enterprises(batch, user, found)
    for number, rows in enumerate(_chunks(batch)):
        _write_rows(batch, user, rows, found)
        work.tell(pk, "writing", min((number + 1) * SEVERAL, total), total)
    restate(found.touched, rulebook(), tell=lambda done: work.tell(pk, "stating", done, len(found.touched)))
    _finish(batch, user, found)


def alone(pk: int) -> Batch:
    """The batch, and no other of its zone is written or undone as long as this transaction lasts."""
    zone = Batch.objects.values_list("zone", flat=True).get(pk=pk)
    Zone.objects.select_for_update(no_key=True).get(pk=zone)
    return Batch.objects.select_for_update(of=("self",)).select_related("created_by").get(pk=pk)


def _committer(batch: Batch) -> User | None:
    return User.objects.filter(pk=batch.choices.get("by")).first() or batch.created_by


def _leave_out_of_reach(batch: Batch, user: User | None) -> None:
    """Rows of enterprises that are not, or not any more, of the scope of whoever writes."""
    reach = Access.of(user).limit(Enterprise.objects.all(), "register.import")
    beyond = batch.rows.filter(change=Change.CHANGED).exclude(enterprise__in=reach.values("pk"))
    beyond.update(change=Change.OUTSIDE, enterprise=None, changes=[])


def _found_enterprises(batch: Batch, user: User | None, found: Written) -> None:
    """Found what is new; rows of one code, or of one name, are one enterprise."""
    rows = list(batch.rows.filter(change=Change.NEW).only("pk", "batch", "uscc", "name", "about", "enterprise"))
    made: dict[str, Enterprise] = {}
    steward = _steward(batch)
    for row in sorted(rows, key=lambda row: (not row.uscc, row.pk)):
        by_name = f"name:{normal(row.name)}"
        key = row.uscc or by_name
        enterprise = made.get(key) or (made.get(by_name) if not row.uscc else None)
        if enterprise is None:
            enterprise = _enterprise(batch, steward, row)
            made[key] = enterprise
            made.setdefault(by_name, enterprise)
        row.enterprise = enterprise
        _fill(enterprise, row.about)
    new = list({id(one): one for one in made.values()}.values())
    bulk_create_with_history(new, Enterprise, batch_size=SEVERAL, default_user=user, default_change_reason=why(batch))
    for row in rows:
        row.enterprise_id = row.enterprise.pk
    overwrite(rows, "enterprise")
    found.founded = len(new)


def _steward(batch: Batch) -> User | None:
    """Who looks after what is founded: whoever sent the ledger, if his own enterprises are all he sees."""
    grants = Access.of(batch.created_by).grants
    return batch.created_by if grants and all(grant.scope == Scope.SELF for grant in grants) else None


def _enterprise(batch: Batch, steward: User | None, row: BatchRow) -> Enterprise:
    return Enterprise(
        zone_id=batch.zone_id,
        uscc=row.uscc or None,
        name=row.name,
        organisation_id=batch.organisation_id,
        steward=steward,
        batch=batch,
    )


def _fill(enterprise: Enterprise, about: dict[str, str]) -> dict[str, str]:
    """Fill what is empty of an enterprise; what was filled."""
    found = {key: about[key] for key in OURS if about.get(key) and not getattr(enterprise, key)}
    for key, value in found.items():
        setattr(enterprise, key, date.fromisoformat(value) if key == "established_on" else value)
    return found


def why(batch: Batch) -> str:
    return f"{WHY}{batch.title}"[:100]


def _chunks(batch: Batch) -> Iterator[list[BatchRow]]:
    """The rows to be written, some at a time; what they file stays in the database."""
    needed = ("pk", "batch", "sheet", "row", "change", "enterprise", "about", "held", "former")
    last, wanted = 0, batch.rows.filter(change__in=WRITTEN).only(*needed).order_by("pk")
    while rows := list(wanted.filter(pk__gt=last)[:SEVERAL]):
        yield rows
        last = rows[-1].pk


def _write_rows(batch: Batch, user: User | None, rows: Sequence[BatchRow], found: Written) -> None:
    filled = _fill_known(batch, user, rows)
    found.filings += file_rows(batch, rows, filled)
    found.filled += sum(map(len, filled.values()))
    found.touched |= {row.enterprise_id for row in rows}
    found.recognitions += _recognise(batch, user, rows)
    found.aliases += _teach(batch, user, rows)


def _fill_known(batch: Batch, user: User | None, rows: Sequence[BatchRow]) -> dict[int, dict[str, str]]:
    """Fill what is empty of enterprises that were known before: row → what it filled."""
    telling = [row for row in rows if row.about and row.change == Change.CHANGED]
    known = Enterprise.objects.in_bulk({row.enterprise_id for row in telling})
    filled = {row.pk: _fill(known[row.enterprise_id], row.about) for row in telling}
    changed = {row.enterprise_id for row in telling if filled[row.pk]}
    bulk_update_with_history(
        [known[pk] for pk in sorted(changed)],
        Enterprise,
        OURS,
        SEVERAL,
        default_user=user,
        default_change_reason=why(batch),
    )
    return {row: fields for row, fields in filled.items() if fields}


def _recognise(batch: Batch, user: User | None, rows: Sequence[BatchRow]) -> int:
    held: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    ids = [row.enterprise_id for row in rows if row.held]
    known = Recognition.objects.filter(enterprise__in=ids)
    for pk, kind, since, until in known.values_list("enterprise", "kind", "valid_from", "valid_to"):
        held[pk].append((kind, str(since or ""), str(until or "")))
    made = []
    for row in rows:
        for item in row.held:
            if not is_held(item, held[row.enterprise_id]):
                held[row.enterprise_id].append(recognition_key(item))
                made.append(_recognition(batch, row, item))
    bulk_create_with_history(made, Recognition, batch_size=SEVERAL, default_user=user, default_change_reason=why(batch))
    return len(made)


def _recognition(batch: Batch, row: BatchRow, item: dict[str, Any]) -> Recognition:
    days = {key: date.fromisoformat(item[key]) for key in ("valid_from", "valid_to") if item.get(key)}
    return Recognition(
        enterprise_id=row.enterprise_id,
        batch=batch,
        kind=item["kind"][:40],
        cell=item["cell"][:120],
        note=item.get("note", "")[:200],
        certificate=item.get("certificate", ""),
        **days,
    )


def _teach(batch: Batch, user: User | None, rows: Sequence[BatchRow]) -> int:
    """Keep former names and names confirmed, but none that another enterprise has, had or goes by."""
    held = names_of(batch, {one["name"] for row in rows for one in row.former})
    made = []
    for row in rows:
        for one in row.former:
            if one["name"] and not held[one["name"]]:
                held[one["name"]].add(row.enterprise_id)
                made.append(
                    Alias(
                        enterprise_id=row.enterprise_id,
                        name=one["name"][:100],
                        kind=one["kind"],
                        source=source_of(batch),
                    )
                )
    bulk_create_with_history(made, Alias, batch_size=SEVERAL, default_user=user, default_change_reason=why(batch))
    return len(made)


def _finish(batch: Batch, user: User | None, found: Written) -> None:
    who = batch.choices.get("who", {})
    for row in batch.rows.filter(change=Change.NEW, matched_by="person"):
        who[f"{row.sheet}!{row.row}"] = row.enterprise_id  # the same file read again means the enterprise it founded
    batch.choices = batch.choices | {"who": who}
    written = ("founded", "filings", "recognitions", "aliases", "filled")
    batch.counts = recount(batch) | {name: getattr(found, name) for name in written} | {"touched": len(found.touched)}
    batch.state, batch.committed_at, batch.message = Batch.State.DONE, timezone.now(), ""
    batch.done = batch.total
    batch.save()
    detail = {"sha256": batch.sha256, **batch.counts}
    audit.record("register.import", user=user, zone=batch.zone, target=batch, detail=detail)

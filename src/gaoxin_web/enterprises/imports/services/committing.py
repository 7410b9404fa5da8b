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
from gaoxin_web.accounts.models import User
from gaoxin_web.accounts.roles import Scope
from gaoxin_web.enterprises.imports import work
from gaoxin_web.enterprises.imports.compare import OURS, compare, is_held, names_of, recognition_key
from gaoxin_web.enterprises.imports.services.batches import recount
from gaoxin_web.enterprises.models import Alias, Batch, BatchRow, Enterprise, Filing, Recognition
from gaoxin_web.enterprises.services.sheets import restate
from gaoxin_web.rulebook import rulebook

SEVERAL = 200
Change = BatchRow.Change


@dataclass
class Written:
    """What was written so far; ``at`` counts the rows for the note of progress."""

    enterprises: dict[int, Enterprise] = field(default_factory=dict)
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
    """Write a batch's new and changed rows, and say it is done; the same row is never written twice."""
    batch = Batch.objects.select_for_update().get(pk=pk)
    if batch.state != Batch.State.RUNNING:
        return
    user, total = _committer(batch), batch.rows.filter(change__in=(Change.NEW, Change.CHANGED)).count()
    work.tell(pk, "writing", 0, total)
    found = Written()
    _link(batch)
    _found_enterprises(batch, user, found)
    for number, rows in enumerate(_chunks(batch)):
        _write_rows(batch, user, rows, found)
        work.tell(pk, "writing", min((number + 1) * SEVERAL, total), total)
    restate(found.touched, rulebook(), tell=lambda done: work.tell(pk, "stating", done, len(found.touched)))
    _finish(batch, user, found)


def _committer(batch: Batch) -> User | None:
    return User.objects.filter(pk=batch.choices.get("by")).first() or batch.created_by


def _link(batch: Batch) -> None:
    """Rows that were new when they were read may not be any more: another batch founded their enterprise."""
    rows = list(batch.rows.filter(change=Change.NEW))
    codes = {row.uscc for row in rows if row.uscc}
    known = dict(Enterprise.objects.filter(zone=batch.zone_id, uscc__in=codes).values_list("uscc", "pk"))
    for code, names in (("", {row.name for row in rows if not row.uscc and row.matched_by != "person"}),):
        known |= {(code, name): min(pks) for name, pks in names_of(batch, names).items() if len(pks) == 1}
    linked = [row for row in rows if row.uscc in known or (not row.uscc and ("", row.name) in known)]
    for row in linked:
        row.enterprise_id, row.change = known.get(row.uscc) or known["", row.name], Change.SAME
    compare(batch, linked)
    BatchRow.objects.bulk_update(linked, ["enterprise", "change", "changes"], batch_size=SEVERAL)


def _found_enterprises(batch: Batch, user: User | None, found: Written) -> None:
    """Found what is new; rows of one code, or of one name, are one enterprise."""
    rows = list(batch.rows.filter(change=Change.NEW))
    made: dict[str, Enterprise] = {}
    for row in sorted(rows, key=lambda row: (not row.uscc, row.pk)):
        key = row.uscc or f"name:{normal(row.name)}"
        by_name = f"name:{normal(row.name)}"
        enterprise = made.get(key) or (made.get(by_name) if not row.uscc else None)
        if enterprise is None:
            enterprise = _enterprise(batch, user, row)
            made[key] = enterprise
            made.setdefault(by_name, enterprise)
        row.enterprise = enterprise
        _fill(enterprise, row.about)
    new = list({id(one): one for one in made.values()}.values())
    bulk_create_with_history(new, Enterprise, batch_size=SEVERAL, default_user=user, default_change_reason=_why(batch))
    for row in rows:
        row.enterprise_id = row.enterprise.pk
    BatchRow.objects.bulk_update(rows, ["enterprise"], batch_size=SEVERAL)
    found.founded = len(new)


def _enterprise(batch: Batch, user: User | None, row: BatchRow) -> Enterprise:
    grants = Access.of(user).grants if user else ()
    alone = bool(grants) and all(grant.scope == Scope.SELF for grant in grants)
    return Enterprise(
        zone_id=batch.zone_id,
        uscc=row.uscc or None,
        name=row.name,
        organisation_id=batch.organisation_id,
        steward=user if alone else None,
        batch=batch,
    )


def _fill(enterprise: Enterprise, about: dict[str, str]) -> dict[str, str]:
    """Fill what is empty of an enterprise; what was filled."""
    found = {key: about[key] for key in OURS if about.get(key) and not getattr(enterprise, key)}
    for key, value in found.items():
        setattr(enterprise, key, date.fromisoformat(value) if key == "established_on" else value)
    return found


def _why(batch: Batch) -> str:
    return f"台账导入：{batch.title}"[:100]


def _chunks(batch: Batch) -> Iterator[list[BatchRow]]:
    """The rows to be written, some at a time; by key, as what is read changes while it is written."""
    last = 0
    while rows := list(
        batch.rows.filter(change__in=(Change.NEW, Change.CHANGED), pk__gt=last).order_by("pk")[:SEVERAL]
    ):
        yield rows
        last = rows[-1].pk


def _write_rows(batch: Batch, user: User | None, rows: Sequence[BatchRow], found: Written) -> None:
    ids = {row.enterprise_id for row in rows if row.enterprise_id}
    known = Enterprise.objects.in_bulk(ids)
    rows = [row for row in rows if row.enterprise_id in known]
    filings, changed = [], {}
    for row in rows:
        filled = _fill(known[row.enterprise_id], row.about)
        if filled:
            changed[row.enterprise_id] = known[row.enterprise_id]
        found.filled += len(filled)
        filings += list(_filings(batch, row, filled))
    Filing.objects.bulk_create(filings, batch_size=SEVERAL)
    bulk_update_with_history(
        list(changed.values()), Enterprise, OURS, SEVERAL, default_user=user, default_change_reason=_why(batch)
    )
    found.filings += len(filings)
    found.touched |= {row.enterprise_id for row in rows}
    found.recognitions += _recognise(batch, user, rows)
    found.aliases += _teach(batch, user, rows)


def _filings(batch: Batch, row: BatchRow, filled: dict[str, str]) -> Iterator[Filing]:
    filings = row.filings or ([{"year": None, "values": {}}] if filled else [])
    for at, one in enumerate(filings):
        yield Filing(
            enterprise_id=row.enterprise_id,
            batch=batch,
            year=one["year"],
            sheet=row.sheet,
            row=row.row,
            values=one["values"],
            filled=filled if at == 0 else {},
        )


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
    bulk_create_with_history(
        made, Recognition, batch_size=SEVERAL, default_user=user, default_change_reason=_why(batch)
    )
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
    bulk_create_with_history(made, Alias, batch_size=SEVERAL, default_user=user, default_change_reason=_why(batch))
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

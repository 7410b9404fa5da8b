"""A file read and laid beside the register; nothing of it is in the register yet."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePath
from string import ascii_uppercase

from django.db import transaction

from gaoxin.errors import FactsError, Issue
from gaoxin.register.ledger.table import Ledger
from gaoxin_web.accounts.access import Access
from gaoxin_web.enterprises.imports import work
from gaoxin_web.enterprises.imports.compare import compare
from gaoxin_web.enterprises.imports.preview import tables_of
from gaoxin_web.enterprises.imports.reading import Reading, corrections_of, read
from gaoxin_web.enterprises.imports.records import kept_for
from gaoxin_web.enterprises.imports.services.fresh import AGAIN, seen
from gaoxin_web.enterprises.imports.services.rowing import rows_of
from gaoxin_web.enterprises.imports.words import ZoneRegister, choices_of, register_of, unnamed, words
from gaoxin_web.enterprises.models import Batch, BatchIssue, BatchRow, Enterprise

Change = BatchRow.Change
SEVERAL = 500  # rows written at a time
LONGEST_NAME = 200  # bytes
NAMING = frozenset({"GX358", "GX359", "GX360"})  # doubts that name an enterprise of the register
IDENTITY = frozenset({f"GX{number}" for number in (*range(350, 362), 380)})  # doubts about who is meant


@contextmanager
def as_named(batch: Batch) -> Iterator[Path]:
    """The file under the name it came with: it is kept under another, and a CSV's name is its sheet's."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / short_name(batch.title)
        path.symlink_to(batch.file.path)
        yield path


def short_name(title: str) -> str:
    """A file's name as long as a disk takes it (Chinese characters are three bytes each), its ending kept."""
    name = PurePath(title).name or "ledger"
    stem, ending = PurePath(name).stem, PurePath(name).suffix[:20]
    return stem.encode()[: LONGEST_NAME - len(ending.encode())].decode(errors="ignore") + ending


def stage(batch: Batch) -> None:
    """Read a batch's file with what was corrected, and keep rows, doubts and what would change."""
    work.tell(batch.pk, "reading")
    state, register = seen(), register_of(batch.zone)
    corrections = corrections_of(batch.choices, choices_of(batch.zone))
    try:
        with as_named(batch) as path:
            reading = read(path, words(), register.register, corrections)
            rows = list(rows_of(batch, reading.ledger, register))
    except FactsError as error:
        _refuse(batch, error.issues)
        return
    work.tell(batch.pk, "comparing", 0, len(rows))
    compare(batch, rows)
    batch.choices = batch.choices | {"seen": state}
    _keep(batch, reading, rows, _spoken_of(batch, reading.ledger, register))


def _spoken_of(batch: Batch, ledger: Ledger, register: ZoneRegister) -> list[Issue]:
    """The doubts to be shown: none about who is meant where rows are only kept; no names out of the officer's scope."""
    kept = {
        (table.name, str(row + 1))
        for table in ledger.tables
        if kept_for(batch.choices, table)
        for row in table.rows.data
    }
    reach = Access.of(batch.created_by).limit(Enterprise.objects.all(), "register.import")
    beyond = register.names_beyond(set(reach.values_list("pk", flat=True)))
    return [
        replace(issue, message=unnamed(issue.message, beyond)) if issue.code in NAMING else issue
        for issue in ledger.issues
        if not (issue.code in IDENTITY and (issue.place.sheet, _row_of(issue.place.cell)) in kept)
    ]


def _row_of(cell: str | None) -> str:
    return (cell or "").lstrip(ascii_uppercase)


@transaction.atomic
def _keep(read: Batch, reading: Reading, rows: Sequence[BatchRow], issues: Sequence[Issue]) -> None:
    batch = Batch.objects.select_for_update().get(pk=read.pk)
    if batch.state != Batch.State.READING:
        return
    batch.rows.all().delete()
    for start in range(0, len(rows), SEVERAL):
        BatchRow.objects.bulk_create(rows[start : start + SEVERAL])
        work.tell(batch.pk, "comparing", start, len(rows))
    _keep_issues(batch, issues)
    batch.choices = batch.choices | {"seen": read.choices["seen"]}
    batch.tables, batch.counts = tables_of(reading, batch.choices), counted(rows)
    batch.message = batch.message if batch.message == AGAIN else ""
    batch.state, batch.total, batch.done = Batch.State.READ, len(rows), 0
    batch.save()


@transaction.atomic
def _refuse(batch: Batch, issues: Sequence[Issue]) -> None:
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    batch.rows.all().delete()
    _keep_issues(batch, issues)
    batch.state, batch.tables, batch.counts = Batch.State.REFUSED, [], {}
    batch.save()


def _keep_issues(batch: Batch, issues: Sequence[Issue]) -> None:
    """Keep the doubts; a reason given to the same doubt of the same file stays."""
    given = BatchIssue.objects.filter(batch__zone=batch.zone_id, batch__sha256=batch.sha256).exclude(reason="")
    reasons = {
        (code, sheet, cell): reason
        for code, sheet, cell, reason in given.values_list("code", "sheet", "cell", "reason")
    }
    batch.issues.all().delete()
    made = [_issue(batch, issue) for issue in issues]
    for issue in made:
        if issue.severity == "warning":
            issue.reason = reasons.get((issue.code, issue.sheet, issue.cell), "")
    BatchIssue.objects.bulk_create(made, batch_size=SEVERAL)


def _issue(batch: Batch, issue: Issue) -> BatchIssue:
    return BatchIssue(
        batch=batch,
        code=issue.code,
        severity=issue.severity,
        sheet=(issue.place.sheet or "")[:100],
        cell=issue.place.cell or "",
        message=issue.message,
        hint=issue.hint,
    )


def counted(rows: Sequence[BatchRow]) -> dict[str, int]:
    found = Counter(str(row.change) for row in rows)
    return {str(change): found[change] for change in Change.values}

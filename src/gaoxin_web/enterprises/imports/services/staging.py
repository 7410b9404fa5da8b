"""A file read and laid beside the register; nothing of it is in the register yet."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath

from django.db import transaction

from gaoxin.errors import FactsError, Issue
from gaoxin.register.identity import Candidate, Match
from gaoxin.register.ledger.table import Ledger, Table
from gaoxin_web.enterprises.imports import work
from gaoxin_web.enterprises.imports.compare import compare
from gaoxin_web.enterprises.imports.preview import tables_of
from gaoxin_web.enterprises.imports.reading import Corrections, Reading, read
from gaoxin_web.enterprises.imports.records import Record, records
from gaoxin_web.enterprises.imports.words import ZoneRegister, choices_of, register_of, words
from gaoxin_web.enterprises.models import Alias, Batch, BatchIssue, BatchRow
from gaoxin_web.rulebook import rulebook

Change = BatchRow.Change
SEVERAL = 500  # rows written at a time


@contextmanager
def as_named(batch: Batch) -> Iterator[Path]:
    """The file under the name it came with: it is kept under another, and a CSV's name is its sheet's."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (PurePath(batch.title).name or "ledger")
        path.symlink_to(batch.file.path)
        yield path


def stage(batch: Batch) -> None:
    """Read a batch's file with what was corrected, and keep rows, doubts and what would change."""
    work.tell(batch.pk, "reading")
    choices = choices_of(batch.zone)
    corrections = Corrections(batch.choices.get("sheets", {}), choices, batch.choices.get("periods", {}))
    register = register_of(batch.zone)
    try:
        with as_named(batch) as path:
            reading = read(path, words(choices), register.register, corrections)
            rows = list(_rows(batch, reading.ledger, register))
    except FactsError as error:
        _refuse(batch, error.issues)
        return
    work.tell(batch.pk, "comparing", 0, len(rows))
    compare(batch, rows)
    _keep(batch, reading, rows)


@transaction.atomic
def _keep(batch: Batch, reading: Reading, rows: Sequence[BatchRow]) -> None:
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != Batch.State.READING:
        return
    batch.rows.all().delete()
    for start in range(0, len(rows), SEVERAL):
        BatchRow.objects.bulk_create(rows[start : start + SEVERAL])
        work.tell(batch.pk, "comparing", start, len(rows))
    _keep_issues(batch, reading.ledger.issues)
    batch.tables, batch.counts = tables_of(reading, batch.choices), counted(rows)
    batch.state, batch.message, batch.total, batch.done = Batch.State.READ, "", len(rows), 0
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


# rows


def _rows(batch: Batch, ledger: Ledger, register: ZoneRegister) -> Iterator[BatchRow]:
    errors = {f"{issue.place.sheet}!{issue.place.cell}" for issue in ledger.issues if issue.severity == "error"}
    for table in ledger.tables:
        beside = _other_names(table)
        for at, record in records(table, rulebook(), errors):
            yield _row(batch, table, at, record, register, beside.get(table.rows.data[at], []))
        for skipped in table.rows.skipped:
            if skipped.kind == "duplicate" and skipped.of is not None:
                yield _duplicate(batch, table, skipped.row, skipped.of)


def _other_names(table: Table) -> dict[int, list[str]]:
    """Row → names under which rows that repeat it have the same code."""
    place, found = {row: at for at, row in enumerate(table.rows.data)}, defaultdict(list)
    for skipped in table.rows.skipped:
        if skipped.kind == "duplicate" and skipped.of in place and skipped.row in place:
            mine, kept = place[skipped.row], place[skipped.of]
            name = table.names[mine].name
            if table.codes[mine].value and table.codes[mine].value == table.codes[kept].value and name:
                found[skipped.of].append(name)
    return found


def _row(
    batch: Batch, table: Table, at: int, record: Record, register: ZoneRegister, beside: Sequence[str]
) -> BatchRow:
    name, code, match = table.names[at], table.codes[at], table.who[at]
    row = BatchRow(
        batch=batch,
        sheet=table.name[:100],
        row=table.rows.data[at] + 1,
        uscc=code.value or "",
        name=name.name[:100],
        former=[{"name": one, "kind": Alias.Kind.FORMER} for one in name.former]
        + [{"name": one, "kind": Alias.Kind.ALIAS} for one in (*name.other, *beside) if one != name.name],
        filings=[{"year": year, "values": values} for year, values in record.filings.items()],
        about=record.about,
        held=record.held,
    )
    decision = batch.choices.get("who", {}).get(f"{row.sheet}!{row.row}")
    if decision is not None:
        decided(row, decision)
    elif match is None or match.review:
        _review(row, match, register, [doubt.problem for doubt in code.doubts if doubt.severity == "error"])
    elif match.firm is None:
        row.change = Change.NEW if row.name else Change.REVIEW
        row.why = "" if row.name else "没有企业名称，不能新建"
    else:
        row.enterprise_id, row.matched_by, row.change = register.key(match.firm), match.by or "", Change.SAME
        if match.by == "core":
            row.former = [*row.former, {"name": row.name, "kind": Alias.Kind.ALIAS}]
            _candidates(row, match.candidates, register)
    return row


def decided(row: BatchRow, decision: int | str) -> None:
    """Apply what a person decided about who a row is: an enterprise's key, ``new`` or ``skip``."""
    row.former = [one for one in row.former if one["name"] != row.name]
    row.enterprise_id, row.matched_by, row.changes = None, "person", []
    if decision == "skip":
        row.change = Change.SKIPPED
    elif decision == "new":
        row.change = Change.NEW
    else:
        row.enterprise_id, row.change = int(decision), Change.SAME
        if row.name:
            row.former = [*row.former, {"name": row.name, "kind": Alias.Kind.ALIAS}]


def _review(row: BatchRow, match: Match | None, register: ZoneRegister, wrong: Sequence[str]) -> None:
    """A person must look: why, and who may be meant; ``wrong`` is what the code is refused for."""
    row.change = Change.REVIEW
    doubts = [doubt.problem for doubt in match.doubts] if match else []
    row.why = "；".join([*(f"统一社会信用代码{problem}" for problem in wrong), *doubts])[:300]
    _candidates(row, match.candidates if match else (), register)


def _candidates(row: BatchRow, candidates: Sequence[Candidate], register: ZoneRegister) -> None:
    row.candidates = [
        {"pk": register.key(one.firm), "name": one.firm.name, "uscc": one.firm.uscc or "", "reason": one.reason}
        for one in candidates
    ]


def _duplicate(batch: Batch, table: Table, row: int, of: int) -> BatchRow:
    at = table.rows.data.index(row)
    return BatchRow(
        batch=batch,
        sheet=table.name[:100],
        row=row + 1,
        uscc=table.codes[at].value or "",
        name=table.names[at].name[:100],
        change=Change.DUPLICATE,
        why=f"与第 {of + 1} 行重复",
    )

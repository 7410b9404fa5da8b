"""A ledger's rows as they wait to be decided and written: who each is, what it says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from gaoxin.register.identity import Candidate, Match
from gaoxin.register.ledger.table import Ledger, Table
from gaoxin_web.enterprises.imports.records import Record, kept_for, records
from gaoxin_web.enterprises.imports.words import ZoneRegister
from gaoxin_web.enterprises.models import Alias, Batch, BatchRow
from gaoxin_web.rulebook import rulebook

Change = BatchRow.Change
KEPT = {
    "projects": "投资项目台账的一行，留存在本批次，不写入企业名册",
    "nobody": "这张表没有企业名称列，留存在本批次，不写入企业名册",
}


def rows_of(batch: Batch, ledger: Ledger, register: ZoneRegister) -> Iterator[BatchRow]:
    errors = {f"{issue.place.sheet}!{issue.place.cell}" for issue in ledger.issues if issue.severity == "error"}
    for table in ledger.tables:
        why, beside = kept_for(batch.choices, table), _other_names(table)
        for at, record in records(table, rulebook(), errors, whole=bool(why)):
            if why:
                yield _kept(batch, table, at, record, why)
            else:
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


def _kept(batch: Batch, table: Table, at: int, record: Record, why: str) -> BatchRow:
    project = table.column("project")
    title = table.cells[project.index].raw[at] if project else None
    return BatchRow(
        batch=batch,
        sheet=table.name[:100],
        row=table.rows.data[at] + 1,
        name=str(title or table.names[at].name or "")[:100],
        change=Change.KEPT,
        why=KEPT[why],
        filings=[{"year": year, "values": values} for year, values in record.filings.items()],
    )


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
    if decision in ("new", "skip") or decision in register.pks:
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
    found = {}
    for one in candidates:  # an enterprise joined from two entries is found by both its codes
        told = {"name": one.firm.name, "uscc": one.firm.uscc or "", "reason": one.reason}
        found.setdefault(register.key(one.firm), told)
    row.candidates = [{"pk": pk, **told} for pk, told in found.items()]


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

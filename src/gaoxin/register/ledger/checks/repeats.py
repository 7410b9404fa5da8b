"""Records that stood before, and records of nobody."""

from __future__ import annotations

import itertools

from gaoxin.register.identity import normal
from gaoxin.register.ledger.meaning import Column
from gaoxin.register.ledger.rows import Skipped
from gaoxin.register.ledger.shapes import Doubt
from gaoxin.register.ledger.table import Doubts, Table

LIST = 5  # one record in so many repeats a key: the table lists several records per enterprise
OWN = frozenset({"ordinal", "name", "note", "uscc"})


def repeats(table: Table, doubts: Doubts) -> None:
    """A record whose key stood before: skipped where it says nothing else, a doubt where it does."""
    pairs = _repeated(table)
    if len(pairs) * LIST > len(table.rows.data):  # a list of several records per enterprise: only whole repeats are
        pairs = [(at, first) for at, first in pairs if not _differing(table, at, first, OWN - {"name"})]
    for at, first in pairs:
        if table.rows.data[at] in table.rows.sure:
            continue
        differing = _differing(table, at, first, OWN)
        for column in differing:
            _contradicts(table, at, first, column, doubts)
        if not differing:
            _leave_out(table, at, first, doubts)
    table.rows.skipped.sort(key=lambda skipped: skipped.row)


def _repeated(table: Table) -> list[tuple[int, int]]:
    """(position, first position) of records with the same key."""
    extra = [column for column in table.columns if column.role in ("project", "year")]
    rests = zip(*(table.cells[column.index].raw for column in extra), strict=True) if extra else itertools.repeat(())
    firsts: dict[tuple[object, ...], int] = {}
    found = []
    for at, (code, name, rest) in enumerate(zip(table.codes, table.names, rests, strict=False)):
        keys = [(key, *rest) for key in (code.value, normal(name.name)) if key] or ([rest] if any(rest) else [])
        for first in [firsts.setdefault(key, at) for key in keys]:
            if first != at:
                if not _are_two(table, at, first):
                    found.append((at, first))
                break
    return found


def _are_two(table: Table, at: int, first: int) -> bool:
    """Whether two records of one name have codes that differ: they are two firms."""
    here, there = table.codes[at].value, table.codes[first].value
    return here is not None and there is not None and here != there


def _differing(table: Table, at: int, first: int, besides: frozenset[str]) -> list[Column]:
    found = []
    for column in table.columns:
        if column.role not in besides:
            cells = table.cells[column.index]
            here, there = cells.plain[at], cells.plain[first]
            if here is not None and there is not None and here != there:
                found.append(column)
    return found


def _contradicts(table: Table, at: int, first: int, column: Column, doubts: Doubts) -> None:
    cells, rows = table.cells[column.index], table.rows.data
    problem = f"与第 {rows[first] + 1} 行同一记录的“{cells.raw[first]}”不同，两行都保留"
    doubt = Doubt("GX376", problem, "请核对后只留一行。", "error")
    doubts.cell(table, rows[at], column, doubt, cells.raw[at])


def _leave_out(table: Table, at: int, first: int, doubts: Doubts) -> None:
    rows, label = table.rows.data, table.names[at].name or table.codes[at].raw
    table.rows.skipped.append(Skipped(rows[at], "duplicate", label, of=rows[first]))
    doubt = Doubt("GX375", f"与第 {rows[first] + 1} 行重复，未再计入", "请删去重复的行。")
    doubts.cell(table, rows[at], table.column("name") or table.columns[0], doubt, label)


def nameless(table: Table, doubts: Doubts) -> None:
    """A record that names no enterprise and no project."""
    project, name = table.column("project"), table.column("name")
    if not (name or table.column("uscc")):
        return
    for at in table.kept():
        named = table.names[at].name or table.codes[at].raw
        if not named and not (project and table.cells[project.index].plain[at]):
            doubt = Doubt("GX380", "没有企业名称，也没有信用代码", "请补上企业名称。", "error")
            doubts.cell(table, table.rows.data[at], name or table.columns[0], doubt)

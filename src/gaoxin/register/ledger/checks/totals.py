"""Stated totals and subtotals (合计、小计) against the rows they add up."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gaoxin.register.ledger.meaning import Column
from gaoxin.register.ledger.numbers import read_number
from gaoxin.register.ledger.rows import Skipped
from gaoxin.register.ledger.shapes import Doubt
from gaoxin.register.ledger.table import Doubts, Table
from gaoxin.units import STEPS, UNITS

ADDED = frozenset({"money", "count", "number", "mark"})


@dataclass(frozen=True)
class Line:
    """A stated total and the positions of the records it adds up."""

    row: Skipped
    records: range


def totals(table: Table, doubts: Doubts) -> None:
    """Each total and subtotal against the rows it adds up."""
    lines = [*_lines(table), *_groups(table)]
    for column in table.columns:
        if column.kind in ADDED and column.aspect != "growth" and lines:
            for line in lines:
                _compare(table, column, line, doubts)


def _lines(table: Table) -> list[Line]:
    """Every total with its records; in a table whose first total stands over its rows, so do all others."""
    data = table.rows.data
    stated = [one for one in table.rows.skipped if one.kind in ("subtotal", "total")]
    if not stated or not data:
        return []
    at = [bisect_left(data, one.row) for one in stated]  # records before each line
    whole = [one.kind == "total" for one in stated]
    if whole.count(True) > 1:  # several 合计: each but the last closes a part
        whole = [False] * len(whole)
    if _lead(stated, at):
        backwards = [len(data) - n for n in reversed(at)]
        spans = _spans(backwards, list(reversed(whole)), len(data))
        return [Line(one, range(len(data) - b, len(data) - a)) for one, (a, b) in zip(stated, spans[::-1], strict=True)]
    return [Line(one, range(*span)) for one, span in zip(stated, _spans(at, whole, len(data)), strict=True)]


def _groups(table: Table) -> list[Line]:
    """Group rows, which may state a total too: each with the records down to the next of its level."""
    data, heads, found = table.rows.data, [one for one in table.rows.skipped if one.kind == "group"], []
    for at, one in enumerate(heads):
        ends = [other.row for other in heads[at + 1 :] if _inner(one) or not _inner(other)]
        first, last = bisect_left(data, one.row), bisect_left(data, ends[0]) if ends else len(data)
        found.append(Line(one, range(first, last)))
    return found


def _inner(group: Skipped) -> bool:
    """Whether it is one of the second level: （一） under 一、."""
    return group.text.startswith(("（", "("))


def _lead(stated: Sequence[Skipped], at: Sequence[int]) -> bool:
    """Whether totals stand over their rows: the first (a subtotal, if there is one) has none before it."""
    first = next((n for one, n in zip(stated, at, strict=True) if one.kind == "subtotal"), at[0])
    return first == 0


def _spans(at: Sequence[int], whole: Sequence[bool], count: int) -> list[tuple[int, int]]:
    """The records that lines add up which stand after ``at[i]`` of them: since the line before; where that
    leaves none, since the last line that had none of its own, as 小计 小计 合计 nest."""
    found, before, outer = [], 0, 0
    for place, is_whole in zip(at, whole, strict=True):
        if is_whole:
            found.append((0, place or count))
        elif place > before:
            found.append((before, place))
        else:
            found.append((outer, place))
            outer = place
        before = place
    return found


def _compare(table: Table, column: Column, line: Line, doubts: Doubts) -> None:
    repeated = table.repeated()
    stated = _stated(table, column, line.row.row)
    once = _sum(table, column, [at for at in line.records if table.rows.data[at] not in repeated])
    if stated is None or once is None:
        return
    check = {"row": line.row.row + 1, "column": column.index, "class": line.row.kind, "stated": stated}
    table.checks.append({**check, "computed": once, "difference": stated - once, "kind": column.kind})
    if abs(stated - once) > _leeway(column, len(line.records)):
        _tell(table, column, line.row, stated, once, _sum(table, column, line.records), doubts)


def _stated(table: Table, column: Column, row: int) -> int | None:
    cells = table.sheet.rows[row]
    cell = cells[column.index] if column.index < len(cells) else None
    if cell is None:
        return None
    kind = "count" if column.kind == "mark" else column.kind
    value = read_number(cell, kind, "" if column.kind == "mark" else column.unit)
    return value.value if isinstance(value.value, int) and not value.approx else None


def _sum(table: Table, column: Column, positions: Iterable[int]) -> int | None:
    """The sum of what is known; None where a currency, a range or 约 leaves it open, or nothing is known."""
    cells, total, known = table.cells[column.index], 0, False
    for at in positions:
        value = cells.plain[at]
        if at in cells.odd and cells.odd[at].approx:
            return None
        if column.kind == "mark":
            total, known = total + (value is True), True
        elif isinstance(value, int):
            total, known = total + value, True
        elif at in cells.odd and cells.odd[at].doubts:
            return None
    return total if known else None


def _leeway(column: Column, rows: int) -> int:
    """Half a unit of the third decimal per row: figures in a ledger are rounded."""
    if column.kind in ("mark", "count"):
        return 0
    step = STEPS[column.kind] * UNITS[column.unit][1]
    return max(int(step * Fraction(rows, 200)), 1) if column.kind == "money" else int(step * Fraction(rows, 2000))


def _tell(
    table: Table, column: Column, line: Skipped, stated: int, once: int, twice: int | None, doubts: Doubts
) -> None:
    code, word = (
        ("GX370", "合计") if line.kind == "total" else ("GX371", "小计" if line.kind == "subtotal" else "分组数")
    )
    shown = [_written(number, column) for number in (stated, once, stated - once)]
    why = "；差额正是重复的行，说明重复的企业被计入了两次" if twice == stated else ""
    problem = f"{word} {shown[0]} 与各行之和 {shown[1]} 相差 {shown[2]}{why}"
    doubts.cell(table, line.row, column, Doubt(code, problem, f"请核对{word}与各行。"))


def _written(steps: int, column: Column) -> str:
    unit = Fraction(1) if column.kind == "mark" else STEPS[column.kind] * UNITS[column.unit][1]
    number = float(steps / unit)
    return f"{number:,.6f}".rstrip("0").rstrip(".") + ("" if column.kind == "mark" else column.unit)

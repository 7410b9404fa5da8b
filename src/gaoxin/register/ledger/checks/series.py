"""Figures of one measure in several periods: stated growth, and what accumulates through a year."""

from __future__ import annotations

import itertools
from collections import defaultdict
from fractions import Fraction

from gaoxin.periods import Period
from gaoxin.register.ledger.meaning import NUMERIC, Column
from gaoxin.register.ledger.shapes import Doubt
from gaoxin.register.ledger.table import Doubts, Table
from gaoxin.units import STEPS

ROUNDED = Fraction(6, 1000)  # a growth is written to the tenth of a per cent, and often cut off


def growth(table: Table, doubts: Doubts) -> None:
    """A stated growth against the two figures beside it."""
    for column in table.columns:
        if column.aspect != "growth" or not column.field:
            continue
        now, before = _sides(table, column)
        if now is None or before is None:
            continue
        for at in table.kept():
            _one_growth(table, column, now, before, at, doubts)


def _sides(table: Table, column: Column) -> tuple[Column | None, Column | None]:
    same = [
        c for c in table.columns if c.field == column.field and c.aspect != "growth" and c.path[:-1] == column.path[:-1]
    ]
    now = [c for c in same if c.aspect != "previous"]
    before = [c for c in same if c.aspect == "previous"]
    return (now[-1] if now else None), (before[-1] if before else None)


def _one_growth(table: Table, column: Column, now: Column, before: Column, at: int, doubts: Doubts) -> None:
    cells = table.cells
    a, b, stated = (cells[c.index].plain[at] for c in (now, before, column))
    row = table.rows.data[at]
    if b == 0:
        doubt = Doubt("GX377", "上年同期为 0，没有增速可言", "新投产企业请把上年同期留空。")
        doubts.cell(table, row, before, doubt, cells[before.index].raw[at])
    elif isinstance(a, int) and isinstance(b, int) and isinstance(stated, int):
        found = Fraction(a - b, abs(b))
        if abs(found - Fraction(stated, STEPS["ratio"])) > ROUNDED:
            problem = f"与按两期数值算得的 {float(found):.1%} 不符"
            doubt = Doubt("GX372", problem, "请核对本期、上年同期和增速。")
            doubts.cell(table, row, column, doubt, cells[column.index].raw[at])


def cumulative(table: Table, doubts: Doubts) -> None:
    """A cumulative figure below the one before it."""
    for series in rising(table):
        for earlier, later in itertools.pairwise(series):
            first, second = table.cells[earlier.index].plain, table.cells[later.index].plain
            for at in table.kept():
                a, b = first[at], second[at]
                if isinstance(a, int) and isinstance(b, int) and b < a:
                    problem = f"累计数小于{earlier.path[-1]}的“{table.cells[earlier.index].raw[at]}”"
                    doubt = Doubt("GX373", problem, "请核对；确有退货、核减请写明原因。")
                    doubts.cell(table, table.rows.data[at], later, doubt, table.cells[later.index].raw[at])


def rising(table: Table) -> list[list[Column]]:
    """Columns of one field that grow through one year, in order of their periods."""
    groups: dict[tuple[object, ...], list[tuple[Period, Column]]] = defaultdict(list)
    for column in table.columns:
        period = column.period
        if column.field and column.kind in NUMERIC and column.aspect == "" and period is not None and period.cumulative:
            groups[column.field, period.year].append((period, column))
    ordered = (sorted(found, key=lambda pair: pair[0].last) for found in groups.values())
    return [[column for _, column in pairs] for pairs in ordered if len(pairs) > 1]

"""Slips of the unit: 元 written for 万元 is ten thousand times its neighbours."""

from __future__ import annotations

import itertools
from collections import defaultdict

import numpy as np

from gaoxin.register.ledger.meaning import Column
from gaoxin.register.ledger.shapes import Doubt
from gaoxin.register.ledger.table import Doubts, Table

SLIP = 3000  # times its neighbours: what 元 for 万元 looks like, with room for a firm's own change
FEWEST = 5  # figures that make a column's middle


def slips(table: Table, doubts: Doubts) -> None:
    """A sum of money thousands of times the middle of its column, or the same row's figure of the period before."""
    told: set[tuple[int, int]] = set()
    for column in table.columns:
        if column.kind == "money":
            _beside_its_column(table, column, told, doubts)
    for columns in _by_field(table):
        for earlier, later in itertools.pairwise(columns):
            _beside_its_row(table, earlier, later, told, doubts)


def _sizes(table: Table, column: Column) -> np.ndarray:
    """float64, shape (records,): absolute steps, 0 where nothing is known."""
    return np.abs(np.array([v if isinstance(v, int) else 0 for v in table.cells[column.index].plain], dtype=np.float64))


def _beside_its_column(table: Table, column: Column, told: set[tuple[int, int]], doubts: Doubts) -> None:
    sizes = _sizes(table, column)
    if np.count_nonzero(sizes) < FEWEST:
        return
    middle, repeated = float(np.median(sizes[sizes > 0])), table.repeated()
    for at in np.flatnonzero(sizes >= SLIP * middle).tolist():
        if table.rows.data[at] not in repeated:
            _tell(table, column, at, f"约为本列中位数的 {sizes[at] / middle:,.0f} 倍", doubts)
            told.add((at, column.index))


def _by_field(table: Table) -> list[list[Column]]:
    """Columns of one measure in several periods, in their order."""
    groups: dict[str, list[Column]] = defaultdict(list)
    for column in table.columns:
        if column.kind == "money" and column.field and column.aspect != "growth" and column.period is not None:
            groups[column.field].append(column)
    return [sorted(found, key=lambda c: c.period.last if c.period else ()) for found in groups.values()]


def _beside_its_row(table: Table, earlier: Column, later: Column, told: set[tuple[int, int]], doubts: Doubts) -> None:
    before, now, repeated = _sizes(table, earlier), _sizes(table, later), table.repeated()
    far = (np.minimum(before, now) > 0) & (np.maximum(before, now) >= SLIP * np.minimum(before, now))
    for at in np.flatnonzero(far).tolist():
        column, other = (later, earlier) if now[at] > before[at] else (earlier, later)
        if table.rows.data[at] in repeated or (at, column.index) in told:
            continue
        raw = table.cells[other.index].raw[at]
        times = max(now[at], before[at]) / min(now[at], before[at])
        _tell(table, column, at, f"约为同一行「{other.path[-1]}」“{raw}”的 {times:,.0f} 倍", doubts)
        told.add((at, column.index))


def _tell(table: Table, column: Column, at: int, what: str, doubts: Doubts) -> None:
    doubt = Doubt("GX374", f"{what}，疑为单位有误", "请核对是否把元当作万元。")
    doubts.cell(table, table.rows.data[at], column, doubt, table.cells[column.index].raw[at])

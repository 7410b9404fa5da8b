"""Years of recognition beside their marks, and certificates that have run out."""

from __future__ import annotations

from datetime import date

from gaoxin.register.ledger.meaning import Column
from gaoxin.register.ledger.shapes import Day, Doubt
from gaoxin.register.ledger.table import Doubts, Table
from gaoxin.register.ledger.values import read_years

VALIDITY = ("有效", "证书")  # a 建设周期 that is over is no fault


def years(table: Table, doubts: Doubts) -> None:
    """Years of recognition given in one cell: one to each mark in order, or to none if they do not match."""
    marks = [column for column in table.columns if column.kind == "mark" and column.title]
    for column in table.columns:
        if column.kind == "years" and marks:
            for at in range(len(table.rows.data)):
                _years(table, column, marks, at, doubts)


def _years(table: Table, column: Column, marks: list[Column], at: int, doubts: Doubts) -> None:
    raw = table.cells[column.index].raw[at]
    held = [mark for mark in marks if table.cells[mark.index].plain[at] is True]
    found = read_years(raw)
    if len(found) == len(held):
        for mark, year in zip(held, found, strict=True):
            cells = table.cells[mark.index]
            cells.odd[at] = cells.value(at)._replace(upto=Day(date(year, 1, 1), "year"))
    elif table.cells[column.index].plain[at] is not None:
        problem = f"有 {len(found)} 个年份，却有 {len(held)} 个资质，无法一一对应"
        doubts.cell(table, table.rows.data[at], column, Doubt("GX379", problem, "请分列填写每项资质的年份。"), raw)


def expiry(table: Table, doubts: Doubts) -> None:
    """A certificate that had run out before the period the table is about ended."""
    period = table.context.period
    if period is None or period.year is None:
        return
    for column in table.columns:
        if column.kind != "term" or not any(word in column.shown for word in VALIDITY):
            continue
        for at in table.kept():
            end = table.cells[column.index].value(at).upto
            if isinstance(end, Day) and end.last < period.end():
                raw = table.cells[column.index].raw[at]
                doubt = Doubt("GX378", f"到 {period.end()} 已过期", "请核对有效期，或更新证书。")
                doubts.cell(table, table.rows.data[at], column, doubt, raw)

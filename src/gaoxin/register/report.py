"""Say what is wrong with a column's cells, each with its place."""

from __future__ import annotations

import polars as pl

from gaoxin.register.cells import Fault
from gaoxin.register.columns import Parsed, as_text
from gaoxin.register.headings import Column, HeadingFault
from gaoxin.register.log import IssueLog
from gaoxin.register.tables import Table

LONGEST = 30  # characters of a cell that a message repeats


def report_cells(log: IssueLog, table: Table, column: Column, parsed: Parsed, rows: pl.Series) -> None:
    """Note every cell that has a fault; ``rows`` are the source rows of the column."""
    if not parsed.faults:
        return
    failed = parsed.raw.is_in(list(parsed.faults)).fill_null(False)
    rows = rows if parsed.at is None else rows.gather(parsed.at)
    for row, text in zip(rows.filter(failed), parsed.raw.filter(failed), strict=True):
        fault = parsed.faults[text]
        if log.is_full(fault.code, table.file, fault.severity):
            log.count(fault.code, table.file, fault.severity)
        else:
            message = _message(column, text, fault)
            log.add(fault.code, message, table.place(row, column.index), fault.hint, fault.severity)


def _message(column: Column, text: str, fault: Fault) -> str:
    shown = " ".join(text.split())
    if not shown:
        return f"「{column.heading}」{fault.problem}。"
    if len(shown) > LONGEST:
        shown = f"{shown[:LONGEST]}…"
    return f"「{column.heading}」为“{shown}”，{fault.problem}。"


def report_headings(log: IssueLog, table: Table, faults: list[HeadingFault]) -> None:
    """Note every column that is left out."""
    for fault in faults:
        place = table.heading_place(fault.index)
        log.add(fault.code, fault.message, place, fault.hint, "warning" if fault.is_warning else "error")


def report_unheaded(log: IssueLog, table: Table) -> None:
    """Note columns that hold cells but have no heading."""
    for index, heading in enumerate(table.headings):
        if heading.strip() or not as_text(table.columns[index]).str.strip_chars().ne("").any():
            continue
        message = "这一列有内容但没有表头，未读入。"
        log.add("GX112", message, table.heading_place(index), "请写上字段名，或清空这一列。")

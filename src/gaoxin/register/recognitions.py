"""Recognitions held (资质): who holds what, from when to when.

A second table or sheet: ``uscc, recognition, valid_from, valid_to``. When it is given,
what it does not list is known not to be held; so an unreadable one must not pass for empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from gaoxin.fields import Field
from gaoxin.register.codes import read_codes
from gaoxin.register.columns import as_text, empty_column, parse_column
from gaoxin.register.headings import KEY_HEADINGS, Column, clean, is_key
from gaoxin.register.log import IssueLog
from gaoxin.register.report import report_cells
from gaoxin.register.rows import report_codes
from gaoxin.register.tables import Table, read_tables

SHEETS = frozenset({"recognitions", "资质", "认定"})
HEADINGS: dict[str, frozenset[str]] = {
    "uscc": KEY_HEADINGS,
    "recognition": frozenset({"recognition", "policy", "资质", "资质名称", "资质类型", "认定", "认定名称"}),
    "valid_from": frozenset({"valid_from", "有效期起", "有效期自", "有效期开始", "起始日期", "认定日期"}),
    "valid_to": frozenset({"valid_to", "有效期止", "有效期至", "有效期结束", "截止日期", "到期日期"}),
    "name": frozenset({"name", "企业名称"}),  # for people; the code is the key
}
SCHEMA = {"uscc": pl.String(), "recognition": pl.String(), "valid_from": pl.Date(), "valid_to": pl.Date()}
DAYS = {key: Field(key, key, key, "static", "date") for key in ("valid_from", "valid_to")}


def is_listing(table: Table) -> bool:
    """Whether a sheet is the one for recognitions, by its name."""
    return clean(table.sheet or "") in SHEETS


def read_recognitions(path: Path, titles: Mapping[str, str], log: IssueLog) -> pl.DataFrame | None:
    """The recognitions of a file of their own; see :func:`recognitions_of`."""
    tables = read_tables(path, log)
    named = (table for table in tables if is_listing(table))
    keyed = (table for table in tables if any(map(is_key, table.headings)))
    return recognitions_of(next(named, None) or next(keyed, tables[0]), titles, log)


def recognitions_of(table: Table, titles: Mapping[str, str], log: IssueLog) -> pl.DataFrame | None:
    """Recognitions as ids with their days; None when the table lacks its key columns.

    ``titles`` gives the id of every accepted name; a name outside it is a warning and
    its row is left out. With no titles at all, names stand as written.
    """
    columns = _columns(table, log)
    missing = [key for key in ("uscc", "recognition") if key not in columns]
    if missing:
        message = f"资质表缺少{'、'.join(missing)}列，未读入；资质按“待核”处理。"
        hint = "表头请写：uscc、recognition、valid_from、valid_to。"
        log.add("GX141", message, table.heading_place(0), hint)
        return None
    codes = read_codes(table.columns[columns["uscc"].index])
    report_codes(log, table, columns["uscc"], codes)
    ids = _ids(table, columns["recognition"], titles, log)
    days = [_days(table, columns.get(key), key, log) for key in DAYS]
    listed = pl.DataFrame([codes.alias("uscc"), ids.alias("recognition"), *days, table.rows.alias("row")])
    good = _in_order(listed.drop_nulls(["uscc", "recognition"]), table, columns, log)
    return good.drop("row").unique(maintain_order=True)


def _columns(table: Table, log: IssueLog) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for index, heading in enumerate(table.headings):
        key = next((key for key, names in HEADINGS.items() if clean(heading) in names), None)
        if key and key not in found:
            found[key] = Column(index, heading, key, field=DAYS.get(key))
        elif clean(heading):
            hint = "资质表只读 uscc、recognition、valid_from、valid_to。"
            log.add("GX112", f"资质表中不读的列「{heading}」。", table.heading_place(index), hint, "warning")
    return found


def _ids(table: Table, column: Column, titles: Mapping[str, str], log: IssueLog) -> pl.Series:
    """Policy ids; null where the name is missing or not known."""
    written = as_text(table.columns[column.index]).str.strip_chars()
    written = written.set(written == "", None)
    known = {clean(title): key for title, key in titles.items()}
    ids = {text: known.get(clean(text)) if known else text for text in written.drop_nulls().unique()}
    for row, text in zip(table.rows, written, strict=True):
        if text is None or ids[text] is None:
            message = f"不认识的资质“{text[:30]}”，本行未读入。" if text else "没有写资质名称，本行未读入。"
            hint = "请写政策编号或中文名，见 gaoxin policies。"
            log.add("GX142", message, table.place(row, column.index), hint, "warning")
    found = [None if text is None else ids[text] for text in written]
    return pl.Series(found, dtype=pl.String)


def _days(table: Table, column: Column | None, key: str, log: IssueLog) -> pl.Series:
    if column is None:
        return empty_column(len(table.rows), pl.Date()).alias(key)
    parsed = parse_column(table.columns[column.index], column)
    report_cells(log, table, column, parsed, table.rows)
    return parsed.values.alias(key)


def _in_order(listed: pl.DataFrame, table: Table, columns: Mapping[str, Column], log: IssueLog) -> pl.DataFrame:
    """Without the rows that end before they begin."""
    reversed_ = (pl.col("valid_from") > pl.col("valid_to")).fill_null(False)
    for row in listed.filter(reversed_)["row"]:
        place = table.place(row, columns["valid_to"].index)
        log.add("GX143", "有效期止早于有效期起，本行未读入。", place, "请核对两个日期。")
    return listed.filter(~reversed_)

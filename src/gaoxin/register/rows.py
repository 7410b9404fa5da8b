"""From a raw table to rows: keys first, then every column, then one row per enterprise and year."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import polars as pl

from gaoxin.register.codes import invalid_codes, read_codes
from gaoxin.register.columns import Parsed, empty_column, parse_column, parse_years
from gaoxin.register.headings import KEY, NAME, YEAR, Column
from gaoxin.register.log import IssueLog
from gaoxin.register.report import report_cells
from gaoxin.register.tables import Table

ROW = "_row"  # the source row, kept beside the values while issues may still need it
HEAD = (KEY, NAME, YEAR)


def read_rows(table: Table, columns: Mapping[str, Column], log: IssueLog) -> pl.DataFrame:
    """Every row with a usable key: ``_row, uscc, name, year`` and a column per field."""
    keys, kept = _read_keys(table, columns, log)
    rest = [column for key, column in columns.items() if key not in HEAD]
    with ThreadPoolExecutor(2) as pool:  # polars lets go of the interpreter while it works
        parsed = list(pool.map(lambda column: parse_column(_kept(table, column, kept), column), rest))
    for column, result in zip(rest, parsed, strict=True):
        report_cells(log, table, column, result, keys[ROW])
        _doubt_percent(log, table, column, result)
    name = _names(table, columns.get(NAME), kept, len(keys))
    values = [result.values.alias(column.key) for column, result in zip(rest, parsed, strict=True)]
    return keys.select(ROW, KEY, name, YEAR, *values)


def _kept(table: Table, column: Column, kept: pl.Series) -> pl.Series:
    series = table.columns[column.index]
    return series if kept.all() else series.filter(kept)


def _names(table: Table, column: Column | None, kept: pl.Series, height: int) -> pl.Series:
    if column is None:
        return empty_column(height, pl.String()).alias(NAME)
    as_free_text = Column(column.index, column.heading, NAME, field=column.field)
    return parse_column(_kept(table, as_free_text, kept), as_free_text).values.alias(NAME)


def _read_keys(table: Table, columns: Mapping[str, Column], log: IssueLog) -> tuple[pl.DataFrame, pl.Series]:
    """``_row, uscc, year`` of the rows with a usable key, and which rows those are."""
    codes = read_codes(table.columns[columns[KEY].index])
    report_codes(log, table, columns[KEY], codes)
    years = _years(table, columns.get(YEAR), log)
    kept = codes.is_not_null()
    if YEAR in columns:
        kept &= years.is_not_null()
    keys = pl.DataFrame([table.rows.alias(ROW), codes.alias(KEY), years.alias(YEAR)])
    return (keys if kept.all() else keys.filter(kept)), kept


def report_codes(log: IssueLog, table: Table, column: Column, codes: pl.Series) -> None:
    """Note rows without a code, and codes that fail the check character (kept: a key is still a key)."""
    for row in table.rows.filter(codes.is_null()):
        hint = "请补填 18 位代码；合计行、备注行请删去。"
        log.add("GX121", "没有统一社会信用代码，本行未读入。", table.place(row, column.index), hint)
    if wrong := invalid_codes(codes):
        failed = codes.is_in(wrong).fill_null(False)
        for row, code in zip(table.rows.filter(failed), codes.filter(failed), strict=True):
            message = f"统一社会信用代码“{code[:30]}”校验不通过，仍按此代码读入。"
            hint = "请核对是否抄错；长代码在 Excel 中请设为文本格式。"
            log.add("GX122", message, table.place(row, column.index), hint, "warning")


def _years(table: Table, column: Column | None, log: IssueLog) -> pl.Series:
    if column is None:
        return empty_column(len(table.rows), pl.Int32())
    parsed = parse_years(table.columns[column.index])
    report_cells(log, table, column, parsed, table.rows)
    return parsed.values


def _doubt_percent(log: IssueLog, table: Table, column: Column, parsed: Parsed) -> None:
    """Warn when a （%） column of a workbook looks like cells in percent format.

    Excel stores 35% as 0.35 and the reader sees no format, so it would become 0.35%.
    """
    if column.unit != "%" or column.field is None or table.columns[column.index].dtype != pl.Float64:
        return
    largest = parsed.values.max()
    if isinstance(largest, int) and 0 < largest <= column.field.step // 100:
        message = f"「{column.heading}」的数值都不超过 1，按百分之几读入后不到 1%。"
        hint = "如单元格设了百分比格式（显示 35%，实存 0.35），请去掉表头的（%）。"
        log.add("GX118", message, table.heading_place(column.index), hint, "warning")

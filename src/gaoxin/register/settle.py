"""One row per enterprise and year, one name per enterprise; every doubt is said."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import polars as pl

from gaoxin.register.headings import KEY, NAME, YEAR, Column
from gaoxin.register.log import IssueLog
from gaoxin.register.rows import ROW
from gaoxin.register.tables import Table

KEYS = (KEY, YEAR)
ESTABLISHED = "established_on"


def settle(rows: pl.DataFrame, table: Table, columns: Mapping[str, Column], log: IssueLog) -> pl.DataFrame:
    """Rows without repetition: of rows for one enterprise and year the first stands."""
    rows = _without_repeats(rows, table, columns, log)
    if ESTABLISHED in columns:
        _warn_of_dates(rows, table, columns[ESTABLISHED], log)
    return _with_one_name(rows, table, columns[NAME], log) if NAME in columns else rows


def _without_repeats(rows: pl.DataFrame, table: Table, columns: Mapping[str, Column], log: IssueLog) -> pl.DataFrame:
    if _different(rows, KEYS) == rows.height:
        return rows
    first = rows.select(pl.struct(KEYS).is_first_distinct()).to_series()
    again = rows.filter(~first).select(KEYS).unique()
    groups = rows.join(again, on=KEYS, how="semi", nulls_equal=True, maintain_order="left")
    for row in _compared(groups).filter(pl.col("first") != pl.col(ROW)).iter_rows(named=True):
        _report_repeat(row, table, columns, log)
    return rows.filter(first)


def _compared(groups: pl.DataFrame) -> pl.DataFrame:
    """Each row with the source row of the first of its group, and the columns in which it differs."""
    held = [name for name in groups.columns if name not in (ROW, *KEYS)]
    first = {name: pl.col(name).first().over(KEYS) for name in (ROW, *held)}
    differs = [pl.when(pl.col(name).ne_missing(first[name])).then(pl.lit(name)) for name in held]
    listed = pl.concat_list(differs).list.drop_nulls() if differs else pl.lit([], dtype=pl.List(pl.String))
    return groups.select(ROW, KEY, YEAR, first=first[ROW], differs=listed)


def _report_repeat(row: Mapping[str, object], table: Table, columns: Mapping[str, Column], log: IssueLog) -> None:
    differs, here, there = row["differs"], row[ROW], row["first"]
    assert isinstance(differs, list)
    assert isinstance(here, int)
    assert isinstance(there, int)
    what = f"{row[KEY]} {row[YEAR]} 年" if row[YEAR] else str(row[KEY])
    column = columns[differs[0] if differs else KEY]
    place, other = table.place(here, column.index), table.place(there, column.index).cell or there
    if not differs:
        message = f"{what}与 {other} 所在行完全相同，只读入一次。"
        log.add("GX124", message, place, "请删去重复的一行。", "warning")
        return
    message = f"{what}与 {other} 所在行重复，且「{column.heading}」等 {len(differs)} 处不同，以前一行为准。"
    log.add("GX125", message, place, f"请核对 {place.cell} 与 {other}，只留一行。")


def _different(rows: pl.DataFrame, keys: tuple[str, ...]) -> int:
    """How many different keys there are; by hash, so it may rarely be one too few."""
    return rows.select(pl.struct(keys).hash().n_unique()).item() if rows.height else 0


def _newest(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """Every enterprise's different values of a column with their newest source row, newest last."""
    newest = pl.col(ROW).sort_by(pl.col(YEAR).fill_null(0), ROW).last()
    year = pl.col(YEAR).fill_null(0).max()
    pairs = rows.select(KEY, name, ROW, YEAR).drop_nulls(name)
    if _different(pairs, (KEY,)) == _different(pairs, (KEY, name)):
        pairs = pairs.clear()
    several = pairs.select(KEY, name).unique().filter(pl.col(KEY).is_duplicated()).select(KEY).unique()
    held = pairs.join(several, on=KEY, how="semi").group_by(KEY, name).agg(newest, year)
    return held.sort(YEAR, ROW).group_by(KEY, maintain_order=True).agg(name, ROW)


def _warn_of_dates(rows: pl.DataFrame, table: Table, column: Column, log: IssueLog) -> None:
    for code, days, sources in _newest(rows, ESTABLISHED).sort(pl.col(ROW).list.last()).iter_rows():
        dates = "、".join(map(str, days))
        message = f"{code} 有 {len(days)} 个成立日期（{dates}），以最近一年的 {days[-1]} 为准。"
        log.add("GX127", message, table.place(sources[-1], column.index), "请核对营业执照。", "warning")


def _with_one_name(rows: pl.DataFrame, table: Table, column: Column, log: IssueLog) -> pl.DataFrame:
    """The newest name on all rows of an enterprise; gaps are filled with it."""
    several = _newest(rows, NAME)
    for code, names, sources in several.sort(pl.col(ROW).list.last()).iter_rows():
        if len({_spelling(name) for name in names}) > 1:
            message = f"{code} 有 {len(names)} 个名称（{'、'.join(names)}），以最近一年的“{names[-1]}”为准。"
            place = table.place(sources[-1], column.index)
            log.add("GX126", message, place, "如已更名，请统一为现名。", "warning")
    if several.is_empty() and not rows[NAME].null_count():
        return rows
    named = rows.drop_nulls(NAME).sort(YEAR, nulls_last=False, maintain_order=True)
    last = named.group_by(KEY).agg(pl.col(NAME).last())
    found = rows.select(KEY).join(last, on=KEY, how="left", maintain_order="left")[NAME]
    return rows.with_columns(found)


def _spelling(name: str) -> str:
    """A name without the accidents of typing: full-width brackets, spaces."""
    return "".join(unicodedata.normalize("NFKC", name).split())

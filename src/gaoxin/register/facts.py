"""Facts: what is known of each enterprise in each year, and where each value was read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from gaoxin.errors import Issue, Place
from gaoxin.fields import Fields
from gaoxin.register.files import refuse, sha256_of
from gaoxin.register.headings import KEY, NAME, YEAR, Column, is_key, read_headings
from gaoxin.register.log import IssueLog
from gaoxin.register.recognitions import SCHEMA, is_listing, read_recognitions, recognitions_of
from gaoxin.register.report import report_headings, report_unheaded
from gaoxin.register.rows import ROW, read_rows
from gaoxin.register.settle import settle
from gaoxin.register.tables import Table, read_tables

HEAD: dict[str, pl.DataType] = {KEY: pl.String(), NAME: pl.String(), YEAR: pl.Int32()}


@dataclass(frozen=True)
class Origin:
    """Where rows come from: the raw table, each row's source row, each field's column."""

    table: Table
    rows: pl.Series
    columns: Mapping[str, Column]

    def is_static(self, key: str) -> bool:
        item = self.columns[key].field
        return item is not None and item.period == "static"


@dataclass(frozen=True, eq=False)
class Facts:
    """One row per enterprise and year, recognitions held, and every doubt found on the way.

    ``rows`` has ``uscc, name, year`` and a column per field of the file: numbers as whole
    steps (:mod:`gaoxin.units`), null where unknown. ``year`` is null only in a table
    without a year column, which holds static fields alone. ``recognitions`` has ``uscc,
    recognition, valid_from, valid_to``; None when no such table was given, and then a
    recognition is unknown rather than not held.
    """

    rows: pl.DataFrame
    recognitions: pl.DataFrame | None = None
    issues: tuple[Issue, ...] = ()
    file: str = ""
    sha256: str = ""
    origin: Origin | None = field(default=None, repr=False)

    @classmethod
    def of(
        cls,
        rows: pl.DataFrame | Iterable[Mapping[str, object]],
        recognitions: pl.DataFrame | Iterable[Mapping[str, object]] | None = None,
    ) -> Facts:
        """Facts already in steps, from memory; ``name`` and ``year`` may be left out.

        >>> Facts.of([{"uscc": "A", "year": 2025, "staff": 12}]).rows.row(0)
        ('A', None, 2025, 12)
        """
        held = None if recognitions is None else _shaped(recognitions, SCHEMA)
        return cls(_shaped(rows, HEAD), held)

    def place(self, uscc: str, year: int | None, field: str) -> Place:
        """The cell a value was read from; of a static field, the newest that is not empty.

        Without such a cell the place is the file alone.
        """
        origin = self.origin
        if origin is None or field not in origin.columns:
            return Place(self.file)
        row = self._source_row(origin, uscc, year, field)
        return Place(self.file) if row is None else origin.table.place(row, origin.columns[field].index)

    def _source_row(self, origin: Origin, uscc: str, year: int | None, key: str) -> int | None:
        mine = pl.select((self.rows[KEY] == uscc).arg_true()).to_series()
        held = self.rows[mine].with_columns(origin.rows[mine].alias(ROW))
        if origin.is_static(key):
            held = held.drop_nulls(key).sort(YEAR, nulls_last=False, maintain_order=True)
        else:
            held = held.filter(pl.col(YEAR).is_null() | (pl.col(YEAR) == year))
        return None if held.is_empty() else int(held[ROW][-1])


def _shaped(rows: pl.DataFrame | Iterable[Mapping[str, object]], head: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """A frame that begins with the columns of ``head``, in their types."""
    frame = rows if isinstance(rows, pl.DataFrame) else pl.DataFrame(list(rows), infer_schema_length=None)
    sources = {key: pl.col(key) if key in frame.columns else pl.lit(None) for key in head}
    given = [source.cast(head[key]).alias(key) for key, source in sources.items()]
    if frame.is_empty() and not frame.columns:
        return pl.DataFrame(schema=dict(head))
    return frame.select(*given, pl.exclude(*head))


def read_facts(
    path: Path,
    fields: Fields,
    *,
    recognitions: Path | None = None,
    titles: Mapping[str, str] | None = None,
    judgements: Collection[str] = (),
) -> Facts:
    """Read a facts table, keeping every good row and value and noting every other.

    Args:
        path: ``.csv``, ``.xlsx`` or ``.parquet``, one row per enterprise and year.
        fields: the field dictionary; a heading is a field's name or Chinese label.
        recognitions: the table of recognitions, when it is a file of its own; it goes
            before a sheet of ``path`` named recognitions, 资质 or 认定.
        titles: any accepted name of a recognition → its id.
        judgements: criterion ids that may head a column of 是 and 否.

    Raises:
        FactsError: nothing could be read of one of the files.
    """
    log = IssueLog()
    tables = read_tables(path, log)
    table = _facts_table(tables, log)
    columns = _columns(table, fields, judgements, log)
    rows = settle(read_rows(table, columns, log), table, columns, log)
    held = _recognitions(tables, recognitions, titles or {}, log)
    origin = Origin(table, rows[ROW], columns)
    return Facts(rows.drop(ROW), held, log.issues(), path.name, sha256_of(path), origin)


def _recognitions(
    tables: tuple[Table, ...], path: Path | None, titles: Mapping[str, str], log: IssueLog
) -> pl.DataFrame | None:
    if path is not None:
        return read_recognitions(path, titles, log)
    listing = next((table for table in tables if is_listing(table)), None)
    return None if listing is None else recognitions_of(listing, titles, log)


def _facts_table(tables: tuple[Table, ...], log: IssueLog) -> Table:
    """The first visible sheet with a column of credit codes that is not the one for recognitions."""
    sheets = [table for table in tables if not is_listing(table)]
    keyed = [table for table in sheets if any(map(is_key, table.headings))]
    if not keyed:
        first = (sheets or list(tables))[0]
        hint = "请在第一行写上表头“统一社会信用代码”（或 uscc）。"
        refuse("GX111", "没有“统一社会信用代码”列，无法区分企业。", first.heading_place(0), hint)
    for other in keyed[1:]:
        message = f"工作表“{other.sheet}”也有统一社会信用代码列，本次只读“{keyed[0].sheet}”。"
        hint = "各年数据请放在同一张表，用“年度”列区分。"
        log.add("GX117", message, other.heading_place(0), hint, "warning")
    return keyed[0]


def _columns(table: Table, fields: Fields, judgements: Collection[str], log: IssueLog) -> dict[str, Column]:
    """The columns to read, by key."""
    found, faults = read_headings(table.headings, fields, judgements)
    report_headings(log, table, faults)
    report_unheaded(log, table)
    if not len(table.rows):
        log.add("GX108", "表中没有数据行。", table.heading_place(0), "请检查导出是否完成。", "warning")
    columns = {column.key: column for column in found}
    return columns if YEAR in columns else _static_only(columns, table, log)


def _static_only(columns: dict[str, Column], table: Table, log: IssueLog) -> dict[str, Column]:
    """Without a year column, a yearly value belongs to no year: such columns are left out."""
    yearly = [column for column in columns.values() if column.field and column.field.period != "static"]
    if yearly:
        names = "、".join(f"「{column.heading}」" for column in yearly[:5])
        message = f"没有“年度”列，{names}等 {len(yearly)} 列无法归年，未读入。"
        log.add("GX115", message, table.heading_place(yearly[0].index), "请加一列“年度”，如 2023。")
    return {key: column for key, column in columns.items() if column not in yearly}

"""Raw tables: headings and columns as a file has them, each cell with its place.

A reader changes nothing: texts stay texts, Excel numbers stay floats. What the
cells mean is decided in :mod:`gaoxin.register.columns`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

import polars as pl
from python_calamine import CalamineSheet, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

from gaoxin.errors import FactsError, Place
from gaoxin.register.export_cells import unquoted
from gaoxin.register.files import format_of, read_text, refuse
from gaoxin.register.headings import is_key
from gaoxin.register.log import IssueLog

CHUNK = 100_000  # CSV rows held as Python objects at a time
HEADING_WITHIN = 10  # rows a title or a note may take before the headings
DAMAGED = "文件可能已损坏，请重新导出或用 Excel 打开后另存。"


@dataclass(frozen=True)
class Table:
    """A table as written: one series per column, and the source row of every row.

    ``rows`` and ``heading_row`` count from 1, ``first_column`` from 0, as in the file.
    """

    file: str
    sheet: str | None
    headings: tuple[str, ...]
    columns: tuple[pl.Series, ...]
    rows: pl.Series
    heading_row: int = 1
    first_column: int = 0

    def place(self, row: int, column: int) -> Place:
        """A cell by source row and column index: ``F18`` in a workbook, line and column of a text."""
        index = self.first_column + column
        cell = f"{_letters(index)}{row}"
        if self.sheet is not None:
            return Place(self.file, sheet=self.sheet, cell=cell)
        return Place(self.file, line=row, column=index + 1, cell=cell)

    def heading_place(self, column: int) -> Place:
        return self.place(self.heading_row, column)


def _letters(index: int) -> str:
    """Column letters as Excel writes them: 0 → A, 26 → AA."""
    text = ""
    while index >= 0:
        text = chr(ord("A") + index % 26) + text
        index = index // 26 - 1
    return text


def read_tables(path: Path, log: IssueLog) -> tuple[Table, ...]:
    """Every visible table of a file; a CSV or Parquet file has one.

    Raises:
        FactsError: the file cannot be opened or holds no table.
    """
    readers = {"csv": _csv_tables, "xlsx": _xlsx_tables, "parquet": _parquet_tables}
    read = readers[format_of(path)]
    tables = _guarded(lambda: read(path, log), path.name)
    if not tables:
        hint = "第一行请写字段名，如“统一社会信用代码、企业名称、年度”。"
        refuse("GX107", "没有找到表头。", path.name, hint)
    return tables


def _guarded(read: Callable[[], tuple[Table, ...]], file: str) -> tuple[Table, ...]:
    """A reader's result; whatever a damaged file makes a library raise becomes an issue."""
    try:
        return read()
    except (FactsError, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except PasswordError:
        refuse("GX104", "文件设了打开密码。", file, "请取消密码后另存。")
    except csv.Error as error:
        refuse("GX105", f"CSV 格式有误（{error}）。", file, "请检查引号是否成对，或用 Excel 另存。")
    except BaseException as error:  # a Rust panic is not an Exception
        refuse("GX105", f"文件读不出来（{type(error).__name__}）。", file, DAMAGED)


def _csv_tables(path: Path, log: IssueLog) -> tuple[Table, ...]:
    text, encoding = read_text(path)
    if encoding == "gb18030":
        hint = "内容已照常读入；如有乱码，请另存为“CSV UTF-8（逗号分隔）”。"
        log.add("GX110", "文件不是 UTF-8，按 GB18030 读取。", Place(path.name, 1, 1), hint, "warning")
    lines = _csv_lines(text)
    heading = _csv_heading(lines)
    if heading is None:
        return ()
    row, cells = heading
    blocks, numbers = [], list[int]()
    while chunk := list(islice(lines, CHUNK)):
        kept = [(line, _fitted(record, len(cells), line, path.name, log)) for line, record in chunk]
        block = [(line, record) for line, record in kept if record]
        numbers += [line for line, _ in block]
        blocks.append([record for _, record in block])
    columns = _text_columns(blocks, len(cells))
    return (Table(path.name, None, tuple(cells), columns, pl.Series(numbers, dtype=pl.Int64), row),)


def _csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Non-empty records with the line each begins on; a quoted cell may span lines."""
    first = text.partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line, guarded = 1, "'" in text
    for record in reader:
        if any(cell and not cell.isspace() for cell in record):
            yield line, list(map(unquoted, record)) if guarded else record
        line = reader.line_num + 1


def _csv_heading(lines: Iterator[tuple[int, list[str]]]) -> tuple[int, list[str]] | None:
    """The first record naming the key column, else the first; leaves ``lines`` behind it."""
    first = next(lines, None)
    if first is None or any(map(is_key, first[1])):
        return first
    ahead = next((entry for entry in islice(lines, HEADING_WITHIN) if any(map(is_key, entry[1]))), None)
    return ahead or first  # without the key nothing below is read, so the rows skipped do not matter


def _fitted(record: list[str], width: int, line: int, file: str, log: IssueLog) -> list[str]:
    """A record as wide as the headings; an empty list when it has cells beyond them."""
    if len(record) == width:
        return record
    if any(map(str.strip, record[width:])):
        message = f"这一行有 {len(record)} 格，表头只有 {width} 格，已略过。"
        log.add("GX128", message, Place(file, line=line), "数字里的千分位逗号请去掉，或给该格加英文双引号。")
        return []
    return [*record[:width], *[""] * (width - len(record))]


def _text_columns(blocks: Sequence[Sequence[Sequence[str]]], width: int) -> tuple[pl.Series, ...]:
    parts: list[list[pl.Series]] = [[] for _ in range(width)]
    for block in blocks:
        for index, cells in enumerate(zip(*block, strict=True)):
            parts[index].append(pl.Series(cells, dtype=pl.String))
    empty = pl.Series([], dtype=pl.String)
    return tuple(pl.concat(column) if column else empty for column in parts)


def _parquet_tables(path: Path, log: IssueLog) -> tuple[Table, ...]:
    frame = pl.read_parquet(path)
    rows = pl.int_range(1, frame.height + 1, dtype=pl.Int64, eager=True)
    # The first line of a Parquet file is its first row: headings stand in the schema.
    return (Table(path.name, None, tuple(frame.columns), tuple(frame.get_columns()), rows),)


def _xlsx_tables(path: Path, log: IssueLog) -> tuple[Table, ...]:
    with load_workbook(path) as book:
        sheets = [entry for entry in book.sheets_metadata if entry.typ == SheetTypeEnum.WorkSheet]
        shown = [entry.name for entry in sheets if entry.visible == SheetVisibleEnum.Visible]
        found = [_sheet(path.name, book.get_sheet_by_name(name)) for name in shown]
    return tuple(table for table in found if table is not None)


def _sheet(file: str, sheet: CalamineSheet) -> Table | None:
    """A sheet as a table; None when nothing is written on it."""
    top, left = sheet.start or (0, 0)
    lines = enumerate(sheet.to_python(), start=top + 1)
    grid = [(number, cells) for number, cells in lines if any(map(_is_filled, cells))]
    if not grid:
        return None
    keyed = (index for index, (_, cells) in enumerate(grid[: HEADING_WITHIN + 1]) if any(map(is_key, cells)))
    head = next(keyed, 0)
    row, headings = grid[head]
    body = grid[head + 1 :]
    columns = zip(*(cells for _, cells in body), strict=True) if body else ((),) * len(headings)
    numbers = pl.Series([number for number, _ in body], dtype=pl.Int64)
    names = tuple(cell_text(cell) or "" for cell in headings)
    return Table(file, sheet.name, names, tuple(map(_series, columns)), numbers, row, left)


def _is_filled(cell: object) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _series(cells: Sequence[object]) -> pl.Series:
    """A column typed when all its cells are of one kind, else as text."""
    kinds = {type(cell) for cell in cells if _is_filled(cell)}
    filled = [cell if _is_filled(cell) else None for cell in cells]
    if kinds and kinds <= {int, float}:
        return pl.Series(filled, dtype=pl.Float64, strict=False)
    if kinds == {bool}:
        return pl.Series(filled, dtype=pl.Boolean)
    return pl.Series([cell_text(cell) for cell in filled], dtype=pl.String)


def cell_text(cell: object) -> str | None:
    """A cell as its reader sees it: 5.0 → 5, a date → 2015-03-02, nothing → None."""
    match cell:
        case None | str():
            return cell
        case bool():
            return "是" if cell else "否"
        case float():
            return repr(cell).removesuffix(".0")
        case datetime():
            return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
        case date():
            return cell.isoformat()
    return str(cell)

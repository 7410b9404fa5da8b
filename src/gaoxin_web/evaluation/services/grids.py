"""Tables of a file as rows of texts, each with its number in Excel; nothing is taken for a heading yet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name

from gaoxin.errors import FactsError, Issue
from gaoxin.errors import Place as Spot
from gaoxin.register.files import format_of, read_text
from gaoxin.register.log import IssueLog
from gaoxin.register.tables import Table, cell_text, read_tables

Cells = list[str]


def read_grids(path: Path) -> list[Grid]:
    """The visible sheets of a workbook, or the one of a CSV file.

    Raises:
        FactsError: it cannot be read.
    """
    return _of_text(path) if format_of(path) == "csv" else [_of_table(one) for one in read_tables(path, IssueLog())]


@dataclass(frozen=True)
class Grid:
    """A sheet as rows of texts, with the number each row has in Excel; ``left`` columns before the first are empty."""

    sheet: str
    rows: Sequence[tuple[int, Cells]]
    left: int = 0

    def cell(self, row: int, at: int) -> str:
        return f"{xl_col_to_name(self.left + at)}{row}"


def _of_text(path: Path) -> list[Grid]:
    text, _encoding = read_text(path)
    delimiter = max(",\t;", key=text.partition("\n")[0].count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        hint = "请检查引号是否成对，或用 Excel 另存。"
        raise FactsError([Issue("GX105", f"CSV 格式有误（{error}）。", Spot(path.name), hint)]) from error
    width = max(map(len, lines), default=0)
    return [Grid("", [(at, line + [""] * (width - len(line))) for at, line in enumerate(lines, 1) if any(line)])]


def _of_table(table: Table) -> Grid:
    """What the register's reader took for headings is a row like the others."""
    columns: Sequence[Iterable[object]] = [column.to_list() for column in table.columns]
    rows = [(table.heading_row, list(table.headings))]
    for number, cells in zip(table.rows.to_list(), zip(*columns, strict=True), strict=True):
        rows.append((number, [cell_text(cell) or "" for cell in cells]))
    return Grid(table.sheet or "", rows, table.first_column)

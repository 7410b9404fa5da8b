"""A register of firms as a ledger: read back against the same register, nothing has changed.

One row per firm, one column per field and period, headed as ledgers head them
(2023年研发费用（万元）). How a heading and its cells will be read is asked of the ledger
reader itself; a value that would come back as another one is left out and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from gaoxin.errors import GaoxinError, Issue, Place
from gaoxin.fields import Fields
from gaoxin.register.export_cells import Cell, as_stored, check_rows, put, write_csv
from gaoxin.register.export_page import lay_out, pages_for, row_height, text_width
from gaoxin.register.identity import Firm
from gaoxin.register.ledger import meaning
from gaoxin.register.ledger.cells import kind_by_content, read_cells
from gaoxin.register.ledger.context import context_of
from gaoxin.register.ledger.diff import base
from gaoxin.register.ledger.header import Header, Sheet
from gaoxin.register.ledger.meaning import NUMERIC, Column, columns_of
from gaoxin.register.ledger.reading import Words
from gaoxin.register.ledger.shapes import Grid
from gaoxin.register.write import LABELS, page_unit
from gaoxin.units import UNITS

SHEET = "企业名册"
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
HEADS = ("序号", LABELS["uscc"], LABELS["name"])
HEAD_LOOK = {
    "bold": True,
    "text_wrap": True,
    "align": "center",
    "valign": "vcenter",
    "border": 1,
    "bg_color": "#D9E2F3",
}
SHOWN = {"ratio": "0.00%", "money": "#,##0.00####", "count": "#,##0"}  # money: to the fen also in 万元
HELD = "held:"
SAID = ("", "note", "group")  # roles whose columns say something of a firm, and do not name it
FULL_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])")  # later days stand as texts
Key = tuple[str, str]  # field or heading path, and period


@dataclass(frozen=True)
class _Exported:
    """A column: what it is in the register, how it is headed, how the reader will take it, its cells."""

    key: Key
    heading: str
    column: Column
    cells: list[Cell]


def export_register(path: Path, firms: Sequence[Firm], words: Words, titles: Mapping[str, str]) -> list[Issue]:
    """Write a register as ``.xlsx`` or ``.csv``; what could not be said in it is returned.

    Money is exact to the fen, a ratio to 10⁻¹², a date as precise as it is known. Former
    names and aliases have no column. A firm without a code is found again by its name.
    ``titles`` heads the columns of recognitions: id → label.

    Raises:
        GaoxinError: the file cannot be written, or a workbook cannot hold it.
    """
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise GaoxinError(f"名册可存为 .xlsx 或 .csv，不能存为“{path.name}”。")
    check_rows(1 + len(firms))
    is_csv = path.suffix.lower() == ".csv"
    issues: list[Issue] = []
    columns = list(_columns(firms, words, titles, path.stem if is_csv else SHEET, is_csv))
    kept = [_checked(column, firms, words.fields, issues, path.name) for column in columns]
    said = {column.key for column in columns}
    issues += [_unsaid(path.name, key) for key in _keys(firms, words.fields) if key not in said]
    try:
        (_write_csv if is_csv else _write_book)(path, firms, kept)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise GaoxinError(f"写不了 {path}：{getattr(error, 'strerror', None) or error}") from error
    return issues


def _keys(firms: Sequence[Firm], fields: Fields) -> list[Key]:
    """Every field and period that some firm has: fields in the dictionary's order, the newest period first."""
    found = {(name, period): None for firm in firms for name, periods in firm.values.items() for period in periods}
    order = {name: at for at, name in enumerate(fields)}
    newest = sorted(found, key=lambda key: key[1], reverse=True)
    return sorted(newest, key=lambda key: (order.get(key[0], len(order)), key[0]))


# columns


def _columns(
    firms: Sequence[Firm], words: Words, titles: Mapping[str, str], sheet: str, is_csv: bool
) -> Iterator[_Exported]:
    """The columns whose heading reads back to their field and period; what has no telling heading is text in a CSV."""
    keys = _keys(firms, words.fields)
    heads = [_heading(key, words.fields, titles) for key in keys]
    context = context_of([], [], words.vocabulary, sheet)
    paths: list[tuple[str, ...]] = [(head,) for head in (*HEADS, *heads)]
    read = columns_of(Header(0, 0, paths), context, words.vocabulary, words.fields, {})
    for key, head, column in zip(keys, heads, read[len(HEADS) :], strict=True):
        if (column.field or column.key, str(column.period or "")) == key and column.role in SAID:
            values = [firm.values.get(key[0], {}).get(key[1]) for firm in firms]
            cells = [_cell(value, column) for value in values]
            kind = "text" if is_csv else kind_by_content([as_stored(cell) for cell in cells])
            yield _Exported(key, head, column if column.kind else meaning.of_kind(column, kind), cells)


def _heading(key: Key, fields: Fields, titles: Mapping[str, str]) -> str:
    name, period = key
    if name.startswith(HELD):
        return titles.get(name.removeprefix(HELD), name)
    item = fields.get(name)
    if item is None:  # a heading path as it was read, the period in it
        return name
    unit = "" if item.kind == "ratio" else page_unit(item)
    return f"{_when(period)}{item.label}" + (f"（{unit}）" if unit else "")


def _when(period: str) -> str:
    """A period as headings begin with it.

    >>> _when("2023"), _when("2023-05"), _when("2023-01/2023-10"), _when("01/10")
    ('2023年', '2023年5月', '2023年1-10月', '1-10月')
    """
    first, _, last = period.partition("/")
    year, _, start = first.rpartition("-") if len(first) != 4 else (first, "", "")
    stop = last.rpartition("-")[2]
    months = f"{int(start)}{f'-{int(stop)}' if stop else ''}月" if start.isdigit() else ""
    return (f"{year}年" if year else "") + months


def _cell(value: object, column: Column) -> Cell:
    """A value as written: numbers in the column's unit, days as days, truths as words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float) and column.kind in (*NUMERIC, ""):
        exact = Decimal(repr(value))
        size = UNITS[column.unit][1] if column.kind == "money" else 1
        return exact.scaleb(1 - len(str(int(size)))).normalize() if exact.is_finite() else None
    if isinstance(value, str) and column.kind == "date" and FULL_DAY.fullmatch(value):
        return date.fromisoformat(value)
    return None if value is None else str(value)


# what would come back


def _checked(one: _Exported, firms: Sequence[Firm], fields: Fields, issues: list[Issue], file: str) -> _Exported:
    """The column without the values that would come back as others; a text of a CSV means what a cell does."""
    raw: list[Any] = [_as_read(cell) for cell in one.cells]
    shown = frozenset((row, 0) for row in range(len(raw)) if _is_percent(one.column))
    sheet, column = Sheet(Grid("", True, [[cell] for cell in raw], (), shown)), replace(one.column, index=0)
    back = read_cells(sheet, range(len(raw)), column, fields)
    cells = list(one.cells)
    for at, firm in enumerate(firms):
        value = firm.values.get(one.key[0], {}).get(one.key[1])
        if value is not None and base(back.plain[at], column.kind) != value:
            issues.append(_lost(file, firm, one, value))
            cells[at] = None
    return _Exported(one.key, one.heading, one.column, cells)


def _as_read(cell: Cell) -> str | int | float | date | None:
    """A cell as a reader meets it: whole numbers come without a fraction."""
    stored = as_stored(cell)
    return int(stored) if isinstance(stored, float) and stored.is_integer() and abs(stored) < 2**53 else stored


def _is_percent(column: Column) -> bool:
    return column.kind == "ratio"


def _percent(cell: Cell, column: Column) -> Cell:
    """A ratio in a text says its percent sign: 12.5%."""
    return f"{(cell * 100).normalize():f}%" if isinstance(cell, Decimal) and _is_percent(column) else cell


def _lost(file: str, firm: Firm, one: _Exported, value: object) -> Issue:
    message = f"“{firm.name}”的「{one.heading}」为“{str(value)[:30]}”，写入表格后读回会不同，已略去。"
    return Issue(
        "GX390", message, Place(file), "请在名册中核对该值：金额到分、比率到 10⁻¹²、文字不带首尾空格。", "warning"
    )


def _unsaid(file: str, key: Key) -> Issue:
    message = f"“{key[0]}”{f'（{key[1]}）' if key[1] else ''}写不成能读回的列名，整列略去。"
    return Issue("GX390", message, Place(file), "请换用字段表中的名称和期间，或换一个不带年份的文件名。", "warning")


# files


def _rows(firms: Sequence[Firm], columns: Sequence[_Exported]) -> Iterator[tuple[Cell, ...]]:
    for at, firm in enumerate(firms):
        yield (at + 1, firm.uscc, firm.name, *(one.cells[at] for one in columns))


def _width(one: _Exported) -> int:
    """Digits that show a column's cells; long texts run into the next."""
    texts = (f"{cell:,}" if isinstance(cell, Decimal) else str(cell) for cell in one.cells if cell is not None)
    return min(30, max(14, 2 + max(map(text_width, texts), default=0)))


def _write_csv(path: Path, firms: Sequence[Firm], columns: Sequence[_Exported]) -> None:
    head = (*HEADS, *(one.heading for one in columns))
    body = (
        (*row[:3], *(_percent(c, one.column) for c, one in zip(row[3:], columns, strict=True)))
        for row in _rows(firms, columns)
    )
    write_csv(path, [head, *body])


def _write_book(path: Path, firms: Sequence[Firm], columns: Sequence[_Exported]) -> None:
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        sheet = book.add_worksheet(SHEET)
        head = book.add_format(HEAD_LOOK)
        formats = {shown: book.add_format({"num_format": shown}) for shown in ("@", *SHOWN.values())}
        styles = [None, formats["@"], formats["@"], *(formats.get(SHOWN.get(one.column.kind, "")) for one in columns)]
        heads, widths = (*HEADS, *(one.heading for one in columns)), (6, 22, 32, *map(_width, columns))
        for column, (text, width) in enumerate(zip(heads, widths, strict=True)):
            put(sheet, 0, column, text, head)
            sheet.set_column(column, column, width)
        sheet.set_row(0, max(30, row_height(zip(heads, widths, strict=True))))
        for row, cells in enumerate(_rows(firms, columns), 1):
            for column, cell in enumerate(cells):
                put(sheet, row, column, cell, styles[column])
        lay_out(sheet, 3, pages_for(widths[3:]))
        sheet.autofilter(0, 0, max(len(firms), 1), len(styles) - 1)

"""Ledgers written for a test, and their readings in short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter

from bench.ledger.made import code
from gaoxin.register.identity import Register
from gaoxin.register.ledger.document import document
from gaoxin.register.ledger.reading import Words, read_workbook, words_of
from gaoxin.rules.load import load_rulebook

FIRMS = tuple(code(number) for number in range(1, 10))  # pass the check character


@dataclass
class Page:
    """One sheet to write: rows from A1 on, merged ranges, number formats by cell."""

    name: str
    rows: Sequence[Sequence[object]]
    merges: Sequence[str] = ()
    formats: dict[str, str] = field(default_factory=dict)
    hidden: bool = False
    hidden_columns: Sequence[str] = ()


def write(path: Path, *pages: Page) -> Path:
    """The workbook of some pages."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for page in pages:
            _write(book, book.add_worksheet(page.name), page)
    return path


def _write(book: Any, sheet: Any, page: Page) -> None:
    formats = {_at(cell): book.add_format({"num_format": code}) for cell, code in page.formats.items()}
    for span in page.merges:
        sheet.merge_range(span, "")
    for row, cells in enumerate(page.rows):
        for column, cell in enumerate(cells):
            style = formats.get((row, column))
            if isinstance(cell, str):
                sheet.write_string(row, column, cell, style)
            elif isinstance(cell, date | datetime):
                sheet.write_datetime(row, column, cell)
            elif cell is not None:
                sheet.write(row, column, cell, style)
    for columns in page.hidden_columns:
        sheet.set_column(columns, None, None, {"hidden": True})
    if page.hidden:
        sheet.hide()
    else:
        sheet.activate()


def _at(cell: str) -> tuple[int, int]:
    row, column = xlsxwriter.utility.xl_cell_to_rowcol(cell)
    return int(row), int(column)


@cache
def words() -> Words:
    rulebook = load_rulebook()
    return words_of(Path(rulebook.root), rulebook.fields, rulebook.title_names())


def read(path: Path, register: Register | None = None) -> dict[str, Any]:
    """The document that ``gaoxin read --json`` prints."""
    return document(read_workbook(path, words(), register=register), words().vocabulary)


def known(record: dict[str, Any]) -> dict[str, Any]:
    """Row, name and every value a record has: what is unknown is left out, a status stands for its value."""
    head = {"row": record["row"], "who": record["enterprise"]["name"]}
    values = {key: _short(value) for key, value in record["values"].items()}
    return head | {key: value for key, value in values.items() if value is not None}


def _short(value: dict[str, Any]) -> object:
    found = value["value"]
    if "upto" in value:
        return (found, value["upto"])
    if value["approx"]:
        return ("约", found)
    if value.get("status"):
        return value["status"] if found is None else (found, value["status"])
    return found


def records(given: dict[str, Any], sheet: str | None = None) -> list[dict[str, Any]]:
    return [known(record) for record in given["records"] if sheet in (None, record["sheet"])]


def skipped(sheet: dict[str, Any]) -> list[tuple[int, str]]:
    """Row and class of what is left out below the header."""
    return [(one["row"], one["class"]) for one in sheet["skipped"]]


def issues(given: dict[str, Any]) -> list[tuple[str, str]]:
    """Code and cell of every issue."""
    return sorted((issue["code"], issue.get("cell", "")) for issue in given["issues"])


def columns(sheet: dict[str, Any]) -> dict[str, str]:
    """Letter → key of every column."""
    return {one["column"]: one["key"] for one in sheet["columns"]}

"""Any file an officer has → its sheets as grids of plain cells, at their own addresses."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

from gaoxin.errors import FactsError, Issue, Place
from gaoxin.register.export_cells import unquoted
from gaoxin.register.files import read_text, refuse, sha256_of
from gaoxin.register.ledger.guards import inspect, percent_cells
from gaoxin.register.ledger.shapes import Cell, CellError, Grid, Merge

MOST_COLUMNS = 256
MOST_KNOWN = 4096  # different texts remembered at a time; more would not stay in the processor's cache
EXACT = 2**53
DELIMITERS = ",\t;|"
ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)
DAMAGED = "请重新导出，或用 Excel 打开后另存。"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Workbook:
    """A file's worksheets in their order; a hidden one has ``visible`` False and no rows."""

    file: str
    sha256: str
    grids: tuple[Grid, ...]


class Texts(dict[str, str | None]):
    """Texts of cells, each one object however often it stands; blank ones are nothing, errors are told apart."""

    def __missing__(self, text: str) -> str | None:
        if len(self) >= MOST_KNOWN:
            self.clear()
        plain = CONTROL.sub("", text)  # no cell means them, and a database may refuse them
        self[text] = found = None if not plain or plain.isspace() else CellError(plain) if plain in ERRORS else plain
        return found


def open_workbook(path: Path, shown: Collection[str] = frozenset()) -> tuple[Workbook, list[Issue]]:
    """Every sheet of .xlsx .xlsm .xls .xlsb .ods or a text file, whatever its extension says.

    Args:
        shown: sheets to be read though they are hidden.

    Raises:
        FactsError: nothing can be read; it says why and what to do.
    """
    found = inspect(path)
    issues = list(found.issues)
    grids = _text(path, issues) if found.kind == "text" else _workbook(path, found.kind, issues, shown)
    if not any(grid.rows for grid in grids):
        if not any(issue.code == "GX307" for issue in issues) or all(grid.visible for grid in grids):
            refuse("GX308", "文件里没有内容。", path.name, "请检查导出是否完成。")
        raise FactsError(
            [*issues, Issue("GX308", "没有可见的工作表有内容。", Place(path.name), "请取消隐藏要读的工作表。")]
        )
    return Workbook(path.name, sha256_of(path), tuple(grids)), issues


def _workbook(path: Path, kind: str, issues: list[Issue], wanted: Collection[str]) -> list[Grid]:
    book = _guarded(lambda: _load(path), path)
    percents = percent_cells(path) if kind == "zip" else {}
    parts = _parts(path) if percents else {}
    grids, known = [], Texts()
    for sheet in book.sheets_metadata:
        if sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        visible = sheet.visible == SheetVisibleEnum.Visible or sheet.name in wanted
        if not visible:
            message = f"工作表“{sheet.name}”是隐藏的，未读。"
            issues.append(
                Issue("GX307", message, Place(path.name, sheet=sheet.name), "需要读入请取消隐藏。", "warning")
            )
            grids.append(Grid(sheet.name, False, []))
            continue
        shown = percents.get(parts.get(sheet.name, ""), frozenset())
        grids.append(_grid(path, book, sheet.name, shown, known, issues))
    return grids


def _load(path: Path) -> Any:
    """The workbook by its content: given a path, calamine would believe the extension."""
    with path.open("rb") as stream:
        return load_workbook(stream)


def _grid(
    path: Path, book: Any, name: str, shown: frozenset[tuple[int, int]], known: Texts, issues: list[Issue]
) -> Grid:
    """One sheet; where it cannot be read the others still are."""
    try:
        sheet = _guarded(lambda: book.get_sheet_by_name(name), path)
        left = [None] * (sheet.start[1] if sheet.start else 0)  # calamine's rows begin with the first column in use
        found = _guarded(lambda: _trimmed([_row(row, known, left) for row in sheet.iter_rows()]), path)
        merges = tuple(Merge(a, b, c, d) for (a, b), (c, d) in _merges(sheet))
    except FactsError as error:
        issues += [Issue(i.code, i.message, Place(path.name, sheet=name), i.hint) for i in error.issues]
        return Grid(name, True, [])
    widest = max(map(len, found), default=0)
    if widest > MOST_COLUMNS:
        message = f"工作表有 {widest} 列，只读前 {MOST_COLUMNS} 列。"
        issues.append(Issue("GX306", message, Place(path.name, sheet=name), "请删去多余的列，或拆成几张表。"))
        found = _trimmed([row[:MOST_COLUMNS] for row in found])
    if not found:
        issues.append(Issue("GX308", f"工作表“{name}”是空的。", Place(path.name, sheet=name), "", "warning"))
    return Grid(name, True, found, merges, shown)


def _merges(sheet: Any) -> Sequence[Any]:
    try:
        return sheet.merged_cell_ranges or ()
    except (CalamineError, ValueError, TypeError):
        return ()


def _guarded(run: Callable[[], Any], path: Path) -> Any:
    """Run a step of the reader; whatever it dies of, the file is damaged or locked."""
    try:
        return run()
    except PasswordError:
        refuse("GX302", "文件设了打开密码。", path.name, "请取消密码（文件 → 信息 → 保护工作簿）后另存。")
    except (CalamineError, OSError, ValueError, KeyError, MemoryError, OverflowError, zipfile.BadZipFile) as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            refuse("GX302", "文件设了打开密码。", path.name, "请取消密码后另存。")
        refuse("GX301", "文件不完整或已损坏。", path.name, DAMAGED)
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what a fault inside the Rust reader is raised as
            raise
        refuse("GX301", "文件不完整或已损坏。", path.name, DAMAGED)


def _row(cells: Sequence[Any], known: Texts, left: Sequence[None] = ()) -> list[Cell]:
    """One row: whole floats as integers, texts one object each however often they stand."""
    found: list[Cell] = [*left]
    found += [
        known[x] if type(x) is str else int(x) if type(x) is float and x.is_integer() and -EXACT < x < EXACT else x
        for x in cells
    ]
    while found and found[-1] is None:
        found.pop()
    return found


def _trimmed(rows: list[list[Cell]]) -> list[list[Cell]]:
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _parts(path: Path) -> dict[str, str]:
    """Sheet name → its part in the archive, by the workbook's relations."""
    try:
        with zipfile.ZipFile(path) as archive:
            book, relations = archive.read("xl/workbook.xml"), archive.read("xl/_rels/workbook.xml.rels")
    except (KeyError, OSError, zipfile.BadZipFile):
        return {}
    try:
        targets = {node.get("Id"): str(node.get("Target")) for node in ElementTree.fromstring(relations)}
        sheets = [node for node in ElementTree.fromstring(book).iter() if node.tag.endswith("}sheet")]
    except ElementTree.ParseError:
        return {}
    ids = {str(node.get("name")): next((v for k, v in node.attrib.items() if k.endswith("}id")), "") for node in sheets}
    return {name: "xl/" + targets.get(key, "").removeprefix("/xl/").removeprefix("xl/") for name, key in ids.items()}


def _text(path: Path, issues: list[Issue]) -> list[Grid]:
    try:
        text, _ = read_text(path)
    except FactsError as error:
        first = error.issues[0]
        raise FactsError([Issue("GX300", first.message, first.place, first.hint)]) from error
    if len(CONTROL.findall(text[:100_000])) > max(len(text[:100_000]) // 100, 3):
        refuse("GX300", "不是表格文件。", path.name, "可读 .xlsx .xls .xlsb .ods .csv。")
    known = Texts()
    rows = _trimmed([_row(list(map(unquoted, row)), known) for row in _lines(text, path, issues)])
    widest = max(map(len, rows), default=0)
    if widest > MOST_COLUMNS:
        issues.append(
            Issue("GX306", f"有 {widest} 列，只读前 {MOST_COLUMNS} 列。", Place(path.name), "请删去多余的列。")
        )
        rows = [row[:MOST_COLUMNS] for row in rows]
    return [Grid(path.stem, True, rows)]


def _lines(text: str, path: Path, issues: list[Issue]) -> list[list[str]]:
    delimiter = max(DELIMITERS, key=lambda mark: sum(line.count(mark) for line in text.splitlines()[:20]))
    if text.count('"') % 2:
        message = "有一处引号没有成对，引号按普通文字读入。"
        issues.append(Issue("GX309", message, Place(path.name), "请检查含引号的单元格。", "warning"))
        return [line.split(delimiter) for line in text.splitlines()]
    csv.field_size_limit(1 << 24)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        issues.append(Issue("GX309", "分隔不规则，按行读入。", Place(path.name), "请另存为“CSV UTF-8”。", "warning"))
        return [line.split(delimiter) for line in text.splitlines()]

"""Where the tables of a sheet begin, and the path of headings above each column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gaoxin.register.ledger.shapes import Cell, Grid, Merge
from gaoxin.register.ledger.units import read_unit
from gaoxin.register.ledger.vocabulary import Vocabulary, bare, phrase
from gaoxin.units import UNITS

DEEPEST = 6  # rows of a header
LONGEST = 40  # characters of a heading
LOOK = 200  # rows in which the first header must begin
NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?%?")
YEAR = re.compile(r"(?:19|20)\d\d")
STEMS = "甲乙丙丁戊己庚辛"
UNIT_LINE = re.compile(r"(?:计量|金额|货币)?单位\s*[:：]\s*(.{1,20})")
PERIOD_HEAD = re.compile(
    r"^(?:\d{4}年?(?:度)?)?(?:\d{1,2}(?:[-—–~～至一]\d{1,2})?月|[一二三四1-4]季度|上半年|下半年|前三季度)?(?:末|底|累计)?$"
)


@dataclass
class Header:
    """One table's header: rows ``top`` to ``bottom`` (from 0, both included) and a path per column.

    ``units`` is the row under the headings that holds nothing but units, if there is one.
    """

    top: int
    bottom: int
    paths: list[tuple[str, ...]]
    units: tuple[str, ...] = ()
    leaves: frozenset[str] = field(default=frozenset())


class Sheet:
    """A grid with its merges spread: every cell of a merged range says what its corner says."""

    def __init__(self, grid: Grid) -> None:
        self.grid, self.rows = grid, grid.rows
        self.percents: dict[int, set[int]] = {}  # column → rows shown as percentages
        for row, column in grid.percents:
            self.percents.setdefault(column, set()).add(row)
        self.merged: dict[int, list[Merge]] = {}
        for merge in grid.merges:
            for row in range(merge.top, min(merge.bottom, len(self.rows) - 1) + 1):
                self.merged.setdefault(row, []).append(merge)

    def corner(self, row: int, column: int) -> tuple[int, int]:
        for merge in self.merged.get(row, ()):
            if merge.left <= column <= merge.right:
                return merge.top, merge.left
        return row, column

    def cell(self, row: int, column: int) -> Cell:
        if row in self.merged:
            row, column = self.corner(row, column)
        cells = self.rows[row]
        return cells[column] if column < len(cells) else None

    def texts(self, row: int) -> list[tuple[int, str]]:
        """Column and phrase of every text that stands in a row itself."""
        return [(at, phrase(cell)) for at, cell in enumerate(self.rows[row]) if isinstance(cell, str)]

    def numbers(self, row: int) -> int:
        """How many cells of a row are numbers; a text file has them as texts, and a year may head a column."""
        return sum(_is_number(cell) and not _is_year(cell) for cell in self.rows[row])


def find_headers(sheet: Sheet, words: Vocabulary) -> list[Header]:
    """The headers of a sheet's tables, top down; one that repeats (a page break) only once."""
    first = next((row for row in range(min(LOOK, len(sheet.rows))) if _begins(sheet, row, words, 2)), None)
    if first is None:
        return []
    found = [_header(sheet, first, words)]
    row = found[0].bottom + 1
    while row < len(sheet.rows):
        if _may_begin(sheet.rows[row]) and _begins(sheet, row, words, 3):
            header = _header(sheet, row, words)
            if header.leaves != found[-1].leaves:
                found.append(header)
            row = header.bottom
        row += 1
    return found


def header_at(sheet: Sheet, top: int, bottom: int) -> Header:
    """The header a person points at, rows ``top`` to ``bottom`` (from 0); a row of units at its foot is no heading."""
    bottom = min(max(top, bottom), len(sheet.rows) - 1)
    units = _units_below(sheet, bottom - 1) if bottom > top else ()
    paths = _paths(sheet, top, bottom - bool(units))
    return Header(top, bottom, paths, units, frozenset(bare(phrase(part)) for path in paths for part in path))


def repeats(sheet: Sheet, row: int, header: Header) -> bool:
    """Whether a row is the header again, or a row of it."""
    if not _may_begin(sheet.rows[row]):
        return False
    texts = {bare(text) for _, text in sheet.texts(row)}
    return len(texts) > 1 and texts <= header.leaves


def _may_begin(cells: Sequence[Cell]) -> bool:
    texts = 0
    for cell in cells:
        if cell is None:
            continue
        if type(cell) is not str or len(cell) > LONGEST:
            return False
        texts += 1
    return texts > 1


def _begins(sheet: Sheet, row: int, words: Vocabulary, least: int) -> bool:
    texts = [(at, text) for at, text in sheet.texts(row) if len(text) <= LONGEST]
    if len(texts) < 2 or any(UNIT_LINE.match(text) for _, text in texts) or sheet.numbers(row) > len(texts) // 4:
        return len(texts) == 1 and least == 2 and _lonely(sheet, row, texts[0][1], words)
    if least == 2 and len(texts) > 2 and not sheet.numbers(row) and any(_names(text, words) for _, text in texts):
        return True  # it names its records, whatever its other columns are
    hits = sum(_heads(text, words) for _, text in texts)
    return hits >= min(least, len(texts)) and hits * 5 >= len(texts) * 2


def _lonely(sheet: Sheet, row: int, text: str, words: Vocabulary) -> bool:
    """A table of one column: a lone heading that is a role, with more below it."""
    return _names(text, words) and row + 1 < len(sheet.rows)


def _names(text: str, words: Vocabulary) -> bool:
    return words.roles.get(bare(text)) in ("name", "uscc", "project")


def _heads(text: str, words: Vocabulary) -> bool:
    short = bare(text)
    return (
        words.knows(text)
        or words.knows(short)
        or bool(PERIOD_HEAD.match(short))
        or (len(short) <= 12 and bool(words.kind(short)))
        or (text.endswith(")") and read_unit(text) is not None)
    )


def is_unit_line(sheet: Sheet, row: int) -> bool:
    return any(isinstance(cell, str) and UNIT_LINE.search(cell) for cell in sheet.rows[row])


def _header(sheet: Sheet, top: int, words: Vocabulary) -> Header:
    bottom = top
    while bottom - top < DEEPEST and bottom + 1 < len(sheet.rows):
        lower = max((m.bottom for row in range(top, bottom + 1) for m in sheet.merged.get(row, ())), default=bottom)
        if lower > bottom:
            bottom = min(lower, top + DEEPEST, len(sheet.rows) - 1)
        elif _continues(sheet, bottom, words):
            bottom += 1
        else:
            break
    paths = _paths(sheet, top, bottom)
    leaves = frozenset(bare(phrase(part)) for path in paths for part in path)
    bottom += _counts_columns(sheet, bottom + 1)
    units = _units_below(sheet, bottom)
    bottom += bool(units)
    return Header(top, bottom + _counts_columns(sheet, bottom + 1), paths, units, leaves)


def _continues(sheet: Sheet, bottom: int, words: Vocabulary) -> bool:
    """Whether the row below still belongs to the header: it stands under a heading that spans several columns."""
    below = sheet.texts(bottom + 1)
    if not below or sheet.numbers(bottom + 1) or len(below) != sum(c is not None for c in sheet.rows[bottom + 1]):
        return False
    spans = [m for m in sheet.merged.get(bottom, ()) if m.bottom == bottom and m.right > m.left]
    if spans and all(any(m.left <= at <= m.right for m in spans) for at, _ in below):
        return True
    open_ = any(sheet.cell(bottom, at) is None for at, _ in below)
    return open_ and all(_heads(text, words) for _, text in below)


def _counts_columns(sheet: Sheet, row: int) -> bool:
    """Whether a row only numbers the columns, as forms do: 甲 乙 1 2 3."""
    if row >= len(sheet.rows):
        return False
    texts = [str(cell).strip("()（）. 栏次列") for cell in sheet.rows[row] if cell is not None and cell != "栏次"]
    numbers = [text for text in texts if text not in STEMS]
    return len(texts) > 2 and len(numbers) > 1 and numbers == [str(at) for at in range(1, len(numbers) + 1)]


def _units_below(sheet: Sheet, bottom: int) -> tuple[str, ...]:
    """The texts of a row of nothing but units, such as （万元） （%）, by column."""
    if bottom + 1 >= len(sheet.rows):
        return ()
    texts = sheet.texts(bottom + 1)
    if len(texts) < 2 or sheet.numbers(bottom + 1) or not all(_is_unit(text) for _, text in texts):
        return ()
    row = dict(texts)
    return tuple(row.get(at, "") for at in range(max(row) + 1))


def _is_unit(text: str) -> bool:
    return text.strip("()[]") in UNITS and text.strip("()[]") != ""


def _paths(sheet: Sheet, top: int, bottom: int) -> list[tuple[str, ...]]:
    width = max(len(sheet.rows[row]) for row in range(top, bottom + 1))
    width = max([width, *(m.right + 1 for row in range(top, bottom + 1) for m in sheet.merged.get(row, ()))])
    lines = [_line(sheet, row, width, fill=row < bottom) for row in range(top, bottom + 1)]
    return [_path([line[at] for line in lines]) for at in range(width)]


def _line(sheet: Sheet, row: int, width: int, *, fill: bool) -> list[str]:
    """A header row's texts; above the last row a blank right of a text belongs to it, if something stands below."""
    found = [_shown(sheet.cell(row, at)) for at in range(width)]
    for at in range(1, width):
        own = sheet.corner(row, at) == (row, at)
        if fill and not found[at] and own and found[at - 1] and _shown(sheet.cell(row + 1, at)):
            found[at] = found[at - 1] if _shown(sheet.cell(row + 1, at - 1)) else ""
    return found


def _shown(cell: Cell) -> str:
    return "" if cell is None else "".join(str(cell).split())


def _path(parts: list[str]) -> tuple[str, ...]:
    found: list[str] = []
    for part in parts:
        if part and (not found or found[-1] != part):
            found.append(part)
    return tuple(found)


def _is_number(cell: Cell) -> bool:
    return type(cell) in (int, float) or (isinstance(cell, str) and bool(NUMBER.fullmatch(cell.strip())))


def _is_year(cell: Cell) -> bool:
    if isinstance(cell, str):
        return bool(YEAR.fullmatch(cell.strip()))
    return isinstance(cell, int | float) and 1990 <= cell <= 2100 and cell == int(cell)

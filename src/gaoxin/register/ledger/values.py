"""One cell as a text, a telephone number or a list of years."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

from gaoxin.register.ledger.shapes import Cell, CellError, Doubt, Value

BLANK = frozenset({"", "-", "--", "—", "——", "/", "N/A", "n/a", "#N/A"})
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,2}")
YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
BETWEEN = re.compile(r"[\s/,，、;；年度.]*")


def read_text(cell: Cell) -> Value:
    """A text as it stands, trimmed; a whole number without .0; — and / are unknown."""
    if isinstance(cell, CellError):
        return Value(doubts=(Doubt("GX329", f"是公式错误 {cell}，按不详处理", "请在 Excel 中改正公式。", "error"),))
    text = _plain(cell)
    return Value(None if text in BLANK else text)


def read_phone(cell: Cell) -> Value:
    """Telephone numbers, several joined by ``;``. A number in scientific notation is exact or a doubt."""
    if type(cell) is int:
        return Value(str(cell))
    text = unicodedata.normalize("NFKC", _plain(cell))
    if text in BLANK:
        return Value()
    if SCIENTIFIC.fullmatch(text):
        whole = Decimal(text)
        if len(whole.as_tuple().digits) < 8:
            return Value(
                doubts=(Doubt("GX331", "成了科学计数，末几位已经丢失", "请把单元格设为文本后重新填写。", "error"),)
            )
        return Value(str(int(whole)))
    parts = [part for part in re.split(r"[\s/,，、;；|]+", text) if part]
    return Value(";".join(parts))


def read_years(cell: Cell) -> tuple[int, ...]:
    """The years a cell lists, in order: 2019/2019/2022, 2023年; () where there is anything else in it."""
    text = unicodedata.normalize("NFKC", _plain(cell))
    rest = BETWEEN.sub("", YEARS.sub("", text))
    return tuple(int(year) for year in YEARS.findall(text)) if not rest else ()


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ").removesuffix(" 00:00:00")
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()

"""A credit code as somebody wrote it: repaired where that is certain, never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from operator import mul
from typing import Literal, NamedTuple

import polars as pl
from stdnum.cn import uscc as standard
from stdnum.exceptions import ValidationError

from gaoxin.register.codes import are_right
from gaoxin.register.ledger.shapes import Cell, Doubt

State = Literal["ok", "missing", "failed", "lost"]
BLANK = frozenset({"", "-", "--", "—", "——", "/", "无", "不详", "待补", "暂无"})
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d{1,2}")
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SHAPE = re.compile(rf"\d{{8}}[{ALPHABET}]{{10}}")
WEIGHTS = (*(pow(3, place, 31) for place in range(17)), 1)
LOOKALIKES = str.maketrans("OIZSV", "0125U")  # letters that codes never hold, and what they are taken for
ASK = "请对照营业执照填写 18 位统一社会信用代码。"


class Code(NamedTuple):
    """A code: ``value`` only where it is certain; ``raw`` is what was written."""

    value: str | None
    raw: str
    state: State
    doubts: tuple[Doubt, ...] = ()


def read_codes(cells: Sequence[Cell]) -> list[Code]:
    """The codes of a column: those that are right as they stand at once, every other by itself."""
    texts = [cell if type(cell) is str and len(cell) == 18 and cell.isascii() else None for cell in cells]
    right = are_right(pl.Series(texts, dtype=pl.String))
    known = zip(cells, texts, right, strict=True)
    return [Code(text, text, "ok") if text and sure else read_code(cell) for cell, text, sure in known]


def read_code(cell: Cell) -> Code:
    """The code of a cell; what was repaired, or why it cannot be used, is in the doubts."""
    if cell is None or (isinstance(cell, str) and cell.strip() in BLANK):
        return Code(None, "", "missing", (Doubt("GX350", "没有填写", ASK),))
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        text = str(int(cell)) if isinstance(cell, int) and len(str(cell)) == 18 else repr(cell)
        return _lost(text) if isinstance(cell, float) or len(text) > 15 else _checked(text)
    return _checked(str(cell))


def _checked(raw: str) -> Code:
    wide = raw.strip()
    text = unicodedata.normalize("NFKC", wide)
    doubts = [Doubt("GX353", "是全角字符，已转为半角", "请用半角填写。")] if text != wide else []
    if stripped := text.strip("'`‘’\"").strip():
        if stripped != text:
            doubts.append(Doubt("GX355", "带有撇号，已去掉", "请把单元格设为文本，不要加撇号。"))
        text = stripped
    joined = re.sub(r"[\s\-—_.]+", "", text)
    if joined != text:
        doubts.append(Doubt("GX356", "中间有空格或连字符，已去掉", "请连续填写 18 位。"))
    upper = joined.upper()
    if SCIENTIFIC.fullmatch(text.upper()):
        return _lost(raw)
    if upper != joined:
        doubts.append(Doubt("GX354", "是小写字母，已转为大写", "请用大写填写。"))
    if _valid(upper):
        return Code(raw if upper == raw else upper, raw, "ok", tuple(doubts))
    return Code(None, raw.strip(), "failed", (*doubts, _why(upper)))


def _lost(raw: str) -> Code:
    problem = "成了科学计数或数字，末几位已经丢失，无法恢复"
    return Code(None, raw, "lost", (Doubt("GX352", problem, f"请把单元格设为文本后重新填写。{ASK}", "error"),))


def _valid(text: str) -> bool:
    """Whether the check character is right; what this quick sum does not pass, the standard's library judges."""
    if SHAPE.fullmatch(text):
        total = sum(map(mul, WEIGHTS, map(ALPHABET.index, text)))
        if total % 31 == 0:
            return True
    try:
        return bool(standard.validate(text))
    except ValidationError:
        return False


def _why(text: str) -> Doubt:
    """What is wrong, with a suggestion where exactly one usual slip explains it."""
    other = text.translate(LOOKALIKES)
    if other != text and _valid(other):
        return Doubt("GX351", "含有代码不用的字母", f"是否应为 {other}？（O→0、I→1、Z→2、S→5）{ASK}", "error")
    if len(text) == 15 and text.isdigit():
        return Doubt("GX351", "是 15 位的旧工商注册号", ASK, "error")
    if len(text) == 9:
        return Doubt("GX351", "是 9 位的组织机构代码", ASK, "error")
    if len(text) != 18:
        return Doubt("GX351", f"有 {len(text)} 位，应为 18 位", ASK, "error")
    return Doubt("GX351", "校验位不符", ASK, "error")

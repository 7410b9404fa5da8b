"""Names as written: cleaned for show, and reduced to what they are compared by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from gaoxin.register.ledger.shapes import Cell, CellError, Doubt

FORMER = re.compile(
    r"[（(]\s*(?:曾用名|原名称|原名|前身|更名前|原)\s*[:：为]?\s*((?:[^（）()]|[（(][^（）()]+[)）]){4,40})[)）]"
)
OTHER = re.compile(r"[（(]\s*(?:简称|又名|别名|以下简称)\s*[:：]?\s*[“\"]?([^（）()“”\"]{2,20})[”\"]?\s*[)）]")
NOTHING = frozenset({"", "-", "--", "—", "——", "/", "无", "不详", "暂无", "待定", "待补"})
UNSEEN = "\u200b-\u200f\u2060\ufeff"  # characters of no width that pages and workbooks hand on
PLAIN = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]+")  # nothing in it to clean
FOLDED = re.compile(r"[0-9a-z()\u4e00-\u9fff]+")  # NFKC and lower case as it stands
NOISE = re.compile(rf"[\s{UNSEEN}·•.。,，、“”\"'‘’《》\-—_*]+")
BRACKETS = str.maketrans("〔〕【】[]", "()()()")


class Name(NamedTuple):
    """A name: ``name`` cleaned for show ('' for none), names it had before, other names beside it."""

    name: str
    former: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def read_name(cell: Cell) -> Name:
    """The name of a cell; a former name in brackets is taken out with a warning."""
    if cell is None or isinstance(cell, (CellError, bool)):
        return Name("")
    text = str(cell)
    if text.strip() in NOTHING:
        return Name("")
    return Name(text) if PLAIN.fullmatch(text) else _read(text)


@lru_cache(maxsize=16_384)
def _read(text: str) -> Name:
    plain = re.sub(rf"[\s{UNSEEN}]+", "", unicodedata.normalize("NFKC", text))
    former, other = tuple(FORMER.findall(plain)), tuple(OTHER.findall(plain))
    kept = OTHER.sub("", FORMER.sub("", plain))
    doubts = (Doubt("GX357", f"写有曾用名“{'、'.join(former)}”，已单独记下", "曾用名请另列。"),) if former else ()
    name = _wide(kept)
    return Name(text if name == text else name, tuple(map(_wide, former)), tuple(map(_wide, other)), doubts)


def _wide(text: str) -> str:
    return text.replace("(", "（").replace(")", "）")


def normal(name: str) -> str:
    """What names are compared by: NFKC, no spaces or points, brackets of one kind and width, lower case.

    >>> normal(" 沙钽 新材料（宁夏）有限公司。") == normal("沙钽新材料(宁夏)有限公司")
    True
    """
    text = name.replace("（", "(").replace("）", ")")  # the very object where it has none: a register has many
    return text if FOLDED.fullmatch(text) else _folded(text)


@lru_cache(maxsize=16_384)
def _folded(name: str) -> str:
    text = NOISE.sub("", unicodedata.normalize("NFKC", name)).translate(BRACKETS).casefold()
    if text == name:
        return name  # one object, not two
    # folding or joining what noise held apart may leave something to do again: ΐ, or e - ́
    return text if text.isascii() or _is_folded(text) else normal(text)


def _is_folded(text: str) -> bool:
    return unicodedata.is_normalized("NFKC", text) and text.casefold() == text and not NOISE.search(text)

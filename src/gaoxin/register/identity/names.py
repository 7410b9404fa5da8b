"""Names as written, and what they are made of: place, brand (字号), trade, form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from gaoxin.register.ledger.shapes import Cell, CellError, Doubt

FORMER = re.compile(r"[（(]\s*(?:曾用名|原名称|原名|前身|更名前|原)\s*[:：为]?\s*([^（）()]{4,40})[)）]")
OTHER = re.compile(r"[（(]\s*(?:简称|又名|别名|以下简称)\s*[:：]?\s*[“\"]?([^（）()“”\"]{2,20})[”\"]?\s*[)）]")
NOTHING = frozenset({"", "-", "--", "—", "——", "/", "无", "不详"})
NOISE = re.compile(r"[\s·•.。,，、“”\"'‘’《》\-—_*]+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name: ``name`` cleaned for show ('' for none), names it had before, other names beside it."""

    name: str
    former: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """A name taken apart; ``core`` is brand and trade together."""

    region: str
    brand: str
    trade: str
    form: str

    @property
    def core(self) -> str:
        return self.brand + self.trade


def read_name(cell: Cell) -> Name:
    """The name of a cell; a former name in brackets is taken out with a warning."""
    if cell is None or isinstance(cell, (CellError, bool)):
        return Name("")
    return _read(str(cell))


@lru_cache(maxsize=16_384)
def _read(text: str) -> Name:
    if text.strip() in NOTHING:
        return Name("")
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    former, other = tuple(FORMER.findall(plain)), tuple(OTHER.findall(plain))
    kept = OTHER.sub("", FORMER.sub("", plain))
    doubts = (Doubt("GX357", f"写有曾用名“{'、'.join(former)}”，已单独记下", "曾用名请另列。"),) if former else ()
    return Name(_wide(kept), tuple(map(_wide, former)), tuple(map(_wide, other)), doubts)


def _wide(text: str) -> str:
    return text.replace("(", "（").replace(")", "）")


@lru_cache(maxsize=16_384)
def normal(name: str) -> str:
    """What names are compared by: NFKC, no spaces or points, brackets of one width, lower case."""
    return NOISE.sub("", unicodedata.normalize("NFKC", name)).casefold()


class Listed:
    """Words looked up as the beginning or the end of a text, the longest first."""

    def __init__(self, words: Iterable[object]) -> None:
        self.words = frozenset(normal(str(word)) for word in words)
        self.sizes = sorted({len(word) for word in self.words}, reverse=True)

    def head(self, text: str, leave: int) -> str:
        return next((text[:n] for n in self.sizes if len(text) - n >= leave and text[:n] in self.words), "")

    def tail(self, text: str, leave: int) -> str:
        return next((text[-n:] for n in self.sizes if len(text) - n >= leave and text[-n:] in self.words), "")


@lru_cache(maxsize=1)
def _words() -> dict[str, Listed]:
    path = Path(__file__).parents[3] / "gaoxin_rulebook" / "names.yaml"
    data = yaml.safe_load(path.read_text("utf-8"))
    data["places"] = [*data.pop("provinces"), *data.pop("cities")]
    return {key: Listed(words) for key, words in data.items()}


@lru_cache(maxsize=16_384)
def parts(name: str) -> Parts:
    """A name taken apart; what the lists do not know stays in the brand.

    >>> parts("宁夏砺石钽铌科技有限公司")
    Parts(region='宁夏', brand='砺石钽铌', trade='科技', form='有限公司')
    """
    words, text, region = _words(), normal(name), ""
    for inside in re.findall(r"\(([^()]*)\)", text):
        if _is_place(inside, words):
            region, text = inside, text.replace(f"({inside})", "")
    form = words["forms"].tail(text, 1)
    text = text.removesuffix(form)
    while place := words["places"].head(text, 2):
        place += words["suffixes"].head(text[len(place) :], 2)
        region, text = region + place, text[len(place) :]
    trade = words["trades"].tail(text, 2)
    brand = text.removesuffix(trade)
    if trade and (more := words["trades"].tail(brand, 2)):  # two trade words in a row are one trade
        trade, brand = more + trade, brand.removesuffix(more)
    return Parts(region, brand, trade, form)


def _is_place(text: str, words: Mapping[str, Listed]) -> bool:
    place = words["places"].head(text, 0)
    return bool(place) and (text == place or text[len(place) :] in words["suffixes"].words)

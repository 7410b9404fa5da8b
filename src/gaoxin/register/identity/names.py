"""Names as written, and what they are made of: place, brand (字号), trade, form."""

from __future__ import annotations

import re
import unicodedata
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


@lru_cache(maxsize=200_000)
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


@lru_cache(maxsize=200_000)
def normal(name: str) -> str:
    """What names are compared by: NFKC, no spaces or points, brackets of one width, lower case."""
    return NOISE.sub("", unicodedata.normalize("NFKC", name)).casefold()


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, ...]]:
    path = Path(__file__).parents[3] / "gaoxin_rulebook" / "names.yaml"
    data = yaml.safe_load(path.read_text("utf-8"))
    return {key: tuple(sorted({normal(str(w)) for w in words}, key=len, reverse=True)) for key, words in data.items()}


@lru_cache(maxsize=200_000)
def parts(name: str) -> Parts:
    """A name taken apart; what the lists do not know stays in the brand.

    >>> parts("宁夏砺石钽铌科技有限公司")
    Parts(region='宁夏', brand='砺石钽铌', trade='科技', form='有限公司')
    """
    words, text, region = _words(), normal(name), ""
    places = (*words["provinces"], *words["cities"])
    for inside in re.findall(r"\(([^()]*)\)", text):
        if _place(inside, places, words["suffixes"]):
            region, text = inside, text.replace(f"({inside})", "")
    form = next((end for end in words["forms"] if text.endswith(end) and len(text) > len(end)), "")
    text = text.removesuffix(form)
    while place := next((head for head in places if text.startswith(head) and len(text) - len(head) >= 2), ""):
        suffix = next(
            (s for s in words["suffixes"] if text[len(place) :].startswith(s) and len(text) - len(place + s) >= 2), ""
        )
        region, text = region + place + suffix, text[len(place + suffix) :]
    trade = next((end for end in words["trades"] if text.endswith(end) and len(text) - len(end) >= 2), "")
    trade = _longer(text, trade, words["trades"])
    return Parts(region, text.removesuffix(trade) if trade else text, trade, form)


def _place(text: str, places: tuple[str, ...], suffixes: tuple[str, ...]) -> bool:
    return any(text == place or (text.startswith(place) and text[len(place) :] in suffixes) for place in places)


def _longer(text: str, trade: str, trades: tuple[str, ...]) -> str:
    """Two trade words in a row are one trade, if two characters are left for the brand."""
    head = text.removesuffix(trade) if trade else text
    more = next((end for end in trades if trade and head.endswith(end) and len(head) - len(end) >= 2), "")
    return more + trade

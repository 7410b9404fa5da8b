"""What enterprise names are made of: place, brand (字号), trade, form; the words are the rulebook's ``names.yaml``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from sys import intern

import yaml

from gaoxin.errors import Issue, Place, RulebookError
from gaoxin.register.identity.names import normal
from gaoxin.rules.load import default_rulebook

INSIDE = re.compile(r"\(([^()]+)\)")
COUNTY = re.compile(r"[\u4e00-\u9fff]{2,3}?[市县]")  # 盐池县 at the head of a name, listed or not
SHOWN = 2  # names that must show a place before it is taken for one where nothing shows it
DISTRICT = re.compile(r"[\u4e00-\u9fff]{2,3}?[市县区旗]")  # and, after a place, 顺德区


@dataclass(frozen=True, slots=True)
class Parts:
    """A name taken apart. ``region`` is its places without 省 and 市; ``kind`` is what its form says it is.

    ``kind`` is a key of ``forms`` in ``names.yaml`` (limited, group, …), '' where the name has no form or only
    one that is said (公司): then it is short for something longer.
    """

    region: str
    brand: str
    trade: str
    form: str
    kind: str

    @property
    def core(self) -> str:
        """Brand and trade: what tells a firm from others in its place."""
        return self.brand + self.trade


class Listed:
    """Words looked up as the beginning or the end of a text, the longest first; each is one object for all names."""

    def __init__(self, words: Iterable[object]) -> None:
        self.words = {text: text for text in (normal(str(word)) for word in words)}
        self.sizes = sorted({len(word) for word in self.words}, reverse=True)

    def head(self, text: str, leave: int) -> str:
        """The longest word a text begins with, at least ``leave`` characters beside it; '' for none."""
        most = len(text) - leave
        for n in self.sizes:
            if n <= most and (word := self.words.get(text[:n])):
                return word
        return ""

    def tail(self, text: str, leave: int) -> str:
        """The longest word a text ends with, likewise."""
        most = len(text) - leave
        for n in self.sizes:
            if n <= most and (word := self.words.get(text[-n:])):
                return word
        return ""


@dataclass(frozen=True)
class Lexicon:
    """The words names are made of; ``provinces`` is place → its province, ``kinds`` form → what kind of body."""

    places: Listed
    provinces: Mapping[str, str]
    not_places: Listed
    suffixes: Listed
    trades: Listed
    forms: Listed
    kinds: Mapping[str, str]

    @classmethod
    def load(cls, root: Path | None = None) -> Lexicon:
        """The words of a rulebook; of the one installed beside gaoxin where none is given.

        Raises:
            RulebookError: its ``names.yaml`` is not what it should be.
        """
        path = (root or default_rulebook()) / "names.yaml"
        try:
            data = yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
            provinces = {normal(place): key for key, places in data["places"].items() for place in (*places, key)}
            kinds = {normal(form): kind for kind, forms in data["forms"].items() for form in forms}
            not_places, suffixes, trades = (Listed(data[key]) for key in ("not_places", "suffixes", "trades"))
            return cls(Listed(provinces), provinces, not_places, suffixes, trades, Listed(kinds), kinds)
        except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
            problem = f"企业名称词表写法有误：{error}"
            issue = Issue("GX201", problem, Place(path.name, 1, 1), "参照随 gaoxin 安装的 names.yaml")
            raise RulebookError([issue]) from error

    def parts(self, name: str) -> Parts:
        """A name taken apart; what the lists do not know stays in the brand.

        >>> Lexicon.load().parts("宁夏砺石钽铌科技有限公司")
        Parts(region='宁夏', brand='砺石钽铌', trade='科技', form='有限公司', kind='limited')
        >>> Lexicon.load().parts("沙钽新材料（宁夏）有限公司").region
        '宁夏'
        """
        text, inside = self._without_brackets(normal(name))
        form = self.forms.tail(text, 1)
        text = text.removesuffix(form)
        trade = self.trades.tail(text, 2)
        text = text.removesuffix(trade)
        if trade and (more := self.trades.tail(text, 2)):  # two trade words in a row are one trade
            trade, text = more + trade, text.removesuffix(more)
        brand, before = self._without_places(text, leave=1 if trade else 2)
        kind = self.kinds.get(form, "")
        return Parts(intern(before or inside), brand, intern(trade), form, "" if kind == "said" else kind)

    def with_places(self, shown: Iterable[str]) -> Lexicon:
        """Knowing the regions that names of a register show by themselves, at least twice.

        As 盐池 is shown by 砺石（盐池）有限公司 and 盐池县沙钽有限公司: so a zone's own county need not be listed.
        """
        counts = Counter(shown)
        often = (region for region, count in counts.items() if count >= SHOWN and 2 <= len(region) <= 4)
        found = {region: region for region in often if not self.places.head(region, 0)}
        if not found:
            return self
        return replace(self, places=Listed([*self.places.words, *found]), provinces={**self.provinces, **found})

    def _without_brackets(self, text: str) -> tuple[str, str]:
        """The text without a place in brackets, and that place; it need not be listed."""
        if "(" not in text:
            return text, ""
        text = text.replace("(集团)", "集团")
        for found in INSIDE.finditer(text):
            left, place = self._without_places(found[1], leave=0)
            if left and self._may_be_place(found[1]):
                left, place = "", self._stem(found[1])
            if not left:
                return text[: found.start()] + text[found.end() :], place
        return text, ""

    def _may_be_place(self, inside: str) -> bool:
        """Whether what stands in brackets is as short as a place, and neither a form nor a trade."""
        form = f"({inside})" in self.kinds or self.forms.tail(inside, 0)
        return len(inside) <= 4 and not form and not self.trades.tail(inside, 0)

    def _without_places(self, text: str, leave: int) -> tuple[str, str]:
        """The text without the places it begins with, of which at least ``leave`` characters stay; and those."""
        region = province = ""
        while place := self._place(text, province, leave):
            province = province or self.provinces.get(self._stem(place), place)
            region += self._stem(place)
            text = text[len(place) :]
        return text, region

    def _place(self, text: str, province: str, leave: int) -> str:
        """The place a text begins with, '' for none; after one, only a place of the same province."""
        place = self.places.head(text, leave)
        if place and (not province or self.provinces[place] == province):
            return place + self.suffixes.head(text[len(place) :], leave)
        found = (DISTRICT if province else COUNTY).match(text)
        if found is None or len(text) - found.end() < leave or self.not_places.tail(found[0], 0):
            return ""
        return found[0]

    def _stem(self, place: str) -> str:
        """宁夏 of 宁夏回族自治区, 盐池 of 盐池县: the place without what kind of place it is."""
        return place.removesuffix(self.suffixes.tail(place, 2))

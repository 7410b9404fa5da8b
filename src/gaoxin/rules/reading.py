"""Typed access to a YAML mapping that collects issues instead of raising."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import cast

from gaoxin.errors import Issue, Place
from gaoxin.rules.model import EVIDENCE, Evidence
from gaoxin.rules.yamlfile import Map, Node, Seq, Text, empty_map, text_at
from gaoxin.units import UNITS

KNOWN_UNITS = frozenset({*UNITS, "date", "text"})


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint naming the nearest known word, or nothing."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"您是否指 {close[0]}？" if close else ""


class Reader:
    """Reads one mapping; every ``text``/``number``… call names the key it takes.

    ``done`` reports the keys nobody asked for.
    """

    def __init__(self, entry: Node | None, issues: list[Issue], what: str) -> None:
        self.issues, self.what = issues, what
        self.asked: set[str] = set()
        if isinstance(entry, Map):
            self.map = entry
        else:
            self.map = empty_map(entry.file, entry.spot) if entry is not None else empty_map("")
            self.issue("GX206", f"{what}应为“名称: 值”的映射", entry.place if entry is not None else Place())

    @property
    def place(self) -> Place:
        return self.map.place

    def issue(self, code: str, message: str, place: Place | None = None, hint: str = "") -> None:
        self.issues.append(Issue(code, message, place or self.place, hint))

    def node(self, key: str) -> Node | None:
        self.asked.add(key)
        found = self.map.get(key)
        return None if type(found) is Text and found.is_null else found

    def has(self, key: str) -> bool:
        return self.node(key) is not None

    def text(self, key: str, default: str | None = None) -> Text:
        found = self.node(key)
        if isinstance(found, Text):
            return found
        if found is not None:
            self.issue("GX206", f"「{key}」应为一段文字", found.place)
        elif default is None:
            self.missing(key)
        return text_at(default or "", self.map.file, self.map.spot)

    def maybe_text(self, key: str) -> Text | None:
        found = self.node(key)
        return found if found is None or isinstance(found, Text) else self.text(key, "")

    def missing(self, key: str) -> None:
        if key == "clause":
            self.issue("GX210", f"{self.what}没有写明条款（clause）", hint="写出文件中的条款号，如 第十一条（五）")
        else:
            self.issue("GX205", f"{self.what}缺少「{key}」")

    def texts(self, key: str) -> tuple[Text, ...]:
        found = self.node(key)
        if found is None:
            return ()
        if isinstance(found, Seq) and all(isinstance(item, Text) for item in found):
            return tuple(cast("list[Text]", found))
        self.issue("GX206", f"「{key}」应为文字的列表", found.place)
        return ()

    def entries(self, key: str) -> list[Node]:
        found = self.node(key)
        if found is None or isinstance(found, Seq):
            return list(found or [])
        self.issue("GX206", f"「{key}」应为列表", found.place)
        return []

    def mapping(self, key: str) -> dict[Text, Node]:
        found = self.node(key)
        if found is None or isinstance(found, Map):
            return found.located() if found else {}
        self.issue("GX206", f"「{key}」应为映射", found.place)
        return {}

    def day(self, key: str, *, required: bool = False) -> date | None:
        found = self.node(key)
        if found is None:
            if required:
                self.missing(key)
            return None
        return self.as_day(found)

    def as_day(self, node: Node) -> date | None:
        try:
            return date.fromisoformat(cast(Text, node))
        except (TypeError, ValueError):
            self.issue("GX206", f"「{node}」不是日期", node.place, "写作 2016-01-01")
            return None

    def number(self, key: str) -> Fraction | None:
        found = self.node(key)
        if found is None:
            self.missing(key)
            return None
        return self.as_number(found)

    def as_number(self, node: Node) -> Fraction | None:
        try:
            text = cast(Text, node).replace("_", "")
            return Fraction(int(text)) if text.isdecimal() else Fraction(text)
        except (AttributeError, ValueError, ZeroDivisionError):
            self.issue("GX206", f"「{node}」不是数", node.place, "只写数字，单位写在 unit")
            return None

    def flag(self, key: str) -> bool:
        found = self.text(key, "false")
        if found not in ("true", "false"):
            self.issue("GX206", f"「{key}」应为 true 或 false", found.place)
        return found == "true"

    def unit(self, key: str, default: str | None = None) -> str:
        found = self.text(key, default)
        if found and found not in KNOWN_UNITS:
            self.issue(
                "GX207",
                f"未知单位「{found}」",
                found.place,
                nearest(found, UNITS) or "单位见 docs/reference/rulebook.md",
            )
            return next(iter(difflib.get_close_matches(found, UNITS, n=1, cutoff=0.5)), "")  # as was probably meant
        return found

    def evidence(self, default: Evidence = "secondary") -> Evidence:
        found = self.text("evidence", default)
        if found not in EVIDENCE:
            self.issue("GX206", f"证据标记「{found}」未知", found.place, "可用：" + "、".join(EVIDENCE))
            return default
        return cast(Evidence, str(found))

    def done(self) -> None:
        for key in self.map:
            if key not in self.asked:
                place = self.map.key_place(key)
                self.issue("GX203", f"{self.what}没有「{key}」这一项", place, nearest(key, self.asked))

"""Typed access to a JSON or YAML document that collects issues, each with its path or line, instead of raising."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from gaoxin.errors import Issue, Place, Severity
from gaoxin.panel.numbers import exact
from gaoxin.rules.reading import nearest
from gaoxin.rules.yamlfile import Map, Seq, Text


class Document:
    """One mapping of a document; every ``text``/``number``… call names the key it takes.

    A place is the line of a YAML file, or the path of a JSON one: ``ballots[3].scores.total``.
    """

    def __init__(self, value: object, issues: list[Issue], file: str = "", path: str = "", what: str = "") -> None:
        self.issues, self.file, self.path, self.what = issues, file, path, what
        self.asked: set[str] = set()
        self.map: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
        self.is_map = isinstance(value, Mapping)
        if not self.is_map:
            self.tell("GX602", f"{what}应为一个对象（名称与值的对照）", hint=f"现在是“{brief(value)}”")

    def at(self, key: str = "") -> Place:
        """Where a key of this mapping stands, or the mapping itself."""
        value = self.map.get(key)
        if isinstance(value, Text | Map | Seq):
            return value.place
        if isinstance(self.map, Map):
            return self.map.key_place(key) if key else self.map.place
        return Place(self.file, cell=self.spot(key) or None)

    def spot(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path and key else self.path or key

    def tell(self, code: str, message: str, key: str = "", hint: str = "", severity: Severity = "error") -> None:
        self.issues.append(Issue(code, message, self.at(key), hint, severity))

    def get(self, key: str) -> Any:
        """The value of a key; None where there is none, or a null."""
        self.asked.add(key)
        value = self.map.get(key)
        return None if isinstance(value, Text) and value.is_null else value

    def text(self, key: str, default: str | None = None) -> str:
        value = self.get(key)
        if value is None:
            if default is None:
                self.tell("GX604", f"{self.what}缺少「{key}」")
            return default or ""
        if isinstance(value, bool) or not isinstance(value, str | int):
            self.tell("GX602", f"「{key}」应为文字，现在是“{brief(value)}”", key)
            return default or ""
        return str(value).strip()

    def name(self, key: str) -> str:
        """A text that may not be empty."""
        value = self.text(key)
        if key in self.map and self.get(key) is not None and not value and isinstance(self.map[key], str):
            self.tell("GX604", f"「{key}」不能为空", key)
        return value

    def word(self, key: str, choices: Iterable[str], default: str) -> str:
        value = self.text(key, default)
        if value not in choices:
            self.tell("GX605", f"「{key}」没有“{value}”这一选项", key, choose(value, choices))
            return default
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.get(key)
        if value is None:
            return default
        if value in (True, False) and isinstance(value, bool):
            return value
        if value in ("true", "false"):
            return bool(value == "true")
        self.tell("GX605", f"「{key}」应为 true 或 false，现在是“{brief(value)}”", key)
        return default

    def number(self, key: str, default: Fraction | None = None) -> Fraction | None:
        value = self.get(key)
        if value is None:
            return default
        try:
            return exact(value)
        except ValueError:
            self.tell("GX606", f"「{key}」为“{brief(value)}”，不是数字", key, "写作数字，如 0.4")
            return default

    def whole(self, key: str, default: int, low: int, high: int = 1_000_000) -> int:
        value = self.number(key, Fraction(default))
        if value is None or value.denominator != 1 or not low <= value <= high:
            self.tell("GX607", f"「{key}」应为 {low} 到 {high} 的整数", key)
            return default
        return int(value)

    def listed(self, key: str, *, required: bool = False) -> list[Any]:
        value = self.get(key)
        if value is None:
            if required:
                self.tell("GX604", f"{self.what}缺少「{key}」")
            return []
        if not isinstance(value, list | tuple):
            self.tell("GX602", f"「{key}」应为列表，现在是“{brief(value)}”", key)
            return []
        return list(value)

    def parts(self, key: str, what: str, *, required: bool = False) -> list[Document]:
        """The mappings of a list."""
        found = [
            Document(one, self.issues, self.file, f"{self.spot(key)}[{at}]", what)
            for at, one in enumerate(self.listed(key, required=required))
        ]
        return [one for one in found if one.is_map]

    def unknown(self, *, strict: bool) -> None:
        """Report keys nobody asked for: all of them, or only those that look like a slip of the pen."""
        for key in self.map:
            if key not in self.asked:
                close = difflib.get_close_matches(str(key), list(self.asked), n=1, cutoff=0.75)
                if strict or close:
                    hint = f"您是否指 {close[0]}？" if close else nearest(str(key), self.asked)
                    place = self.map.key_place(key) if isinstance(self.map, Map) else self.at(str(key))
                    self.issues.append(Issue("GX603", f"{self.what}没有「{key}」这一项", place, hint))


def choose(value: str, choices: Iterable[str]) -> str:
    """The nearest word, and all there are."""
    listed = list(choices)
    return nearest(value, listed) + "可用：" + "、".join(listed)


def brief(value: object) -> str:
    """A value as an issue quotes it."""
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"

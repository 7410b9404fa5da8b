"""Cases from JSON: every mistake at once, each with its line and column.

Places are looked for only when there is something to tell: a sound case of a thousand entries is read without.
"""

from __future__ import annotations

import difflib
import json
import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from gaoxin.errors import GaoxinError, Issue, Place

MOST = 200  # issues that are listed one by one
TOKEN = re.compile(r'[ \t\r\n]*([{}\[\],:"]|[^ \t\r\n{}\[\],:"]+)')
Path = tuple[str | int, ...]


class CaseError(GaoxinError):
    """A case that cannot be used; carries every issue found, not the first."""

    def __init__(self, issues: list[Issue]) -> None:
        self.issues = issues
        super().__init__("\n".join(str(issue) for issue in issues))


class Reading:
    """A JSON text, and the mistakes found in it. A document that is already read has no lines: places are paths."""

    def __init__(self, document: str | Mapping[str, object], file: str = "") -> None:
        self.file, self.text = file, document if isinstance(document, str) else ""
        self.told: list[tuple[Path, str, str, str]] = []
        self.value: object = self._parsed(document) if isinstance(document, str) else document

    def _parsed(self, text: str) -> object:
        try:
            found = json.loads(text, object_pairs_hook=self._object, parse_constant=_refuse)
            json.dumps(found, ensure_ascii=False).encode()
        except json.JSONDecodeError as error:
            place = Place(self.file, error.lineno, error.colno)
            raise CaseError([Issue("GX701", f"不是 JSON：{error.msg}", place, "逗号、引号、括号要成对")]) from None
        except (ValueError, RecursionError) as error:
            raise CaseError([Issue("GX701", f"不是可用的 JSON：{error}", Place(self.file, 1))]) from None
        return found

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = sorted({name for name in names if names.count(name) > 1})
            raise ValueError(f"同一个对象里「{'、'.join(twice)}」写了两次")
        return found

    def tell(self, code: str, path: Path, message: str, hint: str = "") -> None:
        self.told.append((path, code, message, hint))

    def done(self) -> None:
        """
        Raises:
            CaseError: something was told.
        """
        if not self.told:
            return
        places = _positions(self.text) if self.text else {}
        issues = [Issue(code, message, self._place(path, places), hint) for path, code, message, hint in self.told]
        issues.sort(key=lambda issue: (issue.place.line or 0, issue.place.column or 0))
        more = len(issues) - MOST
        if more > 0:
            issues = [*issues[:MOST], Issue("GX710", f"另有 {more} 个问题没有列出", Place(self.file))]
        raise CaseError(issues)

    def _place(self, path: Path, places: Mapping[Path, tuple[int, int]]) -> Place:
        if not places:
            return Place(self.file, cell=written(path) or None)
        while path not in places:  # what is missing is told of what it is missing in
            path = path[:-1]
        return Place(self.file, *places[path])


class Record:
    """One object of a case; ``text``, ``whole``… name the key they take, ``done`` reports those nobody asked for."""

    def __init__(self, reading: Reading, value: object, path: Path, what: str) -> None:
        self.reading, self.path, self.what = reading, path, what
        self.asked: list[str] = []
        self.map: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
        self.is_map = isinstance(value, Mapping)
        if not self.is_map:
            reading.tell("GX702", path, f"{what}应为一个对象，写作 {{…}}", f"现在是 {_brief(value)}")

    def tell(self, code: str, key: str, message: str, hint: str = "") -> None:
        """A mistake; of what is no object nothing more is told."""
        if self.is_map:
            self.reading.tell(code, (*self.path, key) if key in self.map else self.path, message, hint)

    def get(self, key: str) -> Any:
        """A key's value; None where it is missing or null."""
        self.asked.append(key)
        return self.map.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)  # an id written as a number
        if isinstance(value, str) and (value.strip() or default is not None):
            return value.strip()
        if value is None and default is not None:
            return default
        if value is None or value == "" or (isinstance(value, str) and not value.strip()):
            self.tell("GX704", key, f"{self.what}缺少「{key}」")
        else:
            self.tell("GX702", key, f"「{key}」应为文字", f"现在是 {_brief(value)}")
        return default or ""

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text counts as a list of one."""
        value = self.get(key)
        if value is None or value == "":
            return ()
        if isinstance(value, str):
            return (value.strip(),)
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(one.strip() for one in value if one.strip())
        self.tell("GX702", key, f"「{key}」应为文字的列表", '写作 ["…", "…"]')
        return ()

    def whole(self, key: str, least: int, most: int = 10**9) -> int | None:
        """A whole number; None where there is none."""
        value = self.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.tell("GX702", key, f"「{key}」应为整数", f"现在是 {_brief(value)}")
            return None
        if not least <= value <= most:
            self.tell("GX706", key, f"「{key}」为 {value}，应{_between(least, most)}")
            return None
        return value

    def number(self, key: str, default: float, least: float, most: float) -> float:
        value = self.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.tell("GX702", key, f"「{key}」应为数", f"现在是 {_brief(value)}")
        elif not least <= value <= most:
            self.tell("GX706", key, f"「{key}」为 {value}，应在 {least:g} 至 {most:g} 之间")
        else:
            return float(value)
        return default

    def flag(self, key: str, default: bool) -> bool:
        value = self.get(key)
        if isinstance(value, bool):
            return value
        if value is not None:
            self.tell("GX702", key, f"「{key}」应为 true 或 false", f"现在是 {_brief(value)}")
        return default

    def word(self, key: str, choices: Collection[str], default: str) -> str:
        value = self.text(key, default)
        if value not in choices:
            self.tell(
                "GX705",
                key,
                f"「{key}」没有「{value}」这一选项",
                nearest(value, choices) or "可用：" + "、".join(choices),
            )
            return default
        return value

    def records(self, key: str, what: str) -> Iterator[Record]:
        """The objects of a list."""
        for at, value in enumerate(self.list(key)):
            yield Record(self.reading, value, (*self.path, key, at), what)

    def some(self, key: str, what: str) -> list[Record]:
        """The objects of a list that may not be empty."""
        found = list(self.records(key, what))
        if not found and not self.map.get(key):
            self.tell("GX704", key, f"没有任何{what}（{key}）")
        return found

    def list(self, key: str) -> list[Any]:
        value = self.get(key)
        if value is None or isinstance(value, list):
            return value or []
        self.tell("GX702", key, f"「{key}」应为列表，写作 […]", f"现在是 {_brief(value)}")
        return []

    def done(self, passed_over: Iterable[str] = ()) -> None:
        """Tell of keys nobody asked for; ``passed_over`` may stand there and mean nothing."""
        for key in self.map:
            if key not in self.asked and key not in passed_over:
                self.tell("GX703", key, f"{self.what}没有「{key}」这一项", nearest(key, self.asked))


def unique(records: Iterable[tuple[Record, str]], what: str) -> dict[str, Record]:
    """Records by id; the second of one id is told. What has no id of its own is read all the same, for its mistakes."""
    found: dict[str, Record] = {}
    for at, (record, name) in enumerate(records):
        if name in found:
            record.tell("GX707", "id", f"{what}「{name}」写了两次", "编号不能重复")
        found[name if name and name not in found else f"\0{at}"] = record
    return found


def known(record: Record, key: str, name: str, names: Collection[str], what: str) -> bool:
    """Whether a name is one of those there are; it is told where not."""
    if name and name not in names:
        record.tell("GX708", key, f"没有{what}「{name}」", nearest(name, names))
    return name in names


def nearest(name: str, names: Iterable[str]) -> str:
    """A hint naming the nearest known word, or nothing."""
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.5)
    return f"您是否指 {close[0]}？" if close else ""


def written(path: Path) -> str:
    """A path as people write it: judges[3].least."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).removeprefix(".")


def _positions(text: str) -> dict[Path, tuple[int, int]]:
    """Line and column of every key and of every element of a list, by path. The text is known to be JSON."""
    lines = [0, *(match.end() for match in re.finditer("\n", text))]
    found: dict[Path, int] = {(): 0}
    path: list[str | int] = []
    inside: list[str] = []  # the brackets that are open
    fresh, at = True, 0  # whether a key (in an object) or an element (in a list) comes next
    while match := TOKEN.match(text, at):
        token, begins, at = match[1], match.start(1), match.end()
        if token == '"':
            word, at = scanstring(text, at)
        if fresh and inside and inside[-1] == "[" and token != "]":
            found[tuple(path)] = begins
            fresh = False
        if token in "{[":
            inside.append(token)
            path.append(0 if token == "[" else "")
            fresh = True
        elif token in "}]":
            inside.pop()
            path.pop()
            fresh = False
        elif token == ",":
            fresh = True
            if inside[-1] == "[":
                path[-1] = int(path[-1]) + 1
        elif token == '"' and fresh and inside and inside[-1] == "{":
            path[-1] = word
            found[tuple(path)] = begins
            fresh = False
    return {path_: _line(lines, offset) for path_, offset in found.items()}


def _line(lines: list[int], offset: int) -> tuple[int, int]:
    line = bisect_right(lines, offset)
    return line, offset - lines[line - 1] + 1


def _refuse(word: str) -> None:
    raise ValueError(f"{word} 不是数")


def _brief(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 30 else text[:29] + "…"


def _between(least: int, most: int) -> str:
    return f"不小于 {least}" if most >= 10**9 else f"在 {least} 至 {most} 之间"

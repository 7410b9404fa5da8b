"""The words ledgers head their columns with: data of the rulebook, and what an officer taught.

``headings.yaml`` of the rulebook holds them; a :class:`Memory` holds what was decided
for one header, by its fingerprint.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from gaoxin.errors import Issue, Place, RulebookError
from gaoxin.fields import Fields

BRACKETED = re.compile(r"[(\[][^()\[\]]*[)\]]")
QUOTES = str.maketrans("", "", "\"'“”‘’「」*")
Path_ = tuple[str, ...]


def phrase(text: object) -> str:
    """A heading for comparison: NFKC, no spaces or quotes, lower case.

    >>> phrase(" 备　注 ")
    '备注'
    """
    return "".join(unicodedata.normalize("NFKC", str(text)).split()).translate(QUOTES).casefold()


def bare(text: str) -> str:
    """A phrase without what stands in brackets, where something is left then."""
    return BRACKETED.sub("", text).strip(":;,、") or text


@dataclass(frozen=True)
class Vocabulary:
    """Phrase → role, field, title or aspect; and the words that tell the kind of any other column."""

    roles: Mapping[str, str]
    fields: Mapping[str, str]
    titles: Mapping[str, str]
    aspects: Mapping[str, str]
    kinds: tuple[tuple[str, str], ...]  # word, kind; longer words first

    @classmethod
    def load(cls, path: Path, fields: Fields, titles: Mapping[str, str]) -> Vocabulary:
        """Read ``headings.yaml``; raises RulebookError where it is not what it should be."""
        try:
            data = yaml.safe_load(path.read_text("utf-8"))
            found = {part: _spread(data[part]) for part in ("roles", "fields", "titles", "aspects", "kinds")}
        except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
            issue = Issue(
                "GX201", f"表头词表写法有误：{error}", Place(path.name, 1, 1), "参照随 gaoxin 安装的 headings.yaml"
            )
            raise RulebookError([issue]) from error
        own = {
            phrase(item.label): name for name, item in fields.items() if not item.derived and name not in found["roles"]
        }
        known = {name: key for name, key in found["fields"].items() if key in fields}
        kinds = sorted(found["kinds"].items(), key=lambda item: -len(item[0]))
        named = {phrase(name): key for name, key in titles.items()}
        return cls(found["roles"], own | known, found["titles"] | named, found["aspects"], tuple(kinds))

    def knows(self, text: str) -> bool:
        """Whether a phrase is a heading by itself."""
        return text in self.roles or text in self.fields or text in self.titles or text in self.aspects

    def kind(self, text: str) -> str:
        """The kind a heading's last telling word names; '' where none does."""
        ends = [(text.rfind(word) + len(word), len(word), kind) for word, kind in self.kinds if word in text]
        return max(ends)[2] if ends else ""

    def field_in(self, text: str) -> str:
        """The field of the longest heading a text contains, as a sheet's title may; '' for none."""
        inside = [name for name in self.fields if name in text and len(name) > 1]
        return self.fields[max(inside, key=len)] if inside else ""


def _spread(table: Mapping[str, Sequence[object]]) -> dict[str, str]:
    return {phrase(text): key for key, texts in table.items() for text in texts}


@dataclass
class Memory:
    """What was decided for the columns of a header: fingerprint → heading path → field ('' for none)."""

    known: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Memory:
        """Read a memory; empty where the file does not exist yet."""
        if not path.is_file():
            return cls()
        data = yaml.safe_load(path.read_text("utf-8")) or {}
        return cls({str(mark): {str(k): str(v or "") for k, v in columns.items()} for mark, columns in data.items()})

    def save(self, path: Path) -> None:
        path.write_text(yaml.safe_dump(self.known, allow_unicode=True, sort_keys=True), "utf-8")

    def of(self, paths: Sequence[Path_]) -> Mapping[str, str]:
        return self.known.get(fingerprint(paths), {})

    def remember(self, paths: Sequence[Path_], path: str, field_name: str) -> None:
        self.known.setdefault(fingerprint(paths), {})[path] = field_name


def fingerprint(paths: Sequence[Path_]) -> str:
    """The mark of a header, whatever the period in it: years and months are left out."""
    texts = ["/".join(re.sub(r"\d+", "#", phrase(part)) for part in path) for path in paths]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]

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

from gaoxin.errors import GaoxinError, Issue, Place, RulebookError
from gaoxin.fields import Fields

BRACKETED = re.compile(r"[(\[][^()\[\]]*[)\]]|(?<=.)单位:.*$")
PART = re.compile(r"^(?:其中|#)[:：、,]?(?=.)")  # 其中：研发人员
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
    return PART.sub("", BRACKETED.sub("", text)).strip(":;,、±%") or text


@dataclass(frozen=True)
class Vocabulary:
    """Phrase → role, field, title or aspect; and the words that tell the kind of any other column.

    ``standing`` are the ends of measures that belong to no period: 总投资, 注册资本.
    """

    roles: Mapping[str, str]
    fields: Mapping[str, str]
    titles: Mapping[str, str]
    aspects: Mapping[str, str]
    kinds: tuple[tuple[str, str], ...]  # word, kind; longer words first
    standing: tuple[str, ...] = ()

    @classmethod
    def load(cls, path: Path, fields: Fields, titles: Mapping[str, str]) -> Vocabulary:
        """Read ``headings.yaml``; raises RulebookError where it is not what it should be."""
        try:
            data = yaml.safe_load(path.read_text("utf-8"))
            found = {part: _spread(data[part]) for part in ("roles", "fields", "titles", "aspects", "kinds")}
            standing = tuple(phrase(word) for word in data["standing"])
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
        return cls(found["roles"], own | known, found["titles"] | named, found["aspects"], tuple(kinds), standing)

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
    """What was decided for the columns of a header: fingerprint → heading path → field ('' for none).

    Fingerprints and paths hold whatever months and years stand in the headings: what was
    decided for 1-10月 is known for 1-11月.
    """

    known: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Memory:
        """Read a memory; empty where the file does not exist yet. GaoxinError where it is none."""
        if not path.is_file():
            return cls()
        try:
            data = yaml.safe_load(path.read_text("utf-8")) or {}
            return cls({str(mark): {str(k): str(v or "") for k, v in entry.items()} for mark, entry in data.items()})
        except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError) as error:
            hint = "应为“表头指纹: {列: 字段}”；删去它即可重新记。"
            raise GaoxinError(f"列对应 {path.name} 读不了。{hint}") from error

    def save(self, path: Path) -> None:
        path.write_text(yaml.safe_dump(self.known, allow_unicode=True, sort_keys=True), "utf-8")

    def of(self, paths: Sequence[Path_]) -> Mapping[str, str]:
        """Field by timeless path, for one header."""
        return {timeless(path): name for path, name in self.known.get(fingerprint(paths), {}).items()}

    def remember(self, paths: Sequence[Path_], path: str, field_name: str) -> None:
        self.known.setdefault(fingerprint(paths), {})[timeless(path)] = field_name


def timeless(path: str) -> str:
    """A heading path whatever the period in it, as 1-10月科创支出（万元） → #-#月科创支出(万元)."""
    return re.sub(r"\d+", "#", phrase(path))


def fingerprint(paths: Sequence[Path_]) -> str:
    """The mark of a header, whatever the period in it; a column more for one month more does not change it."""
    texts = dict.fromkeys(timeless("/".join(path)) for path in paths if path)
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]

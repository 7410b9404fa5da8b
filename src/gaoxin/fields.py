"""The field dictionary: every fact a policy may name, with label, unit and bounds.

Read from the rulebook's ``fields.yaml``; the engine itself knows no field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from gaoxin.errors import Issue, Place, RulebookError
from gaoxin.units import STEPS

Period = Literal["static", "year", "month"]
Kind = Literal["money", "count", "number", "ratio", "bool", "text", "date"]

NONE_RANK = 10**9  # 「无」 in a rank: known to have none, and so behind every rank
LIMITS: dict[str, int] = {  # largest magnitude a reader accepts, in steps; keeps exact products within 128 bits
    "money": 5 * 10**14,  # five trillion yuan, in fen; a field's own `max` may allow more (bank balance sheets)
    "count": NONE_RANK,
    "number": 10**12,
    "ratio": 10**14,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One fact: what it is called, measured in and bounded by.

    ``minimum`` and ``maximum`` are in steps (see :mod:`gaoxin.units`); None is no bound
    beyond what the type allows. ``values`` maps every accepted spelling of a text field
    to its canonical text; empty for free text. ``other`` says that a text outside
    ``values`` is known (known not to be one of them) rather than a mistake. ``census``
    says that the yearly enterprise census (火炬统计年报) asks for it and no policy does.
    """

    name: str
    label: str
    label_en: str
    period: Period
    kind: Kind
    unit: str = ""
    minimum: int | None = None
    maximum: int | None = None
    none_rank: bool = False
    other: bool = False
    derived: bool = False
    census: bool = False
    note: str = ""
    note_en: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_numeric(self) -> bool:
        return self.kind in STEPS

    @property
    def step(self) -> int:
        """Steps in one base unit: 100 for money."""
        return STEPS.get(self.kind, 1)

    @property
    def bounds(self) -> tuple[int, int]:
        """Smallest and largest value in steps, as the exact engines rely on them."""
        limit = LIMITS[self.kind] if self.maximum is None else self.maximum
        return (-limit if self.minimum is None else self.minimum), limit

    @property
    def choices(self) -> tuple[str, ...]:
        """Canonical texts in the order of the rulebook."""
        return tuple(dict.fromkeys(self.values.values()))


class Fields(Mapping[str, Field]):
    """All fields by name; ``find`` also knows the Chinese label."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self._fields = dict(fields)
        self._labels = {item.label: item.name for item in self._fields.values()}

    def __getitem__(self, name: str) -> Field:
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def find(self, heading: str) -> Field | None:
        """The field a column heading names, by field name or Chinese label (no unit)."""
        name = heading if heading in self._fields else self._labels.get(heading)
        return self._fields[name] if name else None


def load_fields(path: Path) -> Fields:
    """Read ``fields.yaml``; raises RulebookError where it is not what it should be."""
    try:
        table = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RulebookError([Issue("GX201", "不是合法的 YAML", Place(path.name, 1, 1), str(error))]) from error
    if not isinstance(table, dict):
        raise RulebookError([Issue("GX201", "文件应为“名称: 值”的映射", Place(path.name, 1, 1))])
    return fields_of(table)


def fields_of(table: Mapping[str, Any]) -> Fields:
    """The fields of what ``fields.yaml`` says, every scalar of it a text; raises RulebookError with every mistake.

    A mistake is told at the ``place`` of its entry, where the entry has one.
    """
    found, issues = {}, []
    for name, entry in table.items():
        try:
            found[name] = _field(name, entry)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            place = getattr(entry, "place", Place("fields.yaml", 1, 1))
            hint = "每个字段须有 label、label_en、period、type"
            issues.append(Issue("GX201", f"字段「{name}」写法有误：{error}", place, hint))
    if issues:
        raise RulebookError(issues)
    return Fields(found)


def _field(name: str, entry: Mapping[str, Any]) -> Field:
    if not isinstance(entry, Mapping):
        raise TypeError("应为“名称: 值”的映射")
    kind = str(entry["type"])
    step = STEPS.get(kind, 1)
    bound = {key: int(entry[key]) * step for key in ("min", "max") if key in entry}
    texts: Mapping[str, list[str]] = entry.get("values") or {}
    spellings = {str(alias): text for text, aliases in texts.items() for alias in (text, *aliases)}
    return Field(
        name=name,
        label=str(entry["label"]),
        label_en=str(entry["label_en"]),
        period=str(entry["period"]),  # type: ignore[arg-type]
        kind=kind,  # type: ignore[arg-type]
        unit=str(entry.get("unit", "")),
        minimum=bound.get("min"),
        maximum=bound.get("max"),
        none_rank=_flag(entry, "none"),
        other=_flag(entry, "other"),
        derived=_flag(entry, "derived"),
        census=_flag(entry, "census"),
        note=str(entry.get("note", "")),
        note_en=str(entry.get("note_en", "")),
        values=spellings,
    )


def _flag(entry: Mapping[str, Any], key: str) -> bool:
    text = entry.get(key, "false")
    if text not in ("true", "false"):
        raise ValueError(f"{key} 应为 true 或 false")
    return bool(text == "true")

"""The field dictionary: every fact a policy may name, with label, unit and bounds.

Read from the rulebook's ``fields.yaml``; the engine itself knows no field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

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
    ``values`` is known (known not to be one of them) rather than a mistake.
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
    name = "fields.yaml"
    try:
        table = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        found = {}
        for name, entry in table.items():
            found[name] = _field(name, entry)
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        hint = "每个字段须有 label、label_en、period、type"
        issue = Issue("GX201", f"字段「{name}」写法有误：{error}", Place(path.name, 1, 1), hint)
        raise RulebookError([issue]) from error
    return Fields(found)


def _field(name: str, entry: Mapping[str, object]) -> Field:
    kind = str(entry["type"])
    step = STEPS.get(kind, 1)
    bound = {key: int(str(entry[key])) * step for key in ("min", "max") if key in entry}
    texts: Mapping[str, list[str]] = entry.get("values") or {}  # type: ignore[assignment]
    spellings = {alias: text for text, aliases in texts.items() for alias in (text, *aliases)}
    return Field(
        name=name,
        label=str(entry["label"]),
        label_en=str(entry["label_en"]),
        period=entry["period"],  # type: ignore[arg-type]
        kind=kind,  # type: ignore[arg-type]
        unit=str(entry.get("unit", "")),
        minimum=bound.get("min"),
        maximum=bound.get("max"),
        none_rank=bool(entry.get("none")),
        other=bool(entry.get("other")),
        derived=bool(entry.get("derived")),
        note=str(entry.get("note", "")),
        note_en=str(entry.get("note_en", "")),
        values=spellings,
    )

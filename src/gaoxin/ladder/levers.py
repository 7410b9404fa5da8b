"""Levers: the facts an enterprise can change before it applies, with cost and bounds.

They are data of the rulebook (``levers.yaml``), planning assumptions that a zone
replaces by its own. A lever moves in whole steps and takes other facts along: who
hires an engineer also has one more employee.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl

from gaoxin.engine.floats import floats
from gaoxin.errors import Issue, RulebookError
from gaoxin.fields import Field, Fields
from gaoxin.rules.lower import column_name
from gaoxin.rules.model import Evidence, Rulebook
from gaoxin.rules.reading import Reader, nearest
from gaoxin.rules.yamlfile import Node, Text, read_yaml

FILE = "levers.yaml"


@dataclass(frozen=True, slots=True)
class Lever:
    """One fact of y0 that can be raised.

    ``step`` and ``most`` are in base units (yuan, persons); ``cost`` is yuan per base
    unit. The largest move is the smallest of ``most`` and ``share`` of the fact ``of``,
    and never takes the fact above the fact ``within``.
    """

    field: Field
    label: str
    cost: Fraction
    step: Fraction
    whole: bool
    most: Fraction | None
    share: Fraction | None
    of: Field
    within: Field | None
    together: tuple[Field, ...]

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def column(self) -> str:
        return fact_column(self.field)

    @property
    def step_cost(self) -> Fraction:
        """Yuan per step."""
        return self.cost * self.step

    def moves(self) -> dict[str, int]:
        """Columns of the facts table that one step raises, and by how much in their own steps."""
        facts = (self.field, *self.together)
        return {fact_column(item): int(self.step * item.step) for item in facts}

    def bound(self, wide: pl.DataFrame) -> np.ndarray:
        """The largest number of steps for every row: float64, whole; 0 where the fact is unknown."""
        found = np.full(len(wide), np.inf if self.most is None else float(self.most / self.step))
        if self.share is not None:
            found = np.minimum(found, float(self.share / (self.step * self.of.step)) * _values(wide, self.of))
        present = _values(wide, self.field)
        if self.within is not None:
            found = np.minimum(found, (_values(wide, self.within) - present) / float(self.step * self.field.step))
        for item in (self.field, *self.together):
            if item.maximum is not None:  # an unknown companion stays unknown and bounds nothing
                found = np.fmin(found, (item.maximum - _values(wide, item)) / float(self.step * item.step))
        found = np.where(np.isnan(present) | np.isnan(found), 0.0, found)
        return np.asarray(np.floor(np.maximum(found, 0.0) + 1e-9))


@dataclass(frozen=True, slots=True)
class Levers:
    """All levers of a rulebook; ``evidence`` and ``note`` say what their costs are worth."""

    items: tuple[Lever, ...]
    evidence: Evidence
    note: str

    def __iter__(self) -> Iterator[Lever]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def load_levers(rulebook: Rulebook, path: Path | None = None) -> Levers:
    """The levers of a rulebook, or of a zone's own file.

    Raises:
        RulebookError: with every mistake in the file.
    """
    path = path or Path(rulebook.root) / FILE
    issues: list[Issue] = []
    root = Reader(read_yaml(path, path.name, issues), issues, path.name)
    evidence, note = root.evidence("derived"), root.text("note", "")
    read = [_lever(name, entry, rulebook.fields, issues) for name, entry in root.mapping("levers").items()]
    root.done()
    if issues:
        raise RulebookError(issues)
    return Levers(tuple(lever for lever in read if lever is not None), evidence, note)


def _lever(name: str, entry: Node, fields: Fields, issues: list[Issue]) -> Lever | None:
    reader = Reader(entry, issues, f"着力点「{name}」")
    item = _field(name, fields, reader)
    most = Reader(reader.node("most"), issues, f"着力点「{name}」的 most")
    if not (most.has("value") or most.has("share")):
        most.missing("value")
    of, within = ((source, source.maybe_text(key)) for source, key in ((most, "of"), (reader, "within")))
    together = [_field(text, fields, reader) for text in reader.texts("together")]
    cost, step, whole = reader.number("cost"), Fraction(1), reader.flag("whole")
    if reader.has("step"):
        step = reader.number("step") or step
    absolute = most.number("value") if most.has("value") else None
    share = most.number("share") if most.has("share") else None
    others = [None if text is None else _field(text, fields, source) for source, text in (of, within)]
    label = reader.text("label")
    most.done()
    reader.done()
    if item is None or cost is None or None in together:
        return None
    if cost < 0 or step <= 0 or any((step * part.step).denominator != 1 for part in (item, *together) if part):
        reader.issue("GX206", f"着力点「{name}」的 cost 不能为负，step 应为最小单位的整数倍")
    kept = tuple(part for part in together if part is not None)
    return Lever(item, str(label), cost, step, whole, absolute, share, others[0] or item, others[1], kept)


def _field(name: Text | str, fields: Fields, reader: Reader) -> Field | None:
    item = fields.get(name)
    if item is None:
        reader.issue("GX204", f"未知字段「{name}」", getattr(name, "place", None), nearest(name, fields))
    elif not item.is_numeric:
        reader.issue("GX219", f"「{name}」不是数，不能作为着力点", getattr(name, "place", None))
        return None
    return item


def fact_column(item: Field) -> str:
    """The column of y0, or of a static fact."""
    return column_name(item.name, None if item.period == "static" else 0)


def _values(wide: pl.DataFrame, item: Field) -> np.ndarray:
    """A fact in its own steps; NaN where unknown."""
    name = fact_column(item)
    if name not in wide.columns:
        return np.full(len(wide), np.nan)
    return floats(wide[name])

"""The evaluation of a year (综合评价): a table of zones and their values in; places, how sure they are, and why, out.

What no zone is known of, what no two zones differ in, and what weighs nothing tells
nothing apart: such an indicator is left out and named. A gap is filled with the middle of the others and marked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np

from gaoxin.index.aggregate import flat_weights
from gaoxin.index.arrays import Floats, highest, lowest
from gaoxin.index.build import Built, build
from gaoxin.index.data import Data
from gaoxin.index.framework import Framework
from gaoxin.index.recipe import Recipe
from gaoxin.index.uncertainty import Spread, Weights, spread

RECIPE = Recipe(impute="median", treat=None)
REACH, DRAWS, SEED = 0.25, 10_000, 0  # weights moved by a quarter, as often as gives a share to one point
LIKELY = (0.05, 0.5, 0.95)

Values = Mapping[str, Mapping[str, float | None]]  # unit → indicator → value; absent or None where not known


@dataclass(frozen=True)
class Evaluation:
    """An index of a year's values, and the indicators that were silent in it; ``digest`` is of all it stands on."""

    built: Built
    silent: tuple[str, ...]
    digest: str

    @property
    def units(self) -> tuple[str, ...]:
        return self.built.data.units

    @cached_property
    def weights(self) -> Floats:
        """Of each indicator in the total; they sum to 1."""
        return flat_weights(self.built.framework)

    @cached_property
    def spread(self) -> Spread:
        """Places over many draws of the weights, and who is above whom."""
        return spread([self.built.normalised], Weights(self.built.framework, REACH), DRAWS, SEED)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The units from the first place to the last; those that share one by their codes."""
        return tuple(sorted(self.units, key=lambda unit: (self.place(unit), unit)))

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {unit: row for row, unit in enumerate(self.units)}

    @cached_property
    def _places(self) -> Floats:
        return self.built.places

    def row(self, unit: str) -> int:
        """Raises ``KeyError`` for a unit that is not in it."""
        return self._rows[unit]

    def place(self, unit: str) -> int:
        return int(self._places[self.row(unit)])

    def score(self, unit: str) -> float:
        return float(self.built.index[self.row(unit)])

    def gained(self, unit: str, before: Evaluation | None) -> int | None:
        """Places won since another evaluation; None where the unit was not in that one."""
        return before.place(unit) - self.place(unit) if before is not None and unit in before.units else None

    def behind(self, unit: str, other: str) -> float:
        """By how many points another unit's total is above its own."""
        return self.score(other) - self.score(unit)

    def added(self, unit: str, before: Evaluation) -> float:
        """By how many points its total is above what it was in another evaluation."""
        return self.score(unit) - before.score(unit)


def evaluate(framework: Framework, values: Values, recipe: Recipe = RECIPE) -> Evaluation | None:
    """The evaluation of some units; None where fewer than two are known, or nothing tells them apart."""
    table = _table(framework, values)
    silent = silent_of(framework, table)
    if len(table) < 2 or len(silent) == len(framework.indicators):
        return None
    left = without(framework, silent)
    columns = [framework.columns[node.code] for node in left.indicators]
    data = Data(table.units, table.values[:, columns])
    return Evaluation(build(data, left, recipe), silent, digest_of(framework, values, recipe))


def _table(framework: Framework, values: Values) -> Data:
    codes = [node.code for node in framework.indicators]
    units = sorted(unit for unit, row in values.items() if any(row.get(code) is not None for code in codes))
    rows = [[np.nan if (one := values[unit].get(code)) is None else float(one) for code in codes] for unit in units]
    return Data(tuple(units), np.array(rows, dtype=float).reshape(len(units), len(codes)))


def silent_of(framework: Framework, data: Data) -> tuple[str, ...]:
    """The indicators that tell no two units apart, or weigh nothing, by themselves or by their groups."""
    low, high = lowest(data.values), highest(data.values)
    return tuple(
        node.code
        for at, node in enumerate(framework.indicators)
        if not low[at] < high[at] or any(one.weight == 0 for one in framework.line(node.code))
    )


def without(framework: Framework, codes: Sequence[str]) -> Framework:
    """The tree without some indicators, and without the groups that have no other."""
    gone = set(codes)
    for group in sorted((node for node in framework.nodes if node.level > 1), key=lambda node: node.level):
        if all(child.code in gone for child in framework.children(group.code)):
            gone.add(group.code)
    return Framework(tuple(node for node in framework.nodes if node.code not in gone))


def digest_of(framework: Framework, values: Values, recipe: Recipe) -> str:
    """The same for the same tree, weights, values and recipe, whatever order they come in."""
    nodes = [[node.code, node.parent, node.weight, node.direction] for node in framework.nodes]
    known = {unit: {code: one for code, one in row.items() if one is not None} for unit, row in values.items()}
    said = json.dumps([nodes, known, recipe.as_dict()], sort_keys=True, ensure_ascii=False, default=str)
    return sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Row:
    """A unit in the table of places.

    Args:
        low, middle, high: places that 5, 50 and 95 % of the draws do not exceed.
        top: the share of draws in which it is among the first asked for.
        gained: places won since the evaluation before; None where it was not in that one.
        imputed: how many of its values were put in.
    """

    unit: str
    score: float
    place: int
    low: int
    middle: int
    high: int
    top: float
    gained: int | None
    imputed: int


def rows_of(found: Evaluation, before: Evaluation | None = None, top: int = 10) -> list[Row]:
    """Every unit, the first place first."""
    low, middle, high = (found.spread.quantile(part) for part in LIKELY)
    within, filled = found.spread.top(min(top, len(found.units))), found.built.imputed.sum(axis=1)
    rows = []
    for unit in found.order:
        at = found.row(unit)
        rows.append(
            Row(
                unit,
                found.score(unit),
                found.place(unit),
                int(low[at]),
                int(middle[at]),
                int(high[at]),
                float(within[at]),
                found.gained(unit, before),
                int(filled[at]),
            )
        )
    return rows

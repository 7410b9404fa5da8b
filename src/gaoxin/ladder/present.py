"""What needs are worth on the facts as they are, one number per enterprise.

One query of the exact engine answers for all of them; only then are they floats,
with NaN for unknown.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from gaoxin.engine.floats import floats
from gaoxin.engine.one import run_few
from gaoxin.engine.outputs import POINT, Output
from gaoxin.ladder.needs import Given, Need, Needs, Reach, Total, inner_needs
from gaoxin.rules import nodes
from gaoxin.rules.nodes import Condition, Number

Vector = np.ndarray  # float64, one value per enterprise


class Present:
    """Values of nodes on ``wide``; ``at`` answers for every node the needs read."""

    def __init__(self, wide: pl.DataFrame, needs: Needs, roots: Iterable[Need]) -> None:
        self.rows = len(wide)
        self.needs = needs
        wanted = dict.fromkeys(node for need in inner_needs(*roots) for node in self._reads(need))
        listed = [node for node in wanted if not isinstance(node, nodes.Int)]
        outputs = [
            Output(str(place), "verdict" if isinstance(node, Condition) else "points", node)
            for place, node in enumerate(listed)
        ]
        table = run_few(outputs, wide).select(str(place) for place in range(len(listed)))
        self.values = {node: _values(table[str(place)], node) for place, node in enumerate(listed)}

    def only(self, places: np.ndarray) -> Present:
        """The same for some of the enterprises."""
        part = object.__new__(Present)
        part.rows, part.needs = len(places), self.needs
        part.values = {node: values[places] for node, values in self.values.items()}
        return part

    def at(self, node: Condition | Number) -> Vector:
        """1, 0 or NaN of a condition; a number in its steps."""
        if isinstance(node, nodes.Int):
            return np.full(self.rows, float(node.value))
        return self.values[node]

    def holds(self, given: Given) -> np.ndarray:
        """Whether a given need holds: bool."""
        truth, opposite = self.at(given.condition), 0.0 if given.wanted else 1.0
        return np.asarray(truth != opposite if given.open else truth == 1.0 - opposite)

    def _reads(self, need: Need) -> list[Condition | Number]:
        match need:
            case Given(condition=condition):
                return [condition]
            case Reach(gap=gap, slopes=slopes):
                return [gap, *slopes.values()]
            case Total(gap=gap, slopes=slopes):
                return [gap, *slopes.values(), *self._steady(gap)]
        return []

    def _steady(self, number: Number) -> list[Number]:
        """The largest parts of a number that no lever reaches, and the lever facts in it."""
        if not self.needs.levers(number) or isinstance(number, nodes.Column):
            return [number]
        if isinstance(number, nodes.Pick):
            return []
        return [part for child in nodes.children(number) if isinstance(child, Number) for part in self._steady(child)]


def _values(series: pl.Series, node: Condition | Number) -> Vector:
    values = floats(series)
    if isinstance(node, Condition):
        return values
    steps = values * POINT
    return np.where(np.abs(steps) < 2.0**53, np.rint(steps), steps)

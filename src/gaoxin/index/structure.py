"""Choices of structure and of weights in one design: what if outliers, scale and weights had been settled otherwise?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.stats import rankdata

from gaoxin.index.aggregate import flat_weights
from gaoxin.index.arrays import Floats
from gaoxin.index.build import Built
from gaoxin.index.sobol import Input
from gaoxin.index.treat import Bounds, treat
from gaoxin.index.uncertainty import Weights

Scale = tuple[str, Mapping[str, Any]]  # a method of normalising and its arguments


@dataclass(frozen=True)
class Choices:
    """An index as it was made, and the other ways it could have been.

    Args:
        built: the index; its gaps filled.
        treats: ways to treat outliers.
        scales: ways to normalise.
        reach: how far weights are moved about their own, 0–1.
    """

    built: Built
    treats: Sequence[Bounds | None]
    scales: Sequence[Scale]
    reach: float = 0.25

    def tables(self) -> list[Floats]:
        """The normalised tables, every treatment with every scale; each treatment is worked out once."""
        found, built = [], self.built
        for bounds in self.treats:
            values = built.data.values if bounds is None else treat(built.data.values, bounds)[0]
            for method, given in self.scales:
                recipe = replace(built.recipe, normalise=method, scale=given)
                found.append(recipe.normalised(values, built.framework, built.data))
        return found

    @property
    def inputs(self) -> list[Input]:
        """What :func:`gaoxin.index.sobol.sobol` draws: a block of weights is one choice."""
        return [Input("treat"), Input("normalise"), Input("weights", Weights(self.built.framework, self.reach).width)]

    def shifts(self, draws: Floats) -> Floats:
        """How far places move on average from those of the index as it was made, shape (draws,).

        Args:
            draws: numbers 0–1, shape (draws, 2 + nodes): treatment, scale, weights.
        """
        tables, weights = self.tables(), Weights(self.built.framework, self.reach)
        flat = weights(draws[:, 2:])
        which = _pick(draws[:, 0], len(self.treats)) * len(self.scales) + _pick(draws[:, 1], len(self.scales))
        base = rankdata(-(self.built.normalised @ flat_weights(self.built.framework)), method="min")
        found = np.zeros(len(draws))
        for at, table in enumerate(tables):
            rows = which == at
            places = rankdata(-(flat[rows] @ table.T), method="min", axis=1)
            found[rows] = np.abs(places - base).mean(axis=1)
        return found


def _pick(numbers: Floats, count: int) -> Any:
    """One of ``count`` by a number 0–1."""
    return np.minimum((numbers * count).astype(np.int64), count - 1)

"""From data to ranks, one stage after the other, each stage's outcome kept (指数计算)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from gaoxin.index import impute as filling
from gaoxin.index.aggregate import METHODS, aggregate
from gaoxin.index.arrays import Floats, Marks
from gaoxin.index.data import Data
from gaoxin.index.denominate import denominate
from gaoxin.index.framework import Framework
from gaoxin.index.ranks import ranks
from gaoxin.index.recipe import Recipe
from gaoxin.index.screen import screen
from gaoxin.index.treat import Treated, treat


@dataclass(frozen=True)
class Built:
    """An index and how it came about.

    Arrays have a row for each unit of ``data`` that stayed and a column for each
    indicator; ``data`` is as divided, with what was put in marked by ``imputed``.
    ``left_out`` names the units of which too little is known; ``scores`` has every node.
    """

    framework: Framework
    recipe: Recipe
    denominated: Floats
    data: Data
    left_out: tuple[str, ...]
    imputed: Marks
    treated: Floats
    treatment: tuple[Treated, ...]
    normalised: Floats
    scores: Mapping[str, Floats] = field(repr=False)

    @property
    def index(self) -> Floats:
        """The total, shape (units,); NaN where nothing is known."""
        return self.scores[self.framework.top.code]

    @property
    def places(self) -> Floats:
        """The rank by the total: see :func:`gaoxin.index.ranks.ranks`."""
        return ranks(self.index)

    @property
    def is_simulated(self) -> bool:
        """Whether a weight is not known, so that this is no official total (模拟分)."""
        return bool(self.framework.unknown_weights)


def build(data: Data, framework: Framework, recipe: Recipe | None = None) -> Built:
    """Divide, fill, screen, treat, normalise, put together.

    Raises:
        ValueError: a method that the scores do not bear (a geometric mean of nought).
    """
    recipe = recipe or Recipe()
    divided = denominate(data, framework)
    filled, imputed = divided.values, np.zeros(divided.values.shape, bool)
    if recipe.impute:
        groups = data.groups[recipe.within] if recipe.within else None
        filled, imputed = filling.impute(filled, recipe.impute, groups)
    keep = screen(filled if recipe.counts == "filled" else divided.values, recipe.least_known)
    kept, denominated, imputed = data.taking(filled).of(keep), divided.values[keep], imputed[keep]
    treated, log = (kept.values, []) if recipe.treat is None else treat(kept.values, recipe.treat)
    normalised = recipe.normalised(treated, framework, kept)
    named = recipe.aggregate
    methods = METHODS[named] if isinstance(named, str) else [METHODS[name] for name in named]
    scores = aggregate(normalised, framework, methods, recipe.least_in_group)
    left_out = tuple(unit for unit, stays in zip(data.units, keep, strict=True) if not stays)
    return Built(framework, recipe, denominated, kept, left_out, imputed, treated, tuple(log), normalised, scores)

"""Scores of groups from the scores below them (合成), up to the index.

A missing score is left out and the weights of the others are renewed, unit by unit; a
group of which too little is known is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from gaoxin.index.arrays import Floats, ratio
from gaoxin.index.framework import Framework

Mean = Callable[[Floats, Floats], Floats]


def arithmetic(scores: Floats, weights: Floats) -> Floats:
    """Σ w x ÷ Σ w over what is known, shape (units,); NaN where nothing is."""
    return ratio(_total(scores, weights), _known(scores, weights))


def geometric(scores: Floats, weights: Floats) -> Floats:
    """The weighted geometric mean. Raises where a score is not above nought: its logarithm does not exist."""
    _all_above_nought(scores, weights, "geometric")
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.exp(ratio(_total(np.log(scores), weights), _known(scores, weights))))


def harmonic(scores: Floats, weights: Floats) -> Floats:
    """The weighted harmonic mean. Raises where a score is not above nought."""
    _all_above_nought(scores, weights, "harmonic")
    return ratio(_known(scores, weights), _total(1 / np.where(scores > 0, scores, np.nan), weights))


def power(scores: Floats, weights: Floats, exponent: float) -> Floats:
    """The weighted mean of the ``exponent``-th powers, its root taken: 1 arithmetic, 0 geometric, −1 harmonic."""
    if exponent == 0:
        return geometric(scores, weights)
    if exponent != 1:
        _all_above_nought(scores, weights, "power")
    return np.asarray(ratio(_total(scores**exponent, weights), _known(scores, weights)) ** (1 / exponent))


def copeland(scores: Floats, weights: Floats) -> Floats:
    """How much weight speaks for each unit, summed over all it is compared with (Copeland).

    Of two units, the one that is better on an indicator gets its weight; a tie is halved;
    where either is unknown the indicator is silent. NaN for a unit of which nothing is known.
    """
    found = np.zeros(len(scores))
    for column, weight in zip(scores.T, ratio(weights, weights.sum()), strict=True):
        known = ~np.isnan(column)
        ordered = np.sort(column[known])
        lower, not_higher = (np.searchsorted(ordered, column[known], side) for side in ("left", "right"))
        found[known] += weight * (lower + 0.5 * (not_higher - lower - 1))
    return np.where(np.isnan(scores).all(axis=1), np.nan, found)


METHODS: Mapping[str, Mean] = {
    "arithmetic": arithmetic,
    "geometric": geometric,
    "harmonic": harmonic,
    "copeland": copeland,
}


def aggregate(
    scores: Floats,
    framework: Framework,
    methods: Sequence[Mean] | Mean = arithmetic,
    least_known: float | Sequence[float] = 0.0,
) -> dict[str, Floats]:
    """The score of every node, by its code, indicators included.

    ``methods`` and ``least_known`` (the share of a group's children that must be known)
    may differ from level to level, from level 2 up. A weight that is not known counts
    as 1; :attr:`Framework.unknown_weights` says which.
    """
    steps = framework.top.level - 1
    each = [methods] * steps if callable(methods) else list(methods)
    least = [float(least_known)] * steps if isinstance(least_known, int | float) else list(least_known)
    if len(each) != steps or len(least) != steps:
        raise ValueError(f"{steps} levels are put together, {len(each)} methods and {len(least)} shares given")
    found = {node.code: scores[:, at] for at, node in enumerate(framework.indicators)}
    for level in range(2, framework.top.level + 1):
        for group in framework.groups(level):
            below = framework.children(group.code)
            columns = np.column_stack([found[node.code] for node in below])
            value = each[level - 2](columns, framework.weights(group.code))
            enough = (~np.isnan(columns)).sum(axis=1) >= least[level - 2] * len(below)
            found[group.code] = np.where(enough, value, np.nan)
    return found


def flat_weights(framework: Framework) -> Floats:
    """What each indicator weighs in the index when all levels are arithmetic and nothing is missing; sums to 1."""
    share: dict[str, float] = {framework.top.code: 1.0}
    for level in range(framework.top.level, 1, -1):
        for group in framework.groups(level):
            below = framework.children(group.code)
            weights = framework.weights(group.code)
            total = float(weights.sum())
            for node, weight in zip(below, weights.tolist(), strict=True):
                share[node.code] = share[group.code] * (weight / total if total else 0.0)
    return np.array([share[node.code] for node in framework.indicators])


def _total(scores: Floats, weights: Floats) -> Floats:
    return np.asarray(np.where(np.isnan(scores) | (weights == 0), 0.0, scores) @ weights)


def _known(scores: Floats, weights: Floats) -> Floats:
    return np.asarray((~np.isnan(scores)).astype(float) @ weights)


def _all_above_nought(scores: Floats, weights: Floats, name: str) -> None:
    if (scores[:, weights > 0] <= 0).any():
        raise ValueError(f"a {name} mean needs scores above nought: normalise to a range that begins above it")

"""Which choice moves the result most: Sobol indices with intervals (敏感性).

A block of weights is one input: weights must sum to one and cannot be moved singly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import qmc

from gaoxin.index.arrays import Floats, ratio


@dataclass(frozen=True)
class Share:
    """The part of the variance that an input causes alone, and with all it acts together with; 90 % intervals."""

    name: str
    first: float
    first_between: tuple[float, float]
    total: float
    total_between: tuple[float, float]


@dataclass(frozen=True)
class Input:
    """One choice; it takes ``width`` of the numbers of a draw."""

    name: str
    width: int = 1


def sobol(
    model: Callable[[Floats], Floats], inputs: Sequence[Input], base: int, seed: int, again: int = 200
) -> list[Share]:
    """Indices by Saltelli's design: ``base`` × (inputs + 2) runs of ``model``.

    ``model`` takes draws of shape (runs, numbers) from 0 to 1 and gives one figure a run.
    ``base`` should be a power of two. Intervals come from ``again`` resamplings. An
    output that never varies has no shares: NaN.
    """
    width = sum(one.width for one in inputs)
    points = qmc.Sobol(2 * width, scramble=True, rng=np.random.default_rng(seed)).random(base)
    first, second = points[:, :width], points[:, width:]
    mixed, at = [], 0
    for one in inputs:
        part = first.copy()
        part[:, at : at + one.width] = second[:, at : at + one.width]
        mixed.append(part)
        at += one.width
    runs = model(np.concatenate([first, second, *mixed])).reshape(len(inputs) + 2, base)
    chosen = np.random.default_rng([seed, 1]).integers(0, base, (again, base))
    samples = np.concatenate([np.arange(base)[None], chosen])
    return [
        _share(one.name, runs[0][samples], runs[1][samples], runs[2 + at][samples]) for at, one in enumerate(inputs)
    ]


def _share(name: str, first: Floats, second: Floats, mixed: Floats) -> Share:
    """Saltelli's estimator of the first-order share, Jansen's of the total."""
    variance = np.concatenate([first, second], axis=1).var(axis=1)
    alone = ratio((second * (mixed - first)).mean(axis=1), variance)
    whole = ratio(((first - mixed) ** 2).mean(axis=1) / 2, variance)
    return Share(name, float(alone[0]), _between(alone[1:]), float(whole[0]), _between(whole[1:]))


def _between(values: Floats) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    return tuple(np.quantile(known, (0.05, 0.95)).tolist()) if len(known) else (np.nan, np.nan)

"""Indicators on one scale (无量纲化), the better the higher.

Every method takes ``values`` of shape (units, indicators) and ``directions`` (1 or −1,
one per indicator) and turns the indicators whose high values are bad before it does
anything else. NaN stays NaN. A column in which no two values differ tells nothing
apart: its scores are NaN wherever the method divides by its spread.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gaoxin.index.arrays import Floats, Whole, highest, lowest, mean, ratio


def minmax(values: Floats, directions: Whole, low: float = 0.0, high: float = 100.0) -> Floats:
    """The lowest becomes ``low``, the highest ``high`` (极差法)."""
    turned = values * directions
    return ratio(turned - lowest(turned), highest(turned) - lowest(turned)) * (high - low) + low


def efficacy(
    values: Floats, directions: Whole, base: float = 60.0, reach: float = 40.0,
    worst: Floats | None = None, best: Floats | None = None,
) -> Floats:  # fmt: skip
    """功效系数法: ``base`` at the unacceptable value, ``base + reach`` at the satisfactory one.

    ``worst`` and ``best`` are those values in the indicator's own sense, shape
    (indicators,); left out, they are the worst and the best there are. Not capped.
    """
    turned = values * directions
    low = lowest(turned) if worst is None else worst * directions
    high = highest(turned) if best is None else best * directions
    return base + reach * ratio(turned - low, high - low)


def zscore(values: Floats, directions: Whole, middle: float = 0.0, deviation: float = 1.0) -> Floats:
    """Mean ``middle``, standard deviation ``deviation`` (of a sample, n − 1)."""
    turned = values * directions
    apart, count = turned - mean(turned), (~np.isnan(turned)).sum(axis=0)
    apart = ratio(apart, highest(np.abs(apart)))  # of one size: no square is too great
    squares = np.nan_to_num(apart**2).sum(axis=0)
    spread = np.where(lowest(turned) < highest(turned), np.sqrt(squares / np.maximum(count - 1, 1)), 0.0)
    return ratio(apart, spread) * deviation + middle


def scaled(values: Floats, directions: Whole, low: float = 0.0, high: float = 100.0) -> Floats:
    """A line that is 0 at ``low`` and 100 at ``high``, whatever the data are."""
    return (values * directions - low) / (high - low) * 100


def rank(values: Floats, directions: Whole) -> Floats:
    """1 for the lowest; ties take the lower rank."""
    return _ranks(values * directions)


def borda(values: Floats, directions: Whole) -> Floats:
    """How many are lower."""
    return _ranks(values * directions) - 1


def percentile(values: Floats, directions: Whole) -> Floats:
    """The share of the others that are lower, 0…1."""
    known = (~np.isnan(values)).sum(axis=0)
    return ratio(_ranks(values * directions) - 1, (known - 1).astype(float))


def distance_to_best(values: Floats, directions: Whole) -> Floats:
    """1 at the best, 0 at the worst."""
    turned = values * directions
    return 1 - ratio(highest(turned) - turned, highest(turned) - lowest(turned))


def distance_to_reference(values: Floats, directions: Whole, unit: int, *, cap: bool = False) -> Floats:
    """1 at the unit in row ``unit``, 0 at the worst; above 1 where better than it, unless capped."""
    turned = values * directions
    return _capped(1 - ratio(turned[unit] - turned, turned[unit] - lowest(turned)), cap)


def distance_to_target(values: Floats, directions: Whole, targets: Floats, *, cap: bool = False) -> Floats:
    """1 at the target (in the indicator's own sense), 0 at the worst."""
    turned, aims = values * directions, np.asarray(targets) * directions
    return _capped(1 - ratio(aims - turned, aims - lowest(turned)), cap)


def fraction_of_best(values: Floats, directions: Whole) -> Floats:
    """The value over the highest; only for indicators that are good when high and never negative."""
    turned = values * directions
    return ratio(turned, highest(turned))


def goalposts(
    values: Floats, directions: Whole, low: Floats | Sequence[float], high: Floats | Sequence[float],
    scale: float = 1.0, *, cap: bool = True,
) -> Floats:  # fmt: skip
    """``scale`` at the good post, 0 at the bad one; ``low`` and ``high`` in the indicator's own sense.

    With direction −1 the low post is the good one.
    """
    good = np.where(directions > 0, high, low)
    bad = np.where(directions > 0, low, high)
    part = ratio(values - bad, good - bad)
    return (np.clip(part, 0, 1) if cap else part) * scale


def _capped(scores: Floats, cap: bool) -> Floats:
    return np.minimum(scores, 1) if cap else scores


def _ranks(values: Floats) -> Floats:
    """Of each column, from the lowest; ties take the lower; NaN where unknown."""
    out = np.full(values.shape, np.nan)
    for at in range(values.shape[1]):
        column = values[:, at]
        known = ~np.isnan(column)
        out[known, at] = np.searchsorted(np.sort(column[known]), column[known], side="left") + 1
    return out

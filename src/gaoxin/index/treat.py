"""Outliers (异常值处理): a few points drawn in, or a logarithm where that does not help; every step on record.

A column passes when its skewness or its kurtosis lies within bounds. One that does not
is winsorised (缩尾) point by point from the side of its tail; one that still does not
pass is transformed instead, from its untreated values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gaoxin.index.arrays import Floats, Marks, highest
from gaoxin.index.moments import shape

LOGS = ("log_ct", "log_ct_orig", "log_gii", "box_cox")


@dataclass(frozen=True)
class Bounds:
    """When a column passes: |skewness| below ``skew`` or kurtosis below ``kurtosis``.

    At most ``most`` points are drawn in (None: any number); ``otherwise`` names the logarithm then tried, if any.
    """

    skew: float = 2.0
    kurtosis: float = 3.5
    most: int | None = 5
    otherwise: str | None = "log_ct"


@dataclass(frozen=True)
class Treated:
    """What was done to a column and why.

    ``skew`` and ``kurtosis`` before, after winsorising and after the transformation, as
    far as it came to that; ``high`` and ``low`` are the rows drawn in, where that stands.
    ``passes`` tells of the last state; None where it cannot be told (constant, or fewer
    than four known values: left alone).
    """

    method: str  # none · winsorised · one of LOGS
    skew: tuple[float, ...]
    kurtosis: tuple[float, ...]
    passes: bool | None
    count: int = 0
    high: tuple[int, ...] = ()
    low: tuple[int, ...] = ()


def passes(skew: float, kurt: float, bounds: Bounds) -> bool | None:
    if np.isnan(skew) or np.isnan(kurt):
        return None
    return bool(abs(skew) < bounds.skew or kurt < bounds.kurtosis)


def treat(values: Floats, bounds: Bounds | Sequence[Bounds | None] | None = None) -> tuple[Floats, list[Treated]]:
    """Columns treated, shape kept; NaN stays NaN. A sequence gives each column its own bounds, None for hands off."""
    usual = Bounds() if bounds is None else bounds
    each = [usual] * values.shape[1] if isinstance(usual, Bounds) else list(usual)
    skews, kurts = shape(values)
    out, log = values.copy(), []
    passed = [None if own is None else passes(skews[at], kurts[at], own) for at, own in enumerate(each)]
    failing = [at for at, one in enumerate(passed) if one is False]
    drawn = winsorise(values[:, failing], [own for at in failing if (own := each[at])])
    place = {at: column for column, at in enumerate(failing)}
    for at, own in enumerate(each):
        if own is None or at not in place:
            log.append(Treated("none", (skews[at],), (kurts[at],), passed[at]))
            continue
        out[:, at], entry = _column(values[:, at], own, (skews[at], kurts[at]), drawn, place[at])
        log.append(entry)
    return out, log


def _column(
    column: Floats, bounds: Bounds, before: tuple[float, float], drawn: Drawn, at: int
) -> tuple[Floats, Treated]:
    """One that did not pass: as it was drawn in, or transformed where that does not help."""
    skews, kurts = [before[0], float(drawn.skew[at])], [before[1], float(drawn.kurtosis[at])]
    passed = passes(skews[-1], kurts[-1], bounds)
    high, low = (tuple(np.flatnonzero(marks[:, at]).tolist()) for marks in (drawn.high, drawn.low))
    if passed is None:  # so few values differ that none is left to tell by
        return column, Treated("none", tuple(skews[:1]), tuple(kurts[:1]), None)
    if passed or bounds.otherwise is None:
        done = Treated("winsorised", tuple(skews), tuple(kurts), passed, len(high) + len(low), high, low)
        return drawn.values[:, at], done
    changed = transform(column, bounds.otherwise)
    skew, kurt = (float(one[0]) for one in shape(changed[:, None]))
    state = passes(skew, kurt, bounds)
    return changed, Treated(bounds.otherwise, (*skews, skew), (*kurts, kurt), state, len(high) + len(low))


@dataclass(frozen=True)
class Drawn:
    """Columns with points drawn in: which rows at the high and at the low end, and how skewed what is left is."""

    values: Floats
    high: Marks
    low: Marks
    skew: Floats
    kurtosis: Floats


def winsorise(values: Floats, bounds: Sequence[Bounds]) -> Drawn:
    """The highest (lowest) values of each column set to the next, again and again, until it passes or enough were.

    Values tied at the end are drawn in together, so a few more than ``most`` may be.
    """
    limits = np.array([(own.skew, own.kurtosis, np.inf if own.most is None else own.most) for own in bounds])
    skew_limit, kurt_limit, most = limits.reshape(-1, 3).T
    out, high, low = values.copy(), np.zeros(values.shape, bool), np.zeros(values.shape, bool)
    skew, kurt = shape(out)
    while True:
        fails = (np.abs(skew) >= skew_limit) & (kurt >= kurt_limit)  # what cannot be told does not fail
        on = np.flatnonzero(fails & (high.sum(axis=0) + low.sum(axis=0) < most))
        if not len(on):
            return Drawn(out, high, low, skew, kurt)
        sign = np.where(skew[on] >= 0, 1.0, -1.0)
        turned = out[:, on] * sign
        ends = turned == highest(turned)
        turned = np.where(ends, highest(np.where(ends, np.nan, turned)), turned)
        out[:, on] = turned * sign
        high[:, on] = np.where(sign > 0, ends, high[:, on])
        low[:, on] = np.where(sign < 0, ends, low[:, on])
        skew[on], kurt[on] = shape(out[:, on])


def transform(column: Floats, method: str, power: float = 0.0) -> Floats:
    """A logarithm of the distance from the lowest value; increasing, so ranks stay.

    ``log_ct`` adds a hundredth of the range, ``log_ct_orig`` one, ``log_gii`` stretches
    to the highest value (which must exceed one), ``box_cox`` raises to ``power``.
    """
    low, high = np.nanmin(column), np.nanmax(column)
    if method == "log_ct":
        return np.asarray(np.log(column - low + 0.01 * (high - low)))
    if method == "log_ct_orig":
        return np.asarray(np.log(column - low + 1))
    if method == "log_gii":
        if high <= 1:
            raise ValueError("log_gii turns a column round whose highest value is not above 1")
        return np.asarray(np.log((high - 1) * (column - low) / (high - low) + 1))
    if method == "box_cox":
        above = column - low + 1
        return np.asarray(np.log(above) if power == 0 else (above**power - 1) / power)
    raise ValueError(f"no transformation {method}; there are {', '.join(LOGS)}")

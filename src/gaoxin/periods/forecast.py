"""A modest look ahead (预测): last year's month, grown as it has grown of late, the growth fading out.

It is shown only where it was nearer the truth, over the last year, than simply taking
last year's month; its interval is that of its own errors then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from gaoxin.periods.period import Period, months_of

Floats = NDArray[np.float64]
IN_YEAR = 11  # 1–2月 and ten months
TESTED = IN_YEAR  # figures the forecast is held against
LEAST = 4 * IN_YEAR  # a year to grow from, one to learn by, one to choose by, one to be tested on
SMOOTHING, DAMPING = (0.2, 0.4, 0.6, 0.8), (0.5, 0.8, 0.9, 1.0)
INTERVAL = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Ahead:
    """One period to come, with 90 % between ``low`` and ``high``."""

    period: Period
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is to come, or why nothing is shown.

    ``error`` and ``naive_error`` are mean absolute relative errors over the last year:
    of the forecast, and of last year's month taken as it is.
    """

    ahead: tuple[Ahead, ...] = ()
    error: float | None = None
    naive_error: float | None = None
    why_not: str = ""


def forecast(values: Mapping[Period, int | None], count: int = 1) -> Forecast:
    """The next periods after the last known one.

    Args:
        values: of 1–2月 and single months; others are passed over. Gaps may be.
        count: how many periods, 1 to 11.

    Raises:
        ValueError: more than a year ahead.
    """
    if not 1 <= count <= IN_YEAR:
        raise ValueError(f"a forecast looks 1 to {IN_YEAR} periods ahead, not {count}")
    periods, known = _line(values)
    if len(known) < LEAST or np.isnan(known[-LEAST:]).mean() > 0.1:
        return Forecast(why_not=f"fewer than {LEAST} periods are known")
    learnt = known[:-TESTED]
    smooth, damp = min(
        product(SMOOTHING, DAMPING), key=lambda two: _mean(_errors(learnt, two[0], two[1], count, TESTED))
    )
    errors = _errors(known, smooth, damp, count, TESTED)
    own, naive = _mean(errors), _mean(_errors(known, smooth, 0.0, count, TESTED))
    if not own < naive:
        return Forecast(error=own, naive_error=naive, why_not="last year's figures were as near")
    found = _ahead(known, smooth, damp, count)
    low, high = np.quantile(errors[~np.isnan(errors)], INTERVAL)
    return Forecast(
        tuple(
            Ahead(period, value, value * (1 + min(low, 0.0)), value * (1 + max(high, 0.0)))
            for period, value in zip(_next(periods[-1], count), found.tolist(), strict=True)
            if not np.isnan(value)
        ),
        own,
        naive,
    )


def _line(values: Mapping[Period, int | None]) -> tuple[list[Period], Floats]:
    """Every period from the first to the last known one, and its value; NaN where there is none."""
    years = {period.year for period, value in values.items() if value is not None and period.year}
    every = [period for year in range(min(years), max(years) + 1) for period in months_of(year)] if years else []
    found = np.array([np.nan if (value := values.get(period)) is None else float(value) for period in every])
    known = np.flatnonzero(~np.isnan(found))
    if not len(known):
        return [], found
    part = slice(int(known[0]), int(known[-1]) + 1)
    return every[part], found[part]


def _next(last: Period, count: int) -> list[Period]:
    year = last.year or 0
    both = [*months_of(year), *months_of(year + 1)]
    at = both.index(last) + 1
    return both[at : at + count]


def _ahead(known: Floats, smooth: float, damp: float, count: int) -> Floats:
    """The next ``count`` values; NaN where last year's is not known."""
    rate = _of_late(known, smooth)
    base = known[len(known) - IN_YEAR : len(known) - IN_YEAR + count]
    fading = damp ** np.arange(1, count + 1) if damp else np.zeros(count)
    return np.asarray(base * (1 + rate * fading))


def _of_late(known: Floats, smooth: float) -> float:
    """The growth on a year before, the newest counting most."""
    before, now = known[:-IN_YEAR], known[IN_YEAR:]
    rates = now[before > 0] / before[before > 0] - 1
    rate = 0.0
    for one in rates[~np.isnan(rates)]:
        rate += smooth * (one - rate)
    return rate


def _errors(known: Floats, smooth: float, damp: float, count: int, tested: int) -> Floats:
    """What the truth was over what would have been said, less 1, for the last ``tested`` periods at every distance."""
    found = []
    for end in range(len(known) - tested, len(known)):
        for distance in range(1, count + 1):
            said = _ahead(known[: end - distance + 1], smooth, damp, distance)[-1]
            found.append(known[end] / said - 1 if said > 0 else np.nan)
    return np.array(found)


def _mean(errors: Sequence[float] | Floats) -> float:
    known = np.abs(np.asarray(errors))
    known = known[~np.isnan(known)]
    return float(known.mean()) if len(known) else float("inf")

"""Where a unit may stand at the end of the year (年末模拟): others move as units have moved, this one as it expects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gaoxin.index.arrays import Floats
from gaoxin.index.evaluation import DRAWS, LIKELY, SEED, Evaluation
from gaoxin.index.uncertainty import Spread, places_of

LEAST = 30  # changes of totals that a chance is drawn from


def yearly_changes(years: Sequence[Evaluation]) -> Floats:
    """How totals changed from year to year, of every unit in two that follow each other, less what all changed by."""
    found: list[float] = []
    for before, after in pairwise(years):
        totals = [dict(zip(one.units, one.built.index.tolist(), strict=True)) for one in (before, after)]
        both = [unit for unit in totals[0] if unit in totals[1]]
        moves = np.array([totals[1][unit] - totals[0][unit] for unit in both])
        found += (moves - moves.mean()).tolist() if len(moves) else []
    return np.array(found)


def year_end(
    found: Evaluation, changes: Floats, unit: str, expected: float | None = None, draws: int = DRAWS, seed: int = SEED
) -> Spread:
    """Places over many ends of the year.

    Args:
        found: the last evaluation.
        changes: what may happen to a total, from :func:`yearly_changes`.
        unit: whose place is asked for.
        expected: its total at the end of the year; None: it moves as the others do.

    Raises:
        ValueError: too few changes are known to draw from.
    """
    if len(changes) < LEAST:
        raise ValueError(f"{len(changes)} changes from year to year are known, {LEAST} are needed")
    numbers = np.random.Generator(np.random.PCG64(seed))
    totals = found.built.index + numbers.choice(changes, (draws, len(found.units)))
    if expected is not None:
        totals[:, found.row(unit)] = expected
    return Spread(draws, places_of(-totals))


@dataclass(frozen=True)
class Chances:
    """Where a unit may stand: places and their shares, bounds, and the chances to rise, to fall, to be in the first."""

    shares: list[tuple[int, float]]
    low: int
    middle: int
    high: int
    better: float
    worse: float
    top: dict[int, float]


def chances(found: Evaluation, ends: Spread, unit: str, tops: Sequence[int] = (10, 50, 100)) -> Chances:
    """A unit's places told from many ends of the year."""
    row, now = found.row(unit), found.place(unit)
    shares = ends.counts[row] / ends.draws
    seen = np.flatnonzero(shares >= 0.001)
    low, middle, high = (int(ends.quantile(part)[row]) for part in LIKELY)
    return Chances(
        [(int(at) + 1, float(shares[at])) for at in range(seen[0], seen[-1] + 1)],
        low,
        middle,
        high,
        float(shares[: now - 1].sum()),
        float(shares[now:].sum()),
        {top: float(shares[:top].sum()) for top in tops if top < len(found.units)},
    )

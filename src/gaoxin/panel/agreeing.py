"""How far judges agree: reliability, concordance, correlation. What cannot be computed is None with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from gaoxin.panel.live import tallies
from gaoxin.panel.model import Case

Floats = NDArray[np.float64]
Reason = Literal["", "few_entries", "few_judges", "incomplete", "no_spread", "no_overlap"]

SHARED = 3  # entries two judges must both have marked before their marks are correlated


@dataclass(frozen=True)
class Statistic:
    """One measure of agreement; ``value`` None where it cannot be computed, with the ``reason``."""

    name: str
    value: float | None
    reason: Reason = ""

    def as_dict(self) -> dict[str, Any]:
        return {"value": None if self.value is None else round(self.value, 6), "reason": self.reason or None}


@dataclass(frozen=True)
class Agreement:
    """A pool's judges against each other.

    Args:
        complete: whether every judge marked every entry.
        statistics: by name: ``icc_1``: one mark, judges drawn anew for each entry; ``icc_2_1`` and ``icc_2_k``: one
            mark, or the panel's mean, of these judges; ``kendall_w``: concordance of orders; ``alpha``:
            Krippendorff's, for intervals; ``correlation``: the mean over pairs of judges.
    """

    pool: str
    entries: int
    judges: int
    complete: bool
    statistics: dict[str, Statistic]

    def as_dict(self) -> dict[str, Any]:
        counts = {"entries": self.entries, "judges": self.judges, "complete": self.complete}
        return {**counts, **{name: one.as_dict() for name, one in self.statistics.items()}}


def agreement(case: Case) -> dict[str, Agreement]:
    """Every pool's agreement, over counted ballots; a mark that is not there is no mark of nought."""
    found = tallies(case, trim=False)
    pools = {}
    for pool, entries in case.pools.items():
        cast = [found[one.id] for one in entries if found[one.id].n]
        judges = sorted({ballot.judge for tally in cast for ballot in tally.ballots})
        column = {judge: at for at, judge in enumerate(judges)}
        marks = np.full((len(cast), len(judges)), np.nan)
        for row, tally in enumerate(cast):
            for ballot, total in zip(tally.ballots, tally.totals, strict=True):
                marks[row, column[ballot.judge]] = total / tally.scale
        pools[pool] = agreement_of(marks, pool)
    return pools


def agreement_of(marks: Floats, pool: str = "") -> Agreement:
    """Agreement of marks, shape (entries, judges), NaN where a judge gave none."""
    entries, judges = marks.shape
    complete = bool(marks.size) and not bool(np.isnan(marks).any())
    found = {
        name: Statistic(name, *_value(measure, marks, whole and not complete))
        for name, (measure, whole) in MEASURES.items()
    }
    return Agreement(pool, entries, judges, complete, found)


def _value(measure: Callable[[Floats], float | Reason], marks: Floats, lacking: bool) -> tuple[float | None, Reason]:
    if marks.shape[0] < 2:
        return None, "few_entries"
    if marks.shape[1] < 2:
        return None, "few_judges"
    if lacking:
        return None, "incomplete"
    found = measure(marks)
    return (None, found) if isinstance(found, str) else (found, "")


def _icc_1(marks: Floats) -> float | Reason:
    """One-way random effects; entries may have different numbers of marks."""
    given = ~np.isnan(marks)
    counts = given.sum(axis=1)
    entries, total = len(counts), int(counts.sum())
    if total <= entries:
        return "no_overlap"
    means = np.nansum(marks, axis=1) / counts
    middle = np.nansum(marks) / total
    between = float((counts * (means - middle) ** 2).sum()) / (entries - 1)
    within = float(np.nansum((marks - means[:, None]) ** 2)) / (total - entries)
    size = (total - float((counts**2).sum()) / total) / (entries - 1)
    below = between + (size - 1) * within
    return (between - within) / below if below > 0 else "no_spread"


def _squares(marks: Floats) -> tuple[float, float, float]:
    """Mean squares of entries, judges and what is left."""
    entries, judges = marks.shape
    rows, columns, middle = marks.mean(axis=1), marks.mean(axis=0), marks.mean()
    left = marks - rows[:, None] - columns[None, :] + middle
    return (
        judges * float(((rows - middle) ** 2).sum()) / (entries - 1),
        entries * float(((columns - middle) ** 2).sum()) / (judges - 1),
        float((left**2).sum()) / ((entries - 1) * (judges - 1)),
    )


def _icc_2_1(marks: Floats) -> float | Reason:
    entries, judges = marks.shape
    row, column, left = _squares(marks)
    below = row + (judges - 1) * left + judges * (column - left) / entries
    return (row - left) / below if below > 0 else "no_spread"


def _icc_2_k(marks: Floats) -> float | Reason:
    row, column, left = _squares(marks)
    below = row + (column - left) / len(marks)
    return (row - left) / below if below > 0 else "no_spread"


def _kendall_w(marks: Floats) -> float | Reason:
    """Concordance of the judges' orders, with the correction for ties."""
    entries, judges = marks.shape
    ranks = rankdata(marks, axis=0)
    sums = ranks.sum(axis=1)
    spread = float(((sums - sums.mean()) ** 2).sum())
    ties = 0
    for column in ranks.T:
        counts = np.unique(column, return_counts=True)[1]
        ties += int((counts**3 - counts).sum())
    below = judges**2 * (entries**3 - entries) - judges * ties
    return 12 * spread / below if below > 0 else "no_spread"


def _alpha(marks: Floats) -> float | Reason:
    """Krippendorff's α for interval data: entries with at least two marks count."""
    counts = (~np.isnan(marks)).sum(axis=1)
    pairable = marks[counts >= 2]
    if not len(pairable):
        return "no_overlap"
    counts = (~np.isnan(pairable)).sum(axis=1)
    sums, squares = np.nansum(pairable, axis=1), np.nansum(pairable**2, axis=1)
    total = int(counts.sum())
    observed = float(((counts * squares - sums**2) / (counts - 1)).sum())
    expected = float(total * squares.sum() - sums.sum() ** 2) / (total - 1)
    return 1 - observed / expected if expected > 1e-12 * float(squares.sum()) else "no_spread"


def _correlation(marks: Floats) -> float | Reason:
    """Mean of Pearson's r over pairs of judges with enough entries in common and marks that differ."""
    found, overlapped = [], False
    for one, other in combinations(marks.T, 2):
        both = ~np.isnan(one) & ~np.isnan(other)
        if both.sum() < SHARED:
            continue
        overlapped = True
        first, second = one[both], other[both]
        if np.ptp(first) > 0 and np.ptp(second) > 0:
            found.append(float(np.corrcoef(first, second)[0, 1]))
    if found:
        return float(np.mean(found))
    return "no_spread" if overlapped else "no_overlap"


MEASURES: dict[str, tuple[Callable[[Floats], float | Reason], bool]] = {  # and whether every mark must be there
    "icc_1": (_icc_1, False),
    "icc_2_1": (_icc_2_1, True),
    "icc_2_k": (_icc_2_k, True),
    "kendall_w": (_kendall_w, True),
    "alpha": (_alpha, False),
    "correlation": (_correlation, False),
}

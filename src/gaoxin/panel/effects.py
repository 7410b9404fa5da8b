"""Judges who are strict or lenient, levelled where not everyone marks everything.

Every ballot is taken as ``y = a + b + e``: what the entry is worth, how lenient the judge is,
and noise. Entries are fixed and judges are drawn towards nought by a ridge::

    Σ (y − a − b)² + λ Σ b²,   Σ b = 0

so that a strong group of entries is not punished for being strong. Only an m × m system of
the judges is solved. It never reads a mark it does not have: absent is not nought.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

NEVER = float("inf")  # λ at which judges do not differ at all
LOGS = (np.log(1e-8), np.log(1e8))  # between which λ is sought
FINE = {"xatol": 1e-9}
PSEUDO = 20.0  # ballots of the pool's own variance that each judge's is mixed with


@dataclass(frozen=True)
class Ballots:
    """Ballot totals as arrays: of each ballot its entry's and judge's number, and the total."""

    entry: Whole
    judge: Whole
    total: Floats
    entries: int
    judges: int

    @property
    def per_judge(self) -> Whole:
        return np.bincount(self.judge, minlength=self.judges)

    def per_entry_mean(self, values: Floats, weights: Floats | None = None) -> Floats:
        """Mean of ballot values per entry; NaN for an entry without ballots."""
        given = np.ones(len(values)) if weights is None else weights
        total = np.bincount(self.entry, given * values, self.entries)
        count = np.bincount(self.entry, given, self.entries)
        return np.asarray(np.divide(total, count, out=np.full(self.entries, np.nan), where=count > 0))


@dataclass(frozen=True)
class System:
    """The judges' equations of one pool, ``C b = r``, and what ballots scatter within entries.

    ``free`` are the judges whose effect is sought; the others keep nought. C is kept as its
    eigenvalues (``roots``) and eigenvectors.
    """

    ballots: Ballots
    free: NDArray[np.bool_]
    weights: Floats
    right: Floats
    within: float
    roots: Floats
    vectors: Floats

    @property
    def freedom(self) -> int:
        """Ballots beyond one per entry that has any."""
        return len(self.ballots.total) - int(np.count_nonzero(np.bincount(self.ballots.entry)))


def crossing(ballots: Ballots, each: Floats) -> Floats:
    """How judges meet on entries, shape (judges, judges): W′ diag(1 ÷ Σ) W, by the ballots' weights."""
    sums = np.bincount(ballots.entry, each, ballots.entries)
    scaled = each / np.sqrt(sums)[ballots.entry]
    cast = coo_array((scaled, (ballots.entry, ballots.judge)), shape=(ballots.entries, ballots.judges)).tocsr()
    return np.asarray((cast.T @ cast).toarray())


def system(ballots: Ballots, least: int, judge_weights: Floats | None = None, crossed: Floats | None = None) -> System:
    """The equations; a judge with fewer than ``least`` ballots is not sought. ``crossed`` saves their crossing."""
    weights = np.ones(ballots.judges) if judge_weights is None else judge_weights
    each = weights[ballots.judge]
    centred = ballots.total - ballots.per_entry_mean(ballots.total, each)[ballots.entry]
    met = crossing(ballots, each) if crossed is None else crossed
    matrix = np.diag(np.bincount(ballots.judge, each, ballots.judges)) - met
    right = np.asarray(np.bincount(ballots.judge, each * centred, ballots.judges), np.float64)
    free = ballots.per_judge >= least
    if not free.all():
        matrix, right = matrix[np.ix_(free, free)], right[free]
    roots, vectors = np.linalg.eigh(matrix)
    return System(ballots, free, weights, right, float(each @ centred**2), np.maximum(roots, 0.0), vectors)


def reml(systems: Sequence[System]) -> float:
    """λ = σₑ² ÷ σ_b², once for all pools of a round, by restricted maximum likelihood.

    Infinity where the judges differ no more than noise makes them. The criterion is profiled
    over the error variance; a grid finds the valley and Brent's method its floor.
    """
    freedom = sum(one.freedom for one in systems)
    parts = [(one.roots, (one.vectors.T @ one.right) ** 2) for one in systems if one.free.any()]
    within = sum(one.within for one in systems)
    if not parts or freedom <= 0 or within <= 0:
        return NEVER
    roots = np.concatenate([part[0] for part in parts])
    loads = np.concatenate([part[1] for part in parts])

    def deviance(log: Floats | np.float64) -> Floats:
        ratio = np.exp(log)[..., None]
        left = np.maximum(within - (loads / (roots + ratio)).sum(axis=-1), 1e-12 * within)
        return np.asarray(np.log1p(roots / ratio).sum(axis=-1) + freedom * np.log(left))

    grid = np.linspace(*LOGS, 60)
    place = int(np.argmin(deviance(grid)))
    around = (grid[max(place - 1, 0)], grid[min(place + 1, len(grid) - 1)])
    best = minimize_scalar(lambda log: float(deviance(np.float64(log))), bounds=around, method="bounded", options=FINE)
    none_differ = float(freedom * np.log(within))
    return NEVER if best.fun >= none_differ - 1e-9 else float(np.exp(best.x))


@dataclass(frozen=True)
class Fit:
    """Effects in points.

    Args:
        entries: a, shape (entries,); NaN for an entry without ballots.
        judges: b, shape (judges,); above nought is lenient.
        residuals: y − a − b per ballot.
        weights: of each judge; all 1 unless they were weighed by their scatter.
    """

    entries: Floats
    judges: Floats
    residuals: Floats
    weights: Floats

    def variances(self, ballots: Ballots) -> tuple[Floats, float]:
        """Mean squared residual of each judge, and of all; each ballot of an entry uses up its share of freedom."""
        count = ballots.per_judge
        squared = np.bincount(ballots.judge, self.residuals**2, ballots.judges)
        own = np.divide(squared, count, out=np.full(ballots.judges, np.nan), where=count > 0)
        return own, float(np.mean(self.residuals**2)) if len(self.residuals) else 0.0


def fit(found: System, ratio: float) -> Fit:
    """Effects for a given λ."""
    ballots = found.ballots
    effects = np.zeros(ballots.judges)
    if found.free.any() and ratio < NEVER:
        effects[found.free] = _solve(found, ratio)
    each = found.weights[ballots.judge]
    entries = ballots.per_entry_mean(ballots.total - effects[ballots.judge], each)
    residuals = ballots.total - effects[ballots.judge] - entries[ballots.entry]
    return Fit(entries, effects, residuals, found.weights)


def _solve(found: System, ratio: float) -> Floats:
    """``(C + λI) b = r − μ1`` with μ so that Σ b = 0; μ is nought where every judge is sought."""
    ones = np.ones(len(found.right))
    below = np.maximum(found.roots + ratio, 1e-12)
    plain = found.vectors @ ((found.vectors.T @ found.right) / below)
    push = found.vectors @ ((found.vectors.T @ ones) / below)
    return np.asarray(plain - push * (plain.sum() / push.sum()))


def robust_fit(plain: System, ratio: float, least: int) -> Fit:
    """Effects where a judge whose marks scatter counts for less: weights 1 ÷ s², s² drawn to the pool's.

    The weights come from one plain fit; going round again made good judges worse in trials
    and careless ones no better.
    """
    ballots = plain.ballots
    return fit(system(ballots, least, _steadiness(fit(plain, ratio), ballots)), ratio)


def _steadiness(found: Fit, ballots: Ballots) -> Floats:
    own, pooled = found.variances(ballots)
    if pooled <= 0:
        return np.ones(ballots.judges)
    count = ballots.per_judge
    mixed = (count * np.where(count > 0, own, 0.0) + PSEUDO * pooled) / (count + PSEUDO)
    return np.asarray(pooled / mixed)


def components(ballots: Ballots) -> int:
    """Into how many parts judges and entries fall that no ballot joins."""
    size = ballots.entries + ballots.judges
    links = coo_array(
        (np.ones(len(ballots.entry)), (ballots.entry, ballots.entries + ballots.judge)), shape=(size, size)
    )
    return int(connected_components(links, directed=False)[0])


def connectivity(ballots: Ballots, crossed: Floats | None = None) -> float:
    """λ₂ of the normalised Laplacian of the judges' graph: two are tied by the entries both marked.

    An entry with n ballots ties each two of its judges by 1 ÷ n, so that the Laplacian is the
    matrix C of their equations. 0 where the judges fall apart, m ÷ (m − 1) where all m of them
    mark everything; 1 for a single judge.
    """
    if ballots.judges < 2:
        return float(ballots.judges)
    met = crossing(ballots, np.ones(len(ballots.total))) if crossed is None else crossed
    laplacian = np.diag(ballots.per_judge) - met
    degree = np.diag(laplacian)
    if degree.min() < 1e-9:  # a judge who shares no entry with another
        return 0.0
    scale = 1.0 / np.sqrt(degree)
    return float(max(np.linalg.eigvalsh(laplacian * scale[:, None] * scale[None, :])[1], 0.0))

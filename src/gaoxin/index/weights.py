"""Weights from judgement or from the data (赋权); each sums to 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from gaoxin.index.arrays import Floats, Marks

RANDOM = (0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)  # Saaty, by size


@dataclass(frozen=True)
class Judged:
    """Weights of an AHP matrix and how far its judgements agree; a ratio above 0.1 asks to judge again."""

    weights: Floats
    greatest: float  # eigenvalue; equals the size when judgements agree wholly
    index: float
    ratio: float | None  # None below three: two judgements cannot disagree; and above the published table


def equal(count: int) -> Floats:
    return np.full(count, 1 / count)


def ahp(matrix: Floats) -> Judged:
    """层次分析法: the principal eigenvector of a reciprocal matrix of pairwise judgements.

    Raises ``ValueError`` where the matrix is not square, not positive or not reciprocal.
    """
    size = len(matrix)
    if matrix.shape != (size, size) or not (matrix > 0).all():
        raise ValueError("judgements make a square of numbers above nought")
    wrong = np.argwhere(~np.isclose(matrix * matrix.T, 1))
    if len(wrong):
        one, other = wrong[0]
        raise ValueError(f"judgement {one + 1} : {other + 1} is not the reciprocal of {other + 1} : {one + 1}")
    values, vectors = np.linalg.eig(matrix)
    at = int(np.argmax(values.real))
    vector = np.abs(vectors[:, at].real)
    greatest = float(values[at].real)
    index = (greatest - size) / (size - 1) if size > 1 else 0.0
    expected = RANDOM[size] if size < len(RANDOM) else 0.0
    return Judged(vector / vector.sum(), greatest, index, index / expected if expected else None)


def entropy(scores: Floats) -> Floats:
    """熵权法: the more an indicator tells units apart, the more it weighs.

    Scores must not be negative. Units with a gap are left out; an indicator of one value
    weighs nothing; where all have one value, all weigh the same.
    """
    known = _complete(scores)
    if (known < 0).any():
        raise ValueError("entropy needs scores that are not negative")
    total = known.sum(axis=0)
    share = np.divide(known, total, out=np.full(known.shape, 1 / max(len(known), 1)), where=total > 0)
    logs = np.log(share, out=np.zeros_like(share), where=share > 0)
    spread = 1 + (share * logs).sum(axis=0) / np.log(len(known)) if len(known) > 1 else np.zeros(known.shape[1])
    return _shares(np.where(_told_apart(known), np.maximum(spread, 0), 0))


def critic(scores: Floats) -> Floats:
    """CRITIC: spread, times how little an indicator repeats the others."""
    known = _complete(scores)
    told = _told_apart(known)
    spread = known.std(axis=0, ddof=1) if len(known) > 1 else np.zeros(known.shape[1])
    alike = np.zeros((known.shape[1],) * 2)
    if told.any() and len(known) > 1:
        alike[np.ix_(told, told)] = np.corrcoef(known[:, told], rowvar=False).reshape(told.sum(), -1)
    conflict = np.where(told, (1 - alike)[:, told].sum(axis=1), 0)
    return _shares(np.where(told, spread * conflict, 0))


def principal(scores: Floats) -> tuple[Floats, float]:
    """The loadings of the first principal component of standardised scores, and the share of variance it explains.

    Loadings have length 1 and may be negative, which a weight may not: judge before use.
    Their sign is the one that makes their sum positive. Constant indicators get 0.
    """
    known = _complete(scores)
    told = _told_apart(known)
    loadings = np.zeros(known.shape[1])
    if not told.any():
        return loadings, float("nan")
    standard = (known[:, told] - known[:, told].mean(axis=0)) / known[:, told].std(axis=0, ddof=1)
    _, sizes, rows = np.linalg.svd(standard, full_matrices=False)
    loadings[told] = rows[0] if rows[0].sum() >= 0 else -rows[0]
    return loadings, float(sizes[0] ** 2 / (sizes**2).sum())


def benefit_of_doubt(scores: Floats, least_share: float = 0.0, most_share: float = 1.0) -> tuple[Floats, Floats]:
    """The weights that show each unit in its best light (Benefit of the Doubt), and its score, at most 1.

    One linear programme a unit: its own weighted sum is greatest while no unit exceeds 1
    with the same weights. ``least_share`` and ``most_share`` bound what each indicator
    contributes to the unit's score; without bounds many units reach 1. Scores must be
    above nought and complete. Shapes (units, indicators) and (units,).
    """
    if np.isnan(scores).any() or (scores < 0).any():
        raise ValueError("benefit of the doubt needs scores that are known and not negative")
    units, width = scores.shape
    weights = np.full((units, width), np.nan)
    for row, own in enumerate(scores):
        shares = np.vstack([least_share * own - np.diag(own), np.diag(own) - most_share * own])
        found = linprog(-own, np.vstack([scores, shares]), [1.0] * units + [0.0] * (2 * width), method="highs")
        if found.status == 0:
            weights[row] = found.x
    return weights, np.asarray((weights * scores).sum(axis=1))


def _complete(scores: Floats) -> Floats:
    return scores[~np.isnan(scores).any(axis=1)]


def _told_apart(known: Floats) -> Marks:
    return np.asarray((known != known[:1]).any(axis=0)) if len(known) else np.zeros(known.shape[1], bool)


def _shares(parts: Floats) -> Floats:
    total = parts.sum()
    return parts / total if total > 0 else equal(len(parts))

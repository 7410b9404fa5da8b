"""Who stands where: 1 is the highest; units that do not differ share the better rank."""

from __future__ import annotations

import numpy as np

from gaoxin.index.arrays import Floats

TOLERANCE = 1e-9  # of the scores' size: differences below it are rounding, not merit


def ranks(scores: Floats) -> Floats:
    """Shape (units,); ties take the lower number (1, 2, 2, 4); NaN where the score is.

    Two scores tie when they differ by no more than ``TOLERANCE`` of the largest, from
    neighbour to neighbour.
    """
    out = np.full(len(scores), np.nan)
    known = np.flatnonzero(~np.isnan(scores))
    if not len(known):
        return out
    order = known[np.argsort(-scores[known], kind="stable")]
    drops = -np.diff(scores[order])
    fresh = np.concatenate([[True], drops > TOLERANCE * max(1.0, float(np.abs(scores[known]).max()))])
    out[order] = np.maximum.accumulate(np.where(fresh, np.arange(1, len(order) + 1), 0))
    return out

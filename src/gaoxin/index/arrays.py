"""Arrays with gaps: NaN where nothing is known, and no warning about it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
Whole = NDArray[np.int64]


def ratio(above: ArrayLike, below: ArrayLike) -> Floats:
    """``above ÷ below``; NaN where either is unknown or the divisor is nought.

    >>> ratio([1.0, 2.0, np.nan], [4.0, 0.0, 1.0])
    array([0.25,  nan,  nan])
    """
    top, bottom = np.broadcast_arrays(np.asarray(above, float), np.asarray(below, float))
    return np.asarray(np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0))


def lowest(values: Floats) -> Floats:
    """Of each column, NaN where nothing is known."""
    return np.asarray(np.fmin.reduce(values, axis=0, initial=np.nan))


def highest(values: Floats) -> Floats:
    """Of each column, NaN where nothing is known."""
    return np.asarray(np.fmax.reduce(values, axis=0, initial=np.nan))


def mean(values: Floats) -> Floats:
    """Of the known values of each column, NaN where nothing is known."""
    known = ~np.isnan(values)
    return ratio(np.where(known, values, 0.0).sum(axis=0), known.sum(axis=0))

"""Skewness and kurtosis of the known values of each column, unbiased as in Excel (type 2)."""

from __future__ import annotations

import numpy as np

from gaoxin.index.arrays import Floats


def skewness(values: Floats) -> Floats:
    """Shape (columns,); NaN with fewer than 3 values or none that differ."""
    return shape(values)[0]


def kurtosis(values: Floats) -> Floats:
    """Excess kurtosis, shape (columns,); NaN with fewer than 4 values or none that differ."""
    return shape(values)[1]


def shape(values: Floats) -> tuple[Floats, Floats]:
    """Both at once."""
    gaps = np.isnan(values)
    count = len(values) - gaps.sum(axis=0).astype(float)
    known = np.where(gaps, 0.0, values)
    middle = known.sum(axis=0) / np.maximum(count, 1)
    apart = np.where(gaps, 0.0, values - middle)
    size = np.abs(apart).max(axis=0, initial=0.0)
    low, high = (np.where(gaps, -sign * np.inf, sign * values).max(axis=0, initial=-np.inf) for sign in (-1.0, 1.0))
    told = (count > 2) & (high > -low)  # by the values, not by a sum that rounds
    apart /= np.where(size > 0, size, 1.0)  # the largest 1: no power is too great or too small
    squares = apart * apart
    second, third, fourth = squares.sum(axis=0), (squares * apart).sum(axis=0), (squares * squares).sum(axis=0)
    n, two = np.where(told, count, 4.0), np.where(told, second, 1.0)
    skew = np.sqrt(n) * third / two**1.5 * np.sqrt(n * (n - 1)) / (n - 2)
    more = np.where(count > 3, n, 4.0)
    kurt = ((more + 1) * (more * fourth / two**2 - 3) + 6) * (more - 1) / ((more - 2) * (more - 3))
    return np.where(told, skew, np.nan), np.where(told & (count > 3), kurt, np.nan)

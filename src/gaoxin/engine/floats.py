"""Columns as floats, unknown as NaN."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl


def floats(column: pl.Series) -> npt.NDArray[np.float64]:
    """Numbers and yes/no (1, 0) as float64, NaN where unknown.

    >>> floats(pl.Series([1, None])), floats(pl.Series([True]))
    (array([ 1., nan]), array([1.]))
    """
    if len(column) == 1:  # of one enterprise: without a query for one value
        value = column.item()
        return np.array([np.nan if value is None else float(value)])
    return np.asarray(column.cast(pl.Float64).fill_null(np.nan).to_numpy())

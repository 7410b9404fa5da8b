"""Who is measured at all: units of which too little is known are left out, and named."""

from __future__ import annotations

import numpy as np

from gaoxin.index.arrays import Floats, Marks, ratio


def availability(values: Floats) -> Floats:
    """The share of indicators known of each unit, shape (units,); 0 where there are no indicators."""
    width = values.shape[1]
    return np.asarray((~np.isnan(values)).sum(axis=1) / width if width else np.zeros(len(values)))


def nonzero(values: Floats) -> Floats:
    """The share of what is known that is not nought; NaN where nothing is known."""
    known = (~np.isnan(values)).sum(axis=1)
    zero = (values == 0).sum(axis=1)
    return 1 - ratio(zero, known)


def screen(
    values: Floats, least_known: float = 2 / 3, least_nonzero: float = 0.0, forced: dict[int, bool] | None = None
) -> Marks:
    """Which units stay, shape (units,): enough known, and enough of that not nought; ``forced`` overrides by row."""
    keep = availability(values) >= least_known
    with np.errstate(invalid="ignore"):
        keep &= ~(nonzero(values) < least_nonzero)
    for row, stays in (forced or {}).items():
        keep[row] = stays
    return np.asarray(keep)

"""What is put in for a missing value (缺失值插补), and a mark on every value that was put in.

Nothing here is a fact: a result carries the marks to wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from gaoxin.index.arrays import Floats, Marks, Whole, mean, ratio

Middle = Literal["mean", "median"]


def impute(values: Floats, by: Middle = "mean", groups: Sequence[str] | None = None) -> tuple[Floats, Marks]:
    """Each gap filled by the middle of its column, or of its column within the unit's group.

    A group (or column) of which nothing is known stays unknown; so does a unit whose
    group is not given (empty or ``NA``).
    """
    out = values.copy()
    for rows in _parts(len(values), groups):
        part = out[rows]
        gaps = np.isnan(part) & ~np.isnan(part).all(axis=0)
        out[rows] = np.where(gaps, _middle(part, by), part)
    return out, np.isnan(values) & ~np.isnan(out)


def _parts(units: int, groups: Sequence[str] | None) -> list[Whole]:
    if groups is None:
        return [np.arange(units)]
    given = [name for name in dict.fromkeys(groups) if name not in ("", "NA")]
    return [np.array([row for row, group in enumerate(groups) if group == name]) for name in given]


def _middle(values: Floats, by: Middle) -> Floats:
    """Of each column, NaN where nothing is known."""
    if by == "mean":
        return mean(values)
    out, some = np.full(values.shape[1], np.nan), ~np.isnan(values).all(axis=0)
    out[some] = np.nanmedian(values[:, some], axis=0)
    return out


def across(values: Floats, directions: Whole, by: Middle = "mean") -> tuple[Floats, Marks]:
    """Each gap filled from the unit's own other indicators, all brought to 0…1 first and back again."""
    turned = values * directions
    known = ~np.isnan(turned)
    low = np.where(known, turned, np.inf).min(axis=0, initial=np.inf)
    span = np.where(known, turned, -np.inf).max(axis=0, initial=-np.inf) - low
    usable = np.isfinite(span) & (span > 0)
    scaled = np.full_like(turned, np.nan)
    scaled[:, usable] = (turned[:, usable] - low[usable]) / span[usable]
    filled, marks = impute(scaled.T, by)
    back = np.where(usable, filled.T * np.where(usable, span, 0) + np.where(usable, low, 0), np.nan) * directions
    marks = marks.T & ~known
    return np.where(marks, back, values), marks


def along(
    values: Floats,
    times: Sequence[int],
    how: Literal["latest", "constant", "linear"] = "latest",
    most: int | None = None,
) -> tuple[Floats, Whole]:
    """Gaps in a panel of shape (times, units, indicators) filled from the unit's other years.

    ``latest`` takes the last known year before, at most ``most`` periods back; ``constant``
    does so too and, before the first known year, takes that; ``linear`` interpolates, and
    takes the nearest known year outside. Returns the values and the year each comes from
    (−1 for a value between two years or still unknown).
    """
    order = np.argsort(times, kind="stable")
    sorted_times = np.asarray(times)[order]
    panel = values[order]
    out, source = _carried(panel, sorted_times, most if how == "latest" else None)
    if how != "latest":
        backward, origin = _carried(panel[::-1], sorted_times[::-1], None)
        early = np.isnan(out)
        out, source = np.where(early, backward[::-1], out), np.where(early, origin[::-1], source)
        if how == "linear":
            out, source = _between(panel, sorted_times, out, source)
    back = np.argsort(order, kind="stable")
    return out[back], source[back]


def _carried(panel: Floats, times: Whole, most: int | None) -> tuple[Floats, Whole]:
    """The last known value before each gap."""
    steps = np.arange(len(panel)).reshape(-1, *[1] * (panel.ndim - 1))
    at = np.maximum.accumulate(np.where(np.isnan(panel), -1, steps), axis=0)
    usable = (at >= 0) & ((steps - at <= most) if most is not None else True)
    taken = np.take_along_axis(panel, np.maximum(at, 0), axis=0)
    return np.where(usable, taken, np.nan), np.where(usable, times[np.maximum(at, 0)], -1)


def _between(panel: Floats, times: Whole, out: Floats, source: Whole) -> tuple[Floats, Whole]:
    """Gaps with a known year on either side lie on the line between them."""
    before, first = _carried(panel, times, None)
    after, last = _carried(panel[::-1], times[::-1], None)
    after, last = after[::-1], last[::-1]
    inner = np.isnan(panel) & (first >= 0) & (last >= 0)
    when = times.reshape(-1, *[1] * (panel.ndim - 1))
    share = ratio(when - first, last - first)
    return np.where(inner, before + (after - before) * share, out), np.where(inner, -1, source)

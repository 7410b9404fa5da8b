"""What the places a zone was given through the years add up to (历年位次): years in a row, places gained.

A year without a place is not known: it ends a row, and nothing is gained against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from gaoxin.index.ranks import ranks

TOP = 10


def years_within(places: Mapping[int, int], year: int, top: int = TOP) -> int | None:
    """How many years in a row, up to one, the place was among the first ``top`` (连续位居前十).

    0 where that year's place is lower; None where it is not known.

    >>> years_within({2019: 11, 2020: 10, 2021: 9, 2022: 10}, 2022)
    3
    """
    if year not in places:
        return None
    count = 0
    while year - count in places and places[year - count] <= top:
        count += 1
    return count


def places_gained(places: Mapping[int, int], year: int, back: int) -> int | None:
    """How many places a year's is better than some years before (位次上升); below nought where it is worse.

    None where either is not known.

    >>> places_gained({2019: 143, 2022: 118}, 2022, 3)
    25
    """
    now, before = places.get(year), places.get(year - back)
    return None if now is None or before is None else before - now


def place_among(own: float | None, others: Iterable[float | None], direction: int = 1) -> int | None:
    """The place of a value among others, the best first; equal ones share the better place.

    None where it is not known, or nobody else's is: of one there is no first.

    >>> place_among(2.22, [3.1, 1.8, None]), place_among(2.22, [None])
    (2, None)
    """
    known = [value for value in others if value is not None]
    if own is None or not known:
        return None
    return int(ranks(direction * np.array([own, *known], dtype=float))[0])

"""Size taken out (规模化): each indicator divided by what its framework names, population, output or area."""

from __future__ import annotations

from gaoxin.index.arrays import ratio
from gaoxin.index.data import Data
from gaoxin.index.framework import Framework


def denominate(data: Data, framework: Framework) -> Data:
    """The values divided where the framework says so.

    An unknown divisor, and one of nought, leave the value unknown.
    """
    out = data.values.copy()
    for at, node in enumerate(framework.indicators):
        if node.denominator:
            out[:, at] = ratio(out[:, at], data.others[node.denominator])
    return data.taking(out)

"""How sure a rank is: the index made again and again with other weights and other methods (不确定性).

Draws are made and worked out in blocks of a fixed size from one stream of numbers, so
that the same seed gives the same bytes however many are asked for at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from gaoxin.index.arrays import Floats, Whole
from gaoxin.index.framework import Framework

BLOCK = 2048  # draws worked out together
AT_ONCE = 2  # blocks; numpy sorts and multiplies beside Python


@dataclass(frozen=True)
class Spread:
    """Where each unit may stand.

    ``counts`` has a row for each unit and a column for each place: how many of
    ``draws`` put it there. ``above[a, b]`` counts the draws with a above b (a tie counts
    half), where it was asked for.
    """

    draws: int
    counts: Whole
    above: Floats | None = None

    def quantile(self, part: float) -> Whole:
        """The lowest place that at least that share of draws do not exceed, shape (units,)."""
        reached = self.counts.cumsum(axis=1) >= part * self.draws
        return np.asarray(reached.argmax(axis=1) + 1)

    def top(self, places: int) -> Floats:
        """The share of draws in which a unit is among the first ``places``."""
        return np.asarray(self.counts[:, :places].sum(axis=1) / self.draws)

    def error(self, share: float) -> float:
        """Half the width of a 95 % interval of a share, from drawing only so many."""
        return float(1.96 * np.sqrt(share * (1 - share) / self.draws))


class Weights:
    """Weights drawn about the framework's own: each node's times 1 ± ``reach``, renewed among its siblings.

    Raises:
        ValueError: ``reach`` is not at least 0 and below 1.
    """

    def __init__(self, framework: Framework, reach: float = 0.25) -> None:
        if not 0 <= reach < 1:
            raise ValueError("a weight is moved by a share from 0 up to, not including, 1")
        self.reach = reach
        parents = [node for node in framework.nodes if node.level > 1]
        nodes = [node for parent in parents for node in framework.children(parent.code)]  # siblings side by side
        at = {node.code: place for place, node in enumerate(nodes)}
        self.width = len(nodes)  # numbers from 0 to 1 that one draw takes
        self.base = np.concatenate([framework.weights(parent.code) for parent in parents])
        self.sizes = np.array([len(framework.children(parent.code)) for parent in parents])
        depth = framework.top.level - 1
        lines = [[at[one.code] for one in framework.line(node.code)] for node in framework.indicators]
        self.lines = np.array(lines).reshape(-1, depth).T

    def __call__(self, draws: Floats) -> Floats:
        """Flat weights of the indicators, shape (draws, indicators), from numbers 0–1; each row sums to 1."""
        moved = self.base[:, None] * (1 + self.reach * (2 * draws.T - 1))
        totals = np.add.reduceat(moved, np.cumsum(self.sizes) - self.sizes, axis=0)
        totals[totals == 0] = 1  # siblings that weigh nothing go on weighing nothing
        share = moved / np.repeat(totals, self.sizes, axis=0)
        flat = share[self.lines[0]]
        for level in self.lines[1:]:
            flat *= share[level]
        return np.asarray(flat.T)


def spread(variants: Sequence[Floats], weights: Weights, draws: int, seed: int, *, pairs: bool = False) -> Spread:
    """Places over many draws of weights and, with equal chance, of one of the normalised tables.

    Args:
        variants: complete arrays (units, indicators): the methods somebody could have chosen.
        weights: how weights are drawn.
        draws: how many.
        seed: the same seed gives the same bytes.
        pairs: whether to count who is above whom.

    Raises:
        ValueError: a table has gaps; fill them, or leave the units out.
    """
    if any(np.isnan(one).any() for one in variants):
        raise ValueError("a normalised table with gaps cannot be drawn over: fill them or leave the units out")
    tables = [np.ascontiguousarray(-one.T) for one in variants]  # the best first
    numbers = np.random.Generator(np.random.PCG64(seed))
    units = len(variants[0])

    def scored(size: int) -> Floats:
        drawn = numbers.random((size, weights.width + 1))
        flat, which = weights(drawn[:, 1:]), (drawn[:, 0] * len(tables)).astype(np.int64)
        return np.concatenate([flat[which == at] @ table for at, table in enumerate(tables)])

    sizes = [min(BLOCK, draws - start) for start in range(0, draws, BLOCK)]
    counts, above = np.zeros((units, units), np.int64), np.zeros((units, units)) if pairs else None
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for first in range(0, len(sizes), AT_ONCE):  # a few at a time: memory stays what it is
            scores = [scored(size) for size in sizes[first : first + AT_ONCE]]
            counts += sum(pool.map(_places, scores))
            if above is not None:
                above += sum(pool.map(_above, scores))
    return Spread(draws, counts, above)


def _places(scores: Floats) -> Whole:
    """How often each unit takes each place, shape (units, units); the lowest score is the best.

    A score and its unit's number are sorted as one integer, several times quicker than
    numbers by scores: the last bits give way, and scores that differ by less share a place.
    """
    units = scores.shape[1]
    mask = np.int64((1 << max(units - 1, 1).bit_length()) - 1)
    keys = (scores + 0.0).view(np.int64)  # no nought below nought
    keys ^= (keys >> 63) & np.int64(2**63 - 1)  # integers in the order of the floats
    keys &= ~mask
    keys |= np.arange(units)
    keys.sort(axis=1)
    tied = (keys[:, 1:] ^ keys[:, :-1]).view(np.uint64) <= np.uint64(mask)
    places = np.arange(units)
    if tied.any():
        fresh = np.concatenate([np.ones((len(keys), 1), bool), ~tied], axis=1)
        places = np.maximum.accumulate(np.where(fresh, places, 0), axis=1)
    keys &= mask
    keys *= units
    keys += places
    return np.bincount(keys.ravel(), minlength=units * units).reshape(units, units)


def _above(scores: Floats) -> Floats:
    """How many draws put the row's unit above the column's; a tie counts half."""
    found = np.zeros((scores.shape[1],) * 2)
    for unit, own in enumerate(scores.T):
        apart = scores - own[:, None]
        found[unit] = (apart > 0).sum(axis=0) + 0.5 * (apart == 0).sum(axis=0)
    return found

"""How sure a rank is: the index made again and again with other weights and other methods (不确定性).

Draws are made and worked out in blocks of a fixed size from one stream of numbers, so
that the same seed gives the same bytes however many are asked for at a time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

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
        moved = draws.T * (2 * self.reach * self.base)[:, None]
        moved += ((1 - self.reach) * self.base)[:, None]
        totals = np.add.reduceat(moved, np.cumsum(self.sizes) - self.sizes, axis=0)
        totals[totals == 0] = 1  # siblings that weigh nothing go on weighing nothing
        moved /= np.repeat(totals, self.sizes, axis=0)
        flat = moved[self.lines[0]]
        for level in self.lines[1:]:
            flat *= moved[level]
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
        flat = weights(drawn[:, 1:])
        if len(tables) == 1:
            return np.asarray(flat @ tables[0])
        flat, which = np.ascontiguousarray(flat), (drawn[:, 0] * len(tables)).astype(np.int64)
        return np.concatenate([flat[which == at] @ table for at, table in enumerate(tables)])

    sizes = [min(BLOCK, draws - start) for start in range(0, draws, BLOCK)]
    counts, above = np.zeros((units, units), np.int64), np.zeros((units, units)) if pairs else None
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(AT_ONCE) as pool:  # its idle threads would spin beside ours
        under_way: deque[Future[Whole]] = deque()
        for size in sizes:
            scores = scored(size)
            under_way.append(pool.submit(places_of, scores))
            if above is not None:
                above += _above(scores)
            if len(under_way) > AT_ONCE:  # a few at a time: memory stays what it is
                counts += under_way.popleft().result()
        for last in under_way:
            counts += last.result()
    return Spread(draws, counts, above)


def places_of(scores: Floats) -> Whole:
    """How often each unit takes each place, shape (units, units); the lowest score is the best.

    A score and its unit's number are sorted as one integer, several times quicker than
    numbers by scores: the last bits give way, and scores that differ by less share a place.
    """
    units = scores.shape[1]
    bits = max(units - 1, 1).bit_length()
    room = 1 << bits
    mask = np.int64(room - 1)
    keys = (scores - scores.min(initial=0.0)).view(np.int64)  # of floats not below nought, in their order
    keys &= ~mask
    keys |= np.arange(units)
    keys.sort(axis=1)
    tied = (keys[:, 1:] ^ keys[:, :-1]).view(np.uint64) <= np.uint64(mask)
    places = np.arange(units)
    if tied.any():
        fresh = np.concatenate([np.ones((len(keys), 1), bool), ~tied], axis=1)
        places = np.maximum.accumulate(np.where(fresh, places, 0), axis=1)
    keys &= mask
    keys <<= bits
    keys |= places
    return np.bincount(keys.ravel(), minlength=room * room).reshape(room, room)[:units, :units]


def _above(scores: Floats) -> Floats:
    """How many draws put the row's unit above the column's; a tie counts half."""
    found = np.zeros((scores.shape[1],) * 2)
    for unit, own in enumerate(scores.T):
        apart = scores - own[:, None]
        found[unit] = (apart > 0).sum(axis=0) + 0.5 * (apart == 0).sum(axis=0)
    return found

"""Why a unit stands where it stands, and why it moved: exact sums, nothing left over (名次变化分解)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np

from gaoxin.index.aggregate import flat_weights
from gaoxin.index.arrays import Floats, highest, lowest, ratio
from gaoxin.index.build import Built
from gaoxin.index.normalise import minmax
from gaoxin.index.ranks import TOLERANCE


def gap(scores: Floats, weights: Floats, unit: int, other: int) -> Floats:
    """What each indicator adds to how far ``other`` is ahead of ``unit``; sums to the difference of their totals.

    ``scores`` are normalised, (units, indicators); a missing score needs renewed weights:
    give :func:`own_weights` of both units' common indicators.
    """
    return np.asarray(weights * (scores[other] - scores[unit]))


def gap_in_logs(scores: Floats, weights: Floats, unit: int, other: int) -> Floats:
    """The same for a geometric total: sums to the difference of the totals' logarithms."""
    return np.asarray(weights * (np.log(scores[other]) - np.log(scores[unit])))


def own_weights(scores: Floats, weights: Floats) -> Floats:
    """Weights of each unit over what is known of it, shape (units, indicators).

    Rows sum to 1, or to 0 where nothing is known.
    """
    known = np.where(np.isnan(scores), 0.0, weights)
    return np.nan_to_num(ratio(known, known.sum(axis=1, keepdims=True)))


@dataclass(frozen=True)
class Moved:
    """A change of rank, told out.

    ``passed`` are the units now above that were not, ``left`` those that no longer are,
    ties counted as half. Per indicator, ``own`` is what the unit's own change did,
    ``rivals`` what theirs did; positive means the rank number grew (a worse place).
    ``own + rivals`` sums to ``change``.
    """

    change: float
    passed: tuple[int, ...]
    left: tuple[int, ...]
    own: Floats
    rivals: Floats


def moved(before: Floats, after: Floats, weights: Floats, unit: int) -> Moved:
    """Between two tables of normalised scores on one scale, with the same weights and units.

    Each unit that crossed counts one place, shared among the indicators by what they did
    to the distance between the two.
    """
    ahead0, ahead1 = _ahead(before @ weights, unit), _ahead(after @ weights, unit)
    crossed = np.flatnonzero(ahead0 != ahead1)
    own_step, steps = after[unit] - before[unit], after - before
    own, rivals = np.zeros(len(weights)), np.zeros(len(weights))
    for other in crossed:
        parts_rival, parts_own = weights * steps[other], -weights * own_step
        whole = (parts_rival + parts_own).sum()
        share = (ahead1[other] - ahead0[other]) / whole
        own += share * parts_own
        rivals += share * parts_rival
    gone, come = (tuple(np.flatnonzero(sign * (ahead1 - ahead0) > 0).tolist()) for sign in (-1, 1))
    return Moved(float((ahead1 - ahead0).sum()), come, gone, own, rivals)


def _ahead(totals: Floats, unit: int) -> Floats:
    """1 for each unit above, ½ for a tie (as :func:`gaoxin.index.ranks.ranks` has it), 0 below and for itself."""
    apart, rounding = totals - totals[unit], TOLERANCE * max(1.0, float(np.abs(totals).max(initial=0.0)))
    found = (apart > rounding) + 0.5 * (np.abs(apart) <= rounding)
    found[unit] = 0
    return np.asarray(found)


@dataclass(frozen=True)
class Change:
    """A change of place between two years, and all that made it; a worse place is positive.

    ``own`` and ``rivals`` are per indicator of the first year's framework, by what units
    did on its scale; ``rescaled`` is what the second year's scale did, ``reframed`` what its
    framework did, ``joined`` what units that are in one year only did. Together they
    sum to ``change``. Ties count as half a place.
    """

    before: float
    after: float
    own: Floats
    rivals: Floats
    rescaled: float
    reframed: float
    joined: float
    passed: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def change(self) -> float:
        return self.after - self.before


def changed(first: Built, second: Built, unit: str) -> Change:
    """Why a unit's place is another in the second year than in the first.

    Both are weighted sums of min–max scores without gaps and without outliers drawn in;
    the second may have another framework, as long as the first's indicators are in it.

    Raises:
        ValueError: they are not, or the unit is not in both.
    """
    _must_compare(first, second, unit)
    units = [one for one in first.data.units if one in set(second.data.units)]
    at = units.index(unit)
    rows0, rows1 = (np.array([built.data.units.index(one) for one in units]) for built in (first, second))
    columns = [second.framework.columns[node.code] for node in first.framework.indicators]
    old, new = first.data.values, second.data.values[:, columns]
    weights = flat_weights(first.framework)
    start, same_scale = (_on(first, values) for values in (old[rows0], new[rows1]))
    own_scale = minmax(new, first.framework.directions)[rows1]
    step = moved(start, same_scale, weights, at)
    places = [_place(scores @ weights, at) for scores in (start, same_scale, own_scale)]
    common = _place(second.index[rows1], at)
    before, after = _place(first.index, rows0[at]), _place(second.index, rows1[at])
    return Change(
        before,
        after,
        step.own,
        step.rivals,
        places[2] - places[1],
        common - places[2],
        (after - common) - (before - places[0]),
        tuple(units[one] for one in step.passed),
        tuple(units[one] for one in step.left),
    )


def _must_compare(first: Built, second: Built, unit: str) -> None:
    for built in (first, second):
        recipe = built.recipe
        if (recipe.normalise, recipe.aggregate, recipe.treat) != ("minmax", "arithmetic", None):
            raise ValueError("years are compared as weighted sums of min–max scores, outliers left as they are")
        if np.isnan(built.normalised).any():
            raise ValueError("years with gaps cannot be compared: fill them or leave the units out")
        if unit not in built.data.units:
            raise ValueError(f"{unit} is not in both years")
    absent = [node.code for node in first.framework.indicators if node.code not in second.framework.columns]
    if absent:
        raise ValueError(f"the second framework lacks {', '.join(absent)}")


def _on(scale: Built, values: Floats) -> Floats:
    """Values on a year's scale of 0…100."""
    turned, directions = scale.data.values * scale.framework.directions, scale.framework.directions
    low, high = lowest(turned), highest(turned)
    return ratio(values * directions - low, high - low) * 100


def _place(totals: Floats, unit: int) -> float:
    return 1 + float(_ahead(totals, unit).sum())


def shapley(before: Floats, after: Floats, weights: Floats, unit: int, groups: list[list[int]]) -> Floats:
    """What each group of indicators did to a unit's rank, whatever the order they are counted in (Shapley).

    Exact: every set of groups takes the new values for all units, the rest the old ones.
    Sums to the change of the rank counted as in :func:`moved`. For up to about 12 groups.
    """
    old = np.column_stack([before[:, group] @ weights[group] for group in groups])
    new = np.column_stack([after[:, group] @ weights[group] for group in groups])
    count, places = len(groups), {}
    for size in range(count + 1):
        for chosen in combinations(range(count), size):
            totals = np.where(np.isin(np.arange(count), chosen), new, old).sum(axis=1)
            places[frozenset(chosen)] = float(_ahead(totals, unit).sum())
    found = np.zeros(count)
    for at in range(count):
        others = [one for one in range(count) if one != at]
        for size in range(count):
            share = factorial(size) * factorial(count - size - 1) / factorial(count)
            for chosen in combinations(others, size):
                found[at] += share * (places[frozenset((*chosen, at))] - places[frozenset(chosen)])
    return found


def shapley_by_drawing(
    before: Floats, after: Floats, weights: Floats, unit: int, draws: int = 2000, seed: int = 0
) -> tuple[Floats, Floats]:
    """The same for many single indicators, over ``draws`` orders drawn at random: shares, and their standard errors.

    Every order sums exactly to the change, and so does the mean.
    """
    random = np.random.default_rng(seed)
    steps, start = (after - before) * weights, before @ weights
    count = len(weights)
    sums, squares = np.zeros(count), np.zeros(count)
    for _ in range(draws):
        order = random.permutation(count)
        totals = start[:, None] + np.cumsum(steps[:, order], axis=1)
        apart = np.column_stack([start, totals])
        rounding = TOLERANCE * np.maximum(1.0, np.abs(apart).max(axis=0))
        apart = apart - apart[unit]
        places = ((apart > rounding) + 0.5 * (np.abs(apart) <= rounding)).sum(axis=0) - 0.5
        done = np.diff(places)
        sums[order] += done
        squares[order] += done**2
    mean = sums / draws
    return mean, np.sqrt(np.maximum(squares / draws - mean**2, 0) / draws)


@dataclass(frozen=True, slots=True)
class GroupMoved:
    """What a group of indicators did to a place, in places won: positive is better."""

    own: float
    rivals: float

    @property
    def together(self) -> float:
        return self.own + self.rivals


def by_group(change: Change, codes: Sequence[str], groups: Mapping[str, str]) -> dict[str, GroupMoved]:
    """A change told by groups; ``codes`` are the indicators in the change's order, ``groups`` each one's group."""
    found: dict[str, GroupMoved] = {}
    for code, own, rivals in zip(codes, change.own.tolist(), change.rivals.tolist(), strict=True):
        so_far = found.get(groups[code], GroupMoved(0.0, 0.0))
        found[groups[code]] = GroupMoved(so_far.own - own, so_far.rivals - rivals)
    return found

"""The cheapest moves in closed form, for all enterprises at once.

Where every comparison can be helped by one lever only, the least move that meets it
is a quotient. A cheapest plan takes each lever either not at all or just to one of
these points, so it is found by trying them: levers that share no condition are
solved apart, and in each group one lever, the *tail*, needs no trying because its
least move follows from the others'.

Two things are left out and must be checked afterwards: that a move can also do harm
(hiring beyond the most staff allowed), and the last step of rounding. The result is
therefore a lower bound, exact where the moved facts pass.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from math import prod

import numpy as np

from gaoxin.ladder.needs import Every, Given, Need, Needs, Reach, Some, Total, inner_needs, levers_of
from gaoxin.ladder.present import Present, Vector
from gaoxin.rules import nodes
from gaoxin.rules.nodes import Number

MOST_POINTS = 20_000  # combinations tried per enterprise before the group is left to MILP
MOST_STEPS = 40  # steps of a lever that is tried step by step
CELLS = 4_000_000  # numbers held at once


@dataclass(frozen=True)
class Cheapest:
    """Steps per lever and enterprise, what they cost, and which enterprises this cannot answer for.

    ``steps`` is (levers, enterprises); ``cost`` is infinite where no move suffices;
    ``hard`` marks enterprises whose levers are not separable.
    """

    steps: np.ndarray
    cost: Vector
    hard: np.ndarray


def cheapest(need: Need, needs: Needs, present: Present, bounds: np.ndarray, costs: np.ndarray) -> Cheapest:
    """The cheapest steps for every enterprise.

    Args:
        need: what has to hold.
        needs: the builder it came from.
        present: its nodes on the facts of these enterprises.
        bounds: (levers, enterprises), the most steps of each lever.
        costs: (levers,), yuan per step.
    """
    found = Cheapest(np.zeros_like(bounds), np.zeros(present.rows), np.zeros(present.rows, bool))
    for part, levers in _groups(need):
        steps, cost, hard = _Group(part, levers, needs, present, bounds, costs).solve()
        found.steps[levers] = steps
        np.add(found.cost, cost, out=found.cost)
        np.logical_or(found.hard, hard, out=found.hard)
    return found


def reachable(need: Need, needs: Needs, present: Present, bounds: np.ndarray, costs: np.ndarray) -> np.ndarray:
    """Whether the need could hold with every lever at its most: bool; False is certain, True a hope."""
    return _Group(need, sorted(levers_of(need)), needs, present, bounds, costs).at_most()


def _groups(need: Need) -> list[tuple[Need, list[int]]]:
    """Parts that share no lever, each with its levers."""
    parts = need.parts if isinstance(need, Every) else (need,)
    groups: list[tuple[list[Need], set[int]]] = []
    for part in parts:
        levers = set(levers_of(part))
        mine: list[Need] = [part]
        apart = []
        for others, theirs in groups:
            if theirs & levers:
                mine, levers = others + mine, levers | theirs
            else:
                apart.append((others, theirs))
        groups = [*apart, (mine, levers)]
    return [(mine[0] if len(mine) == 1 else Every(tuple(mine)), sorted(levers)) for mine, levers in groups]


@dataclass
class _Group:
    """One group of levers; arrays have one axis per tried lever and a last one for enterprises."""

    need: Need
    levers: list[int]
    needs: Needs
    present: Present
    bounds: np.ndarray
    costs: np.ndarray
    axes: dict[int, int] = field(default_factory=dict)
    tail: int | None = None
    points: dict[int, np.ndarray] = field(default_factory=dict)
    least: dict[Reach, Vector] = field(default_factory=dict)
    hard: np.ndarray = field(init=False)
    rows: slice = field(default_factory=lambda: slice(None))
    _seen: dict[Need, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        inner = inner_needs(self.need)
        self.hard = np.zeros(self.present.rows, bool)
        self.totals = [need for need in inner if isinstance(need, Total)]
        for need in inner:
            if isinstance(need, Reach):
                self.least[need] = self._least(need)

    # the least step that meets one comparison

    def _least(self, reach: Reach) -> Vector:
        gap = self.present.at(reach.gap)
        met = gap > 0 if reach.strict else gap >= 0
        found = np.where(met, 0.0, np.inf)
        helpers = reach.helpers
        if len(helpers) == 1:
            slope = self.present.at(reach.slopes[helpers[0]])
            steps = _steps(gap, slope, reach.strict)
            found = np.where(met, 0.0, np.where(steps <= self.bounds[helpers[0]], steps, np.inf))
        elif helpers:
            self.hard |= ~met & ~np.isnan(gap)
        return np.where(np.isnan(gap), 0.0 if reach.open else np.inf, found)

    # trying

    def solve(self) -> tuple[np.ndarray, Vector, np.ndarray]:
        """Steps of the group's levers, their cost, and who is hard."""
        rows, everyone = self.present.rows, np.arange(self.present.rows)
        steps, cost = np.zeros((len(self.levers), rows)), np.zeros(rows)
        self._arrange()
        size = prod(len(points) for points in self.points.values())
        if size > MOST_POINTS or self._is_unbounded():
            self.hard[:] = True
            return steps, cost, self.hard
        chunk = max(1, CELLS // size)
        for start in range(0, rows, chunk):
            self.rows = slice(start, start + chunk)
            self._seen.clear()
            steps[:, self.rows], cost[self.rows] = self._solve_rows(len(everyone[self.rows]))
        return steps, cost, self.hard

    def _solve_rows(self, count: int) -> tuple[np.ndarray, Vector]:
        need = self._need(self.need)
        total = np.zeros((1,) * len(self.axes) + (count,))
        for lever in self.axes:
            total = total + self.costs[lever] * self._tried(lever)
        if self.tail is not None:
            limit = self.bounds[self.tail, self.rows]
            tail = np.where(need <= limit, need, np.inf)
            total = total + np.where(np.isinf(tail), np.inf, self.costs[self.tail] * tail)
        else:
            total = total + np.where(need == 0, 0.0, np.inf)
        shape = (*(len(self.points[lever]) for lever in self.axes), count)
        flat = np.broadcast_to(total, shape).reshape(-1, count)
        best = flat.argmin(axis=0)
        who = np.arange(count)
        cost = flat[best, who]
        places = np.unravel_index(best, shape[:-1]) if self.axes else ()
        steps = np.zeros((len(self.levers), count))
        for lever, place in zip(self.axes, places, strict=True):
            steps[self.levers.index(lever)] = self.points[lever][place, np.arange(self.present.rows)[self.rows]]
        if self.tail is not None:
            flat_need = np.broadcast_to(need, shape).reshape(-1, count)
            steps[self.levers.index(self.tail)] = flat_need[best, who]
        return np.where(np.isfinite(cost), steps, 0.0), cost

    def at_most(self) -> np.ndarray:
        """Whether the need holds with every lever at its most, harm left out."""
        self.axes = {lever: place for place, lever in enumerate(self.levers)}
        self.points = {lever: self.bounds[[lever]] for lever in self.levers}
        for reach in self.least:
            gap = self.present.at(reach.gap)
            best = gap + sum(np.maximum(self.present.at(reach.slopes[i]), 0.0) * self.bounds[i] for i in reach.helpers)
            met = best > 0 if reach.strict else best >= -1e-9 * np.abs(gap)
            self._seen[reach] = self._flat(np.where(met | (np.isnan(gap) & reach.open), 0.0, np.inf))
        return np.asarray(self._need(self.need).reshape(-1) == 0)

    def _arrange(self) -> None:
        """Choose the tail and the points to try of the other levers."""
        bands = [part for total in self.totals for parts in total.holds.values() for part in parts]
        inside = set[int]().union(*(levers_of(part) for part in bands))
        inside.update(*(total.buried for total in self.totals))
        free = [lever for lever in self.levers if lever not in inside]
        direct = [lever for lever in free if any(lever in total.slopes for total in self.totals)]
        self.tail = next(iter(direct or sorted(free, key=self._count, reverse=True)), None)
        tried = [lever for lever in self.levers if lever != self.tail]
        self.axes = {lever: place for place, lever in enumerate(tried)}
        self.points = {lever: self._points(lever) for lever in tried}

    def _count(self, lever: int) -> int:
        return sum(lever in reach.helpers for reach in self.least)

    def _is_stepwise(self, lever: int) -> bool:
        return any(lever in total.slopes or lever in total.buried for total in self.totals)

    def _is_unbounded(self) -> bool:
        return any(self._is_stepwise(lever) and self.bounds[lever].max(initial=0) > MOST_STEPS for lever in self.axes)

    def _points(self, lever: int) -> np.ndarray:
        """(points, enterprises): nothing, and the least move of each comparison the lever helps."""
        rows = self.present.rows
        points = [np.zeros(rows)]
        for reach, least in self.least.items():
            if reach.helpers == (lever,) and not any(np.array_equal(least, known) for known in points):
                points.append(least)
        if self._is_stepwise(lever):
            most = int(min(self.bounds[lever].max(initial=0), MOST_STEPS))
            points += [np.where(step <= self.bounds[lever], float(step), np.inf) for step in range(1, most + 1)]
        return np.array([point for point in points if np.isfinite(point).any()] or points[:1])

    def _tried(self, lever: int) -> np.ndarray:
        points = self.points[lever][:, self.rows]
        shape = [1] * len(self.axes) + [points.shape[1]]
        shape[self.axes[lever]] = len(points)
        return points.reshape(shape)

    # needs → steps of the tail (0 holds already, infinite cannot); numbers → values at every point

    def _need(self, need: Need) -> np.ndarray:
        if need not in self._seen:
            self._seen[need] = self._evaluate(need)
        return self._seen[need]

    def _evaluate(self, need: Need) -> np.ndarray:
        match need:
            case Given():
                return self._flat(np.where(self.present.holds(need), 0.0, np.inf))
            case Reach(helpers=(lever,)) if lever in self.axes:
                return np.where(self._tried(lever) >= self._flat(self.least[need]), 0.0, np.inf)
            case Reach():
                return self._flat(self.least[need])
            case Total():
                return self._total(need)
            case Every(parts=parts):
                return reduce(np.maximum, (self._need(part) for part in parts))
            case Some(count=1, parts=parts):
                return reduce(np.minimum, (self._need(part) for part in parts))
            case Some(count=count, parts=parts):
                found = np.stack(np.broadcast_arrays(*(self._need(part) for part in parts)))
                return np.asarray(np.sort(found, axis=0)[count - 1])
        raise TypeError(f"no steps for {type(need).__name__}")

    def _total(self, total: Total) -> np.ndarray:
        gap = self._number(total.gap, total)
        met = gap > 0 if total.strict else gap >= 0
        found = np.where(met, 0.0, np.inf)
        if self.tail is not None and self.tail in total.slopes:
            slope = self._flat(self.present.at(total.slopes[self.tail]))
            found = np.where(met, 0.0, _steps(gap, slope, total.strict))
        unknown = self._flat(self.present.at(total.gap))
        return np.where(np.isnan(unknown), 0.0 if total.open else np.inf, found)

    def _number(self, number: Number, total: Total) -> np.ndarray:
        if not self.needs.levers(number):
            return self._flat(self.present.at(number))
        match number:
            case nodes.Column(name=name):
                value = self._flat(self.present.at(number))
                for lever, by in self.needs.moves[name].items():
                    if lever in self.axes:
                        tried = self._tried(lever)
                        value = value + by * np.where(np.isinf(tried), 0.0, tried)
                return value
            case nodes.Known(column=column, missing=missing):
                value = self._number(column, total)
                return np.where(np.isnan(value), float(missing), value)
            case nodes.Add(terms=terms):
                return reduce(np.add, (self._number(term, total) for term in terms))
            case nodes.Mul(factors=factors):
                return reduce(np.multiply, (self._number(factor, total) for factor in factors))
            case nodes.Extreme(terms=terms, largest=largest):
                return reduce(np.maximum if largest else np.minimum, (self._number(term, total) for term in terms))
            case nodes.Pick():
                return self._pick(number, total)
        raise TypeError(f"no value for {type(number).__name__}")

    def _pick(self, pick: nodes.Pick, total: Total) -> np.ndarray:
        found: np.ndarray = np.array(float(pick.otherwise.low))
        for need, value in reversed(list(zip(total.holds[pick], pick.values, strict=True))):
            found = np.where(self._need(need) == 0, float(value.low), found)
        return found

    def _flat(self, values: Vector) -> np.ndarray:
        return values[self.rows].reshape((1,) * len(self.axes) + (-1,))


def _steps(gap: np.ndarray, slope: np.ndarray, strict: bool) -> np.ndarray:
    """Whole steps that bring ``gap + steps · slope`` to 0 (above it); infinite where they cannot."""
    with np.errstate(divide="ignore", invalid="ignore"):
        exact = -gap / slope
    noisy = np.abs(gap) >= 2.0**53  # rather one step too few, which is then put right, than one too many
    exact = np.where(noisy, exact * (1 - 1e-13), exact)
    steps = np.floor(exact) + 1 if strict else np.ceil(exact)
    return np.where(slope > 0, steps, np.inf)

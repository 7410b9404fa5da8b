"""The cheapest moves of one enterprise as a mixed-integer programme (HiGHS).

For what the closed form cannot separate: a lever that helps one condition and harms
another, two levers in one ratio, alternatives with too many combinations. Each need
becomes rows that bind while its 0/1 guard is 1. Columns are scaled (money in 万元) and
rows by their largest coefficient, so that the solver's tolerance means something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from math import gcd
from typing import Any

import numpy as np

from gaoxin.ladder.needs import Every, Given, Need, Needs, Reach, Some, Total
from gaoxin.ladder.present import Present
from gaoxin.rules import nodes
from gaoxin.rules.nodes import Number

MONEY = 10_000.0  # steps of a divisible lever in one unit of its column: 万元
COUNTED = 10_000  # a divisible lever of no more steps is counted too: rounding up would cost something
SECONDS = 5.0
Terms = dict[int, float]


@dataclass(frozen=True)
class Solution:
    """Steps per lever, or None where there is no solution; ``proven`` whether either is certain."""

    steps: np.ndarray | None
    proven: bool


def solve_one(
    need: Need,
    needs: Needs,
    present: Present,
    row: int,
    bounds: np.ndarray,
    costs: np.ndarray,
    whole: Sequence[bool] | np.ndarray,
) -> Solution:
    """The cheapest steps of the enterprise in ``row``; divisible levers are rounded up to whole steps.

    Args:
        need: what has to hold.
        needs: the builder it came from.
        present: its nodes on the facts.
        row: which enterprise.
        bounds: (levers,), the most steps of each lever.
        costs: (levers,), yuan per step.
        whole: per lever, whether its steps are counted one by one.
    """
    counted = np.asarray(whole) | (bounds <= COUNTED)
    model = _Model(needs, present, row, bounds, np.where(counted, 1.0, MONEY))
    for lever, most in enumerate(bounds):
        model.variable(float(costs[lever]) * model.unit[lever], most / model.unit[lever], whole=bool(counted[lever]))
    try:
        model.demand(need, None)
    except ValueError:
        return Solution(None, False)
    if model.refused:
        return Solution(None, True)
    found = model.solve()
    if found.x is None:
        return Solution(None, found.status == 2)
    steps = np.ceil(found.x[: len(bounds)] * model.unit - 1e-5)
    return Solution(np.clip(steps, 0.0, bounds), found.status == 0)


@dataclass
class _Model:
    needs: Needs
    present: Present
    row: int
    bounds: np.ndarray
    unit: np.ndarray  # steps in one unit of each lever's variable
    cost: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    integral: list[bool] = field(default_factory=list)
    rows: list[tuple[Terms, float]] = field(default_factory=list)
    refused: bool = False

    def variable(self, cost: float, high: float, *, whole: bool) -> int:
        self.cost.append(cost)
        self.high.append(high)
        self.integral.append(whole)
        return len(self.cost) - 1

    def switch(self) -> int:
        return self.variable(0.0, 1.0, whole=True)

    def at(self, node: nodes.Condition | Number) -> float:
        return float(self.present.at(node)[self.row])

    # needs

    def demand(self, need: Need, guard: int | None) -> None:
        """The need holds where the guard is 1 (always, without one)."""
        match need:
            case Given():
                self.settle(bool(self.present.holds(need)[self.row]), guard)
            case Reach(gap=gap, strict=strict, slopes=slopes):
                value = self.at(gap)
                if np.isnan(value):
                    return self.settle(need.open, guard)
                by = {lever: self.at(slope) for lever, slope in slopes.items()}
                terms = {lever: slope * self.unit[lever] for lever, slope in by.items()}
                self.at_least(terms, -self.needed(by, value, strict), guard)
            case Total():
                self.total(need, guard)
            case Every(parts=parts):
                for part in parts:
                    self.demand(part, guard)
            case Some(count=count, parts=parts):
                chosen = [self.switch() for _ in parts]
                for part, switch in zip(parts, chosen, strict=True):
                    self.demand(part, switch)
                self.rows.append(self.enough(chosen, count, guard))
        return None

    def needed(self, by: Terms, gap: float, strict: bool) -> float:
        """What whole steps must add at least: a multiple of ``grain``, half of which is the solver's leeway."""
        grain = float(gcd(*(int(slope) for slope in by.values())))
        least = (1.0 if strict else 0.0) - gap
        if not grain:
            return least
        leeway = grain / 2 if all(self.integral[lever] for lever in by) else 0.0
        return float(np.ceil(least / grain)) * grain - leeway

    def enough(self, chosen: list[int], count: int, guard: int | None) -> tuple[Terms, float]:
        """At least ``count`` of the switches where the guard is 1."""
        terms = dict.fromkeys(chosen, 1.0)
        return (terms, -float(count)) if guard is None else (terms | {guard: -float(count)}, 0.0)

    def settle(self, holds: bool, guard: int | None) -> None:
        if holds:
            return
        if guard is None:
            self.refused = True
        else:
            self.high[guard] = 0.0

    def at_least(self, terms: Terms, fixed: float, guard: int | None) -> None:
        """``fixed + Σ terms ≥ 0`` where the guard is 1, scaled by the largest coefficient."""
        terms = {column: value for column, value in terms.items() if value and self.high[column]}
        if not terms:
            return self.settle(fixed >= 0, guard)
        scale = max(abs(value) for value in terms.values())
        terms, fixed = {column: value / scale for column, value in terms.items()}, fixed / scale
        worst = fixed + sum(min(value, 0.0) * self.high[column] for column, value in terms.items())
        if guard is None:
            self.rows.append((terms, fixed))
        elif worst < 0:
            best = fixed + sum(max(value, 0.0) * self.high[column] for column, value in terms.items())
            if best < -1e-9:
                self.high[guard] = 0.0
            else:  # fixed + Σ ≥ worst · (1 − guard)
                self.rows.append((terms | {guard: worst}, fixed - worst))
        return None

    # totals of points

    def total(self, total: Total, guard: int | None) -> None:
        if np.isnan(self.at(total.gap)):
            return self.settle(total.open, guard)
        lattice = [0]
        terms, fixed = self.number(total.gap, total, 1, lattice)
        grain = float(gcd(*lattice)) or 1.0
        # Values lie `grain` apart: half of it keeps a strict bar clear of the solver's tolerance
        self.at_least(terms, fixed - grain / 2 if total.strict else fixed + grain / 4, guard)
        return None

    def number(self, number: Number, total: Total, sign: int, lattice: list[int]) -> tuple[Terms, float]:
        """A number as variables and a constant; ``sign`` says from which side its value is used."""
        if not self.needs.levers(number):
            value = self.at(number)
            lattice.append(int(value))
            return {}, value
        match number:
            case nodes.Column(name=name):
                value, moves = self.at(number), self.needs.moves[name]
                lattice.extend((int(value), *moves.values()))
                return {lever: by * self.unit[lever] for lever, by in moves.items()}, value
            case nodes.Known(column=column, missing=missing):
                if np.isnan(self.at(column)):
                    lattice.append(missing)
                    return {}, float(missing)
                return self.number(column, total, sign, lattice)
            case nodes.Add(terms=parts):
                found: Terms = {}
                fixed = 0.0
                for part in parts:
                    more, value = self.number(part, total, sign, lattice)
                    fixed += value
                    for column_at, by in more.items():
                        found[column_at] = found.get(column_at, 0.0) + by
                return found, fixed
            case nodes.Mul(factors=factors):
                return self.product(factors, total, sign, lattice)
            case nodes.Pick():
                return self.pick(number, total, sign, lattice)
            case nodes.Extreme():
                return self.extreme(number, total, sign, lattice)
        raise TypeError(f"no column for {type(number).__name__}")

    def product(self, factors: tuple[Number, ...], total: Total, sign: int, lattice: list[int]) -> tuple[Terms, float]:
        moved = [factor for factor in factors if self.needs.levers(factor)]
        by = float(np.prod([self.at(factor) for factor in factors if factor not in moved]))
        if len(moved) != 1:
            raise ValueError("a product of two moving numbers is frozen before it comes here")
        inner: list[int] = []
        terms, fixed = self.number(moved[0], total, sign if by >= 0 else -sign, inner)
        lattice.extend(int(by) * value for value in inner)
        return {column: by * value for column, value in terms.items()}, by * fixed

    def pick(self, pick: nodes.Pick, total: Total, sign: int, lattice: list[int]) -> tuple[Terms, float]:
        """One band is chosen and its condition holds; bands come best first, so an earlier one is no worse."""
        if sign < 0:
            raise ValueError("points that may not exceed a bar are not planned for")
        values = [value.low for value in (*pick.values, pick.otherwise)]
        lattice.extend(values)
        chosen = [self.switch() for _ in values]
        self.rows.append((dict.fromkeys(chosen, 1.0), -1.0))
        self.rows.append((dict.fromkeys(chosen, -1.0), 1.0))
        for place, need in enumerate(total.holds[pick]):
            self.demand(need, chosen[place])
        return {column: float(value) for column, value in zip(chosen, values, strict=True)}, 0.0

    def extreme(self, extreme: nodes.Extreme, total: Total, sign: int, lattice: list[int]) -> tuple[Terms, float]:
        """The easy side needs every term to bound it; on the other one term is chosen."""
        bounded = extreme.largest is not (sign > 0)
        low, high = float(extreme.low), float(extreme.high)
        unit = max(high - low, 1.0)
        value = self.variable(0.0, 1.0, whole=False)  # value = low + unit · variable
        guards: list[int | None] = [None] * len(extreme.terms)
        if not bounded:
            switches = [self.switch() for _ in extreme.terms]
            self.rows.append((dict.fromkeys(switches, 1.0), -1.0))
            guards = [*switches]
        for term, guard in zip(extreme.terms, guards, strict=True):
            terms, fixed = self.number(term, total, sign, lattice)
            side = {column: sign * by for column, by in terms.items()} | {value: -sign * unit}
            self.at_least(side, sign * (fixed - low), guard)
        lattice.append(int(low))
        return {value: unit}, low

    def solve(self) -> Any:
        """Hand the model to HiGHS; SciPy is imported with the first, for many plans need none."""
        optimize, sparse = import_module("scipy.optimize"), import_module("scipy.sparse")
        columns = len(self.cost)
        limits = optimize.Bounds(np.zeros(columns), np.array(self.high))
        rows = []
        if self.rows:
            at = [
                (place, column, value) for place, (terms, _) in enumerate(self.rows) for column, value in terms.items()
            ]
            places, names, values = zip(*at, strict=True)
            matrix = sparse.csr_matrix((values, (places, names)), shape=(len(self.rows), columns))
            rows = [optimize.LinearConstraint(matrix, -np.array([fixed for _, fixed in self.rows]), np.inf)]
        options = {"time_limit": SECONDS, "mip_rel_gap": 0.0}
        return optimize.milp(
            np.array(self.cost),
            integrality=np.array(self.integral, int),
            bounds=limits,
            constraints=rows,
            options=options,
        )

"""The cheapest steps that make one verdict come out, checked by the exact engine.

In closed form where the levers allow it, one by one as a MILP where they do not;
either way no answer leaves this module that the moved facts do not bear out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import polars as pl

from gaoxin.engine.one import run_few
from gaoxin.engine.outputs import verdicts
from gaoxin.engine.python import compile_python
from gaoxin.ladder.levers import Lever, Levers
from gaoxin.ladder.milp import solve_one
from gaoxin.ladder.needs import Need, Needs, Reach, Total, inner_needs
from gaoxin.ladder.present import Present
from gaoxin.ladder.separable import cheapest, reachable
from gaoxin.rules.plan import Plan

ROUNDS = 3  # closed-form rounding errs low by a step at most, a solver's by its tolerance


@dataclass(frozen=True)
class Answer:
    """Steps (levers, enterprises), whom they are good for, and who was left without an answer."""

    steps: np.ndarray
    solved: np.ndarray
    unsolved: np.ndarray


@dataclass
class Problem:
    """One plan, some enterprises and the levers that can help them.

    ``milps`` is how many enterprises may still be solved one by one; ``closed`` False
    solves all of them so.
    """

    plan: Plan
    wide: pl.DataFrame
    levers: tuple[Lever, ...]
    milps: int
    closed: bool = True
    needs: Needs = field(init=False)
    costs: np.ndarray = field(init=False)
    bounds: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.needs = _kept_needs(_Same(self.plan), _Same(self.levers))
        self.costs = np.array([float(lever.step_cost) for lever in self.levers])
        limits = [lever.bound(self.wide) for lever in self.levers]
        self.bounds = np.array(limits).reshape(len(self.levers), len(self.wide))
        self.whole = np.array([lever.whole for lever in self.levers], bool)

    @cached_property
    def oracle(self) -> Any:
        """The verdict in unlimited integers, for one enterprise."""
        return compile_python(verdicts([self.plan]))

    def answer(self, need: Need, present: Present, rows: np.ndarray, *, certain: bool) -> Answer:
        """The cheapest steps for the rows asked about.

        Args:
            need: of the plan's verdict.
            present: its nodes on the facts.
            rows: bool, whom to answer for.
            certain: whether the verdict has to be met, or only not to fail.
        """
        answer = Answer(np.zeros_like(self.bounds), np.zeros(len(rows), bool), np.zeros(len(rows), bool))
        left = np.flatnonzero(rows)
        if self.closed:
            left = left[self.reachable(need, present)[left]]
            left = self._closed(need, present, left, answer, certain=certain)
        for row in left:
            if self.milps > 0:
                self.milps -= 1
                self._one(need, present, int(row), answer, certain=certain)
            else:
                answer.unsolved[row] = True
        return answer

    def reachable(self, need: Need, present: Present) -> np.ndarray:
        """Who could meet a need with every lever at its most."""
        return reachable(need, self.needs, present, self.bounds, self.costs)

    def _closed(self, need: Need, present: Present, places: np.ndarray, answer: Answer, *, certain: bool) -> np.ndarray:
        """Fill in what the closed form answers; return the rows it cannot answer for."""
        part = present.only(places)
        found = cheapest(need, self.needs, part, self.bounds[:, places], self.costs)
        finite = np.isfinite(found.cost) & ~found.hard
        passed = np.zeros(len(places), bool)
        steps = found.steps.copy()
        for _ in range(ROUNDS):
            asked = np.flatnonzero(finite & ~passed)
            if not len(asked):
                break
            passed[asked] = self._passes(places[asked], steps[:, asked], certain=certain)
            again = asked[~passed[asked]]
            more = (steps[:, again] > 0) & ~self.whole[:, None] & (steps[:, again] < self.bounds[:, places[again]])
            steps[:, again] += more
        answer.steps[:, places[passed]] = steps[:, passed]
        answer.solved[places[passed]] = True
        return np.asarray(places[found.hard | (finite & ~passed)])

    def _passes(self, places: np.ndarray, steps: np.ndarray, *, certain: bool) -> np.ndarray:
        """Whether the moved facts pass the exact engine."""
        moved = self.moved(places, steps)
        verdict = run_few(verdicts([self.plan]), moved)[self.plan.id]
        return np.asarray(verdict.fill_null(not certain).to_numpy())

    def moved(self, places: np.ndarray, steps: np.ndarray) -> pl.DataFrame:
        """The facts of some enterprises after their moves."""
        wide = self.wide[places]
        added: dict[str, np.ndarray] = {}
        for lever, by in zip(self.levers, steps, strict=True):
            for column, step in lever.moves().items():
                added[column] = added.get(column, 0) + by.astype(np.int64) * step
        return wide.with_columns(
            (pl.col(name) + pl.Series(values)).alias(name) for name, values in added.items() if name in wide.columns
        )

    def _one(self, need: Need, present: Present, row: int, answer: Answer, *, certain: bool) -> None:
        found = solve_one(need, self.needs, present, row, self.bounds[:, row], self.costs, self.whole)
        if found.steps is None:
            answer.unsolved[row] = not found.proven
            return
        facts, steps = self.wide.row(row, named=True), found.steps
        for _ in range(ROUNDS):
            verdict = self.oracle(self._moved_row(facts, steps))[0]
            if verdict or (verdict is None and not certain):
                answer.steps[:, row], answer.solved[row] = steps, True
                return
            steps = np.minimum(steps + ((steps > 0) & ~self.whole), self.bounds[:, row])
        answer.unsolved[row] = True

    def _moved_row(self, facts: dict[str, Any], steps: np.ndarray) -> dict[str, Any]:
        moved = dict(facts)
        for lever, by in zip(self.levers, steps, strict=True):
            for column, step in lever.moves().items():
                if moved.get(column) is not None:
                    moved[column] += int(by) * step
        return moved


class _Same:
    """Something known by being that very thing: plans and levers are too large to compare."""

    __slots__ = ("it",)

    def __init__(self, it: Any) -> None:
        self.it = it

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.it is self.it

    def __hash__(self) -> int:
        return id(self.it)


def useful(plan: Plan, levers: Iterable[Lever]) -> tuple[Lever, ...]:
    """The levers that can help a plan: they reach it, not only to its harm, and none does the same for less."""
    return _useful(_Same(plan), _Same(levers)) if isinstance(levers, Levers) else _helpful(plan, levers)


@lru_cache(maxsize=256)
def _useful(plan: _Same, levers: _Same) -> tuple[Lever, ...]:
    """Kept: it takes longer than to advise one enterprise."""
    return _helpful(plan.it, levers.it)


def _helpful(plan: Plan, levers: Iterable[Lever]) -> tuple[Lever, ...]:
    reached = {node.name for node in plan.columns()}
    moving = [lever for lever in levers if reached & lever.moves().keys()]
    effects = [{column: by for column, by in lever.moves().items() if column in reached} for lever in moving]
    kept = [
        lever
        for place, lever in enumerate(moving)
        if not any(
            effects[place] == effects[other]
            and (lever.step_cost, place) > (moving[other].step_cost, other)
            and (lever.most, lever.share, lever.of) == (moving[other].most, moving[other].share, moving[other].of)
            for other in range(len(moving))
        )
    ]
    needs = needs_of(plan, kept)
    helping: set[int] = set()
    for need in inner_needs(*(needs.of(plan.verdict, open=open) for open in (False, True))):
        if isinstance(need, Reach):
            helping.update(need.helpers)
        elif isinstance(need, Total):
            helping.update(need.slopes, need.buried)
    return tuple(lever for place, lever in enumerate(kept) if place in helping)


@lru_cache(maxsize=256)
def _kept_needs(plan: _Same, levers: _Same) -> Needs:
    """The same builder for the same plan and levers, with all it has built."""
    return needs_of(plan.it, levers.it)


def needs_of(plan: Plan, levers: Iterable[Lever]) -> Needs:
    """The builder of a plan's needs, seen from these levers."""
    moves: dict[str, dict[int, int]] = {}
    for place, lever in enumerate(levers):
        for column, by in lever.moves().items():
            moves.setdefault(column, {})[place] = by
    return Needs(plan.make, moves)

"""Advice: the cheapest change of facts that would make an enterprise qualify.

Two questions are asked in turn. Can it *certainly* qualify, every open mark counted at
its least? If not, can it at least not fail, what is open taken favourably? Then either
facts are missing, or an expert's judgement remains and is named. If neither, the
criteria that no lever moves are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from gaoxin.assessment import Assessment
from gaoxin.ladder.doubts import blocking, doubts
from gaoxin.ladder.levers import Lever
from gaoxin.ladder.present import Present
from gaoxin.ladder.solving import Problem, useful
from gaoxin.rules.nodes import Column, Flag

Status = Literal["met", "possible", "impossible", "needs data", "not solved"]
Method = Literal["auto", "milp"]
MILP_LIMIT = 100  # enterprises a call solves one by one; some 5 ms each


@dataclass(frozen=True, slots=True)
class Move:
    """One fact to raise, in base units; ``also`` are the facts that move along, by how much."""

    field: str
    label: str
    unit: str
    before: float
    after: float
    change: float
    cost: float
    also: tuple[tuple[str, float], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        names = ("field", "label", "unit")
        found = {name: getattr(self, name) for name in names}
        return {
            **found,
            "from": self.before,
            "to": self.after,
            "change": self.change,
            "cost": self.cost,
            "also": dict(self.also),
        }


@dataclass(frozen=True, slots=True)
class Advice:
    """What one enterprise would have to change for one policy.

    ``cost`` is in yuan, None unless the status is met or possible. ``open`` are criteria
    that experts still decide, ``blocking`` those no lever can move, ``missing`` the facts
    to supply first. ``held`` is None when recognitions are not known.
    """

    uscc: str
    name: str
    policy: str
    edition: str
    status: Status
    held: bool | None = None
    cost: float | None = None
    moves: tuple[Move, ...] = ()
    open: tuple[str, ...] = ()
    blocking: tuple[str, ...] = ()
    missing: tuple[dict[str, Any], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        head = {name: getattr(self, name) for name in ("uscc", "name", "policy", "edition", "status", "held", "cost")}
        lists = {name: list(getattr(self, name)) for name in ("open", "blocking", "missing")}
        return {**head, "moves": [move.as_dict() for move in self.moves], **lists}


def advise(
    assessment: Assessment,
    policy: str,
    levers: Iterable[Lever],
    *,
    method: Method = "auto",
    milp_limit: int = MILP_LIMIT,
) -> list[Advice]:
    """The cheapest way to one policy for every enterprise of an assessment, in its order.

    Args:
        assessment: has the policy among its plans.
        policy: its id.
        levers: from :func:`gaoxin.ladder.levers.load_levers`.
        method: ``milp`` solves every enterprise one by one, to check the closed form against.
        milp_limit: enterprises that may be solved so; those beyond are ``not solved``.
    """
    plan, table = assessment.plan(policy), assessment.table
    judged = [node for node in plan.columns() if node.name.startswith("judged:")]
    todo = np.flatnonzero(~table[plan.id].fill_null(False).to_numpy())
    wide = assessment.wide[todo]
    problem = Problem(plan, _judged_well(wide, judged), useful(plan, levers), milp_limit, closed=method == "auto")
    found = _solved(problem, assessment, todo, _open_judgements(wide, judged)) if len(todo) else []
    held = assessment.wide[name].to_list() if (name := f"held:{plan.id}") in assessment.wide.columns else None
    advice: dict[int, dict[str, Any]] = dict(zip(map(int, todo), found, strict=True))
    return [
        Advice(
            uscc,
            title or "",
            plan.id,
            plan.edition.id,
            held=None if held is None else held[row],
            **advice.get(row, {"status": "met", "cost": 0.0}),
        )
        for row, (uscc, title) in enumerate(table.select("uscc", "name").iter_rows())
    ]


def _solved(
    problem: Problem, assessment: Assessment, todo: np.ndarray, judgements: Sequence[tuple[str, ...]]
) -> list[dict[str, Any]]:
    """What to say of every enterprise whose verdict is not met, in the problem's order."""
    plan, needs = problem.plan, problem.needs
    sure, may = (needs.of(plan.verdict, open=open) for open in (False, True))
    leaves = {outcome.id: needs.of(outcome.verdict, open=True) for outcome in plan.outcomes}
    present = Present(problem.wide, needs, [sure, may, *leaves.values()])
    first = problem.answer(sure, present, np.ones(len(todo), bool), certain=True)
    second = problem.answer(may, present, ~first.solved & ~first.unsolved, certain=False)
    steps = np.where(first.solved, first.steps, second.steps)
    unsolved = first.unsolved | second.unsolved
    failed = ~first.solved & ~second.solved & ~unsolved
    blocked = blocking(problem, leaves, present, assessment.table[todo], failed)
    doubtful = doubts(problem, steps, second.solved, assessment.on)
    columns = problem.wide.columns
    values = [problem.wide[lever.column].to_list() if lever.column in columns else [] for lever in problem.levers]
    counts = steps.T.astype(np.int64).tolist()
    found: list[dict[str, Any]] = []
    for row in range(len(todo)):
        by_experts, missing = doubtful.get(row, ((), ()))
        if unsolved[row]:
            found.append({"status": "not solved"})
        elif failed[row]:
            found.append({"status": "impossible", "blocking": blocked[row]})
        elif missing:
            found.append({"status": "needs data", "missing": missing})
        else:
            counted = enumerate(counts[row])
            moves = tuple(_move(problem.levers[at], count, values[at][row]) for at, count in counted if count)
            cost = round(sum(move.cost for move in moves), 2)
            found.append({"status": "possible", "cost": cost, "moves": moves, "open": (*judgements[row], *by_experts)})
    return found


def _move(lever: Lever, steps: int, present: int) -> Move:
    item, step = lever.field, lever.step
    change = steps * step.numerator if step.denominator == 1 else float(steps * step)
    before = present / item.step
    cost = round(float(lever.cost) * change, 2)
    also = tuple((other.name, change) for other in lever.together)
    return Move(lever.name, lever.label, item.unit, before, before + change, change, cost, also)


def _judged_well(wide: pl.DataFrame, judged: Sequence[Column | Flag]) -> pl.DataFrame:
    """Judgements nobody has given are taken as favourable; they are named as open."""
    return wide.with_columns(
        (pl.col(node.name).fill_null(True) if node.name in wide.columns else pl.lit(True)).alias(node.name)
        for node in judged
    )


def _open_judgements(wide: pl.DataFrame, judged: Sequence[Column | Flag]) -> list[tuple[str, ...]]:
    """Per enterprise, the criteria only a person can judge and nobody has."""
    absent = [
        wide[node.name].is_null().to_list() if node.name in wide.columns else [True] * len(wide) for node in judged
    ]
    return [
        tuple(node.field for node, gaps in zip(judged, absent, strict=True) if gaps[row]) for row in range(len(wide))
    ]


def totals(advice: Sequence[Advice]) -> dict[str, int]:
    """How many enterprises have each status."""
    found: dict[str, int] = dict.fromkeys(("met", "possible", "needs data", "impossible", "not solved"), 0)
    for one in advice:
        found[one.status] += 1
    return found

"""Why an enterprise cannot be promised a rung: what blocks it, what is missing, what experts decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from gaoxin.engine.one import run_few
from gaoxin.engine.outputs import Output
from gaoxin.ladder.needs import Need
from gaoxin.ladder.present import Present
from gaoxin.ladder.solving import Problem
from gaoxin.periods import year_at
from gaoxin.rules.model import Requirement
from gaoxin.rules.nodes import Column, Condition, Flag, Known, Settled, walk
from gaoxin.rules.plan import Plan

Missing = dict[str, Any]


def blocking(
    problem: Problem, leaves: Mapping[str, Need], present: Present, verdicts: pl.DataFrame, rows: np.ndarray
) -> dict[int, tuple[str, ...]]:
    """Per row, the criteria no lever can meet; where each alone could be met, those unmet now.

    Args:
        problem: the plan and its enterprises.
        leaves: the open need of each criterion.
        present: their nodes on the facts.
        verdicts: columns ``<policy>/<criterion>`` of the enterprises as they are.
        rows: bool, whom to explain.
    """
    places = np.flatnonzero(rows)
    if not len(places):
        return {}
    names, plan = list(leaves), problem.plan
    can = np.array([problem.reachable(need, present)[places] for need in leaves.values()])
    met = np.array([verdicts[f"{plan.id}/{name}"].fill_null(True).to_numpy()[places] for name in names])
    named: dict[bytes, tuple[str, ...]] = {}  # enterprises share few patterns
    found = {}
    for row, pattern in zip(places, np.ascontiguousarray(np.vstack([can, met]).T.astype(bool)), strict=True):
        key = pattern.tobytes()
        if key not in named:
            named[key] = _named(plan, names, pattern)
        found[int(row)] = named[key]
    return found


def _named(plan: Plan, names: list[str], pattern: np.ndarray) -> tuple[str, ...]:
    can, met = pattern[: len(names)], pattern[len(names) :]
    stuck = _stuck(plan.edition.requires, dict(zip(names, map(bool, can), strict=True)))
    return tuple(stuck or (name for name, is_met in zip(names, met, strict=True) if not is_met))


def _stuck(requirement: Requirement, can: dict[str, bool]) -> list[str]:
    """Criteria without which the requirement cannot hold and that cannot be met; [] where it can."""
    if requirement.kind == "leaf":
        return [] if can.get(requirement.criterion, True) else [requirement.criterion]
    inner = [_stuck(part, can) for part in requirement.parts]
    free = sum(not names for names in inner)
    least = {"all": len(inner), "any": 1, "at_least": requirement.count}[requirement.kind]
    return [] if free >= least else list(dict.fromkeys(name for names in inner for name in names))


def doubts(
    problem: Problem, steps: np.ndarray, rows: np.ndarray, on: date
) -> dict[int, tuple[tuple[str, ...], tuple[Missing, ...]]]:
    """Of rows that would not fail: the criteria experts decide, and the facts without which nothing can be said."""
    places = np.flatnonzero(rows)
    if not len(places):
        return {}
    moved = problem.moved(places, steps[:, places])
    outcomes = [(outcome.id, *_reads(outcome.verdict)) for outcome in problem.plan.outcomes]
    table = run_few([Output(outcome.id, "verdict", outcome.verdict) for outcome in problem.plan.outcomes], moved)
    unknown = {name: table[name].is_null().to_list() for name, *_ in outcomes}
    read = {node.name for _, facts, _ in outcomes for node in facts}
    values = {name: moved[name].to_list() if name in moved.columns else [None] * len(moved) for name in read}
    found = {}
    for at, row in enumerate(places):
        open_ones: list[str] = []
        missing: dict[str, Missing] = {}
        for name, facts, by_experts in outcomes:
            if not unknown[name][at]:
                continue
            lacking = [node for node in facts if values[node.name][at] is None]
            if not lacking and by_experts:
                open_ones.append(name)
            # with nothing lacking a base is 0: the fact is known, the rate is not
            doubtful = lacking or ([] if by_experts else [node for node in facts if values[node.name][at] == 0])
            missing |= {node.name: _asked(node, on) for node in doubtful}
        found[int(row)] = (tuple(open_ones), tuple(missing.values()))
    return found


def _asked(node: Column | Flag, on: date) -> Missing:
    """What to ask the enterprise for."""
    if node.name.startswith("held"):
        return {"field": "recognitions", "recognition": node.field, "year": None}
    if node.field in ("age_days", "age_years", "full_years"):
        return {"field": "established_on", "year": None}
    return {"field": node.field, "year": None if node.offset is None else year_at(on, node.offset)}


def _reads(verdict: Condition) -> tuple[list[Column | Flag], bool]:
    """The facts a verdict reads other than experts' marks, and whether experts have a part in it."""
    below = walk(verdict)
    marks = {node.column for node in below if isinstance(node, Known)}
    facts = [node for node in below if isinstance(node, Column | Flag) and node not in marks]
    return facts, any(isinstance(node, Settled) for node in below)

"""The zone's plan: with a budget, whom to support towards which rung.

The most new recognitions (or the most weight, where rungs are weighted) for the least
money; an enterprise is supported towards one rung at most. With equal weights the
cheapest rung of each enterprise, cheapest first, is already the best plan; otherwise
it is a multiple-choice knapsack (:mod:`gaoxin.ladder.knapsack`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gaoxin.ladder.advice import Advice
from gaoxin.ladder.knapsack import relax, settle, solve_core

Reason = Literal["held", "over budget", "impossible", "needs data", "not solved"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An enterprise that is not supported, with the rung that came nearest and why it does not."""

    advice: Advice
    reason: Reason


@dataclass(frozen=True)
class BudgetPlan:
    """Whom to support; those ready at no cost first, then by cost.

    ``optimal`` is False only where the solver ran out of time; the plan then keeps to the
    budget but may not be the best.
    """

    budget: float
    chosen: tuple[Advice, ...]
    left_out: tuple[LeftOut, ...]
    optimal: bool = True

    @property
    def spent(self) -> float:
        return sum(map(_fen, self.chosen)) / 100

    def as_dict(self) -> dict[str, Any]:
        return {
            "budget": self.budget,
            "spent": self.spent,
            "recognitions": len(self.chosen),
            "open": sum(bool(advice.open) for advice in self.chosen),
            "optimal": self.optimal,
            "chosen": [{**advice.as_dict(), "apply_now": not advice.cost} for advice in self.chosen],
            "left_out": [_left_out(entry) for entry in self.left_out],
        }


def plan_budget(candidates: Iterable[Advice], budget: float, weights: Mapping[str, float] | None = None) -> BudgetPlan:
    """The plan with the most new recognitions within a budget.

    Args:
        candidates: advice of every enterprise for every rung considered.
        budget: yuan.
        weights: policy id → what a new recognition counts; 1 where not given.

    Raises:
        ValueError: a negative budget or weight.
    """
    weights = weights or {}
    if budget < 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("budget and weights must be 0 or more")
    given = list(candidates)
    able = sorted((advice for advice in given if _is_candidate(advice)), key=_order)
    worth = [float(weights.get(advice.policy, 1.0)) for advice in able]
    optimal = True
    if len(set(worth)) <= 1:
        chosen = _greedy(able, budget) if any(worth) else []
    else:
        chosen, optimal = _knapsack(able, worth, budget)
    return BudgetPlan(budget, tuple(sorted(chosen, key=_order)), tuple(_rest(given, chosen)), optimal)


def _is_candidate(advice: Advice) -> bool:
    return not advice.held and advice.status in ("met", "possible")


def _fen(advice: Advice) -> int:
    return round((advice.cost or 0.0) * 100)


def _order(advice: Advice) -> tuple[int, int, str, str]:
    """Cheapest first; of equal cost those without an open judgement, then by code."""
    return _fen(advice), len(advice.open), advice.uscc, advice.policy


def _greedy(able: list[Advice], budget: float) -> list[Advice]:
    left, chosen, taken = round(budget * 100), [], set()
    for advice in able:
        if advice.uscc not in taken and _fen(advice) <= left:
            chosen.append(advice)
            taken.add(advice.uscc)
            left -= _fen(advice)
    return chosen


def _knapsack(able: list[Advice], worth: list[float], budget: float) -> tuple[list[Advice], bool]:
    """The multiple-choice knapsack: settle what its relaxation settles, solve the rest."""
    limit, costs = round(budget * 100), [_fen(advice) for advice in able]
    owners = list(dict.fromkeys(advice.uscc for advice in able))
    where = {uscc: place for place, uscc in enumerate(owners)}
    options: list[list[int]] = [[] for _ in owners]
    for place, advice in enumerate(able):
        if worth[place] > 0:
            options[where[advice.uscc]].append(place)
    relaxed = relax(options, worth, costs, limit)
    if relaxed.price == 0:
        return [able[place] for place in relaxed.taken], True
    fixed, core, must = settle(options, worth, costs, relaxed)
    rest = limit - sum(costs[place] for place in fixed)
    for slack in (0, 2, 10):  # the solver may overdraw by its tolerance, a fen or so
        taken, optimal = solve_core(core, must, worth, costs, rest - slack)
        if taken is not None and sum(costs[place] for place in taken) <= rest:
            return [able[place] for place in (*fixed, *taken)], optimal and not slack
    return [able[place] for place in relaxed.taken], False


def _rest(given: list[Advice], chosen: list[Advice]) -> Iterable[LeftOut]:
    """One entry for every enterprise without support: the rung that came nearest, and why not."""
    supported = {advice.uscc for advice in chosen}
    nearest: dict[str, LeftOut] = {}
    for advice in given:
        if advice.uscc in supported:
            continue
        entry = LeftOut(advice, _reason(advice))
        known = nearest.get(advice.uscc)
        if known is None or _nearness(entry) < _nearness(known):
            nearest[advice.uscc] = entry
    return nearest.values()


NEAREST: tuple[Reason, ...] = ("over budget", "needs data", "not solved", "impossible", "held")


def _nearness(entry: LeftOut) -> tuple[int, int]:
    return NEAREST.index(entry.reason), _fen(entry.advice)


def _reason(advice: Advice) -> Reason:
    if advice.held:
        return "held"
    if advice.status in ("met", "possible"):
        return "over budget"
    return advice.status  # type: ignore[return-value]


def _left_out(entry: LeftOut) -> dict[str, Any]:
    advice = entry.advice
    head = {"uscc": advice.uscc, "name": advice.name, "policy": advice.policy, "reason": entry.reason}
    return {**head, "cost": advice.cost, "blocking": list(advice.blocking), "missing": list(advice.missing)}

"""The zone's plan against trying everything."""

from __future__ import annotations

import itertools
import random

import pytest

from gaoxin.ladder.advice import Advice, Status
from gaoxin.ladder.budget import plan_budget


def able(uscc: str, cost: float, policy: str = "hnte", status: Status = "possible", **more: object) -> Advice:
    return Advice(uscc, f"企业{uscc}", policy, "1", status, cost=cost, **more)  # type: ignore[arg-type]


def best(candidates: list[Advice], budget: float, weights: dict[str, float]) -> tuple[float, int]:
    """The most weight and, for it, the least fen: by trying every choice."""
    firms: dict[str, list[Advice | None]] = {}
    for advice in candidates:
        firms.setdefault(advice.uscc, [None]).append(advice)
    found = (0.0, 0)
    for choice in itertools.product(*firms.values()):
        taken = [advice for advice in choice if advice]
        fen = sum(round((advice.cost or 0) * 100) for advice in taken)
        if fen <= round(budget * 100):
            worth = round(sum(weights.get(advice.policy, 1.0) for advice in taken), 9)
            found = max(found, (worth, -fen))
    return found[0], -found[1]


@pytest.mark.parametrize("weights", [{}, {"hnte": 3.0, "srdi": 2.0}, {"hnte": 1.5, "srdi": 0.7, "tech_sme": 0.2}])
@pytest.mark.parametrize("seed", range(60))
def test_the_plan_is_the_best_there_is(seed: int, weights: dict[str, float]) -> None:
    draw = random.Random(seed)
    every = [
        able(
            str(draw.randint(1, 7)),
            draw.choice([0.0, draw.randint(1, 60) * 1.0, round(draw.random() * 1e6, 2)]),
            policy,
        )
        for policy in draw.choices(["hnte", "srdi", "tech_sme"], k=draw.randint(1, 12))
    ]
    candidates = list({(one.uscc, one.policy): one for one in every}.values())
    budget = draw.choice([0.0, 45.0, 100.0, round(draw.random() * 3e6, 2)])
    plan = plan_budget(candidates, budget, weights)
    worth = round(sum(weights.get(one.policy, 1.0) for one in plan.chosen), 9)
    assert (worth, round(plan.spent * 100)) == best(candidates, budget, weights)
    assert plan.spent <= budget
    assert plan.optimal


def test_an_enterprise_is_supported_once() -> None:
    plan = plan_budget([able("A", 5, "hnte"), able("A", 3, "srdi")], 100)
    assert [(one.uscc, one.policy) for one in plan.chosen] == [("A", "srdi")]


def test_who_is_ready_comes_first_and_is_told_to_apply() -> None:
    plan = plan_budget([able("B", 5), able("A", 0.0, status="met")], 100)
    assert [(entry["uscc"], entry["apply_now"]) for entry in plan.as_dict()["chosen"]] == [("A", True), ("B", False)]


def test_a_holder_is_no_candidate() -> None:
    plan = plan_budget([able("A", 0.0, status="met", held=True)], 100)
    assert plan.chosen == ()
    assert [entry.reason for entry in plan.left_out] == ["held"]


def test_everybody_left_out_has_a_reason() -> None:
    candidates = [
        able("A", 60.0),
        able("B", 50.0),
        Advice("C", "丙", "hnte", "1", "impossible", blocking=("HNTE-1",)),
        Advice("D", "丁", "hnte", "1", "needs data"),
        Advice("E", "戊", "hnte", "1", "not solved"),
        Advice("F", "己", "hnte", "1", "impossible"),
        able("F", 70.0, "srdi"),
    ]
    plan = plan_budget(candidates, 60)
    assert [one.uscc for one in plan.chosen] == ["B"]
    reasons = {entry.advice.uscc: entry.reason for entry in plan.left_out}
    expected = {"A": "over budget", "C": "impossible", "D": "needs data", "E": "not solved", "F": "over budget"}
    assert reasons == expected


def test_equal_costs_are_settled_by_certainty_and_then_by_code() -> None:
    candidates = [able("C", 5), able("A", 5, open=("X",)), able("B", 5)]
    assert [one.uscc for one in plan_budget(candidates, 10).chosen] == ["B", "C"]
    assert plan_budget(candidates, 10) == plan_budget(candidates[::-1], 10)


def test_open_recognitions_are_counted_apart() -> None:
    document = plan_budget([able("A", 1, open=("X",)), able("B", 1)], 10).as_dict()
    assert (document["recognitions"], document["open"]) == (2, 1)


def test_a_budget_below_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        plan_budget([], -1)

"""Advice on made-up zones, checked by the exact oracle; and on firms made for one question each."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import polars as pl
import pytest

from bench.plan import made_up_zone
from gaoxin.assessment import Assessment, assess
from gaoxin.engine.outputs import outputs, verdicts
from gaoxin.engine.python import compile_python
from gaoxin.errors import RulebookError
from gaoxin.ladder.advice import Advice, advise
from gaoxin.ladder.levers import fact_column, load_levers
from gaoxin.register import Facts
from gaoxin.rules.load import load_rulebook

RULEBOOK = load_rulebook()
LEVERS = load_levers(RULEBOOK)
TODAY, BEFORE = date(2026, 5, 15), date(2025, 5, 15)
RUNGS = [("hnte", TODAY), ("tech_sme", TODAY), ("innovative_sme", TODAY), ("srdi", TODAY), ("srdi", BEFORE)]
RUNGS += [("little_giant", TODAY), ("star_attributes", TODAY), ("nx_agri_hnte", TODAY), ("gazelle_xiamen", TODAY)]


@cache
def zone(policy: str, on: date, rows: int = 500, complete: bool = True, seed: int = 42) -> Assessment:
    return made_up_zone((policy,), on, rows, seed, complete=complete)


def moved(row: dict[str, Any], advice: Advice, fewer: int = 0) -> dict[str, Any]:
    """The facts after the moves; ``fewer`` steps short in each."""
    found = dict(row)
    levers = {lever.name: lever for lever in LEVERS}
    for move in advice.moves:
        change = Fraction(move.change) - fewer * levers[move.field].step
        for name in (move.field, *dict(move.also)):
            item = RULEBOOK.fields[name]
            column = fact_column(item)
            if found.get(column) is not None:
                found[column] += int(change * item.step)
    return found


def judged_well(row: dict[str, Any], found: Assessment) -> dict[str, Any]:
    names = [node.name for node in found.plans[0].columns() if node.name.startswith("judged:")]
    return row | {name: True for name in names if row.get(name) is None}


@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize(("policy", "on"), RUNGS)
def test_what_is_called_possible_passes_the_oracle(policy: str, on: date, complete: bool) -> None:
    found = zone(policy, on, complete=complete)
    plan = found.plan(policy)
    oracle, detail = compile_python(verdicts([plan])), compile_python(outputs([plan]))
    names = [output.name for output in outputs([plan])]
    for row, advice in zip(found.wide.iter_rows(named=True), advise(found, policy, LEVERS), strict=True):
        (before,) = oracle(row)
        assert (advice.status == "met") == (before is True)
        if advice.status != "possible":
            continue
        after = moved(row, advice)
        (verdict,) = oracle(after)
        if not advice.open:
            assert verdict is True
        else:
            assert verdict is None  # never promised while a judgement is open
            result = dict(zip(names, detail(judged_well(after, found)), strict=True))
            assert result[policy] is not False
            unknown = {outcome.id for outcome in plan.outcomes if result[f"{policy}/{outcome.id}"] is None}
            assert result[policy] or unknown & set(advice.open)


@pytest.mark.parametrize(("policy", "on"), RUNGS)
def test_one_step_less_of_a_single_move_does_not_pass(policy: str, on: date) -> None:
    found = zone(policy, on)
    oracle = compile_python(verdicts([found.plan(policy)]))
    for row, advice in zip(found.wide.iter_rows(named=True), advise(found, policy, LEVERS), strict=True):
        if advice.status == "possible" and len(advice.moves) == 1 and not advice.open:
            assert oracle(moved(row, advice, fewer=1)) != (True,)


@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize(("policy", "on"), RUNGS)
def test_closed_form_and_milp_agree(policy: str, on: date, complete: bool) -> None:
    found = zone(policy, on, rows=80, complete=complete, seed=7)
    ours = advise(found, policy, LEVERS)
    theirs = advise(found, policy, LEVERS, method="milp", milp_limit=10**9)
    assert [(one.status, one.blocking, one.open) for one in ours] == [(o.status, o.blocking, o.open) for o in theirs]
    for one, other in zip(ours, theirs, strict=True):
        if one.cost is not None and other.cost is not None:
            assert one.cost == pytest.approx(other.cost, rel=1e-6, abs=1.0)  # a yuan is the step


SMALL = {"tech_staff": 3, "rd_staff": 2, "class1_ip": 2, "class2_ip": 3, "conversions": 2, "management_score": 2}
SMALL |= {"digital_level": 1}


@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize(("policy", "on"), RUNGS)
def test_nothing_cheaper_is_found_by_trying_everything(policy: str, on: date, complete: bool) -> None:
    levers = [replace(lever, most=Fraction(SMALL[lever.name]), share=None) for lever in LEVERS if lever.name in SMALL]
    coarse = {"share": None, "step": Fraction(200_000), "most": Fraction(600_000)}
    levers += [replace(lever, **coarse) for lever in LEVERS if lever.name == "rd_expense"]  # type: ignore[arg-type]
    found = zone(policy, on, rows=25, complete=complete, seed=3)
    plan = found.plan(policy)
    oracle, columns = compile_python(verdicts([plan])), {column.name for column in plan.columns()}
    levers = [lever for lever in levers if lever.moves().keys() & columns]
    for row, advice in zip(found.wide.iter_rows(named=True), advise(found, policy, levers), strict=True):
        if advice.status == "met" or advice.open:
            continue
        bounds = [int(lever.bound(pl.DataFrame([row]))[0]) for lever in levers]
        costs = []
        for steps in itertools.product(*(range(bound + 1) for bound in bounds)):
            after = dict(row)
            for lever, count in zip(levers, steps, strict=True):
                for column, by in lever.moves().items():
                    after[column] = None if after.get(column) is None else after[column] + count * by
            if oracle(after) == (True,):
                costs.append(float(sum(lever.step_cost * n for lever, n in zip(levers, steps, strict=True))))
        assert advice.cost == (min(costs) if costs else None)


def test_the_order_of_enterprises_changes_nothing() -> None:
    found = zone("hnte", TODAY)
    turned = replace(found, wide=found.wide.reverse(), table=found.table.reverse())
    assert advise(turned, "hnte", LEVERS)[::-1] == advise(found, "hnte", LEVERS)


# one firm, one question

YUAN = 100
GOOD: dict[str, Any] = {
    "uscc": "A",
    "name": "甲",
    "year": 2025,
    "resident": True,
    "prohibited_product": False,
    "on_abnormal_list": False,
    "safety_accident": False,
    "quality_accident": False,
    "environment_violation": False,
    "research_dishonesty": False,
    "staff": 100,
    "tech_staff": 20,
    "sales_revenue": 50_000_000 * YUAN,
    "total_assets": 60_000_000 * YUAN,
    "cost_expense": 45_000_000 * YUAN,
    "rd_expense": 1_500_000 * YUAN,  # 3 %: 20 points
    "rd_expense_domestic": 1_500_000 * YUAN,
    "class1_ip": 0,
    "class1_ip_own": 0,
    "invention_patents": 0,
    "class2_ip": 4,  # 24 points, with staff 12 and R&D 20: 56 of 60
    "national_award_rank": 10**9,
    "rd_institution": "无",
    "standard_led": False,
}


def firm(policy: str = "tech_sme", on: date = TODAY, **facts: Any) -> Assessment:
    row = GOOD | facts
    held = [{"uscc": "B", "recognition": "hnte", "valid_from": date(2025, 1, 1), "valid_to": None}]
    return assess(Facts.of([row], held), RULEBOOK, on, [policy])


def test_the_cheapest_way_is_found() -> None:
    (advice,) = advise(firm(), "tech_sme", LEVERS)
    assert (advice.status, advice.cost) == ("possible", 80_000)
    (move,) = advice.moves
    assert (move.field, move.before, move.after, move.change) == ("class1_ip", 0, 1, 1)
    assert dict(move.also) == {"class1_ip_own": 1, "invention_patents": 1}


def test_a_zone_s_own_costs_change_the_advice() -> None:
    dear = [replace(lever, cost=Fraction(10**9)) if lever.name == "class1_ip" else lever for lever in LEVERS]
    (advice,) = advise(firm(), "tech_sme", dear)
    assert [(move.field, move.change, move.cost) for move in advice.moves] == [("rd_expense", 500_000, 500_000)]


def test_hiring_moves_the_whole_staff_too() -> None:
    hires = [replace(lever, cost=Fraction(1)) for lever in LEVERS if lever.name == "tech_staff"]
    (advice,) = advise(firm(), "tech_sme", hires)
    # 25 % is wanted: (20 + 7) ÷ (100 + 7) = 25.2 %, while 5 more of 100 would have been 25 %
    assert [(move.field, move.change, dict(move.also)) for move in advice.moves] == [("tech_staff", 7, {"staff": 7})]


def test_hiring_never_breaks_the_most_staff_allowed() -> None:
    cheap = [replace(lever, cost=Fraction(1)) if lever.name == "tech_staff" else lever for lever in LEVERS]
    large = {"staff": 495, "tech_staff": 99}
    (advice,) = advise(firm(**large), "tech_sme", cheap)
    assert [move.field for move in advice.moves] == ["class1_ip"]  # 33 hires would be cheaper and 528 too many
    (advice,) = advise(firm(**large), "tech_sme", cheap, milp_limit=0)
    assert advice.status == "not solved"  # said, not guessed


def test_impossible_is_said_with_the_criterion() -> None:
    (advice,) = advise(firm(staff=600, tech_staff=200), "tech_sme", LEVERS)
    assert (advice.status, advice.blocking, advice.cost) == ("impossible", ("TSME-6-2a",), None)


def test_alternatives_that_all_fail_are_all_named() -> None:
    (advice,) = advise(firm(tech_staff=1, class2_ip=0, rd_expense=0), "tech_sme", [])
    assert advice.status == "impossible"
    assert advice.blocking == ("TSME-6-5", "TSME-8-1", "TSME-8-2", "TSME-8-3", "TSME-8-4")


def test_a_missing_fact_is_asked_for() -> None:
    (advice,) = advise(firm(total_assets=None), "tech_sme", LEVERS)
    assert (advice.status, advice.cost) == ("needs data", None)
    assert {"field": "total_assets", "year": 2025} in advice.missing


def test_a_missing_fact_that_cannot_matter_is_not_asked_for() -> None:
    (advice,) = advise(firm(total_assets=None, staff=600, tech_staff=200), "tech_sme", LEVERS)
    assert (advice.status, advice.blocking) == ("impossible", ("TSME-6-2a",))


def test_an_unknown_lever_is_not_moved() -> None:
    (advice,) = advise(firm(class1_ip=None), "tech_sme", LEVERS)
    assert [move.field for move in advice.moves] == ["rd_expense"]


def test_nothing_to_do_costs_nothing() -> None:
    (advice,) = advise(firm(class1_ip=1), "tech_sme", LEVERS)
    assert (advice.status, advice.cost, advice.moves) == ("met", 0.0, ())


def test_an_open_judgement_is_named() -> None:
    found = zone("srdi", TODAY, rows=3000)
    possible = [one for one in advise(found, "srdi", LEVERS) if one.status == "possible"]
    judged = found.wide["judged:SRDI26-5"].to_list()
    by_code = dict(zip(found.wide["uscc"], judged, strict=True))
    assert possible
    assert all(("SRDI26-5" in one.open) == (by_code[one.uscc] is None) for one in possible)


# levers.yaml


def test_mistakes_in_a_levers_file_are_located(tmp_path: Any) -> None:
    path = tmp_path / "levers.yaml"
    path.write_text(
        "note: x\nlevers:\n  rd_expence: {label: a, cost: 1, most: {value: 1}}\n  staff: {label: b, most: {}}\n"
    )
    with pytest.raises(RulebookError) as caught:
        load_levers(RULEBOOK, path)
    text = str(caught.value)
    assert "rd_expense" in text
    assert "levers.yaml:3:3 GX204" in text
    assert "levers.yaml:4:" in text


def test_no_lever_is_history_or_a_title() -> None:
    assert {lever.field.period for lever in LEVERS} == {"year"}
    assert not {lever.name for lever in LEVERS} & {
        "revenue",
        "sales_revenue",
        "net_profit",
        "market_share",
        "platform_score",
    }
    assert LEVERS.evidence == "derived"
    assert "不是官方" in LEVERS.note

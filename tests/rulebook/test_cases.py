"""Every worked example of every policy, on every engine."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import polars as pl
import pytest

from gaoxin.engine.facts import wide_facts
from gaoxin.engine.native.run import run_native
from gaoxin.engine.outputs import Output, outputs
from gaoxin.engine.polars import run_polars
from gaoxin.engine.python import compile_python
from gaoxin.rules.load import default_rulebook, load_rulebook
from gaoxin.rules.plan import Plan, compile_plans
from tests.rulebook.cases import Case, facts_of, load_cases

RULEBOOK = load_rulebook()
FOLDERS = {path.parent.name: path.parent for path in sorted(default_rulebook().rglob("policy.yaml"))}
WORDS: dict[Any, Any] = {"met": True, "not_met": False, "unknown": None}


def groups(policy: str) -> dict[tuple[Any, str | None], list[Case]]:
    found: dict[tuple[Any, str | None], list[Case]] = defaultdict(list)
    for case in load_cases(FOLDERS[policy], policy):
        found[(case.on, case.edition)].append(case)
    return found


def score_lines(plan: Plan) -> list[Output]:
    lines = [line for top in plan.scores for line in below(top)]
    return [Output(f"item/{line.id}/{end}", "points", getattr(line, end)) for line in lines for end in ("low", "high")]


def below(line: Any) -> list[Any]:
    return [line, *(inner for part in line.parts for inner in below(part))]


def wanted_of(plan: Plan) -> list[Output]:
    return outputs([plan]) + score_lines(plan)


def mistakes(case: Case, plan: Plan, got: dict[str, Any]) -> list[str]:
    """What the case expects and did not get."""
    wrong = []
    for name, expected in [*case.expect.items(), *case.items.items()]:
        if name == "verdict":
            found: Any = got[plan.id]
        elif name == "score":
            found = [got[f"{plan.id}/score_low"], got[f"{plan.id}/score_high"]]
        elif name == "class":
            at = got[f"{plan.id}/class"]
            found = None if at is None else plan.classes[at][1]
        elif f"item/{name}/low" in got:
            found = [got[f"item/{name}/low"], got[f"item/{name}/high"]]
        else:
            found = got[f"{plan.id}/{name}"]
        if isinstance(found, list):
            expected = expected if isinstance(expected, list) else [expected, expected]
        want = WORDS.get(expected, expected) if isinstance(expected, str) else expected
        if want != found:
            wrong.append(f"{case.claim}: {name} should be {expected}, is {found}")
    return wrong


@pytest.mark.parametrize("policy", list(FOLDERS))
def test_every_case_holds_in_the_oracle_in_polars_and_in_machine_code(policy: str) -> None:
    wrong: list[str] = []
    for (on, edition), cases in groups(policy).items():
        (plan,) = compile_plans(RULEBOOK, on, [policy], {policy: edition} if edition else None)
        rows, held = facts_of(cases, RULEBOOK)
        wide = wide_facts(rows, held, on, RULEBOOK)
        wide = without_titles(wide, cases)
        wanted = wanted_of(plan)
        tables = {"Polars": run_polars(wanted, wide), "machine code": run_native(wanted, wide)}
        oracle = compile_python(wanted)
        for number, case in enumerate(cases):
            exact = dict(zip((output.name for output in wanted), oracle(wide.row(number, named=True)), strict=True))
            wrong += mistakes(case, plan, exact)
            for engine, table in tables.items():
                fast = table.row(number, named=True)
                wrong += [
                    f"{case.claim}: {engine} says {fast[n]} for {n}, the oracle {v}"
                    for n, v in exact.items()
                    if differs(fast[n], v)
                ]
    assert wrong == []


def differs(left: Any, right: Any) -> bool:
    if isinstance(left, float) and isinstance(right, float):
        return abs(left - right) > 1e-12 * max(1.0, abs(right)) and abs(left - right) > 0.011
    return bool(left != right)


def without_titles(wide: pl.DataFrame, cases: list[Case]) -> pl.DataFrame:
    """Titles unknown, not absent, for cases that say nothing of recognitions."""
    said = pl.Series([case.recognitions is not None for case in cases])
    titles = [name for name in wide.columns if name.startswith(("held:", "held_days:"))]
    return wide.with_columns(pl.when(said).then(pl.col(name)).alias(name) for name in titles)


def test_a_case_folder_has_all_four_files() -> None:
    names = {"source.yaml", "parameters.yaml", "policy.yaml", "cases.yaml"}
    assert {policy: {p.name for p in folder.iterdir()} & names for policy, folder in FOLDERS.items()} == dict.fromkeys(
        FOLDERS, names
    )

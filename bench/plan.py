"""How long a zone's plan takes: advice for 5 000 enterprises per rung, then the budget.

Run with ``python -m bench.plan``. The population is made up (:mod:`bench.rules.population`),
its facts complete so that levers rather than gaps decide; costs are those of ``levers.yaml``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import date
from typing import TypeVar

import polars as pl

from bench.rules.population import make_population
from gaoxin.assessment import Assessment
from gaoxin.engine.outputs import outputs
from gaoxin.engine.polars import run_polars
from gaoxin.ladder.advice import advise, totals
from gaoxin.ladder.budget import plan_budget
from gaoxin.ladder.levers import load_levers
from gaoxin.register import Facts
from gaoxin.rules.load import load_rulebook
from gaoxin.rules.plan import compile_plans

ON = date(2026, 5, 15)
RUNGS = ("tech_sme", "innovative_sme", "hnte", "srdi")
T = TypeVar("T")


def made_up_zone(policies: tuple[str, ...], on: date, rows: int, seed: int = 7, *, complete: bool = True) -> Assessment:
    """An assessed zone of invented enterprises; complete facts but for judgements, or with gaps."""
    rulebook = load_rulebook()
    plans = compile_plans(rulebook, on, policies)
    columns = {column.name: column for plan in plans for column in plan.columns()}
    wide = make_population(columns.values(), rulebook.fields, on, rows, seed)
    if complete:
        gaps = [name for name in wide.columns if not name.startswith("judged:")]
        wide = wide.with_columns(pl.col(gaps).fill_null(strategy="forward").fill_null(strategy="backward"))
    wide = wide.with_columns(pl.format("企业{}", "uscc").alias("name"))
    facts = Facts.of([{"uscc": code, "year": on.year - 1} for code in wide["uscc"]])
    return Assessment(on, rulebook, tuple(plans), facts, wide, run_polars(outputs(plans), wide))


def fastest(work: Callable[[], T], times: int) -> tuple[float, T]:
    """Best of several runs in milliseconds, and the last result."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
    return best * 1000, result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--times", type=int, default=7)
    args = parser.parse_args()
    zone = made_up_zone(RUNGS, ON, args.rows)
    levers, everything, whole = load_levers(zone.rulebook), [], 0.0
    for policy in RUNGS:
        spent, found = fastest(lambda policy=policy: advise(zone, policy, levers), args.times)
        everything += found
        whole += spent
        print(f"advice {policy:15} {spent:7.1f} ms  {totals(found)}")
    for name, weights in (("equal weights", None), ("weighted", {"hnte": 3.0, "srdi": 2.0})):
        spent, plan = fastest(lambda weights=weights: plan_budget(everything, 50_000_000, weights), args.times)
        print(
            f"budget {name:15} {spent:7.1f} ms  {len(plan.chosen)} supported for {plan.spent:,.0f} yuan"
            f", optimal={plan.optimal}"
        )
        print(f"whole plan {name}: {whole + spent:.0f} ms")


if __name__ == "__main__":
    main()

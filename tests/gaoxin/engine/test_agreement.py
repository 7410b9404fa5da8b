"""Every engine says the same of ten thousand awkward enterprises, and unknown means unknown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest

from gaoxin.engine.facts import wide_facts
from gaoxin.engine.native.run import run_native
from gaoxin.engine.outputs import POINT, Output, outputs
from gaoxin.engine.polars import run_polars
from gaoxin.engine.spark import run_spark
from gaoxin.rules.load import load_rulebook
from gaoxin.rules.plan import Plan, compile_plans
from gaoxin.rules.score import ScoreLine
from tests.gaoxin.engine.agreement import assess_all, disagreements
from tests.gaoxin.engine.population import forget, population
from tests.rulebook.cases import Case, facts_of
from tests.rulebook.test_cases import FOLDERS, groups

RULEBOOK = load_rulebook()
DAYS = (date(2026, 5, 15), date(2025, 5, 1))  # the editions of 2026, and those of 2022
SIZE = 10_000
pytestmark = pytest.mark.xdist_group("spark")  # the oracle answers once for all engines


@dataclass(frozen=True)
class Sample:
    wanted: tuple[Output, ...]
    facts: pl.DataFrame
    oracle: pl.DataFrame


@cache
def sample(on: date) -> Sample:
    plans = compile_plans(RULEBOOK, on)
    facts = population(plans, SIZE, seed=on.year, like=examples())
    wanted = wanted_of(plans)
    return Sample(wanted, facts, assess_all(wanted, facts))


@cache
def examples() -> pl.DataFrame:
    """The enterprises of every policy's worked examples, many of which meet it."""
    days: dict[date, list[Case]] = defaultdict(list)
    for policy in FOLDERS:
        for (on, _), cases in groups(policy).items():
            days[on] += cases
    return pl.concat((wide_facts(*facts_of(days[on], RULEBOOK), on, RULEBOOK) for on in days), how="diagonal_relaxed")


def wanted_of(plans: Iterable[Plan]) -> tuple[Output, ...]:
    """All outputs, and every line of the score sheets."""
    found = []
    for plan in plans:
        found += outputs([plan])
        for line in (inner for top in plan.scores for inner in below(top)):
            found.append(Output(f"{plan.id}/points/{line.id}/low", "points", line.low))
            found.append(Output(f"{plan.id}/points/{line.id}/high", "points", line.high))
    return tuple({output.name: output for output in found}.values())


def below(line: ScoreLine) -> list[ScoreLine]:
    return [line, *(inner for part in line.parts for inner in below(part))]


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_sample_decides_every_policy_in_all_three_ways(on: date) -> None:
    oracle, plans = sample(on).oracle, compile_plans(RULEBOOK, on)
    seen = {plan.id: set(oracle[plan.id].unique().to_list()) for plan in plans}
    assert seen == {plan.id: {True, False, None} for plan in plans}


@pytest.mark.parametrize("nation", [False, True], ids=["a zone's table", "a nation's"])
@pytest.mark.parametrize("on", DAYS, ids=str)
def test_polars_says_what_the_oracle_says(on: date, nation: bool) -> None:
    given = sample(on)
    found = run_polars(given.wanted, given.facts.lazy() if nation else given.facts)
    assert disagreements(given.wanted, given.facts, found, given.oracle, nearest=not nation) == []


@pytest.mark.parametrize("nation", [False, True], ids=["a zone's table", "a nation's"])
@pytest.mark.parametrize("on", DAYS, ids=str)
def test_table_of_codes_alone_says_what_the_oracle_says(on: date, nation: bool) -> None:
    wanted, facts = sample(on).wanted, sample(on).facts.select("uscc").head(2)
    found = run_polars(wanted, facts.lazy() if nation else facts)
    assert disagreements(wanted, facts, found, assess_all(wanted, facts)) == []


@pytest.mark.parametrize("nation", [False, True], ids=["a zone's table", "a nation's"])
@pytest.mark.parametrize("on", DAYS, ids=str)
def test_machine_code_says_what_the_oracle_says(on: date, nation: bool) -> None:
    given = sample(on)
    found = run_native(given.wanted, given.facts.lazy() if nation else given.facts)
    assert disagreements(given.wanted, given.facts, found, given.oracle) == []


@pytest.mark.parametrize(
    ("on", "generated"), [(DAYS[0], True), (DAYS[1], False)], ids=["generated code", "interpreted"]
)
def test_spark_says_what_the_oracle_says(on: date, generated: bool, spark: Any) -> None:
    given = sample(on)
    spark.conf.set("spark.sql.codegen.factoryMode", "FALLBACK" if generated else "NO_CODEGEN")
    found = run_spark(given.wanted, given.facts, spark=spark)
    spark.conf.unset("spark.sql.codegen.factoryMode")
    assert disagreements(given.wanted, given.facts, found, given.oracle) == []


@pytest.mark.parametrize("missing", [0.05, 0.3, 0.8])
@pytest.mark.parametrize("on", DAYS, ids=str)
def test_learning_a_fact_never_overturns_a_verdict(on: date, missing: float) -> None:
    plans = compile_plans(RULEBOOK, on)
    wanted = [output for output in wanted_of(plans) if output.part in ("verdict", "class")]
    known = population(plans, 2_000, seed=7, missing=0, like=examples())
    before = run_polars(wanted, forget(known, missing, np.random.default_rng(8)))
    after = run_polars(wanted, known)
    names = [output.name for output in wanted]
    overturned = {name: (before[name] != after[name]).fill_null(before[name].is_not_null()).sum() for name in names}
    assert overturned == dict.fromkeys(names, 0)


@pytest.mark.parametrize("missing", [0.05, 0.3, 0.8])
@pytest.mark.parametrize("on", DAYS, ids=str)
def test_learning_a_fact_only_narrows_a_score(on: date, missing: float) -> None:
    plans = compile_plans(RULEBOOK, on)
    wanted = [output for output in wanted_of(plans) if output.part == "points"]
    known = population(plans, 2_000, seed=9, missing=0, like=examples())
    before = whole_points(run_polars(wanted, forget(known, missing, np.random.default_rng(10))))
    after = whole_points(run_polars(wanted, known))
    lows, highs = ([name for name in before.columns if name.endswith(end)] for end in ("low", "high"))
    widened = {name: (before[name] > after[name]).sum() for name in lows}
    widened |= {name: (before[name] < after[name]).sum() for name in highs}
    assert widened == dict.fromkeys([output.name for output in wanted], 0)


def whole_points(table: pl.DataFrame) -> pl.DataFrame:
    return table.select((pl.col(pl.Float64) * POINT).round().cast(pl.Int64))

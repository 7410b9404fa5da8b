"""The benchmark's population is reproducible, and its hand-written peer gives gaoxin's answers."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from functools import partial
from itertools import groupby

import polars as pl
import pytest

from bench.rules.against import DisagreementError, agree, count_verdicts
from bench.rules.peers import HAND_WRITTEN, hand_polars
from bench.rules.population import make_population, write_population
from bench.rules.report import Figure, Goal, Report
from bench.rules.run import Bench
from bench.rules.table import END, START, markdown, write
from bench.rules.timing import AGAIN, Timing, measure, measure_in_turn
from gaoxin.engine.outputs import outputs
from gaoxin.engine.polars import run_polars

ROWS = 2000


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench(rows=ROWS, repeats=1)


@pytest.fixture(scope="module")
def population(bench: Bench) -> pl.DataFrame:
    return make_population(bench.columns, bench.rulebook.fields, bench.plans[0].on, ROWS)


def test_a_run_that_others_disturb_is_done_again():
    called = []
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)]
    try:
        timing = measure(lambda: called.append(time.sleep(0.3)), repeats=1)
    finally:
        for other in others:
            other.kill()
            other.wait()
    assert (len(timing.wall), len(called)) == (1, 2 * (1 + AGAIN))


def test_what_is_timed_in_turn_is_run_right_before_it_is_timed():
    called = []
    times = measure_in_turn({key: partial(called.append, key) for key in "ab"}, repeats=3)
    runs = [(key, len(list(same))) for key, same in groupby(called)]
    assert [key for key, _ in runs] == ["a", "b"] * 3
    assert min(count for _, count in runs) >= 2  # more where others disturbed
    assert {key: len(timing.wall) for key, timing in times.items()} == {"a": 3, "b": 3}


def test_same_seed_makes_the_same_population(bench, population):
    again = make_population(bench.columns, bench.rulebook.fields, bench.plans[0].on, ROWS)
    other = make_population(bench.columns, bench.rulebook.fields, bench.plans[0].on, ROWS, seed=8)
    assert again.equals(population)
    assert not other.equals(population)


def test_a_column_more_changes_no_other(bench, population):
    fewer = make_population(bench.columns[:20], bench.rulebook.fields, bench.plans[0].on, ROWS)
    assert fewer.equals(population.select(fewer.columns))


def test_population_has_every_column_the_policies_read(bench, population):
    assert set(population.columns) == {"uscc"} | {column.name for plan in bench.plans for column in plan.columns()}


def test_every_number_stays_within_the_bounds_the_engine_relies_on(bench, population):
    outside = [
        column.name
        for column in bench.columns
        if population.schema[column.name] == pl.Int64
        and not population[column.name].drop_nulls().is_between(column.low, column.high).all()
    ]
    assert outside == []


def test_parts_never_exceed_their_wholes(population):
    parts = {"rd_expense_domestic_y0": "rd_expense_y0", "main_revenue_y0": "revenue_y0", "tech_staff_y0": "staff_y0"}
    assert [part for part, whole in parts.items() if (population[part] > population[whole]).any()] == []


def test_facts_are_missing_but_most_are_there(population):
    share = population["rd_expense_y0"].null_count() / ROWS
    assert 0.02 < share < 0.2


def test_before_founding_a_firm_has_nothing(population):
    young = population.filter(pl.col("full_years") == 0)
    assert set(young["revenue_y3"].to_list()) == {0}


def test_population_is_written_once(bench):
    path = write_population(bench.columns, bench.rulebook.fields, bench.plans[0].on, ROWS)
    before = path.stat().st_mtime_ns
    assert write_population(bench.columns, bench.rulebook.fields, bench.plans[0].on, ROWS) == path
    assert path.stat().st_mtime_ns == before


def test_hand_written_polars_gives_every_output_of_gaoxin(bench, population):
    compiled = run_polars(outputs(bench.compile(HAND_WRITTEN)), population)
    by_hand = hand_polars.build(population.lazy(), bench.rulebook.fields).collect()
    assert set(by_hand.columns) == set(compiled.columns)
    assert [name for name in compiled.columns if _differ(compiled[name], by_hand[name])] == []


def test_hand_written_sql_gives_every_output_of_gaoxin(bench, population):
    if importlib.util.find_spec("duckdb") is None:
        pytest.skip("duckdb is in the bench group only; the Polars peer stands in for it here")
    import duckdb  # noqa: PLC0415 - not in the default environment

    from bench.rules.peers import hand_duckdb  # noqa: PLC0415 - likewise

    connection = duckdb.connect()
    connection.register("facts", population.to_arrow())
    text = hand_duckdb.query("facts", bench.rulebook.fields)
    by_hand = pl.from_arrow(connection.sql(text).to_arrow_table()).sort("uscc")
    compiled = run_polars(outputs(bench.compile(HAND_WRITTEN)), population)
    assert set(by_hand.columns) == set(compiled.columns)
    assert [name for name in compiled.columns if _differ(compiled[name], by_hand[name])] == []


def test_verdicts_of_the_hand_written_policies_spread(bench, population):
    counts = count_verdicts(run_polars(outputs(bench.compile(HAND_WRITTEN)), population))
    assert [name for name in ("hnte", "tech_sme") if 0 in counts[name]] == []


def test_engines_that_count_differently_are_refused():
    with pytest.raises(DisagreementError, match=r"hnte: gaoxin \(1, 2, 3\), other \(2, 1, 3\)"):
        agree({"gaoxin": {"hnte": (1, 2, 3)}, "other": {"hnte": (2, 1, 3)}})


def test_measure_leaves_out_the_warm_up_and_the_set_up():
    seen = []
    timing = measure(seen.append, repeats=3, setup=lambda: len(seen))
    assert seen == [0, 1, 2, 3]
    assert len(timing.wall) == 3


def test_table_replaces_what_stands_between_its_markers(tmp_path):
    page = tmp_path / "performance.md"
    page.write_text(f"# Performance\n\n{START}\nold\n{END}\n\nafter\n", "utf-8")
    report = Report(ABOUT, [Figure("all", "gaoxin", Timing((0.25,), (0.5,)))], [Goal("÷ limit", 2.6, "×", most=2.5)])
    write(report, page, None)
    text = page.read_text("utf-8")
    assert text == f"# Performance\n\n{START}\n{markdown(report)}{END}\n\nafter\n"
    assert "| ÷ limit | 2.6 × | ≤ 2.5 × | **missed** |" in text
    assert "| gaoxin | 250 ms |  |" in text


ABOUT = {
    "at": "2026-11-23T12:00+00:00",
    "machine": "a machine",
    "load": 0.1,
    "versions": {"polars": "2.1.0"},
    "rows": 10,
    "columns": 3,
    "parquet_mb": 1.0,
    "memory_mb": 2.0,
    "policies": 1,
    "outputs": 5,
    "repeats": 5,
}


def _differ(ours: pl.Series, theirs: pl.Series) -> bool:
    if ours.dtype != pl.Float64:
        return bool(ours.ne_missing(theirs).any())
    apart = (ours - theirs).abs() > 1e-9 * (1 + ours.abs())
    return bool((ours.is_null() != theirs.is_null()).any() or apart.fill_null(False).any())

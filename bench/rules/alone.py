"""gaoxin by itself, and what the machine allows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import polars as pl

from bench.rules import child
from bench.rules.ours import CODE, run_ours
from bench.rules.report import Report
from bench.rules.run import Bench, engines_in_words
from bench.rules.timing import Timing
from gaoxin.engine.native.run import run_native
from gaoxin.engine.outputs import Output, outputs, verdicts
from gaoxin.engine.polars import run_polars
from gaoxin.engine.python import compile_python

ZONE = 5000
LIMIT = "limit: scan of the touched columns, Parquet"


def national(bench: Bench, report: Report) -> None:
    """Every policy over the whole population, in turn with the scan of the columns it reads."""
    group, everything = f"all {len(bench.plans)} policies", outputs(bench.plans)
    asked = {
        "all outputs, whole steps": (everything, True, 2.5),
        "all outputs, base units": (everything, False, None),
        "verdicts only": (verdicts(bench.plans), True, 2.0),
    }
    sources = {"Parquet": pl.scan_parquet(bench.parquet), "memory": bench.frame}
    runs = {
        f"gaoxin, {name}, {source}": partial(_run, wanted, facts, raw)
        for name, (wanted, raw, _) in asked.items()
        for source, facts in sources.items()
    }
    times = bench.time_by_turns({LIMIT: partial(_scan, bench), **runs}, ours=runs)
    limit = report.add(group, LIMIT, next(iter(times[LIMIT].values())), "sum of every column, length of uscc")
    for title in runs:
        best = next(iter(times[title].values()))
        note = f"{engines_in_words(times[title])}; {best.seconds / limit:.2f} × the limit"
        report.add(group, title, best, note)
    for name, (_, _, most) in asked.items():
        if most:
            ratio = report.seconds(f"gaoxin, {name}, Parquet") / limit
            report.at_most(f"{name} ÷ scan limit", ratio, "×", most)


def _run(asked: Sequence[Output], facts: pl.DataFrame | pl.LazyFrame, raw: bool, engine: str) -> pl.DataFrame:
    return run_ours(asked, facts, engine, raw=raw)


def _scan(bench: Bench, engine: str) -> pl.DataFrame:
    numbers = [pl.col(name).sum() for name in bench.frame.columns if name != "uscc"]
    query = pl.scan_parquet(bench.parquet).select(pl.col("uscc").str.len_bytes().sum(), *numbers)
    return query.collect(engine=engine)  # type: ignore[call-overload,no-any-return]


def latency(bench: Bench, report: Report) -> None:
    """One enterprise, and a zone of 5 000."""
    group, wanted = f"small runs, all {len(bench.plans)} policies, all outputs", outputs(bench.plans)
    assess, rows = compile_python(wanted), bench.frame.drop("uscc").head(500).rows(named=True)
    one = report.add(
        group, "one enterprise, generated Python", bench.time(lambda: [assess(row) for row in rows]) / len(rows)
    )
    report.at_most("one enterprise, all policies", one * 1e3, "ms", 0.5)
    zone, title = bench.frame.head(ZONE), f"zone of {ZONE:,}"
    for name, raw in (("base units", False), ("whole steps", True)):
        for engine, run in ((CODE, run_native), ("Polars", run_polars)):
            timing = bench.time(lambda: run(wanted, zone, raw=raw))  # noqa: B023 - called at once
            report.add(group, f"{title}, {engine}, {name}", timing)
        seconds = report.seconds(f"{title}, {CODE}, {name}")
        report.at_most(f"{title}, {CODE}, {name}", seconds * 1e3, "ms", 20)
    for engine, run in ((f"{CODE} made anew", run_native), ("Polars, expressions built anew", run_polars)):
        fresh = bench.time(lambda asked: run(asked, zone), setup=lambda: outputs(bench.compile()))  # noqa: B023
        report.add(group, f"{title}, {engine}", fresh, "once after a start, or when the rulebook changes")


def growth(bench: Bench, report: Report) -> None:
    """Time against the number of enterprises."""
    wanted, found = outputs(bench.plans), []
    for rows in (bench.rows // 100, bench.rows // 10, bench.rows):
        facts = pl.scan_parquet(bench.file(rows))
        timing = bench.time(lambda: run_native(wanted, facts))  # noqa: B023 - called at once
        found.append(report.add("growth, all outputs, Parquet, machine code", f"{rows:,} enterprises", timing))
    report.at_most("time for 10 × the enterprises", found[2] / found[1], "×", 11)


def start(bench: Bench, report: Report) -> None:
    """A cold rulebook and the peaks of memory, each in a process of its own."""
    answers = [child.ask("load") for _ in range(bench.repeats + 1)][1:]
    group = "start, fresh process, imports done"
    cold = report.add(group, "rulebook read", Timing(tuple(answer["load"] for answer in answers), ()))
    report.add(group, "every policy compiled", Timing(tuple(answer["compile"] for answer in answers), ()))
    report.at_most("rulebook cold", cold * 1e3, "ms", 100)
    for form in ("raw", "base"):
        peak = {key: value / 1e9 for key, value in child.ask("memory", str(bench.parquet), form).items()}
        name = "whole steps" if form == "raw" else "base units"
        report.at_most(f"peak memory, {name}", peak["peak"], "GB", 3)
        report.notes.append(
            f"Peak memory of a national run that keeps every output in {name}: {peak['peak']:.2f} GB, "
            f"of which the result is {peak['result']:.2f} GB; {peak['before']:.2f} GB before the run."
        )


SECTIONS = (national, latency, growth, start)

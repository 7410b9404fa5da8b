"""gaoxin by itself, and what the machine allows."""

from __future__ import annotations

import polars as pl

from bench.rules import child
from bench.rules.report import Report
from bench.rules.run import Bench
from bench.rules.timing import Timing
from gaoxin.engine.outputs import outputs, verdicts
from gaoxin.engine.polars import run_polars, run_raw
from gaoxin.engine.python import compile_python

ZONE = 5000


def national(bench: Bench, report: Report) -> None:
    """Every policy over the whole population, beside the scan of the columns it reads."""
    group, wanted, only = f"all {len(bench.plans)} policies", outputs(bench.plans), verdicts(bench.plans)
    scan = _scan(bench, report, group)
    for name, asked, run, limit in (
        ("all outputs", wanted, run_polars, 2.5),
        ("all outputs, undecoded", wanted, run_raw, 2.5),
        ("verdicts only", only, run_polars, 2.0),
    ):
        for source, facts in (("Parquet", pl.scan_parquet(bench.parquet)), ("memory", bench.frame)):
            times = bench.time_engines(lambda engine: run(asked, facts, engine=engine))  # noqa: B023 - called at once
            (best, timing), (other, slower) = times.items()
            note = f"{best} engine; {other} {slower.seconds:.3f} s"
            seconds = report.add(group, f"gaoxin, {name}, {source}", timing, note)
            if source == "Parquet":
                report.at_most(f"{name} ÷ scan limit", seconds / scan, "×", limit)


def _scan(bench: Bench, report: Report, group: str) -> float:
    numbers = [pl.col(name).sum() for name in bench.frame.columns if name != "uscc"]
    query = pl.scan_parquet(bench.parquet).select(pl.col("uscc").str.len_bytes().sum(), *numbers)
    timing = next(iter(bench.time_engines(lambda engine: query.collect(engine=engine)).values()))  # type: ignore[call-overload]
    return report.add(
        group, "limit: scan of the touched columns, Parquet", timing, "sum of every column, length of uscc"
    )


def latency(bench: Bench, report: Report) -> None:
    """One enterprise, and a zone of 5 000."""
    group, wanted = f"small runs, all {len(bench.plans)} policies, all outputs", outputs(bench.plans)
    assess, rows = compile_python(wanted), bench.frame.drop("uscc").head(500).rows(named=True)
    one = report.add(
        group, "one enterprise, generated Python", bench.time(lambda: [assess(row) for row in rows]) / len(rows)
    )
    report.at_most("one enterprise, all policies", one * 1e3, "ms", 0.5)
    zone = bench.frame.head(ZONE)
    fresh = bench.time(lambda asked: run_polars(asked, zone), setup=lambda: outputs(bench.compile()))
    for name, timing in (
        ("expressions built anew", fresh),
        ("expressions kept", bench.time(lambda: run_polars(wanted, zone))),
    ):
        seconds = report.add(group, f"zone of {zone.height:,}, Polars, {name}", timing)
        report.at_most(f"zone of {zone.height:,}, {name}", seconds * 1e3, "ms", 20)


def growth(bench: Bench, report: Report) -> None:
    """Time against the number of enterprises."""
    wanted, found = outputs(bench.plans), []
    for rows in (bench.rows // 100, bench.rows // 10, bench.rows):
        facts = pl.scan_parquet(bench.file(rows))
        timing = bench.time(lambda: run_polars(wanted, facts, engine="streaming"))  # noqa: B023 - called at once
        found.append(report.add("growth, all outputs, Parquet, streaming engine", f"{rows:,} enterprises", timing))
    report.at_most("time for 10 × the enterprises", found[2] / found[1], "×", 11)


def start(bench: Bench, report: Report) -> None:
    """A cold rulebook and the peak of memory, each in a process of its own."""
    answers = [child.ask("load") for _ in range(bench.repeats + 1)][1:]
    timing = Timing(tuple(answer["load"] + answer["compile"] for answer in answers), ())
    note = f"reading {answers[0]['load'] * 1e3:.0f} ms, compiling {answers[0]['compile'] * 1e3:.0f} ms"
    cold = report.add("start", "rulebook read and every policy compiled, fresh process, imports done", timing, note)
    report.at_most("rulebook cold", cold * 1e3, "ms", 100)
    peak = {key: value / 1e9 for key, value in child.ask("memory", str(bench.parquet)).items()}
    report.at_most("peak memory", peak["peak"], "GB", 3)
    report.notes.append(
        f"Peak memory of a national run that keeps every output: {peak['peak']:.2f} GB, "
        f"of which the result is {peak['result']:.2f} GB; {peak['before']:.2f} GB before the run."
    )


SECTIONS = (national, latency, growth, start)

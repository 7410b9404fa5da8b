"""gaoxin beside hand-written queries and other rule engines, their answers compared first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from bench.rules.ours import POLARS, run_ours
from bench.rules.peers import GENERATED, HAND_WRITTEN, hand_polars
from bench.rules.peers.steps import conditions_and_points, identifier
from bench.rules.report import Report
from bench.rules.run import Bench, engines_in_words, needed
from bench.rules.table import duration
from bench.rules.timing import Timing
from gaoxin.engine.native.run import run_native
from gaoxin.engine.outputs import POINT, Output, outputs
from gaoxin.engine.polars import run_polars
from gaoxin.engine.python import compile_python
from gaoxin.periods import base_year
from gaoxin.rules.plan import Plan

Count = tuple[int, int, int]
ZEN = 0.41e-3  # what a record took zen on the machine that the goals in seconds were set on
IN_SECONDS = {
    "zone of 5,000, machine code, base units": 0.02,
    "zone of 5,000, machine code, whole steps": 0.02,
    "rulebook read": 0.1,
}
Record = Mapping[str, Any]


class DisagreementError(AssertionError):
    """Two engines do not give the same verdicts."""


def hand_written(bench: Bench, report: Report) -> None:
    """Three policies: compiled, by hand in Polars, by hand in SQL."""
    plans = bench.compile(HAND_WRITTEN)
    group, wanted, fields = f"{', '.join(HAND_WRITTEN)}: all outputs", outputs(plans), bench.rulebook.fields
    facts = bench.frame.select("uscc", *needed(plans))
    counts = {
        "gaoxin": count_verdicts(run_polars(wanted, facts)),
        "gaoxin, machine code": count_verdicts(run_native(wanted, facts)),
        "hand-written Polars": count_verdicts(hand_polars.build(facts.lazy(), fields).collect()),
    }
    times: dict[tuple[str, str], float] = {}
    for source, data in (("Parquet", pl.scan_parquet(bench.parquet)), ("memory", facts.lazy())):
        runs: dict[str, Callable[[str], pl.DataFrame]] = {
            "gaoxin": lambda engine, data=data: run_ours(wanted, data, engine),
            "gaoxin, whole steps": lambda engine, data=data: run_ours(wanted, data, engine, raw=True),
            "Polars": lambda engine, data=data: hand_polars.build(data, fields).collect(engine=engine),
        }
        for name, timings in bench.time_by_turns(runs, ours=("gaoxin", "gaoxin, whole steps")).items():
            title = "hand-written Polars" if name == "Polars" else name
            best = next(iter(timings.values()))
            times[name, source] = report.add(group, f"{title}, {source}", best, engines_in_words(timings))
            times[f"{name} in Polars", source] = min(timings[engine].seconds for engine in POLARS)
    if "duckdb" not in bench.without:
        for source, timing, counted in _duckdb(bench, facts):
            times["DuckDB", source] = report.add(group, f"hand-written DuckDB, {source}", timing, "to Arrow")
            counts[f"hand-written DuckDB, {source}"] = counted
    agree(counts)
    report.notes.append(f"Compiled and hand-written agree on every verdict: {_in_words(counts['gaoxin'], plans)}.")
    for (peer, source), theirs in times.items():
        if peer in ("Polars", "DuckDB"):
            limit = 1.15 if peer == "Polars" else 0.5
            report.at_most(f"gaoxin ÷ hand-written {peer}, {source}", times["gaoxin", source] / theirs, "×", limit)
        if peer == "Polars":  # what our plan costs the same engine
            ours = times["gaoxin in Polars", source] / theirs
            report.at_most(f"gaoxin in Polars ÷ hand-written Polars, {source}", ours, "×", 1.15)


def _duckdb(bench: Bench, facts: pl.DataFrame) -> Iterator[tuple[str, Timing, dict[str, Count]]]:
    import duckdb  # noqa: PLC0415 - a peer, not always installed

    from bench.rules.peers import hand_duckdb  # noqa: PLC0415 - likewise

    connection = duckdb.connect()
    connection.execute(f"SET threads = {pl.thread_pool_size()}")
    connection.register("given", facts.to_arrow())
    connection.execute("CREATE TABLE facts AS SELECT * FROM given")
    connection.unregister("given")
    for source, table in (("Parquet", f"read_parquet('{bench.parquet}')"), ("memory", "facts")):
        text = hand_duckdb.query(table, bench.rulebook.fields)
        timing = bench.time(lambda: connection.sql(text).to_arrow_table())  # noqa: B023 - called at once
        result = pl.from_arrow(connection.sql(text).to_arrow_table())
        assert isinstance(result, pl.DataFrame)
        yield source, timing, count_verdicts(result)


def open_fisca(bench: Bench, report: Report) -> None:
    """OpenFisca-Core, the facts as arrays in memory."""
    if "openfisca" in bench.without:
        return
    for policies in (GENERATED, None):
        plans = bench.compile(policies)
        wanted, columns = outputs(plans), needed(plans)
        group = f"{len(plans)} policies, all outputs in whole steps, facts in memory"
        facts = bench.frame.select("uscc", *columns)
        system = _open_fisca(bench, wanted, bench.complete(columns, 20_000))
        calculated = bench.time(system.calculate, setup=lambda: system.simulation(facts))  # noqa: B023 - called at once
        times = bench.time_by_turns(
            {
                "ours": lambda engine: run_ours(wanted, facts, engine, raw=True),  # noqa: B023 - likewise
                "theirs": lambda _: system.calculate(system.simulation(facts)),  # noqa: B023 - likewise
            },
            ours=("ours",),
        )
        ours, theirs = (next(iter(timings.values())) for timings in times.values())
        exact = f"{len(wanted)} outputs, three-valued, exact; {engines_in_words(times['ours'])}"
        report.add(group, "gaoxin", ours, exact)
        report.add(group, "OpenFisca-Core", theirs, f"{len(wanted)} outputs, two-valued, float32")
        again = bench.time(lambda: run_native(wanted, facts, raw=True))  # noqa: B023 - timed as theirs is
        note = f"run after run; {calculated.seconds / again.seconds:.2f} × gaoxin so, {duration(again.seconds)}"
        report.add(group, "OpenFisca-Core, facts already taken in", calculated, note)
        report.at_least(f"OpenFisca ÷ gaoxin, {len(plans)} policies", theirs.seconds / ours.seconds, "×", 4)


def _open_fisca(bench: Bench, wanted: Sequence[Output], records: pl.DataFrame):
    """The rules as an OpenFisca system, once it finds the same met as gaoxin on complete records."""
    from bench.rules.peers.openfisca_peer import OpenFisca  # noqa: PLC0415 - a peer, not always installed

    system = OpenFisca(wanted, bench.rulebook.fields, base_year(bench.plans[0].on))
    theirs, ours = system.calculate(system.simulation(records)), run_polars(wanted, records)
    for output, values in zip(wanted, theirs, strict=True):
        if output.part == "verdict":
            differ = int((ours[output.name].fill_null(False).to_numpy() != values).sum())
            if differ > records.height // 1000:  # float32 may cross a bar now and then
                raise DisagreementError(f"{output.name}: OpenFisca differs on {differ} of {records.height} records")
    return system


def per_record(bench: Bench, report: Report) -> None:
    """Engines that take one record at a time, on complete records."""
    plans = bench.compile(GENERATED)
    wanted, columns = conditions_and_points(outputs(plans)), needed(plans)
    group = f"{', '.join(GENERATED)}: {len(wanted)} conditions and scores, record by record"
    frame = bench.complete(columns, bench.sample)
    truth = run_polars(wanted, frame).select(output.name for output in wanted).rows()
    rows = frame.drop("uscc").rows(named=True)
    records = [{identifier(name): value for name, value in row.items()} for row in rows]
    assess = compile_python(wanted)
    ours = report.add(
        group, "gaoxin, one record, generated Python", bench.time(lambda: [assess(row) for row in rows]) / len(rows)
    )
    facts = pl.scan_parquet(bench.parquet)
    times = bench.time_by_turns({"ours": lambda engine: run_ours(wanted, facts, engine)}, ours=("ours",))["ours"]
    whole = next(iter(times.values()))
    report.add(group, f"gaoxin, {bench.rows:,} from Parquet", whole, engines_in_words(times))
    for peer, run in _evaluators(bench, wanted):
        agree_on_records(peer, wanted, truth, run(records))
        timing = bench.time(lambda: run(records)) / len(records)  # noqa: B023 - called at once
        all_rows = timing.seconds * bench.rows
        report.add(group, f"{peer}, one record", timing, f"{all_rows:,.0f} s for {bench.rows:,}, extrapolated")
        if "batch" not in peer:
            report.at_least(f"{peer} ÷ gaoxin, {bench.rows:,}", all_rows / whole.seconds, "×", 1000)
        if peer == "zen":
            report.at_least("zen ÷ gaoxin, one enterprise", timing.seconds / ours, "×", 3)
            _beside(timing.seconds, report)
    if len(bench.without) < 4:
        report.notes.append(
            f"The record engines were timed on {len(records):,} complete records and extrapolated; on those, their "
            "conditions and scores equal gaoxin's. On a missing fact they raise or answer wrongly."
        )


def _beside(zen: float, report: Report) -> None:
    """The goals that are seconds, in records of zen: a machine half as fast is as far from them."""
    for name, seconds in IN_SECONDS.items():
        if any(figure.name == name for figure in report.figures):
            report.at_most(f"{name} ÷ zen, one record", report.seconds(name) / zen, "×", round(seconds / ZEN))


Evaluator = Callable[[Sequence[Record]], list[list[Any]]]


def _evaluators(bench: Bench, wanted: Sequence[Output]) -> Iterator[tuple[str, Evaluator]]:
    if "zen" not in bench.without:
        from bench.rules.peers import zen_peer  # noqa: PLC0415 - a peer, not always installed

        yield "zen", _each(zen_peer.evaluator(wanted))
        yield "zen evaluate_batch", zen_peer.batch(wanted)
    if "rule-engine" not in bench.without:
        from bench.rules.peers import rule_engine_peer  # noqa: PLC0415 - likewise

        yield "rule-engine", _each(rule_engine_peer.evaluator(wanted))
    if "json-logic" not in bench.without:
        from bench.rules.peers import json_logic_peer  # noqa: PLC0415 - likewise

        yield "json-logic-qubit", _each(json_logic_peer.evaluator(wanted))


def _each(run: Callable[[Record], list[Any]]) -> Evaluator:
    return lambda records: [run(record) for record in records]


def count_verdicts(result: pl.DataFrame) -> dict[str, Count]:
    """Met, not met and unknown of every verdict of a result."""
    names = [name for name, kind in result.schema.items() if kind == pl.Boolean]
    return {name: (result[name].sum(), (~result[name]).sum(), result[name].null_count()) for name in names}


def agree(counts: Mapping[str, Mapping[str, Count]]) -> None:
    """Raise unless every engine counts the same."""
    (first, expected), *others = counts.items()
    for engine, found in others:
        if found.keys() != expected.keys():
            names = sorted(found.keys() ^ expected.keys())
            raise DisagreementError(f"{engine} and {first} do not have the same verdicts: {names}")
        wrong = [name for name in expected if found[name] != expected[name]]
        if wrong:
            parts = (f"{name}: {first} {expected[name]}, {engine} {found[name]}" for name in wrong)
            raise DisagreementError("; ".join(parts))


def agree_on_records(
    peer: str, wanted: Sequence[Output], truth: Sequence[Sequence[Any]], found: Sequence[Sequence[Any]]
) -> None:
    """Raise unless a two-valued engine finds met what gaoxin finds met, and the same points."""
    for ours, theirs in zip(truth, found, strict=True):
        for output, a, b in zip(wanted, ours, theirs, strict=True):
            same = abs(a * POINT - float(b)) < 0.5 if output.part == "points" else (a is True) == (b is True)
            if not same:
                raise DisagreementError(f"{output.name}: gaoxin {a}, {peer} {b}")


def _in_words(counts: Mapping[str, Count], plans: Sequence[Plan]) -> str:
    parts = ((plan.id, *counts[plan.id]) for plan in plans)
    return "; ".join(f"{name} {met:,} met, {failed:,} not met, {open_:,} unknown" for name, met, failed, open_ in parts)


SECTIONS = (hand_written, open_fisca, per_record)

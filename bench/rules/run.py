"""All measurements, one after the other, on one population."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from bench.rules import child
from bench.rules.peers import GENERATED, HAND_WRITTEN, hand_polars
from bench.rules.peers.steps import conditions_and_points, identifier
from bench.rules.population import write_population
from bench.rules.timing import Timing, measure
from gaoxin.engine.outputs import Output, outputs, verdicts
from gaoxin.engine.polars import run_polars, run_raw
from gaoxin.engine.python import compile_python
from gaoxin.periods import base_year
from gaoxin.rules.load import load_rulebook
from gaoxin.rules.model import Rulebook
from gaoxin.rules.plan import Plan, compile_plans

ON = child.ON
ZONE = 5000
PEERS = ("duckdb", "openfisca", "zen", "rule-engine", "json-logic")
Count = tuple[int, int, int]


class DisagreementError(AssertionError):
    """Two engines do not give the same verdicts."""


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    group: str
    name: str
    timing: Timing
    note: str = ""


@dataclass(frozen=True)
class Goal:
    """A measured ratio, time or size and what it has to be; ``least`` or ``most``."""

    name: str
    measured: float
    unit: str
    least: float | None = None
    most: float | None = None

    @property
    def reached(self) -> bool:
        return (self.least is None or self.measured >= self.least) and (self.most is None or self.measured <= self.most)


@dataclass
class Report:
    """Everything a run found."""

    about: dict[str, Any]
    figures: list[Figure] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, group: str, name: str, timing: Timing, note: str = "") -> float:
        self.figures.append(Figure(group, name, timing, note))
        return timing.seconds


@dataclass
class Bench:
    """The population, the plans and how often to repeat."""

    rows: int = 1_000_000
    repeats: int = 5
    seed: int = 7
    sample: int = 2000
    without: Sequence[str] = ()
    tell: Callable[[str], None] = print

    @cached_property
    def rulebook(self) -> Rulebook:
        return load_rulebook()

    @cached_property
    def plans(self) -> list[Plan]:
        return self.compile(None)

    def compile(self, policies: Sequence[str] | None) -> list[Plan]:
        return compile_plans(self.rulebook, ON, policies)

    @cached_property
    def columns(self) -> list[Any]:
        return list({column.name: column for plan in self.plans for column in plan.columns()}.values())

    def path(self, rows: int) -> Path:
        return write_population(self.columns, self.rulebook.fields, ON, rows, self.seed)

    @cached_property
    def parquet(self) -> Path:
        return self.path(self.rows)

    @cached_property
    def frame(self) -> pl.DataFrame:
        return pl.read_parquet(self.parquet)

    def records(self, columns: Sequence[str], count: int) -> pl.DataFrame:
        """Enterprises of four full years whose facts are all known."""
        settled = self.frame.lazy().filter(pl.col("full_years") >= 4).select("uscc", *columns)
        return settled.drop_nulls().head(count).collect()

    def time(self, run: Callable[..., Any], setup: Callable[[], Any] | None = None) -> Timing:
        return measure(run, repeats=self.repeats, setup=setup)

    def report(self) -> Report:
        """Measure everything."""
        report = Report(self._about())
        for section in (national, limits, latency, growth, loading, by_hand, open_fisca, per_record):
            self.tell(f"{section.__name__} …")
            section(self, report)
        return report

    def _about(self) -> dict[str, Any]:
        frame, wanted = self.frame, outputs(self.plans)
        packages = ("polars", "numpy", *(PACKAGES[peer] for peer in PEERS if peer not in self.without))
        return {
            "at": datetime.now(UTC).isoformat(timespec="minutes"),
            "machine": f"{_processor()}, {pl.thread_pool_size()} threads, {platform.python_version()}",
            "load": _load(),
            "versions": {name: version(name) for name in packages},
            "rows": frame.height,
            "columns": frame.width - 1,
            "parquet_mb": self.parquet.stat().st_size / 1e6,
            "memory_mb": frame.estimated_size() / 1e6,
            "policies": len(self.plans),
            "outputs": len(wanted),
            "repeats": self.repeats,
        }


PACKAGES = {
    "duckdb": "duckdb",
    "openfisca": "openfisca-core",
    "zen": "zen-engine",
    "rule-engine": "rule-engine",
    "json-logic": "json-logic-qubit",
}


def national(bench: Bench, report: Report) -> None:
    """Every policy over the whole population."""
    group, wanted, only = f"all {len(bench.plans)} policies", outputs(bench.plans), verdicts(bench.plans)
    names = bench.frame.columns
    for name, asked, run in (
        ("all outputs", wanted, run_polars),
        ("all outputs, undecoded", wanted, run_raw),
        ("verdicts only", only, run_polars),
    ):
        for source, facts in (("Parquet", pl.scan_parquet(bench.parquet)), ("memory", bench.frame)):
            engines = {engine: bench.time(lambda e=engine, a=asked, r=run, f=facts: r(a, f, engine=e)) for engine in ENGINES}
            best = min(engines, key=lambda engine: engines[engine].seconds)
            other = next(engine for engine in ENGINES if engine != best)
            note = f"{best} engine; {other} {engines[other].seconds:.3f} s"
            report.add(group, f"gaoxin, {name}, {source}", engines[best], note)
    assert "uscc" in names


ENGINES = ("streaming", "in-memory")


def limits(bench: Bench, report: Report) -> None:
    """What reading the touched columns costs, whatever is done with them."""
    group = f"all {len(bench.plans)} policies"
    numbers = [pl.col(name).sum() for name in bench.frame.columns if name != "uscc"]
    query = pl.scan_parquet(bench.parquet).select(pl.col("uscc").str.len_bytes().sum(), *numbers)
    engines = {engine: bench.time(lambda e=engine: query.collect(engine=e)) for engine in ENGINES}
    best = min(engines.values(), key=lambda timing: timing.seconds)
    scan = report.add(group, "limit: scan of the touched columns, Parquet", best, "sum of every column, lengths of uscc")
    found = {figure.name: figure.timing.seconds for figure in report.figures}
    every = found["gaoxin, all outputs, Parquet"]
    report.goals += [
        Goal("all outputs ÷ scan limit", every / scan, "×", most=2.5),
        Goal("all outputs undecoded ÷ scan limit", found["gaoxin, all outputs, undecoded, Parquet"] / scan, "×", most=2.5),
        Goal("verdicts ÷ scan limit", found["gaoxin, verdicts only, Parquet"] / scan, "×", most=2.0),
    ]


def latency(bench: Bench, report: Report) -> None:
    """One enterprise, and a zone of 5 000."""
    group, wanted = "small runs, all policies, all outputs", outputs(bench.plans)
    run, rows = compile_python(wanted), bench.frame.drop("uscc").head(500).rows(named=True)
    one = bench.time(lambda: [run(row) for row in rows]) / len(rows)
    zone = bench.frame.head(ZONE)
    cold = bench.time(lambda fresh: run_polars(fresh, zone), setup=lambda: outputs(bench.compile(None)))
    warm = bench.time(lambda: run_polars(wanted, zone))
    report.add(group, "gaoxin, one enterprise (generated Python)", one)
    report.add(group, f"gaoxin, zone of {zone.height:,} (Polars, expressions built anew)", cold)
    report.add(group, f"gaoxin, zone of {zone.height:,} (Polars, expressions kept)", warm)
    report.goals += [
        Goal("one enterprise, all policies", one.seconds * 1e3, "ms", most=0.5),
        Goal("zone of 5 000, expressions built anew", cold.seconds * 1e3, "ms", most=20),
        Goal("zone of 5 000, expressions kept", warm.seconds * 1e3, "ms", most=20),
    ]


def growth(bench: Bench, report: Report) -> None:
    """Time against the number of enterprises, from Parquet."""
    wanted, found = outputs(bench.plans), {}
    for rows in (bench.rows // 100, bench.rows // 10, bench.rows):
        source = pl.scan_parquet(bench.path(rows))
        timing = bench.time(lambda source=source: run_polars(wanted, source, engine="streaming"))
        found[rows] = report.add("growth, all outputs, Parquet, streaming", f"{rows:,} enterprises", timing)
    (_, tenth), (_, full) = list(found.items())[1:]
    report.goals.append(Goal("time for 10 × the enterprises", full / tenth, "×", most=11))


def loading(bench: Bench, report: Report) -> None:
    """A cold rulebook and the peak of memory, each in a fresh process."""
    answers = [child.ask("load") for _ in range(bench.repeats + 1)][1:]
    both = Timing(tuple(answer["load"] + answer["compile"] for answer in answers), ())
    split = f"reading {answers[0]['load'] * 1e3:.0f} ms, compiling {answers[0]['compile'] * 1e3:.0f} ms"
    report.add("start", "rulebook read and every policy compiled, fresh process", both, split)
    peak = child.ask("memory", str(bench.parquet))
    report.notes.append(
        f"Peak memory of a national run with every output kept: {peak['peak'] / 1e9:.2f} GB "
        f"(result {peak['result'] / 1e9:.2f} GB; {peak['before'] / 1e9:.2f} GB before it)."
    )
    report.goals += [
        Goal("rulebook cold", both.seconds * 1e3, "ms", most=100),
        Goal("peak memory", peak["peak"] / 1e9, "GB", most=3),
    ]


def by_hand(bench: Bench, report: Report) -> None:
    """Three policies: compiled, written by hand in Polars, written by hand in SQL."""
    group, fields = f"{len(HAND_WRITTEN)} policies ({', '.join(HAND_WRITTEN)}), all outputs", bench.rulebook.fields
    plans = bench.compile(HAND_WRITTEN)
    wanted = outputs(plans)
    facts = bench.frame.select("uscc", *needed(plans))
    found: dict[tuple[str, str], float] = {}
    counts = {"gaoxin": count_verdicts(run_polars(wanted, facts))}
    for source, data in (("Parquet", pl.scan_parquet(bench.parquet)), ("memory", facts)):
        runs = {
            "gaoxin": lambda engine, data=data: run_polars(wanted, data, engine=engine),
            "gaoxin, undecoded": lambda engine, data=data: run_raw(wanted, data, engine=engine),
            "hand-written Polars": lambda engine, data=data: hand_polars.build(data.lazy(), fields).collect(engine=engine),
        }
        for name, run in runs.items():
            timing = min((bench.time(lambda e=engine, r=run: r(e)) for engine in ENGINES), key=lambda timing: timing.seconds)
            found[name, source] = report.add(group, f"{name}, {source}", timing)
        counts["hand-written Polars"] = count_verdicts(hand_polars.build(data.lazy(), fields).collect())
    if "duckdb" not in bench.without:
        for source, timing, counted in _duckdb(bench, facts):
            found["hand-written DuckDB", source] = report.add(group, f"hand-written DuckDB, {source}", timing)
            counts[f"hand-written DuckDB, {source}"] = counted
    agree(counts)
    report.notes.append(f"Hand-written and compiled agree on every verdict: {_counted(counts['gaoxin'], plans)}.")
    for source in ("Parquet", "memory"):
        ours = found["gaoxin", source]
        hand = found["hand-written Polars", source]
        report.goals.append(Goal(f"÷ hand-written Polars, {source}", ours / hand, "×", most=1.15))
        raw = found["gaoxin, undecoded", source] / hand
        report.goals.append(Goal(f"undecoded ÷ hand-written Polars, {source}", raw, "×", most=1.15))
        if ("hand-written DuckDB", source) in found:
            report.goals.append(Goal(f"÷ hand-written DuckDB, {source}", ours / found["hand-written DuckDB", source], "×", most=0.5))


def _duckdb(bench: Bench, facts: pl.DataFrame) -> Iterator[tuple[str, Timing, dict[str, Count]]]:
    import duckdb  # noqa: PLC0415 - a peer, not always installed

    from bench.rules.peers import hand_duckdb  # noqa: PLC0415

    connection = duckdb.connect()
    connection.execute(f"SET threads = {pl.thread_pool_size()}")
    arrow = facts.to_arrow()
    connection.register("arrow_facts", arrow)
    connection.execute("CREATE TABLE facts AS SELECT * FROM arrow_facts")
    for source, table in (("Parquet", f"read_parquet('{bench.parquet}')"), ("memory", "facts")):
        text = hand_duckdb.query(table, bench.rulebook.fields)
        timing = bench.time(lambda text=text: connection.sql(text).to_arrow_table())
        yield source, timing, count_verdicts(pl.from_arrow(connection.sql(text).to_arrow_table()))  # type: ignore[arg-type]


def open_fisca(bench: Bench, report: Report) -> None:
    """Every policy in OpenFisca-Core, the facts as arrays in memory."""
    if "openfisca" in bench.without:
        return
    from bench.rules.peers.openfisca_peer import OpenFisca  # noqa: PLC0415 - a peer, not always installed

    for policies in (GENERATED, None):
        plans = bench.compile(policies)
        group = f"{len(plans)} policies, all outputs, facts in memory"
        wanted, facts = outputs(plans), bench.frame.select("uscc", *needed(plans))
        agree_openfisca(bench, wanted, needed(plans), OpenFisca)
        system = OpenFisca(wanted, bench.rulebook.fields, base_year(ON))
        theirs = bench.time(system.calculate, setup=lambda system=system, facts=facts: system.simulation(facts))
        ours = bench.time(lambda wanted=wanted, facts=facts: run_polars(wanted, facts, engine="streaming"))
        report.add(group, "gaoxin", ours, f"{len(wanted)} outputs, three-valued, exact")
        report.add(group, "OpenFisca-Core", theirs, f"{len(wanted)} outputs, two-valued, float32; set-up not counted")
        report.goals.append(Goal(f"OpenFisca ÷ gaoxin, {len(plans)} policies", theirs.seconds / ours.seconds, "×", least=4))


def agree_openfisca(bench: Bench, wanted: Sequence[Output], columns: Sequence[str], kind: Callable[..., Any]) -> None:
    """On complete records both must find the same met."""
    records = bench.records(columns, 20_000)
    system = kind(wanted, bench.rulebook.fields, base_year(ON))
    theirs = system.calculate(system.simulation(records))
    ours = run_polars(wanted, records)
    for output, values in zip(wanted, theirs, strict=True):
        if output.part == "verdict":
            differ = int((ours[output.name].fill_null(False).to_numpy() != values).sum())
            if differ > records.height // 1000:  # float32 may cross a bar now and then
                raise DisagreementError(f"{output.name}: OpenFisca differs on {differ} of {records.height} complete records")


def per_record(bench: Bench, report: Report) -> None:
    """The engines that take one record at a time, on complete records."""
    plans = bench.compile(GENERATED)
    wanted, columns = conditions_and_points(outputs(plans)), needed(plans)
    frame = bench.records(columns, bench.sample)
    records = [{identifier(name): value for name, value in row.items()} for row in frame.drop("uscc").rows(named=True)]
    truth = run_polars(wanted, frame).select(output.name for output in wanted).rows()
    group = f"{len(plans)} policies ({', '.join(GENERATED)}), {len(wanted)} conditions and scores, record by record"
    python, rows = compile_python(wanted), frame.drop("uscc").rows(named=True)
    ours = bench.time(lambda: [python(row) for row in rows]) / len(rows)
    report.add(group, "gaoxin, one record (generated Python)", ours)
    whole = bench.time(lambda: run_polars(wanted, pl.scan_parquet(bench.parquet), engine="streaming"))
    report.add(group, f"gaoxin, {bench.rows:,} from Parquet", whole)
    for peer, run in _evaluators(bench, wanted):
        agree_records(peer, wanted, truth, run(records))
        timing = bench.time(lambda run=run: run(records)) / len(records)
        report.add(group, f"{peer}, one record", timing, f"{bench.rows:,}: {timing.seconds * bench.rows:,.0f} s by extrapolation")
        report.goals.append(Goal(f"{peer} ÷ gaoxin, {bench.rows:,}", timing.seconds * bench.rows / whole.seconds, "×", least=1000))
        if peer == "zen":
            report.goals.append(Goal("zen ÷ gaoxin, one enterprise", timing.seconds / ours.seconds, "×", least=3))
    report.notes.append(
        f"The record engines were timed on {len(records):,} complete records and extrapolated; on those, "
        "their verdicts and scores equal gaoxin's. On a missing fact they raise or answer wrongly."
    )


Runs = Callable[[Sequence[Mapping[str, Any]]], list[list[Any]]]


def _evaluators(bench: Bench, wanted: Sequence[Output]) -> Iterator[tuple[str, Runs]]:
    if "zen" not in bench.without:
        from bench.rules.peers import zen_peer  # noqa: PLC0415 - a peer, not always installed

        yield "zen", _each(zen_peer.evaluator(wanted))
        yield "zen, evaluate_batch", zen_peer.batch(wanted)
    if "rule-engine" not in bench.without:
        from bench.rules.peers import rule_engine_peer  # noqa: PLC0415

        yield "rule-engine", _each(rule_engine_peer.evaluator(wanted))
    if "json-logic" not in bench.without:
        from bench.rules.peers import json_logic_peer  # noqa: PLC0415

        yield "json-logic-qubit", _each(json_logic_peer.evaluator(wanted))


def _each(run: Callable[[Mapping[str, Any]], list[Any]]) -> Runs:
    return lambda records: [run(record) for record in records]


def needed(plans: Sequence[Plan]) -> list[str]:
    """The columns of the facts table that some plans read."""
    return sorted({column.name for plan in plans for column in plan.columns()})


def count_verdicts(result: pl.DataFrame) -> dict[str, Count]:
    """Met, not met and unknown of every verdict of a result."""
    names = [name for name, kind in result.schema.items() if kind == pl.Boolean]
    return {name: (result[name].sum(), (~result[name]).sum(), result[name].null_count()) for name in names}


def agree(counts: Mapping[str, Mapping[str, Count]]) -> None:
    """Every engine must count the same."""
    (first, expected), *others = counts.items()
    for engine, found in others:
        if found.keys() != expected.keys():
            raise DisagreementError(f"{engine} and {first} have different verdicts: {sorted(found.keys() ^ expected.keys())}")
        differ = [f"{name}: {first} {expected[name]}, {engine} {found[name]}" for name in expected if found[name] != expected[name]]
        if differ:
            raise DisagreementError("; ".join(differ))


def agree_records(peer: str, wanted: Sequence[Output], truth: Sequence[Sequence[Any]], found: Sequence[Sequence[Any]]) -> None:
    """On complete records a two-valued engine finds met what gaoxin finds met, and the same points."""
    for ours, theirs in zip(truth, found, strict=True):
        for output, a, b in zip(wanted, ours, theirs, strict=True):
            same = abs(a * 1_000_000 - float(b)) < 0.5 if output.part == "points" else (a is True) == (b is True)
            if not same:
                raise DisagreementError(f"{output.name}: gaoxin {a}, {peer} {b}")


def _counted(counts: Mapping[str, Count], plans: Sequence[Plan]) -> str:
    parts = []
    for plan in plans:
        met, not_met, unknown = counts[plan.id]
        parts.append(f"{plan.id} {met:,} met, {not_met:,} not met, {unknown:,} unknown")
    return "; ".join(parts)


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    models = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")] if info.is_file() else []
    return models[0] if models else platform.processor()


def _load() -> float:
    path = Path("/proc/loadavg")
    return float(path.read_text().split()[0]) if path.is_file() else 0.0


__all__ = ["Bench", "DisagreementError", "Figure", "Goal", "Report", "agree", "count_verdicts", "date"]

"""One population, one rulebook, and every measurement on them, one after the other."""

from __future__ import annotations

import platform
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from bench.rules.child import ON
from bench.rules.ours import OURS, POLARS
from bench.rules.population import write_population
from bench.rules.report import Report
from bench.rules.timing import Timing, measure, measure_in_turn
from gaoxin.engine.outputs import outputs
from gaoxin.rules.load import load_rulebook
from gaoxin.rules.model import Rulebook
from gaoxin.rules.nodes import Column, Flag
from gaoxin.rules.plan import Plan, compile_plans, compiled

PEERS: Mapping[str, str] = {  # name on the command line: package
    "duckdb": "duckdb",
    "openfisca": "openfisca-core",
    "zen": "zen-engine",
    "rule-engine": "rule-engine",
    "json-logic": "json-logic-qubit",
}


@dataclass
class Bench:
    """The population, the plans, and how often to repeat."""

    rows: int = 1_000_000
    repeats: int = 5
    seed: int = 7
    sample: int = 2000
    without: Sequence[str] = ()

    @cached_property
    def rulebook(self) -> Rulebook:
        return load_rulebook()

    @cached_property
    def plans(self) -> list[Plan]:
        return self.compile()

    def compile(self, policies: Sequence[str] | None = None) -> list[Plan]:
        """Plans of some policies, of all by default, made anew."""
        compiled.cache_clear()
        return compile_plans(self.rulebook, ON, policies)

    @cached_property
    def columns(self) -> list[Column | Flag]:
        return list({column.name: column for plan in self.plans for column in plan.columns()}.values())

    def file(self, rows: int) -> Path:
        """The Parquet file of a population of that size."""
        return write_population(self.columns, self.rulebook.fields, ON, rows, self.seed)

    @cached_property
    def parquet(self) -> Path:
        return self.file(self.rows)

    @cached_property
    def frame(self) -> pl.DataFrame:
        return pl.read_parquet(self.parquet)

    def complete(self, columns: Sequence[str], count: int) -> pl.DataFrame:
        """Enterprises of four full years, every fact of theirs known."""
        settled = self.frame.lazy().filter(pl.col("full_years") >= 4).select("uscc", *columns)
        return settled.drop_nulls().head(count).collect()

    def time(self, run: Callable[..., Any], setup: Callable[[], Any] | None = None) -> Timing:
        return measure(run, repeats=self.repeats, setup=setup)

    def time_by_turns(
        self, runs: Mapping[str, Callable[[str], Any]], ours: Collection[str] = ()
    ) -> dict[str, dict[str, Timing]]:
        """Several on each of Polars' executors, ``ours`` as machine code too, round by round; the fastest first."""
        engines = {name: OURS if name in ours else POLARS for name in runs}
        calls = {(name, engine): partial(run, engine) for name, run in runs.items() for engine in engines[name]}
        times = measure_in_turn(calls, repeats=self.repeats)
        return {name: by_speed({engine: times[name, engine] for engine in engines[name]}) for name in runs}

    def about(self) -> dict[str, Any]:
        """What is measured on what; for the head of the table."""
        packages = (
            "polars",
            "numpy",
            "llvmlite",
            *(package for peer, package in PEERS.items() if peer not in self.without),
        )
        return {
            "at": datetime.now(UTC).isoformat(timespec="minutes"),
            "machine": f"{_processor()}, {pl.thread_pool_size()} threads, Python {platform.python_version()}",
            "load": _load(),
            "versions": {name: version(name) for name in packages},
            "rows": self.frame.height,
            "columns": self.frame.width - 1,
            "parquet_mb": self.parquet.stat().st_size / 1e6,
            "memory_mb": self.frame.estimated_size() / 1e6,
            "policies": len(self.plans),
            "outputs": len(outputs(self.plans)),
            "repeats": self.repeats,
        }


def by_speed(times: Mapping[str, Timing]) -> dict[str, Timing]:
    """The fastest first."""
    return dict(sorted(times.items(), key=lambda item: item[1].seconds))


def engines_in_words(times: Mapping[str, Timing]) -> str:
    """Which engine a figure is of, and what the others took: ``machine code; streaming 1.612 s``."""
    best, *others = times
    return "; ".join([best, *(f"{name} {times[name].seconds:.3f} s" for name in others)])


Section = Callable[[Bench, Report], None]


def run(bench: Bench, sections: Sequence[Section], tell: Callable[[str], None]) -> Report:
    """Measure section by section."""
    report = Report(bench.about())
    for section in sections:
        tell(f"{section.__name__} …")
        section(bench, report)
    return report


def needed(plans: Sequence[Plan]) -> list[str]:
    """The columns of the facts table that some plans read."""
    return sorted({column.name for plan in plans for column in plan.columns()})


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor()


def _load() -> float:
    path = Path("/proc/loadavg")
    return float(path.read_text().split()[0]) if path.is_file() else 0.0

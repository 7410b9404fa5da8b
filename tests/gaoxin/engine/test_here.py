"""Which engine takes a run on this machine, and that it does not matter to the result."""

from __future__ import annotations

import subprocess
import sys

import polars as pl
import pytest

from gaoxin.engine.here import WORTH, run_here
from gaoxin.engine.native.machine import machine_of
from gaoxin.engine.outputs import Output
from gaoxin.engine.polars import SMALL
from tests.gaoxin.engine.semantics import MAKE, X, whole


def asked(bar: int) -> list[Output]:
    """A program that no other test asks for."""
    return [Output("gain", "verdict", MAKE.compare(">=", X, whole(bar)))]


def compiled(wanted: list[Output], facts: pl.DataFrame) -> int:
    """Programs that a run has compiled."""
    before = machine_of.cache_info().misses
    run_here(wanted, facts)
    return machine_of.cache_info().misses - before


@pytest.mark.parametrize("engine", ["auto", "polars", "native"])
def test_every_engine_gives_the_same_table(engine: str) -> None:
    facts = pl.DataFrame({"uscc": ["a", "b", "c"], "x": [59, 60, None]})
    found = run_here(asked(60), facts, engine=engine)  # type: ignore[arg-type]
    assert found.to_dict(as_series=False) == {"uscc": ["a", "b", "c"], "gain": [False, True, None]}


def test_zone_is_compiled_once_it_has_been_asked_often_enough() -> None:
    wanted, zone = asked(1001), pl.DataFrame({"x": range(SMALL)})
    runs = WORTH // SMALL
    assert [compiled(wanted, zone) for _ in range(runs + 1)] == [0] * (runs - 1) + [1, 0]


def test_each_program_is_counted_for_itself() -> None:
    zone = pl.DataFrame({"x": range(SMALL)})
    assert [compiled(asked(1002 + number), zone) for number in range(WORTH // SMALL + 1)] == [0] * (WORTH // SMALL + 1)


@pytest.mark.parametrize(("rows", "programs"), [(SMALL, 0), (SMALL + 1, 1)])
def test_great_table_is_compiled_at_once(rows: int, programs: int) -> None:
    assert compiled(asked(2000 + rows), pl.DataFrame({"x": range(rows)})) == programs


def test_without_llvmlite_polars_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "llvmlite", None)
    assert run_here(asked(3000), pl.DataFrame({"x": range(SMALL + 1)}))["gain"].sum() == SMALL + 1 - 3000


def test_a_zone_is_judged_without_loading_arrow_or_llvm() -> None:
    code = "import sys, gaoxin; gaoxin.assess; print({'pyarrow', 'llvmlite'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"

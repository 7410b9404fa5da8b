"""Polars: what every kind of node means, and what becomes of a table around it."""

from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from gaoxin.engine.outputs import Output
from gaoxin.engine.polars import run_polars
from gaoxin.engine.python import compile_python
from tests.gaoxin.engine.semantics import EXACT, EXAMPLES, MAKE, SCHEMA, Example, N, P, X, judged, pointed, whole

WANTED = [example.output for example in EXAMPLES]


@pytest.mark.parametrize("form", [pl.DataFrame, pl.LazyFrame], ids=["zone", "nation"])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.claim)
def test_polars_knows_that(example: Example, form: type[pl.DataFrame | pl.LazyFrame]) -> None:
    found = run_polars([example.output], form(example.frame))[example.claim].to_list()
    assert found == [None if example.expected is None else pytest.approx(example.expected, rel=1e-12)]


def test_answers_do_not_depend_on_what_else_is_asked() -> None:
    table = run_polars(WANTED, pl.concat(example.frame for example in EXAMPLES))
    found = [table[example.claim][row] for row, example in enumerate(EXAMPLES)]
    assert found == [None if e.expected is None else pytest.approx(e.expected, rel=1e-12) for e in EXAMPLES]


def test_keys_come_first_and_rows_keep_their_order() -> None:
    facts = pl.DataFrame({"x": [1, -1], "uscc": ["b", "a"], "name": ["乙", "甲"]})
    found = run_polars([judged("gain", MAKE.compare(">", X, whole(0)), None).output], facts)
    assert found.to_dict(as_series=False) == {"uscc": ["b", "a"], "name": ["乙", "甲"], "gain": [True, False]}


def test_missing_column_is_unknown() -> None:
    facts = pl.DataFrame({"uscc": ["a"]})
    outputs = [judged("p", P, None).output, pointed("mark", MAKE.known(N, 0, (0, 10**7)), None).output]
    assert run_polars(outputs, facts).to_dict(as_series=False) == {"uscc": ["a"], "p": [None], "mark": [0.0]}


@pytest.mark.parametrize("raw", [False, True], ids=["base units", "whole steps"])
def test_lazy_and_streaming_tables_give_the_same(raw: bool) -> None:
    facts = pl.concat(example.frame for example in EXAMPLES)
    nation = run_polars(WANTED, facts.lazy(), raw=raw)
    assert run_polars(WANTED, facts.lazy(), engine="streaming", raw=raw).equals(nation)
    assert_frame_equal(nation, run_polars(WANTED, facts, raw=raw), rel_tol=2**-52, abs_tol=0)


def test_fen_of_a_zone_are_the_nearest_floats() -> None:
    """As Polars divides by a constant, 5000000016 fen are 50000000.160000004 yuan."""
    fen = list(range(5_000_000_000, 5_000_001_000))
    wanted = [Output("money", "value", EXACT.fact(X, 100))]
    assert run_polars(wanted, pl.DataFrame({"x": fen}))["money"].to_list() == [each / 100 for each in fen]


def test_figure_that_two_outputs_show_is_the_same_column() -> None:
    wanted = [Output("a/value", "value", EXACT.fact(X, 100)), Output("b/value", "value", EXACT.fact(X, 100))]
    found = run_polars(wanted, pl.DataFrame({"x": [1, None]}))
    assert found.to_dict(as_series=False) == {"a/value": [0.01, None], "b/value": [0.01, None]}


@pytest.mark.parametrize("columns", [[], ["x", "y", "p"]], ids=["lacking", "of nulls"])
@pytest.mark.parametrize("form", [pl.DataFrame, pl.LazyFrame], ids=["zone", "nation"])
def test_columns_without_any_value_leave_every_example_unknown_or_settled(
    form: type[pl.DataFrame | pl.LazyFrame], columns: list[str]
) -> None:
    facts = pl.DataFrame({"uscc": ["a", "b"], **{name: [None, None] for name in columns}})
    facts = facts.cast({name: SCHEMA[name] for name in columns})
    assess = compile_python(WANTED)
    assert run_polars(WANTED, form(facts)).drop("uscc").rows() == [assess({}), assess({})]

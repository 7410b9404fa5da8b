"""Machine code: what every kind of node means, and where a table's blocks, bits and pieces begin and end."""

from __future__ import annotations

import sys
from datetime import date
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from gaoxin.engine.native import run as native
from gaoxin.engine.native.machine import machine_of
from gaoxin.engine.native.run import run_native
from gaoxin.engine.outputs import Output, outputs
from gaoxin.engine.polars import run_polars
from gaoxin.engine.python import compile_python
from gaoxin.errors import GaoxinError
from gaoxin.rules.load import load_rulebook
from gaoxin.rules.nodes import Op
from gaoxin.rules.plan import compile_plans
from tests.gaoxin.engine.population import population
from tests.gaoxin.engine.semantics import (
    EXACT,
    EXAMPLES,
    LIMITS,
    MAKE,
    SCHEMA,
    Example,
    N,
    P,
    X,
    Y,
    Z,
    judged,
    pointed,
    whole,
)

WANTED = [example.output for example in EXAMPLES]
PLANS = compile_plans(load_rulebook(), date(2026, 5, 15), ["hnte", "srdi", "sme_size", "star_attributes"])
FACTS = population(PLANS, 1000, seed=5)


@pytest.mark.parametrize("form", [pl.DataFrame, pl.LazyFrame], ids=["zone", "nation"])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.claim)
def test_machine_code_knows_that(example: Example, form: type[pl.DataFrame | pl.LazyFrame]) -> None:
    found = run_native([example.output], form(example.frame))[example.claim].to_list()
    assert found == [None if example.expected is None else pytest.approx(example.expected, rel=1e-12)]


@pytest.mark.parametrize("raw", [False, True], ids=["base units", "whole steps"])
def test_table_is_that_of_polars_value_by_value_and_type_by_type(raw: bool) -> None:
    """Steps that are no whole ones, in floats, may be a bit away: Polars divides by a constant by multiplying."""
    examples, wanted = pl.concat(example.frame for example in EXAMPLES), outputs(PLANS)
    assert run_native(WANTED, examples, raw=raw).equals(run_polars(WANTED, examples, raw=raw))
    bit = 2**-52 if raw else 0
    assert_frame_equal(run_native(wanted, FACTS, raw=raw), run_polars(wanted, FACTS, raw=raw), rel_tol=bit, abs_tol=0)


@settings(deadline=None)  # the first example compiles
@given(start=st.integers(0, 20), rows=st.integers(0, 40), known=st.booleans())
def test_part_of_a_table_gives_that_part_of_the_result(start: int, rows: int, known: bool) -> None:
    """Blocks are of eight rows and bitmaps of eight bits: a part may begin and end within both, or be empty."""
    facts = FACTS.with_columns(pl.all().fill_null(strategy="zero")) if known else FACTS
    wanted = outputs(PLANS)
    assert run_native(wanted, facts.slice(start, rows)).equals(run_native(wanted, facts).slice(start, rows))


@settings(deadline=None)
@given(cuts=st.lists(st.integers(0, 1000), max_size=4))
def test_table_in_pieces_gives_the_same(cuts: list[int]) -> None:
    ends = sorted([0, *cuts, len(FACTS)])
    pieces = [FACTS.slice(start, end - start) for start, end in pairwise(ends)]
    wanted = outputs(PLANS)
    assert run_native(wanted, pl.concat(pieces, rechunk=False)).equals(run_native(wanted, FACTS))


def test_rows_that_threads_share_keep_their_order() -> None:
    rows = 8 * native.ALONE + 5
    facts = pl.DataFrame({"uscc": [str(number) for number in range(rows)], "x": range(rows)})
    found = run_native([Output("money", "value", EXACT.fact(X, 100))], facts)
    assert found.to_dict(as_series=False) == {"uscc": facts["uscc"].to_list(), "money": [n / 100 for n in range(rows)]}


def test_keys_come_first_and_rows_keep_their_order() -> None:
    facts = pl.DataFrame({"x": [1, -1], "uscc": ["b", "a"], "name": ["乙", "甲"]})
    found = run_native([judged("gain", MAKE.compare(">", X, whole(0)), None).output], facts)
    assert found.to_dict(as_series=False) == {"uscc": ["b", "a"], "name": ["乙", "甲"], "gain": [True, False]}


def test_table_without_rows_gives_one_without_rows() -> None:
    found = run_native(WANTED, pl.DataFrame(schema={"uscc": pl.String, **SCHEMA}))
    assert (found.height, found.columns) == (0, ["uscc", *(output.name for output in WANTED)])


def test_table_of_other_columns_only_still_has_its_rows() -> None:
    assert run_native([judged("p", P, None).output], pl.DataFrame({"other": ["a", "b"]})).rows() == [(None,), (None,)]


@pytest.mark.parametrize("rows", [0, 1, 49, 50, 51, 120])
def test_lazy_table_read_in_parts_keeps_its_order(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "HELD", 50)
    facts = FACTS.head(rows)
    assert run_native(outputs(PLANS), facts.lazy()).equals(run_native(outputs(PLANS), facts))


def test_missing_column_is_unknown() -> None:
    facts = pl.DataFrame({"uscc": ["a"]})
    wanted = [judged("p", P, None).output, pointed("mark", MAKE.known(N, 0, (0, 10**7)), None).output]
    assert run_native(wanted, facts).to_dict(as_series=False) == {"uscc": ["a"], "p": [None], "mark": [0.0]}


@pytest.mark.parametrize("columns", [[], ["x", "y", "p"]], ids=["lacking", "of nulls"])
def test_columns_without_any_value_leave_every_example_unknown_or_settled(columns: list[str]) -> None:
    facts = pl.DataFrame({"uscc": ["a", "b"], **{name: [None, None] for name in columns}})
    assess = compile_python(WANTED)
    assert run_native(WANTED, facts).drop("uscc").rows() == [assess({}), assess({})]


@pytest.mark.parametrize("code", [-1, 4, 2**40])
def test_code_that_no_table_has_is_unknown_and_reads_nothing(code: int) -> None:
    wanted = [judged("within the limit", MAKE.floor(X, LIMITS, strict=False), None).output]
    assert run_native(wanted, pl.DataFrame({"x": [99], "code": [code]})).rows() == [(None,)]


MONEYS = st.integers(-(10**15), 10**15)


@settings(deadline=None)
@given(rows=st.lists(st.tuples(MONEYS, MONEYS, st.integers(-2, 2)), min_size=1, max_size=20))
def test_great_products_compare_to_the_last_digit_beside_any_others(rows: list[tuple[int, int, int]]) -> None:
    """Floats decide where they can; one enterprise whose products nearly agree sends its whole block to 128 bits."""
    near = [(x, y, max(-(10**15), min(10**15, x * y // 10**15 + off))) for x, y, off in rows]
    ops: tuple[Op, ...] = (">=", ">", "=")
    left, right = MAKE.mul(X, Y), MAKE.mul(Z, whole(10**15))
    wanted = [Output(op, "verdict", MAKE.compare(op, left, right)) for op in ops]
    found = run_native(wanted, pl.DataFrame(near, schema=["x", "y", "z"], orient="row")).rows()
    assert found == [(x * y >= z * 10**15, x * y > z * 10**15, x * y == z * 10**15) for x, y, z in near]


def test_numbers_of_other_widths_are_read_as_they_are() -> None:
    wanted = [Output("money", "value", EXACT.fact(X, 100)), Output("mark", "points", MAKE.known(N, 0, (0, 10**7)))]
    facts = pl.DataFrame({"x": [-5, None, 7], "n": [1, 2, None]}, schema={"x": pl.Int32, "n": pl.UInt8})
    assert run_native(wanted, facts, raw=True).rows() == [(-5, 1), (None, 2), (7, 0)]


def test_asking_nothing_gives_the_keys() -> None:
    facts = pl.DataFrame({"uscc": ["a", "b"], "x": [1, 2]})
    assert run_native([], facts).rows() == run_polars([], facts).rows() == [("a",), ("b",)]


def test_figure_that_two_outputs_show_is_the_same_column() -> None:
    wanted = [Output("a/value", "value", EXACT.fact(X, 100)), Output("b/value", "value", EXACT.fact(X, 100))]
    found = run_native(wanted, pl.DataFrame({"x": [1, None]}))
    assert found.to_dict(as_series=False) == {"a/value": [0.01, None], "b/value": [0.01, None]}


def test_result_outlives_what_it_was_made_from() -> None:
    kept = run_native(outputs(PLANS), FACTS.clone())["hnte"]
    machine_of.cache_clear()
    assert kept.to_list() == run_polars(outputs(PLANS), FACTS)["hnte"].to_list()


def test_without_llvmlite_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "llvmlite", None)
    with pytest.raises(GaoxinError, match=r"pip install 'gaoxin\[native\]'"):
        run_native([Output("alone", "verdict", MAKE.all(P, MAKE.compare(">", X, whole(314159))))], FACTS)

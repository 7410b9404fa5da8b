"""Polars: what every kind of node means, and what becomes of a table around it."""

from __future__ import annotations

import polars as pl
import pytest

from gaoxin.engine.polars import run_polars
from tests.gaoxin.engine.semantics import EXAMPLES, MAKE, Example, N, P, X, judged, pointed, whole

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


def test_lazy_and_streaming_tables_give_the_same() -> None:
    facts = pl.concat(example.frame for example in EXAMPLES)
    eager = run_polars(WANTED, facts)
    assert run_polars(WANTED, facts.lazy()).equals(eager)
    assert run_polars(WANTED, facts.lazy(), engine="streaming").equals(eager)

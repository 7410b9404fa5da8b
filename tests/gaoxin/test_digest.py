"""The digest of facts from memory: the same for the same facts, another for any other."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from gaoxin import Facts, assess, load_rulebook

ROWS = [
    {"uscc": "A", "name": "甲", "year": 2025, "staff": 12, "revenue": None, "core_ip": True},
    {"uscc": "B", "name": "乙", "year": 2025, "staff": 0, "revenue": 900, "core_ip": None},
]
ON = date(2026, 5, 15)


@pytest.fixture(scope="module")
def digest():
    rulebook = load_rulebook()
    return lambda rows: assess(Facts.of(rows), rulebook, ON, ["hnte"]).input_digest


def test_the_order_of_columns_and_how_they_lie_in_memory_do_not_matter(digest) -> None:
    frame = pl.DataFrame(ROWS)
    pieces = pl.concat([frame[:1], frame[1:]], rechunk=False)
    turned = frame.select(reversed(frame.columns))
    assert {digest(frame), digest(pieces), digest(turned)} == {digest(ROWS)}


@pytest.mark.parametrize(
    "change",
    [
        {"staff": 13},
        {"staff": None},
        {"revenue": 0},  # what was unknown is now nothing
        {"core_ip": False},
        {"core_ip": None},
        {"name": "甲乙"},
        {"uscc": "AB"},
        {"year": 2024},
    ],
)
def test_another_fact_is_another_digest(digest, change) -> None:
    assert digest([ROWS[0] | change, ROWS[1]]) != digest(ROWS)


def test_texts_that_run_together_are_told_apart(digest) -> None:
    first = [ROWS[0] | {"name": "甲乙"}, ROWS[1] | {"name": "丙"}]
    second = [ROWS[0] | {"name": "甲"}, ROWS[1] | {"name": "乙丙"}]
    assert digest(first) != digest(second)


def test_the_order_of_the_enterprises_matters(digest) -> None:
    assert digest(ROWS[::-1]) != digest(ROWS)

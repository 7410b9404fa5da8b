"""Titles held at year ends beside an assessment's facts."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from gaoxin.engine.facts import wide_facts
from gaoxin.engine.holdings import with_holdings
from gaoxin.rules.load import load_rulebook

RULEBOOK = load_rulebook()
ON = date(2026, 5, 15)
HELD = {"uscc": pl.String, "recognition": pl.String, "valid_from": pl.Date, "valid_to": pl.Date}


def table(*held):
    rows = pl.DataFrame({"uscc": ["E0", "E1"], "name": ["甲", "乙"], "year": [2025, 2025]})
    titles = pl.DataFrame(held, schema=HELD, orient="row")
    return with_holdings(wide_facts(rows, titles, ON, RULEBOOK), titles, ON, RULEBOOK)


@pytest.mark.parametrize(
    ("first", "last", "held"),
    [
        (date(2025, 12, 31), date(2026, 1, 1), (True, False)),
        (date(2026, 1, 1), date(2028, 12, 31), (False, False)),
        (date(2024, 1, 1), date(2024, 12, 31), (False, True)),
        (date(2024, 1, 1), date(2024, 12, 30), (False, False)),
        (date(2023, 1, 1), None, (True, True)),  # three years: the title's own term
        (None, None, (True, True)),
    ],
)
def test_a_title_counts_in_a_year_on_whose_last_day_it_was_in_force(first, last, held):
    found = table(("E0", "hnte", first, last))
    assert [tuple(row) for row in found.select("held:hnte_y0", "held:hnte_y1").rows()] == [held, (False, False)]


def test_what_is_held_on_the_day_of_the_assessment_stays_as_it_is():
    found = table(("E0", "hnte", date(2026, 1, 1), date(2028, 12, 31)))
    assert found.select("uscc", "held:hnte", "held:hnte_y0").rows() == [("E0", True, False), ("E1", False, False)]


def test_every_title_has_its_columns_and_nothing_known_adds_none():
    found = table()
    assert {f"held:{title}_y{back}" for title in RULEBOOK.titles for back in (0, 1)} <= set(found.columns)
    assert with_holdings(found.select("uscc"), None, ON, RULEBOOK).columns == ["uscc"]

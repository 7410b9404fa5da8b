"""Titles held at the ends of years (年末数), put beside an assessment's facts for what counts them.

An assessment asks what is in force on its own day; a year's count of high-technology
enterprises is of its last day, and what was added in it is that less the count a year
before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from gaoxin.engine.facts import holdings
from gaoxin.periods import year_at
from gaoxin.rules.lower import column_name
from gaoxin.rules.model import Rulebook


def with_holdings(
    wide: pl.DataFrame,
    recognitions: pl.DataFrame | None,
    on: date,
    rulebook: Rulebook,
    back: Sequence[int] = (0, 1),
) -> pl.DataFrame:
    """A wide table with a column per title and year: whether it was in force on the year's last day.

    Args:
        wide: of the same day and enterprises, by :func:`gaoxin.engine.facts.wide_facts`.
        recognitions: ``uscc``, ``recognition``, ``valid_from``, ``valid_to``; None when nothing is known about them.
        on: the day of the assessment; the last full fiscal year before it is the year 0.
        rulebook: whose titles name the columns.
        back: years before that one.

    Returns:
        ``wide`` with ``held:hnte_y0``, ``held:hnte_y1``, …; as it is where nothing is known about titles.
    """
    if recognitions is None:
        return wide
    for years in back:
        held = holdings(recognitions, date(year_at(on, years), 12, 31), rulebook).filter("held")
        wide = wide.with_columns(
            pl.col("uscc")
            .is_in(held.filter(pl.col("recognition") == title)["uscc"].implode())
            .alias(column_name(f"held:{title}", years))
            for title in rulebook.titles
        )
    return wide

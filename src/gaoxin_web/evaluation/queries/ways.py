"""Ways up and ends of the year, from the years that are known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gaoxin.index.ahead import year_end, yearly_changes
from gaoxin.index.evaluation import Evaluation
from gaoxin.index.reasons import usual_steps
from gaoxin.index.uncertainty import Spread
from gaoxin.index.way import Way, way_to
from gaoxin_web.evaluation.queries.standing import Standing, years_before


def usual_of(standing: Standing) -> tuple[dict[str, float], list[int]]:
    """The points an indicator gains in a usual year, and the years that say so."""
    years = years_before(standing)
    return usual_steps([one.evaluation for one in years if one.evaluation]), [one.year for one in years]


def way_of(standing: Standing, asked: Mapping[str, Any]) -> Way:
    """By the place, the number of indicators and the years somebody asked for; what is not known is not touched."""
    found = standing.evaluation
    assert found is not None
    within = asked.get("within")
    return way_to(
        found,
        standing.unit,
        asked["place"],
        usual_of(standing)[0],
        most=asked.get("most"),
        within=None if within is None else float(within),
        fixed=[code for code, known in standing.own.items() if known.value is None],
    )


def end_of(standing: Standing, start: Evaluation, expected: float | None) -> Spread:
    """Where the zone may stand a year after ``start``, which is the standing's evaluation or one with other weights.

    Raises:
        ValueError: too few years are known.
    """
    changes = yearly_changes([one.evaluation for one in years_before(standing) if one.evaluation])
    return year_end(start, changes, standing.unit, expected)

"""A zone's places through the years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from gaoxin.index.official import Edition
from gaoxin_web.accounts.models import Zone
from gaoxin_web.evaluation.queries.editions import edition_for
from gaoxin_web.evaluation.queries.register import State
from gaoxin_web.evaluation.queries.standing import Standing, standing_of


def places_by_year(zone: Zone, years: Mapping[int, Edition], state: State) -> dict[int, int]:
    """Of the years that can be compared."""
    found = {}
    for year in sorted(years):
        standing = standing_of(zone, year, state=state)
        if standing.evaluation is not None:
            found[year] = standing.evaluation.place(standing.unit)
    return found


def breaks_of(zone: Zone, years: Iterable[int]) -> list[int]:
    """The years that are the first of another edition than the known year before: places before are no measure."""
    ordered = sorted(years)
    return [year for before, year in pairwise(ordered) if edition_for(zone, before).id != edition_for(zone, year).id]


def year_before(standing: Standing) -> Standing | None:
    """The year before of the same edition, if it can be compared."""
    if standing.year - 1 < standing.edition.start:
        return None
    found = standing_of(standing.zone, standing.year - 1, standing.edition.id, standing.state)
    return found if found.evaluation is not None else None

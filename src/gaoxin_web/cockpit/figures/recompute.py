"""The figures found anew, each beside what was printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gaoxin_web.accounts.models import Zone
from gaoxin_web.cockpit.figures.months import Limit, Together
from gaoxin_web.cockpit.figures.stated import Figure, figures
from gaoxin_web.cockpit.figures.table import QUERIES


@dataclass(frozen=True, slots=True)
class Result:
    """A printed figure and what the records say; ``query`` is empty where the platform cannot answer it yet."""

    figure: Figure
    query: str = ""
    value: Decimal | None = None

    @property
    def holds(self) -> bool | None:
        return None if self.value is None else self.figure.holds(self.value)

    @property
    def shown(self) -> Decimal | None:
        return None if self.value is None else self.figure.shown(self.value)

    def as_dict(self) -> dict[str, Any]:
        said = self.figure
        return {
            "id": said.id,
            "zone": said.zone,
            "as_of": said.as_of,
            "label": said.label_zh,
            "label_en": said.label_en,
            "value": None if self.shown is None else float(self.shown),
            "unit": said.unit,
            "printed": {"op": said.op, "value": float(said.value)},
            "holds": self.holds,
            "query": self.query or None,
        }


def recompute(zones: Iterable[Zone], limit: Limit = lambda rows: rows) -> list[Result]:
    """Every printed figure of some zones, from the records that ``limit`` lets through."""
    known, together = {zone.code: zone for zone in zones}, Together(limit)
    return [found(figure, known[figure.zone], together) for figure in figures().values() if figure.zone in known]


def found(figure: Figure, zone: Zone, limit: Limit = lambda rows: rows) -> Result:
    """One printed figure, from the records."""
    query = QUERIES.get(figure.id)
    if query is None:
        return Result(figure)
    return Result(figure, query.name, query.found(zone, figure.period, limit))


def every_figure(zones: Iterable[Zone]) -> list[Result]:
    """Every printed figure; those of zones that are not in this installation without an answer."""
    known, together = {zone.code: zone for zone in zones}, Together(lambda rows: rows)
    return [
        found(figure, known[figure.zone], together) if figure.zone in known else Result(figure)
        for figure in figures().values()
    ]

"""The tables of other zones' values: which count, and what each says cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext as _

from gaoxin.index.official import Edition, Indicator
from gaoxin_web.accounts.models import Zone
from gaoxin_web.evaluation.models import PeerTable
from gaoxin_web.evaluation.queries.editions import editions
from gaoxin_web.evaluation.queries.places import places
from gaoxin_web.evaluation.words import edition_words, label_of, unit_words, zone_words
from gaoxin_web.ui.sheets import Sheet


def counting(zone: Zone) -> set[int]:
    """The tables that count: the newest of each edition and year."""
    rows = PeerTable.objects.filter(zone=zone).order_by().values("edition", "year").annotate(newest=Max("pk"))
    return {row["newest"] for row in rows}


def of_edition(table: PeerTable) -> str:
    """A table's edition in words; by its id where the rulebook has it no more."""
    found = editions().get(table.edition)
    return edition_words(found) if found else table.edition


@dataclass(frozen=True)
class Cell:
    value: float | None
    cell: str


@dataclass(frozen=True)
class Matrix:
    """Zones in rows, the indicators any of them has a value of in columns."""

    indicators: Sequence[Indicator]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    known: int
    places: int  # cells there are


def matrix(
    edition: Edition, values: Mapping[str, Mapping[str, float]], cells: Mapping[str, Mapping[str, str]]
) -> Matrix:
    """A table by the list's order of zones and the edition's of indicators."""
    had = {code for row in values.values() for code in row}
    columns = [one for one in edition.indicators() if one.id in had]
    order = {name: at for at, name in enumerate(places())}
    units = sorted(values, key=lambda name: (order.get(name, len(order)), name))
    rows = [
        (
            zone_words(unit),
            [Cell(values[unit].get(one.id), cells.get(unit, {}).get(one.id, "")) for one in columns],
        )
        for unit in units
    ]
    known = sum(cell.value is not None for _unit, line in rows for cell in line)
    return Matrix(columns, rows, known, len(rows) * len(columns))


def matrix_sheet(edition: Edition, values: Mapping[str, Mapping[str, float]]) -> Sheet:
    found = matrix(edition, values, {})
    heads = [_("高新区"), *(_head(one) for one in found.indicators)]
    return Sheet(edition_words(edition), heads, [[unit, *(cell.value for cell in line)] for unit, line in found.rows])


def _head(one: Indicator) -> str:
    unit = unit_words(one.unit)
    return f"{one.id} {label_of(one)}（{unit}）" if unit else f"{one.id} {label_of(one)}"

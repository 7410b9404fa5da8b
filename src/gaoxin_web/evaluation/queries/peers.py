"""The tables of other zones' values: which count, and what each says cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext as _

from gaoxin.index.official import Edition
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
class Column:
    """An indicator as the head of a column."""

    id: str
    label: str
    unit: str

    @property
    def head(self) -> str:
        named = f"{self.id} {self.label}".strip()
        return f"{named}（{self.unit}）" if self.unit else named


@dataclass(frozen=True)
class Matrix:
    """Zones in rows, the indicators any of them has a value of in columns."""

    indicators: Sequence[Column]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    known: int
    places: int  # cells there are


def matrix(
    edition: Edition | None, values: Mapping[str, Mapping[str, float]], cells: Mapping[str, Mapping[str, str]]
) -> Matrix:
    """A table by the list's order of zones and the edition's of indicators; of no known edition, by their codes."""
    columns = _columns(edition, {code for row in values.values() for code in row})
    order = {name: at for at, name in enumerate(places())}
    units = sorted(values, key=lambda name: (order.get(name, len(order)), name))
    rows = [
        (zone_words(unit), [Cell(values[unit].get(one.id), cells.get(unit, {}).get(one.id, "")) for one in columns])
        for unit in units
    ]
    known = sum(cell.value is not None for _unit, line in rows for cell in line)
    return Matrix(columns, rows, known, len(rows) * len(columns))


def _columns(edition: Edition | None, codes: set[str]) -> list[Column]:
    if edition is None:
        return [Column(code, "", "") for code in sorted(codes)]
    return [Column(one.id, label_of(one), unit_words(one.unit)) for one in edition.indicators() if one.id in codes]


def matrix_sheet(edition: Edition | None, values: Mapping[str, Mapping[str, float]]) -> Sheet:
    found = matrix(edition, values, {})
    heads = [_("高新区"), *(one.head for one in found.indicators)]
    title = edition_words(edition) if edition else _("对照数据")
    return Sheet(title, heads, [[unit, *(cell.value for cell in line)] for unit, line in found.rows])

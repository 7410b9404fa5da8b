"""How a printed figure is found: the records it stands on, and what is taken of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, Protocol

from django.db.models import QuerySet

from gaoxin.index.standing import place_among
from gaoxin.periods.zone import Lines, compare, total
from gaoxin_web.accounts.models import Zone
from gaoxin_web.cockpit.figures import months
from gaoxin_web.cockpit.figures.months import Limit
from gaoxin_web.cockpit.figures.stated import Period

Rows = Callable[[Zone, Period], QuerySet[Any]]
Measure = Callable[[QuerySet[Any]], "Decimal | None"]


class Answer(Protocol):
    """What answers a figure; ``name`` is its own."""

    @property
    def name(self) -> str: ...

    def rows(self, zone: Zone, period: Period, /) -> QuerySet[Any]:
        """The records the figure stands on, for whoever asks where it is from."""

    def found(self, zone: Zone, period: Period, limit: Limit) -> Decimal | None:
        """The figure as the records have it that ``limit`` lets through; None where nothing is known."""


def count(rows: QuerySet[Any]) -> Decimal:
    """How many records."""
    return Decimal(rows.count())


@dataclass(frozen=True, slots=True)
class Query:
    """What is taken of the records, and over what."""

    name: str
    rows: Rows
    measure: Measure = count
    over: tuple[Rows, Measure] | None = None  # what it is a share of
    times: Decimal = Decimal(1)  # into the printed unit

    def found(self, zone: Zone, period: Period, limit: Limit) -> Decimal | None:
        """None where nothing is known, or nothing to be a share of."""
        value = self.measure(limit(self.rows(zone, period)))
        if value is None:
            return None
        if self.over is None:
            return value * self.times
        rows, measure = self.over
        base = measure(limit(rows(zone, period)))
        return value * self.times / base if base else None


@dataclass(frozen=True, slots=True)
class Places:
    """What the places a zone was given through the years add up to, by the last year asked for."""

    name: str
    rows: Rows
    measure: Callable[[Mapping[int, int], int], int | None]

    def found(self, zone: Zone, period: Period, limit: Limit) -> Decimal | None:
        by_year = dict(limit(self.rows(zone, period)).values_list("year", "rank"))
        return known(self.measure(by_year, period.last.year))


@dataclass(frozen=True, slots=True)
class Peer:
    """One of some zones with its value and its place; ``own`` for the zone whose figure it is."""

    name: str
    value: float
    place: int | None
    own: bool


@dataclass(frozen=True, slots=True)
class Among:
    """The place of the zone's own figure among those of peers, one key of the tables that hold them."""

    name: str
    rows: Rows
    own: Query
    key: str

    def found(self, zone: Zone, period: Period, limit: Limit) -> Decimal | None:
        """None where the zone's own figure is not known, or nobody else's is."""
        own, peers = self._values(zone, period, limit)
        return known(place_among(own, peers.values()))

    def everybody(self, zone: Zone, period: Period, limit: Limit) -> list[Peer]:
        """The zone and its peers, the best first; nobody where its own figure is not known."""
        own, peers = self._values(zone, period, limit)
        if own is None:
            return []
        rows = [(name, value) for name, value in peers.items() if value is not None]
        found = [Peer(zone.name, own, place_among(own, peers.values()), True)]
        for name, value in rows:
            others = [own, *(other for peer, other in rows if peer != name)]
            found.append(Peer(name, value, place_among(value, others), False))
        return sorted(found, key=lambda peer: -peer.value)

    def _values(self, zone: Zone, period: Period, limit: Limit) -> tuple[float | None, dict[str, float | None]]:
        table = limit(self.rows(zone, period)).first()
        own = self.own.found(zone, period, limit)
        peers = {} if table is None else {name: row.get(self.key) for name, row in table.values.items()}
        return None if own is None else float(own), peers


@dataclass(frozen=True, slots=True)
class Months:
    """What enterprises reported of a run of months: their sum, its growth, or the share of some of them in all.

    Amounts are in steps and come into the printed unit by ``times``; so do rates.
    """

    name: str
    field: str
    take: Literal["sum", "growth", "share"] = "sum"
    chain: str | None = None
    hnte: bool = False
    times: Fraction = Fraction(1)

    def rows(self, zone: Zone, period: Period) -> QuerySet[Any]:
        """The sheets of the year of those that reported."""
        return months.sheets(zone, period, self.field, self.chain, self.hnte)

    def found(self, zone: Zone, period: Period, limit: Limit) -> Decimal | None:
        part = self.lines(zone, period, limit)
        match self.take:
            case "sum":
                value: Fraction | int | None = total(part).value
            case "growth":
                value = compare(part).growth.rate
            case "share":
                value = _share(total(part).value, total(months.lines_of(zone, period, self.field, limit)).value)
        return None if value is None else _decimal(Fraction(value) * self.times)

    def lines(self, zone: Zone, period: Period, limit: Limit) -> Lines:
        """Those the figure is of, each with its figure and that of a year before."""
        return months.lines_of(zone, period, self.field, limit, self.chain, self.hnte)


def is_share(answer: Answer) -> bool:
    """Whether it is over something, of which :meth:`Answer.rows` has but what is above the line."""
    return answer.over is not None if isinstance(answer, Query) else getattr(answer, "take", "") == "share"


def known(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _share(part: int | None, whole: int | None) -> Fraction | None:
    return None if part is None or not whole else Fraction(part, whole)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)

"""What enterprises reported, period by period, and what may be read from it (报送台账).

A row is one figure as filed: of a month, of 1–2月, or to date. From an enterprise's rows
come its figures of any other period: to date as filed, else the sum of what makes it up;
a month as filed, else the difference of two figures to date (倒算). What is not known
stays unknown and is never nought.

An enterprise and period filed twice: the later filing stands; where the two differ that is
a :class:`Clash`. A month and figures to date that disagree: each stands for what it says,
and that is a clash too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gaoxin.periods.period import Period

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Months = tuple[int, int]  # the first and the last of a year
FIRST_FIGURE = 2  # 1–2月: January and February are never reported apart
WRITTEN_TO_DATE = "_ytd"  # what ends the name of a field that is filed to date only


class Report(NamedTuple):
    """One figure as filed; of two filings the later has the greater number."""

    enterprise: int
    period: Period
    value: int | None
    filing: int = 0


class Reports(NamedTuple):
    """Many of them, a column each; no value is missing here."""

    enterprise: Ints
    year: Ints
    start: Ints
    stop: Ints
    value: Ints
    filing: Ints

    @classmethod
    def of(cls, rows: Iterable[Report]) -> Reports:
        """Rows that say something, of a period whose year is known."""
        kept = [
            (one.enterprise, one.period.year, one.period.start, one.period.stop, one.value, one.filing)
            for one in rows
            if one.value is not None and one.period.year is not None
        ]
        table = np.array(kept, dtype=np.int64).reshape(-1, 6)
        return cls(*(np.ascontiguousarray(column) for column in table.T))


@dataclass(frozen=True, slots=True)
class Clash:
    """Two figures of one enterprise that cannot both be right; ``stands`` is the one that is counted."""

    enterprise: int
    period: Period
    stands: int
    other: int
    kind: Literal["filed twice", "months and to date"]


@dataclass(frozen=True, slots=True)
class Figure:
    """An enterprise's figure and the filed figures it is made of, each with its sign."""

    value: int
    how: Literal["filed", "sum", "difference"]
    parts: tuple[tuple[int, Period], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A figure of many enterprises; where it is not ``known`` the value says nothing."""

    value: Ints
    known: Bools

    @classmethod
    def unknown(cls, count: int) -> Column:
        return cls(np.zeros(count, np.int64), np.zeros(count, np.bool_))

    def at(self, places: Ints) -> Column:
        """Of some enterprises; −1 is one of which nothing is known."""
        if not len(self.known):
            return Column.unknown(len(places))
        known = self.known[places] & (places >= 0)
        return Column(np.where(known, self.value[places], 0), known)

    def plus(self, other: Column, sign: int = 1) -> Column:
        known = self.known & other.known
        return Column(np.where(known, self.value + sign * other.value, 0), known)

    def or_else(self, other: Column) -> Column:
        """What is known here, else there."""
        return Column(np.where(self.known, self.value, other.value), self.known | other.known)


class Ledger:
    """Every enterprise's figures of one indicator."""

    def __init__(self, enterprises: Ints, years: dict[int, _Year], clashes: Sequence[Clash]) -> None:
        self.enterprises = enterprises  # whoever reported anything, ascending
        self.clashes = tuple(clashes)
        self._years = years

    @classmethod
    def of(cls, reports: Reports | Iterable[Report]) -> Ledger:
        """Read the rows, those of one enterprise and period in the order they were filed."""
        rows = reports if isinstance(reports, Reports) else Reports.of(reports)
        order = np.argsort(rows.filing, kind="stable")
        rows = Reports(*(column[order] for column in rows))
        enterprises, places = np.unique(rows.enterprise, return_inverse=True)
        years, clashes = {}, []
        for year in np.unique(rows.year).tolist():
            made = _Year(year, enterprises, rows, places)
            years[year] = made
            clashes += made.clashes
        return cls(enterprises, years, clashes)

    @property
    def periods(self) -> set[Period]:
        """Every period that somebody filed."""
        return {Period(year, *months) for year, made in self._years.items() for months in made.filed}

    def places(self, enterprises: Ints) -> Ints:
        """Where enterprises stand in the ledger; −1 for those that reported nothing."""
        if not len(self.enterprises):
            return np.full(len(enterprises), -1, np.int64)
        at = np.minimum(np.searchsorted(self.enterprises, enterprises), len(self.enterprises) - 1)
        return np.where(self.enterprises[at] == enterprises, at, -1).astype(np.int64)

    def column(self, places: Ints, period: Period) -> Column:
        """The figure of a period, of the enterprises at these places."""
        made = self._years.get(period.year or 0)
        return Column.unknown(len(places)) if made is None else made.column((period.start, period.stop)).at(places)

    def value(self, enterprise: int, period: Period) -> int | None:
        """One enterprise's figure of a period; None where it cannot be said."""
        found = self.column(self.places(np.array([enterprise], np.int64)), period)
        return int(found.value[0]) if found.known[0] else None

    def figure(self, enterprise: int, period: Period) -> Figure | None:
        """The same with what it is made of."""
        made, place = self._years.get(period.year or 0), int(self.places(np.array([enterprise], np.int64))[0])
        return None if made is None or place < 0 else _figure(made, place, (period.start, period.stop))


class _Year:
    """One year's figures: as filed, to date by month, and single months."""

    def __init__(self, year: int, enterprises: Ints, rows: Reports, places: Ints) -> None:
        self.year, self.filed = year, dict[Months, Column]()
        self.clashes: list[Clash] = []
        self._enterprises = enterprises
        mine = np.flatnonzero(rows.year == year)
        span = rows.start[mine] * 100 + rows.stop[mine]
        for code in np.unique(span).tolist():
            months = (code // 100, code % 100)
            self.filed[months] = self._filed(months, rows.value, places, mine[span == code])
        self._to_date = [Column.unknown(len(enterprises))]  # of no month; then by month
        for month in range(1, 13):
            self._to_date.append(self._summed(month))

    def _filed(self, months: Months, values: Ints, places: Ints, rows: Ints) -> Column:
        column = Column.unknown(len(self._enterprises))
        column.value[places[rows]] = values[rows]  # of several the last stands
        column.known[places[rows]] = True
        for row in rows[column.value[places[rows]] != values[rows]].tolist():
            self._clash(places[row], months, column, int(values[row]), "filed twice")
        return column

    def _summed(self, month: int) -> Column:
        """January to a month: as filed, else the figure to date before and the last months."""
        own = self.filed.get((1, month), Column.unknown(len(self._enterprises)))
        found = own
        for start in self._starts(month):
            sum_ = self._before(start).plus(self.filed[start, month])
            for place in np.flatnonzero(own.known & sum_.known & (own.value != sum_.value)).tolist():
                self._clash(place, (1, month), own, int(sum_.value[place]), "months and to date")
            found = found.or_else(sum_)
        return found

    def _starts(self, stop: int) -> list[int]:
        return sorted((start for start, last in self.filed if last == stop and start > 1), reverse=True)

    def _before(self, start: int) -> Column:
        return self._to_date[start - 1]

    def column(self, months: Months) -> Column:
        start, stop = months
        if start == 1:
            return self._to_date[stop]
        found = self.filed.get(months, Column.unknown(len(self._enterprises)))
        if months == (FIRST_FIGURE, FIRST_FIGURE):
            return found
        found = found.or_else(self._to_date[stop].plus(self._before(start), -1))
        if start == stop:
            return found
        return found.or_else(self._singles(range(start, stop + 1)))

    def _singles(self, months: Iterable[int]) -> Column:
        none = Column.unknown(len(self._enterprises))
        first, *rest = (self.filed.get((month, month), none) for month in months)
        for one in rest:
            first = first.plus(one)
        return first

    def _clash(self, place: Any, months: Months, stands: Column, other: int, kind: Any) -> None:
        period = Period(self.year, *months)
        self.clashes.append(Clash(int(self._enterprises[place]), period, int(stands.value[place]), other, kind))


def _figure(year: _Year, place: int, months: Months) -> Figure | None:
    """One enterprise's figure and its parts, in the same order of preference as :meth:`_Year.column`."""
    start, stop = months
    own = _of(year, place, months)
    if own is not None:
        return Figure(own, "filed", ((1, Period(year.year, start, stop)),))
    if start == 1:
        return _summed_up(year, place, stop)
    if months == (FIRST_FIGURE, FIRST_FIGURE):
        return None
    now, before = _figure(year, place, (1, stop)), _figure(year, place, (1, start - 1))
    if now is not None and before is not None:
        minus = tuple((-sign, period) for sign, period in before.parts)
        return Figure(now.value - before.value, "difference", _cancelled(now.parts + minus))
    singles = [_of(year, place, (month, month)) for month in range(start, stop + 1)]
    if start == stop or any(one is None for one in singles):
        return None
    parts = tuple((1, Period(year.year, month, month)) for month in range(start, stop + 1))
    return Figure(sum(one for one in singles if one is not None), "sum", parts)


def _summed_up(year: _Year, place: int, stop: int) -> Figure | None:
    """To date, out of the figure to date before and the last months filed."""
    for start in sorted((start for start, last in year.filed if last == stop and start > 1), reverse=True):
        own, before = _of(year, place, (start, stop)), _figure(year, place, (1, start - 1))
        if own is not None and before is not None:
            return Figure(before.value + own, "sum", (*before.parts, (1, Period(year.year, start, stop))))
    return None


def _of(year: _Year, place: int, months: Months) -> int | None:
    column = year.filed.get(months)
    return int(column.value[place]) if column is not None and column.known[place] else None


def _cancelled(parts: Iterable[tuple[int, Period]]) -> tuple[tuple[int, Period], ...]:
    """Parts without those that take each other away."""
    signs: dict[Period, int] = {}
    for sign, period in parts:
        signs[period] = signs.get(period, 0) + sign
    return tuple((sign, period) for period, sign in signs.items() if sign)


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure that was another in an earlier filing (数据修订)."""

    enterprise: int
    period: Period
    before: int
    after: int
    filings: tuple[int, int]


def corrections(filed: Iterable[Report]) -> list[Correction]:
    """What was filed otherwise before, of every figure its last change; the newest first."""
    last: dict[tuple[int, Period], tuple[int, int]] = {}
    found: dict[tuple[int, Period], Correction] = {}
    for enterprise, period, value, filing in sorted(filed, key=lambda report: report.filing):
        if value is None:
            continue
        stood, number = last.get((enterprise, period), (value, filing))
        if stood != value:
            found[enterprise, period] = Correction(enterprise, period, stood, value, (number, filing))
        last[enterprise, period] = (value, filing)
    return sorted(found.values(), key=lambda one: -one.filings[1])


KEY = re.compile(r"(?P<field>[a-z][a-z0-9_]*)@(?P<period>\d{4}(?:-\d\d(?:/\d{4}-\d\d)?)?)")


@lru_cache(maxsize=4096)
def key_of(written: str) -> tuple[str, Period] | None:
    """The indicator and the period of a key as it is filed; None for what is no such key.

    A field filed to date only is its indicator's: ``output_value_ytd@2022-11`` is
    ``output_value`` of January to November.

    >>> key_of("output_value@2022-03"), key_of("output_value_ytd@2022-11"), key_of("staff")
    (('output_value', Period(year=2022, start=3, stop=3)), ('output_value', Period(year=2022, start=1, stop=11)), None)
    """
    found = KEY.fullmatch(written)
    if found is None:
        return None
    try:
        period = Period.of(found["period"])
    except ValueError:
        return None
    name = found["field"]
    if name.endswith(WRITTEN_TO_DATE):
        return name.removesuffix(WRITTEN_TO_DATE), period.to_date()
    return name, period

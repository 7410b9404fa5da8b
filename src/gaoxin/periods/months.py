"""A zone's year month by month, with what was published before what is summed up (发布数与汇总数).

:class:`Standing` is the zone in one period: the published value and growth where there are
such, else the enterprises' sum and the growth of those that reported both years; the sum is
kept beside the published value, never in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from gaoxin.periods.ledger import Ledger
from gaoxin.periods.period import Period, months_of
from gaoxin.periods.series import Fact, Growth, Series, growth, single, two_year_average
from gaoxin.periods.zone import Compared, Firms, Lines, Total, compare, lines, share_of, sum_of, total


@dataclass(frozen=True, slots=True)
class Standing:
    """The zone in a period; ``fact`` is what was published of it."""

    period: Period
    total: Total
    compared: Compared
    fact: Fact | None
    growth: Growth

    @property
    def value(self) -> int | None:
        """As published, else as summed up."""
        return self.total.value if self.fact is None or self.fact.value is None else self.fact.value

    @property
    def is_published(self) -> bool:
        return self.fact is not None and self.fact.value is not None

    @property
    def difference(self) -> int | None:
        """How much more the enterprises' sum is than what was published."""
        if self.fact is None or self.fact.value is None or self.total.value is None:
            return None
        return self.total.value - self.fact.value

    @property
    def is_known(self) -> bool:
        return self.value is not None or self.growth.rate is not None


@dataclass(frozen=True, slots=True)
class Month:
    """A row of the year's table.

    Args:
        month: the single month, or 1–2月; its value out of figures to date where only those are known.
        to_date: January to this month.
        two_year: the average yearly growth to date of two years.
        revised: the month came out of figures to date that must have been corrected meanwhile.
    """

    month: Standing
    to_date: Standing
    two_year: Fraction | None
    revised: bool

    @property
    def period(self) -> Period:
        return self.month.period


NOBODY = Total(None, 0, 0)
NONE_COMPARED = Compared(None, None, 0, 0, 0, Growth(None, why="no figure"))


def standing(rows: Lines | None, published: Series, period: Period) -> Standing:
    """The zone in a period, from its enterprises' lines and the published series."""
    whole, both = (NOBODY, NONE_COMPARED) if rows is None else (total(rows), compare(rows))
    said = growth(published, period)
    return Standing(period, whole, both, published.get(period), said if said.basis else both.growth)


def months(ledger: Ledger, firms: Firms, year: int, published: Series) -> list[Month]:
    """1–2月 and the months since, those without any figure among them."""
    found = []
    for period in months_of(year):
        to_date = standing(lines(ledger, firms, period.to_date()), published, period.to_date())
        own = to_date if period.start == 1 else _single(ledger, firms, published, period)
        found.append(Month(own, to_date, _two_years(to_date, ledger, firms, published), _revised(published, period)))
    return found


def _single(ledger: Ledger, firms: Firms, published: Series, period: Period) -> Standing:
    """A month: as published, as reported, or out of published figures to date."""
    own = standing(lines(ledger, firms, period), published, period)
    taken = single(published, period)
    if own.value is not None or taken is None:
        return own
    return standing(None, {**published, period: taken.fact}, period)


def _two_years(now: Standing, ledger: Ledger, firms: Firms, published: Series) -> Fraction | None:
    if now.growth.rate is None:
        return None
    base = now.period.back()
    said = growth(published, base)
    before = said if said.basis else compare(lines(ledger, firms, base)).growth
    return None if before.rate is None else two_year_average(now.growth.rate, before.rate)


def _revised(published: Series, period: Period) -> bool:
    taken = single(published, period)
    return taken is not None and taken.revised


@dataclass(frozen=True, slots=True)
class Steady:
    """The months of the enterprises that reported every one of them; ``share`` is theirs of the last month."""

    values: dict[Period, int | None]
    count: int
    share: Fraction | None


def steady(ledger: Ledger, firms: Firms, last: Period, count: int) -> Steady:
    """The last months up to one, of those that reported all of them: what a forecast may learn from.

    A sum over whoever happened to report would grow and shrink with how many did.
    """
    year = last.year or 0
    periods = [one for back in range(count // 11 + 2) for one in reversed(months_of(year - back))]
    wanted = [one for one in periods if one.last <= last.last][:count]
    places = ledger.places(firms.number)
    columns = [ledger.column(places, period) for period in wanted]
    every = np.logical_and.reduce([column.known for column in columns]) & firms.here(last.end())
    found = int(every.sum())
    if not found:
        return Steady({}, 0, None)
    values = [sum_of(column, every) for column in columns]
    whole = sum_of(columns[0], columns[0].known & firms.here(last.end()))
    return Steady(dict(zip(reversed(wanted), reversed(values), strict=True)), found, share_of(values[0], whole))

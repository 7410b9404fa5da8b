"""A month of the zone for one who looks: everything the page, the numbers behind it and the brief say of it.

Worked out by :mod:`gaoxin.periods`; here it is only asked for what this user may see. Whoever sees less than the zone
gets the totals of the enterprises in reach, and published figures of the zone are not put in their place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from gaoxin.fields import Field
from gaoxin.periods import Period
from gaoxin.periods.forecast import LEAST, Forecast, forecast
from gaoxin.periods.ledger import Clash, Ledger
from gaoxin.periods.months import Month, Standing, Steady, months, standing, steady
from gaoxin.periods.period import months_of
from gaoxin.periods.series import Fact, Growth, Progress, growth_on, progress
from gaoxin.periods.zone import Group, Line, Lines, Mover, grouped, lines, movers, silent
from gaoxin_web.accounts.access import Access
from gaoxin_web.accounts.models import Zone
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.monitoring.models import Target
from gaoxin_web.monitoring.queries.firms import HNTE, Counted, counted_of
from gaoxin_web.monitoring.queries.published import published, target_of
from gaoxin_web.monitoring.queries.reports import fields_reported, ledger_of
from gaoxin_web.rulebook import rulebook

PERMISSION = "monitoring.view"
USUAL = ("output_value", "revenue")  # what is looked at first
AHEAD = 3  # months


@dataclass(frozen=True)
class Seen:
    """Whose enterprises: all of the zone's where ``whole``."""

    zone: Zone
    enterprises: QuerySet[Enterprise]
    whole: bool

    @classmethod
    def by(cls, access: Access, zone: Zone) -> Seen:
        whole = access.over_zone(PERMISSION)
        return cls(zone, access.limit(Enterprise.objects.all(), PERMISSION), whole)

    @classmethod
    def all_of(cls, zone: Zone) -> Seen:
        return cls(zone, Enterprise.objects.filter(zone=zone), whole=True)


@dataclass(frozen=True)
class Monthly:
    """One field in one period, to date; ``scope`` is above, all, or empty for the usual."""

    seen: Seen
    item: Field
    period: Period
    scope_asked: str = ""

    @cached_property
    def ledger(self) -> Ledger:
        return ledger_of(self.seen.zone, self.item.name)

    @cached_property
    def counted(self) -> Counted:
        return counted_of(self.seen.enterprises, self.period.end(), self.scope_asked)

    @cached_property
    def of_zone(self) -> Mapping[Period, Fact]:
        """What was published, of the whole zone."""
        return published(self.seen.zone, self.item)

    @property
    def published(self) -> Mapping[Period, Fact]:
        """What stands before the sums: nothing for whoever sees a part only."""
        return self.of_zone if self.seen.whole else {}

    @cached_property
    def month(self) -> Period:
        """The last month of the period; 1–2月 for the first."""
        return next(one for one in months_of(self.period.year or 0) if one.stop == self.period.stop)

    def rows(self, period: Period) -> Lines:
        if period not in self._rows:
            self._rows[period] = lines(self.ledger, self.counted.firms, period)
        return self._rows[period]

    @cached_property
    def _rows(self) -> dict[Period, Lines]:
        return {}

    def standing(self, period: Period) -> Standing:
        return standing(self.rows(period), self.published, period)

    @cached_property
    def to_date(self) -> Standing:
        return self.standing(self.period)

    @cached_property
    def of_month(self) -> Standing:
        """The single month, as in the year's table."""
        return next(one.month for one in self.year if one.period == self.month)

    @cached_property
    def year(self) -> list[Month]:
        return self.year_of(self.period.year or 0)

    @property
    def shown(self) -> list[Month]:
        """The months up to this one."""
        return [one for one in self.year if one.period.stop <= self.period.stop]

    def growth_of(self, row: Line) -> Growth:
        """One enterprise's own."""
        if row.now is None or row.before is None:
            return Growth(None, why="no figure" if row.now is None else "no figure a year before")
        return growth_on(row.now, row.before, "same enterprises")

    def year_of(self, year: int) -> list[Month]:
        return months(self.ledger, self.counted.firms, year, self.published)

    def groups(self, kind: str) -> list[Group]:
        return grouped(self.rows(self.period), self.counted.firms.labels.get(kind, ()))

    @cached_property
    def hnte(self) -> Group | None:
        """The high-tech enterprises among them."""
        return next((group for group in self.groups(HNTE) if group.label == "1"), None)

    @cached_property
    def movers(self) -> tuple[list[Mover], list[Mover]]:
        return movers(self.rows(self.period))

    @cached_property
    def silent(self) -> list[Line]:
        return silent(self.rows(self.period))

    @cached_property
    def target(self) -> Target | None:
        """The year's, of the whole zone: a part is not measured by it."""
        return target_of(self.seen.zone, self.item.name, self.period.year or 0) if self.seen.whole else None

    @cached_property
    def progress(self) -> Progress | None:
        value = self.to_date.value
        return None if self.target is None or value is None else progress(value, self.target.amount, self.period)

    @cached_property
    def clashes(self) -> list[Clash]:
        """Figures of the year that cannot both be right, of enterprises in reach."""
        names, year = self.counted.names, self.period.year
        return [clash for clash in self.ledger.clashes if clash.enterprise in names and clash.period.year == year]

    @cached_property
    def steady(self) -> Steady:
        return steady(self.ledger, self.counted.firms, self.month, LEAST)

    @cached_property
    def forecast(self) -> Forecast:
        """The next months of the enterprises that reported every month of four years."""
        return forecast(self.steady.values, AHEAD)


def fields_of(zone: Zone) -> list[Field]:
    """What may be looked at: fields reported by the month, those usually looked at first."""
    names = [name for name in fields_reported(zone) if name in rulebook().fields]
    usual = [name for name in USUAL if name in names]
    return [rulebook().fields[name] for name in dict.fromkeys((*usual, *names))]


def periods_of(ledger: Ledger, known: Sequence[Period]) -> list[Period]:
    """Periods to date of which something is known, the newest first."""
    ends = {(period.year or 0, period.stop) for period in (*ledger.periods, *known) if period.stop > 1}
    return [Period(year, 1, stop) for year, stop in sorted(ends, reverse=True)]

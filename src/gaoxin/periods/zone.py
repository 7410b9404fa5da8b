"""A zone's figure of a period out of what its enterprises reported (汇总).

Everything is said of :class:`Lines`, an enterprise each with its figures of the period and of
the same period a year before: :func:`lines` makes them.

* :func:`total`: the sum of those that reported, and how many of how many that is. It is
  incomplete while anybody expected is missing; nobody's figure is taken to be nought.
* :func:`compare`: the growth on the year before, over the enterprises that reported both
  periods and no others; their sums of both periods are beside it.
* :func:`grouped`: the same by industry, chain or title. A share is of all that reported; the
  points it gave and how its share moved are among those that reported both, so that the
  points of all groups sum to the growth exactly. Both periods are counted under the label an
  enterprise has now.
* :func:`movers`: the enterprises that gave and took most. :func:`silent`: who is missing.

An enterprise that left (迁出、注销) counts in the periods that ended before it did. Who is
expected: whoever is there and above designated size, or reported the period before, or (where
its size is not known) the same period a year before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

import numpy as np

from gaoxin.periods.ledger import FIRST_FIGURE, Bools, Column, Ints, Ledger
from gaoxin.periods.period import Period
from gaoxin.periods.series import Growth, growth_on

NEVER = date.max.toordinal()
SAFE = 2**62  # of a sum in 64 bits


@dataclass(frozen=True, slots=True)
class Firm:
    """An enterprise as the register has it.

    Args:
        left: the first day without it; None for one that is there.
        above: above designated size (规上); None where it is not known.
        labels: what it is counted under, by kind: ``{"industry": "…", "chain": "…"}``.
    """

    left: date | None = None
    above: bool | None = None
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Firms:
    """Many of them, a column each, by their numbers."""

    number: Ints
    left: Ints  # ordinals of days; NEVER for those that are there
    above: Bools
    below: Bools  # known not to be above; neither where it is not known
    labels: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, firms: Mapping[int, Firm]) -> Firms:
        kinds = dict.fromkeys(kind for firm in firms.values() for kind in firm.labels)
        left = [NEVER if firm.left is None else firm.left.toordinal() for firm in firms.values()]
        return cls(
            np.array(list(firms), np.int64),
            np.array(left, np.int64),
            np.array([firm.above is True for firm in firms.values()], np.bool_),
            np.array([firm.above is False for firm in firms.values()], np.bool_),
            {kind: [firm.labels.get(kind, "") for firm in firms.values()] for kind in kinds},
        )

    def __len__(self) -> int:
        return len(self.number)

    def here(self, on: date) -> Bools:
        """Which are of the zone at the end of a day."""
        return np.asarray(self.left > on.toordinal())

    def only(self, kind: str, label: str) -> Firms:
        """Those under a label."""
        mask = np.array([one == label for one in self.labels.get(kind, [""] * len(self))], np.bool_)
        labels = {
            name: [one for one, kept in zip(column, mask, strict=True) if kept] for name, column in self.labels.items()
        }
        return Firms(self.number[mask], self.left[mask], self.above[mask], self.below[mask], labels)


@dataclass(frozen=True, slots=True)
class Line:
    """An enterprise in a period and in the same period a year before."""

    enterprise: int
    now: int | None
    before: int | None
    expected: bool

    @property
    def change(self) -> int | None:
        return None if self.now is None or self.before is None else self.now - self.before


@dataclass(frozen=True, slots=True)
class Lines:
    """All enterprises of some firms, in their order."""

    enterprise: Ints
    now: Column
    before: Column
    expected: Bools

    @property
    def both(self) -> Bools:
        return self.now.known & self.before.known

    @property
    def silent(self) -> Bools:
        """Expected, and nothing is known of them."""
        return self.expected & ~self.now.known

    def only(self, mask: Bools) -> Lines:
        now, before = (Column(column.value[mask], column.known[mask]) for column in (self.now, self.before))
        return Lines(self.enterprise[mask], now, before, self.expected[mask])

    def __iter__(self) -> Iterator[Line]:
        """Those that are expected or have any figure."""
        some = self.only(self.expected | self.now.known | self.before.known)
        sides = (
            [
                value if known else None
                for value, known in zip(column.value.tolist(), column.known.tolist(), strict=True)
            ]
            for column in (some.now, some.before)
        )
        rows = zip(some.enterprise.tolist(), *sides, some.expected.tolist(), strict=True)
        return (Line(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of those that reported; None where nobody did."""

    value: int | None
    reported: int
    expected: int

    @property
    def is_complete(self) -> bool:
        return 0 < self.reported == self.expected


@dataclass(frozen=True, slots=True)
class Compared:
    """A growth over the enterprises that reported both periods; ``only_now`` and ``only_before`` are left out of it."""

    now: int | None
    before: int | None
    both: int
    only_now: int
    only_before: int
    growth: Growth

    @property
    def change(self) -> int | None:
        return None if self.now is None or self.before is None else self.now - self.before

    @property
    def is_whole(self) -> bool:
        """Whether nobody is left out."""
        return self.both > 0 and not self.only_now and not self.only_before


@dataclass(frozen=True, slots=True)
class Group:
    """The enterprises of one label.

    Args:
        share: of all that reported now.
        points: what it gave to the growth of all, in parts of their base (拉动).
        moved: how its share changed among those that reported both (个百分点).
    """

    label: str
    total: Total
    compared: Compared
    share: Fraction | None
    points: Fraction | None
    moved: Fraction | None


@dataclass(frozen=True, slots=True)
class Mover:
    """An enterprise's change and what it gave to the growth of all; None where their base is not above nought."""

    enterprise: int
    now: int
    before: int
    growth: Growth
    points: Fraction | None

    @property
    def change(self) -> int:
        return self.now - self.before


def eve(period: Period) -> Period:
    """The period an enterprise would have reported just before, of the same kind: to date, or a month.

    >>> str(eve(Period(2022, 1, 11))), str(eve(Period(2022, 3, 3))), str(eve(Period(2022, 1, 2)))
    ('2022-01/2022-10', '2022-01/2022-02', '2021')
    """
    if period.start == 1:
        before = Period(period.year, 1, period.stop - 1)
        return before if period.stop > FIRST_FIGURE else Period((period.year or 0) - 1, 1, 12)
    month = period.start - 1
    return Period(period.year, 1, 2) if month <= FIRST_FIGURE else Period(period.year, month, month)


def lines(ledger: Ledger, firms: Firms, period: Period) -> Lines:
    """Every enterprise of ``firms``; rows of others are not counted."""
    base, places = period.back(), ledger.places(firms.number)
    here = firms.here(period.end())
    now = _where(here, ledger.column(places, period))
    before = _where(firms.here(base.end()), ledger.column(places, base))
    last = ledger.column(places, eve(period)).known
    expected = here & (now.known | firms.above | last | (before.known & ~firms.below))
    return Lines(firms.number, now, before, expected)


def total(rows: Lines) -> Total:
    """The sum of those that reported, of how many."""
    return Total(sum_of(rows.now, rows.now.known), int(rows.now.known.sum()), int(rows.expected.sum()))


def total_before(rows: Lines) -> Total:
    """The same of the year before: of those that reported then."""
    count = int(rows.before.known.sum())
    return Total(sum_of(rows.before, rows.before.known), count, count)


def compare(rows: Lines) -> Compared:
    """The growth over those that reported both periods."""
    both = rows.both
    count, only_now, only_before = (
        int(mask.sum()) for mask in (both, rows.now.known & ~both, rows.before.known & ~both)
    )
    now, before = sum_of(rows.now, both), sum_of(rows.before, both)
    if now is None or before is None:
        why = "no figure a year before" if only_now else "no figure"
        return Compared(None, None, 0, only_now, only_before, Growth(None, why=why))
    return Compared(now, before, count, only_now, only_before, growth_on(now, before, "same enterprises"))


def grouped(rows: Lines, labels: Sequence[str]) -> list[Group]:
    """By label, the greatest first; enterprises without one are under an empty label, last."""
    names, places = np.unique(np.array(labels, dtype=np.str_), return_inverse=True)
    whole, both = total(rows), compare(rows)
    found = [_group(str(name), rows.only(places == at), whole, both) for at, name in enumerate(names)]
    kept = [group for group in found if group.total.expected or group.total.reported or group.compared.only_before]
    return sorted(kept, key=lambda group: (not group.label, -(group.total.value or 0), group.label))


def _group(label: str, rows: Lines, whole: Total, both: Compared) -> Group:
    own, pair = total(rows), compare(rows)
    shares = [share_of(pair.now, both.now), share_of(pair.before, both.before)]
    moved = None if shares[0] is None or shares[1] is None else shares[0] - shares[1]
    return Group(label, own, pair, share_of(own.value, whole.value), share_of(pair.change, both.before), moved)


def movers(rows: Lines, count: int = 10) -> tuple[list[Mover], list[Mover]]:
    """Who gave most, and who took most; of those that reported both periods."""
    whole, some = compare(rows), rows.only(rows.both)
    change = some.now.value - some.before.value
    order = np.lexsort((some.enterprise, -change))
    up = [at for at in order[:count].tolist() if change[at] > 0]
    down = [at for at in np.lexsort((some.enterprise, change))[:count].tolist() if change[at] < 0]
    return [_mover(some, at, whole) for at in up], [_mover(some, at, whole) for at in down]


def _mover(rows: Lines, at: int, whole: Compared) -> Mover:
    now, before = int(rows.now.value[at]), int(rows.before.value[at])
    rate = growth_on(now, before, "same enterprises")
    return Mover(int(rows.enterprise[at]), now, before, rate, share_of(now - before, whole.before))


def silent(rows: Lines) -> list[Line]:
    """Who was expected and has not reported, the greatest of the year before first."""
    return sorted(rows.only(rows.silent), key=lambda row: (-(row.before or 0), row.enterprise))


def points_of(row: Line, whole: Compared) -> Fraction | None:
    """What one enterprise gave to the growth of all that reported both periods."""
    return share_of(row.change, whole.before)


def _where(mask: Bools, column: Column) -> Column:
    return replace(column, known=column.known & mask)


def sum_of(column: Column, mask: Bools) -> int | None:
    """The sum of some; None where there are none."""
    values = column.value[mask]
    if not len(values):
        return None
    safe = int(np.abs(values).max()) < SAFE // len(values)
    return int(values.sum()) if safe else sum(values.tolist())


def share_of(part: int | None, whole: int | None) -> Fraction | None:
    """A part over what it is of; None where either is not known or there is nothing to be a part of."""
    return None if part is None or whole is None or whole <= 0 else Fraction(part, whole)

"""A run of months of one year: 3月, 1–2月, 一季度, 上半年, 1–11月, 全年.

January and February are never reported apart: the first figure of a year is 1–2月, a
period of its own kind and not half known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Kind = Literal["month", "first two", "quarter", "half", "to date", "year", "other"]
WRITTEN = re.compile(r"(?P<year>\d{4})(?:-(?P<start>\d\d)(?:/(?P<again>\d{4})-(?P<stop>\d\d))?)?")


@dataclass(frozen=True, slots=True)
class Period:
    """Months ``start`` to ``stop`` of a year; the year None where it is not said."""

    year: int | None
    start: int
    stop: int

    @classmethod
    def of(cls, written: str) -> Period:
        """A period as ``str`` writes it.

        Raises:
            ValueError: it is not written so.

        >>> Period.of("2025"), Period.of("2025-03"), Period.of("2025-01/2025-11")
        (Period(year=2025, start=1, stop=12), Period(year=2025, start=3, stop=3), Period(year=2025, start=1, stop=11))
        """
        found = WRITTEN.fullmatch(written)
        if not found or (found["again"] and found["again"] != found["year"]):
            raise ValueError(f"{written!r} is no period: write 2025, 2025-03 or 2025-01/2025-11")
        start = int(found["start"] or 1)
        stop = int(found["stop"] or found["start"] or 12)
        if not 1 <= start <= stop <= 12:
            raise ValueError(f"{written!r}: months run from 01 to 12, the first before the last")
        return cls(int(found["year"]), start, stop)

    @property
    def cumulative(self) -> bool:
        """From January on, and less than a year: 1-10月; a whole year is a year."""
        return self.start == 1 and 1 < self.stop < 12

    @property
    def kind(self) -> Kind:
        """What kind of period this is; 1–2月 is of its own."""
        months = self.stop - self.start + 1
        if (self.start, self.stop) == (1, 2):
            return "first two"
        if months == 1:
            return "month"
        if months == 12:
            return "year"
        if months == 3 and self.stop % 3 == 0:
            return "quarter"
        if months == 6 and self.stop % 6 == 0:
            return "half"
        return "to date" if self.start == 1 else "other"

    @property
    def last(self) -> tuple[int, int, int]:
        """What periods are ordered by."""
        return (self.year or 0, self.stop, -self.start)

    def end(self) -> date:
        """The last day; the year must be known."""
        year = self.year or 0
        return date(year + self.stop // 12, self.stop % 12 + 1, 1) - timedelta(days=1)

    def back(self, years: int = 1) -> Period:
        """The same months some years before."""
        return Period(None if self.year is None else self.year - years, self.start, self.stop)

    def to_date(self) -> Period:
        """From January to this period's last month."""
        return Period(self.year, 1, self.stop)

    def before(self) -> Period | None:
        """The year to date before this period began; None for one that begins in January.

        That before March is 1–2月: January and February have no figure of their own.

        >>> str(Period(2025, 3, 3).before()), Period(2025, 1, 2).before()
        ('2025-01/2025-02', None)
        """
        return None if self.start == 1 else Period(self.year, 1, self.start - 1)

    def __str__(self) -> str:
        head = "" if self.year is None else f"{self.year:04d}"
        if (self.start, self.stop) == (1, 12):
            return head or "01/12"
        dash = "-" if head else ""
        if self.start == self.stop:
            return f"{head}{dash}{self.start:02d}"
        return f"{head}{dash}{self.start:02d}/{head}{dash}{self.stop:02d}"


def previous_year(period: Period) -> Period:
    """The same months a year before."""
    return period.back()


def months_of(year: int) -> tuple[Period, ...]:
    """The periods of a year that have a figure: 1–2月, then each month from March.

    >>> [str(period) for period in months_of(2025)][:2], len(months_of(2025))
    (['2025-01/2025-02', '2025-03'], 11)
    """
    return (Period(year, 1, 2), *(Period(year, month, month) for month in range(3, 13)))

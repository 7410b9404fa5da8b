"""Periods as ledgers write them: 1-10月, 2023年一季度, 上半年, 2022年度."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from gaoxin.register.ledger import chinese

YEAR = r"(?:(?P<year>(?:19|20)\d\d)年?(?:度)?)?"
MONTHS = re.compile(YEAR + r"(?P<first>\d{1,2})[-~至到](?P<last>\d{1,2})月(?:份|末|底|累计)?(?:累计)?")
MONTH = re.compile(YEAR + r"(?P<first>\d{1,2})月(?P<word>份|末|底|累计|当月)?")
QUARTER = re.compile(
    YEAR + r"(?:第?(?P<quarter>[1-4])季度|前(?P<upto>[234])季度|(?P<half>上半年|下半年)|(?P<whole>全年))(?:累计)?"
)
DOTTED = re.compile(
    r"(?P<year>(?:19|20)\d\d)[.\-/](?P<first>\d{1,2})(?:月)?|(?P<year2>(?:19|20)\d\d)(?P<first2>0[1-9]|1[0-2])"
)
ONLY = re.compile(r"(?P<year>(?:19|20)\d\d)(?:年|年度)?")
DASHES = re.compile("[—–－―~～〜]+")


@dataclass(frozen=True, slots=True)
class Period:
    """Months ``start`` to ``stop`` of a year; the year None where it is not said."""

    year: int | None
    start: int
    stop: int

    @property
    def cumulative(self) -> bool:
        """From January on, and less than a year: 1-10月; a whole year is a year."""
        return self.start == 1 and 1 < self.stop < 12

    @property
    def last(self) -> tuple[int, int, int]:
        """What periods are ordered by."""
        return (self.year or 0, self.stop, -self.start)

    def end(self) -> date:
        """The last day; the year must be known."""
        year = self.year or 0
        return date(year + self.stop // 12, self.stop % 12 + 1, 1) - timedelta(days=1)

    def __str__(self) -> str:
        head = "" if self.year is None else f"{self.year:04d}"
        if (self.start, self.stop) == (1, 12):
            return head or "01/12"
        dash = "-" if head else ""
        if self.start == self.stop:
            return f"{head}{dash}{self.start:02d}"
        return f"{head}{dash}{self.start:02d}/{head}{dash}{self.stop:02d}"


def read_period(text: str, *, year: int | None = None) -> Period | None:
    """The period a text is, all of it; ``year`` where the text names none. None where it is no period.

    >>> str(read_period("1—10月", year=2023)), str(read_period("2023年上半年")), str(read_period("2022年度"))
    ('2023-01/2023-10', '2023-01/2023-06', '2022')
    """
    plain = DASHES.sub("-", "".join(unicodedata.normalize("NFKC", text).split()))
    plain = chinese.digits(plain.replace("前三", "前3").replace("前二", "前2").replace("前四", "前4"))
    if found := MONTHS.fullmatch(plain):
        return _period(found["year"], year, int(found["first"]), int(found["last"]))
    if found := MONTH.fullmatch(plain):
        start = 1 if found["word"] in ("末", "底", "累计") else int(found["first"])
        return _period(found["year"], year, start, int(found["first"]))
    if found := QUARTER.fullmatch(plain):
        return _period(found["year"], year, *_quarter(found))
    if found := DOTTED.fullmatch(plain):
        month = int(found["first"] or found["first2"])
        return _period(found["year"] or found["year2"], year, month, month)
    if found := ONLY.fullmatch(plain):
        return _period(found["year"], year, 1, 12)
    return None


def _quarter(found: re.Match[str]) -> tuple[int, int]:
    if found["quarter"]:
        quarter = int(found["quarter"])
        return quarter * 3 - 2, quarter * 3
    if found["upto"]:
        return 1, int(found["upto"]) * 3
    return {"上半年": (1, 6), "下半年": (7, 12), None: (1, 12)}[found["half"]]


def _period(written: str | None, year: int | None, start: int, stop: int) -> Period | None:
    if not 1 <= start <= stop <= 12:
        return None
    return Period(int(written) if written else year, start, stop)


def previous_year(period: Period) -> Period:
    """The same months a year before."""
    return Period(None if period.year is None else period.year - 1, period.start, period.stop)

"""Periods as ledgers write them: 1-10月, 2023年一季度, 上半年, 2022年度."""

from __future__ import annotations

import re
import unicodedata

from gaoxin.periods import Period
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

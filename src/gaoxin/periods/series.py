"""Figures of periods, and what may be said of their growth (月度监测).

A figure, the growth that was published with it, the comparable base and the scope it
counts are four facts with sources of their own: the enterprises counted change every
year, so a growth is never worked out from last year's published level while anything
better is known. Periods are joined by the calendar, never by the row before. Amounts
are whole numbers of the smallest unit; growth and shares are exact fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import isqrt
from typing import Literal

from gaoxin.periods.period import Period

Basis = Literal["published", "comparable base", "same scope", "same enterprises"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One period's figure.

    Args:
        value: in the smallest unit; None where it is not known.
        growth: as published, a ratio to the comparable base less 1.
        base: the same period a year before, counted as this one is (可比基数).
        scope: what is counted (规上企业 of a year …); equal scopes are comparable.
        source: where the value stands.
        preliminary: not final (快报、初步数).
    """

    value: int | None = None
    growth: Fraction | None = None
    base: int | None = None
    scope: str = ""
    source: str = ""
    preliminary: bool = False


@dataclass(frozen=True, slots=True)
class Growth:
    """A growth and what it rests on; ``rate`` None with the reason in ``why``.

    Over a loss there is no growth but a turn: to profit (扭亏), to loss (转亏), a loss that grew (增亏) or shrank
    (减亏).
    """

    rate: Fraction | None
    basis: Basis | None = None
    why: str = ""


Series = Mapping[Period, Fact]


def growth(series: Series, period: Period) -> Growth:
    """A period's growth on the same period a year before (同比).

    The published one stands before one worked out; the comparable base before the level
    of the year before, which is taken only where both count the same.
    """
    now = series.get(period)
    if now is None:
        return Growth(None, why="no figure")
    if now.growth is not None:
        return Growth(now.growth, "published")
    if now.value is None:
        return Growth(None, why="no figure")
    if now.base is not None:
        return growth_on(now.value, now.base, "comparable base")
    before = series.get(period.back())
    if before is None or before.value is None:
        return Growth(None, why="no figure a year before")
    if not now.scope or now.scope != before.scope:
        return Growth(None, why="another scope a year before")
    return growth_on(now.value, before.value, "same scope")


def growth_on(value: int, base: int, basis: Basis) -> Growth:
    """The growth of a value on a base; a turn where there is a loss, and nothing over nought."""
    if base > 0 and value >= 0:
        return Growth(Fraction(value, base) - 1, basis)
    if base == 0:
        return Growth(None, basis, "base of nought")
    if base > 0:
        return Growth(None, basis, "turned to loss")
    if value >= 0:
        return Growth(None, basis, "turned to profit")
    return Growth(None, basis, "loss grew" if value < base else "loss shrank" if value > base else "loss as before")


def comparable_base(fact: Fact) -> int | None:
    """The base as filed, or what the published growth says it was, to the nearest unit."""
    if fact.base is not None:
        return fact.base
    if fact.value is None or fact.growth is None or fact.growth == -1:
        return None
    return round(Fraction(fact.value) / (1 + fact.growth))


@dataclass(frozen=True, slots=True)
class Single:
    """A month taken out of figures to date; ``revised`` where the earlier ones must have been corrected since."""

    fact: Fact
    revised: bool = False


def single(series: Series, period: Period, *, jump: int = 10) -> Single | None:
    """The figure of a period that begins later than January, from two figures to date of one vintage.

    None where either is missing, and for January and February apart. ``revised`` marks
    one below nought, and one ``jump`` times the average of the months before: a sign
    that earlier months were corrected meanwhile.
    """
    before = period.before()
    if before is None or (period.start, period.stop) == (2, 2):
        return None
    now, then = series.get(period.to_date()), series.get(before)
    if now is None or then is None or now.value is None or then.value is None:
        return None
    value = now.value - then.value
    bases = comparable_base(now), comparable_base(then)
    base = None if bases[0] is None or bases[1] is None else bases[0] - bases[1]
    months = period.stop - period.start + 1
    revised = value < 0 or (then.value > 0 and value * before.stop > jump * then.value * months)
    fact = Fact(value, None, base, now.scope, now.source, now.preliminary or then.preliminary)
    return Single(fact, revised)


def to_date(series: Series, period: Period) -> Fact | None:
    """The year to date: its own figure, else the sum of 1–2月 and the months since; None where one is missing."""
    own = series.get(period.to_date())
    if own is not None and own.value is not None:
        return own
    parts = [
        series.get(Period(period.year, 1, 2)),
        *(series.get(Period(period.year, m, m)) for m in range(3, period.stop + 1)),
    ]
    if period.stop < 2 or any(part is None or part.value is None for part in parts):
        return None
    known = [part for part in parts if part is not None]
    bases = [comparable_base(part) for part in known]
    base = None if any(one is None for one in bases) else sum(one for one in bases if one is not None)
    scopes = {part.scope for part in known}
    return Fact(
        sum(part.value or 0 for part in known),
        None,
        base,
        scopes.pop() if len(scopes) == 1 else "",
        preliminary=any(part.preliminary for part in known),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """What a part (an industry, a chain, an enterprise) gave to the growth of the whole, in parts of its base.

    Args:
        points: the part's change over the whole's base (拉动); None where one of them is not known.
        share: of the whole now.
        moved: how the share changed, as a difference of shares (个百分点).
    """

    points: Fraction | None
    share: Fraction | None
    moved: Fraction | None


def contributions(now: Mapping[str, int | None], before: Mapping[str, int | None]) -> dict[str, Part]:
    """What each part gave to the growth of their sum; the points sum to that growth exactly.

    A part that is not in a period counted nothing there; one whose figure is not known
    (None) leaves the sums of that period unknown. A base that is not above nought gives
    no points.
    """
    sums = [_sum(column.values()) for column in (now, before)]
    found = {}
    for name in dict.fromkeys((*now, *before)):
        new, old = now.get(name, 0), before.get(name, 0)
        known = new is not None and old is not None and sums[1] is not None
        change = Fraction(new - old, 1) if new is not None and old is not None else None
        shares = [
            Fraction(value, whole) if value is not None and whole is not None and whole > 0 else None
            for value, whole in zip((new, old), sums, strict=True)
        ]
        points = change / sums[1] if known and change is not None and sums[1] is not None and sums[1] > 0 else None
        moved = shares[0] - shares[1] if shares[0] is not None and shares[1] is not None else None
        found[name] = Part(points, shares[0], moved)
    return found


def _sum(values: Iterable[int | None]) -> int | None:
    listed = list(values)
    return None if any(value is None for value in listed) else sum(value or 0 for value in listed)


def two_year_average(now: Fraction, before: Fraction) -> Fraction | None:
    """The yearly growth that two years' growths amount to (两年平均), to a millionth; None where a level vanished."""
    product = (1 + now) * (1 + before)
    if 1 + now <= 0 or 1 + before <= 0:
        return None
    scale = 10**9
    return Fraction(isqrt(product.numerator * scale * scale // product.denominator), scale) - 1


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a year's target is reached; ``ahead`` is how much more of it than of the year has passed."""

    done: Fraction
    passed: Fraction
    missing: int
    needed_a_month: Fraction | None

    @property
    def ahead(self) -> Fraction:
        return self.done - self.passed


def progress(value: int, target: int, period: Period) -> Progress | None:
    """A figure to date against the year's target (目标完成进度); None for a target that is not above nought.

    ``needed_a_month`` is what each month left has to bring; None when the year is over.
    """
    if target <= 0:
        return None
    left = 12 - period.stop
    missing = max(target - value, 0)
    return Progress(
        Fraction(value, target), Fraction(period.stop, 12), missing, Fraction(missing, left) if left else None
    )


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure that was another in an earlier vintage."""

    period: Period
    before: int | None
    after: int | None


def revisions(before: Series, after: Series) -> list[Revision]:
    """What was corrected between two vintages, in order; what is new is no correction."""
    changed = [period for period in before if period in after and before[period].value != after[period].value]
    return [
        Revision(period, before[period].value, after[period].value) for period in sorted(changed, key=lambda p: p.last)
    ]


def scoped(series: Series, scope: str) -> dict[Period, Fact]:
    """The same figures said to count a scope."""
    return {period: replace(fact, scope=scope) for period, fact in series.items()}


def percent(rate: Fraction | None, digits: int = 1) -> str:
    """A ratio in per cent, halves rounded away from nought; — where it is not known.

    >>> percent(Fraction(249, 1000)), percent(Fraction(-5, 10000)), percent(None)
    ('24.9', '-0.1', '—')
    """
    if rate is None:
        return "—"
    scaled = abs(rate) * 100 * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    text = f"{whole // 10**digits}" + (f".{whole % 10**digits:0{digits}d}" if digits else "")
    return f"-{text}" if rate < 0 and whole else text

"""Figures of periods in words, Chinese and English, for sentences (「1—11月，…实现产值197.03亿元，同比增长24.9%」).

Rounding, everywhere the same: halves away from nought; a rate to one decimal of a per cent, a
share's change or a contribution to one decimal of a point; money to two decimals of its unit
(亿元 from a hundred million yuan on, else 万元 from ten thousand on, else 元; in English
billions to three decimals and millions to two), idle noughts left out. What is unknown is said
to be unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from gaoxin.periods.period import Period
from gaoxin.periods.series import Growth, Progress, percent
from gaoxin.units import STEPS, UNITS

Language = Literal["zh", "en"]
Pair = tuple[str, str]
NO_GROWTH: Mapping[str, Pair] = {
    "no figure": ("暂无数据", "no figure yet"),
    "no figure a year before": ("上年同期无可比数据", "no comparable figure a year before"),
    "another scope a year before": ("上年同期口径不同，不作比较", "counted otherwise a year before, not compared"),
    "base of nought": ("上年同期为零，不计算增速", "nil a year before, no growth rate"),
    "turned to loss": ("由盈转亏", "turned from profit to loss"),
    "turned to profit": ("扭亏为盈", "turned from loss to profit"),
    "loss grew": ("亏损扩大", "loss widened"),
    "loss shrank": ("亏损收窄", "loss narrowed"),
    "loss as before": ("亏损与上年同期持平", "loss unchanged from a year before"),
}
BASES: Mapping[str, Pair] = {
    "published": ("发布增速", "published growth"),
    "comparable base": ("按可比基数计算", "on the comparable base"),
    "same scope": ("按同口径上年数计算", "on last year's figure of the same scope"),
    "same enterprises": ("按两年同期均已报送的企业计算", "over enterprises that reported both years"),
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
SPECIAL: Mapping[tuple[int, int], Pair] = {
    (1, 3): ("一季度", "first quarter"),
    (1, 6): ("上半年", "first half"),
    (1, 12): ("全年", "full year"),
}
TEN_THOUSAND, MILLION, HUNDRED_MILLION, BILLION = 10**4, 10**6, 10**8, 10**9


def growth_words(growth: Growth, language: Language = "zh") -> str:
    """A growth as a sentence says it.

    >>> growth_words(Growth(Fraction(249, 1000))), growth_words(Growth(Fraction(-31, 1000)), "en")
    ('同比增长24.9%', 'down 3.1% year on year')
    """
    rate = growth.rate
    if rate is None:
        return _said(NO_GROWTH.get(growth.why, NO_GROWTH["no figure"]), language)
    if rate == 0:
        return _said(("与上年同期持平", "unchanged from a year before"), language)
    text = percent(abs(rate))
    if text == "0.0":
        return _said(("与上年同期基本持平", "about the same as a year before"), language)
    if rate > 0:
        return _said((f"同比增长{text}%", f"up {text}% year on year"), language)
    return _said((f"同比下降{text}%", f"down {text}% year on year"), language)


def basis_words(growth: Growth, language: Language = "zh") -> str:
    """What a growth rests on; empty where there is none."""
    return _said(BASES[growth.basis], language) if growth.basis else ""


def points_words(points: Fraction | None, language: Language = "zh") -> str:
    """What a part gave to the growth of the whole (拉动).

    >>> points_words(Fraction(32, 1000)), points_words(Fraction(-4, 1000), "en")
    ('拉动增长3.2个百分点', 'took 0.4 percentage points from growth')
    """
    if points is None:
        return _said(("拉动点数无法计算", "contribution cannot be worked out"), language)
    text = percent(abs(points))
    if points < 0:
        return _said((f"下拉{text}个百分点", f"took {text} percentage points from growth"), language)
    return _said((f"拉动增长{text}个百分点", f"added {text} percentage points to growth"), language)


def moved_words(moved: Fraction | None, language: Language = "zh") -> str:
    """How a share changed, in points and never in per cent.

    >>> moved_words(Fraction(12, 1000)), moved_words(Fraction(-12, 1000), "en")
    ('占比提高1.2个百分点', 'share down 1.2 percentage points')
    """
    if moved is None:
        return _said(("占比变化无法计算", "change of share cannot be worked out"), language)
    text = percent(abs(moved))
    if text == "0.0":
        return _said(("占比基本不变", "share about unchanged"), language)
    if moved > 0:
        return _said((f"占比提高{text}个百分点", f"share up {text} percentage points"), language)
    return _said((f"占比下降{text}个百分点", f"share down {text} percentage points"), language)


def amount_words(value: int | None, kind: str = "money", unit: str = "元", language: Language = "zh") -> str:
    """A figure in steps with its unit.

    >>> amount_words(1_970_300_000_000), amount_words(1_970_300_000_000, language="en"), amount_words(None)
    ('197.03亿元', '19.703 billion yuan', '—')
    """
    if value is None:
        return "—"
    base = Fraction(value, STEPS[kind])
    if kind != "money" or unit not in ("元", "美元"):
        text = _trimmed(decimals(base, 2))
        return text + (f" {unit}" if language == "en" and unit else unit)
    size = abs(base)
    if language == "en":
        yuan = "yuan" if unit == "元" else "US dollars"
        for least, word, places in ((BILLION, "billion ", 3), (MILLION, "million ", 2), (1, "", 2)):
            if size >= least or least == 1:
                return f"{_trimmed(decimals(base / least, places))} {word}{yuan}"
    for least, word in ((HUNDRED_MILLION, "亿"), (TEN_THOUSAND, "万")):
        if size >= least:
            return _trimmed(decimals(base / least, 2)) + word + unit
    return _trimmed(decimals(base, 2)) + unit


def period_words(period: Period, language: Language = "zh", *, with_year: bool = False) -> str:
    """A period as a brief names it.

    >>> period_words(Period(2022, 1, 11)), period_words(Period(2022, 1, 11), "en", with_year=True)
    ('1—11月', 'January–November 2022')
    """
    months = (period.start, period.stop)
    if language == "zh":
        head = f"{period.year}年" if with_year and period.year else ""
        if months == (1, 12) and head:
            return head
        return head + (SPECIAL[months][0] if months in SPECIAL else _months(period))
    tail = f" {period.year}" if with_year and period.year else ""
    if months == (1, 12) and tail:
        return str(period.year)
    if months in SPECIAL:
        return SPECIAL[months][1] + (f" of{tail}" if tail else "")
    first, last = MONTHS[period.start - 1], MONTHS[period.stop - 1]
    return (first if first == last else f"{first}–{last}") + tail


def axis_words(period: Period, language: Language = "zh") -> str:
    """The same beside a bar: in English the months' first letters.

    >>> axis_words(Period(2022, 1, 2), "en"), axis_words(Period(2022, 3, 3))
    ('Jan–Feb', '3月')
    """
    if language == "zh":
        return period_words(period)
    first, last = MONTHS[period.start - 1][:3], MONTHS[period.stop - 1][:3]
    return first if first == last else f"{first}–{last}"


def _months(period: Period) -> str:
    return f"{period.start}月" if period.start == period.stop else f"{period.start}—{period.stop}月"


def signed(rate: Fraction | None, digits: int = 1) -> str:
    """A rate or points in per cent with its sign, for a table; — where it is not known.

    >>> signed(Fraction(249, 1000)), signed(Fraction(-31, 1000)), signed(Fraction(0)), signed(None)
    ('+24.9', '-3.1', '0.0', '—')
    """
    text = percent(rate, digits)
    return f"+{text}" if rate is not None and rate > 0 and text.strip("0.") else text


def table_unit(values: Iterable[int | None], kind: str = "money", unit: str = "元") -> str:
    """The unit a table of figures is written in: 亿 where any comes to it, else 万; other kinds in their own.

    >>> table_unit([None, 2 * 10**10]), table_unit([5, None]), table_unit([5], "count", "人")
    ('亿元', '万元', '人')
    """
    if kind != "money" or unit not in ("元", "美元"):
        return unit
    greatest = max((abs(value) for value in values if value is not None), default=0)
    return ("亿" if greatest >= HUNDRED_MILLION * STEPS[kind] else "万") + unit


def in_unit(value: int | None, kind: str, unit: str, places: int = 2) -> str:
    """A figure in a table's unit; — where it is not known. What is counted has no decimals.

    >>> in_unit(1_970_300_000_000, "money", "亿元"), in_unit(1234, "count", "人"), in_unit(None, "money", "万元")
    ('197.03', '1,234', '—')
    """
    if value is None:
        return "—"
    number = Fraction(value, STEPS[kind]) / (UNITS[unit][1] if unit in UNITS else 1)
    return decimals(number, 0 if kind == "count" else places)


def written_in(value: int, kind: str = "money", unit: str = "元") -> tuple[Decimal, str]:
    """A figure exactly, in the largest unit that needs no more than six decimals, with that unit.

    >>> written_in(26 * 10**11), written_in(12345), written_in(7, "count", "人")
    ((Decimal('260'), '亿元'), (Decimal('0.012345'), '万元'), (Decimal('7'), '人'))
    """
    base = Fraction(value, STEPS[kind])
    units = ("亿元", "万元", "元") if kind == "money" and unit == "元" else (unit,)
    for name in units:
        scaled = base / (UNITS[name][1] if name in UNITS else 1) * MILLION
        if scaled.denominator == 1 or name == units[-1]:
            break
    return (Decimal(round(scaled)) / MILLION).normalize() + 0, name


def rate_drawn(rate: Fraction | None) -> float | None:
    """A rate in per cent for a picture."""
    return None if rate is None else float(rate * 100)


def pace_words(done: Progress, language: Language = "zh") -> str:
    """How a year's target is ahead of the calendar, or behind it.

    >>> pace_words(Progress(Fraction(1, 2), Fraction(5, 12), 1, None))
    '快于时间进度8.3个百分点'
    """
    text = percent(abs(done.ahead))
    if text == "0.0":
        return _said(("与时间进度同步", "in step with the calendar"), language)
    if done.ahead > 0:
        return _said((f"快于时间进度{text}个百分点", f"{text} percentage points ahead of the calendar"), language)
    return _said((f"慢于时间进度{text}个百分点", f"{text} percentage points behind the calendar"), language)


def drawn(value: int | None, kind: str, unit: str) -> float | None:
    """The same for a picture."""
    return None if value is None else float(Fraction(value, STEPS[kind]) / (UNITS[unit][1] if unit in UNITS else 1))


def decimals(number: Fraction, places: int) -> str:
    """A number to some decimals, thousands separated, halves away from nought.

    >>> decimals(Fraction(-12345675, 1000), 2), decimals(Fraction(1, 8), 2)
    ('-12,345.68', '0.13')
    """
    scaled = abs(number) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    text = f"{whole // 10**places:,}" + (f".{whole % 10**places:0{places}d}" if places else "")
    return f"-{text}" if number < 0 and whole else text


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _said(pair: Pair, language: Language) -> str:
    return pair[1] if language == "en" else pair[0]

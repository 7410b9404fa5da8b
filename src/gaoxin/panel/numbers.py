"""Exact numbers of a panel: marks and weights are finite decimals, scores are rationals, never binary floats."""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

Number: TypeAlias = Fraction | Decimal | int | str

PLAIN = re.compile(r"[+-]?\d{1,12}(\.\d{1,12})?")
MOST = 10**12
FINE = 6  # decimals to which an adjusted value is rounded before it is compared, and inexact ones are shown


def exact(value: object) -> Fraction:
    """A mark or weight as it was written; full-width digits are read, exponents are not.

    A float is taken as the shortest decimal that stands for it: JSON's 90.1 is 90.1.

    Raises:
        ValueError: it is no finite decimal of at most 12 digits before and after the point.

    >>> exact("90.005"), exact(90.5)
    (Fraction(18001, 200), Fraction(181, 2))
    """
    if isinstance(value, bool) or value is None:
        raise ValueError(f"{value!r} is no number")
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        value = _written(value)
    if isinstance(value, str):
        return _read(value)
    if isinstance(value, int | Fraction):
        found = Fraction(value)
        if abs(found) < MOST and MOST % found.denominator == 0:
            return found
    raise ValueError(f"{value!r} is no decimal of at most 12 digits before and after the point")


@lru_cache(maxsize=4096)
def _read(value: str) -> Fraction:
    """Remembered: a thousand entries are marked with a hundred different numbers."""
    text = unicodedata.normalize("NFKC", value).strip()
    if not PLAIN.fullmatch(text):
        raise ValueError(f"{value!r} is no plain decimal")
    return Fraction(text)


def _written(value: Decimal) -> str:
    if not value.is_finite() or not -12 <= value.adjusted() <= 12:
        raise ValueError(f"{value} is no decimal of at most 12 digits before and after the point")
    return f"{value:f}"


def half_up(value: Fraction, places: int) -> Fraction:
    """Rounded half up (四舍五入) to ``places`` decimals; away from zero at the half, as on paper.

    >>> half_up(Fraction("82.675"), 2)
    Fraction(2067, 25)
    """
    scale: int = 10**places
    whole, rest = divmod(abs(value.numerator) * scale, value.denominator)
    whole += 2 * rest >= value.denominator
    return Fraction(whole if value >= 0 else -whole, scale)


def shown(value: Fraction, places: int) -> str:
    """Rounded half up, with exactly ``places`` decimals.

    >>> shown(Fraction(92), 2), shown(Fraction("-0.004"), 2)
    ('92.00', '0.00')
    """
    scale: int = 10**places
    rounded = half_up(value, places)
    units = abs(rounded.numerator) * (scale // rounded.denominator)
    sign = "-" if rounded < 0 else ""
    return f"{sign}{units // scale}.{units % scale:0{places}d}" if places else f"{sign}{units}"


def decimal_text(value: Fraction) -> str:
    """A finite decimal without trailing zeros, as digests write it.

    >>> decimal_text(Fraction("90.50"))
    '90.5'
    """
    text = shown(value, 12)
    return text.rstrip("0").rstrip(".")


def fraction_text(value: Fraction) -> str:
    """The exact value: a short decimal where it is one, else numerator over denominator.

    >>> fraction_text(Fraction(277, 3)), fraction_text(Fraction("92.5"))
    ('277/3', '92.5')
    """
    return decimal_text(value) if MOST % value.denominator == 0 else f"{value.numerator}/{value.denominator}"


def common_scale(values: list[Fraction]) -> int:
    """The least whole number that makes every value whole."""
    return math.lcm(*{value.denominator for value in values})

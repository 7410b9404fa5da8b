"""Units of facts and parameters; every conversion happens here, exactly.

Inside the engine a quantity is an integer count of its smallest step: money in
fen (分), a ratio in 10⁻¹², a number in 10⁻⁶, a count as itself. ``STEPS`` says
how many steps make one base unit.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

# written unit → (dimension, how many base units it is). Dimensions may only be compared with themselves.
UNITS: dict[str, tuple[str, Fraction]] = {
    "元": ("元", Fraction(1)),
    "万元": ("元", Fraction(10_000)),
    "百万元": ("元", Fraction(1_000_000)),
    "千元": ("元", Fraction(1_000)),
    "亿元": ("元", Fraction(100_000_000)),
    "美元": ("美元", Fraction(1)),
    "万美元": ("美元", Fraction(10_000)),
    "亿美元": ("美元", Fraction(100_000_000)),
    "人": ("人", Fraction(1)),
    "人年": ("人年", Fraction(1)),
    "件": ("件", Fraction(1)),
    "项": ("项", Fraction(1)),
    "家": ("家", Fraction(1)),
    "年": ("年", Fraction(1)),
    "日": ("日", Fraction(1)),
    "天": ("日", Fraction(1)),
    "分": ("分", Fraction(1)),
    "级": ("级", Fraction(1)),
    "位": ("位", Fraction(1)),
    "吨标准煤": ("吨标准煤", Fraction(1)),
    "万吨标准煤": ("吨标准煤", Fraction(10_000)),
    "ratio": ("", Fraction(1)),
    "%": ("", Fraction(1, 100)),
    "％": ("", Fraction(1, 100)),
    "": ("", Fraction(1)),
}
COUNTED = frozenset({"人", "件", "项", "家", "年", "日", "分", "级", "位"})  # may meet bare numbers

STEPS: dict[str, int] = {"money": 100, "ratio": 10**12, "number": 10**6, "count": 1}


def dimension(unit: str) -> str:
    """The dimension a written unit measures: 万元 → 元, % → '' (a ratio)."""
    return UNITS[unit][0]


def to_base(value: Fraction, unit: str) -> Fraction:
    """A value in a written unit as base units: 412.6 万元 → 4 126 000 (元).

    >>> to_base(Fraction("412.6"), "万元")
    Fraction(4126000, 1)
    """
    return value * UNITS[unit][1]


def to_steps(value: Decimal | Fraction | int, kind: str) -> int:
    """A value in base units as whole steps of its type, rounded half up.

    >>> to_steps(Decimal("4126000.005"), "money")
    412600001
    """
    scaled = Fraction(value) * STEPS[kind]
    if scaled.denominator == 1:
        return scaled.numerator
    exact = Decimal(scaled.numerator) / Decimal(scaled.denominator)
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))

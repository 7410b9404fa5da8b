"""Figures as a zone printed them: what was said, of which day, and how exactly it is meant."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

PAGE = Path(__file__).with_name("figures.yaml")
UNITS_EN = {
    "家": "enterprises",
    "个": "",
    "项": "",
    "位": "",
    "座": "",
    "名": "",
    "人": "people",
    "期": "sessions",
    "批次": "sessions",
    "件/万人": "per 10⁴ staff",
    "万平方米": "10⁴ m²",
    "万元": "10⁴ yuan",
    "亿元": "10⁸ yuan",
    "万套": "10⁴ sets",
    "年": "years",
}
ABOUT = Decimal("0.1")  # 「约」: within one part in ten


@dataclass(frozen=True, slots=True)
class Period:
    """From a first to a last day; what is held (存量) is looked at on the last."""

    first: date
    last: date

    @classmethod
    def of(cls, written: str) -> Period:
        """
        >>> Period.of("2022").first, Period.of("2022-01..2022-11").last
        (datetime.date(2022, 1, 1), datetime.date(2022, 11, 30))
        """
        first, _, last = written.partition("..")
        return cls(_day(first, end=False), _day(last or first, end=True))


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure."""

    id: str
    zone: str  # code
    zone_name: str
    as_of: str
    op: str
    value: Decimal
    unit: str
    label_zh: str
    label_en: str

    @property
    def period(self) -> Period:
        return Period.of(self.as_of)

    @property
    def when(self) -> str:
        return self.as_of.replace("..", "—")

    @property
    def label(self) -> str:
        """In the reader's language."""
        return self.label_en if _in_english() else self.label_zh

    @property
    def unit_words(self) -> str:
        return UNITS_EN.get(self.unit, self.unit) if _in_english() else self.unit

    @property
    def printed(self) -> str:
        """As it was said: ``≥ 65 %``."""
        sign = {"=": "", ">=": "≥ ", "<=": "≤ ", "~": "≈ "}[self.op]
        return f"{sign}{self.value:,f} {self.unit_words}".strip()

    def rounded(self, found: Decimal) -> Decimal:
        """A figure found, with as many places as were printed."""
        return found.quantize(Decimal(1).scaleb(self._exponent), ROUND_HALF_UP)

    def shown(self, found: Decimal) -> Decimal:
        """A figure found, as it may be put beside the printed one: a bound is not reached by rounding."""
        return self.rounded(found) if self.op == "=" else found.quantize(Decimal("0.01")).normalize() + 0

    def holds(self, found: Decimal) -> bool:
        """Whether what was found bears out what was printed, at the precision it was printed with."""
        match self.op:
            case "=":
                return self.rounded(found) == self.value
            case ">=":
                return found >= self.value
            case "<=":
                return found <= self.value
            case "~":
                return abs(found - self.value) <= self.value * ABOUT
        raise ValueError(f"{self.id}: {self.op} is no way to mean a number")

    @property
    def _exponent(self) -> int:
        exponent = self.value.as_tuple().exponent
        return exponent if isinstance(exponent, int) else 0


@cache
def figures() -> Mapping[str, Figure]:
    """Every printed figure by id, in the order of the file."""
    zones: dict[str, Any] = yaml.safe_load(PAGE.read_text("utf-8"))
    return {
        name: Figure(
            name,
            code,
            zone["zone"],
            said["as_of"],
            said["op"],
            Decimal(said["value"]),
            said["unit"],
            said["label"],
            said["label_en"],
        )
        for code, zone in zones.items()
        for name, said in zone["figures"].items()
    }


def _in_english() -> bool:
    return (get_language() or "").startswith("en")


def _day(written: str, *, end: bool) -> date:
    """The first or last day of a year, a month, or the day itself."""
    parts = [int(part) for part in written.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else (12 if end else 1)
    if len(parts) == 3:
        return date(*parts)
    return date(year, month, calendar.monthrange(year, month)[1] if end else 1)

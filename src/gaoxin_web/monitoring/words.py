"""A month in the words of the page: units, growth with what it rests on, periods, groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from gaoxin.fields import Field
from gaoxin.periods import Period
from gaoxin.periods.series import Growth
from gaoxin.periods.words import (
    Language,
    amount_words,
    basis_words,
    drawn,
    growth_words,
    in_unit,
    period_words,
    signed,
    table_unit,
)
from gaoxin_web.enterprises.figures import UNIT_WORDS
from gaoxin_web.monitoring.queries.firms import ABOVE, CHAIN, HNTE, INDUSTRY

TURNS = ("turned to loss", "turned to profit", "loss grew", "loss shrank", "loss as before", "base of nought")
KINDS: dict[str, Any] = {
    INDUSTRY: gettext_lazy("行业"),
    CHAIN: gettext_lazy("产业链"),
    HNTE: gettext_lazy("高新技术企业"),
}
WHY_NO_FORECAST = {
    "fewer": gettext_lazy("没有企业连续四年逐月报送（44 期），不作预测。"),
    "last": gettext_lazy("回测显示并不比“照搬上年同月”更准，因此不显示预测。"),
}


def language() -> Language:
    return cast(Language, "en" if (get_language() or "").startswith("en") else "zh")


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit of a table; ``words`` is what it is called on the page."""

    item: Field
    name: str

    @classmethod
    def of(cls, item: Field, values: Iterable[int | None]) -> Unit:
        return cls(item, table_unit(values, item.kind, item.unit))

    @classmethod
    def small(cls, item: Field) -> Unit:
        """For single enterprises."""
        return cls(item, table_unit((), item.kind, item.unit))

    @property
    def words(self) -> str:
        return str(UNIT_WORDS.get(self.name, self.name))

    def text(self, value: int | None) -> str:
        return in_unit(value, self.item.kind, self.name)

    def point(self, value: int | None) -> float | None:
        return drawn(value, self.item.kind, self.name)

    def cell(self, value: int | None) -> float | None:
        """For a workbook: the number itself."""
        return self.point(value)


@dataclass(frozen=True, slots=True)
class Rate:
    """A growth in a table: ``text`` with its sign, or the turn; ``title`` is what it rests on or why there is none."""

    text: str
    title: str
    tone: str

    @classmethod
    def of(cls, growth: Growth) -> Rate:
        if growth.rate is not None:
            text = f"{signed(growth.rate)}%"
            return cls(text, basis_words(growth, language()), tone_of(growth.rate))
        words = growth_words(growth, language())
        return cls(words if growth.why in TURNS else "—", words, "")


def tone_of(rate: Fraction | None) -> str:
    """Whether it is growth or decline: the page's colour for it is the zone's habit."""
    return "" if not rate else "up" if rate > 0 else "down"


def amount_text(item: Field, value: int | None) -> str:
    """A figure with its unit, for a sentence."""
    unit = item.unit if item.kind == "money" else str(UNIT_WORDS.get(item.unit, item.unit))
    return amount_words(value, item.kind, unit, language())


def sentence(growth: Growth) -> str:
    return growth_words(growth, language())


def points(value: Fraction | None) -> str:
    """Percentage points with their sign."""
    return signed(value)


def told(period: Period) -> str:
    """A period with its year."""
    return period_words(period, language(), with_year=True)


def short(period: Period) -> str:
    return period_words(period, language())


def label_words(kind: str, label: str) -> str:
    """What a group is called."""
    if kind == HNTE:
        return _("高新技术企业") if label == "1" else _("其他企业")
    return label or (_("未填产业链") if kind == CHAIN else _("未填行业"))


def scope_words(scope: str) -> str:
    return _("规上企业") if scope == ABOVE else _("全部报送企业")


def why_not(reason: str) -> str:
    """Why no forecast is shown."""
    return str(next((words for start, words in WHY_NO_FORECAST.items() if reason.startswith(start)), reason))

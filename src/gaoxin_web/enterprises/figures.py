"""A fact of the register as a person reads and writes it: 412.60 万元, 35 %, 12 人, 是."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from gaoxin.fields import NONE_RANK, Field
from gaoxin.register import cells

TEN_THOUSAND = {"元": "万元", "美元": "万美元"}
UNIT_WORDS = {
    "元": gettext_lazy("元"),
    "亿元": gettext_lazy("亿元"),
    "美元": gettext_lazy("美元"),
    "亿美元": gettext_lazy("亿美元"),
    "万元": gettext_lazy("万元"),
    "万美元": gettext_lazy("万美元"),
    "人": gettext_lazy("人"),
    "人年": gettext_lazy("人年"),
    "件": gettext_lazy("件"),
    "项": gettext_lazy("项"),
    "年": gettext_lazy("年"),
    "分": gettext_lazy("分"),
    "级": gettext_lazy("级"),
    "位": gettext_lazy("位"),
    "家": pgettext_lazy("institutions", "家"),
    "吨标准煤": gettext_lazy("吨标准煤"),
}
UNITS = {"元": ("万元", "元", "亿元"), "美元": ("万美元", "美元", "亿美元")}


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def label_of(item: Field) -> str:
    """What a field is called on a page; by itself, so that English begins with a capital."""
    if is_english() and item.label_en:
        return item.label_en[:1].upper() + item.label_en[1:]
    return item.label


def unit_of(item: Field) -> str:
    """The unit a figure is shown in."""
    return "%" if item.kind == "ratio" else TEN_THOUSAND.get(item.unit, item.unit)


def unit_words(item: Field) -> str:
    """That unit in the language of the page."""
    unit = unit_of(item)
    return str(UNIT_WORDS.get(unit, unit))


def amount(item: Field, value: Any) -> Decimal | None:
    """A number in the unit it is shown in; None where it is no number, or known to be none at all."""
    if value is None or not item.is_numeric or (item.none_rank and value >= NONE_RANK):
        return None
    base = Decimal(value) / item.step
    if item.kind == "ratio":
        return base * 100
    return base / 10_000 if item.unit in TEN_THOUSAND else base


def shown(item: Field, value: Any) -> str:
    """A value as text, without its unit; empty where unknown."""
    if value is None:
        return ""
    if item.kind == "bool":
        return _("是") if value else _("否")
    number = amount(item, value)
    if number is None:
        return _("无") if item.is_numeric else str(value)
    if item.kind == "money":
        return f"{number:,.2f}"
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read(item: Field, text: str, unit: str = "") -> tuple[Any, cells.Fault | None]:
    """What a person wrote, as the register keeps it: whole steps, a text, a truth, an ISO day."""
    if item.is_numeric:
        return cells.number(text, item, unit or unit_of(item))
    if item.kind == "bool":
        return cells.boolean(text)
    if item.kind == "date":
        day, fault = cells.day(text)
        return day.isoformat() if day else None, fault
    if item.values:
        return cells.choice(text, item, {cells.plain(spelling): text for spelling, text in item.values.items()})
    return (None if cells.is_blank(text) else text.strip()), None


def written(item: Field, value: Any) -> str:
    """A value as one would write it into a form, exactly, in the unit it is shown in."""
    number = amount(item, value)
    if number is None:
        return shown(item, value)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

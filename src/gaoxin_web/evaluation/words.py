"""Indicators, groups, zones and figures in the language of the page."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import get_language

from gaoxin.index.official import Edition
from gaoxin_web.evaluation.queries.places import places

UNITS_EN = {
    "个": "",
    "家": "",
    "分": "points",
    "%": "%",
    "件/万人": "per 10⁴ staff",
    "件": "",
    "万元": "10⁴ yuan",
    "亿元": "10⁸ yuan",
    "万人": "10⁴ people",
    "吨标煤/万元": "tce per 10⁴ yuan",
    "比值": "ratio",
    "家/项": "",
}


class Labelled(Protocol):
    @property
    def label(self) -> str: ...
    @property
    def label_en(self) -> str: ...


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def label_of(one: Labelled) -> str:
    """In the reader's language; the Chinese name where there is no other."""
    return (one.label_en or one.label) if is_english() else one.label


def edition_words(edition: Edition) -> str:
    return label_of(edition)


def unit_words(unit: str) -> str:
    return UNITS_EN.get(unit, unit) if is_english() else unit


def node_words(edition: Edition, code: str) -> str:
    """An indicator or a group with its number: 1.2 研发人员占比."""
    for group in edition.groups:
        if group.id == code:
            return label_of(group)
        for one in group.indicators:
            if one.id == code:
                return f"{code} {label_of(one)}"
    return code


def zone_words(unit: str) -> str:
    """A zone of the country as tables name it: by its own name, whatever the language."""
    found = places().get(unit)
    return found.name if found else unit


def figure(value: float | None, digits: int = 2) -> str:
    """A figure with thousands apart and no idle zeros; a dash where it is not known."""
    if value is None:
        return "—"
    text = f"{value:,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def signed(value: float | None, digits: int = 2) -> str:
    """The same with its sign: +1.25."""
    text = figure(value, digits)
    return f"+{text}" if value is not None and text not in ("0", "—") and value > 0 else text

"""Every word of a report twice, Chinese first: labels, statuses, marks and figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from gaoxin.report import words
from gaoxin.report.words import NONE_RANK, shown


class Both(NamedTuple):
    """One text in both languages."""

    zh: str
    en: str


class Source(str):
    """Words of a file or of the law: shown as they stand, whatever the reader's language."""


NOTHING = Both("—", "—")
STATUSES = {
    "holds": Both(words.STATUSES["holds"], "Held"),
    "ready": Both(words.STATUSES["ready"], "Ready"),
    "near": Both(words.STATUSES["near"], "One step away"),
    "needs_data": Both(words.STATUSES["needs_data"], "Needs data"),
    "far": Both(words.STATUSES["far"], "Far"),
}
EVIDENCE = {
    "secondary": Both(words.EVIDENCE["secondary"], "secondary"),
    "derived": Both(words.EVIDENCE["derived"], "derived"),
    "recalled": Both(words.EVIDENCE["recalled"], "recalled"),
    "doubtful": Both(words.EVIDENCE["doubtful"], "doubtful"),
}
EVIDENCE_MEANS = {
    "secondary": Both("有公开网页这样说，未与原件逐字核对", "a public page says so; not checked against the original"),
    "derived": Both("原文未写明，是我们的理解", "the text does not say so outright; it is our reading"),
    "recalled": Both("凭对文件的了解写成，未重新查阅", "written from knowledge of the text, not re-read"),
    "doubtful": Both("凭记忆且没有把握，用前务必查原件", "from memory and unsure; look it up before relying on it"),
}
STILL = {
    "met": Both("仍达标", "still qualifies"),
    "not_met": Both("已不达标", "no longer qualifies"),
    "unknown": Both("待补数据", "needs data"),
}
SIGNS = {">=": "≥", "<=": "≤", "<>": "≠"}
UNITS_EN = {
    "人": ("person", "people"),
    "人年": ("person-year", "person-years"),
    "吨标准煤": ("tce", "tce"),  # tonne of coal equivalent
    "件": ("item", "items"),
    "项": ("item", "items"),
    "家": ("firm", "firms"),
    "年": ("year", "years"),
    "日": ("day", "days"),
    "分": ("point", "points"),
    "级": ("level", "levels"),
    "位": ("place", "places"),
}
MONEY_EN = {"元": "CNY", "美元": "USD"}


def figure(value: object, unit: str, decimals: int = 2) -> Both:
    """A number for people in either language: 万元 and 亿元 here, millions and billions there.

    >>> figure(10147700.0, "元"), figure(0.541, ""), figure(3.0, "件")
    (Both(zh='1,014.77万元', en='CNY 10.15 m'), Both(zh='54.10%', en='54.10%'), Both(zh='3件', en='3 items'))
    """
    if value is None or isinstance(value, bool | str | list):
        return NOTHING
    number = float(value)  # type: ignore[arg-type]
    return Both(shown(number, unit, decimals), _english(number, unit, decimals))


def compared(value: object, bar: object, unit: str) -> tuple[Both, Both]:
    """A value and its bar with as many decimals as it takes to tell them apart: 2.9997% is not 3.00%."""
    for decimals in (2, 3, 4, 5, 6):
        left, right = figure(value, unit, decimals), figure(bar, unit, decimals)
        if left.zh != right.zh or value == bar:
            break
    return left, right


def label(zh: str, en: str) -> Both:
    """A label that stands by itself: English begins with a capital.

    >>> label("研发费用占比", "share of R&D").en
    'Share of R&D'
    """
    return Both(zh, en[:1].upper() + en[1:])


def listed(texts: Iterable[Both]) -> Both:
    """Several texts as one: 甲、乙 and "A, B"."""
    found = list(texts)
    return Both("、".join(text.zh for text in found), ", ".join(text.en for text in found))


def _english(value: float, unit: str, decimals: int) -> str:
    if unit in MONEY_EN:
        return f"{MONEY_EN[unit]} {_large(value, decimals)}"
    if unit in UNITS_EN:
        if unit == "位" and value >= NONE_RANK:
            return "none"
        one, many = UNITS_EN[unit]
        number = shown(value, unit, decimals).removesuffix(unit)
        return f"{number} {one if number == '1' else many}"
    return shown(value, unit, decimals)


def _large(value: float, decimals: int) -> str:
    for size, letter in ((1e9, " bn"), (1e6, " m")):
        if abs(value) >= size:
            return f"{value / size:,.{decimals}f}{letter}"
    return f"{value:,.0f}"

"""One cell: what a text means as a number, a truth, a day, a year or a choice.

Every function returns the value (None is unknown) and the fault, if there is one.
Blank cells and 不详 are unknown without a fault; 无 is knowledge, never a blank.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import TypeVar

from gaoxin.errors import Severity
from gaoxin.fields import NONE_RANK, Field
from gaoxin.units import to_base, to_steps

T = TypeVar("T")

BLANKS = frozenset({"", "-", "--", "—", "——", "－", "/", "na", "n/a", "#n/a", "null", "none", "不详"})
TRUE = frozenset({"有", "是", "true", "1", "√", "✓", "y", "yes"})
FALSE = frozenset({"无", "没有", "否", "false", "0", "×", "x", "n", "no"})
NONE = "无"
WHOLE = r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)"
NUMBER = re.compile(rf"[+-]?{WHOLE}(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{{1,4}})?|[+-]?\.[0-9]+")
TOO_LARGE = 16  # powers of ten; every field's bounds lie below, and exact arithmetic stays small
TOO_SMALL = -40
MONTH = r"(?:-([0-9]{1,2})-|/([0-9]{1,2})/|\.([0-9]{1,2})\.|年([0-9]{1,2})月)"
DAY = re.compile(rf"([0-9]{{4}}){MONTH}([0-9]{{1,2}})日?(?:[ T].*)?")
COMPACT_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
MONTH_OR_YEAR = re.compile(r"[0-9]{4}年?|[0-9]{6}|[0-9]{4}[-/.年][0-9]{1,2}月?")
YEAR = re.compile(r"([0-9]{4})(?:年度?)?")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell is not read as written; ``problem`` continues “「列」为“…”，”."""

    code: str
    problem: str
    hint: str
    severity: Severity = "error"


Reading = tuple[T | None, Fault | None]


def plain(text: str) -> str:
    """A cell's text for comparison: NFKC, trimmed, the minus sign as a hyphen."""
    return unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()


def is_blank(text: str) -> bool:
    return plain(text).casefold() in BLANKS


def number(text: str, field: Field, unit: str) -> Reading[int]:
    """A number in steps of its field, from a text in the column's unit.

    ``1,234.5`` and full-width digits are numbers; ``35%`` is one in a ratio, whatever
    the heading says; 无 is one in a rank.
    """
    cell = plain(text)
    if is_blank(cell):
        return None, None
    if field.none_rank and cell == NONE:
        return NONE_RANK, None
    if field.kind == "ratio" and cell.endswith("%"):
        cell, unit = cell[:-1].rstrip(), "%"
    if not NUMBER.fullmatch(cell):
        return None, Fault("GX131", "不是数字", _number_hint(field))
    return _steps(Decimal(cell.replace(",", "")), field, unit)


def _number_hint(field: Field) -> str:
    if field.none_rank:
        return "请填写名次，如 3；确知没有请填“无”，不详请留空。"
    example = {"count": "12", "ratio": "0.35 或 35%"}.get(field.kind, "412.6")
    return f"请填写数值，如 {example}；单位写在表头，不详请留空。"


def _steps(value: Decimal, field: Field, unit: str) -> Reading[int]:
    if not value or value.adjusted() < TOO_SMALL:
        value = Decimal(0)
    if value.adjusted() > TOO_LARGE:
        return None, _beyond(field, is_low=value < 0)
    base = to_base(Fraction(value), unit)
    if field.kind == "count" and base.denominator != 1:
        return None, Fault("GX133", "不是整数", f"{field.label}请填整数；不详请留空。")
    steps = to_steps(base, field.kind)
    low, high = field.bounds
    if low <= steps <= high:
        return steps, None
    return None, _beyond(field, is_low=steps < low)


def _beyond(field: Field, *, is_low: bool) -> Fault:
    low, high = (Fraction(limit, field.step) for limit in field.bounds)
    if is_low and low == 0:
        return Fault("GX132", "不能是负数", "请核对后填写 0 或正数；不详请留空。")
    problem = f"小于下限 {_shown(low)}{field.unit}" if is_low else f"大于上限 {_shown(high)}{field.unit}"
    if field.kind == "ratio" and not is_low:
        return Fault("GX132", problem, "占比按 0–1 的小数填写；填百分数请在表头注明（%）。")
    return Fault("GX132", problem, "请核对数值与表头单位。")


def _shown(limit: Fraction) -> str:
    return str(limit) if limit.denominator == 1 else str(float(limit))


def boolean(text: str) -> Reading[bool]:
    """有/是/√ or 无/否/×."""
    word = plain(text).casefold().removesuffix(".0")
    if word in TRUE or word in FALSE:
        return word in TRUE, None
    if is_blank(text):
        return None, None
    return None, Fault("GX138", "看不出是或否", "请填“是”或“否”；不详请留空。")


def day(text: str) -> Reading[date]:
    """A day from 1900 to 2100, as officers write it: 2015-3-2, 2015.3.2, 2015年3月2日, 20150302."""
    cell = plain(text)
    if is_blank(cell):
        return None, None
    match = DAY.fullmatch(cell) or COMPACT_DAY.fullmatch(cell)
    if match:
        year, month, number_ = (int(part) for part in match.groups() if part)
        return _checked_day(year, month, number_)
    if MONTH_OR_YEAR.fullmatch(cell):
        return None, Fault("GX135", "没有写到日", "请填写完整日期，如 2015-03-02；不详请留空。")
    return None, Fault("GX134", "不是日期", "请填写日期，如 2015-03-02；不详请留空。")


def _checked_day(year: int, month: int, number_: int) -> Reading[date]:
    try:
        found = date(year, month, number_)
    except ValueError:
        return None, Fault("GX134", "不是存在的日期", "请核对年月日。")
    if FIRST_DAY <= found <= LAST_DAY:
        return found, None
    return None, Fault("GX134", "不在 1900 至 2100 年之间", "请核对年份。")


def year(text: str) -> Reading[int]:
    """A fiscal year, 2023 or 2023年; blank is a fault, for a row without a year belongs nowhere."""
    match = YEAR.fullmatch(plain(text).removesuffix(".0"))
    if match and FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return int(match[1]), None
    problem = "没有填写" if is_blank(text) else f"不是 {FIRST_YEAR} 至 {LAST_YEAR} 之间的年份"
    return None, Fault("GX123", f"{problem}，本行未读入", "请填写四位年份，如 2023。")


def choice(text: str, field: Field, spellings: Mapping[str, str]) -> Reading[str]:
    """One of a field's texts, by any of its spellings (``spellings`` is in :func:`plain` form)."""
    cell = plain(text)
    if cell in spellings:
        return spellings[cell], None
    if is_blank(cell):
        return None, None
    if field.other:
        doubt = Fault("GX137", "不在列表中，按列表以外处理", _choices(cell, field), "warning")
        return text.strip(), None if cell == NONE else doubt
    return None, Fault("GX136", "不在可选项中", _choices(cell, field))


def _choices(cell: str, field: Field) -> str:
    near = get_close_matches(cell, field.values, n=1)
    if near:
        return f"您是否指“{field.values[near[0]]}”？"
    shown = "、".join(field.choices[:16])
    return f"可选：{shown}{' 等' if len(field.choices) > 16 else ''}。"

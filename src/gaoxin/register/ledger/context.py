"""What is said over a table: its title's measure and period, its unit of money."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gaoxin.periods import Period
from gaoxin.register.ledger.spans import read_period
from gaoxin.register.ledger.units import read_unit
from gaoxin.register.ledger.vocabulary import Vocabulary, phrase
from gaoxin.units import UNITS

SPAN = r"(?:\d{1,2}[-—–~～至]\d{1,2}月|\d{1,2}月|[一二三四]季度|上半年|下半年|前三季度)(?:末|底)?"
UNTIL = re.compile(r"截[至止](?:到|日期|时间)?[:：]?(?:\d{4}年)?$")


@dataclass(frozen=True)
class Context:
    """What is said over the table: its title's measure, period and whether figures are cumulative; its money unit."""

    title: str = ""
    period: Period | None = None
    year: int | None = None
    cumulative: bool = False
    unit: str = ""
    field: str = ""


def context_of(titles: Sequence[str], unit_lines: Sequence[str], words: Vocabulary, sheet: str = "") -> Context:
    """What the rows above a header say; the sheet's name helps where they do not."""
    text = phrase(" ".join(titles) or sheet)
    period = _period_in(text)
    years = {int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", text)}
    year = period.year if period else next(iter(years)) if len(years) == 1 else None
    unit = next((unit for line in [*unit_lines, *titles] if (unit := _money_unit(line))), "")
    return Context(" ".join(titles), period, year, "累计" in text, unit, words.field_in(text))


def _money_unit(line: str) -> str:
    """The money unit a line names after 单位： or in brackets, as （万元）; what 填报单位： names is none."""
    for found in re.findall(r"单位\s*[:：]\s*([^\s]+)", line):
        units = [read_unit(part) for part in re.split(r"[、,，;；/]", found)]
        if money := next((unit for unit in units if unit and is_money(unit)), ""):
            return money
    inside = read_unit(line) if "单位" not in line else None
    return inside if inside and is_money(inside) else ""


def _period_in(text: str) -> Period | None:
    """The period a title names: 2023年1-10月; 2024年……（1-6月）; 截至2024年8月底 is from January to August."""
    found = re.search(rf"(?:(?:19|20)\d\d年度?)?{SPAN}|(?:19|20)\d\d年度?", text)
    if found is None:
        return None
    span, year = re.search(SPAN, text), re.search(r"(?:19|20)\d\d(?=年)", text)
    period = read_period(span[0], year=int(year[0]) if year else None) if span else read_period(found[0])
    if period and span and UNTIL.search(text[: span.start()]):
        return Period(period.year, 1, period.stop)
    return period


def is_money(unit: str) -> bool:
    return UNITS[unit][0] in ("元", "美元")

"""What is wrong or odd with the lines of a form; a form on a phone and a workbook are checked by the same rules.

An *error* must be mended before submitting; a *warning* may stand with a reason (火炬统计的错误项与警告项).
Cells are read by the engine's own reader, so a text means the same here as in a ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gaoxin.fields import NONE_RANK, Field
from gaoxin.register import cells
from gaoxin.register.ledger.checks.slips import SLIP
from gaoxin.register.write import page_unit
from gaoxin_web.collection.items import Item, Sheet
from gaoxin_web.collection.relations import PARTS, ROUNDED, SUMS

Doubt = dict[str, Any]
LONGEST = 200


@dataclass
class Line:
    """A line as checked: what it means, and every doubt about it."""

    item: Item
    raw: str
    value: Any = None
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def errors(self) -> list[Doubt]:
        return [doubt for doubt in self.doubts if doubt["severity"] == "error"]

    @property
    def warnings(self) -> list[Doubt]:
        return [doubt for doubt in self.doubts if doubt["severity"] == "warning"]


@dataclass(frozen=True)
class Before:
    """What figures are held against: by key, the figure of the period before, and of the month before in this year."""

    last: Mapping[str, Any] = field(default_factory=dict)
    month: Mapping[str, Any] = field(default_factory=dict)
    known: frozenset[str] = frozenset()  # lines the register already knows


def check(
    sheet: Sheet, texts: Mapping[str, str], before: Before, *, change_limit: int, blanks: bool
) -> dict[str, Line]:
    """Every line read and checked.

    Args:
        texts: line → text in the unit of the page.
        change_limit: per cent by which a figure may differ from the period before without a word.
        blanks: an empty line of the period itself needs a reason.
    """
    lines = {item.key: _read(item, str(texts.get(item.key, ""))) for item in sheet.items}
    values = {key: line.value for key, line in lines.items()}
    for key, line in lines.items():
        if line.value is None:
            if blanks and not line.errors and line.item.own and key not in before.known:
                line.doubts.append(_warning("blank"))
        elif _is_figure(line):
            last = _last(line.item, values, before.last)
            line.doubts += _against(line, last, before.month.get(key), change_limit)
    _relate(lines)
    return lines


def _read(item: Item, text: str) -> Line:
    line = Line(item, text.strip()[:LONGEST])
    line.value, fault = read(item.field, line.raw)
    if fault:
        low, high = item.field.bounds if item.field.is_numeric else (0, 0)
        line.doubts.append({"code": fault.code, "severity": fault.severity, "low": low, "high": high})
    return line


def read(item: Field, text: str) -> tuple[Any, cells.Fault | None]:
    """A text as the value of its field, by the engine's reader of cells; a day as an ISO text."""
    if item.kind == "bool":
        return cells.boolean(text)
    if item.kind == "date":
        day, fault = cells.day(text)
        return (day.isoformat() if day else None), fault
    if item.kind == "text":
        if item.values:
            return cells.choice(text, item, {cells.plain(alias): value for alias, value in item.values.items()})
        return (None if cells.is_blank(text) else text), None
    return cells.number(text, item, page_unit(item))


def _is_figure(line: Line) -> bool:
    return line.item.field.is_numeric and line.value != NONE_RANK


def _last(item: Item, values: Mapping[str, Any], last: Mapping[str, Any]) -> Any:
    """The figure of the year before: what stands in this very form goes before what was filed earlier."""
    if item.year is None:
        return last.get(item.key)
    here = values.get(f"{item.field.name}-{item.year - 1}")
    return last.get(item.key) if here is None else here


def _against(line: Line, last: Any, month: Any, limit: int) -> list[Doubt]:
    value, found = line.value, []
    if isinstance(last, int) and not isinstance(last, bool) and last != NONE_RANK:
        small, large = sorted((abs(value), abs(last)))
        if line.item.field.kind == "money" and small and large >= SLIP * small:
            found.append(_warning("GX374", last=last))
        elif last and abs(value - last) * 100 > limit * abs(last):
            found.append(_warning("change", last=last, limit=limit))
    if line.item.field.name.endswith("_ytd") and isinstance(month, int) and value < month:
        found.append(_warning("GX373", last=month))
    return found


def _relate(lines: Mapping[str, Line]) -> None:
    """Parts against their wholes and sums against their parts, year by year."""
    for year in {line.item.year for line in lines.values() if line.item.year}:
        held = {line.item.field.name: line for line in lines.values() if line.item.year == year}
        for part, whole in PARTS:
            if _known(held, part, whole) and held[part].value > held[whole].value:
                held[part].doubts.append(_error("part", other=whole, than=held[whole].value))
        for total, parts in SUMS:
            if not _known(held, total, *parts):
                continue
            added = sum(held[part].value for part in parts)
            if abs(held[total].value - added) > ROUNDED * (len(parts) + 1):
                held[total].doubts.append(_error("sum", others=list(parts), than=added))


def _known(held: Mapping[str, Line], *names: str) -> bool:
    return all(name in held and held[name].value is not None for name in names)


def _error(code: str, **about: Any) -> Doubt:
    return {"code": code, "severity": "error", **about}


def _warning(code: str, **about: Any) -> Doubt:
    return {"code": code, "severity": "warning", **about}

"""What each column of a table means: role, field, kind, unit, period."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gaoxin.fields import Fields
from gaoxin.periods import Period, previous_year
from gaoxin.register.ledger.context import SPAN, Context, is_money
from gaoxin.register.ledger.header import Header
from gaoxin.register.ledger.spans import read_period
from gaoxin.register.ledger.units import read_unit
from gaoxin.register.ledger.vocabulary import Vocabulary, bare, phrase, timeless
from gaoxin.units import UNITS

DATED = re.compile(rf"^((?:\d{{4}}年度?)?(?:{SPAN})|\d{{4}}年度?)(?:累计)?(?=.)")
ASKED = re.compile(r"^是否(?:为|属于|是)?|(?<=..)(?:认定|资质|情况)$")
ABOUT = re.compile(r"(?:基本)?(?:情况|信息|指标|明细)$")
NUMERIC = frozenset({"money", "count", "number", "ratio"})
YTD = "_ytd"


@dataclass(frozen=True)
class Column:
    """One column as understood.

    ``key`` names its values: the field, ``held:<title>`` for a recognition's marks, else
    the heading path. ``kind`` is money, count, number, ratio, bool, text, date, term,
    mark, years, titles, phone, or '' while only the cells can tell. ``aspect`` is
    ``previous`` or ``growth`` of the measure ``field``, else ''. ``yearly`` tells that the
    field has a value each year: where no heading says which, the record's year does.
    """

    index: int
    path: tuple[str, ...]
    key: str
    role: str = ""
    field: str = ""
    title: str = ""
    kind: str = ""
    aspect: str = ""
    period: Period | None = None
    unit: str = ""
    unit_from: str = ""
    yearly: bool = False

    @property
    def shown(self) -> str:
        return "/".join(self.path)


def columns_of(
    header: Header, context: Context, words: Vocabulary, fields: Fields, taught: Mapping[str, str]
) -> list[Column]:
    """The meaning of every column that has a heading, in order; columns of one field told apart by their period."""
    found = []
    for index, path in enumerate(header.paths):
        if not path:
            continue
        under = header.units[index] if index < len(header.units) else ""
        column = _column(index, path, under, context, words, fields)
        if taught and (known := taught.get(timeless(column.shown))) is not None:
            column = _as_taught(column, known, fields)
        found.append(column)
    return keyed(found, fields)


def _column(
    index: int, path: tuple[str, ...], under: str, context: Context, words: Vocabulary, fields: Fields
) -> Column:
    column = Column(index, path, "/".join(path))
    unit = read_unit(under) if under else None
    parts = [phrase(part) for part in path]
    unit = unit or next((found for part in reversed(parts) if (found := read_unit(part))), None)
    role = words.roles.get(bare(parts[-1]), "")
    if role:
        return replace(column, role=role, kind="text")
    title = words.titles.get(ASKED.sub("", bare(parts[-1])), "")
    if title:
        return replace(column, title=title, kind="mark")
    measure, aspect, period = _measure(parts, context, words)
    if period is None and not measure.endswith(words.standing):
        period = context.period
    column = replace(column, aspect=aspect, period=_dated(period, aspect))
    name = words.fields.get(measure, "") or (context.field if not measure else "")
    return _united(_with_field(column, name, measure, parts, words, fields), unit, context)


def _measure(parts: Sequence[str], context: Context, words: Vocabulary) -> tuple[str, str, Period | None]:
    """The measure a path is about, what it says of it, and the period it names: from the last heading upwards."""
    aspect, period = "", None
    for part in reversed(parts):
        text = bare(part)
        while text:
            before = text
            if text in words.fields:
                return text, *_over(parts, part, aspect, period, context, words)
            if text in words.aspects:
                aspect, text = aspect or words.aspects[text], ""
            elif whole := read_period(text, year=context.year):
                period, text = period or whole, ""
            else:
                text, aspect, period = _peeled(text, aspect, period, context, words)
            if text == before:
                return text, *_over(parts, part, aspect, period, context, words)
    return "", aspect, period


def _over(
    parts: Sequence[str], leaf: str, aspect: str, period: Period | None, context: Context, words: Vocabulary
) -> tuple[str, Period | None]:
    """The aspect and period that the headings over a measure's own add: 2024年1-6月 over 营收."""
    for part in reversed(parts[: parts.index(leaf)]):
        text = bare(part)
        aspect = aspect or words.aspects.get(text, "")
        dated = DATED.match(text)
        period = period or read_period(dated[1] if dated else text, year=context.year)
    return aspect, period


def _peeled(
    text: str, aspect: str, period: Period | None, context: Context, words: Vocabulary
) -> tuple[str, str, Period | None]:
    """A heading without the period or aspect it begins or ends with: 1-10月营业收入, 产值同比增速."""
    if dated := DATED.match(text):
        return text[dated.end() :], aspect, period or read_period(dated[1], year=context.year)
    for word in sorted(words.aspects, key=len, reverse=True):
        rest = text.removeprefix(word) if text.startswith(word) else text.removesuffix(word)
        if rest != text and (rest in words.fields or rest in words.aspects or read_period(rest, year=context.year)):
            return rest, aspect or words.aspects[word], period
    return text, aspect, period


def _dated(period: Period | None, aspect: str) -> Period | None:
    return previous_year(period) if period and aspect == "previous" else period


def _with_field(
    column: Column, name: str, measure: str, parts: Sequence[str], words: Vocabulary, fields: Fields
) -> Column:
    if column.aspect == "growth":
        return replace(column, field=name, kind="ratio")
    if not name:
        leaf = bare(parts[-1])
        kind = words.kind(measure if measure and measure in leaf else leaf) or _kind_above(parts[:-1], words)
        return replace(column, kind=kind, period=column.period if kind in NUMERIC or not kind else None)
    if column.period and column.period.cumulative and name + YTD in fields:
        name += YTD
    item = fields[name]
    yearly = item.period != "static"
    return replace(column, field=name, kind=item.kind, period=column.period if yearly else None, yearly=yearly)


def _kind_above(parts: Sequence[str], words: Vocabulary) -> str:
    """The kind that the nearest telling heading above names: 投资情况 over 自筹 speaks of money."""
    return next((kind for part in reversed(parts) if (kind := words.kind(ABOUT.sub("", bare(part))))), "")


def _united(column: Column, unit: str | None, context: Context) -> Column:
    """The column's unit: its heading's, else for money the unit line's, else 万元."""
    if column.kind == "term" and unit and UNITS[unit][0] in ("年", "日"):  # 有效期（年） says how long
        return replace(column, kind="number", unit=unit, unit_from="heading")
    if column.kind not in NUMERIC and not (unit and not column.kind):
        return column
    if unit and not column.kind:
        kind = {"元": "money", "美元": "money", "": "ratio"}.get(UNITS[unit][0], "number")
        return replace(column, kind=kind, unit=unit, unit_from="heading")
    if unit and _fits(unit, column.kind):
        return replace(column, unit=unit, unit_from="heading")
    if column.kind != "money":
        return column
    return replace(column, unit=context.unit or "万元", unit_from="unit line" if context.unit else "default")


def _fits(unit: str, kind: str) -> bool:
    return is_money(unit) == (kind == "money") and (unit in ("%", "％")) == (kind == "ratio")


def _as_taught(column: Column, name: str, fields: Fields) -> Column:
    if name not in fields:
        return replace(column, field="", role="", title="", kind=column.kind or "text")
    return replace(column, role="", title="", field=name, kind=fields[name].kind)


def _single_roles(columns: Sequence[Column]) -> list[Column]:
    """The first column of a role has it; a second name or code is a text of its own."""
    seen: set[str] = set()
    found = []
    for column in columns:
        repeated = column.role in seen and column.role in ("uscc", "name", "project", "year", "ordinal")
        seen.add(column.role)
        found.append(replace(column, role="", kind="text") if repeated else column)
    return found


def keyed(columns: Sequence[Column], fields: Fields) -> list[Column]:
    """Columns each with a key of its own: a field's newest period has the field's name, others ``field@period``."""
    columns = _single_roles(columns)
    taken: dict[str, Column] = {}
    for column in columns:
        if column.field and column.aspect != "growth":
            best = taken.get(column.field)
            if best is None or _newer(column, best):
                taken[column.field] = column
    found, used = [], set()
    for column in columns:
        key = _key(column, taken)
        while key in used:
            key += "'"
        used.add(key)
        found.append(replace(column, key=key))
    return found


def _newer(column: Column, best: Column) -> bool:
    if column.aspect == "previous" or column.period is None:
        return False
    return best.aspect == "previous" or best.period is None or column.period.last > best.period.last


def _key(column: Column, taken: Mapping[str, Column]) -> str:
    if column.title:
        return f"held:{column.title}"
    if not column.field or column.aspect == "growth":
        return column.role if column.role in ("uscc", "name", "project", "year") else column.shown
    if taken.get(column.field) is column:
        return column.field
    return f"{column.field}@{column.period}" if column.period else column.shown


def of_kind(column: Column, kind: str) -> Column:
    """A column whose kind only its cells could tell."""
    return replace(column, kind=kind, period=column.period if kind in NUMERIC else None)

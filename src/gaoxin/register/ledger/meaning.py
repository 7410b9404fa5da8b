"""What each column of a table means: role, field, kind, unit, period."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gaoxin.fields import Fields
from gaoxin.register.ledger.header import Header
from gaoxin.register.ledger.spans import Period, previous_year, read_period
from gaoxin.register.ledger.units import read_unit
from gaoxin.register.ledger.vocabulary import Vocabulary, bare, phrase
from gaoxin.units import UNITS

SPAN = r"(?:\d{1,2}[-—–~～至]\d{1,2}月|\d{1,2}月|[一二三四]季度|上半年|下半年|前三季度)(?:末|底)?"
DATED = re.compile(rf"^((?:\d{{4}}年度?)?(?:{SPAN})|\d{{4}}年度?)(?:累计)?(?=.)")
NUMERIC = frozenset({"money", "count", "number", "ratio"})
YTD = "_ytd"


@dataclass(frozen=True)
class Context:
    """What is said over the table: its title's measure, period and whether figures are cumulative; its money unit."""

    title: str = ""
    period: Period | None = None
    year: int | None = None
    cumulative: bool = False
    unit: str = ""
    field: str = ""


@dataclass(frozen=True)
class Column:
    """One column as understood.

    ``key`` names its values: the field, ``held:<title>`` for a recognition's marks, else
    the heading path. ``kind`` is money, count, number, ratio, bool, text, date, term,
    mark, years, titles, phone, or '' while only the cells can tell. ``aspect`` is
    ``previous`` or ``growth`` of the measure ``field``, else ''.
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

    @property
    def shown(self) -> str:
        return "/".join(self.path)


def context_of(titles: Sequence[str], unit_lines: Sequence[str], words: Vocabulary, sheet: str = "") -> Context:
    """What the rows above a header say; the sheet's name helps where they do not."""
    text = phrase(" ".join(titles) or sheet)
    period = _period_in(text)
    years = {int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", text)}
    unit = next((found for line in [*unit_lines, *titles] if (found := _money_unit(line))), "")
    year = period.year if period else next(iter(years)) if len(years) == 1 else None
    return Context(" ".join(titles), period, year, "累计" in text, unit, words.field_in(text))


def _money_unit(line: str) -> str:
    """The money unit a line names after 单位：; what 填报单位： names is none."""
    for found in re.findall(r"单位\s*[:：]\s*([^\s]+)", line):
        units = [read_unit(part) for part in re.split(r"[、,，;；/]", found)]
        if money := next((unit for unit in units if unit and UNITS[unit][0] in ("元", "美元")), ""):
            return money
    return ""


def _period_in(text: str) -> Period | None:
    found = re.search(rf"(?:(?:19|20)\d\d年度?)?{SPAN}|(?:19|20)\d\d年度?", text)
    return read_period(found[0]) if found else None


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
        if column.shown in taught:
            column = _as_taught(column, taught[column.shown], fields)
        found.append(column)
    return _keyed(_single_roles(found), fields)


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
    title = words.titles.get(bare(parts[-1]), "")
    if title:
        return replace(column, title=title, kind="mark")
    measure, aspect, period = _measure(parts, context, words)
    column = replace(column, aspect=aspect, period=_dated(period, aspect, context))
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
                return text, aspect, period
            if text in words.aspects:
                aspect, text = aspect or words.aspects[text], ""
            elif whole := read_period(text, year=context.year):
                period, text = period or whole, ""
            else:
                text, aspect, period = _peeled(text, aspect, period, context, words)
            if text == before:
                return text, aspect, period
    return "", aspect, period


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


def _dated(period: Period | None, aspect: str, context: Context) -> Period | None:
    found = period or context.period
    if found is None or aspect != "previous":
        return found
    return previous_year(found)


def _with_field(
    column: Column, name: str, measure: str, parts: Sequence[str], words: Vocabulary, fields: Fields
) -> Column:
    if column.aspect == "growth":
        return replace(column, field=name, kind="ratio")
    if not name:
        kind = words.kind(measure or bare(parts[-1])) or (words.kind(bare(parts[-2])) if len(parts) > 1 else "")
        return replace(column, kind=kind, period=column.period if kind in NUMERIC else None)
    if column.period and column.period.cumulative and name + YTD in fields:
        name += YTD
    item = fields[name]
    period = column.period if item.period != "static" else None
    return replace(column, field=name, kind=item.kind, period=period)


def _united(column: Column, unit: str | None, context: Context) -> Column:
    """The column's unit: its heading's, else for money the unit line's, else 万元."""
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
    dimension = UNITS[unit][0]
    return (dimension in ("元", "美元")) == (kind == "money") and (unit in ("%", "％")) == (kind == "ratio")


def _as_taught(column: Column, name: str, fields: Fields) -> Column:
    if name not in fields:
        return replace(column, field="", role="", title="", kind=column.kind or "text")
    return replace(column, role="", title="", field=name, kind=fields[name].kind)


def _single_roles(columns: list[Column]) -> list[Column]:
    """The first column of a role has it; a second name or code is a text of its own."""
    seen: set[str] = set()
    found = []
    for column in columns:
        repeated = column.role in seen and column.role in ("uscc", "name", "project", "year", "ordinal")
        seen.add(column.role)
        found.append(replace(column, role="", kind="text") if repeated else column)
    return found


def _keyed(columns: list[Column], fields: Fields) -> list[Column]:
    """Each column's key: a field's newest period has the field's name, others ``field@period``."""
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
    return replace(column, kind=kind)

"""Which field a column heading names, and in what unit its numbers are written.

A heading is the field name (``rd_expense``) or the Chinese label, and may end in a
unit: ``研发费用（万元）``. Without one, the unit is the field's own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from gaoxin.fields import Field, Fields
from gaoxin.units import UNITS, dimension

KEY = "uscc"
YEAR = "year"
KEY_HEADINGS = frozenset({"uscc", "统一社会信用代码"})
NAME = "name"
NAME_HEADINGS = frozenset({"name", "企业名称"})
YEAR_HEADINGS = frozenset({"year", "年度", "年份"})
WITH_UNIT = re.compile(r"(.+)\(([^()]*)\)")


@dataclass(frozen=True)
class Column:
    """A column that is understood: ``key`` is a field name, ``year`` or a judgement id."""

    index: int
    heading: str
    key: str
    unit: str = ""
    field: Field | None = None


@dataclass(frozen=True)
class HeadingFault:
    """A column that is left out, and why."""

    index: int
    code: str
    message: str
    hint: str
    is_warning: bool = False


def clean(heading: object) -> str:
    """A heading for comparison: NFKC, no spaces, lower case.

    >>> clean(" 研发费用 （万元）")
    '研发费用(万元)'
    """
    return "".join(unicodedata.normalize("NFKC", str(heading)).split()).casefold()


def is_key(cell: object) -> bool:
    """Whether a cell heads the column of credit codes."""
    return clean(cell) in KEY_HEADINGS


def read_headings(
    headings: Sequence[str], fields: Fields, judgements: Collection[str] = ()
) -> tuple[list[Column], list[HeadingFault]]:
    """The columns understood, in their order, and the ones left out.

    An empty heading is no fault here: only a column with cells needs one.
    """
    names = _names(fields, judgements)
    columns: dict[str, Column] = {}
    faults: list[HeadingFault] = []
    for index, heading in enumerate(headings):
        found = _read(index, heading, names, fields) if clean(heading) else None
        if isinstance(found, Column) and found.key in columns:
            found = _second(found, columns[found.key])
        if isinstance(found, Column):
            columns[found.key] = found
        elif found:
            faults.append(found)
    return list(columns.values()), faults


def _names(fields: Fields, judgements: Collection[str]) -> dict[str, str]:
    """Every accepted heading without unit → the key it stands for."""
    names = {clean(text): text for text in judgements} | dict.fromkeys(YEAR_HEADINGS, YEAR)
    for name, field in fields.items():
        names |= {clean(name): name, clean(field.label): name}
    return names | dict.fromkeys(KEY_HEADINGS, KEY) | dict.fromkeys(NAME_HEADINGS, NAME)


def _read(index: int, heading: str, names: dict[str, str], fields: Fields) -> Column | HeadingFault:
    text = clean(heading)
    unit = ""
    if text not in names and (match := WITH_UNIT.fullmatch(text)):
        text, unit = match.groups()
    key = names.get(text)
    if key is None:
        return _unknown(index, heading, text, names)
    field = fields.get(key)
    if field is None:
        return Column(index, heading, key)
    if field.derived:
        return _derived(index, heading)
    if not field.is_numeric:  # 成立日期（年月日）: the bracket is a note
        return Column(index, heading, key, field=field)
    return _with_unit(Column(index, heading, key, unit or _own_unit(field), field))


def _own_unit(field: Field) -> str:
    return field.unit if field.unit in UNITS else ""


def _with_unit(column: Column) -> Column | HeadingFault:
    """The column, unless its unit measures something else than the field does."""
    assert column.field is not None
    own = _own_unit(column.field)
    known = column.unit in UNITS and dimension(column.unit) == dimension(own)
    if known and (column.unit != "%" or column.field.kind == "ratio"):
        return column
    message = f"「{column.heading}」的单位“{column.unit}”不能用于{column.field.label}，本列未读入。"
    return HeadingFault(column.index, "GX114", message, f"可用单位：{_units(column.field)}。")


def _units(field: Field) -> str:
    if field.kind == "ratio":
        return "%；不写单位按 0–1 的小数读"
    own = dimension(_own_unit(field))
    same = [unit for unit in UNITS if dimension(unit) == own and own]
    return "、".join(same) or "不写单位"


def _unknown(index: int, heading: str, text: str, names: dict[str, str]) -> HeadingFault:
    near = get_close_matches(text, names, n=1, cutoff=0.5)
    key = names[near[0]] if near else ""
    shown = key if near and near[0] == clean(key) else f"{near[0]}（{key}）" if near else ""
    advice = f"您是否指“{shown}”？" if near else "不需要的列可以删去。"
    hint = f"{advice}全部字段见 gaoxin fields。"
    return HeadingFault(index, "GX112", f"不认识的列「{heading}」，本列未读入。", hint)


def _derived(index: int, heading: str) -> HeadingFault:
    message = f"「{heading}」由成立日期和评估日推算，本列未读入。"
    return HeadingFault(index, "GX116", message, "请改填“成立日期”。", is_warning=True)


def _second(column: Column, first: Column) -> HeadingFault:
    message = f"「{column.heading}」与「{first.heading}」是同一字段（{column.key}），只读入前一列。"
    return HeadingFault(column.index, "GX113", message, "请只保留一列。")

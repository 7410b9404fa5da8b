"""A table's records as they would be filed: each value in steps under its key, with its cell and what stood there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gaoxin import Rulebook
from gaoxin.register.ledger.meaning import Column
from gaoxin.register.ledger.shapes import Cell, Day, Value
from gaoxin.register.ledger.table import Table, cell_name

Entry = dict[str, Any]
NAMED = frozenset({"uscc", "name", "ordinal", "year"})
OF_A_YEAR = re.compile(r"\d{4}")
VALIDITY = ("有效", "证书")
PERSON = (
    "联系人",
    "联络人",
    "负责人",
    "责任人",
    "经办人",
    "填报人",
    "填表人",
    "审核人",
    "项目经理",
    "法定代表人",
    "法人代表",
    "法人",
)
ABOUT = {  # the enterprise's own fields, by the last heading of a column that is no field
    "address": ("地址", "注册地址", "经营地址", "通讯地址", "企业地址", "生产地址"),
    "contact": ("联系人", "企业联系人"),
    "park": ("园区", "所属园区", "所在园区"),
    "industry": ("行业", "所属行业", "行业类别"),
}
LONGEST = {"address": 200, "contact": 50, "park": 50, "industry": 50, "phone": 30, "chain": 50, "industry_code": 5}


@dataclass
class Record:
    """What one row says: its filings by year, the enterprise's own fields, recognitions."""

    filings: dict[int | None, dict[str, Entry]] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)
    held: list[dict[str, Any]] = field(default_factory=list)

    def put(self, year: int | None, key: str, entry: Entry) -> None:
        values = self.filings.setdefault(year, {})
        while key in values:
            key += "'"
        values[key] = entry


def records(
    table: Table, rulebook: Rulebook, errors: Collection[str] = frozenset(), *, whole: bool = False
) -> Iterator[tuple[int, Record]]:
    """Position and record of every row that repeats no other.

    Args:
        errors: cells (``sheet!cell``) that say nothing.
        whole: whether names, codes and ordinals are among the values, and the group a row stands under.
    """
    columns = [column for column in table.columns if whole or column.role not in NAMED]
    usual = table.context.period.year if table.context.period else table.context.year
    for at in table.kept():
        found = Record()
        for column in columns:
            entry = _entry(table, column, at)
            if entry is None:
                continue
            if entry["cell"] in errors:
                entry["value"] = None
            year, key = _key(table, column, at, usual, rulebook)
            found.put(year, key, entry | ({} if key.partition("@")[0] in rulebook.fields else _kind(column)))
            _about(found.about, column, entry)
        _carried(table, at, usual, found)
        if whole:
            _grouped(table, at, usual, found)
        found.held = _held(table, at)
        yield at, found


def kept_for(choices: Mapping[str, Any], table: Table) -> Literal["", "projects", "nobody"]:
    """Why a table's rows are kept with the batch and not filed (留存): they are of projects, or name no enterprise.

    An officer may say of a sheet which of the two it is ``of``: ``projects`` or ``enterprises``.
    """
    said = choices.get("sheets", {}).get(table.name, {}).get("of")
    if not (table.column("name") or table.column("uscc")):
        return "projects" if table.column("project") else "nobody"
    return "projects" if (said == "projects" if said else _is_of_projects(table)) else ""


def _is_of_projects(table: Table) -> bool:
    """Whether a table that names enterprises lists projects: their names stand first, or an enterprise has several."""
    project, name = table.column("project"), table.column("name") or table.column("uscc")
    if project is None or name is None:
        return False
    named = [table.names[at].name or table.codes[at].value for at in table.kept()]
    return project.index < name.index or len(set(named)) < len(named)


def is_person(column: Column) -> bool:
    """Whether a column names people."""
    return bool(column.path) and any(word in column.path[-1] for word in PERSON)


def lacks_year(table: Table, column: Column) -> bool:
    """Whether a column is of a field that has a value each year, and nothing says of which it is."""
    return bool(column.yearly and not column.aspect and column.period is None and not table.column("year"))


def _entry(table: Table, column: Column, at: int) -> Entry | None:
    cells = table.cells[column.index]
    raw = cells.raw[at]
    if raw is None:
        return None
    value = cells.value(at)
    found: Entry = {"value": _plain(value.value), "raw": str(raw), "cell": _cell(table, column, at)}
    if value.approx:
        found["approx"] = True
    if value.status:
        found["status"] = value.status
    return found | _second(column, value)


def _second(column: Column, value: Value) -> Entry:
    """The other end of a range; a term's two ends."""
    if column.kind == "term" and (value.value or value.upto):
        ends = [str(end) if isinstance(end, Day) else ".." for end in (value.value, value.upto)]
        return {"value": "/".join(ends)}
    return {} if value.upto is None else {"upto": _plain(value.upto)}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Day) else value


def _cell(table: Table, column: Column, at: int) -> str:
    return f"{table.name}!{cell_name(table.rows.data[at], column.index)}"


def _key(table: Table, column: Column, at: int, whole: int | None, rulebook: Rulebook) -> tuple[int | None, str]:
    """The year a value is filed under, and its key: only a whole year's figure has the field's own name."""
    period = table.period(column, at)
    item = rulebook.fields.get(column.field) if column.aspect != "growth" else None
    if column.title:
        return whole, f"held:{column.title}"
    if item is None:
        return whole, column.shown + (f"@{period}" if period else "")
    if item.period == "static":
        return whole, column.field
    twin = "" if column.period else f"{column.field}_year"  # of a monthly field, where the record itself names a year
    of_year = rulebook.fields.get(twin, item)
    if OF_A_YEAR.fullmatch(period) and of_year.period == "year":
        return int(period), of_year.name
    return whole, f"{column.field}@{period}" if period else column.shown


def _kind(column: Column) -> Entry:
    return {"kind": "person" if column.kind == "text" and is_person(column) else column.kind or "text"}


def _about(about: dict[str, str], column: Column, entry: Entry) -> None:
    value = entry["value"]
    if not isinstance(value, str):
        return
    name = column.field if column.field in ("chain", "established_on", "industry_code") else ""
    if not name and column.kind == "phone":
        name, value = "phone", value if len(value) <= LONGEST["phone"] else value.split(";")[0]
    name = name or next((key for key, heads in ABOUT.items() if column.path and column.path[-1] in heads), "")
    if name == "established_on" and len(value) < 10:
        return  # a month is not a day
    if name and name not in about and len(value) <= LONGEST.get(name, 10):
        about[name] = value


def _carried(table: Table, at: int, whole: int | None, found: Record) -> None:
    """The chain a group's row names, where no column does."""
    group = table.rows.groups.get(table.rows.data[at])
    if group is None or "chain" in found.about or not group.carries.endswith("链"):
        return
    found.about["chain"] = group.carries
    cells = table.sheet.rows[group.row]
    place = next((i for i, cell in enumerate(cells) if isinstance(cell, str) and group.carries in cell), 0)
    raw: Cell = cells[place] if place < len(cells) else group.text
    entry = {"value": group.carries, "raw": str(raw), "cell": f"{table.name}!{cell_name(group.row, place)}"}
    found.put(whole, "chain", entry)


def _grouped(table: Table, at: int, usual: int | None, found: Record) -> None:
    group = table.rows.groups.get(table.rows.data[at])
    if group is not None and group.carries:
        entry = {"value": group.carries, "raw": group.text, "cell": f"{table.name}!{cell_name(group.row, 0)}"}
        found.put(usual, "分组", entry | {"kind": "text"})


def _held(table: Table, at: int) -> list[dict[str, Any]]:
    """The recognitions ticked; a term or a certificate's number belongs to one only where there is only one."""
    titles = [column for column in table.columns if column.title and column.kind == "mark"]
    terms = [c for c in table.columns if c.kind == "term" and any(word in c.shown for word in VALIDITY)]
    numbers = [c for c in table.columns if c.path and c.path[-1] in ("证书编号", "证书号")]
    found = []
    for column in titles:
        value = table.cells[column.index].value(at)
        if value.value is not True:
            continue
        item: dict[str, Any] = {"kind": column.title, "cell": _cell(table, column, at), "note": ""}
        if isinstance(value.upto, Day):
            item["note"] = f"认定年份 {value.upto.first.year}"
        if len(titles) == 1 and len(terms) == 1:
            item |= _term(table, terms[0], at)
        if len(titles) == 1 and len(numbers) == 1 and (number := table.cells[numbers[0].index].plain[at]):
            item["certificate"] = str(number)[:60]
        found.append(item)
    return found


def _term(table: Table, column: Column, at: int) -> dict[str, Any]:
    """Validity: a month it begins with counts from its first day, one it ends with to its last."""
    value = table.cells[column.index].value(at)
    ends = [end for end in (value.value, value.upto) if isinstance(end, Day)]
    if not ends:
        return {}
    found: dict[str, Any] = {}
    if isinstance(value.value, Day):
        found["valid_from"] = value.value.first.isoformat()
    if isinstance(value.upto, Day):
        found["valid_to"] = value.upto.last.isoformat()
    if any(end.precision != "day" for end in ends):
        found["note"] = f"有效期原文：{table.cells[column.index].raw[at]}"
    return found

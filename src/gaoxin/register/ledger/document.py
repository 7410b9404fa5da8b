"""A ledger as the JSON document that ``gaoxin read --json`` prints."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from gaoxin.periods import Period
from gaoxin.register.ledger.checks.series import rising
from gaoxin.register.ledger.diff import base, changes, table_changes
from gaoxin.register.ledger.meaning import Column
from gaoxin.register.ledger.shapes import Cell, Day
from gaoxin.register.ledger.table import Ledger, Table, cell_name
from gaoxin.register.ledger.vocabulary import Vocabulary, bare, fingerprint, phrase
from gaoxin.units import UNITS

Document = dict[str, Any]
NAMED = ("uscc", "name", "ordinal")


def document(ledger: Ledger, words: Vocabulary) -> Document:
    """Everything read: sheets, records, issues and what would change."""
    return {
        "file": ledger.file,
        "sha256": ledger.sha256,
        "sheets": list(_sheets(ledger)),
        "records": [record for table in ledger.tables for record in records(table, words)],
        "issues": [_issue(issue.as_dict()) for issue in ledger.issues],
        "diff": changes(ledger),
    }


def _issue(entry: dict[str, object]) -> dict[str, object]:
    return {"code": entry["code"], "severity": entry["severity"], **entry}


def _sheets(ledger: Ledger) -> Iterator[Document]:
    for grid in ledger.grids:
        tables = [table for table in ledger.tables if table.sheet.grid is grid]
        if not tables:
            yield {"name": grid.name, "visible": grid.visible, "header_rows": [], "columns": [], "skipped": []}
        for table in tables:
            yield _sheet(table)


def _sheet(table: Table) -> Document:
    context = table.context
    return {
        "name": table.name,
        "visible": True,
        "title": context.title,
        "header_rows": list(range(table.header.top + 1, table.header.bottom + 2)),
        "fingerprint": fingerprint(table.header.paths),
        "unit": context.unit or "万元",
        "period": _period(context.period, cumulative=context.cumulative),
        "columns": [_column(column) for column in table.columns],
        "above": [_skipped(skipped) for skipped in table.above if skipped.kind != "blank"],
        "skipped": [_skipped(skipped) for skipped in table.rows.skipped if skipped.kind != "blank"],
        "blank": [skipped.row + 1 for skipped in (*table.above, *table.rows.skipped) if skipped.kind == "blank"],
        "checks": [_check(check, table) for check in table.checks],
    }


def _skipped(skipped: Any) -> Document:
    found: Document = {"row": skipped.row + 1, "class": skipped.kind, "text": skipped.text}
    if skipped.carries:
        found["carries"] = skipped.carries
    if skipped.of is not None:
        found["of_row"] = skipped.of + 1
    return found


def _check(check: dict[str, object], table: Table) -> Document:
    index, kind = int(str(check["column"])), str(check["kind"])
    column = next(column for column in table.columns if column.index == index)
    kind = "count" if kind == "mark" else kind
    numbers = {key: base(check[key], kind) for key in ("stated", "computed", "difference")}
    return {"row": check["row"], "column": letters(index), "key": column.key, "class": check["class"], **numbers}


def _column(column: Column) -> Document:
    found: Document = {"column": letters(column.index), "path": column.shown, "key": column.key}
    for name in ("field", "role", "title", "kind", "aspect", "unit", "unit_from"):
        if getattr(column, name):
            found[name] = getattr(column, name)
    if column.period:
        found["period"] = str(column.period)
    return found


def _period(period: Period | None, *, cumulative: bool) -> Document | None:
    if period is None:
        return None
    months = [Period(period.year, month, month) for month in (period.start, period.stop)]
    return {"from": str(months[0]), "to": str(months[1]), "cumulative": period.cumulative or cumulative}


def letters(index: int) -> str:
    return cell_name(0, index)[:-1]


def records(table: Table, words: Vocabulary) -> Iterator[Document]:
    """One record per data row that repeats no other."""
    kind = "project" if table.column("project") else "enterprise"
    doing, series = list(table_changes(table)), rising(table)
    for at in table.kept():
        row = table.rows.data[at]
        record: Document = {"sheet": table.name, "row": row + 1, "kind": kind, "enterprise": _enterprise(table, at)}
        if row in table.rows.groups:
            record["group"] = table.rows.groups[row].carries
        values = {c.key: _value(table, c, at, words) for c in table.columns if c.role not in NAMED}
        _carry(table, row, values)
        _increments(table, series, at, values)
        yield {**record, "change": doing[at], "values": values}


def _enterprise(table: Table, at: int) -> Document:
    match, name, code = table.who[at], table.names[at], table.codes[at]
    column = table.column("name")
    firm = match.firm if match else None
    by = match.by if match else None
    found: Document = {
        "uscc": firm.uscc if firm else code.value,
        "name": firm.name if firm else name.name or None,
        "as_written": _text(table.cells[column.index].raw[at]) if column else None,
        "matched_by": "alias" if by == "former" else by,
    }
    if name.former:
        found["former_names"] = list(name.former)
    if code.raw and code.raw != code.value:
        found["uscc_raw"] = code.raw
    if match and match.review:
        found["review"] = [{"uscc": c.firm.uscc, "name": c.firm.name, "reason": c.reason} for c in match.candidates]
    return found


def _value(table: Table, column: Column, at: int, words: Vocabulary) -> Document:
    cells = table.cells[column.index]
    value = cells.value(at)
    found: Document = {"value": base(value.value, column.kind), "raw": _text(cells.raw[at])}
    found["cell"] = cell_name(table.rows.data[at], column.index)
    unit = _unit(column)
    if unit:
        found["unit"] = unit
    if column.field:
        found["field"] = column.field
    if column.aspect:
        found["aspect"] = column.aspect
    if period := table.period(column, at):
        found["period"] = period
    found["approx"] = value.approx
    if value.status:
        found["status"] = value.status
    if value.unit:
        found["written_unit"] = value.unit
    return found | _second(column, value.value, value.upto) | _titles(column, value.value, words)


def _second(column: Column, first: object, upto: object) -> Document:
    """The other end of a range, a term's two ends, the year of a recognition."""
    if column.kind == "term" and (first or upto):
        ends = {"from": str(first) if first else None, "to": str(upto) if upto else None}
        return {"value": "/".join(end or ".." for end in ends.values()), **ends}
    if column.kind == "mark" and isinstance(upto, Day):
        return {"year": upto.first.year}
    return {"upto": base(upto, column.kind)} if upto is not None else {}


def _titles(column: Column, text: object, words: Vocabulary) -> Document:
    """The recognitions a firm is being raised to: 高企（2024）, 小巨人、瞪羚."""
    if column.kind != "titles" or not isinstance(text, str):
        return {}
    parts = [bare(phrase(part)) for part in re.split(r"[、,，;；/]", text)]
    years = re.findall(r"20\d\d", text)
    found: Document = {"titles": [words.titles.get(part, part) for part in parts if part]}
    return {**found, "year": int(years[0])} if len(years) == 1 else found


def _unit(column: Column) -> str:
    """The base unit a document's number is in: 元 for 万元."""
    if column.kind == "money":
        return UNITS[column.unit][0]
    return column.unit if column.kind in ("count", "number") else ""


def _text(cell: Cell) -> str | int | float | bool | None:
    """A cell as JSON holds it; infinities and days as texts."""
    if cell is None or isinstance(cell, str | int) or (isinstance(cell, float) and math.isfinite(cell)):
        return cell
    return str(cell)


def _carry(table: Table, row: int, values: Document) -> None:
    """The chain a group's row names, where no column does."""
    group = table.rows.groups.get(row)
    if group and "chain" not in values and group.carries.endswith(("产业链", "链")):
        cells = enumerate(table.sheet.rows[group.row])
        at, raw = next((at, cell) for at, cell in cells if isinstance(cell, str) and group.carries in cell)
        values["chain"] = {"value": group.carries, "raw": raw, "cell": cell_name(group.row, at), "approx": False}


def _increments(table: Table, series: list[list[Column]], at: int, values: Document) -> None:
    """What each cumulative figure adds to the one before; the first is its own increment."""
    for columns in series:
        before = 0
        for column in columns:
            now = table.cells[column.index].plain[at]
            if not isinstance(now, int):
                break
            values[column.key]["increment"] = base(now - before, column.kind)
            before = now

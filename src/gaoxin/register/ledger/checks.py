"""Whether a table agrees with itself: repeated records, totals, growth, cumulative figures, slips of the unit."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from gaoxin.register.identity import normal
from gaoxin.register.ledger.meaning import NUMERIC, Column
from gaoxin.register.ledger.numbers import read_number
from gaoxin.register.ledger.reading import Doubts, Table
from gaoxin.register.ledger.rows import Skipped
from gaoxin.register.ledger.shapes import Day, Doubt
from gaoxin.register.ledger.spans import Period
from gaoxin.register.ledger.values import read_years
from gaoxin.units import STEPS, UNITS

SLIP = 3000  # times its neighbours: what 元 for 万元 looks like, with room for a firm's own change
LIST = 5  # one record in so many repeats a key: the table lists several records per enterprise
OWN = frozenset({"ordinal", "name", "note", "uscc"})


def check(table: Table, doubts: Doubts) -> None:
    """Run every check; the findings are issues in their cells, repeated rows become skipped ones."""
    repeat(table, doubts)
    totals(table, doubts)
    growth(table, doubts)
    cumulative(table, doubts)
    slips(table, doubts)
    years(table, doubts)
    expiry(table, doubts)
    nameless(table, doubts)


def kept(table: Table) -> list[int]:
    """Positions of the records that repeat no other."""
    repeated = table.repeated()
    return [at for at, row in enumerate(table.rows.data) if row not in repeated]


# repeated records


def repeat(table: Table, doubts: Doubts) -> None:
    """A record whose key stood before: skipped where it says nothing else, a doubt where it does."""
    pairs = _repeated(table)
    if len(pairs) * LIST > len(table.rows.data):  # a list of several records per enterprise: only whole repeats are
        pairs = [(at, first) for at, first in pairs if not _differing(table, at, first, OWN - {"name"})]
    for at, first in pairs:
        rows = table.rows.data
        differing = _differing(table, at, first, OWN)
        for column in differing:
            shown = table.cells[column.index].raw[first]
            problem = f"与第 {rows[first] + 1} 行同一记录的“{shown}”不同，两行都保留"
            doubt = Doubt("GX376", problem, "请核对后只留一行。", "error")
            doubts.cell(table, rows[at], column, doubt, table.cells[column.index].raw[at])
        if not differing:
            table.rows.skipped.append(Skipped(rows[at], "duplicate", _label(table, at), of=rows[first]))
            problem = f"与第 {rows[first] + 1} 行重复，未再计入"
            column = table.column("name") or table.columns[0]
            doubts.cell(table, rows[at], column, Doubt("GX375", problem, "请删去重复的行。"), _label(table, at))
    table.rows.skipped.sort(key=lambda skipped: skipped.row)


def _repeated(table: Table) -> list[tuple[int, int]]:
    """(position, first position) of records with the same key."""
    extra = [column for column in table.columns if column.role in ("project", "year")]
    firsts: dict[tuple[object, ...], int] = {}
    found = []
    for at in range(len(table.rows.data)):
        rest = tuple(table.cells[column.index].raw[at] for column in extra)
        keys = [(key, *rest) for key in _identities(table, at)] or ([rest] if any(rest) else [])
        first = next((firsts[key] for key in keys if key in firsts), None)
        if first is not None:
            found.append((at, first))
        for key in keys:
            firsts.setdefault(key, at)
    return found


def _identities(table: Table, at: int) -> list[str]:
    code, name = table.codes[at], table.names[at]
    return [text for text in (code.value, normal(name.name) if name.name else "") if text]


def _differing(table: Table, at: int, first: int, besides: frozenset[str]) -> list[Column]:
    found = []
    for column in table.columns:
        if column.role not in besides:
            cells = table.cells[column.index]
            here, there = cells.plain[at], cells.plain[first]
            if here is not None and there is not None and here != there:
                found.append(column)
    return found


def _label(table: Table, at: int) -> str:
    return table.names[at].name or table.codes[at].raw


# totals


def totals(table: Table, doubts: Doubts) -> None:
    """Each total and subtotal against the rows it adds up."""
    lines = [skipped for skipped in table.rows.skipped if skipped.kind in ("subtotal", "total")]
    for column in table.columns:
        if column.kind in ("money", "count", "number", "mark") and column.aspect != "growth" and lines:
            _column_totals(table, column, lines, doubts)


def _column_totals(table: Table, column: Column, lines: Sequence[Skipped], doubts: Doubts) -> None:
    repeated, since = table.repeated(), -1
    for line in lines:
        stated = _stated(table, column, line.row)
        below = since if line.kind == "subtotal" else -1
        at = [i for i, row in enumerate(table.rows.data) if below < row < line.row]
        once = _sum(table, column, [i for i in at if table.rows.data[i] not in repeated])
        since = line.row
        if stated is None or once is None:
            continue
        check = {"row": line.row + 1, "column": column.index, "class": line.kind, "stated": stated, "computed": once}
        table.checks.append({**check, "difference": stated - once, "kind": column.kind})
        if abs(stated - once) > _leeway(column, len(at)):
            _tell(table, column, line, stated, once, _sum(table, column, at), doubts)


def _stated(table: Table, column: Column, row: int) -> int | None:
    cells = table.sheet.rows[row]
    cell = cells[column.index] if column.index < len(cells) else None
    if cell is None:
        return None
    kind = "count" if column.kind == "mark" else column.kind
    value = read_number(cell, kind, "" if column.kind == "mark" else column.unit).value
    return value if isinstance(value, int) else None


def _sum(table: Table, column: Column, positions: Iterable[int]) -> int | None:
    """The sum of what is known; None where a currency or a range leaves it open, or nothing is known."""
    cells, total, known = table.cells[column.index], 0, False
    for at in positions:
        value = cells.plain[at]
        if column.kind == "mark":
            total, known = total + (value is True), True
        elif isinstance(value, int):
            total, known = total + value, True
        elif at in cells.odd and cells.odd[at].doubts:
            return None
    return total if known else None


def _leeway(column: Column, rows: int) -> int:
    """Half a unit of the third decimal per row: figures in a ledger are rounded."""
    if column.kind in ("mark", "count"):
        return 0
    step = STEPS[column.kind] * UNITS[column.unit][1]
    return max(int(step * Fraction(rows, 200)), 1) if column.kind == "money" else int(step * Fraction(rows, 2000))


def _tell(
    table: Table, column: Column, line: Skipped, stated: int, once: int, twice: int | None, doubts: Doubts
) -> None:
    code, word = ("GX370", "合计") if line.kind == "total" else ("GX371", "小计")
    shown = [_written(number, column) for number in (stated, once, stated - once)]
    why = "；差额正是重复的行，说明重复的企业被计入了两次" if twice == stated else ""
    problem = f"{word} {shown[0]} 与各行之和 {shown[1]} 相差 {shown[2]}{why}"
    doubts.cell(table, line.row, column, Doubt(code, problem, f"请核对{word}与各行。"))


def _written(steps: int, column: Column) -> str:
    unit = Fraction(1) if column.kind == "mark" else STEPS[column.kind] * UNITS[column.unit][1]
    number = float(steps / unit)
    return f"{number:,.6f}".rstrip("0").rstrip(".") + ("" if column.kind == "mark" else column.unit)


# growth and cumulative figures


def growth(table: Table, doubts: Doubts) -> None:
    """A stated growth against the two figures beside it."""
    for column in table.columns:
        if column.aspect != "growth" or not column.field:
            continue
        now, before = _sides(table, column)
        if now is None or before is None:
            continue
        for at in kept(table):
            _one_growth(table, column, now, before, at, doubts)


def _sides(table: Table, column: Column) -> tuple[Column | None, Column | None]:
    same = [
        c for c in table.columns if c.field == column.field and c.aspect != "growth" and c.path[:-1] == column.path[:-1]
    ]
    now = [c for c in same if c.aspect != "previous"]
    before = [c for c in same if c.aspect == "previous"]
    return (now[-1] if now else None), (before[-1] if before else None)


def _one_growth(table: Table, column: Column, now: Column, before: Column, at: int, doubts: Doubts) -> None:
    cells = table.cells
    a, b, stated = (cells[c.index].plain[at] for c in (now, before, column))
    row = table.rows.data[at]
    if b == 0:
        doubt = Doubt("GX377", "上年同期为 0，没有增速可言", "新投产企业请把上年同期留空。")
        doubts.cell(table, row, before, doubt, cells[before.index].raw[at])
    elif isinstance(a, int) and isinstance(b, int) and isinstance(stated, int):
        found = Fraction(a - b, abs(b))
        if abs(found - Fraction(stated, STEPS["ratio"])) > Fraction(6, 1000):
            problem = f"与按两期数值算得的 {float(found):.1%} 不符"
            doubt = Doubt("GX372", problem, "请核对本期、上年同期和增速。")
            doubts.cell(table, row, column, doubt, cells[column.index].raw[at])


def cumulative(table: Table, doubts: Doubts) -> None:
    """A cumulative figure below the one before it."""
    for series in rising(table):
        for earlier, later in itertools.pairwise(series):
            first, second = table.cells[earlier.index].plain, table.cells[later.index].plain
            for at in kept(table):
                a, b = first[at], second[at]
                if isinstance(a, int) and isinstance(b, int) and b < a:
                    problem = f"累计数小于{earlier.path[-1]}的“{table.cells[earlier.index].raw[at]}”"
                    doubt = Doubt("GX373", problem, "请核对；确有退货、核减请写明原因。")
                    doubts.cell(table, table.rows.data[at], later, doubt, table.cells[later.index].raw[at])


def rising(table: Table) -> list[list[Column]]:
    """Columns of one field that grow through one year, in order of their periods."""
    groups: dict[tuple[object, ...], list[tuple[Period, Column]]] = defaultdict(list)
    for column in table.columns:
        period = column.period
        if column.field and column.kind in NUMERIC and column.aspect == "" and period is not None and period.cumulative:
            groups[column.field, period.year].append((period, column))
    ordered = (sorted(found, key=lambda pair: pair[0].last) for found in groups.values())
    return [[column for _, column in pairs] for pairs in ordered if len(pairs) > 1]


# slips, years, terms


def slips(table: Table, doubts: Doubts) -> None:
    """A value thousands of times its neighbours, in its column or against the year before: 元 for 万元."""
    for column in table.columns:
        if column.kind != "money":
            continue
        cells = table.cells[column.index]
        found = np.abs(np.array([v if isinstance(v, int) else 0 for v in cells.plain], dtype=np.float64))
        sizes = found[found > 0]
        if len(sizes) < 5:
            continue
        middle, repeated = float(np.median(sizes)), table.repeated()
        for at in np.flatnonzero(found >= SLIP * middle).tolist():
            if table.rows.data[at] not in repeated:
                problem = f"约为本列中位数的 {found[at] / middle:,.0f} 倍，疑为单位有误"
                doubt = Doubt("GX374", problem, "请核对是否把元当作万元。")
                doubts.cell(table, table.rows.data[at], column, doubt, cells.raw[at])


def years(table: Table, doubts: Doubts) -> None:
    """Years of recognition given in one cell: one to each mark in order, or to none if they do not match."""
    marks = [column for column in table.columns if column.kind == "mark"]
    for column in table.columns:
        if column.kind != "years" or not marks:
            continue
        cells = table.cells[column.index]
        for at in range(len(table.rows.data)):
            held = [mark for mark in marks if table.cells[mark.index].plain[at] is True]
            found = read_years(cells.raw[at])
            if len(found) == len(held):
                for mark, year in zip(held, found, strict=True):
                    _date(table, mark, at, year)
            elif cells.raw[at] is not None:
                problem = f"有 {len(found)} 个年份，却有 {len(held)} 个资质，无法一一对应"
                doubt = Doubt("GX379", problem, "请分列填写每项资质的年份。")
                doubts.cell(table, table.rows.data[at], column, doubt, cells.raw[at])


def _date(table: Table, mark: Column, at: int, year: int) -> None:
    from datetime import date  # noqa: PLC0415

    cells = table.cells[mark.index]
    cells.odd[at] = replace(cells.value(at), upto=Day(date(year, 1, 1), "year"))


def expiry(table: Table, doubts: Doubts) -> None:
    """A certificate that had run out before the period the table is about ended."""
    period = table.context.period
    if period is None or period.year is None:
        return
    for column in table.columns:
        if column.kind != "term":
            continue
        for at in kept(table):
            end = table.cells[column.index].value(at).upto
            if isinstance(end, Day) and end.last < period.end():
                raw = table.cells[column.index].raw[at]
                doubt = Doubt("GX378", f"在 {period} 之前已到期", "请核对有效期，或更新证书。")
                doubts.cell(table, table.rows.data[at], column, doubt, raw)


def nameless(table: Table, doubts: Doubts) -> None:
    """A record that names no enterprise and no project."""
    project, name = table.column("project"), table.column("name")
    if not (name or table.column("uscc")):
        return
    for at in kept(table):
        named = _identities(table, at) or table.codes[at].raw
        if not named and not (project and table.cells[project.index].plain[at]):
            column = name or table.columns[0]
            doubt = Doubt("GX380", "没有企业名称，也没有信用代码", "请补上企业名称。", "error")
            doubts.cell(table, table.rows.data[at], column, doubt)

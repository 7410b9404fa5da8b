"""The community's form of an index: iMeta says what is measured and how it is put together, iData the values.

Every mistake is told at once, with its row and column.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gaoxin.errors import FactsError, Issue, Place
from gaoxin.index.data import Data
from gaoxin.index.framework import Framework, Node, problems

MISSING = frozenset({"", "NA", "NaN", "nan", "—", "——", "/"})
NEEDED = ("iCode", "Level", "Type")  # of iMeta
TREE = ("Indicator", "Aggregate")
Row = Mapping[str, str]


@dataclass(frozen=True)
class Described:
    """An iMeta table: the framework, and the columns of iData that divide and that group."""

    framework: Framework
    denominators: tuple[str, ...]
    groups: tuple[str, ...]


def read_imeta(path: Path) -> Described:
    """A framework from an iMeta table.

    Raises:
        FactsError: with every mistake: a missing column, a cell that is no number, nodes that make no tree.
    """
    sheet = _Sheet(path, NEEDED)
    nodes = [_node(sheet, at, row) for at, row in sheet.lines if row["Type"] in TREE]
    tree = tuple(node for node in nodes if node)
    if not sheet.issues:
        sheet.issues += [Issue("GX504", f"指标体系不成树：{why}", Place(path.name)) for why in problems(tree)]
    sheet.done()
    return Described(Framework(tree), sheet.codes("Denominator"), sheet.codes("Group"))


def _node(sheet: _Sheet, at: int, row: Row) -> Node | None:
    level, weight, direction, target = (
        sheet.number(at, row, "Level", 0.0),
        sheet.number(at, row, "Weight", None),
        sheet.number(at, row, "Direction", 1.0),
        sheet.number(at, row, "Target", None),
    )
    if level is None or direction is None:
        return None
    text = {
        name: "" if row.get(name, "") in MISSING else row[name] for name in ("iName", "Parent", "Unit", "Denominator")
    }
    name = text["iName"] or row["iCode"]
    return Node(
        row["iCode"],
        name,
        int(level),
        text["Parent"],
        weight,
        int(direction),
        text["Unit"],
        text["Denominator"],
        target,
    )


def read_idata(path: Path, described: Described) -> Data:
    """Units and their values from an iData table, whatever the order of its columns.

    Raises:
        FactsError: with every mistake: a missing column, a cell that is no number, a unit twice (in one year).
    """
    codes = [node.code for node in described.framework.indicators]
    sheet = _Sheet(path, ("uCode", *codes, *described.denominators, *described.groups))
    wanted = (*codes, *described.denominators)
    numbers = {code: [sheet.number(at, row, code, None) for at, row in sheet.lines] for code in wanted}
    dated = "Time" in sheet.columns
    years = [sheet.number(at, row, "Time", None) for at, row in sheet.lines] if dated else []
    units = tuple(row["uCode"] for _, row in sheet.lines)
    keys = list(zip(units, years, strict=True)) if dated else [(unit, None) for unit in units]
    for key, count in Counter(keys).items():
        if count > 1:
            which = f"{key[0]}（{int(key[1])} 年）" if key[1] is not None else key[0]
            sheet.tell("GX503", f"「{which}」有 {count} 行", None, "uCode", "每个单位（每年）只留一行")
    if not units:
        sheet.tell("GX505", "没有数据行", None, "uCode", "表头下面至少要有一行")
    sheet.done()
    columns = {code: np.array([np.nan if one is None else one for one in column]) for code, column in numbers.items()}
    return Data(
        units,
        np.column_stack([columns[code] for code in codes]),
        tuple(row.get("uName") or row["uCode"] for _, row in sheet.lines),
        tuple(int(year) for year in years if year is not None) if dated else (),
        {code: columns[code] for code in described.denominators},
        {code: tuple(row[code] for _, row in sheet.lines) for code in described.groups},
    )


class _Sheet:
    """The rows of a CSV file and the mistakes found in them."""

    def __init__(self, path: Path, needed: Sequence[str]) -> None:
        self.name, self.issues = path.name, list[Issue]()
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                self.columns = list(reader.fieldnames or ())
                self.lines = [(at, {k: v or "" for k, v in row.items() if k}) for at, row in enumerate(reader, 2)]
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise FactsError([Issue("GX506", f"无法读取：{error}", Place(path.name), "另存为 UTF-8 的 CSV")]) from None
        absent = [name for name in needed if name not in self.columns]
        if absent:
            raise FactsError([Issue("GX501", f"缺少列：{'、'.join(absent)}", Place(path.name, 1))])

    def codes(self, kind: str) -> tuple[str, ...]:
        return tuple(row["iCode"] for _, row in self.lines if row["Type"] == kind)

    def number(self, at: int, row: Row, column: str, otherwise: float | None) -> float | None:
        """A cell's number; ``otherwise`` where it says nothing, None where it is none, which is told."""
        text = row.get(column, "").strip()
        if text in MISSING:
            return otherwise
        try:
            found = float(text)
        except ValueError:
            found = np.nan
        if np.isfinite(found):
            return found
        self.tell(
            "GX502", f"「{text}」不是数", at, column, f"未知请留空或写 NA（{row.get('uCode') or row.get('iCode')}）"
        )
        return None

    def tell(self, code: str, message: str, line: int | None, column: str, hint: str) -> None:
        place = Place(self.name, line or 1, self.columns.index(column) + 1 if column in self.columns else None)
        self.issues.append(Issue(code, message, place, hint))

    def done(self) -> None:
        if self.issues:
            raise FactsError(self.issues)

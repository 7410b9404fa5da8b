"""What passes between the parts of the ledger reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple, TypeAlias

from gaoxin.errors import Severity


class CellError(str):
    """The text of a formula's error, as #DIV/0!; never a value."""

    __slots__ = ()


Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | CellError | None
Precision = Literal["year", "month", "day"]


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; rows and columns count from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Grid:
    """One sheet as it stands: ``rows[r][c]`` is Excel's cell in row r + 1, column c + 1.

    Rows may differ in length; a cell that is empty is None, and rows end with their
    last cell that is not. ``percents`` are the cells shown as percentages (their value
    is the fraction); empty where the format cannot tell.
    """

    name: str
    visible: bool
    rows: list[list[Cell]]
    merges: tuple[Merge, ...] = ()
    percents: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is uncertain about one cell; ``problem`` continues “「列」为“…”，”."""

    code: str
    problem: str
    hint: str = ""
    severity: Severity = "warning"


@dataclass(frozen=True, slots=True)
class Day:
    """A date as precisely as it was written; ``first`` is its first day, ``last`` its last."""

    first: date
    precision: Precision

    @property
    def last(self) -> date:
        if self.precision == "day":
            return self.first
        month = 12 if self.precision == "year" else self.first.month
        following = date(self.first.year + month // 12, month % 12 + 1, 1)
        return following - timedelta(days=1)

    def __str__(self) -> str:
        shown = self.first.isoformat()
        return {"year": shown[:4], "month": shown[:7], "day": shown}[self.precision]


class Value(NamedTuple):
    """What one cell says.

    ``value`` is None where it says nothing that can be used, and then ``doubts`` or
    ``status`` may say why. Numbers are whole steps of their kind (:mod:`gaoxin.units`:
    money in fen, ratios in 10⁻¹²). ``unit`` is the unit the cell itself names. ``upto``
    is the upper end of a range of numbers, or the end of a term of dates. ``status`` is
    a word that is neither yes nor no, neither number nor nothing: 申报中, 新投产.
    """

    value: int | bool | str | Day | None = None
    unit: str = ""
    upto: int | Day | None = None
    approx: bool = False
    status: str = ""
    doubts: tuple[Doubt, ...] = ()

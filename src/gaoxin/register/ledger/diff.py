"""What a ledger would change in a register: each record new, changed, the same, repeated, or for review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal

from gaoxin.register.identity import Firm
from gaoxin.register.ledger.meaning import Column
from gaoxin.register.ledger.shapes import Day
from gaoxin.register.ledger.table import Ledger, Table
from gaoxin.units import STEPS

Change = Literal["new", "changed", "same", "duplicate", "review"]
CHANGES: tuple[Change, ...] = ("new", "changed", "same", "duplicate", "review")
Plain = int | float | bool | str | None


def changes(ledger: Ledger) -> dict[str, int]:
    """How many records there are of each kind."""
    found: Counter[str] = Counter(change for table in ledger.tables for change in table_changes(table))
    return {change: found[change] for change in CHANGES}


def table_changes(table: Table) -> Iterator[Change]:
    """One change per data row, in order."""
    repeated = table.repeated()
    kept = [column for column in table.columns if not column.role and column.aspect != "growth"]
    for at, row in enumerate(table.rows.data):
        yield "duplicate" if row in repeated else _change(table, kept, at)


def _change(table: Table, kept: Sequence[Column], at: int) -> Change:
    """What becomes of a record; ``kept`` are the columns a register has values of."""
    match, code = table.who[at], table.codes[at]
    if match is None:
        held = code.state == "ok" or (table.column("project") is not None and code.state == "missing")
        return "new" if held else "review"
    if match.review:
        return "review"
    if match.firm is None:
        return "new"
    return "same" if all(_is_known(column, table, at, match.firm) for column in kept) else "changed"


def _is_known(column: Column, table: Table, at: int, firm: Firm) -> bool:
    """Whether the register already has a cell's value; one that says nothing changes nothing."""
    value = table.cells[column.index].plain[at]
    if value is None:
        return True
    known = firm.values.get(column.field or column.key)
    return known is not None and known.get(table.period(column, at)) == base(value, column.kind)


def base(value: object, kind: str) -> Plain:
    """A value as documents show it: steps in base units (yuan, 0–1, persons), a day as ISO text."""
    if isinstance(value, Day):
        return str(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return value if isinstance(value, bool | str) else None
    exact = Fraction(value, STEPS.get(kind, 1))
    return exact.numerator if exact.denominator == 1 else float(exact)

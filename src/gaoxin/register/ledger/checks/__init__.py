"""Whether a table agrees with itself: repeated records, totals, growth, cumulative figures, slips of the unit."""

from __future__ import annotations

from gaoxin.register.ledger.checks.repeats import nameless, repeats
from gaoxin.register.ledger.checks.series import cumulative, growth
from gaoxin.register.ledger.checks.slips import slips
from gaoxin.register.ledger.checks.terms import expiry, years
from gaoxin.register.ledger.checks.totals import totals
from gaoxin.register.ledger.table import Doubts, Table

ALL = (repeats, totals, growth, cumulative, slips, years, expiry, nameless)  # totals must know what repeats


def check(table: Table, doubts: Doubts) -> None:
    """Run every check; the findings are issues in their cells, repeated rows become skipped ones."""
    for one in ALL:
        one(table, doubts)

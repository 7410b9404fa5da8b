"""Who would enter and who would leave if a number of a policy were another, among the enterprises a user sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from gaoxin import what_if
from gaoxin_web.accounts.access import Access
from gaoxin_web.ladders.models import Run
from gaoxin_web.ladders.queries.facts import facts_of_run, table_of
from gaoxin_web.ladders.queries.scope import keys_for
from gaoxin_web.rulebook import rulebook

SHOWN = 200  # enterprises of each side on the page; all of them in the export


@dataclass(frozen=True)
class Outcome:
    """Counts before and after, and who moved: ``name``, ``enterprise`` (its number), ``before``, ``after``."""

    before: int
    after: int
    enters: list[dict[str, Any]]
    leaves: list[dict[str, Any]]
    entering: int
    leaving: int
    others: int


def try_change(access: Access, run: Run, policy: str, changes: Mapping[str, str]) -> Outcome | None:
    """The outcome on the facts of a run; None where the run's files are gone or nobody is visible.

    Raises:
        GaoxinError: a value that is none, or no edition in force.
    """
    keys = keys_for(access)
    facts, numbers = facts_of_run(run, keys), table_of(run, "keys")
    if facts is None or numbers is None or facts.rows.is_empty():
        return None
    change = what_if(facts, rulebook(), run.on, policy, changes)
    moved = change.moved.join(numbers, on="uscc", how="left", maintain_order="left")
    enters, leaves = moved.filter(pl.col("after") == "met"), moved.filter(pl.col("before") == "met")
    return Outcome(
        _met(change.before.table, policy),
        _met(change.after.table, policy),
        enters.to_dicts(),
        leaves.to_dicts(),
        len(enters),
        len(leaves),
        len(moved) - len(enters) - len(leaves),
    )


def _met(table: pl.DataFrame, policy: str) -> int:
    return int(table[policy].fill_null(False).sum())

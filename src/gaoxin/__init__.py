"""gaoxin (高新): the operating system of a high-tech zone.

Facts and published rules in; every enterprise's verdict, shortfall and next rung out::

    import gaoxin
    from datetime import date

    rulebook = gaoxin.load_rulebook()
    facts = gaoxin.read_facts("zone.xlsx", rulebook)
    result = gaoxin.assess(facts, rulebook, date(2026, 5, 15), ["hnte"])
    result.verdicts()          # a Polars table of met / not_met / unknown
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Read when Polars is first imported: a result of gigabytes is a tenth to a third quicker in large pages that are kept.
os.environ.setdefault("POLARS_THP", "1")
os.environ.setdefault("_RJEM_MALLOC_CONF", "muzzy_decay_ms:-1")

if TYPE_CHECKING:
    from gaoxin.assessment import Assessment, assess
    from gaoxin.checking import check_rulebook
    from gaoxin.errors import FactsError, GaoxinError, Issue, RulebookError
    from gaoxin.explanation import explain
    from gaoxin.panel import score
    from gaoxin.register import Facts
    from gaoxin.rules.load import load_rulebook
    from gaoxin.rules.model import Rulebook
    from gaoxin.whatif import what_if

HOMES = {  # imported when first named: the command line does not need them all, and together they take a second
    "Assessment": "gaoxin.assessment",
    "Facts": "gaoxin.register",
    "FactsError": "gaoxin.errors",
    "GaoxinError": "gaoxin.errors",
    "Issue": "gaoxin.errors",
    "Rulebook": "gaoxin.rules.model",
    "RulebookError": "gaoxin.errors",
    "assess": "gaoxin.assessment",
    "check_rulebook": "gaoxin.checking",
    "explain": "gaoxin.explanation",
    "load_rulebook": "gaoxin.rules.load",
    "score": "gaoxin.panel",
    "what_if": "gaoxin.whatif",
}

__all__ = [
    "Assessment",
    "Facts",
    "FactsError",
    "GaoxinError",
    "Issue",
    "Rulebook",
    "RulebookError",
    "assess",
    "check_rulebook",
    "explain",
    "load_rulebook",
    "read_facts",
    "score",
    "what_if",
]


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'gaoxin' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(HOMES[name]), name)
    return found


def read_facts(path: Path | str, rulebook: Rulebook, *, recognitions: Path | str | None = None) -> Facts:
    """Read a facts table (.csv, .xlsx, .parquet) by a rulebook's fields and titles.

    Every good row is kept; every doubt is in ``Facts.issues`` with its cell.

    Raises:
        FactsError: nothing could be read.
    """
    facts: Facts = import_module("gaoxin.register").read_facts(
        Path(path),
        rulebook.fields,
        recognitions=Path(recognitions) if recognitions else None,
        titles=rulebook.title_names(),
        judgements=rulebook.judgements(),
    )
    return facts

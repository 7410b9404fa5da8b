"""Everything that is wrong with a rulebook, at once: its policies, its ladder, its levers, its scoring schemes."""

from __future__ import annotations

from pathlib import Path

from gaoxin.errors import Issue, RulebookError
from gaoxin.ladder import levers, rungs
from gaoxin.panel.schemes import load_schemes
from gaoxin.rules.check import check_policies, in_order


def check_rulebook(root: Path) -> list[Issue]:
    """All issues of a rulebook folder, in order of file and line.

    The ladder and the levers may be left out: a zone that only assesses needs neither.
    """
    rulebook, issues = check_policies(root)
    for file, load in ((rungs.FILE, rungs.load_ladder), (levers.FILE, levers.load_levers)):
        if (root / file).is_file():
            try:
                load(rulebook)
            except RulebookError as error:
                issues += error.issues
    try:
        load_schemes(root)
    except RulebookError as error:
        issues += error.issues
    return in_order(issues)

"""The rulebook's ladder, levers and compiled policies, each read once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from typing import Any

from gaoxin import Assessment
from gaoxin.ladder.asking import ask_first
from gaoxin.ladder.levers import Levers, fact_column, load_levers
from gaoxin.ladder.rungs import Ladder, load_ladder
from gaoxin.rules.plan import Plan, compile_plans
from gaoxin_web.accounts.models import Zone
from gaoxin_web.rulebook import rulebook


@cache
def whole_ladder() -> Ladder:
    return load_ladder(rulebook())


def ladder_of(zone: Zone) -> Ladder:
    """The national tracks and those of the zone's region."""
    return whole_ladder().in_region(zone.region)


@cache
def levers() -> Levers:
    return load_levers(rulebook())


@cache
def moved_columns() -> tuple[str, ...]:
    """The columns that levers read or move, whatever the policy."""
    read = [item for lever in levers() for item in (lever.field, lever.of, lever.within, *lever.together) if item]
    return tuple(dict.fromkeys(fact_column(item) for item in read))


@lru_cache(maxsize=256)
def plan_of(policy: str, on: date) -> Plan | None:
    """A policy as it is on a day; None where none is in force, or the rulebook has it no more."""
    if policy not in rulebook().policies:
        return None
    found = compile_plans(rulebook(), on, [policy])
    return found[0] if found else None


@lru_cache(maxsize=64)
def asker_of(policy: str, on: date) -> Callable[[dict[str, Any]], list[Any]]:
    """From an enterprise's wide row to the facts to ask it for first."""
    plan = plan_of(policy, on)
    return ask_first(plan) if plan else lambda row: []


def national(result: Assessment, ladder: Ladder) -> list[str]:
    """Policies of the national tracks that were assessed, in the ladder's order."""
    assessed = {plan.id for plan in result.plans}
    wanted = [rung.policy for track in ladder.tracks if not track.region for rung in track.rungs]
    return [policy for policy in dict.fromkeys(wanted) if policy in assessed]


def rungs_of(zone: Zone) -> list[str]:
    """Policies on a zone's ladder, lowest first."""
    return ladder_of(zone).policies()

"""What the lists say beside each standing: the step, what to ask first, how many days are left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from gaoxin.assessment import gap_unit
from gaoxin.engine.facts import wide_facts
from gaoxin.periods import year_at
from gaoxin.rules.nodes import Column, Flag
from gaoxin_web.accounts.models import Zone
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.ladders.models import Standing
from gaoxin_web.ladders.queries.facts import facts_in, key_of, rows_of
from gaoxin_web.ladders.rules import asker_of, ladder_of, plan_of
from gaoxin_web.ladders.words import (
    asked_words,
    both,
    criterion_label,
    field_words,
    lack_words,
    said,
    title_words,
)
from gaoxin_web.rulebook import rulebook

MANY = 200  # enterprises: so many are quicker in a table than one by one
BY_HAND = (
    "无可补数据：分母为零或须专家评分，由人核定",
    "No fact would settle it: a zero denominator or an expert's mark; a person decides",
)


def step_words(policy: str, step: str, shortfall: float | None, on: date) -> str:
    """The one step to go: ``科技人员占比：差 3人（科技人员数）``."""
    plan = plan_of(policy, on)
    if plan is None or not step or step not in plan.policy.criteria:
        return step
    outcome = plan.outcome(step)
    lack = lack_words(shortfall, outcome.op, gap_unit(outcome, rulebook().fields))
    lever = field_words(outcome.lever) if outcome.lever and lack else ""
    text = criterion_label(outcome.criterion)
    return f"{text}{both('：', ': ')}{lack}" + (both(f"（{lever}）", f" ({lever})") if lever else "") if lack else text


def asks_for(rows: Sequence[Standing], zone: Zone, on: date) -> dict[int, str]:
    """What to ask first, by the standing's number: the fewest facts that could settle its rung."""
    wanted = [row for row in rows if row.status == "needs_data" or (row.due and row.verdict == "unknown")]
    if not wanted:
        return {}
    firms = {row.enterprise_id: row.enterprise for row in wanted}
    known = _known_of_many(firms, zone, on) if len(firms) > MANY else _known(firms, zone, on)
    return {row.pk: ask_words(asker_of(row.policy, on)(known[row.enterprise_id]), on) for row in wanted}


def _known(firms: dict[int, Enterprise], zone: Zone, on: date) -> dict[int, dict[str, Any]]:
    for firm in firms.values():
        firm.zone = zone  # the rows of a run are of its zone: none is asked for it
    return rows_of(firms, on)


def _known_of_many(firms: dict[int, Enterprise], zone: Zone, on: date) -> dict[int, dict[str, Any]]:
    """The same by a table, as the engine has it for a whole zone."""
    facts = facts_in(Enterprise.objects.filter(pk__in=list(firms)), zone)
    wide = wide_facts(facts.rows, facts.recognitions, on, rulebook())
    by = {row["uscc"]: row for row in wide.iter_rows(named=True)}
    return {pk: by[key_of(firm)] for pk, firm in firms.items()}


def ask_words(nodes: Iterable[Column | Flag], on: date) -> str:
    """Facts as one would ask for them, a year's together."""
    asked = [(None if node.offset is None else year_at(on, node.offset), _asked(node)) for node in nodes]
    return asked_words(asked) if asked else said(BY_HAND)


def _asked(node: Column | Flag) -> str:
    if node.name.startswith("held"):
        title = title_words(node.field)
        return both(f"是否持有{title}", f"whether {title} is held")
    policy = rulebook().judgements().get(node.field)
    if policy:
        criterion = criterion_label(rulebook().policies[policy].criteria[node.field])
        return both(f"人工判断“{criterion}”", f"a person's judgement: {criterion}")
    return field_words("established_on" if node.field in ("age_days", "age_years", "full_years") else node.field)


def needs_words(policy: str, zone: Zone) -> str:
    """The titles of which one must be held to apply."""
    for track in ladder_of(zone).tracks:
        for rung in track.rungs:
            if rung.policy == policy and rung.needs:
                return both("或", " or ").join(title_words(need) for need in rung.needs)
    return ""

"""What the lists say beside each standing: the step, what to ask first, how many days are left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from gaoxin.assessment import gap_unit
from gaoxin.engine.facts import wide_facts
from gaoxin.periods import year_at
from gaoxin.rules.nodes import Column, Flag
from gaoxin_web.accounts.models import Zone
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.ladders.models import Standing
from gaoxin_web.ladders.queries.facts import facts_in, key_of
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
    firms = Enterprise.objects.filter(pk__in={row.enterprise_id for row in wanted})
    facts = facts_in(firms, zone)
    wide = wide_facts(facts.rows, facts.recognitions, on, rulebook())
    by = {row["uscc"]: row for row in wide.iter_rows(named=True)}
    return {row.pk: ask_words(asker_of(row.policy, on)(by[key_of(row.enterprise)]), on) for row in wanted}


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

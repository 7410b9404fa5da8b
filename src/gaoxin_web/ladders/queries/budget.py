"""Whom a budget should support towards which rung, among the enterprises a user sees."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from gaoxin import assess
from gaoxin.ladder.advice import Advice, advise
from gaoxin.ladder.budget import BudgetPlan, plan_budget
from gaoxin_web.accounts.access import Access
from gaoxin_web.ladders.models import Run
from gaoxin_web.ladders.queries.advice import measures_words, money
from gaoxin_web.ladders.queries.facts import facts_of_run, table_of
from gaoxin_web.ladders.queries.scope import keys_for
from gaoxin_web.ladders.rules import levers
from gaoxin_web.ladders.words import both, criterion_words, policy_words
from gaoxin_web.rulebook import rulebook


@dataclass(frozen=True)
class Supported:
    """An enterprise to support, in order."""

    place: int
    name: str
    enterprise: int | None
    policy: str
    label: str
    cost: str
    yuan: float
    what: str
    open: str


@dataclass(frozen=True)
class Budget:
    plan: BudgetPlan
    rows: list[Supported]
    now: int  # may apply at no cost
    undecided: int  # experts still decide
    spent: str
    left_out: list[tuple[str, int]]


def budget_for(access: Access, run: Run, policies: list[str], yuan: float) -> Budget | None:
    """The plan with the most new recognitions; None where the run's files are gone."""
    facts, numbers = facts_of_run(run, keys_for(access, "plan.view")), table_of(run, "keys")
    if facts is None or numbers is None:
        return None
    result = assess(facts, rulebook(), run.on, policies)
    advice: list[Advice] = []
    for plan in result.plans:
        advice += advise(result, plan.id, levers())
    found = plan_budget(advice, yuan)
    by = dict(numbers.select("uscc", "enterprise").iter_rows())
    rows = [_row(place, one, by.get(one.uscc)) for place, one in enumerate(found.chosen, 1)]
    return Budget(
        found,
        rows,
        sum(not one.cost for one in found.chosen),
        sum(bool(one.open) for one in found.chosen),
        money(found.spent),
        _reasons(found),
    )


def _row(place: int, one: Advice, enterprise: int | None) -> Supported:
    names = [criterion_words(one.policy, name) for name in one.open]
    what = measures_words(one.moves) or _("现在就可申报")
    return Supported(
        place,
        one.name or one.uscc,
        enterprise,
        one.policy,
        policy_words(one.policy),
        money(one.cost),
        one.cost or 0.0,
        what,
        both("、", ", ").join(names),
    )


def _reasons(plan: BudgetPlan) -> list[tuple[str, int]]:
    words = {
        "over budget": _("预算不足"),
        "needs data": _("待补数据"),
        "not solved": _("未求出"),
        "impossible": _("本年度不可能"),
        "held": _("已持有"),
    }
    counted = {reason: sum(entry.reason == reason for entry in plan.left_out) for reason in words}
    return [(words[reason], count) for reason, count in counted.items() if count]

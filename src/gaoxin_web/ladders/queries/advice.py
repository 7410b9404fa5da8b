"""What would make an enterprise qualify, in words: measures with their cost, what is open, what is in the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from gaoxin import Assessment
from gaoxin.ladder.advice import Advice, Move, advise
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.ladders.queries.enterprise import Known
from gaoxin_web.ladders.queries.standings import ask_words
from gaoxin_web.ladders.rules import asker_of, levers, plan_of
from gaoxin_web.ladders.words import (
    asked_words,
    both,
    criterion_words,
    field_words,
    figure_words,
    is_english,
    title_words,
)


@dataclass(frozen=True)
class Measure:
    """One thing to do: what, from, to, and at what cost."""

    text: str
    before: str
    after: str
    cost: str
    move: Move


@dataclass(frozen=True)
class Counsel:
    """Advice in words; ``asks`` is what to supply first, the fewest that could settle an unknown verdict."""

    advice: Advice
    result: Assessment
    status: str
    cost: str
    measures: list[Measure]
    open: list[str]
    blocking: list[str]
    missing: str
    unknown: bool
    asks: str
    note: str


def counsel_of(enterprise: Enterprise, policy: str, on: date) -> Counsel | None:
    """Advice for one enterprise and one policy by its facts of now; None where no edition is in force."""
    return advised(Known(enterprise, on), policy)


def advised(about: Known, policy: str) -> Counsel | None:
    """The same of what is known already."""
    plan = plan_of(policy, about.on)
    if plan is None:
        return None
    result = about.assessed(plan)
    advice = advise(result, policy, levers())[0]
    unknown = result.table[policy][0] is None
    asks = ask_words(asker_of(policy, about.on)(about.row), about.on) if unknown else ""
    return Counsel(
        advice,
        result,
        status_of(advice),
        money(advice.cost),
        [measure_of(move) for move in advice.moves],
        [criterion_words(policy, name) for name in advice.open],
        [criterion_words(policy, name) for name in advice.blocking],
        missing_words(advice.missing),
        unknown,
        asks,
        levers().note,
    )


def status_of(advice: Advice) -> str:
    words = {
        "met": _("已达标"),
        "possible": _("可达标"),
        "needs data": _("待补数据"),
        "impossible": _("本年度不可能"),
        "not solved": _("未求出"),
    }
    return words[advice.status]


def measure_of(move: Move) -> Measure:
    change = figure_words(move.change, move.unit)
    text = f"Raise {field_words(move.field)} by {change}" if is_english() else f"{move.label} {change}"
    return Measure(
        text, figure_words(move.before, move.unit), figure_words(move.after, move.unit), money(move.cost), move
    )


def measures_words(moves: Iterable[Move]) -> str:
    return both("；", "; ").join(measure_of(move).text for move in moves)


def missing_words(missing: Iterable[Mapping[str, Any]]) -> str:
    """Facts that are missing, a year's together."""
    return asked_words([(entry.get("year"), _missing(entry)) for entry in missing])


def _missing(entry: Mapping[str, Any]) -> str:
    if entry.get("recognition"):
        title = title_words(str(entry["recognition"]))
        return both(f"是否持有{title}", f"whether {title} is held")
    return field_words(str(entry["field"]))


def money(cost: float | None) -> str:
    return "—" if cost is None else figure_words(cost, "元")

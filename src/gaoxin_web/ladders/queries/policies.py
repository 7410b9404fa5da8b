"""Policies as an officer reads them: editions, criteria, numbers through time, documents, and what may be changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gaoxin.report.bilingual import UNITS_EN
from gaoxin.rules.model import Band, Bracket, Cases, Content, Dated, Edition, Evidence, Parameter, Policy, Requirement
from gaoxin.units import UNITS, dimension
from gaoxin_web.accounts.models import Zone
from gaoxin_web.ladders.rules import plan_of, rungs_of
from gaoxin_web.ladders.words import (
    EVIDENCE_TONES,
    both,
    criterion_label,
    evidence_means,
    evidence_words,
    field_words,
    figure_words,
    parameter_words,
    policy_words,
)
from gaoxin_web.rulebook import rulebook

MONEY_UNITS_EN = {"元": "CNY", "万元": "CNY 10,000", "亿元": "CNY 100 million", "万美元": "USD 10,000"}


@dataclass(frozen=True)
class Mark:
    """How well something is evidenced: a word, a colour, and what the word means."""

    words: str
    tone: str
    means: str


@dataclass(frozen=True)
class Row:
    """A policy in the list."""

    id: str
    label: str
    level: str
    edition: str
    start: date | None
    end: date | None
    document: str
    mark: Mark | None
    on_ladder: bool


@dataclass(frozen=True)
class Change:
    """A number one may change to see who enters and who leaves: ``key`` as the engine names it."""

    key: str
    label: str
    value: str
    unit: str

    @property
    def unit_words(self) -> str:
        return both(self.unit, MONEY_UNITS_EN.get(self.unit) or UNITS_EN.get(self.unit, ("", self.unit))[1])


@dataclass(frozen=True)
class Value:
    """What a parameter says from a day on."""

    start: date
    end: date | None
    words: str
    clause: str
    source: str
    mark: Mark
    current: bool


@dataclass(frozen=True)
class Number:
    """A parameter through time, the newest first."""

    name: str
    label: str
    values: list[Value]


def mark_of(evidence: Evidence) -> Mark:
    return Mark(evidence_words(evidence), EVIDENCE_TONES[evidence], evidence_means(evidence))


def policy_rows(zone: Zone, on: date) -> list[Row]:
    """All policies, those on the zone's ladder first."""
    rungs = rungs_of(zone)
    rows = [_row(policy, on, policy.id in rungs) for policy in rulebook().policies.values()]
    place = {policy: number for number, policy in enumerate(rungs)}
    return sorted(rows, key=lambda row: place.get(row.id, len(place)))


def _row(policy: Policy, on: date, on_ladder: bool) -> Row:
    edition = policy.edition_on(on)
    document = edition.document if edition else None
    return Row(
        policy.id,
        policy_words(policy.id),
        level_words(policy),
        edition.id if edition else "",
        document.start if document else None,
        document.end if document else None,
        f"《{document.title}》{document.number}" if document else "",
        mark_of(document.evidence) if document else None,
        on_ladder,
    )


def level_words(policy: Policy) -> str:
    """Whose policy it is: by where it lies in the rulebook."""
    words = {"national": _("国家"), "provincial": _("省（自治区）"), "zone": pgettext("level", "园区")}
    return words.get(policy.place.file.replace("\\", "/").partition("/")[0], "")


def criteria_rows(policy: Policy, on: date) -> list[dict[str, Any]]:
    """The criteria of the edition in force, each with the mark its verdict carries."""
    plan = plan_of(policy.id, on)
    if plan is None:
        return []
    return [
        {
            "id": outcome.id,
            "label": criterion_label(outcome.criterion),
            "clause": outcome.criterion.clause,
            "summary": outcome.criterion.summary,
            "ways": [way.label for way in outcome.criterion.alternatives],
            "by_hand": outcome.criterion.when is None,
            "mark": mark_of(outcome.evidence),
        }
        for outcome in plan.outcomes
    ]


def requires_words(requirement: Requirement) -> str:
    """How the criteria combine: ``HNTE-1、HNTE-2，且 A、B 中至少 1 项``."""
    if requirement.kind == "leaf":
        return requirement.criterion
    parts = [
        requires_words(part) if part.kind == "leaf" else f"（{requires_words(part)}）" for part in requirement.parts
    ]
    if len(parts) == 1:
        return parts[0]
    joined = both("、", ", ").join(parts)
    if requirement.kind == "all":
        return both(f"{joined} 都达标", f"all of {joined}")
    count = requirement.count if requirement.kind == "at_least" else 1
    return both(f"{joined} 中至少 {count} 项", f"at least {count} of {joined}")


def numbers_of(policy: Policy, on: date) -> list[Number]:
    found = []
    for parameter in policy.parameters.values():
        now = parameter.on(on)
        values = [_value(policy, parameter, dated, dated is now) for dated in reversed(parameter.values)]
        found.append(Number(parameter.name, parameter_words(parameter), values))
    return found


def _value(policy: Policy, parameter: Parameter, dated: Dated, current: bool) -> Value:
    document = policy.documents.get(dated.source)
    source = f"《{document.title}》{document.number}" if document else dated.source
    words = content_words(parameter, dated.content)
    return Value(dated.start, dated.end, words, dated.clause, source, mark_of(dated.evidence), current)


def content_words(parameter: Parameter, content: Content) -> str:
    """A value as an officer reads it; brackets by the fact that chooses among them."""
    unit = parameter.unit
    stop = both("；", "; ")
    match content:
        case Fraction():
            return _amount(content, unit)
        case date():
            return content.isoformat()
        case Cases(limits=limits):
            return stop.join(
                f"{text} {'—' if limit is None else _amount(limit, unit)}" for text, limit in limits.items()
            )
    by = rulebook().fields.get(parameter.by or "")
    rows = [_bracket(row, unit, by.unit if by else "") for row in content if isinstance(row, Bracket)]
    if rows:
        chosen = field_words(parameter.by) if parameter.by else ""
        return both(f"按{chosen}：", f"by {chosen}: ") + stop.join(rows)
    bands = [_band(row, unit) for row in content if isinstance(row, Band)]
    return stop.join(bands) if bands else both("、", ", ").join(str(text) for text in content)


def _amount(value: Fraction, unit: str) -> str:
    return figure_words(float(value), dimension(unit))


def _bracket(row: Bracket, unit: str, by_unit: str) -> str:
    if row.bound is None:
        return both(f"其余 {_amount(row.value, unit)}", f"else {_amount(row.value, unit)}")
    bound = figure_words(float(row.bound), by_unit)
    return f"{'≤' if row.inclusive else '<'} {bound} {_amount(row.value, unit)}"


def _band(row: Band, unit: str) -> str:
    low, high = f"{float(row.low):g}", f"{float(row.high):g}"
    points = low if low == high else f"{low}–{high}"
    points = both(f"{points}分", f"{points} points")
    if row.bound is not None:
        return f"{'≥' if row.inclusive else '>'} {_amount(row.bound, unit)} {points}"
    return points if row.when is not None else both(f"其余 {points}", f"else {points}")


def changes_of(policy: Policy, on: date) -> list[Change]:
    """Every number of today that may be changed, written in its own unit."""
    found: list[Change] = []
    for parameter in policy.parameters.values():
        dated = parameter.on(on)
        if dated:
            found += _changes(parameter, dated.content)
    return found


def _changes(parameter: Parameter, content: Content) -> list[Change]:
    name, label, unit = parameter.name, parameter_words(parameter), parameter.unit
    match content:
        case Fraction():
            return [Change(name, label, _own(content, unit), unit)]
        case date():
            return [Change(name, label, content.isoformat(), "")]
        case Cases(limits=limits):
            known = [(text, limit) for text, limit in limits.items() if limit is not None]
            return [Change(f"{name}.{text}", f"{label} · {text}", _own(limit, unit), unit) for text, limit in known]
    rows = [row for row in content if isinstance(row, Bracket)]
    by = rulebook().fields.get(parameter.by or "")
    return [
        Change(f"{name}.{place}", f"{label} · {_edge(row, by.unit if by else '')}", _own(row.value, unit), unit)
        for place, row in enumerate(rows, 1)
    ]


def _edge(row: Bracket, unit: str) -> str:
    if row.bound is None:
        return both("其余", "else")
    return f"{'≤' if row.inclusive else '<'} {figure_words(float(row.bound), unit)}"


def _own(value: Fraction, unit: str) -> str:
    """A value in the parameter's own unit, exactly as one would write it."""
    own = value / UNITS[unit][1]
    return str(own.numerator) if own.denominator == 1 else f"{float(own):.10g}"


def edition_rows(policy: Policy) -> list[Edition]:
    """Editions, the newest first."""
    return list(reversed(policy.editions))

"""One enterprise on the ladder: its rungs, and one policy criterion by criterion with every source."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse

from gaoxin import Assessment
from gaoxin.explanation import assess_row, explain_row
from gaoxin.periods import year_at
from gaoxin.rules.nodes import Column, Flag
from gaoxin.rules.plan import Plan
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.ladders.models import Run, Standing
from gaoxin_web.ladders.queries.facts import row_of
from gaoxin_web.ladders.queries.sources import Source, Sources
from gaoxin_web.ladders.rules import ladder_of, moved_columns, plan_of
from gaoxin_web.ladders.words import (
    both,
    criterion_label,
    evidence_means,
    evidence_words,
    field_words,
    figure_words,
    lack_words,
    policy_words,
    said,
    sides,
    title_words,
    track_words,
)
from gaoxin_web.rulebook import rulebook

AGES = ("age_days", "age_years", "full_years")
FOUNDED = "established_on"


@dataclass(frozen=True)
class Used:
    """A fact a criterion rests on: what it says, where it was read, and where to fill it in when it is missing."""

    label: str
    year: int | None
    text: str
    known: bool
    source: Source | None = None
    url: str = ""
    fill_url: str = ""


@dataclass(frozen=True)
class Line:
    """A criterion as the page shows it."""

    id: str
    label: str
    summary: str
    clause: str
    verdict: str
    value: str
    bar: str
    lack: str
    evidence: str
    evidence_words: str
    evidence_means: str
    ways: list[tuple[str, str]]
    by_hand: bool
    judgement: str = ""
    facts: list[Used] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """A rung in the list beside the page."""

    policy: str
    label: str
    status: str
    until: date | None
    due: bool
    next: bool


@dataclass(frozen=True)
class Case:
    """One policy and one enterprise."""

    policy: str
    label: str
    verdict: str
    class_: str
    document: dict[str, Any]
    edition: str
    lines: list[Line]
    score: dict[str, Any] | None
    items: list[dict[str, Any]]
    notes: list[str]


def steps_of(enterprise: Enterprise, run: Run | None) -> list[tuple[str, list[Step]]]:
    """The zone's tracks with the enterprise's status on every rung; without a run nothing is said of any."""
    rows = Standing.objects.filter(enterprise=enterprise) if run else ()
    stands = {(row.track, row.policy): row for row in rows}
    found = []
    for track in ladder_of(enterprise.zone).tracks:
        steps = [_step(rung.policy, stands.get((track.id, rung.policy)), bool(stands)) for rung in track.rungs]
        found.append((track_words(track), steps[::-1]))
    return found


def _step(policy: str, row: Standing | None, assessed: bool) -> Step:
    if row is None:
        return Step(policy, policy_words(policy), "far" if assessed else "", None, False, False)
    return Step(policy, policy_words(policy), row.status, row.held_until, row.due, row.next)


@dataclass(frozen=True)
class Known:
    """What is known of an enterprise on a day: read once for all that is said of it."""

    enterprise: Enterprise
    on: date
    results: dict[str, Assessment] = field(default_factory=dict)

    @cached_property
    def sources(self) -> Sources:
        return Sources(self.enterprise)

    @cached_property
    def row(self) -> dict[str, Any]:
        """Its facts as the engine reads them."""
        return row_of(self.enterprise, self.sources.sheets.values(), self.on)

    def assessed(self, plan: Plan) -> Assessment:
        if plan.id not in self.results:
            self.results[plan.id] = assess_row(plan, self.row, rulebook(), moved_columns())
        return self.results[plan.id]


def case_of(enterprise: Enterprise, policy: str, on: date, *, may_fill: bool = False) -> Case | None:
    """Every criterion of a policy for an enterprise by its facts of now; None where no edition is in force."""
    return judged(Known(enterprise, on), policy, may_fill=may_fill)


def judged(about: Known, policy: str, *, may_fill: bool = False) -> Case | None:
    """The same of what is known already."""
    plan = plan_of(policy, about.on)
    if plan is None:
        return None
    enterprise, sources = about.enterprise, about.sources
    found = explain_row(about.assessed(plan), about.row)
    known = {
        (fact["field"], fact["label"] if fact["field"] == "recognitions" else "", fact["year"]): fact
        for fact in found["facts"]
    }
    lines = [
        _line(entry, plan, _used(plan, entry["id"], known, sources, enterprise, may_fill), sources)
        for entry in found["criteria"]
    ]
    items = [{**item, "label": _item_words(plan, item)} for item in found["items"]]
    return Case(
        policy,
        policy_words(policy),
        found["verdict"],
        str(found.get("class") or ""),
        found["document"],
        found["edition"],
        lines,
        found["score"],
        items,
        found["notes"],
    )


def _line(entry: dict[str, Any], plan: Plan, used: list[Used], sources: Sources) -> Line:
    criterion = plan.policy.criteria[entry["id"]]
    value, bar = sides(entry["value"], entry["threshold"], entry["op"], entry["unit"])
    return Line(
        entry["id"],
        criterion_label(criterion),
        criterion.summary,
        criterion.clause,
        entry["verdict"],
        value,
        bar,
        lack_words(entry["shortfall"], entry["op"], entry["shortfall_unit"]),
        entry["evidence"],
        evidence_words(entry["evidence"]),
        evidence_means(entry["evidence"]),
        [(way["label"], way["verdict"]) for way in entry["ways"]],
        criterion.when is None,
        sources.judgement(entry["id"]) if criterion.when is None else "",
        used,
    )


def _used(
    plan: Plan, criterion: str, known: dict[Any, Any], sources: Sources, enterprise: Enterprise, may_fill: bool
) -> list[Used]:
    found: dict[Any, Used] = {}
    for node in plan.outcome(criterion).columns:
        place = _place(node, plan.on)
        if place and place not in found:
            found[place] = _one(place, known.get(place), sources, enterprise, may_fill)
    return list(found.values())


def _place(node: Column | Flag, on: date) -> tuple[str, str, int | None] | None:
    """Where the explanation keeps a column's fact; like it, without what is declared for the current year."""
    if node.name.startswith("held"):
        title = rulebook().titles.get(node.field)
        return ("recognitions", title.label if title else node.field, None)
    if node.field in AGES:
        return (FOUNDED, "", None)
    if node.field not in rulebook().fields or node.offset == -1:
        return None
    return (node.field, "", None if node.offset is None else year_at(on, node.offset))


def _one(
    place: tuple[str, str, int | None], fact: Any, sources: Sources, enterprise: Enterprise, may_fill: bool
) -> Used:
    name, title, year = place
    value = fact["value"] if fact else None
    if name == "recognitions":
        label = next((title_words(key) for key, entry in rulebook().titles.items() if entry.label == title), title)
        url = reverse("enterprise_recognitions", args=[enterprise.pk])
        return Used(both(f"持有{label}", f"{label} held"), None, figure_words(value, ""), value is not None, None, url)
    args = [enterprise.pk, year or 0, name]
    text = figure_words(value, fact["unit"]) if fact and value is not None else "—"
    if value is None:
        fill = reverse("enterprise_fact", args=args) if may_fill and not rulebook().fields[name].derived else ""
        return Used(field_words(name), year, text, False, fill_url=fill)
    source = sources.of(name, year)
    return Used(field_words(name), year, text, True, source, reverse("enterprise_source", args=args) if source else "")


def _item_words(plan: Plan, item: dict[str, Any]) -> str:
    """A score's item in the language of the page."""
    stack = list(plan.scores)
    while stack:
        line = stack.pop()
        if line.id == item["id"]:
            return said((line.item.label, line.item.label_en or line.item.label))
        stack.extend(line.parts)
    return str(item["label"])

"""A policy as written: documents, dated parameters, criteria, scores and how they combine.

These are the rulebook's own words, typed; nothing is parsed as an expression yet
(that is :mod:`gaoxin.rules.lower`) and nothing is chosen by date yet
(:mod:`gaoxin.rules.plan`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from gaoxin.errors import Place
from gaoxin.fields import Fields
from gaoxin.rules.yamlfile import Text

Evidence = Literal["secondary", "derived", "recalled", "doubtful"]
EVIDENCE: tuple[Evidence, ...] = ("secondary", "derived", "recalled", "doubtful")  # strongest first


def weakest(marks: list[Evidence]) -> Evidence:
    """The mark that a conclusion resting on all of them deserves."""
    return max(marks, key=EVIDENCE.index, default="secondary")


@dataclass(frozen=True, slots=True)
class Document:
    """A regulation: what it is called, who issued it, when it is in force."""

    id: str
    title: str
    number: str
    issuers: tuple[str, ...]
    issued: date | None
    start: date
    end: date | None
    page: str
    evidence: Evidence
    note: str


@dataclass(frozen=True, slots=True)
class Bracket:
    """``value`` up to a bound of the ``by`` fact, in its base units; ``bound`` None is the rest."""

    bound: Fraction | None
    inclusive: bool
    value: Fraction


@dataclass(frozen=True, slots=True)
class Band:
    """Points where a value reaches ``bound`` or ``when`` holds; neither is the rest."""

    low: Fraction
    high: Fraction
    bound: Fraction | None = None
    inclusive: bool = True
    when: Text | None = None


@dataclass(frozen=True, slots=True)
class Cases:
    """A limit per text of the ``by`` fact; None where the rule sets none."""

    limits: Mapping[str, Fraction | None]


Content = Fraction | date | tuple[str, ...] | tuple[Bracket, ...] | tuple[Band, ...] | Cases


@dataclass(frozen=True, slots=True)
class Dated:
    """What a parameter says from one day on, and where it says so."""

    start: date
    end: date | None
    source: str
    clause: str
    evidence: Evidence
    content: Content
    place: Place


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of a regulation through time."""

    name: str
    label: str
    label_en: str
    unit: str
    by: str | None
    values: tuple[Dated, ...]

    def on(self, day: date) -> Dated | None:
        """What is in force that day."""
        for value in reversed(self.values):
            if value.start <= day and (value.end is None or day <= value.end):
                return value
        return None


@dataclass(frozen=True, slots=True)
class Alternative:
    label: str
    when: Text


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition of a policy; ``when`` is None where only a person can judge."""

    id: str
    label: str
    label_en: str
    clause: str
    summary: str
    evidence: Evidence
    when: Text | None
    alternatives: tuple[Alternative, ...]
    lever: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Item:
    """A part of a score: bands, an expert's mark, a sum or the better of several."""

    id: str
    label: str
    label_en: str
    maximum: Fraction
    clause: str
    evidence: Evidence
    value: Text | None
    bands: str | None
    expert: str | None
    items: tuple[Item, ...]
    best_of: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Class:
    id: str
    label: str
    when: Text | None


@dataclass(frozen=True, slots=True)
class Requirement:
    """How criteria combine; a leaf names one."""

    kind: Literal["all", "any", "at_least", "leaf"]
    parts: tuple[Requirement, ...] = ()
    criterion: str = ""
    count: int = 0

    def leaves(self) -> list[str]:
        """Criterion ids in order of first mention."""
        if self.kind == "leaf":
            return [self.criterion]
        return list(dict.fromkeys(leaf for part in self.parts for leaf in part.leaves()))


@dataclass(frozen=True, slots=True)
class Edition:
    """A policy as one document has it; in force as long as the document."""

    id: str
    document: Document
    requires: Requirement
    score: str | None
    score_criterion: str | None
    place: Place

    def covers(self, day: date) -> bool:
        end = self.document.end
        return self.document.start <= day and (end is None or day <= end)

    def clamp(self, day: date) -> date:
        """The day within the edition's time that is nearest to ``day``."""
        end = self.document.end
        return max(self.document.start, min(day, end) if end else day)


@dataclass(frozen=True, slots=True)
class Validity:
    months: int
    clause: str
    evidence: Evidence


@dataclass(frozen=True)
class Policy:
    """Everything in one folder."""

    id: str
    folder: str
    label: str
    label_en: str
    aliases: tuple[str, ...]
    kind: str
    validity: Validity | None
    re_examination: bool
    notes: tuple[str, ...]
    documents: Mapping[str, Document]
    parameters: Mapping[str, Parameter]
    criteria: Mapping[str, Criterion]
    scores: Mapping[str, Item]
    classes: tuple[Class, ...]
    editions: tuple[Edition, ...]
    place: Place

    def edition_on(self, day: date) -> Edition | None:
        """The edition in force that day; None before the first and after the last."""
        return next((edition for edition in reversed(self.editions) if edition.covers(day)), None)

    def edition(self, name: str) -> Edition | None:
        return next((edition for edition in self.editions if edition.id == name), None)


@dataclass(frozen=True, slots=True)
class Title:
    """A recognition an enterprise can hold: a policy's, or another that rules name."""

    id: str
    label: str
    label_en: str
    months: int | None
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Rulebook:
    """All policies of one folder, its field dictionary and titles; ``digest`` names its version."""

    root: str
    fields: Fields
    titles: Mapping[str, Title]
    policies: Mapping[str, Policy]
    digest: str
    extras: Mapping[str, object] = field(default_factory=dict)

    def title_names(self) -> dict[str, str]:
        """Every accepted name of a recognition → its id."""
        return {name: title.id for title in self.titles.values() for name in (title.id, title.label, *title.names)}

    def judgements(self) -> dict[str, str]:
        """Criteria that only a person can judge → their policy."""
        return {
            criterion.id: policy.id
            for policy in self.policies.values()
            for criterion in policy.criteria.values()
            if criterion.when is None
        }

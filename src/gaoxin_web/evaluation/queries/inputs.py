"""The tables of the input pages: every indicator with what is known of it, every weight with where it is from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gaoxin.index.change import Step, step
from gaoxin.index.official import Edition, Group, Indicator
from gaoxin.report import bilingual
from gaoxin_web.accounts.models import Zone
from gaoxin_web.evaluation.models import NodeWeight
from gaoxin_web.evaluation.queries.editions import edition_for, editions
from gaoxin_web.evaluation.queries.values import Known, own_values, years_of
from gaoxin_web.evaluation.words import is_english

EARLIEST, LATEST = 1991, 2100
TONES = {"secondary": "green", "derived": "azure", "recalled": "yellow", "doubtful": "red"}


@dataclass(frozen=True)
class Asked:
    """The edition and the year a page is about, and which others there are."""

    edition: Edition
    year: int
    editions: Sequence[Edition]
    years: Sequence[int]

    @property
    def query(self) -> str:
        return f"?edition={self.edition.id}&year={self.year}"

    @property
    def label(self) -> str:
        return f"{self.edition.id}:{self.year}"


def asked_of(zone: Zone, edition: str, year: str, today: date) -> Asked:
    """What is asked for; where nothing is, the newest year anything is known of, else last year."""
    known = editions()
    wanted = year_in(year)
    if edition in known:
        found = known[edition]
        there = years_of(zone, found)
        at = wanted or (there[-1] if there else max(found.start, min(found.end or today.year, today.year - 1)))
    else:
        every = {one for each in known.values() for one in years_of(zone, each)}
        at = wanted or max(every, default=today.year - 1)
        found = edition_for(zone, at)
        there = years_of(zone, found)
    usual = range(found.start, max(found.start, min(found.end or today.year, today.year)) + 1)
    return Asked(found, at, list(known.values()), sorted({*usual, *there, at}, reverse=True))


def year_in(text: str) -> int | None:
    """A year from an address; None for anything else."""
    is_year = len(text) == 4 and text.isascii() and text.isdecimal()
    return int(text) if is_year and EARLIEST <= int(text) <= LATEST else None


@dataclass(frozen=True)
class Weight:
    """A node's weight: the edition's own (``edition``), one the zone entered (``zone``), or not known (``""``)."""

    value: float | None
    source: str
    entry: NodeWeight | None = None


@dataclass(frozen=True)
class Line:
    """One indicator on the page of values."""

    indicator: Indicator
    known: Known
    weight: Weight
    step: Step | None


@dataclass(frozen=True)
class Part:
    """A group with its indicators."""

    group: Group
    weight: Weight
    lines: Sequence[Line]


@dataclass(frozen=True)
class Table:
    """All indicators of an edition in a year."""

    parts: Sequence[Part]

    @property
    def lines(self) -> list[Line]:
        return [line for part in self.parts for line in part.lines]

    @property
    def missing(self) -> list[Line]:
        return [line for line in self.lines if line.known.value is None]

    def count(self, source: str) -> int:
        return sum(line.known.source == source for line in self.lines)

    @property
    def by_register(self) -> int:
        return self.count("register")

    @property
    def by_entry(self) -> int:
        return self.count("entry")


def table_of(zone: Zone, edition: Edition, year: int) -> Table:
    """Every indicator with its value, beside the year before."""
    now, before = own_values(zone, edition, year), own_values(zone, edition, year - 1)
    weights = weights_shown(zone, edition)
    return Table(
        [
            Part(group, weights[group.id], [_line(one, now, before, weights) for one in group.indicators])
            for group in edition.groups
        ]
    )


def _line(one: Indicator, now: Mapping[str, Known], before: Mapping[str, Known], weights: Mapping[str, Weight]) -> Line:
    found = step(now[one.id].value, before[one.id].value, one.direction)
    return Line(one, now[one.id], weights[one.id], found)


def weights_shown(zone: Zone, edition: Edition) -> dict[str, Weight]:
    """The weight of every group and indicator, and where it is from."""
    rows = NodeWeight.objects.filter(zone=zone, edition=edition.id).select_related("paper", "by")
    entered = {one.node: one for one in rows}
    return {one.id: _weight(one.weight, entered.get(one.id)) for one in nodes_of(edition)}


def _weight(given: float | None, entry: NodeWeight | None) -> Weight:
    if given is not None:
        return Weight(given, "edition")
    return Weight(float(entry.value), "zone", entry) if entry else Weight(None, "")


def nodes_of(edition: Edition) -> Iterable[Group | Indicator]:
    for group in edition.groups:
        yield group
        yield from group.indicators


def evidence(mark: str) -> dict[str, Any]:
    """How well something is evidenced: a word, its colour, and what the word means."""
    at = int(is_english())
    return {"words": bilingual.EVIDENCE[mark][at], "means": bilingual.EVIDENCE_MEANS[mark][at], "tone": TONES[mark]}

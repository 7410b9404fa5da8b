"""What the register answers: an indicator of a year worked out from the facts of the zone's enterprises."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

import polars as pl
from django.conf import settings
from django.core.cache import cache
from django.db.models import Max, Model

from gaoxin.engine.facts import wide_facts
from gaoxin.engine.holdings import with_holdings
from gaoxin.index.lines import column_of
from gaoxin.index.measures import Answer, Input, Measure, Term, answer, effects, inputs
from gaoxin.index.official import Edition
from gaoxin_web.accounts.models import Zone
from gaoxin_web.enterprises.models import Enterprise, FactSheet, Recognition
from gaoxin_web.enterprises.models.enterprise import EnterpriseQuerySet
from gaoxin_web.enterprises.queries.facts import facts_of
from gaoxin_web.evaluation.queries.editions import editions
from gaoxin_web.rulebook import rulebook

KEPT = 30 * 24 * 3600  # seconds an answer is kept that nobody asks for
MANY = 5000  # enterprises whose sheets are kept as columns, as an assessment keeps them
EARLIEST = 1991  # no zone is older
ALWAYS = ("uscc", "name", "year", "established_on")  # of every row: without a founding day nothing is known before it


def firms_in(zone: Zone, year: int) -> EnterpriseQuerySet:
    """The enterprises a zone had at the end of a year: founded by then, and not gone before."""
    end = date(year, 12, 31)
    return Enterprise.objects.present(end).filter(zone=zone).exclude(established_on__gt=end)


def answers_of(zone: Zone, edition: Edition, year: int) -> Mapping[str, Answer]:
    """What the register says of every indicator it has the facts for; kept until one of them changes."""
    state = state_of(zone)
    key = state.key("answers", year, measures_of(edition))
    found: Mapping[str, Answer] | None = cache.get(key)
    if found is None:
        found = _answers(zone, edition, year, state)
        cache.set(key, found, KEPT)
    return found


def register_years(zone: Zone) -> list[int]:
    """The years of which any enterprise's facts are known, the oldest first."""
    key = state_of(zone).key("years")
    found: list[int] | None = cache.get(key)
    if found is None:
        rows = FactSheet.objects.filter(enterprise__zone=zone, year__gte=EARLIEST).order_by("year")
        found = list(rows.values_list("year", flat=True).distinct())
        cache.set(key, found, KEPT)
    return found


@dataclass(frozen=True)
class State:
    """A zone's register as it is now, told by numbers that any change of it moves."""

    zone: int
    marks: tuple[object, ...]

    def key(self, name: str, *more: object) -> str:
        said = repr((self.zone, self.marks, more))
        return f"evaluation-{name}-{self.zone}-{hashlib.sha256(said.encode()).hexdigest()}"


def state_of(zone: Zone) -> State:
    """By the newest sheet, the newest record of what enterprises are and hold, and how many there are.

    A sheet is never changed, only replaced by one with a number that none ever had.
    """
    marks = [*_span(FactSheet), *_span(Recognition), *_span(Enterprise)]
    marks += [_newest(model.history.model) for model in (Recognition, Enterprise)]  # type: ignore[attr-defined]
    return State(zone.pk, (rulebook().digest, *marks))


def _span(model: type[Model]) -> tuple[int, int]:
    """Asked one by one, each from an index: together they would read the whole table."""
    return _newest(model), model._default_manager.count()


def _newest(model: type[Model]) -> int:
    return model._default_manager.aggregate(newest=Max("pk"))["newest"] or 0


def measures_of(edition: Edition) -> Mapping[str, Measure]:
    """How each indicator the register can answer is worked out."""
    return {one.id: one.measure for one in edition.indicators() if one.measure is not None}


def _answers(zone: Zone, edition: Edition, year: int, state: State) -> dict[str, Answer]:
    wide = wide_of(zone, year, state)
    if wide.is_empty():
        return {}
    return {code: answer(measure, wide, rulebook().fields) for code, measure in measures_of(edition).items()}


def wide_of(zone: Zone, year: int, state: State) -> pl.DataFrame:
    """What the editions look at of the enterprises a zone had in a year, which is the last full one (``y0``)."""
    needed = {term for edition in editions().values() for one in measures_of(edition).values() for term in one.terms()}
    return _wide(zone.pk, year, state, frozenset(needed))


@lru_cache(maxsize=2)
def _wide(zone: int, year: int, _state: State, needed: frozenset[Term]) -> pl.DataFrame:
    """Only the columns asked for are kept: a register of 100,000 has hundreds."""
    book, on = rulebook(), date(year + 1, 1, 1)
    firms = firms_in(Zone.objects.get(pk=zone), year)
    kept = settings.DATA / "sheets" / f"{zone}-{year}" if firms.count() > MANY else None
    facts = facts_of(firms, book, kept)
    fields = {term.field for term in needed if not term.title}
    rows = facts.rows.select(name for name in facts.rows.columns if name in fields or name in ALWAYS)
    wide = with_holdings(wide_facts(rows, None, on, book), facts.recognitions, on, book)
    columns = {"uscc", *(column_of(term, book.fields) for term in needed)}
    return wide.select(name for name in wide.columns if name in columns)


@dataclass(frozen=True)
class Share:
    """An enterprise in a measure: what it puts in, and what it does to the zone's value; None where it does nothing."""

    input: Input
    effect: Fraction | None


def shares_of(zone: Zone, year: int, measure: Measure) -> Sequence[Share]:
    """Every enterprise of the year: those that count with the strongest first, then the others by code."""
    return _shares(zone, year, measure, state_of(zone))


@lru_cache(maxsize=8)
def _shares(zone: Zone, year: int, measure: Measure, state: State) -> Sequence[Share]:
    wide, fields = wide_of(zone, year, state), rulebook().fields
    if wide.is_empty():
        return []
    said = {one.uscc: one for one in inputs(measure, wide, fields)}
    moving = [Share(said.pop(key), effect) for key, effect in effects(measure, wide, fields)]
    return [*moving, *(Share(one, None) for _key, one in sorted(said.items()))]

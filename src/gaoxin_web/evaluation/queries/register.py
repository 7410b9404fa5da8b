"""What the register answers: an indicator of a year worked out from the facts of the zone's enterprises."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

import polars as pl
from django.conf import settings
from django.core.cache import cache as kept
from django.db import connection
from django.utils import timezone

from gaoxin.engine.facts import wide_facts
from gaoxin.engine.holdings import with_holdings
from gaoxin.index.lines import Lines, column_of
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


def answers_of(zone: Zone, edition: Edition, year: int, state: State | None = None) -> Mapping[str, Answer]:
    """What the register says of every indicator it has the facts for; kept until one of them changes.

    ``state`` is that of the zone as it was asked for already; else it is asked for anew.
    """
    state = state or state_of(zone)
    key = state.key("answers", year, _mark(edition.id, state.marks[0]))
    found: Mapping[str, Answer] | None = kept.get(key)
    if found is None:
        found = _answers(zone, edition, year, state)
        kept.set(key, found, KEPT)
    return found


def register_years(zone: Zone, state: State | None = None) -> list[int]:
    """The full years of which any enterprise's facts are known, the oldest first."""
    now = timezone.localdate().year
    key = (state or state_of(zone)).key("years", now)
    found: list[int] | None = kept.get(key)
    if found is None:
        rows = FactSheet.objects.filter(enterprise__zone=zone, year__gte=EARLIEST, year__lt=now).order_by("year")
        found = list(rows.values_list("year", flat=True).distinct())
        kept.set(key, found, KEPT)
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
    with connection.cursor() as cursor:
        cursor.execute(_asked())
        return State(zone.pk, (rulebook().digest, *cursor.fetchone()))


@cache
def _asked() -> str:
    """One question, of which every part is answered from an index."""
    counted = [model._meta.db_table for model in (FactSheet, Recognition, Enterprise)]
    told = [model.history.model._meta for model in (Recognition, Enterprise)]  # type: ignore[attr-defined]
    parts = [f"(SELECT {what} FROM {table})" for table in counted for what in ("MAX(id)", "COUNT(*)")]
    parts += [f"(SELECT MAX({what}) FROM {one.db_table})" for one in told for what in (one.pk.column, "history_date")]
    return "SELECT " + ", ".join(parts)


def measures_of(edition: Edition) -> Mapping[str, Measure]:
    """How each indicator the register can answer is worked out."""
    return {one.id: one.measure for one in edition.indicators() if one.measure is not None}


@cache
def _mark(edition: str, _rulebook: object) -> str:
    """What tells an edition's measures from what they were before: no verdict rests on them, so no digest has them."""
    return hashlib.sha256(repr(measures_of(editions()[edition])).encode()).hexdigest()


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
    columns_kept = settings.DATA / "sheets" / f"{zone}-{year}" if firms.count() > MANY else None
    facts = facts_of(firms, book, columns_kept)
    fields = {term.field for term in needed if not term.title}
    rows = facts.rows.select(name for name in facts.rows.columns if name in fields or name in ALWAYS)
    wide = with_holdings(wide_facts(rows, None, on, book), facts.recognitions, on, book)
    columns = {"uscc", *(column_of(term, book.fields) for term in needed)}
    return wide.select(name for name in wide.columns if name in columns)


def shares_of(zone: Zone, year: int, measure: Measure) -> pl.DataFrame:
    """Every enterprise of the year in a measure, those that count with the strongest first, then the others by code.

    Returns:
        ``uscc`` (else ``#`` and the number), ``state`` and ``effect``: what it does to the zone's value, null where
        it does nothing or without it there would be none.
    """
    state = state_of(zone)
    key = state.key("shares", year, repr(measure))
    found: bytes | None = kept.get(key)
    if found is None:
        table = _shares(measure, wide_of(zone, year, state))
        kept.set(key, table.write_ipc(None, compression="lz4").getvalue(), KEPT)
        return table
    return pl.read_ipc(found)


def _shares(measure: Measure, wide: pl.DataFrame) -> pl.DataFrame:
    fields = rulebook().fields
    moving = [(uscc, float(effect)) for uscc, effect in effects(measure, wide, fields)] if len(wide) else []
    ordered = pl.DataFrame(moving, schema={"uscc": pl.String, "effect": pl.Float64}, orient="row").with_row_index("at")
    rows = Lines(measure, wide, fields).rows.select("uscc", "state") if len(wide) else _NOBODY
    joined = rows.join(ordered, on="uscc", how="left").sort("at", "uscc", nulls_last=True)
    return joined.select("uscc", "state", "effect")


_NOBODY = pl.DataFrame(schema={"uscc": pl.String, "state": pl.String})


@dataclass(frozen=True)
class Share:
    """An enterprise in a measure: what it puts in, and what it does to the zone's value."""

    input: Input
    effect: float | None


def some_shares(zone: Zone, year: int, measure: Measure, rows: pl.DataFrame) -> list[Share]:
    """Rows of :func:`shares_of` with the facts they rest on, in order."""
    wide = wide_of(zone, year, state_of(zone))
    if rows.is_empty() or wide.is_empty():
        return []
    few = wide.filter(pl.col("uscc").is_in(rows["uscc"].implode()))
    said = {one.uscc: one for one in inputs(measure, few, rulebook().fields)}
    pairs = zip(rows["uscc"].to_list(), rows["effect"].to_list(), strict=True)
    return [Share(said[uscc], effect) for uscc, effect in pairs if uscc in said]


def unknown_facts(zone: Zone, year: int, measure: Measure, shares: pl.DataFrame) -> list[tuple[str, int, int]]:
    """Which facts (and how many years before) are not known of those left out, and of how many, the most first."""
    left_out = shares.filter(pl.col("state") == "unknown")["uscc"].implode()
    wide = wide_of(zone, year, state_of(zone))
    few = wide.filter(pl.col("uscc").is_in(left_out)) if len(wide) else wide
    found = []
    for field, back in dict.fromkeys((term.field, term.back) for term in measure.terms()):
        name = column_of(Term(field, back), rulebook().fields)
        count = few[name].null_count() if name in few.columns else len(few)
        if count:
            found.append((field, back, count))
    return sorted(found, key=lambda one: -one[2])

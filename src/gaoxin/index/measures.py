"""An indicator of a zone worked out from its enterprises' facts, exactly, and what each of them gives to it.

A measure is data: sums of facts over sums of facts, of the enterprises that meet some
bounds. An enterprise of which a needed fact is not known is left out of every sum, and
counted: a zone's R&D intensity is not halved by one that filed its revenue only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from gaoxin.fields import Fields
from gaoxin.rules.lower import column_name

Row = tuple[Fraction, Fraction]  # what an enterprise adds above and below the line


@dataclass(frozen=True, slots=True)
class Term:
    """A fact of a year, added or taken away; ``back`` counts years before the last full fiscal one."""

    field: str
    back: int = 0
    sign: int = 1

    @classmethod
    def of(cls, text: str) -> Term:
        """
        >>> Term.of("revenue"), Term.of("-revenue@1")
        (Term(field='revenue', back=0, sign=1), Term(field='revenue', back=1, sign=-1))
        """
        name, _, back = text.lstrip("-").partition("@")
        return cls(name.strip(), int(back or 0), -1 if text.startswith("-") else 1)


@dataclass(frozen=True, slots=True)
class Bound:
    """Which enterprises count: those whose quotient is at least (or above) a number."""

    over: tuple[Term, ...]
    under: tuple[Term, ...]
    least: Fraction
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """``times × Σ over ÷ Σ under``; without ``under`` a sum, without ``over`` a count of enterprises."""

    over: tuple[Term, ...] = ()
    under: tuple[Term, ...] = ()
    times: Fraction = Fraction(1)
    where: tuple[Bound, ...] = ()

    def terms(self) -> Iterator[Term]:
        yield from (*self.over, *self.under)
        for bound in self.where:
            yield from (*bound.over, *bound.under)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a measure comes to.

    Args:
        value: None where no enterprise is known, or the sum below the line is not above nought.
        over, under: the sums; ``under`` None where there is none.
        counted: enterprises in the sums.
        unknown: enterprises left out because a fact is not known.
    """

    value: Fraction | None
    over: Fraction
    under: Fraction | None
    counted: int
    unknown: int


def measure_of(document: Mapping[str, Any]) -> Measure:
    """A measure as data has it: ``over``, ``under``, ``times``, ``where`` with ``at_least`` or ``above``.

    Raises:
        ValueError: another key, or a bound without a number.
    """
    _only(document, ("over", "under", "times", "where"))
    return Measure(
        _terms(document.get("over", ())),
        _terms(document.get("under", ())),
        Fraction(str(document.get("times", 1))),
        tuple(_bound(entry) for entry in document.get("where", ())),
    )


def _bound(entry: Mapping[str, Any]) -> Bound:
    _only(entry, ("over", "under", "at_least", "above"))
    named = [name for name in ("at_least", "above") if name in entry]
    if len(named) != 1:
        raise ValueError("a bound has at_least or above, one of them")
    least = Fraction(str(entry[named[0]]))
    return Bound(_terms(entry.get("over", ())), _terms(entry.get("under", ())), least, named[0] == "above")


def _only(entry: Mapping[str, Any], known: Sequence[str]) -> None:
    other = [name for name in entry if name not in known]
    if other:
        raise ValueError(f"a measure has no {', '.join(other)}; it has {', '.join(known)}")


def _terms(texts: Sequence[str]) -> tuple[Term, ...]:
    return tuple(Term.of(text) for text in texts)


def answer(measure: Measure, wide: pl.DataFrame, fields: Fields) -> Answer:
    """A measure over the enterprises of a wide table (:func:`gaoxin.engine.facts.wide_facts`).

    Raises:
        KeyError: a field that is not known.
    """
    rows = list(_rows(measure, wide, fields))
    known = [row for row in rows if row]
    over, under = (sum((row[at] for row in known), Fraction(0)) for at in (0, 1))
    unknown = sum(row is None for row in rows)
    return Answer(_value(measure, over, under, len(known)), over, under if measure.under else None, len(known), unknown)


def effects(measure: Measure, wide: pl.DataFrame, fields: Fields) -> list[tuple[str, Fraction]]:
    """What each enterprise does to the measure: its value less what it would be without it, the strongest first.

    Enterprises that are not in the sums are left out, and so is one without which there would be no value.
    """
    rows = list(zip(wide["uscc"].to_list(), _rows(measure, wide, fields), strict=True))
    known = [(uscc, row) for uscc, row in rows if row]
    over, under = (sum((row[at] for _, row in known), Fraction(0)) for at in (0, 1))
    whole, found = _value(measure, over, under, len(known)), []
    for uscc, row in known:
        without = _value(measure, over - row[0], under - row[1], len(known) - 1)
        if whole is not None and without is not None:
            found.append((uscc, whole - without))
    return sorted(found, key=lambda one: (-abs(one[1]), one[0]))


def _value(measure: Measure, over: Fraction, under: Fraction, counted: int) -> Fraction | None:
    if not counted or (measure.under and under <= 0):
        return None
    return measure.times * (over / under if measure.under else over)


def _rows(measure: Measure, wide: pl.DataFrame, fields: Fields) -> Iterator[Row | tuple[()] | None]:
    """Per enterprise what it adds; nothing where a bound is not met, None where a fact is not known."""
    columns = {term: _column(term, wide, fields) for term in measure.terms()}
    for row in range(len(wide)):
        yield _row(measure, {term: values[row] for term, values in columns.items()})


def _row(measure: Measure, facts: Mapping[Term, Fraction | None]) -> Row | tuple[()] | None:
    unknown = False
    for bound in measure.where:
        met = _met(bound, facts)
        if met is False:
            return ()
        unknown = unknown or met is None
    over = _sum(measure.over, facts) if measure.over else Fraction(1)
    under = _sum(measure.under, facts)
    return None if unknown or over is None or under is None else (over, under)


def _met(bound: Bound, facts: Mapping[Term, Fraction | None]) -> bool | None:
    over, under = _sum(bound.over, facts), _sum(bound.under, facts) if bound.under else Fraction(1)
    if over is None or under is None or under <= 0:
        return None
    return over > bound.least * under if bound.strict else over >= bound.least * under


def _sum(terms: Sequence[Term], facts: Mapping[Term, Fraction | None]) -> Fraction | None:
    total = Fraction(0)
    for term in terms:
        value = facts[term]
        if value is None:
            return None
        total += term.sign * value
    return total


def _column(term: Term, wide: pl.DataFrame, fields: Fields) -> list[Fraction | None]:
    item = fields[term.field]
    name = column_name(item.name, None if item.period == "static" else term.back)
    if name not in wide.columns:
        return [None] * len(wide)
    return [None if value is None else Fraction(int(value), item.step) for value in wide[name].to_list()]

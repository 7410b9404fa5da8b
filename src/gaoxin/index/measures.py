"""An indicator of a zone worked out from its enterprises' facts, exactly, and what each of them gives to it.

An enterprise of which a needed fact is not known is left out of every sum, and counted:
a zone's R&D intensity is not halved by one that filed its revenue only. What is looked
at is the wide table of :func:`gaoxin.engine.facts.wide_facts`; titles held at year ends
are put beside it by :func:`gaoxin.engine.holdings.with_holdings`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import polars as pl

from gaoxin.fields import Fields
from gaoxin.index.formula import Between, Bound, Either, Holds, Measure, Term, measure_of
from gaoxin.index.lines import Lines, State, Steps, Sums, column_of

__all__ = [
    "Answer",
    "Between",
    "Bound",
    "Either",
    "Holds",
    "Input",
    "Measure",
    "Term",
    "answer",
    "effects",
    "inputs",
    "measure_of",
]

Known = Fraction | bool | str | None
Before = tuple[Fraction, Fraction | None] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a measure comes to.

    Args:
        value: None where nothing is known of any enterprise, or a sum to divide by is not above nought; nought where
            all that is known is that none meets the conditions.
        over, under: the sums; ``under`` None where there is none.
        counted: enterprises in the sums.
        unknown: enterprises left out because a fact is not known.
        before: ``over`` and ``under`` of the years that growth is upon; None where there is no growth.
    """

    value: Fraction | None
    over: Fraction
    under: Fraction | None
    counted: int
    unknown: int
    before: Before = None


@dataclass(frozen=True, slots=True)
class Input:
    """What an enterprise puts into a measure.

    Args:
        state: ``out`` where it is known not to meet the conditions, ``unknown`` where that, or a fact, is not known.
        over, under: what it adds; None where it adds nothing, or there is no line.
        before: the same of the years that growth is upon.
        values: every fact looked at by field and years before; None is not known.
    """

    uscc: str
    state: State
    over: Fraction | None
    under: Fraction | None
    before: Before = None
    values: Mapping[tuple[str, int], Known] = field(default_factory=dict)

    @property
    def missing(self) -> list[tuple[str, int]]:
        """The facts that are not known."""
        return [key for key, value in self.values.items() if value is None]


def answer(measure: Measure, wide: pl.DataFrame, fields: Fields) -> Answer:
    """A measure over the enterprises of a wide table.

    Raises:
        KeyError: a field that is not known.
        ValueError: a field that is no number and no yes or no where one is needed.
    """
    lines = Lines(measure, wide, fields)
    steps, counted, unknown = lines.total(), lines.count("counts"), lines.count("unknown")
    quotient = lines.quotient(steps) if lines.count("counts", "out") else None
    value = None if quotient is None else measure.times * quotient
    over, under, before = _shown(measure, lines.sums(steps))
    return Answer(value, over, under, counted, unknown, before)


def _shown(measure: Measure, sums: Sums) -> tuple[Fraction, Fraction | None, Before]:
    under, before = (sums[1], sums[3]) if measure.under else (None, None)
    return sums[0], under, (sums[2], before) if measure.growth else None


def effects(measure: Measure, wide: pl.DataFrame, fields: Fields) -> list[tuple[str, Fraction]]:
    """What each enterprise does to the measure: its value less what it would be without it, the strongest first.

    Enterprises that are not in the sums are left out, and so is one without which there would be no value.
    """
    lines = Lines(measure, wide, fields)
    steps = lines.total()
    whole, found = lines.quotient(steps), []
    if whole is None or lines.count("counts", "out") < 2:
        return []
    for uscc, state, row in lines.each():
        without = lines.quotient(_less(steps, row)) if state == "counts" else None
        if without is not None:
            found.append((uscc, measure.times * (whole - without)))
    return sorted(found, key=lambda one: (-abs(float(one[1])), -abs(one[1]), one[0]))


def _less(steps: Steps, row: Steps) -> Steps:
    return steps[0] - row[0], steps[1] - row[1], steps[2] - row[2], steps[3] - row[3]


def inputs(measure: Measure, wide: pl.DataFrame, fields: Fields) -> list[Input]:
    """What every enterprise of a wide table puts into a measure, in the table's order, with the facts it rests on."""
    lines = Lines(measure, wide, fields)
    keys = list(dict.fromkeys((term.field, term.back) for term in measure.terms()))
    facts = [_facts(Term(*key), wide, fields) for key in keys]
    found = []
    for at, (uscc, state, row) in enumerate(lines.each()):
        values = {key: column[at] for key, column in zip(keys, facts, strict=True)}
        over, under, before = _shown(measure, lines.sums(row)) if state == "counts" else (None, None, None)
        found.append(Input(uscc, state, over, under, before, values))
    return found


def _facts(term: Term, wide: pl.DataFrame, fields: Fields) -> list[Known]:
    name = column_of(term, fields)
    if name not in wide.columns:
        return [None] * len(wide)
    values: list[Known] = wide[name].to_list()
    if term.title or not fields[term.field].is_numeric:
        return values
    step = fields[term.field].step
    return [None if value is None else Fraction(int(value), step) for value in values]

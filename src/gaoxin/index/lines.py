"""What every enterprise adds to a measure, and whether it counts: a line each, in whole steps of 128 bits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import and_, or_
from typing import Literal

import polars as pl

from gaoxin.fields import Fields
from gaoxin.index.formula import Between, Bound, Condition, Either, Holds, Measure, Term
from gaoxin.rules.lower import column_name

Steps = tuple[int, int, int, int]  # over, under; the same of the years that growth is upon
Sums = tuple[Fraction, Fraction, Fraction, Fraction]
State = Literal["counts", "out", "unknown"]
SUMS = ("over", "under", "over_before", "under_before")
FINEST = 2**60  # facts are below 2**63 steps: their products with less than this stay within 128 bits
SECTIONS = "ABCDEFGHIJKLMNOPQRST"  # of GB/T 4754, as in C3985


class Lines:
    """A line per enterprise: whether it counts, and what it adds to each sum, in whole steps of 128 bits."""

    def __init__(self, measure: Measure, wide: pl.DataFrame, fields: Fields) -> None:
        self.measure = measure
        table = Table(wide, fields)
        now = table.sides(measure)
        then = table.sides(measure.earlier()) if measure.growth else (NOUGHT, NOUGHT)
        sides = dict(zip(SUMS, (*now, *then), strict=True))
        self.scales = [side.scale for side in sides.values()]
        named = [side.steps.alias(name) for name, side in sides.items()]
        rows = wide.select("uscc", *named, meant=table.meets(measure.where))
        known = pl.all_horizontal(pl.col(SUMS).is_not_null())
        state = pl.when(~pl.col("meant")).then(pl.lit("out")).when(pl.col("meant") & known).then(pl.lit("counts"))
        self.rows = rows.with_columns(state=state.otherwise(pl.lit("unknown")))
        self.counting = self.rows["state"] == "counts"

    def count(self, *states: State) -> int:
        return int(self.rows["state"].is_in(states).sum())

    def total(self) -> Steps:
        over, under, over_before, under_before = (self.rows[name].filter(self.counting).sum() for name in SUMS)
        return int(over), int(under), int(over_before), int(under_before)

    def each(self) -> Iterator[tuple[str, State, Steps]]:
        """Every enterprise with what it adds; nought of what is not known."""
        columns = [self.rows[name].fill_null(0).to_list() for name in SUMS]
        steps = zip(*columns, strict=True)
        yield from zip(self.rows["uscc"].to_list(), self.rows["state"].to_list(), steps, strict=True)

    def sums(self, steps: Steps) -> Sums:
        """Whole steps in units."""
        over, under, over_before, under_before = map(Fraction, steps, self.scales)
        return over, under, over_before, under_before

    def quotient(self, steps: Steps) -> Fraction | None:
        """What is above the line over what is below; None where that is not above nought. Of growth: the change."""
        now = self._ratio(steps[0], steps[1], *self.scales[:2])
        if now is None or not self.measure.growth:
            return now
        then = self._ratio(steps[2], steps[3], *self.scales[2:])
        return now / then - 1 if then is not None and then > 0 else None

    def _ratio(self, over: int, under: int, over_scale: int, under_scale: int) -> Fraction | None:
        if not self.measure.under:
            return Fraction(over, over_scale)
        return Fraction(over * under_scale, under * over_scale) if under > 0 else None


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a line: ``steps`` per enterprise, so many of which make one."""

    steps: pl.Expr
    scale: int = 1


def _whole(number: int) -> pl.Expr:
    return pl.lit(number, dtype=pl.Int128)


NOUGHT, ONE = Side(_whole(0)), Side(_whole(1))


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a wide table as the sides of measures and the truth of conditions."""

    wide: pl.DataFrame
    fields: Fields

    def sides(self, measure: Measure) -> tuple[Side, Side]:
        """What stands above and below the line; null where it is not known."""
        over = self.sum(measure.over) if measure.over else ONE
        meant = self.meets(measure.over_where)
        steps = pl.when(meant).then(over.steps).when(~meant).then(_whole(0))
        return Side(steps, over.scale), self.sum(measure.under) if measure.under else NOUGHT

    def sum(self, terms: Sequence[Term]) -> Side:
        scale = math.lcm(*(step_of(term, self.fields) for term in terms))
        steps = [
            self.column(term).cast(pl.Int128) * _whole(term.sign * scale // step_of(term, self.fields))
            for term in terms
        ]
        return Side(reduce(lambda left, right: left + right, steps), scale)

    def column(self, term: Term) -> pl.Expr:
        name = column_of(term, self.fields)
        return pl.col(name) if name in self.wide.columns else pl.lit(None, dtype=pl.Int64)

    def meets(self, conditions: Sequence[Condition]) -> pl.Expr:
        """Whether all are met: false where one is known not to be, whatever is not known of the others."""
        return reduce(and_, map(self.meet, conditions), pl.lit(True))

    def meet(self, condition: Condition) -> pl.Expr:
        match condition:
            case Either(several):
                return reduce(or_, map(self.meet, several), pl.lit(False))
            case Holds(term):
                return self.column(term).cast(pl.Boolean)
            case Between(term, first, last):
                code = self.column(term).cast(pl.String).str.strip_chars_start(SECTIONS)
                return code.str.slice(0, len(first)).is_between(pl.lit(first), pl.lit(last))
            case Bound():
                return self.reaches(condition)

    def reaches(self, bound: Bound) -> pl.Expr:
        over, under = self.sum(bound.over), self.sum(bound.under) if bound.under else ONE
        left, right = bound.least.denominator * under.scale, bound.least.numerator * over.scale
        if max(left, abs(right)) > FINEST:
            raise ValueError(f"a bound of {bound.least} is too fine or too large to be met exactly")
        more = over.steps * _whole(left), under.steps * _whole(right)
        met = more[0] > more[1] if bound.strict else more[0] >= more[1]
        return pl.when(under.steps > 0).then(met)


def step_of(term: Term, fields: Fields) -> int:
    """Steps in one unit of a term.

    Raises:
        KeyError: a field that is not known.
        ValueError: it is no number and no yes or no.
    """
    if term.title:
        return 1
    item = fields[term.field]
    if not item.is_numeric and item.kind != "bool":
        raise ValueError(f"{term.field} is {item.kind}: only numbers and yes or no can be summed")
    return item.step


def column_of(term: Term, fields: Fields) -> str:
    """The wide table's column of a term; titles stand in one per year like a yearly fact.

    Raises:
        KeyError: a field that is not known.
    """
    static = not term.title and fields[term.field].period == "static"
    return column_name(term.field, None if static else term.back)

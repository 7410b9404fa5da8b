"""Plans → Polars lazy expressions: a zone or a nation on one machine.

Nodes that several outputs share are computed once, in layers of columns; a layer
reads only the facts and the layers before it. Whole numbers are Int64 where their
bounds allow and Int128 where they do not. A share is divided once and its quotient
held against every bar, wherever the plan proves that rounding cannot change the
answer (:attr:`gaoxin.rules.nodes.Share.divides`), and multiplied across elsewhere;
either way every comparison is exact.

The *raw* table keeps figures as the engine has them: a plain fact is its own column
of whole steps, a shortfall is not yet rounded up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from gaoxin.engine.expressions import Writer
from gaoxin.engine.outputs import KEYS, NOISE, POINT, Output, Shortfall, is_plain, is_whole, step_of
from gaoxin.rules import nodes
from gaoxin.rules.exact import Gap, Interval

SMALL = 20_000  # enterprises; with fewer, improving the query takes longer than it saves


def run_polars(
    wanted: Sequence[Output], facts: pl.DataFrame | pl.LazyFrame, *, engine: str = "auto", raw: bool = False
) -> pl.DataFrame:
    """The wanted outputs for every row of a wide facts table, after its key columns.

    Columns the table lacks are unknown throughout. ``engine`` is Polars' own choice
    of executor ("streaming" suits a Parquet file larger than memory). With ``raw``
    figures stay whole steps.
    """
    small = isinstance(facts, pl.DataFrame) and facts.height <= SMALL
    frame = facts.lazy()
    present = frame.collect_schema().names()
    program = _program(tuple(wanted), tuple(present), raw, small)
    for layer in program.layers:
        frame = frame.with_columns(layer)
    query = frame.select(*(name for name in KEYS if name in present), *program.outputs)
    if small:  # nothing to improve, and its morsels cost more than they save
        return query.collect(engine="in-memory", optimizations=pl.QueryOptFlags.none())
    return query.collect(engine=engine)  # type: ignore[call-overload,no-any-return]


@dataclass(frozen=True)
class _Program:
    layers: list[list[pl.Expr]]
    outputs: list[pl.Expr]


@lru_cache(maxsize=32)
def _program(wanted: tuple[Output, ...], present: tuple[str, ...], raw: bool, small: bool) -> _Program:
    """The expressions for some outputs, kept: building them takes longer than a small zone does to run.

    What several outputs show is worked out once, in the last layer.
    """
    writer = Writer(wanted, frozenset(present), exact=small)
    layers = writer.layers()
    decode = None if raw else _Decoder(writer.before, present[0] if small else None)
    shown: dict[tuple[str, object], pl.Expr] = {}
    last: list[pl.Expr] = []
    for output in wanted:
        key = (output.part, output.content)
        if key not in shown:
            found = writer.output(output)
            found = decode(output, found) if decode else found
            if not found.meta.is_column():
                last.append(found.alias(f"~~{len(last)}"))
                found = pl.col(f"~~{len(last) - 1}")
            shown[key] = found
    outputs = [shown[output.part, output.content].alias(output.name) for output in wanted]
    return _Program([layer for layer in (list(writer.before.values()), *layers, last) if layer], outputs)


class _Decoder:
    """Brings raw columns to base units.

    Polars divides by a constant as it multiplies by the inverse, which may miss the last
    bit: 50 000 000.160000004 yuan. With ``some`` column at hand the divisors are columns
    among ``before``, and a figure is the float nearest to it; for a nation that would take
    a quarter longer.
    """

    def __init__(self, before: dict[str, pl.Expr], some: str | None) -> None:
        self.before, self.some = before, some

    def __call__(self, output: Output, column: pl.Expr) -> pl.Expr:
        content = output.content
        if output.part in ("verdict", "class"):
            return column
        if output.part == "points":
            return self.divided(column, POINT).round(6)
        if isinstance(content, Shortfall):
            return self.rounded_up(column, content)
        if isinstance(content, Interval):
            return self.divided(column, content.step)
        if is_plain(content):
            factor = content.factor / content.under.low
            scaled = column if factor.numerator == 1 else column.cast(pl.Float64) * float(factor.numerator)
            return self.divided(scaled, factor.denominator)
        return column

    def divided(self, column: pl.Expr, divisor: int) -> pl.Expr:
        if divisor == 1:
            return column.cast(pl.Float64)
        if self.some is None:
            return column / pl.lit(float(divisor))
        name, zero = f"~÷{divisor}", pl.col(self.some).is_null().cast(pl.Float64) * 0.0
        self.before.setdefault(name, (zero + float(divisor)).alias(name))  # one number throughout, unseen by Polars
        return column / pl.col(name)

    def rounded_up(self, column: pl.Expr, content: Shortfall) -> pl.Expr:
        """Steps rounded up to whole ones, in base units; the last bits of a float quotient are no step."""
        gap, divisor = content.gap, 1
        if is_whole(content) and isinstance(gap, Gap) and isinstance(gap.under, nodes.Int):
            divisor = abs(gap.under.value)
            if not gap.over.wide:
                return self.divided(column if divisor == 1 else (column + (divisor - 1)) // divisor, gap.step)
        steps = (column / divisor * (1 - NOISE)).ceil()
        return self.divided(steps, step_of(gap))

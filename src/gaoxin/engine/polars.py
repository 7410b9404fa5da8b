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

from gaoxin.engine.expressions import Writer, is_plain, is_whole
from gaoxin.engine.outputs import KEYS, POINT, Output, Shortfall
from gaoxin.rules import nodes
from gaoxin.rules.exact import Gap, GapBranches, Interval

SMALL = 20_000  # enterprises; with fewer, improving the query takes longer than it saves
NOISE = 1e-12  # of a float quotient; far below a fen, far above its rounding


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
    program = _program(tuple(wanted), frozenset(present), raw, small)
    for layer in program.layers:
        frame = frame.with_columns(layer)
    query = frame.select(*(pl.col(name) for name in KEYS if name in present), *program.outputs)
    improve = pl.QueryOptFlags.none() if small else pl.QueryOptFlags()
    return query.collect(engine=engine, optimizations=improve)  # type: ignore[call-overload,no-any-return]


@dataclass(frozen=True)
class _Program:
    layers: list[list[pl.Expr]]
    outputs: list[pl.Expr]


@lru_cache(maxsize=32)
def _program(wanted: tuple[Output, ...], present: frozenset[str], raw: bool, small: bool) -> _Program:
    """The expressions for some outputs, kept: building them takes longer than a small zone does to run."""
    writer = Writer(wanted, present, exact=small)
    layers = writer.layers()
    found = {output.name: writer.output(output) for output in wanted}
    if not raw:
        found |= {output.name: _decoded(output, found[output.name]) for output in wanted}
    return _Program(layers, [column.alias(name) for name, column in found.items()])


def _decoded(output: Output, column: pl.Expr) -> pl.Expr:
    """A raw column in base units."""
    content = output.content
    if output.part in ("verdict", "class"):
        return column
    if output.part == "points":
        return (column / pl.lit(float(POINT))).round(6)
    if isinstance(content, Shortfall):
        return _rounded_up(column, content)
    if isinstance(content, Interval):
        return column / pl.lit(float(content.step))
    if is_plain(content):
        factor = content.factor / content.under.low
        scaled = column if factor.numerator == 1 else column.cast(pl.Float64) * float(factor.numerator)
        return scaled / pl.lit(float(factor.denominator))
    return column


def _rounded_up(column: pl.Expr, content: Shortfall) -> pl.Expr:
    """Steps rounded up to whole ones, in base units; the last bits of a float quotient are no step."""
    gap, divisor = content.gap, 1
    if is_whole(content) and isinstance(gap, Gap) and isinstance(gap.under, nodes.Int):
        divisor = abs(gap.under.value)
        if not gap.over.wide:
            steps = column if divisor == 1 else (column + (divisor - 1)) // divisor
            return steps / pl.lit(float(gap.step))
    steps = (column / divisor * (1 - NOISE)).ceil()
    return steps / pl.lit(float(_step(gap)))


def _step(gap: Gap | GapBranches | None) -> int:
    while isinstance(gap, GapBranches):
        gap = gap.then or gap.otherwise
    return gap.step if gap else 1

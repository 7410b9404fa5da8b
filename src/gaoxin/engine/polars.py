"""Plans → Polars lazy expressions: a zone or a nation on one machine.

Nodes that several outputs share are computed once, in layers of columns; a layer
reads only the facts and the layers before it. Whole numbers are Int64 where their
bounds allow and Int128 where they do not. A share is divided once and its quotient
held against every bar, wherever the plan proves that rounding cannot change the
answer (:attr:`gaoxin.rules.nodes.Share.divides`), and multiplied across elsewhere;
either way every comparison is exact.

The *raw* table keeps figures as the engine has them: a plain fact is its own column
of whole steps, a shortfall is not yet rounded up. :func:`decode` turns it into base
units; :func:`run_polars` does both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from gaoxin.engine.expressions import Writer, is_plain
from gaoxin.engine.outputs import KEYS, POINT, Output, Shortfall
from gaoxin.rules import nodes
from gaoxin.rules.exact import Gap, GapBranches, Interval

NOISE = 1e-12  # of a float quotient; far below a fen, far above its rounding


def run_polars(wanted: Sequence[Output], facts: pl.DataFrame | pl.LazyFrame, *, engine: str = "auto") -> pl.DataFrame:
    """The wanted outputs for every row of a wide facts table, after its key columns.

    Columns the table lacks are unknown throughout. ``engine`` is Polars' own choice
    of executor ("streaming" suits a Parquet file larger than memory).
    """
    return decode(wanted, run_raw(wanted, facts, engine=engine))


def run_raw(wanted: Sequence[Output], facts: pl.DataFrame | pl.LazyFrame, *, engine: str = "auto") -> pl.DataFrame:
    """The raw table: everything worked out, figures still in the engine's steps."""
    frame = facts.lazy()
    present = frame.collect_schema().names()
    return build(wanted, frame, present).collect(engine=engine)  # type: ignore[call-overload,no-any-return]


def decode(wanted: Sequence[Output], raw: pl.DataFrame) -> pl.DataFrame:
    """A raw table in base units: yuan, ratios, persons, points."""
    return raw.with_columns(_decoded(output) for output in wanted if output.part not in ("verdict", "class"))


def build(wanted: Sequence[Output], frame: pl.LazyFrame, present: Sequence[str]) -> pl.LazyFrame:
    """The lazy query behind :func:`run_raw`."""
    program = _program(tuple(wanted), frozenset(present))
    for layer in program.layers:
        frame = frame.with_columns(layer)
    return frame.select(*(pl.col(name) for name in KEYS if name in present), *program.outputs)


@dataclass(frozen=True)
class _Program:
    layers: list[list[pl.Expr]]
    outputs: list[pl.Expr]


@lru_cache(maxsize=32)
def _program(wanted: tuple[Output, ...], present: frozenset[str]) -> _Program:
    """The expressions for some outputs, kept: building them takes longer than a small zone does to run."""
    writer = Writer(wanted, present)
    return _Program(writer.layers(), [writer.output(output) for output in wanted])


def _decoded(output: Output) -> pl.Expr:
    column, content = pl.col(output.name), output.content
    if output.part == "points":
        return (column / POINT).round(6)
    if isinstance(content, Shortfall):
        return _rounded_up(column, content)
    if isinstance(content, Interval):
        return column / content.step
    if is_plain(content):
        factor = content.factor / content.under.low
        exact = column.cast(pl.Float64) * float(factor.numerator) if factor.numerator != 1 else column.cast(pl.Float64)
        return exact / float(factor.denominator)
    return column


def _rounded_up(column: pl.Expr, content: Shortfall) -> pl.Expr:
    """Steps rounded up to whole ones, in base units; the last bits of a quotient are no step."""
    gap = content.gap
    step, divisor = _step(gap), 1
    if isinstance(gap, Gap) and content.alone and isinstance(gap.under, nodes.Int) and not content.strict:
        divisor = abs(gap.under.value)
    steps = column.cast(pl.Float64) / divisor
    return (steps * (1 - NOISE)).ceil() / step


def _step(gap: Gap | GapBranches | None) -> int:
    while isinstance(gap, GapBranches):
        gap = gap.then or gap.otherwise
    return gap.step if gap else 1

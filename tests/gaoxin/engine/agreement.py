"""Whether two engines say the same, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from gaoxin.engine.outputs import POINT, Output, Shortfall, is_plain
from gaoxin.engine.python import compile_python
from gaoxin.rules.exact import Gap, GapBranches, Ratio, Root
from gaoxin.rules.nodes import Int
from tests.gaoxin.engine.population import amount, magnitude

DECIDED = ("verdict", "class", "points")


def assess_all(wanted: Sequence[Output], facts: pl.DataFrame) -> pl.DataFrame:
    """The oracle's answers, one column per output."""
    assess = compile_python(wanted)
    answers = zip(*(assess(row) for row in facts.iter_rows(named=True)), strict=True)
    named = zip(wanted, answers, strict=True)
    return pl.DataFrame([pl.Series(output.name, list(column), dtype=_kind(output)) for output, column in named])


def disagreements(
    wanted: Sequence[Output], facts: pl.DataFrame, found: pl.DataFrame, oracle: pl.DataFrame, *, nearest: bool = True
) -> list[tuple[str, int, Any, Any]]:
    """Output, row, what the engine says and what the oracle says, wherever they differ.

    Verdicts, classes and points must be equal. So must a fact or a shortfall in whole steps
    that a float holds (90 trillion yuan in fen); without ``nearest`` they may be a bit away.
    Other figures, which are only shown, may differ in their last bits, a shortfall by one
    step, both by what cancels in floats.
    """
    return [
        (output.name, row, found[output.name][row], oracle[output.name][row])
        for output in wanted
        for row in np.flatnonzero(~_same(output, found[output.name], oracle[output.name], nearest)).tolist()
        if not _cancels(output, facts.row(row, named=True))
    ]


def _same(output: Output, left: pl.Series, right: pl.Series, nearest: bool) -> np.ndarray:
    if output.part == "points":
        left, right = ((side * POINT).round().cast(pl.Int64) for side in (left, right))
    equal: np.ndarray = left.eq_missing(right).to_numpy()
    if output.part in DECIDED:
        return equal
    if steps := _whole_steps(output.content):
        held = ((right * steps).abs() < 2**53).fill_null(True).to_numpy() & nearest
        return equal | ~held & _near(left, right)
    least = _one_step(output.content.gap) if isinstance(output.content, Shortfall) else 1e-12
    return equal | _near(left, right, 1e-9, least)


def _near(left: pl.Series, right: pl.Series, part: float = 2.0**-52, least: float = 0.0) -> np.ndarray:
    """Equal but for ``part`` of themselves and ``least``."""
    a, b = (side.cast(pl.Float64).to_numpy() for side in (left, right))
    with np.errstate(invalid="ignore"):
        return np.abs(a - b) <= part * np.abs(b) + least


def _whole_steps(content: object) -> int:
    """How many steps a base unit has, of a figure that is a whole number of them; else 0."""
    if isinstance(content, Shortfall):
        gap = content.gap
        return gap.step if isinstance(gap, Gap) and isinstance(gap.under, Int) and not gap.over.wide else 0
    return content.factor.denominator if is_plain(content) and content.under.low == 1 else 0


def _one_step(gap: Gap | GapBranches | None) -> float:
    if isinstance(gap, GapBranches):
        return max(_one_step(gap.then), _one_step(gap.otherwise))
    return gap.least / gap.step if gap else 0.0


def _cancels(output: Output, row: dict[str, Any]) -> bool:
    """Whether a shown figure is the small rest of great products (a loss that eats a gain of ten trillion)."""
    content = output.content.base if isinstance(output.content, Root) else output.content
    if isinstance(content, Shortfall) and isinstance(content.gap, Gap):
        content = Ratio(content.gap.step, content.gap.over, content.gap.under)  # type: ignore[arg-type]
    if not isinstance(content, Ratio) or output.part in DECIDED:
        return False
    sides = (content.over, content.under)
    try:
        return any(magnitude(side, row) > 10**6 * abs(amount(side, row)) > 0 for side in sides)
    except TypeError:  # something is unknown
        return False


def _kind(output: Output) -> type[pl.DataType]:
    return {"verdict": pl.Boolean, "class": pl.Int8}.get(output.part, pl.Float64)

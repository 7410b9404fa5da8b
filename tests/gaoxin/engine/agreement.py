"""Whether two engines say the same, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from gaoxin.engine.outputs import Output, Shortfall
from gaoxin.engine.python import compile_python
from gaoxin.rules.exact import Gap, GapBranches

DECIDED = ("verdict", "points", "class")


def assess_all(wanted: Sequence[Output], facts: pl.DataFrame) -> pl.DataFrame:
    """The oracle's answers, one column per output."""
    assess = compile_python(wanted)
    answers = zip(*(assess(row) for row in facts.iter_rows(named=True)), strict=True)
    return pl.DataFrame(
        [pl.Series(output.name, list(column), dtype=_kind(output)) for output, column in zip(wanted, answers, strict=True)]
    )


def disagreements(wanted: Sequence[Output], left: pl.DataFrame, right: pl.DataFrame) -> list[tuple[str, int, Any, Any]]:
    """Output, row, and what each engine says: exactly equal where something is decided.

    Figures that are only shown may differ in their last bits, a shortfall by one step.
    """
    found = []
    for output in wanted:
        a, b = left[output.name], right[output.name]
        for row in np.flatnonzero(~_same(output, a, b)).tolist():
            found.append((output.name, row, a[row], b[row]))
    return found


def _same(output: Output, left: pl.Series, right: pl.Series) -> np.ndarray:
    if output.part in DECIDED:
        return left.eq_missing(right).to_numpy()
    a, b = (side.cast(pl.Float64).to_numpy() for side in (left, right))
    with np.errstate(invalid="ignore"):
        near = np.abs(a - b) <= np.maximum(1e-9 * np.abs(b), 1e-12)
        if isinstance(output.content, Shortfall):
            near |= np.abs(a - b) <= _one_step(output.content.gap) * (1 + 1e-9)
    return near | (np.isnan(a) & np.isnan(b))


def _one_step(gap: Gap | GapBranches | None) -> float:
    if isinstance(gap, GapBranches):
        return max(_one_step(gap.then), _one_step(gap.otherwise))
    return gap.least / gap.step if gap else 0.0


def _kind(output: Output) -> type[pl.DataType]:
    return {"verdict": pl.Boolean, "class": pl.Int8}.get(output.part, pl.Float64)

"""Random enterprises that sit on thresholds more often than real ones do.

Every column a set of plans reads is drawn on its own: zeros, small numbers, round
percentages of one amount per row (so that ratios come out at 3 %, 5 %, 35 % …),
losses, values at the bounds; what a rule forbids is rarer in some rows, so that whole
policies are met too. Then, for some comparisons of the plans and some rows,
one fact is moved so that both sides are equal, or one step apart. At last some
facts are forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod
from typing import Any

import numpy as np
import polars as pl

from gaoxin.rules import nodes
from gaoxin.rules.exact import Exact
from gaoxin.rules.plan import Plan

PERCENT = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 35, 40, 50, 60, 65, 70, 80, 90, 100, 115, 120, 135, 150, 200)
MOVES = 4  # comparisons brought to their edge per enterprise

Row = dict[str, Any]


def population(
    plans: Sequence[Plan], size: int, *, seed: int, missing: float = 0.1, like: pl.DataFrame | None = None
) -> pl.DataFrame:
    """A wide facts table with every column the plans read; the same for the same seed.

    Args:
        plans: whose columns and thresholds to use.
        size: number of enterprises.
        seed: of the generator.
        missing: share of the facts that are unknown, on the whole; a third of the rows knows all.
        like: facts tables of real or worked examples; every other enterprise begins as one of them.
    """
    rng = np.random.default_rng(seed)
    columns = columns_of(plans)
    base = rng.choice([1, 2, 5], size) * 10 ** rng.integers(2, 13, size)
    virtue = rng.choice([0.5, 0.9, 0.99, 1.0], size)
    blots = {node.part for plan in plans for node in nodes.walk(*plan.roots()) if isinstance(node, nodes.Not)}
    drawn = {c.name: _draw(c, base, 1 - virtue if c in blots else virtue, rng) for c in columns}
    still = _start_from(like, drawn, rng) if like is not None else np.zeros(size, dtype=bool)
    rows = _on_edges(drawn, ~still, plans, rng)
    frame = pl.DataFrame(rows, schema={column.name: _kind(column) for column in columns})
    keys = pl.Series("uscc", [f"{number:018d}" for number in range(size)])
    return forget(frame.insert_column(0, keys), missing * rng.choice([0, 1, 2], size), rng)


def forget(frame: pl.DataFrame, share: float | np.ndarray, rng: np.random.Generator) -> pl.DataFrame:
    """The frame with a share of its facts unknown, the same or row by row; keys stay."""
    facts = frame.columns[1:]
    lost = pl.DataFrame({name: rng.random(frame.height) < share for name in facts})
    return frame.with_columns(pl.when(~lost[name]).then(pl.col(name)).alias(name) for name in facts)


def columns_of(plans: Iterable[Plan]) -> list[nodes.Column | nodes.Flag]:
    """The facts the plans read, once each, by name."""
    found = {column.name: column for plan in plans for column in plan.columns()}
    return [found[name] for name in sorted(found)]


def _kind(column: nodes.Column | nodes.Flag) -> type[pl.DataType]:
    return pl.Int64 if isinstance(column, nodes.Column) else pl.Boolean


def _draw(
    column: nodes.Column | nodes.Flag, base: np.ndarray, likely: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Values of one column; ``likely`` is how often a yes/no fact is yes, row by row."""
    size = len(base)
    if isinstance(column, nodes.Flag):
        return rng.random(size) < likely
    low, high = column.low, column.high
    if high - low <= 100:
        return rng.integers(low, high + 1, size)
    sign = np.where((rng.random(size) < 0.3) & (low < 0), -1, 1)
    drawn = np.choose(
        rng.choice(6, size, p=[0.1, 0.2, 0.4, 0.15, 0.1, 0.05]),
        [
            np.zeros(size, dtype=np.int64),
            rng.integers(0, 30, size) * rng.choice([1, 10**6], size),
            base // 100 * rng.choice(PERCENT, size),
            (10 ** rng.uniform(0, np.log10(high), size)).astype(np.int64),
            rng.integers(0, 200, size) * 10 ** rng.integers(0, 13, size),
            high - rng.integers(0, 2, size),
        ],
    )
    return np.clip(sign * drawn, low, high)


def _start_from(like: pl.DataFrame, drawn: dict[str, np.ndarray], rng: np.random.Generator) -> np.ndarray:
    """What an example knows, in every other enterprise; the half of those that stay as they are."""
    size = len(next(iter(drawn.values())))
    examples, follows = like[rng.integers(0, like.height, size)], rng.random(size) < 0.5
    for name in set(drawn) & set(like.columns):
        example = examples[name]
        known = follows & example.is_not_null().to_numpy()
        drawn[name] = np.where(known, example.fill_null(strategy="zero").to_numpy(), drawn[name])
    return follows & (rng.random(size) < 0.5)


def _on_edges(
    drawn: dict[str, np.ndarray], moving: np.ndarray, plans: Sequence[Plan], rng: np.random.Generator
) -> list[Row]:
    """Rows of Python integers, some facts of each moved to where two sides are equal or one step apart."""
    names, values = list(drawn), [column.tolist() for column in drawn.values()]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]
    edges = [edge for plan in plans for edge in _edges(plan)]
    for at in np.flatnonzero(moving).tolist():
        row = rows[at]
        for pick in rng.integers(0, len(edges), MOVES).tolist():
            difference, levers = edges[pick]
            _move(row, difference, *levers[rng.integers(len(levers))], step=int(rng.choice([0, 0, 1, -1])))
    return rows


Edge = tuple[nodes.Number, list[tuple[nodes.Column, nodes.Number]]]


def _edges(plan: Plan) -> list[Edge]:
    """Left minus right of each comparison, with the facts that move it and how steeply."""
    exact, found = Exact(plan.make), []
    for node in nodes.walk(*plan.roots(), *(end for line in plan.scores for end in (line.low, line.high))):
        match node:
            case nodes.Compare(left=left, right=right):
                difference = exact.make.add(left, exact.make.scale(right, -1))
            case nodes.Share(over=over, under=under, sides=(a, b)):
                difference = exact.make.add(exact.make.scale(over, a), exact.make.scale(under, -b))
            case _:
                continue
        levers = [column for column in nodes.columns_of(difference) if isinstance(column, nodes.Column)]
        if levers and not any(isinstance(part, nodes.Pick | nodes.Lookup) for part in nodes.walk(difference)):
            found.append((difference, [(lever, exact.slope(difference, lever)) for lever in levers]))
    return found


def _move(row: Row, difference: nodes.Number, lever: nodes.Column, slope: nodes.Number, *, step: int) -> None:
    by = amount(slope, row)
    if by:
        target = row[lever.name] - amount(difference, row) // by + step
        if lever.low <= target <= lever.high:
            row[lever.name] = target


def magnitude(number: nodes.Number, row: Row) -> int:
    """The sum of a number's products without their signs: what floats round against."""
    if isinstance(number, nodes.Add):
        return sum(magnitude(term, row) for term in number.terms)
    if isinstance(number, nodes.Mul):
        return prod(magnitude(factor, row) for factor in number.factors)
    return abs(amount(number, row))


def amount(number: nodes.Number, row: Row) -> int:
    """What a number is for a row in which everything is known."""
    match number:
        case nodes.Int(value=value):
            return value
        case nodes.Column(name=name):
            return int(row[name])
        case nodes.Add(terms=terms):
            return sum(amount(term, row) for term in terms)
        case nodes.Mul(factors=factors):
            return prod(amount(factor, row) for factor in factors)
        case nodes.Extreme(terms=terms, largest=largest):
            return (max if largest else min)(amount(term, row) for term in terms)
        case nodes.Known(column=column):
            return amount(column, row)
    raise TypeError(f"no amount of a {type(number).__name__}")

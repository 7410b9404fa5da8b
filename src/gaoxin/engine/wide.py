"""Comparisons of great products: decided in floats where the sign is beyond doubt, in 128 bits where not.

The difference ``over·q − under·p`` is a sum of products of facts. In floats its error
is at most a few roundings of the sum of the products' magnitudes; where the
difference is larger than that, its sign is right. The few rows where it is not are
worked out again in Int128.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import add, mul

import numpy as np
import numpy.typing as npt
import polars as pl

from gaoxin.rules import nodes

DOUBT = 2.0**-44  # of the magnitudes: some hundred roundings of 2⁻⁵³, far more than a plan's sums have terms
Exact = Callable[[nodes.Share, pl.DataFrame], pl.Series]
Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]


def is_plain_product(number: nodes.Number) -> bool:
    """Whether a denominator is a product of facts: its float has the sign of the exact one."""
    if isinstance(number, nodes.Mul):
        return all(isinstance(factor, nodes.Column | nodes.Int) for factor in number.factors)
    return isinstance(number, nodes.Column)


def narrow_parts(number: nodes.Number) -> list[nodes.Number]:
    """The largest parts of a sum of products that 64 bits hold, in order; constants left out."""
    if isinstance(number, nodes.Int):
        return []
    if isinstance(number, nodes.Add | nodes.Mul) and number.wide:
        return list(dict.fromkeys(part for child in _terms(number) for part in narrow_parts(child)))
    return [number]


def _terms(number: nodes.Add | nodes.Mul) -> tuple[nodes.Number, ...]:
    return number.terms if isinstance(number, nodes.Add) else number.factors


def in_floats(number: nodes.Number, column: Callable[[nodes.Node], pl.Expr], *, magnitude: bool = False) -> pl.Expr:
    """An integer expression in float64; with ``magnitude`` the sum of its products' magnitudes."""
    if isinstance(number, nodes.Int):
        return pl.lit(float(abs(number.value) if magnitude else number.value))
    if isinstance(number, nodes.Add | nodes.Mul) and number.wide:
        join = add if isinstance(number, nodes.Add) else mul
        return reduce(join, (in_floats(part, column, magnitude=magnitude) for part in _terms(number)))
    found = column(number).cast(pl.Float64)
    return found.abs() if magnitude and number.low < 0 else found


def sides(over: nodes.Number, under: nodes.Number, column: Callable[[nodes.Node], pl.Expr]) -> list[pl.Expr]:
    """``over``, its magnitude and ``under`` in floats; nan where unknown or ``under`` is not positive."""
    found = [in_floats(over, column), in_floats(over, column, magnitude=True), in_floats(under, column)]
    below = pl.when(found[2] > 0).then(found[2])
    return [part.fill_null(float("nan")) for part in (found[0], found[1], below)]


def decide(
    shares: Sequence[nodes.Share], exact: Exact, leaves: Sequence[str]
) -> Callable[[Sequence[pl.Series]], pl.Series]:
    """The function that holds one quotient against all its bars, for one batch.

    It takes the three float sides, then the leaf columns, and gives a struct with a
    field per share, meaningless where a side is nan; ``exact`` decides the rows in
    doubt from the leaves.
    """

    def run(batch: Sequence[pl.Series]) -> pl.Series:
        over, size, under = (series.to_numpy() for series in batch[:3])
        columns = {}
        for number, share in enumerate(shares):
            bar = float(share.bar)
            difference = over - bar * under
            found = _holds(share, difference)
            doubtful = np.flatnonzero(np.abs(difference) <= DOUBT * (size + abs(bar) * under))
            if doubtful.size:
                rows = pl.DataFrame([s.alias(n).gather(doubtful) for s, n in zip(batch[3:], leaves, strict=True)])
                found[doubtful] = exact(share, rows).fill_null(False).to_numpy()
            columns[str(number)] = found
        return pl.DataFrame(columns).to_struct()

    return run


def _holds(share: nodes.Share, difference: Floats) -> Truths:
    gap = -difference if share.reverse else difference
    truths: Truths = gap == 0 if share.op == "=" else gap >= 0 if share.op == ">=" else gap > 0
    return truths

"""The rule ``live``: exact means of the counted ballots, extremes dropped one at each end.

Marks become whole numbers over one common scale, so that a thousand entries add up
as fast as they would inexactly.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from gaoxin.panel.model import Ballot, Case
from gaoxin.panel.numbers import common_scale, half_up
from gaoxin.panel.scheme import Criterion, Scheme


@dataclass(frozen=True)
class Part:
    """A criterion's mean within an entry, where extremes are dropped by criterion.

    ``low`` and ``high`` name the judges whose mark was dropped at each end; ``product`` is
    what the criterion adds to the total before it is divided by the weights.
    """

    key: str
    n: int
    low: tuple[str, ...]
    high: tuple[str, ...]
    mean: Fraction
    shown: Fraction
    weight: Fraction
    product: Fraction


@dataclass(frozen=True)
class Tally:
    """An entry's counted ballots and what they come to.

    ``totals`` are whole numbers, to be divided by ``scale``; ``low`` and ``high`` are the
    positions dropped at each end; ``value`` is None where too few ballots count.
    """

    entry: str
    ballots: tuple[Ballot, ...]
    totals: tuple[int, ...]
    scale: int
    value: Fraction | None
    low: frozenset[int] = frozenset()
    high: frozenset[int] = frozenset()
    parts: tuple[Part, ...] = ()
    short: str = ""  # the criterion that too few marked, where it is one that makes the entry insufficient

    @property
    def n(self) -> int:
        return len(self.ballots)

    @property
    def dropped(self) -> int:
        """How many were dropped: of the ballots, or of each criterion's marks (the most, where they differ)."""
        by_criterion = (len(part.low) + len(part.high) for part in self.parts)
        return max(len(self.low) + len(self.high), *by_criterion, 0)

    @cached_property
    def at(self) -> Mapping[str, int]:
        """The position of each judge's ballot."""
        return {ballot.judge: at for at, ballot in enumerate(self.ballots)}

    @cached_property
    def untrimmed_mean(self) -> Fraction | None:
        return Fraction(sum(self.totals), self.scale * self.n) if self.n else None

    @cached_property
    def median(self) -> Fraction | None:
        if not self.n:
            return None
        ordered, half = sorted(self.totals), self.n // 2
        return Fraction(ordered[half] + ordered[-half - 1], 2 * self.scale)

    @property
    def range(self) -> Fraction:
        """How far the highest and the lowest ballot lie apart; nought for one."""
        return Fraction(max(self.totals) - min(self.totals), self.scale) if self.n else Fraction(0)

    def criterion_mean(self, key: str) -> Fraction | None:
        """Exact mean over all counted ballots that marked it; None where none did."""
        marks = [one.scores[key] for one in self.ballots if key in one.scores]
        return sum(marks, Fraction(0)) / len(marks) if marks else None


def tallies(case: Case, *, trim: bool) -> dict[str, Tally]:
    """Every entry's tally, by id; ``trim`` False counts all ballots alike, as adjusting does."""
    counted = case.counted
    totals, scale = _totals(case.scheme, [ballot for cast in counted.values() for ballot in cast])
    found, at = {}, 0
    for entry, cast in counted.items():
        found[entry] = _tally(case.scheme, entry, cast, totals[at : at + len(cast)], scale, trim)
        at += len(cast)
    return found


def _totals(scheme: Scheme, ballots: list[Ballot]) -> tuple[tuple[int, ...], int]:
    """The ballots' totals as whole numbers over one scale."""
    weights = {one.key: one.weight for one in scheme.criteria}
    heavy = common_scale(list(weights.values()))
    whole = {key: weight.numerator * (heavy // weight.denominator) for key, weight in weights.items()}
    fine = math.lcm(*{mark.denominator for ballot in ballots for mark in ballot.scores.values()})
    above, below = [], []
    for ballot in ballots:
        scores = ballot.scores
        above.append(sum(mark.numerator * (fine // mark.denominator) * whole[key] for key, mark in scores.items()))
        below.append(fine * (sum(map(whole.__getitem__, scores)) if scheme.weighting == "mean" else heavy))
    scale = math.lcm(*set(below))
    return tuple(top * (scale // bottom) for top, bottom in zip(above, below, strict=True)), scale


def _tally(
    scheme: Scheme, entry: str, cast: tuple[Ballot, ...], totals: tuple[int, ...], scale: int, trim: bool
) -> Tally:
    if len(cast) < scheme.min_ballots:
        return Tally(entry, cast, totals, scale, None)
    if trim and scheme.drop_by == "criterion":
        return _by_criterion(scheme, entry, cast, totals, scale)
    low, high = ends(totals, scheme.drop if trim and len(cast) >= scheme.min_for_drop else 0)
    kept = len(cast) - len(low) - len(high)
    rest = sum(totals) - sum(totals[at] for at in (*low, *high))
    value = Fraction(rest, scale * (kept if scheme.aggregate == "mean" else 1))
    return Tally(entry, cast, totals, scale, value, frozenset(low), frozenset(high))


def ends(values: tuple[int, ...] | list[Fraction], drop: int) -> tuple[list[int], list[int]]:
    """The positions of the ``drop`` lowest and the ``drop`` highest, no position in both.

    Of equal values only as many are dropped as asked for. Each value is weighed against all
    others, not against a running extreme, so that it does not matter which arrives first.
    """
    if not drop:
        return [], []
    order = sorted(range(len(values)), key=values.__getitem__)
    return order[:drop], order[-drop:]


def _by_criterion(scheme: Scheme, entry: str, cast: tuple[Ballot, ...], totals: tuple[int, ...], scale: int) -> Tally:
    """Extremes dropped within each criterion, whose mean is rounded before it is weighted, as in figure skating."""
    parts = []
    for one in scheme.criteria:
        marks = [(ballot.judge, ballot.scores[one.key]) for ballot in cast if one.key in ballot.scores]
        if len(marks) < scheme.min_ballots:
            return Tally(entry, cast, totals, scale, None, short=one.key)
        parts.append(_part(scheme, one, marks))
    value = sum((part.product for part in parts), Fraction(0))
    if scheme.weighting == "mean":
        value /= sum((one.weight for one in scheme.criteria), Fraction(0))
    return Tally(entry, cast, totals, scale, value, parts=tuple(parts))


def _part(scheme: Scheme, criterion: Criterion, marks: list[tuple[str, Fraction]]) -> Part:
    values = [mark for _, mark in marks]
    low, high = ends(values, scheme.drop if len(values) >= scheme.min_for_drop else 0)
    kept = [value for at, value in enumerate(values) if at not in {*low, *high}]
    mean = sum(kept, Fraction(0)) / (len(kept) if scheme.aggregate == "mean" else 1)
    rounded = half_up(mean, scheme.places)
    product = rounded * criterion.weight
    return Part(
        criterion.key,
        len(values),
        tuple(marks[at][0] for at in low),
        tuple(marks[at][0] for at in high),
        mean,
        rounded,
        criterion.weight,
        half_up(product, scheme.places) if scheme.round_products else product,
    )

"""Why a unit stands where it does in an evaluation, and what a step is worth (原因与杠杆)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from gaoxin.index.arrays import Floats, highest, lowest, ratio
from gaoxin.index.build import Built, build
from gaoxin.index.evaluation import DRAWS, REACH, SEED, Evaluation, without
from gaoxin.index.moves import Change, changed, gap
from gaoxin.index.ranks import ranks
from gaoxin.index.uncertainty import Weights, spread


@dataclass(frozen=True, slots=True)
class Gap:
    """What an indicator adds to how far another unit is ahead, in points of the total; ``own`` and ``other`` scores."""

    code: str
    points: float
    own: float
    other: float


def gaps(found: Evaluation, unit: str, other: str) -> list[Gap]:
    """Every indicator, what costs most first; together they are the distance of the two totals."""
    at, to, scores = found.row(unit), found.row(other), found.built.normalised
    points = gap(scores, found.weights, at, to)
    made = [
        Gap(node.code, float(points[column]), float(scores[at, column]), float(scores[to, column]))
        for column, node in enumerate(found.built.framework.indicators)
    ]
    return sorted(made, key=lambda one: (-one.points, one.code))


def above(found: Evaluation, unit: str) -> str | None:
    """The unit next above in the order; None for the first."""
    at = found.order.index(unit)
    return found.order[at - 1] if at else None


def ahead_of(found: Evaluation, unit: str, other: str) -> float:
    """The share of draws of the weights in which ``unit`` is above ``other``; a tie counts half."""
    both = [found.row(unit), found.row(other)]
    two = spread([found.built.normalised[both]], Weights(found.built.framework, REACH), DRAWS, SEED, pairs=True)
    assert two.above is not None
    return float(two.above[0, 1] / two.draws)


def percentiles(found: Evaluation) -> Floats:
    """Of how many of the others each unit is ahead on each indicator, 0–1, shape (units, indicators)."""
    scores = found.built.normalised
    places = np.column_stack([ranks(column) for column in scores.T])
    return (len(scores) - places) / (len(scores) - 1)


def changed_between(first: Evaluation, second: Evaluation, unit: str) -> tuple[Change, tuple[str, ...]]:
    """Why a unit's place is another in the second year, over the indicators that count in both, and their codes.

    Both must be of one edition.

    Raises:
        ValueError: they have no indicator in common, or the unit is not in both.
    """
    shared = [node.code for node in first.built.framework.indicators if node.code in second.built.framework.columns]
    if not shared:
        raise ValueError("the two years have no indicator in common")
    both = [_only(one.built, shared) for one in (first, second)]
    return changed(both[0], both[1], unit), tuple(shared)


def _only(built: Built, codes: Sequence[str]) -> Built:
    gone = [node.code for node in built.framework.indicators if node.code not in codes]
    if not gone:
        return built
    left = without(built.framework, gone)
    columns = [built.framework.columns[node.code] for node in left.indicators]
    return build(built.data.taking(built.data.values[:, columns]), left, replace(built.recipe, impute=None))


def usual_steps(years: Sequence[Evaluation]) -> dict[str, float]:
    """By how many points a unit moves on each indicator in a usual year: the median of what all did (年均进步).

    ``years`` are of one edition and follow each other. Without two of them, or where most
    stood still, a tenth of the distance between the better and the worse quarter.
    """
    found = {}
    for node in years[-1].built.framework.indicators:
        moves = [abs(move) for two in pairwise(years) for move in _moves(*two, node.code)]
        scores = years[-1].built.normalised[:, years[-1].built.framework.columns[node.code]]
        quarter = float(np.subtract(*np.quantile(scores, [0.75, 0.25]))) / 10
        usual = float(np.median(moves)) if moves else 0.0
        found[node.code] = usual or quarter or 1.0
    return found


def _moves(before: Evaluation, after: Evaluation, code: str) -> list[float]:
    if code not in before.built.framework.columns or code not in after.built.framework.columns:
        return []
    tables = [
        dict(zip(one.units, one.built.normalised[:, one.built.framework.columns[code]], strict=True))
        for one in (before, after)
    ]
    return [float(tables[1][unit] - tables[0][unit]) for unit in tables[0] if unit in tables[1]]


def slopes(found: Evaluation) -> dict[str, float]:
    """What one unit of each indicator is worth in points of the total, others standing still (单位贡献)."""
    turned = found.built.treated * found.built.framework.directions
    worth = ratio(found.weights * 100, highest(turned) - lowest(turned)) * found.built.framework.directions
    return dict(zip(found.built.framework.columns, worth.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Bar:
    """A step of a waterfall from one total to another; ``code`` is empty for the ends and for all the rest."""

    code: str
    low: float
    high: float
    points: float
    kind: str  # start, up, down, rest, end


def waterfall(start: float, steps: Sequence[Gap], most: int = 8) -> list[Bar]:
    """From a unit's total to another's by what each indicator adds; the smallest are told together."""
    told = sorted(steps, key=lambda one: -abs(one.points))[:most]
    rest = sum(one.points for one in steps) - sum(one.points for one in told)
    bars, at = [Bar("", 0.0, start, start, "start")], start
    for one in sorted(told, key=lambda one: -one.points):
        bars.append(_bar(one.code, at, one.points, "up" if one.points > 0 else "down"))
        at += one.points
    if len(steps) > most:
        bars.append(_bar("", at, rest, "rest"))
        at += rest
    return [*bars, Bar("", 0.0, at, at, "end")]


def _bar(code: str, at: float, points: float, kind: str) -> Bar:
    return Bar(code, min(at, at + points), max(at, at + points), points, kind)


def likely_places(found: Evaluation, unit: str, least: float = 0.001) -> list[tuple[int, float]]:
    """The places the draws put a unit at, from the first to the last of them, with the share of draws."""
    shares = found.spread.counts[found.row(unit)] / found.spread.draws
    seen = np.flatnonzero(shares >= least)
    return [(int(at) + 1, float(shares[at])) for at in range(seen[0], seen[-1] + 1)]


def ranges(found: Evaluation) -> dict[str, tuple[float, float]]:
    """The lowest and the highest value of each indicator, in its own unit."""
    values = found.built.data.values
    return {
        code: (float(values[:, at].min()), float(values[:, at].max()))
        for code, at in found.built.framework.columns.items()
    }


@dataclass(frozen=True, slots=True)
class GroupRow:
    """How a unit does in a group: its share of the total's weight, score, place among ``of``, places gained."""

    code: str
    weight: float
    score: float
    place: int
    of: int
    middle: float
    gained: int | None


def group_rows(found: Evaluation, unit: str, before: Evaluation | None = None) -> list[GroupRow]:
    """Every group of which the unit is known; ``gained`` where it is in the evaluation before too."""
    rows = []
    whole = float(found.built.framework.weights(found.built.framework.top.code).sum())
    for group in found.built.framework.children(found.built.framework.top.code):
        scores, place = _standing_in(found, unit, group.code)
        if place is None:
            continue
        was = None
        if before is not None and unit in before.units and group.code in before.built.scores:
            was = _standing_in(before, unit, group.code)[1]
        known = scores[~np.isnan(scores)]
        rows.append(
            GroupRow(
                group.code,
                (1.0 if group.weight is None else group.weight) / whole if whole else 0.0,
                float(scores[found.row(unit)]),
                place,
                len(known),
                float(np.median(known)),
                None if was is None else was - place,
            )
        )
    return rows


def _standing_in(found: Evaluation, unit: str, group: str) -> tuple[Floats, int | None]:
    scores = found.built.scores[group]
    place = ranks(scores)[found.row(unit)]
    return scores, None if np.isnan(place) else int(place)


def gap_by_group(steps: Sequence[Gap], group_of: Mapping[str, str]) -> dict[str, float]:
    """The same distance told by groups, in the order they come."""
    found: dict[str, float] = {}
    for one in sorted(steps, key=lambda one: list(group_of).index(one.code)):
        found[group_of[one.code]] = found.get(group_of[one.code], 0.0) + one.points
    return found

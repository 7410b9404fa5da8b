"""A path to a place told as work: what to bring from where to where, and how long that usually takes (提升路径)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from gaoxin.index.evaluation import Evaluation
from gaoxin.index.path import Path, path_to
from gaoxin.index.targets import targets

COUNTED = frozenset({"个", "家"})  # units of which there is no half


@dataclass(frozen=True, slots=True)
class Step:
    """One indicator to bring from ``start`` to ``goal`` in its own unit.

    ``points`` is what that adds to the total; ``years`` how many years of usual progress it takes.
    """

    code: str
    start: float
    goal: float
    points: float
    years: float


@dataclass(frozen=True)
class Way:
    """The cheapest way to a place; without steps where it is reached already, or cannot be (``path.feasible``)."""

    path: Path
    steps: tuple[Step, ...]
    years: float | None

    @property
    def place(self) -> int:
        return self.path.place


def way_to(
    found: Evaluation,
    unit: str,
    place: int,
    usual: Mapping[str, float],
    *,
    most: int | None = None,
    within: float | None = None,
    fixed: Collection[str] = (),
) -> Way:
    """What a unit would have to raise, the others standing still; the way that takes the least usual progress.

    Args:
        found: the evaluation it starts from.
        unit: whose way it is.
        place: where to.
        usual: points an indicator gains in a usual year, from :func:`gaoxin.index.reasons.usual_steps`.
        most: how many indicators may be touched at all.
        within: years of usual progress no indicator may take more than.
        fixed: indicators that may not be touched, such as those of which nothing is known.

    Raises:
        ValueError: there is no such place.
    """
    nodes, row = found.built.framework.indicators, found.row(unit)
    pace = np.array([usual[node.code] for node in nodes])
    limits = np.maximum(100 - found.built.normalised[row], 0)
    if within is not None:
        limits = np.minimum(limits, pace * within)
    limits[[node.code in fixed for node in nodes]] = 0
    path = path_to(found.built.index, found.weights, row, place, 1 / pace, limits, most=most)
    if path.steps is None:
        return Way(path, (), None)
    years = dict(zip((node.code for node in nodes), (path.steps / pace).tolist(), strict=True))
    steps = [
        Step(
            one.code,
            one.start,
            _whole(one.goal, one.goal >= one.start, found.built.framework.by_code[one.code].unit),
            one.points,
            years[one.code],
        )
        for one in targets(found.built, unit, path)
    ]
    return Way(path, tuple(steps), max((one.years for one in steps), default=0.0))


def _whole(goal: float, up: bool, unit: str) -> float:
    """Of what is counted, the next whole number that is enough."""
    if unit not in COUNTED:
        return goal
    return float(ceil(goal - 1e-9) if up else floor(goal + 1e-9))

"""The least that has to improve for a unit to reach a place (提升路径), the others standing still."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from gaoxin.index.arrays import Floats, Whole, highest, lowest, ratio

AHEAD = 1e-6  # of a point: how far above the one to be passed


@dataclass(frozen=True)
class Path:
    """What to raise and by how much, in normalised points; None of everything where the place is out of reach.

    ``missing`` is what the total still lacks when every indicator is at its limit; 0
    where the place can be reached.
    """

    place: int
    needed: float
    steps: Floats | None
    cost: float | None
    missing: float = 0.0

    @property
    def feasible(self) -> bool:
        return self.steps is not None


def path_to(
    totals: Floats, weights: Floats, unit: int, place: int, costs: Floats, limits: Floats, *, most: int | None = None
) -> Path:
    """The cheapest steps (indicators,) that bring ``unit`` to ``place``.

    ``costs`` are per point (years of usual progress, money …) and above nought,
    ``limits`` how many points each indicator can still gain; ``most`` how many
    indicators may be touched at all. Raises ``ValueError`` for a place that does not
    exist.
    """
    others = np.sort(np.delete(totals, unit))[::-1]
    if not 1 <= place <= len(totals):
        raise ValueError(f"there are places 1 to {len(totals)}, not {place}")
    if place > len(others):  # the last place is always reached
        return Path(place, 0.0, np.zeros(len(weights)), 0.0)
    needed = max(0.0, float(others[place - 1] - totals[unit]) + AHEAD)
    if needed <= AHEAD and totals[unit] > others[place - 1]:
        return Path(place, 0.0, np.zeros(len(weights)), 0.0)
    reach = weights * limits
    best = float(np.sort(reach)[::-1][: most if most is not None else len(reach)].sum())
    if best < needed:
        return Path(place, needed, None, None, needed - best)
    steps = _greedy(weights, costs, limits, needed) if most is None else _few(weights, costs, limits, needed, most)
    return Path(place, needed, steps, float(steps @ costs))


def _greedy(weights: Floats, costs: Floats, limits: Floats, needed: float) -> Floats:
    """The most points of total for the money first: exact, there being one thing to reach."""
    steps = np.zeros(len(weights))
    for at in np.argsort(-weights / costs, kind="stable"):
        if needed <= 0 or weights[at] <= 0:
            break
        steps[at] = min(limits[at], needed / weights[at])
        needed -= steps[at] * weights[at]
    return steps


def _few(weights: Floats, costs: Floats, limits: Floats, needed: float, most: int) -> Floats:
    """Touching at most so many indicators: a mixed-integer programme."""
    width = len(weights)
    zero = np.zeros(width)
    constraints = [
        LinearConstraint(np.concatenate([weights, zero]), needed, np.inf),
        LinearConstraint(np.hstack([np.eye(width), -np.diag(limits)]), -np.inf, 0),
        LinearConstraint(np.concatenate([zero, np.ones(width)]), 0, most),
    ]
    found = milp(
        np.concatenate([costs, zero]),
        constraints=constraints,
        bounds=Bounds(0, np.concatenate([limits, np.ones(width)])),
        integrality=np.concatenate([zero, np.ones(width)]),
    )
    if found.x is None:
        raise ValueError(f"no solution found: {found.message}")
    return np.asarray(np.maximum(found.x[:width], 0))


def leverage(values: Floats, directions: Whole, weights: Floats, unit: int, part: float) -> tuple[Floats, Floats]:
    """What a step of ``part`` (0.1 = a tenth) in each single indicator brings: score, and places gained.

    Each column is brought to 0…100 anew, since a new best value changes everybody's
    score. Shapes (indicators,); an indicator that is unknown for the unit gives NaN.
    """
    turned = values * directions
    base = _on_hundred(turned)
    totals = np.nansum(base * weights, axis=1)
    was = _place(totals, unit)
    gains, places = np.full(len(weights), np.nan), np.full(len(weights), np.nan)
    for at in range(len(weights)):
        if np.isnan(turned[unit, at]):
            continue
        column = turned[:, at : at + 1].copy()
        column[unit] += np.abs(column[unit]) * part
        new = totals + weights[at] * (np.nan_to_num(_on_hundred(column)[:, 0]) - np.nan_to_num(base[:, at]))
        gains[at], places[at] = new[unit] - totals[unit], was - _place(new, unit)
    return gains, places


def _on_hundred(turned: Floats) -> Floats:
    low, high = lowest(turned), highest(turned)
    return ratio(turned - low, high - low) * 100


def _place(totals: Floats, unit: int) -> int:
    return int((totals > totals[unit]).sum()) + 1

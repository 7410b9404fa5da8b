"""A multiple-choice knapsack: at most one option per owner, the most worth within a limit.

The relaxation that allows fractions is solved by sorting. Its price of money says of
almost every owner what the best plan does with it; HiGHS decides the few around the
margin, first for the most worth, then for the least cost of that worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

import numpy as np

SECONDS = 2.0  # for each of the two goals; a plan found by then is kept, and said not to be proven best
ROUNDING = 1e-7


@dataclass(frozen=True)
class Relaxed:
    """``price`` is worth per unit of cost at the margin, 0 when the limit does not bind.

    ``bound`` is more than any plan can be worth, ``taken`` a plan worth ``reached``.
    """

    price: float
    bound: float
    taken: tuple[int, ...]
    reached: float


def relax(options: Sequence[Sequence[int]], worth: Sequence[float], costs: Sequence[int], limit: int) -> Relaxed:
    """The plan with fractions allowed: steps from one option of an owner to the next better, steepest first."""
    steps = []
    for owner, places in enumerate(options):
        before, spent, gained = -1, 0, 0.0
        for place in _hull(places, worth, costs):
            more, dearer = worth[place] - gained, costs[place] - spent
            steps.append((more / dearer if dearer else float("inf"), dearer, more, owner, before, place))
            before, spent, gained = place, costs[place], worth[place]
    steps.sort(key=lambda step: (-step[0], step[1], step[3]))
    now: dict[int, int] = {}
    left, bound, reached, price = limit, 0.0, 0.0, 0.0
    for steepness, dearer, more, owner, before, place in steps:
        if now.get(owner, -1) == before and dearer <= left:
            now[owner] = place
            left -= dearer
            reached += more
            bound += more if not price else 0.0
        elif not price:
            price, bound = steepness, bound + steepness * left
    return Relaxed(price, bound, tuple(now.values()), reached)


def _hull(places: Sequence[int], worth: Sequence[float], costs: Sequence[int]) -> list[int]:
    """Options on the upper hull of worth over cost, from nothing upwards."""
    hull: list[int] = []
    for place in sorted(places, key=lambda at: (costs[at], -worth[at])):
        if hull and worth[place] <= worth[hull[-1]]:
            continue
        while hull:
            last = hull[-1]
            cost, gain = (costs[hull[-2]], worth[hull[-2]]) if len(hull) > 1 else (0, 0.0)
            if (worth[last] - gain) * (costs[place] - cost) > (worth[place] - gain) * (costs[last] - cost):
                break
            hull.pop()
        hull.append(place)
    return hull


def settle(
    options: Sequence[Sequence[int]], worth: Sequence[float], costs: Sequence[int], relaxed: Relaxed
) -> tuple[list[int], list[list[int]], list[bool]]:
    """What every best plan takes, the options of owners still open, and whether those must take one.

    An option is out when the bound, less what choosing it forgoes, is below a plan already known.
    """
    slack = relaxed.bound - relaxed.reached + ROUNDING * max(1.0, relaxed.bound)
    fixed, core, must = [], [], []
    for places in options:
        value = {place: worth[place] - relaxed.price * costs[place] for place in places}
        best = max((0.0, *value.values()))
        left = [place for place in places if best - value[place] <= slack]
        is_bound = best > slack
        if is_bound and len(left) == 1:
            fixed.append(left[0])
        elif left:
            core.append(left)
            must.append(is_bound)
    return fixed, core, must


def solve_core(
    core: Sequence[Sequence[int]], must: Sequence[bool], worth: Sequence[float], costs: Sequence[int], limit: int
) -> tuple[list[int] | None, bool]:
    """The options to take of the open owners, and whether that is proven best; None where none was found."""
    places = [place for group in core for place in group]
    if not places:
        return [], True
    # SciPy takes a second to import, and many budgets leave nothing open.
    optimize, sparse = import_module("scipy.optimize"), import_module("scipy.sparse")
    owner = [number for number, group in enumerate(core) for _ in group]
    money = np.array([costs[place] for place in places]) / 1e6
    gain = np.array([worth[place] for place in places])
    once = sparse.csr_matrix((np.ones(len(places)), (owner, range(len(places)))), shape=(len(core), len(places)))
    rows = [
        optimize.LinearConstraint(once, np.array(must, float), 1.0),
        optimize.LinearConstraint(money[None, :], -np.inf, limit / 1e6),
    ]
    shared = {
        "integrality": np.ones(len(places)),
        "bounds": optimize.Bounds(0, 1),
        "options": {"time_limit": SECONDS, "mip_rel_gap": 0.0},
    }
    first = optimize.milp(-gain, constraints=rows, **shared)
    if first.x is None:
        return None, False
    best = float(gain @ np.rint(first.x))
    rows.append(optimize.LinearConstraint(gain[None, :], best - ROUNDING * max(1.0, best), np.inf))
    second = optimize.milp(money, constraints=rows, **shared)
    found = first.x if second.x is None else second.x
    taken = [place for place, share in zip(places, found, strict=True) if share > 0.5]
    return taken, first.status == 0 and second.status == 0

"""A path to a place turned into work: targets shared out to those responsible, and how far each is (目标分解)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gaoxin.index.aggregate import flat_weights
from gaoxin.index.build import Built
from gaoxin.index.path import Path


@dataclass(frozen=True, slots=True)
class Target:
    """One indicator to raise (or to lower, where low is good).

    Args:
        code: of the indicator.
        owner: who is responsible; empty where nobody is named.
        start, goal: in the indicator's own unit.
        points: what reaching it adds to the total.
    """

    code: str
    owner: str
    start: float
    goal: float
    points: float

    def progress(self, now: float | None) -> float | None:
        """How much of the way is done, 0–1 and beyond; None where today's value is not known."""
        if now is None or self.goal == self.start:
            return None
        return (now - self.start) / (self.goal - self.start)


def targets(built: Built, unit: str, path: Path, owners: Mapping[str, str] | None = None) -> list[Target]:
    """The steps of a path in the indicators' own units, what adds most first.

    The scale is that of the index: a min–max score back to a value. An indicator whose
    value had been drawn in or transformed has no such way back and raises.

    Args:
        built: the index the path was found on, normalised by min–max.
        unit: whose path it is.
        path: from :func:`gaoxin.index.path.path_to`; one that is not feasible gives none.
        owners: who is responsible, by the indicator's code.

    Raises:
        ValueError: the scale is another, or an indicator of the path was treated for outliers.
    """
    if path.steps is None:
        return []
    if built.recipe.normalise != "minmax":
        raise ValueError("targets are worked out on a min–max scale")
    row = built.data.units.index(unit)
    low, high = (float(built.recipe.scale.get(name, usual)) for name, usual in (("low", 0.0), ("high", 100.0)))
    weights, found = flat_weights(built.framework), []
    for at, node in enumerate(built.framework.indicators):
        steps = float(path.steps[at])
        if steps <= 0:
            continue
        if built.treatment and built.treatment[at].method != "none":
            raise ValueError(f"{node.code} was treated for outliers: a score has no one value behind it")
        column = built.treated[:, at]
        span = float(column.max() - column.min()) / (high - low)
        start = float(built.treated[row, at])
        goal = start + node.direction * steps * span
        gain = float(steps * weights[at])
        found.append(Target(node.code, (owners or {}).get(node.code, ""), start, goal, gain))
    return sorted(found, key=lambda one: -one.points)


@dataclass(frozen=True, slots=True)
class Share:
    """A bureau's part of the targets and how far it is; ``done`` None where nothing of it is known."""

    owner: str
    targets: tuple[Target, ...]
    done: float | None
    unknown: int


def by_owner(found: Sequence[Target], now: Mapping[str, float | None]) -> list[Share]:
    """Targets by who is responsible, with progress weighted by what each adds; those of nobody come last."""
    owners = sorted(dict.fromkeys(one.owner for one in found), key=lambda owner: (not owner, owner))
    return [_share(owner, [one for one in found if one.owner == owner], now) for owner in owners]


def _share(owner: str, mine: Sequence[Target], now: Mapping[str, float | None]) -> Share:
    known = [(one.points, done) for one in mine if (done := one.progress(now.get(one.code))) is not None]
    whole = sum(points for points, _ in known)
    done = sum(points * min(max(part, 0.0), 1.0) for points, part in known) / whole if whole else None
    return Share(owner, tuple(mine), done, len(mine) - len(known))


def shared_out(total: int, parts: Mapping[str, int]) -> dict[str, int]:
    """A whole number shared out in proportion, nothing left over: the largest remainders get one more.

    Raises:
        ValueError: a part below nought, or all of them nought.

    >>> shared_out(10, {"科技局": 1, "工信局": 1, "投促局": 1})
    {'科技局': 4, '工信局': 3, '投促局': 3}
    """
    whole = sum(parts.values())
    if whole <= 0 or min(parts.values()) < 0:
        raise ValueError("parts are not below nought, and one is above")
    exact = {name: Fraction(total * part, whole) for name, part in parts.items()}
    found = {name: share.numerator // share.denominator for name, share in exact.items()}
    left = total - sum(found.values())
    for name in sorted(exact, key=lambda one: found[one] - exact[one])[:left]:
        found[name] += 1
    return found

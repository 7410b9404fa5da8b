"""A unit beside its peers, indicator by indicator: where it is strong and where it is weak (优势与短板)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gaoxin.index.aggregate import flat_weights
from gaoxin.index.arrays import Whole
from gaoxin.index.build import Built
from gaoxin.index.ranks import ranks


@dataclass(frozen=True, slots=True)
class Beside:
    """One indicator of a unit among its peers.

    Args:
        code: of the indicator.
        value: as it was normalised from, imputed or not.
        score: on the scale of the index.
        place: among the peers that are known, itself included; 1 is the best.
        of: how many those are.
        median, best: scores of the peers, itself included.
        behind: points of the total that the distance to the best costs.
        imputed: whether its value was put in; such a one is neither strength nor weakness.
    """

    code: str
    value: float
    score: float
    place: int
    of: int
    median: float
    best: float
    behind: float
    imputed: bool

    @property
    def share(self) -> float:
        """How many of the others it is ahead of, 0–1; ½ where there is no other."""
        return (self.of - self.place) / (self.of - 1) if self.of > 1 else 0.5


def beside(built: Built, unit: str, peers: Sequence[str] | None = None) -> list[Beside]:
    """Every indicator that is known of a unit, in the framework's order.

    Args:
        built: the index.
        unit: its code.
        peers: codes of those it is compared with; all by default. The unit itself need not be among them.

    Raises:
        KeyError: a unit that is not in the index.
    """
    at = _rows(built, [unit])[0]
    among = np.arange(len(built.data)) if peers is None else np.unique(_rows(built, [unit, *peers]))
    weights = flat_weights(built.framework)
    found = []
    for column, node in enumerate(built.framework.indicators):
        scores = built.normalised[among, column]
        own = float(built.normalised[at, column])
        if np.isnan(own):
            continue
        known = scores[~np.isnan(scores)]
        place = int(ranks(np.append(own, known))[0])
        best = float(known.max())
        found.append(
            Beside(
                node.code,
                float(built.data.values[at, column]),
                own,
                place,
                len(known),
                float(np.median(known)),
                best,
                float(weights[column] * (best - own)),
                bool(built.imputed[at, column]),
            )
        )
    return found


def strengths(found: Sequence[Beside], count: int = 5, least: float = 0.75) -> list[Beside]:
    """The indicators on which it is ahead of most, the best place first; put-in values are left out."""
    good = [one for one in found if not one.imputed and one.share >= least and one.of > 1]
    return sorted(good, key=lambda one: (-one.share, one.place))[:count]


def weaknesses(found: Sequence[Beside], count: int = 5, most: float = 0.25) -> list[Beside]:
    """The indicators on which most are ahead, what costs the total most first; put-in values are left out."""
    bad = [one for one in found if not one.imputed and one.share <= most and one.of > 1]
    return sorted(bad, key=lambda one: (-one.behind, one.share))[:count]


def _rows(built: Built, units: Sequence[str]) -> Whole:
    places = {unit: row for row, unit in enumerate(built.data.units)}
    absent = [unit for unit in units if unit not in places]
    if absent:
        raise KeyError(f"not in the index: {', '.join(absent)}")
    return np.array([places[unit] for unit in units])


def group_middles(built: Built, groups: Sequence[str], peers: Sequence[str]) -> list[float]:
    """The middle score of some units in each group; NaN where nothing is known of any.

    Raises:
        KeyError: a unit that is not in the index.
    """
    rows = _rows(built, peers)
    found = []
    for group in groups:
        scores = built.scores[group][rows]
        known = scores[~np.isnan(scores)]
        found.append(float(np.median(known)) if len(known) else float("nan"))
    return found

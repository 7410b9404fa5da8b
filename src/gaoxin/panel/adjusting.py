"""The mode ``adjusted``: pools whose judges are levelled, and pools that may not be, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from gaoxin.panel.effects import (
    NEVER,
    Ballots,
    Fit,
    Floats,
    components,
    connectivity,
    crossing,
    fit,
    reml,
    robust_fit,
    system,
)
from gaoxin.panel.live import Tally
from gaoxin.panel.numbers import FINE, half_up, shown
from gaoxin.panel.scheme import Effects

APART = 1e-9  # connectivity of a pool that falls apart, but for what floats leave

Refused = Literal["", "apart", "loose", "few"]


@dataclass(frozen=True)
class JudgeEffect:
    """How lenient a judge was in a pool.

    Args:
        raw_mean: of the judge's own ballots, in points.
        effect: b: above nought the judge gives more than others would for the same entries; rounded to 6 places.
        is_sought: False where too few ballots were cast and the effect was kept at nought.
        variance: mean squared residual, in points squared.
        weight: 1 unless the judges were weighed by their scatter.
    """

    judge: str
    n: int
    raw_mean: Fraction
    effect: Fraction
    is_sought: bool
    variance: float
    weight: float

    def as_dict(self) -> dict[str, Any]:
        return {
            "n": self.n,
            "raw_mean": shown(self.raw_mean, FINE),
            "effect": shown(self.effect, FINE),
            "sought": self.is_sought,
            "variance": round(self.variance, FINE),
            "weight": round(self.weight, FINE),
        }


@dataclass(frozen=True)
class PoolEffects:
    """One pool's adjustment; ``refused`` says why there is none, and then entries keep their raw mean."""

    pool: str
    refused: Refused
    components: int
    connectivity: float
    judges: tuple[JudgeEffect, ...]
    variance: float
    values: Mapping[str, Fraction]

    def as_dict(self) -> dict[str, Any]:
        return {
            "applied": not self.refused,
            "refused": self.refused or None,
            "components": self.components,
            "connectivity": round(self.connectivity, FINE),
            "variance": round(self.variance, FINE),
            "values": {entry: shown(value, FINE) for entry, value in sorted(self.values.items())},
            "judges": {one.judge: one.as_dict() for one in self.judges},
        }


@dataclass(frozen=True)
class Adjustment:
    """All pools of a round, and the λ they share: announced beforehand, or estimated once (``reml``)."""

    shrinkage: float
    estimated: bool
    robust: bool
    pools: tuple[PoolEffects, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "shrinkage": None if self.shrinkage == NEVER else round(self.shrinkage, FINE),
            "estimated": self.estimated,
            "robust": self.robust,
            "pools": {one.pool: one.as_dict() for one in self.pools},
        }


@dataclass(frozen=True)
class _Pool:
    name: str
    tallies: tuple[Tally, ...]
    judges: tuple[str, ...]
    ballots: Ballots


def adjust(pools: Mapping[str, Sequence[Tally]], effects: Effects) -> Adjustment:
    """Level the judges of every pool; entries that have too few ballots are left out beforehand.

    The same ballots in any order give the same numbers: arrays are laid out by id.
    """
    laid = [_lay(name, tallies) for name, tallies in pools.items()]
    crossed = [crossing(one.ballots, np.ones(len(one.ballots.total))) for one in laid]
    checks = [_check(one.ballots, met) for one, met in zip(laid, crossed, strict=True)]
    refused = [_refusal(one, check, effects) for one, check in zip(laid, checks, strict=True)]
    systems = [system(one.ballots, effects.min_ballots, crossed=met) for one, met in zip(laid, crossed, strict=True)]
    usable = [one for one, why in zip(systems, refused, strict=True) if not why]
    ratio = reml(usable or systems) if effects.shrinkage == "reml" else float(effects.shrinkage)
    found = []
    for one, equations, check, why in zip(laid, systems, checks, refused, strict=True):
        fitted = robust_fit(equations, ratio, effects.min_ballots) if effects.robust else fit(equations, ratio)
        found.append(_pool_effects(one, fitted, check, why, effects))
    return Adjustment(ratio, effects.shrinkage == "reml", effects.robust, tuple(found))


def _lay(name: str, tallies: Sequence[Tally]) -> _Pool:
    ordered = tuple(sorted(tallies, key=lambda one: one.entry))
    judges = tuple(sorted({ballot.judge for tally in ordered for ballot in tally.ballots}))
    number = {judge: at for at, judge in enumerate(judges)}
    entry = [at for at, tally in enumerate(ordered) for _ in tally.ballots]
    judge = [number[ballot.judge] for tally in ordered for ballot in tally.ballots]
    total = [whole / tally.scale for tally in ordered for whole in tally.totals]
    arrays = (np.array(entry, np.int64), np.array(judge, np.int64), np.array(total, np.float64))
    return _Pool(name, ordered, judges, Ballots(*arrays, len(ordered), len(judges)))


def _check(ballots: Ballots, crossed: Floats) -> tuple[int, float]:
    """Into how many parts a pool falls, and its connectivity; parts are counted only where there may be several."""
    link = connectivity(ballots, crossed)
    return (1 if link > APART else components(ballots)), link


def _refusal(pool: _Pool, check: tuple[int, float], effects: Effects) -> Refused:
    parts, link = check
    if parts > 1:
        return "apart"
    if link < effects.connectivity:
        return "loose"
    return "" if (pool.ballots.per_judge >= effects.min_ballots).any() else "few"


def _pool_effects(
    pool: _Pool, fitted: Fit, check: tuple[int, float], refused: Refused, effects: Effects
) -> PoolEffects:
    ballots = pool.ballots
    own, pooled = fitted.variances(ballots)
    sums = np.bincount(ballots.judge, ballots.total, ballots.judges)
    judges = tuple(
        JudgeEffect(
            judge,
            int(n),
            fine(float(sums[at] / n)),
            fine(float(fitted.judges[at])),
            bool(n >= effects.min_ballots),
            float(own[at]),
            float(fitted.weights[at]),
        )
        for at, (judge, n) in enumerate(zip(pool.judges, ballots.per_judge, strict=True))
    )
    values = {
        tally.entry: (tally.untrimmed_mean or Fraction(0)) if refused else fine(float(fitted.entries[at]))
        for at, tally in enumerate(pool.tallies)
    }
    return PoolEffects(pool.name, refused, *check, judges, pooled, values)


def fine(value: float) -> Fraction:
    """A float rounded to six places, exact from there on: what is compared is what is published."""
    return half_up(Fraction(f"{value:.12f}"), FINE)

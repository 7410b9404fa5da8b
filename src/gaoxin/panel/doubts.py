"""What a committee should look at before a result goes out: disputed entries, odd judges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from gaoxin.panel.adjusting import Adjustment, JudgeEffect, PoolEffects, adjust
from gaoxin.panel.live import Tally, tallies
from gaoxin.panel.model import Ballot, Case
from gaoxin.panel.numbers import fraction_text
from gaoxin.panel.scheme import Scheme

Kind = Literal["variance", "severity", "flat", "straight"]

FAR = 3.5  # spreads from the middle judge at which a severity is extreme
SPREAD = 1.4826  # median absolute deviation → standard deviation, of a normal law
NOTHING = 1e-9  # points squared: what floats leave of residuals where marks fit the model exactly
LEAST = 3  # ballots below which sameness says nothing


@dataclass(frozen=True)
class Dispute:
    """An entry whose highest and lowest ballot lie further apart than the scheme lets pass."""

    entry: str
    pool: str
    range: Fraction
    limit: Fraction
    low: tuple[str, Fraction]
    high: tuple[str, Fraction]
    n: int

    def as_dict(self) -> dict[str, Any]:
        ends = {name: {"judge": judge, "total": fraction_text(total)}
                for name, (judge, total) in (("lowest", self.low), ("highest", self.high))}  # fmt: skip
        limits = {"range": fraction_text(self.range), "limit": fraction_text(self.limit)}
        return {"entry": self.entry, "pool": self.pool, **limits, **ends, "n": self.n}


@dataclass(frozen=True)
class Alarm:
    """A judge whose ballots are odd in one way; it says look, not guilty.

    Args:
        kind: ``variance``: scatters; ``severity``: far stricter or more lenient than the others; ``flat``: the same
            total for every entry; ``straight``: the same mark for every criterion of every ballot.
        value, limit: what was found and where it becomes odd: times the pooled variance, points from the middle
            judge, or ballots.
    """

    judge: str
    pool: str
    kind: Kind
    value: float
    limit: float
    n: int

    def as_dict(self) -> dict[str, Any]:
        rounded = {"value": round(self.value, 6), "limit": round(self.limit, 6)}
        return {"judge": self.judge, "pool": self.pool, "kind": self.kind, **rounded, "n": self.n}


def disputes(case: Case) -> tuple[Dispute, ...]:
    """Entries for a third party's review, the widest first. A range on the limit is no dispute."""
    limit, found = case.scheme.dispute_range, []
    pools = {one.id: one.pool for one in case.entries}
    for entry, tally in tallies(case, trim=False).items():
        if tally.range > limit:
            ends = [
                (tally.ballots[at].judge, Fraction(tally.totals[at], tally.scale))
                for at in (tally.totals.index(pick(tally.totals)) for pick in (min, max))
            ]
            found.append(Dispute(entry, pools[entry], tally.range, limit, ends[0], ends[1], tally.n))
    return tuple(sorted(found, key=lambda one: (-one.range, one.entry)))


def judge_effects(case: Case) -> Adjustment:
    """How strict or lenient each judge is, whatever the mode: for the committee's eyes."""
    found = tallies(case, trim=False)
    pools = {pool: [found[one.id] for one in entries] for pool, entries in case.pools.items()}
    return adjust({pool: [one for one in all_ if one.n] for pool, all_ in pools.items()}, case.scheme.effects)


def alarms(case: Case, effects: Adjustment | None = None) -> tuple[Alarm, ...]:
    """Odd judges, pool by pool; a judge with few ballots is not judged by them.

    ``effects`` is what :func:`judge_effects` said of the case, where that is at hand.
    """
    found = tallies(case, trim=False)
    alarmed: list[Alarm] = []
    for pool in (effects or judge_effects(case)).pools:
        ballots = _by_judge(found[one.id] for one in case.pools[pool.pool])
        alarmed += _scattered(pool, case.scheme)
        alarmed += _extreme(pool, case.scheme.effects.min_ballots)
        alarmed += _same(pool.pool, ballots, case.scheme)
    return tuple(sorted(alarmed, key=lambda one: (one.pool, one.judge, one.kind)))


def _by_judge(found: Iterator[Tally]) -> Mapping[str, list[tuple[Ballot, int]]]:
    judges: dict[str, list[tuple[Ballot, int]]] = {}
    for tally in found:
        for ballot, total in zip(tally.ballots, tally.totals, strict=True):
            judges.setdefault(ballot.judge, []).append((ballot, total))
    return judges


def _scattered(pool: PoolEffects, scheme: Scheme) -> Iterator[Alarm]:
    limit = float(scheme.effects.odd_judge)
    for one in pool.judges:
        if one.is_sought and pool.variance > NOTHING and one.variance > limit * pool.variance:
            yield Alarm(one.judge, pool.pool, "variance", one.variance / pool.variance, limit, one.n)


def _extreme(pool: PoolEffects, least: int) -> Iterator[Alarm]:
    """Effects far from the middle judge's, in spreads of the judges, and beyond the noise of one ballot.

    The spread is taken from the median, so that one extreme judge of seven does not hide in it.
    """
    judges: Sequence[JudgeEffect] = [one for one in pool.judges if one.n >= least]
    if len(judges) < LEAST:
        return
    effects = np.array([float(one.effect) for one in judges])
    away = np.abs(effects - np.median(effects))
    limit = max(FAR * SPREAD * float(np.median(away)), pool.variance**0.5, NOTHING**0.5)
    for one, far in zip(judges, away, strict=True):
        if far > limit:
            yield Alarm(one.judge, pool.pool, "severity", float(far), limit, one.n)


def _same(pool: str, judges: Mapping[str, list[tuple[Ballot, int]]], scheme: Scheme) -> Iterator[Alarm]:
    for judge, cast in judges.items():
        if len(cast) < LEAST:
            continue
        if len({total for _, total in cast}) == 1:
            yield Alarm(judge, pool, "flat", len(cast), LEAST, len(cast))
        elif len(scheme.criteria) > 1 and all(_is_straight(scheme, ballot) for ballot, _ in cast):
            yield Alarm(judge, pool, "straight", len(cast), LEAST, len(cast))


def _is_straight(scheme: Scheme, ballot: Ballot) -> bool:
    """Whether every criterion has the same mark, as a part of its range where it has one."""
    parts = set()
    for one in scheme.criteria:
        mark = ballot.scores.get(one.key)
        if mark is None:
            return False
        bounded = one.minimum is not None and one.maximum is not None
        low, high = (one.minimum or Fraction(0), one.maximum or Fraction(1)) if bounded else (Fraction(0), Fraction(1))
        parts.add((mark - low) / (high - low))
    return len(parts) == 1

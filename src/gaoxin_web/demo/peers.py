"""Values of all zones for every indicator of an evaluation, made up from a seed (模拟数据).

A zone has a strength that drifts over the years, and a bent of its own for each
indicator; values go with both. Which zones are strong is a guess by what they are, no finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from gaoxin.index.zones import Place, in_year
from gaoxin_web.demo.spreads import EDITIONS, Spread

FIRST_YEAR = 2021
SEED = 178
LOST = 0.012  # how often a zone's value is not known
STRONG = (
    *("中关村", "深圳", "上海张江", "苏州工业园区", "武汉东湖", "西安", "成都", "杭州", "南京", "合肥", "广州"),
    *("济南", "长沙", "厦门火炬", "郑州", "青岛", "天津滨海", "宁波", "苏州", "无锡", "重庆", "沈阳", "大连"),
)
STRENGTHS = {"合肥": 2.35, "广州": 2.3, "石嘴山": -0.35}  # of the zones that are demonstrated

Floats = npt.NDArray[np.float64]
Values = dict[str, dict[str, float]]  # zone → indicator → value


@dataclass(frozen=True)
class Country:
    """All national zones; the same seed gives the same values, and a zone more changes nobody else's."""

    places: Mapping[str, Place]

    @cached_property
    def strengths(self) -> dict[str, float]:
        """In the first year: the strong ones by where they stand in the list, the others by chance."""
        found = {}
        for name in self.places:
            drawn = float(_numbers("strength", name).normal(-0.5, 0.9))
            if name in STRONG:
                drawn = 2.8 - 0.09 * STRONG.index(name) + 0.1 * drawn
            found[name] = STRENGTHS.get(name, drawn)
        return found

    def strength(self, name: str, year: int) -> float:
        steps = _numbers("drift", name).normal(0, 0.12, max(year - FIRST_YEAR, 0))
        return self.strengths[name] + float(steps.sum())

    def values(self, edition: str, name: str, year: int) -> dict[str, float]:
        """One zone's value of every indicator in a year."""
        spreads, strength = EDITIONS[edition], self.strength(name, year)
        bent = _numbers("bent", edition, name).normal(size=len(spreads))
        luck = _numbers("luck", edition, name, year).normal(size=len(spreads))
        own = 0.92 * bent + 0.39 * luck
        return {
            code: _drawn(spread, spread.load * strength + (1 - spread.load**2) ** 0.5 * float(at), year)
            for (code, spread), at in zip(spreads.items(), own, strict=True)
        }

    def table(self, edition: str, year: int) -> Values:
        """The values of all zones of a year; a few are not known."""
        found: Values = {}
        for name in in_year(self.places, year):
            values = self.values(edition, name, year)
            lost = _numbers("lost", edition, name, year).random(len(values)) < LOST
            found[name] = {code: value for (code, value), gone in zip(values.items(), lost, strict=True) if not gone}
        return found


def _drawn(spread: Spread, at: float, year: int) -> float:
    """A value so many spreads from the middle."""
    middle = spread.middle * (1 + spread.growth) ** (year - FIRST_YEAR)
    value = middle + spread.wide * at if spread.even else middle * float(np.exp(spread.wide * at))
    bounded = min(max(value - spread.shift, spread.low), spread.high)
    return round(bounded, spread.digits) + 0.0


def _numbers(*what: object) -> np.random.Generator:
    """Numbers of one thing: what it is called is the seed."""
    words = "/".join(str(part) for part in what).encode()
    return np.random.Generator(np.random.PCG64([SEED, *words]))

"""Whom the zone is compared with: all, its province, those about it in place, or some that are chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin.index.evaluation import Evaluation
from gaoxin.index.framework import Node
from gaoxin.index.peers import group_middles
from gaoxin_web.evaluation.queries.standing import Standing
from gaoxin_web.evaluation.queries.tables import NEAR, province_of

KINDS: Mapping[str, Any] = {
    "all": gettext_lazy("全部高新区"),
    "near": gettext_lazy("位次相近（上下 10 位）"),
    "province": gettext_lazy("同省份"),
    "chosen": gettext_lazy("自选"),
}


@dataclass(frozen=True)
class Among:
    """The zones compared with; ``units`` are the others, ``kind`` how they were found."""

    kind: str
    unit: str
    units: tuple[str, ...]
    found: Evaluation

    @property
    def middle_words(self) -> str:
        return _("%(whom)s的中位") % {"whom": KINDS[self.kind]}

    @property
    def best(self) -> str | None:
        """The first of them in place."""
        return next((unit for unit in self.found.order if unit in self.units), None)

    def scores_of(self, unit: str, groups: Sequence[Node]) -> list[float]:
        row = self.found.row(unit)
        return [float(self.found.built.scores[group.code][row]) for group in groups]

    def middles(self, groups: Sequence[Node]) -> list[float]:
        return group_middles(self.found.built, [group.code for group in groups], self.units)

    def in_order(self, most: int) -> list[str]:
        """The zone and the others in order of place; of many, the nearest to it."""
        order = [unit for unit in self.found.order if unit in self.units or unit == self.unit]
        at = order.index(self.unit)
        start = max(0, min(at - most // 2, len(order) - most))
        return order[start : start + most]


def among(standing: Standing, kind: str, chosen: Sequence[str]) -> Among:
    """By what was asked for; a choice that leaves nobody falls back on all."""
    found, unit = standing.evaluation, standing.unit
    assert found is not None
    others = tuple(one for one in found.units if one != unit)
    at = found.order.index(unit)
    parts = {
        "near": [one for one in found.order[max(0, at - NEAR) : at + NEAR + 1] if one != unit],
        "province": [one for one in others if province_of(one) and province_of(one) == province_of(unit)],
        "chosen": [one for one in others if one in chosen],
    }
    units = tuple(parts.get(kind, ()))
    return Among(kind, unit, units, found) if units else Among("all", unit, others, found)

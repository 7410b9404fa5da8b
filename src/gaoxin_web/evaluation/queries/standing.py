"""The evaluation of a zone in a year, as pages ask for it: worked out once for what it stands on, then remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from gaoxin.index.evaluation import Evaluation, evaluate
from gaoxin.index.official import Edition, Group, Indicator
from gaoxin_web.accounts.models import Zone
from gaoxin_web.evaluation.models import PeerTable, Published
from gaoxin_web.evaluation.queries.editions import edition_for, editions
from gaoxin_web.evaluation.queries.places import unit_of
from gaoxin_web.evaluation.queries.register import State, state_of
from gaoxin_web.evaluation.queries.values import Known, own_values, weights_of, years_of
from gaoxin_web.rulebook import rulebook

REMEMBERED = 64  # evaluations: a few zones, each with its years
Figures = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Standing:
    """One zone in one year.

    Args:
        unit: what the zone is called among the others.
        own: what is known of it, by indicator.
        peers: the others' values; None where there are none.
        weights: what somebody entered, by node.
        state: of the register when it was asked.
    """

    zone: Zone
    edition: Edition
    year: int
    unit: str
    own: Mapping[str, Known]
    peers: PeerTable | None
    weights: Mapping[str, float]
    state: State

    @property
    def values(self) -> dict[str, float]:
        """The zone's own values, as far as they are known."""
        return {code: known.value for code, known in self.own.items() if known.value is not None}

    @cached_property
    def evaluation(self) -> Evaluation | None:
        """None where there is nobody to compare with, or nothing of the zone itself is known."""
        return self.with_other(self.values, self.weights) if self.values else None

    def with_other(self, values: Mapping[str, float], weights: Mapping[str, float]) -> Evaluation | None:
        """The same year had the zone these values, or indicators and groups these weights."""
        if self.peers is None:
            return None
        return _evaluated(self.edition.id, rulebook().digest, self.mark, self.unit, _figures(values), _figures(weights))

    @property
    def mark(self) -> tuple[int, str]:
        """What tells one table of peers from every other that was or will be."""
        return (self.peers.pk, self.peers.at.isoformat()) if self.peers else (0, "")

    @property
    def guesses_weights(self) -> bool:
        """Whether a weight is not known and counts as 1."""
        return self.edition.is_simulated(self.weights)

    @property
    def simulated(self) -> bool:
        """Whether the total is no official one: a weight is not known, or the others' values are made up (模拟分)."""
        return self.guesses_weights or self.peers is None or self.peers.simulated

    @property
    def label(self) -> str:
        return f"{self.edition.id}:{self.year}"

    @cached_property
    def group_of(self) -> Mapping[str, Group]:
        return {one.id: group for group in self.edition.groups for one in group.indicators}

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        return {one.id: one for one in self.edition.indicators()}


def _figures(found: Mapping[str, float]) -> Figures:
    return tuple(sorted(found.items()))


@lru_cache(maxsize=REMEMBERED)
def _evaluated(
    edition: str, _book: str, peers: tuple[int, str], unit: str, own: Figures, weights: Figures
) -> Evaluation | None:
    """By the mark of the table of peers: a table is never changed, only replaced by another."""
    others = _others(peers)
    return evaluate(editions()[edition].framework(dict(weights)), {**others, unit: dict(own)})


@lru_cache(maxsize=16)
def _others(peers: tuple[int, str]) -> dict[str, dict[str, float | None]]:
    return dict(PeerTable.objects.values_list("values", flat=True).get(pk=peers[0]))


def standing_of(zone: Zone, year: int, chosen: str = "", state: State | None = None) -> Standing:
    """A zone's standing in a year.

    Raises:
        GaoxinError: the rulebook has no edition at all.
    """
    edition, state = edition_for(zone, year, chosen), state or state_of(zone)
    peers = PeerTable.objects.filter(zone=zone, edition=edition.id, year=year).defer("values", "cells").first()
    own, weights = own_values(zone, edition, year, state), weights_of(zone, edition)
    return Standing(zone, edition, year, unit_of(zone), own, peers, weights, state)


def years_known(zone: Zone, state: State | None = None) -> dict[int, Edition]:
    """The years of which anything is known, the newest first, each with the edition it is evaluated by."""
    found, state = {}, state or state_of(zone)
    for year in sorted({year for one in editions().values() for year in years_of(zone, one, state)}, reverse=True):
        found[year] = edition_for(zone, year)
    return found


def years_before(standing: Standing, count: int = 6) -> list[Standing]:
    """The years up to this one of the same edition that can be compared, the oldest first, this one the last."""
    years = range(max(standing.edition.start, standing.year - count), standing.year)
    found = [standing_of(standing.zone, year, standing.edition.id, standing.state) for year in years]
    return [one for one in [*found, standing] if one.evaluation is not None]


def published_of(zone: Zone) -> dict[int, Published]:
    """The places it was given officially, by year."""
    return {one.year: one for one in Published.objects.filter(zone=zone).select_related("paper")}

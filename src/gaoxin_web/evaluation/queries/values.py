"""What is known of a zone for an edition and a year: its own values, the weights it entered, the other zones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gaoxin.index.measures import Answer
from gaoxin.index.official import Edition, Indicator
from gaoxin_web.accounts.models import Zone
from gaoxin_web.evaluation.models import Entry, NodeWeight, PeerTable
from gaoxin_web.evaluation.queries.editions import edition_for, editions
from gaoxin_web.evaluation.queries.register import State, answers_of, register_years

__all__ = ["Known", "edition_for", "editions", "own_values", "peers_of", "weights_of", "years_of"]


@dataclass(frozen=True)
class Known:
    """A zone's value of an indicator in a year.

    What was entered with a paper stands before what the register comes to; both are kept, to be seen beside
    each other. What is not known is None, never nought.

    Args:
        value: in the indicator's unit.
        entry: the newest that was entered.
        answer: what the register comes to; None where it has not the facts for it.
    """

    indicator: Indicator
    value: float | None
    source: Literal["register", "entry", ""]
    entry: Entry | None = None
    answer: Answer | None = None

    @property
    def registered(self) -> float | None:
        """What the register comes to, whether it stands or not."""
        return None if self.answer is None or self.answer.value is None else float(self.answer.value)

    @property
    def entered(self) -> float | None:
        """What was entered, whether it stands or not."""
        return None if self.entry is None else float(self.entry.value)


def own_values(zone: Zone, edition: Edition, year: int, state: State | None = None) -> dict[str, Known]:
    """The zone's own values, by indicator in the edition's order; those not known are among them."""
    entries = Entry.objects.filter(zone=zone, edition=edition.id, year=year).select_related("paper")
    return known(edition, {entry.indicator: entry for entry in entries}, answers_of(zone, edition, year, state))


def known(edition: Edition, entries: Mapping[str, Entry], answers: Mapping[str, Answer]) -> dict[str, Known]:
    """Which of what was entered and what the register comes to stands for each indicator."""
    found = {}
    for one in edition.indicators():
        entry, answer = entries.get(one.id), answers.get(one.id)
        if entry is not None:
            found[one.id] = Known(one, float(entry.value), "entry", entry, answer)
        elif answer is not None and answer.value is not None:
            found[one.id] = Known(one, float(answer.value), "register", None, answer)
        else:
            found[one.id] = Known(one, None, "", None, answer)
    return found


def weights_of(zone: Zone, edition: Edition) -> dict[str, float]:
    """The weights the zone entered for nodes of which the edition gives none; what a document says goes first."""
    rows = NodeWeight.objects.filter(zone=zone, edition=edition.id).values_list("node", "value")
    unknown = set(edition.framework().unknown_weights)
    return {node: float(value) for node, value in rows if node in unknown}


def peers_of(zone: Zone, edition: Edition, year: int) -> PeerTable | None:
    """The values of other zones that count in a year: the newest table."""
    return PeerTable.objects.filter(zone=zone, edition=edition.id, year=year).order_by("-pk").first()


def years_of(zone: Zone, edition: Edition, state: State | None = None) -> list[int]:
    """The years of an edition of which anything is known, the oldest first."""
    entered = Entry.objects.filter(zone=zone, edition=edition.id).values_list("year", flat=True)
    compared = PeerTable.objects.filter(zone=zone, edition=edition.id).values_list("year", flat=True)
    filed = [year for year in register_years(zone, state) if edition.start <= year <= (edition.end or year)]
    return sorted({*entered.order_by().distinct(), *compared.order_by().distinct(), *filed})

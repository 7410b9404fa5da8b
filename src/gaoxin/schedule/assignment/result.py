"""What an assignment answers: who judges what, how evenly, how judges hang together, and what could not be had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

from gaoxin.schedule.assignment.case import Pair
from gaoxin.schedule.words import Words

State = Literal["fixed", "kept", "new"]
Wish = Literal["seats", "experts", "least", "cross", "connected"]


class Cast(NamedTuple):
    """One judge on one entry.

    ``expert``: the judge knows one of its topics; ``crosses``: the judge comes from another panel.
    ``state``: begun before (fixed), planned before (kept), or new.
    """

    entry: str
    judge: str
    expert: bool
    crosses: bool
    state: State

    @property
    def pair(self) -> Pair:
        return Pair(self.entry, self.judge)


class Seats(NamedTuple):
    """An entry's judges."""

    entry: str
    wanted: int
    judges: tuple[str, ...]
    experts: int

    @property
    def short(self) -> int:
        return max(self.wanted - len(self.judges), 0)


class Load(NamedTuple):
    """A judge's entries, beside the bounds that held."""

    judge: str
    entries: int
    least: int
    most: int
    new: int


class Network(NamedTuple):
    """How the judges of a division hang together through the entries they share.

    ``components``: pieces without a common entry; 1 is wanted. ``lambda2``: algebraic connectivity, the second smallest
    eigenvalue of the normalised Laplacian of the judges' graph; None without two judges.
    """

    division: str
    entries: int
    judges: int
    components: int
    lambda2: float | None


class Unmet(NamedTuple):
    """Something asked for that could not be had. ``subject`` is an entry's, a judge's or a division's id."""

    wish: Wish
    subject: str
    wanted: float
    got: float
    reason: Words


@dataclass(frozen=True)
class Assignment:
    """An answer. ``seconds`` is all that differs between two runs of one case."""

    pairs: tuple[Cast, ...]
    seats: tuple[Seats, ...]
    loads: tuple[Load, ...]
    networks: tuple[Network, ...]
    unmet: tuple[Unmet, ...]
    warnings: tuple[Words, ...]
    method: str
    seed: int
    digest: str
    solver: str
    seconds: float

    @property
    def complete(self) -> bool:
        """Every entry has all its judges."""
        return all(not one.short for one in self.seats)

    @cached_property
    def judges_of(self) -> dict[str, tuple[str, ...]]:
        """An entry's judges, by its id."""
        return {one.entry: one.judges for one in self.seats}

    def new_pairs(self) -> tuple[Pair, ...]:
        """What is to be added to what there was."""
        return tuple(one.pair for one in self.pairs if one.state == "new")

    def as_dict(self) -> dict[str, Any]:
        """The document ``gaoxin assign --json`` prints."""
        return {
            "complete": self.complete,
            "pairs": _rows(self.pairs),
            "entries": _rows(self.seats),
            "loads": _rows(self.loads),
            "networks": _rows(self.networks),
            "unmet": [{**one._asdict(), "reason": one.reason.as_dict()} for one in self.unmet],
            "warnings": [one.as_dict() for one in self.warnings],
            "method": self.method,
            "seed": self.seed,
            "digest": self.digest,
            "solver": self.solver,
            "seconds": self.seconds,
        }


def _rows(rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [row._asdict() for row in rows]

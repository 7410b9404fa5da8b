"""What a timetable answers: who is where, which wishes were not granted, or which rules clash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from gaoxin.schedule.timetable.case import Slot
from gaoxin.schedule.words import Words

Status = Literal["solved", "infeasible", "time_out"]
Rule = Literal["seats", "placed", "unavailable", "hours", "mix", "row", "unit", "topic", "pin", "apart"]
Wish = Literal["preferred", "keep"]


class Violation(NamedTuple):
    """A rule that is broken, or that takes part in a clash: the items and sessions it is about, by id."""

    rule: Rule
    items: tuple[str, ...]
    sessions: tuple[str, ...]
    words: Words


class Missed(NamedTuple):
    """A wish that was not granted."""

    wish: Wish
    items: tuple[str, ...]
    sessions: tuple[str, ...]
    words: Words


@dataclass(frozen=True)
class Timetable:
    """An answer. ``seconds`` is all that differs between two runs of one case.

    ``status``: solved; infeasible, where ``clash`` names rules that cannot hold together; time_out: nothing is known.
    ``best``: proven that no timetable grants more wishes.
    """

    status: Status
    slots: tuple[Slot, ...]
    missed: tuple[Missed, ...]
    clash: tuple[Violation, ...]
    best: bool
    seed: int
    digest: str
    solver: str
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """The document ``gaoxin timetable --json`` prints."""
        return {
            "status": self.status,
            "best": self.best,
            "slots": [one._asdict() for one in self.slots],
            "missed": [{**one._asdict(), "words": one.words.as_dict()} for one in self.missed],
            "clash": [{**one._asdict(), "words": one.words.as_dict()} for one in self.clash],
            "seed": self.seed,
            "digest": self.digest,
            "solver": self.solver,
            "seconds": self.seconds,
        }

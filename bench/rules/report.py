"""What a run found: times, goals and remarks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bench.rules.timing import Timing


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    group: str
    name: str
    timing: Timing
    note: str = ""


@dataclass(frozen=True)
class Goal:
    """A measured ratio, time or size, and the ``least`` or ``most`` it should be."""

    name: str
    measured: float
    unit: str
    least: float | None = None
    most: float | None = None

    @property
    def reached(self) -> bool:
        return (self.least is None or self.measured >= self.least) and (self.most is None or self.measured <= self.most)


@dataclass
class Report:
    """Everything a run found; ``about`` says on what."""

    about: dict[str, Any]
    figures: list[Figure] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, group: str, name: str, timing: Timing, note: str = "") -> float:
        """Record a time; returns its median in seconds."""
        self.figures.append(Figure(group, name, timing, note))
        return timing.seconds

    def seconds(self, name: str) -> float:
        """The median of a figure by its name."""
        return next(figure.timing.seconds for figure in self.figures if figure.name == name)

    def at_most(self, name: str, measured: float, unit: str, limit: float) -> None:
        self.goals.append(Goal(name, measured, unit, most=limit))

    def at_least(self, name: str, measured: float, unit: str, limit: float) -> None:
        self.goals.append(Goal(name, measured, unit, least=limit))

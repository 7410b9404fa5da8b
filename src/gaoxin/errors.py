"""What can go wrong, said so that the reader knows where and what to do.

A programming error raises in English. A user's mistake is an :class:`Issue`:
located, in Chinese, with a hint; many at once make a list, never the first only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


class GaoxinError(Exception):
    """Anything gaoxin refuses to do; the message says what to do instead."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an issue is: a line and column of a text file, or a cell of a table.

    ``line`` and ``column`` count from 1; ``cell`` is written as in Excel (F18).
    """

    file: str = ""
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        if self.line is not None:
            return f"{self.file}:{self.line}:{self.column or 1}"
        spot = "!".join(part for part in (self.sheet, self.cell) if part)
        return " · ".join(part for part in (self.file, spot) if part)


@dataclass(frozen=True, slots=True)
class Issue:
    """One doubt about a user's file; ``code`` is described in docs/reference/issues.md."""

    code: str
    message: str
    place: Place = Place()
    hint: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.place} {self.code} {self.message} {self.hint}".strip()

    def as_dict(self) -> dict[str, object]:
        """The issue as the JSON documents of the CLI print it."""
        spot = self.place
        where = {"file": spot.file, "line": spot.line, "column": spot.column}
        where |= {"sheet": spot.sheet, "cell": spot.cell}
        filled = {key: value for key, value in where.items() if value not in (None, "")}
        head = {"code": self.code, "severity": self.severity}
        return {**head, **filled, "message": self.message, "hint": self.hint}


class RulebookError(GaoxinError):
    """A rulebook that cannot be used; carries every issue found, not the first."""

    def __init__(self, issues: list[Issue]) -> None:
        self.issues = issues
        super().__init__("\n".join(str(issue) for issue in issues))


class FactsError(GaoxinError):
    """A facts file of which nothing could be read; carries the issues."""

    def __init__(self, issues: list[Issue]) -> None:
        self.issues = issues
        super().__init__("\n".join(str(issue) for issue in issues))

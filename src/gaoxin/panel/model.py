"""What a panel judges: entries (参赛项目), ballots (选票), and the case of one round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from gaoxin.errors import GaoxinError, Issue
from gaoxin.panel.numbers import decimal_text, exact
from gaoxin.panel.scheme import Scheme, sha256

Status = Literal["locked", "draft", "absent", "recused", "abstain"]
STATUSES: Mapping[str, str] = {
    "locked": "已锁定",
    "draft": "未提交",
    "absent": "缺评",
    "recused": "回避",
    "abstain": "弃权",
}


class CaseError(GaoxinError):
    """A scheme or a case that cannot be scored; carries every issue found, not the first."""

    def __init__(self, issues: list[Issue]) -> None:
        self.issues = issues
        super().__init__("\n".join(str(issue) for issue in issues))


@dataclass(frozen=True)
class Entry:
    """A contest entry (参赛项目). Only entries of one ``pool`` are ranked together; ``division`` counts for caps."""

    id: str
    division: str = ""
    pool: str = ""


@dataclass(frozen=True)
class Ballot:
    """What one judge said of one entry. Only a locked ballot counts; no other status is a nought."""

    entry: str
    judge: str
    status: str = "locked"
    scores: Mapping[str, Fraction] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if any(type(value) is not Fraction for value in self.scores.values()):
            object.__setattr__(self, "scores", {key: exact(value) for key, value in self.scores.items()})


@dataclass(frozen=True)
class Case:
    """All that one round's result follows from; ``checked`` where it was read from a document without a mistake.

    ``decisions`` are orders of entries that a committee ruled on (裁定): asked last, of those still equal then.
    """

    name: str
    scheme: Scheme
    entries: tuple[Entry, ...]
    ballots: tuple[Ballot, ...]
    contest: str = ""
    checked: bool = field(default=False, compare=False)
    decisions: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def counted(self) -> Mapping[str, tuple[Ballot, ...]]:
        """The locked ballots of every entry, by judge."""
        found: dict[str, list[Ballot]] = {one.id: [] for one in self.entries}
        for ballot in self.ballots:
            if ballot.status == "locked":
                found[ballot.entry].append(ballot)
        return {entry: tuple(sorted(cast, key=lambda one: one.judge)) for entry, cast in found.items()}

    @cached_property
    def pools(self) -> Mapping[str, tuple[Entry, ...]]:
        """What is ranked together, pools and entries in order of their ids."""
        found: dict[str, list[Entry]] = {}
        for one in sorted(self.entries, key=lambda one: (one.pool, one.id)):
            found.setdefault(one.pool, []).append(one)
        return {pool: tuple(entries) for pool, entries in found.items()}

    def as_dict(self) -> dict[str, Any]:
        """The case as a document; order of entries and ballots does not matter and is not kept."""
        ballots = sorted(self.ballots, key=lambda one: (one.entry, one.judge))
        found: dict[str, Any] = {
            "name": self.name,
            "contest": self.contest,
            **self.scheme.as_dict(),
            "entries": [dict(vars(one)) for one in sorted(self.entries, key=lambda one: one.id)],
            "ballots": [
                {
                    "entry": one.entry,
                    "judge": one.judge,
                    "status": one.status,
                    "scores": {key: decimal_text(value) for key, value in sorted(one.scores.items())},
                }
                for one in ballots
            ],
        }
        if self.decisions:
            found["decisions"] = [list(order) for order in self.decisions]
        return found

    @cached_property
    def digest(self) -> str:
        """SHA-256 of rule, entries, ballots and decisions; the same whatever order they came in."""
        document = self.as_dict()
        said: dict[str, Any] = {
            name: document[name] for name in ("entries", "ballots", "decisions") if name in document
        }
        return sha256({"scheme": self.scheme.digest, **said})

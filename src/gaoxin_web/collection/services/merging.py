"""Two people at one form (同时填报): line by line it is told who wrote what, and nobody's words are lost.

A page says of every line what it showed: the line's version, text and reason. What its writer left as it was shown is
not written; what only they changed is. A line changed by both stays as it stands, and the page shows the one beside
the other until its writer takes either.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from gaoxin_web.collection.models import Answer

LONGEST = 200


@dataclass(frozen=True)
class Said:
    """A line in words: its text, and the reason given for a warning."""

    text: str
    reason: str = ""


@dataclass(frozen=True)
class Seen:
    """A line as a page showed it."""

    version: int
    said: Said

    @classmethod
    def read(cls, written: str) -> Seen | None:
        """What :meth:`written` wrote; None for anything else."""
        try:
            version, text, reason = json.loads(written)
        except (ValueError, TypeError):
            return None
        if type(version) is int and isinstance(text, str) and isinstance(reason, str):
            return cls(version, Said(text, reason))
        return None

    def written(self) -> str:
        return json.dumps([self.version, self.said.text, self.said.reason], ensure_ascii=False)


@dataclass(frozen=True)
class Clash:
    """What somebody wrote into a line that another changed meanwhile, and how the line had been shown to them."""

    mine: Said
    seen: Seen


@dataclass(frozen=True)
class Page:
    """The page something was written on: its mark, what it had shown, and the lines its writer insists on."""

    mark: str = ""
    seen: Mapping[str, Seen] = field(default_factory=dict)
    insisted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Merged:
    """What is to be written; what clashes, with the words of the page; what others changed and the page did not."""

    taken: Mapping[str, Said]
    clashes: Mapping[str, Clash]
    moved: frozenset[str]


def merge(page: Page, held: Mapping[str, Answer], texts: Mapping[str, str], reasons: Mapping[str, str]) -> Merged:
    """Sort the lines of a page by what is to become of them; a line whose showing is not told is taken as written."""
    taken, clashes, moved = {}, {}, set()
    for key in texts.keys() | reasons.keys():
        seen, answer = page.seen.get(key), held.get(key)
        shown = seen.said if seen else said_by(answer)
        mine = Said(_cut(texts.get(key, shown.text)), _cut(reasons.get(key, shown.reason)))
        elsewhere = bool(seen and answer and answer.version != seen.version and answer.page != page.mark)
        if seen and mine == shown:
            if elsewhere:
                moved.add(key)
        elif seen and elsewhere and key not in page.insisted and mine != said_by(answer):
            clashes[key] = Clash(mine, seen)
        else:
            taken[key] = mine
    return Merged(taken, clashes, frozenset(moved))


def said_by(answer: Answer | None) -> Said:
    return Said(answer.raw, answer.reason) if answer else Said("")


def _cut(text: str) -> str:
    return text.strip()[:LONGEST]

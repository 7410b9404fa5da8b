"""Answers counted by kind, and a peer's threshold chosen on one zone to be scored on another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from bench.identity.invent import Brands, Zone, brand_of_characters, invent_zone
from bench.identity.methods import Answer, Ranking
from bench.identity.queries import Query, queries

WRONG, FALSE, FORMER, RIGHT = 0.005, 0.01, 1.0, 0.73  # the goals: at most, at most, at least, at least
THRESHOLDS = range(60, 101, 2)
MARGINS = range(0, 31, 3)


@dataclass(frozen=True)
class Tally:
    """How many queries were linked rightly, linked wrongly, left to a person, and had the firm meant shown first."""

    asked: int
    right: int
    wrong: int
    first: int

    @property
    def review(self) -> int:
        return self.asked - self.right - self.wrong


@dataclass(frozen=True)
class Score:
    """Tallies of one method on one zone by kind, with what the goals ask. An unknown firm linked is wrong."""

    kinds: dict[str, Tally]

    def _sum(self, known: bool) -> Tally:
        chosen = [tally for kind, tally in self.kinds.items() if kind.startswith("new") is not known]
        return Tally(*(sum(column) for column in zip(*(_row(tally) for tally in chosen), strict=True)))

    @property
    def known(self) -> Tally:
        return self._sum(True)

    @property
    def unknown(self) -> Tally:
        return self._sum(False)

    @property
    def right(self) -> float:
        return self.known.right / self.known.asked

    @property
    def wrong(self) -> float:
        return self.known.wrong / self.known.asked

    @property
    def false(self) -> float:
        return self.unknown.wrong / self.unknown.asked

    @property
    def former(self) -> float:
        return self.kinds["former name"].right / self.kinds["former name"].asked

    @property
    def is_safe(self) -> bool:
        return self.wrong <= WRONG and self.false <= FALSE

    @property
    def reaches_all(self) -> bool:
        return self.is_safe and self.former >= FORMER and self.right >= RIGHT


def _row(tally: Tally) -> tuple[int, int, int, int]:
    return tally.asked, tally.right, tally.wrong, tally.first


def zone_and_queries(seed: int, count: int = 400, brands: Brands = brand_of_characters) -> tuple[Zone, list[Query]]:
    zone = invent_zone(seed, count, brands)
    return zone, queries(zone, seed, brands)


def score(asked: Sequence[Query], answers: Iterable[Answer]) -> Score:
    """The answers, counted by kind in the order the kinds came."""
    kinds: dict[str, Tally] = {}
    for query, answer in zip(asked, answers, strict=True):
        old = kinds.get(query.kind, Tally(0, 0, 0, 0))
        right = query.meant is not None and answer.linked is query.meant
        wrong = answer.linked is not None and not right
        first = query.meant is not None and answer.first is query.meant
        kinds[query.kind] = Tally(old.asked + 1, old.right + right, old.wrong + wrong, old.first + first)
    return Score(kinds)


def tune(asked: Sequence[Query], ranking: Ranking) -> tuple[tuple[float, float], tuple[float, float]]:
    """A peer's threshold and margin: with most right within the limits, and with fewest wrong at the share asked."""
    tried = [(setting, score(asked, ranking.answers(*setting))) for setting in product(THRESHOLDS, MARGINS)]
    safe = max(tried, key=lambda one: one[1].right if one[1].is_safe else -one[1].wrong - one[1].false)
    enough = max(tried, key=lambda one: -one[1].wrong - one[1].false if one[1].right >= RIGHT else one[1].right - 9)
    return safe[0], enough[0]


def shares(tally: Tally) -> Iterator[float]:
    """Right, wrong, for review, firm meant first: of those asked."""
    for count in (tally.right, tally.wrong, tally.review, tally.first):
        yield count / tally.asked

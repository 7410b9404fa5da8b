"""The matcher, and what one would do without it: two scores of RapidFuzz with a threshold and a margin.

Every method knows the codes, and every name in the register: own, former and alias. They differ in what they
make of a name that is none of these.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from bench.identity.invent import Zone
from bench.identity.queries import Query
from gaoxin.register.identity import Firm, Lexicon, Match, Register, normal, read_code, read_name

REPEATS = 3


@dataclass(frozen=True)
class Answer:
    """What a method says of a query: the firm it links to, None for a person to look; and the firm it shows first."""

    linked: Firm | None
    first: Firm | None


@dataclass(frozen=True)
class Ranking:
    """A peer's view of all queries: the best firm of each, how alike (0–100), how far ahead of the second firm."""

    best: tuple[Firm, ...]
    score: np.ndarray
    ahead: np.ndarray
    certain: np.ndarray  # found by code, or by a whole name that one firm has
    seconds: float  # per query

    def answers(self, threshold: float, margin: float) -> list[Answer]:
        linked = self.certain | ((self.score >= threshold) & (self.ahead >= margin))
        return [Answer(firm if link else None, firm) for firm, link in zip(self.best, linked, strict=True)]


def gaoxin(zone: Zone, asked: Sequence[Query]) -> tuple[list[Answer], float]:
    """The matcher's answers, and its seconds per query, reading name and code included."""
    register = Register((one.firm for one in zone.firms), Lexicon.load())
    register.candidates(read_name(asked[0].text))  # what is made once per register
    times: list[float] = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        found = [register.match(read_name(query.text), read_code(query.code or None)) for query in asked]
        times.append((time.perf_counter() - start) / len(asked))
    return [Answer(one.firm, _first(one)) for one in found], min(times)


def _first(match: Match) -> Firm | None:
    return match.firm or (match.candidates[0].firm if match.candidates else None)


def wratio(zone: Zone, asked: Sequence[Query]) -> Ranking:
    """RapidFuzz's WRatio on whole names."""
    return _rank(zone, asked, fuzz.WRatio, normal)


def core_ratio(zone: Zone, asked: Sequence[Query]) -> Ranking:
    """RapidFuzz's ratio on names without place and form, taken apart by the same lexicon."""
    lexicon = Lexicon.load()
    return _rank(zone, asked, fuzz.ratio, lambda name: lexicon.parts(name).core)


def _rank(zone: Zone, asked: Sequence[Query], scorer: Callable[..., float], form: Callable[[str], str]) -> Ranking:
    firms = [one.firm for one in zone.firms]
    named = [(at, name) for at, firm in enumerate(firms) for name in _names(firm)]
    owners = np.array([at for at, _ in named])
    choices = [form(name) for _, name in named]
    start = time.perf_counter()
    written = [_written(query) for query in asked]
    texts = list(map(form, written))
    scores = process.cdist(texts, choices, scorer=scorer, workers=1)
    seconds = (time.perf_counter() - start) / len(asked)
    each = np.zeros((len(asked), len(firms)), np.float32)
    for column, owner in enumerate(owners):
        np.maximum(each[:, owner], scores[:, column], out=each[:, owner])
    top = np.partition(each, -2, axis=1)[:, -2:]
    holders: dict[str, set[int]] = defaultdict(set)
    for at, name in named:
        holders[normal(name)].add(at)
    exact = [holders.get(normal(name), set()) for name in written]
    codes = {firm.uscc: at for at, firm in enumerate(firms)}
    sure = [codes.get(q.code, min(found) if len(found) == 1 else -1) for q, found in zip(asked, exact, strict=True)]
    best = tuple(firms[at if at >= 0 else nearest] for at, nearest in zip(sure, each.argmax(axis=1), strict=True))
    return Ranking(best, top[:, 1], top[:, 1] - top[:, 0], np.array(sure) >= 0, seconds)


def _written(query: Query) -> str:
    name = read_name(query.text)
    return name.former[0] if name.former else name.name


def _names(firm: Firm) -> list[str]:
    return [firm.name, *(other.name for other in (*firm.former, *firm.aliases))]

"""How close each way of ranking comes to the truth, over seeds, and what the engine takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from bench.panel.made_up import BASE, ENTRIES, JUDGES, NUMBERS, SCENARIOS, SHARES, fixed_panel, random_panel
from bench.panel.methods import METHODS, agreement, guarded
from bench.rules.timing import Timing, measure
from gaoxin.panel import Ballot, Case, Criterion, Entry, Scheme, read_case, score
from gaoxin.panel.effects import Ballots, connectivity, crossing, fit, reml, robust_fit, system

Draw = Callable[[np.random.Generator], tuple[np.ndarray, Ballots]]
REPEATS = 15
BLOCK = 20  # draws that the design's figures rest on


@dataclass(frozen=True)
class Found:
    """Means over seeds, and the standard errors of these means; ``blocks`` are recalls of twenty seeds each."""

    tau: float
    recall: float
    tau_error: float
    recall_error: float
    blocks: tuple[float, ...] = ()


def compare(draw: Draw, seeds: Iterable[int], methods: Iterable[str]) -> dict[str, Found]:
    """Every method on the same draws."""
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in methods}
    for seed in seeds:
        truth, ballots = draw(np.random.default_rng(seed))
        for name, found in runs.items():
            found.append(agreement(truth, (METHODS | {"guarded": guarded})[name](ballots)))
    return {name: _mean(np.array(found)) for name, found in runs.items()}


def _mean(found: np.ndarray) -> Found:
    means, errors = found.mean(axis=0), found.std(axis=0) / np.sqrt(len(found))
    blocks = [found[at : at + BLOCK, 1].mean() for at in range(0, len(found) - BLOCK + 1, BLOCK)]
    return Found(*map(float, (*means, *errors)), blocks=tuple(map(float, blocks)))


def scenarios(seeds: Iterable[int]) -> dict[str, dict[str, Found]]:
    return {name: compare(random_panel(world), seeds, METHODS) for name, world in SCENARIOS.items()}


def numbers(seeds: Iterable[int]) -> dict[int, dict[str, Found]]:
    """What another ballot per entry is worth, raw and levelled."""
    worlds = {number: replace(BASE, each=number) for number in NUMBERS}
    return {number: compare(random_panel(world), seeds, ("raw mean", "ours")) for number, world in worlds.items()}


FIXED = ("raw mean", "z-score", "ours", "ours, λ 1.5 announced", "guarded")


def fixed(seeds: Iterable[int]) -> dict[float, tuple[float, dict[str, Found]]]:
    """For every share exchanged between panels: the middle connectivity, and the methods."""
    listed = list(seeds)
    return {
        share: (
            median(connectivity(fixed_panel(share)(np.random.default_rng(seed))[1]) for seed in listed),
            compare(fixed_panel(share), listed, FIXED),
        )
        for share in SHARES
    }


def case_of(ballots: Ballots, mode: str) -> Case:
    """The draw as a case of one criterion, marks to two decimals."""
    marks = zip(ballots.entry, ballots.judge, ballots.total, strict=True)
    cast = [
        Ballot(f"e{entry:04}", f"J{judge:03}", "locked", {"total": f"{total:.2f}"}) for entry, judge, total in marks
    ]
    entries = tuple(Entry(f"e{at:04}") for at in range(ballots.entries))
    case = Case("made up", Scheme((Criterion("total"),), mode=mode), entries, tuple(cast))  # type: ignore[arg-type]
    return read_case(case.as_dict())


@dataclass(frozen=True)
class Figure:
    """One thing timed; ``most`` is the goal in seconds, where there is one."""

    name: str
    timing: Timing
    most: float | None = None


def figures() -> list[Figure]:
    """1 000 entries, 5 ballots each, 100 judges."""
    _, ballots = random_panel(BASE)(np.random.default_rng(1))
    live, adjusted = case_of(ballots, "live"), case_of(ballots, "adjusted")
    document = adjusted.as_dict()
    return [
        Figure("default method: guards, REML, effects", timed(lambda: default(ballots)), 0.010),
        Figure("the same with an announced λ", timed(lambda: fit(system(ballots, 8), 1.5))),
        Figure("robust option", timed(lambda: robust_fit(system(ballots, 8), 1.5, 8))),
        Figure("a whole case, adjusted: scores, places, effects", timed(lambda: score(fresh(adjusted)).ranks)),
        Figure("a whole case, live: exact scores, places", timed(lambda: score(fresh(live)).ranks)),
        Figure("every ballot's line", timed(lambda: score(fresh(live)).lines)),
        Figure("reading the document", timed(lambda: read_case(document))),
    ]


def default(ballots: Ballots) -> np.ndarray:
    """All that the mode ``adjusted`` works out from its arrays."""
    crossed = crossing(ballots, np.ones(len(ballots.total)))
    connectivity(ballots, crossed)
    equations = system(ballots, 8, crossed=crossed)
    return fit(equations, reml([equations])).entries


def fresh(case: Case) -> Case:
    """The case without what it has worked out before."""
    return Case(case.name, case.scheme, case.entries, case.ballots, checked=True)


def timed(run: Callable[[], object]) -> Timing:
    return measure(run, repeats=REPEATS)


SIZE = f"{ENTRIES:,} entries, {BASE.each} ballots each, {JUDGES} judges"

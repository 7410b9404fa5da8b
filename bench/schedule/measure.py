"""Each instance by each way: how long, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bench.schedule import made_up, peers
from gaoxin.schedule.assignment import Case, assign
from gaoxin.schedule.assignment.board import Board
from gaoxin.schedule.assignment.network import connectivity, pieces
from gaoxin.schedule.timetable import check, timetable

SEEDS = (1, 2, 3)
TALK_SEEDS = range(1, 21)
INSTANCES: dict[str, Callable[[int], Case]] = {
    "experts enough": made_up.contest,
    "few experts": made_up.few_experts,
    "few judges": made_up.few_judges,
    "20 panels": made_up.in_panels,
}


@dataclass(frozen=True)
class Run:
    """One way on one instance."""

    instance: str
    seed: int
    way: str
    seconds: float
    cpu: float  # of all threads: what the machine was kept from does not count
    conflicts: int
    empty: int
    lacking: int  # entries without the experts they want
    experts: tuple[int, float]  # fewest, mean
    load: tuple[int, int]
    components: int
    lambda2: float
    status: str = ""


def runs() -> list[Run]:
    """Ours first, warmed up once, so that its libraries are in memory."""
    assign(made_up.contest(0))
    found = []
    for name, make in INSTANCES.items():
        for seed in SEEDS:
            found += _of(name, seed, make(seed))
    return found


def _of(name: str, seed: int, case: Case) -> list[Run]:
    def run(way: str, do: Callable[[], tuple[np.ndarray, str]]) -> Run:
        begun, busy = time.perf_counter(), time.process_time()
        cast, status = do()
        spent = time.perf_counter() - begun, time.process_time() - busy
        return _looked_at(name, seed, way, spent, Board(case), cast, status)

    def ours() -> tuple[np.ndarray, str]:
        answer = assign(case)
        return Board(case).marked(one.pair for one in answer.pairs), answer.method

    ways = [run("gaoxin", ours), run("greedy", lambda: (peers.greedy(Board(case)), ""))]
    if seed == SEEDS[0] and name != "20 panels":
        ways.append(run("CP-SAT, jitter", lambda: peers.cp_sat(Board(case), jitter=True)))
    if seed == SEEDS[0] and name == "experts enough":
        ways.append(run("CP-SAT", lambda: peers.cp_sat(Board(case), jitter=False)))
    return ways


def _looked_at(
    name: str, seed: int, way: str, spent: tuple[float, float], board: Board, cast: np.ndarray, status: str
) -> Run:
    experts, load = (cast & board.expert).sum(axis=1), cast.sum(axis=0)
    lambda2, _ = connectivity(cast)
    return Run(
        name,
        seed,
        way,
        *spent,
        int((cast & ~board.clear).sum()),
        int((board.wanted - cast.sum(axis=1)).sum()),
        int((experts < board.experts_wanted).sum()),
        (int(experts.min()), float(experts.mean())),
        (int(load.min()), int(load.max())),
        pieces(cast),
        lambda2 or 0.0,
        status,
    )


@dataclass(frozen=True)
class Talks:
    """The lecture series over many seeds."""

    seconds: list[float]
    cpu: list[float]
    solved: int
    best: int
    broken: int


def talks() -> Talks:
    timetable(made_up.lectures(0))
    cases = [made_up.lectures(seed) for seed in TALK_SEEDS]
    answers, cpu = [], []
    for case in cases:
        busy = time.process_time()
        answers.append(timetable(case))
        cpu.append(time.process_time() - busy)
    return Talks(
        [one.seconds for one in answers],
        cpu,
        sum(one.status == "solved" for one in answers),
        sum(one.best for one in answers),
        sum(len(check(case, one.slots)) for case, one in zip(cases, answers, strict=True) if one.slots),
    )

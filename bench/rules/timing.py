"""Wall clock of a function: the median of several runs after one that does not count.

A run during which others had a part of the machine, be it another process or another
machine on the same host, is done again, a few times at most: what it took says nothing.
"""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

Key = TypeVar("Key", bound=Hashable)
STAT = Path("/proc/stat")
FOREIGN, GRAIN = 0.05, 0.03  # part of the machine that others may have; seconds the kernel's ticks cannot tell
AGAIN = 3  # times a disturbed run is repeated


@dataclass(frozen=True)
class Timing:
    """Seconds of each run; ``cpu`` is what all threads used, to tell a busy machine from slow code."""

    wall: tuple[float, ...]
    cpu: tuple[float, ...]

    @property
    def seconds(self) -> float:
        return statistics.median(self.wall)

    def __truediv__(self, runs: float) -> Timing:
        return Timing(tuple(one / runs for one in self.wall), tuple(one / runs for one in self.cpu))

    def __mul__(self, runs: float) -> Timing:
        return self / (1 / runs)


def measure(run: Callable[..., Any], *, repeats: int, setup: Callable[[], Any] | None = None) -> Timing:
    """Time ``run``; what ``setup`` makes is handed to it and costs nothing."""
    return _timing([_once(run, setup) for _ in range(repeats + 1)])


def measure_in_turn(runs: Mapping[Key, Callable[[], Any]], *, repeats: int) -> dict[Key, Timing]:
    """Time several, one after the other in every round: a machine whose speed drifts drifts for all of them.

    Each is run right before it is timed, too: what one gave back to the system meanwhile, memory above
    all, would be counted against the next.
    """
    rounds = [{key: _once_warm(run) for key, run in runs.items()} for _ in range(repeats)]
    return {key: Timing(*zip(*(one[key] for one in rounds), strict=True)) for key in runs}


def _once_warm(run: Callable[[], Any]) -> tuple[float, float]:
    run()
    return _once(run, None)


def _once(run: Callable[..., Any], setup: Callable[[], Any] | None) -> tuple[float, float]:
    for _ in range(1 + AGAIN):
        wall, own, taken = _alone(run, setup)
        if taken <= FOREIGN * wall * (os.cpu_count() or 1) + GRAIN:
            break
    return wall, own


def _alone(run: Callable[..., Any], setup: Callable[[], Any] | None) -> tuple[float, float, float]:
    """Seconds on the wall, of our own threads, and of everybody else's."""
    made = (setup(),) if setup else ()
    gc.collect()
    start, used, busy = time.perf_counter(), time.process_time(), _busy()
    kept = run(*made)
    wall, own, all_of_it = time.perf_counter() - start, time.process_time() - used, _busy() - busy
    del kept, made
    return wall, own, all_of_it - own


def _busy() -> float:
    """Seconds that the processors were not idle since the start, those given to other machines among them."""
    if not STAT.is_file():
        return time.process_time()
    user, nice, system, _, _, *irq_and_stolen = map(int, STAT.read_text().split(maxsplit=9)[1:9])
    return (user + nice + system + sum(irq_and_stolen)) / os.sysconf("SC_CLK_TCK")


def _timing(rounds: list[tuple[float, float]]) -> Timing:
    """The first round only warms up."""
    wall, cpu = zip(*rounds[1:], strict=True)
    return Timing(wall, cpu)

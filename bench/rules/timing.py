"""Wall clock of a function: the median of several runs after one that does not count."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

Key = TypeVar("Key", bound=Hashable)


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
    """Time several, one after the other in every round: a machine whose speed drifts drifts for all of them."""
    rounds = [{key: _once(run, None) for key, run in runs.items()} for _ in range(repeats + 1)]
    return {key: _timing([one[key] for one in rounds]) for key in runs}


def _once(run: Callable[..., Any], setup: Callable[[], Any] | None) -> tuple[float, float]:
    made = (setup(),) if setup else ()
    gc.collect()
    start, used = time.perf_counter(), time.process_time()
    kept = run(*made)
    took = time.perf_counter() - start, time.process_time() - used
    del kept, made
    return took


def _timing(rounds: list[tuple[float, float]]) -> Timing:
    """The first round only warms up."""
    wall, cpu = zip(*rounds[1:], strict=True)
    return Timing(wall, cpu)

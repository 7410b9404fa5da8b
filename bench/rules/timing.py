"""Wall clock of a function: the median of several runs after one that does not count."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


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
    wall, cpu = [], []
    for _ in range(repeats + 1):
        made = (setup(),) if setup else ()
        gc.collect()
        start, used = time.perf_counter(), time.process_time()
        kept = run(*made)
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - used)
        del kept, made
    return Timing(tuple(wall[1:]), tuple(cpu[1:]))

"""``python -m bench.index.peak``: MB that 100,000 draws need at their highest, beyond what the process had."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench.index.made_up import INDICATORS, SEED, ZONES, framework
from gaoxin.index.uncertainty import Weights, spread


def main() -> None:
    table = np.random.default_rng(SEED).random((ZONES, INDICATORS))
    weights = Weights(framework())
    before = highest_kb()
    spread([table], weights, 100_000, 1)
    print((highest_kb() - before) / 1024)


def highest_kb() -> int:
    """The process' highest memory so far; what the one that started it had does not count."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])


if __name__ == "__main__":
    main()

"""``python -m bench.index.peak``: MB that 100,000 draws need at their highest, beyond what the process had."""

from __future__ import annotations

import resource

import numpy as np

from bench.index.made_up import INDICATORS, SEED, ZONES, framework
from gaoxin.index.uncertainty import Weights, spread


def main() -> None:
    table = np.random.default_rng(SEED).random((ZONES, INDICATORS))
    weights = Weights(framework())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    spread([table], weights, 100_000, 1)
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)


if __name__ == "__main__":
    main()

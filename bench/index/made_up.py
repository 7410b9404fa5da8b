"""A made-up evaluation of the national size."""

from __future__ import annotations

import numpy as np

from gaoxin.index.data import Data
from gaoxin.index.framework import Framework, Node

ZONES, INDICATORS, GROUPS, SEED = 178, 46, 5, 20261126


def framework() -> Framework:
    """A tree of the national evaluation's size: 5 groups, 46 indicators, one in five better when low."""
    random = np.random.default_rng(SEED)
    groups = [Node(f"G{at}", f"组{at}", 2, "T", 1 + at % 2) for at in range(GROUPS)]
    leaves = [
        Node(f"I{at}", f"指标{at}", 1, f"G{at % GROUPS}", float(random.uniform(0.8, 1.2)), -1 if at % 5 == 3 else 1)
        for at in range(INDICATORS)
    ]
    return Framework((Node("T", "总", 3, ""), *groups, *leaves))


def zones() -> Data:
    """Skewed and with gaps, as zones' figures are."""
    random = np.random.default_rng(SEED)
    values = np.exp(random.normal(size=(ZONES, INDICATORS)) * random.uniform(0.2, 1.6, INDICATORS)) * 100
    values[random.random(values.shape) < 0.03] = np.nan
    regions = tuple("东中西北"[at % 4] for at in range(ZONES))
    return Data(tuple(f"Z{at}" for at in range(ZONES)), values, groups={"region": regions})

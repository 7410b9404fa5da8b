"""Chance that can be repeated: numbers drawn from a seed and names, whatever the order they come in.

Written out here, and not left to a library's generator, so that an old answer can be found again years later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np

MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))  # of SplitMix64


def number(seed: int, name: str) -> int:
    """64 bits of SHA-256 of seed and name."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{name}".encode()).digest()[:8], "big")


def shuffled(names: Iterable[str], seed: int) -> list[str]:
    """The names in an order that depends on seed and names alone."""
    return sorted(names, key=lambda name: (number(seed, name), name))


def table(rows: Sequence[str], columns: Sequence[str], seed: int, below: int) -> np.ndarray:
    """A number from 0 to ``below`` − 1 for every row and column; int64, shape (rows, columns)."""
    down = np.array([number(seed, f"row:{name}") for name in rows], np.uint64)
    across = np.array([number(seed, f"column:{name}") for name in columns], np.uint64)
    mixed = down[:, None] ^ (across << np.uint64(1))[None, :]
    for by, shift in zip(MIX, (30, 27), strict=True):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * by
    found: np.ndarray = ((mixed ^ (mixed >> np.uint64(31))) % np.uint64(below)).astype(np.int64)
    return found

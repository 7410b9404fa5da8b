"""A small tree and its data, and random ones."""

from __future__ import annotations

import numpy as np
import pytest

from gaoxin.index.framework import Framework, Node


def two_groups(*, weights=(1.0, 1.0, 1.0, 1.0), tops=(1.0, 1.0), directions=(1, 1, 1, 1)) -> Framework:
    """Four indicators a, b in A and c, d in B."""
    nodes = [Node("T", "总", 3, ""), Node("A", "甲组", 2, "T", tops[0]), Node("B", "乙组", 2, "T", tops[1])]
    nodes += [
        Node(code, code, 1, parent, weight, direction)
        for code, parent, weight, direction in zip("abcd", "AABB", weights, directions, strict=True)
    ]
    return Framework(tuple(nodes))


def national(groups: int = 5, indicators: int = 46) -> Framework:
    """A tree of the size of the national evaluation's."""
    nodes = [Node("T", "总", 3, ""), *(Node(f"G{at}", f"组{at}", 2, "T") for at in range(groups))]
    return Framework(
        (*nodes, *(Node(f"I{at}", f"指标{at}", 1, f"G{at % groups}", 1 + at % 3) for at in range(indicators)))
    )


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(7)

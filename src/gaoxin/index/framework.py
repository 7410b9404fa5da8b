"""An index framework (指标体系): a tree of indicators and groups with weights, as one edition has it.

Indicators are level 1, groups above them, one index on top. The order of the indicators
is the order of the columns everywhere in this package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from gaoxin.index.arrays import Floats, Whole


@dataclass(frozen=True, slots=True)
class Node:
    """An indicator (level 1) or a group of them; ``parent`` is empty at the top.

    ``weight`` counts among its siblings; None where no document gives it. ``direction``
    is −1 for an indicator that is better when low.
    """

    code: str
    name: str
    level: int
    parent: str
    weight: float | None = 1.0
    direction: int = 1
    unit: str = ""
    denominator: str = ""
    target: float | None = None


@dataclass(frozen=True)
class Framework:
    """The tree of one edition; ``nodes`` come in the order of the document.

    Weights are relative among siblings, so that a group need not sum to one.

    Raises:
        ValueError: it is no tree; :func:`problems` says why.
    """

    nodes: tuple[Node, ...]

    def __post_init__(self) -> None:
        found = list(problems(self.nodes))
        if found:
            raise ValueError("; ".join(found))

    @cached_property
    def by_code(self) -> Mapping[str, Node]:
        return {node.code: node for node in self.nodes}

    @cached_property
    def indicators(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.level == 1)

    @cached_property
    def top(self) -> Node:
        return next(node for node in self.nodes if not node.parent)

    @cached_property
    def directions(self) -> Whole:
        """1 or −1, shape (indicators,)."""
        return np.array([node.direction for node in self.indicators], dtype=np.int64)

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """The column of each indicator, by code."""
        return {node.code: at for at, node in enumerate(self.indicators)}

    def groups(self, level: int) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.level == level)

    def children(self, code: str) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.parent == code)

    def below(self, code: str) -> tuple[str, ...]:
        """The indicators under a node; itself if it is one."""
        if self.by_code[code].level == 1:
            return (code,)
        return tuple(deep for child in self.children(code) for deep in self.below(child.code))

    def line(self, code: str) -> tuple[Node, ...]:
        """A node and those above it, the top left out."""
        found, node = [], self.by_code[code]
        while node.parent:
            found.append(node)
            node = self.by_code[node.parent]
        return tuple(found)

    @property
    def unknown_weights(self) -> tuple[str, ...]:
        """The nodes whose weight no document gives; a total that rests on them is simulated (模拟分)."""
        return tuple(node.code for node in self.nodes if node.weight is None)

    def weights(self, code: str) -> Floats:
        """The weights of a group's children, in order; one that is not known counts as 1."""
        return np.array([1.0 if node.weight is None else node.weight for node in self.children(code)])

    def weighted(self, weights: Mapping[str, float]) -> Framework:
        """The same tree with other weights for some nodes.

        Raises:
            KeyError: a code that is not in it.
        """
        unknown = sorted(set(weights) - set(self.by_code))
        if unknown:
            raise KeyError(f"no node {', '.join(unknown)}")
        return Framework(tuple(replace(node, weight=weights.get(node.code, node.weight)) for node in self.nodes))


def problems(nodes: Sequence[Node]) -> Iterable[str]:
    """Why some nodes are no tree; none where they are one."""
    codes = [node.code for node in nodes]
    known = {node.code: node for node in nodes}
    yield from (f"{code} stands twice" for code in sorted({code for code in codes if codes.count(code) > 1}))
    tops = [node.code for node in nodes if not node.parent]
    if len(tops) != 1:
        yield f"one node has no parent, not {len(tops)}"
    if not any(node.level == 1 for node in nodes):
        yield "there is no indicator (level 1)"
    for node in nodes:
        above = known.get(node.parent)
        if node.parent and above is None:
            yield f"{node.code}: there is no {node.parent} above it"
        elif above is not None and above.level != node.level + 1:
            yield f"{node.code} (level {node.level}) is not one below {above.code} (level {above.level})"
        if node.direction not in (1, -1):
            yield f"{node.code}: direction {node.direction} is neither 1 nor -1"
        if node.weight is not None and not node.weight >= 0:
            yield f"{node.code}: weight {node.weight} is below nought"
    parents = {node.parent for node in nodes}
    yield from (f"{node.code} (level {node.level}) has nothing below it" for node in nodes
                if node.level > 1 and node.code not in parents)  # fmt: skip

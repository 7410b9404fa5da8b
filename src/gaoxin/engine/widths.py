"""How wide a number is in a Polars column, and how a share is answered there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import polars as pl

from gaoxin.engine import wide
from gaoxin.engine.outputs import Output, Shortfall, roots_of
from gaoxin.rules import nodes
from gaoxin.rules.exact import Gap

Quotient = tuple[nodes.Number, nodes.Number]
Kind = type[pl.Int32] | type[pl.Int64] | type[pl.Int128]
_KINDS: tuple[Kind, ...] = (pl.Int32, pl.Int64, pl.Int128)


def kind_of(number: nodes.Number) -> Kind | None:
    """The column type of a number: facts are Int64, points Int32, great products Int128; None for a constant."""
    match number:
        case nodes.Int():
            return None
        case nodes.Column() | nodes.Lookup():
            return pl.Int64
        case nodes.Add(terms=parts) | nodes.Extreme(terms=parts) | nodes.Mul(factors=parts):
            widest = reduce(wider, (kind_of(part) for part in parts), None)
        case nodes.Pick(values=values, otherwise=otherwise):
            widest = reduce(wider, (kind_of(part) for part in (*values, otherwise)), None)
        case _:
            widest = None
    return wider(widest, width(number.low, number.high))


def width(*bounds: int) -> Kind:
    """The narrowest type that holds all bounds."""
    reach = max(-min(bounds) - 1, max(bounds))
    return pl.Int32 if reach < 2**31 else pl.Int64 if reach < 2**63 else pl.Int128


def wider(left: Kind | None, right: Kind | None) -> Kind | None:
    """The type that holds both; None is a constant, which fits anywhere."""
    if left is None or right is None:
        return left or right
    return max(left, right, key=_KINDS.index)


def share_kind(node: nodes.Share) -> Kind:
    """The type in which a share multiplies across."""
    a, b = node.sides
    return width(*(bound for side, f in ((node.over, a), (node.under, b)) for bound in (side.low * f, side.high * f)))


def is_wide(node: nodes.Share) -> bool:
    """Whether a share is decided by :mod:`gaoxin.engine.wide`."""
    return quotient_of(node) is None and share_kind(node) == pl.Int128 and wide.is_plain_product(node.under)


def quotient_of(node: nodes.Node) -> Quotient | None:
    """What a share divides; None where it multiplies across."""
    if isinstance(node, nodes.Share) and node.divides and node.under.low >= 0:
        return node.over, node.under
    return None


def reads(node: nodes.Node) -> Sequence[nodes.Node]:
    """What a node's expression is written from: of a wide share only the parts that 64 bits hold."""
    if isinstance(node, nodes.Share) and is_wide(node):
        return list(dict.fromkeys(wide.narrow_parts(node.over) + wide.narrow_parts(node.under)))
    return nodes.children(node)


def read_roots(output: Output) -> list[nodes.Node]:
    """The nodes an output's expression is written from; figures in floats need no wide numbers."""
    found: list[nodes.Node] = []
    for root in roots_of(output):
        found += wide.narrow_parts(root) if isinstance(root, nodes.Number) and output.part != "points" else [root]
    if isinstance(output.content, Shortfall) and isinstance(output.content.gap, Gap) and not output.content.alone:
        found += wide.narrow_parts(output.content.gap.over)  # read twice: is anything lacking, and how much
    return found

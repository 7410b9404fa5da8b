"""Two numbers, each times a constant, against each other: exact, and in 128 bits no more often than is needed.

Eight numbers of 128 bits are worked out one by one, so great products are compared in floats first. What
a float may be off by is at most a few roundings of the products' magnitudes (:data:`gaoxin.engine.wide.DOUBT`);
only where one of eight differences is smaller than that are the eight worked out again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gaoxin.engine.native.text import FLOAT, MASK, Mask, Text, number, real, whole
from gaoxin.engine.wide import DOUBT, narrow_parts
from gaoxin.rules import nodes

if TYPE_CHECKING:
    from gaoxin.engine.native.writer import Writer


class Product(NamedTuple):
    """A number times a constant."""

    number: nodes.Number
    factor: int

    @property
    def wide(self) -> bool:
        """Whether 64 bits are not enough."""
        ends = (self.number.low * self.factor, self.number.high * self.factor)
        return self.number.wide or min(ends) < -(2**63) or max(ends) >= 2**63


def compared(writer: Writer, op: nodes.Op, left: Product, right: Product, known: Mask) -> Mask:
    """Where ``left op right``; whatever outside ``known``."""
    leaves = list(dict.fromkeys([*narrow_parts(left.number), *narrow_parts(right.number)]))
    if not (left.wide or right.wide):
        return _exactly(writer, op, left, right, 64)
    if any(leaf.wide for leaf in leaves):
        return _exactly(writer, op, left, right, 128)
    text = writer.text
    ours, theirs = (_scaled(text, writer.real(side.number).name, side.factor) for side in (left, right))
    sizes = [_scaled(text, _size(writer, side.number), abs(side.factor)) for side in (left, right)]
    difference = text.let(f"fsub {FLOAT} {ours}, {theirs}")
    gap = text.let(f"call {FLOAT} @llvm.fabs.v8f64({FLOAT} {difference})")
    least = text.let(f"fmul {FLOAT} {text.join('fadd', FLOAT, sizes)}, {real(DOUBT)}")
    doubt = text.both([known, text.compared(">", FLOAT, least, gap)])
    given = ", ".join(f"{whole(64)} {writer.number(leaf).name}" for leaf in leaves)
    name = _function(writer, op, left, right, leaves)
    return text.where_any(doubt, f"call {MASK} {name}({given})", text.compared(op, FLOAT, difference, real(0.0)))


def _exactly(writer: Writer, op: nodes.Op, left: Product, right: Product, bits: int) -> Mask:
    sides = []
    for node, factor in (left, right):
        found = writer.at(node, bits)
        sides.append(found if factor == 1 else writer.text.let(f"mul {whole(bits)} {found}, {number(factor, bits)}"))
    return writer.text.compared(op, whole(bits), *sides)


def _function(writer: Writer, op: nodes.Op, left: Product, right: Product, leaves: list[nodes.Number]) -> str:
    """The function that compares in 128 bits, of the largest parts that 64 bits hold."""
    inner = writer.beside({leaf: f"%p{place}" for place, leaf in enumerate(leaves)})
    holds = _exactly(inner, op, left, right, 128)
    name, body = f"@{writer.name}.exact{len(writer.exact)}", "\n  ".join(inner.text.lines)
    given = ", ".join(f"{whole(64)} %p{place}" for place in range(len(leaves)))
    writer.exact.append(
        f"define internal {MASK} {name}({given}) noinline cold {{\n  {body}\n  ret {MASK} {holds}\n}}\n"
    )
    return name


def _scaled(text: Text, name: str, factor: int) -> str:
    return name if factor == 1 else text.let(f"fmul {FLOAT} {name}, {real(float(factor))}")


def _size(writer: Writer, node: nodes.Number) -> str:
    """The magnitude of a number; of a great one, of the products it is the sum of."""
    if isinstance(node, nodes.Int):
        return real(float(abs(node.value)))
    if isinstance(node, nodes.Add | nodes.Mul) and node.wide:
        parts = node.terms if isinstance(node, nodes.Add) else node.factors
        join = "fadd" if isinstance(node, nodes.Add) else "fmul"
        return writer.text.join(join, FLOAT, [_size(writer, part) for part in parts])
    name = writer.real(node).name
    return name if node.low >= 0 else writer.text.let(f"call {FLOAT} @llvm.fabs.v8f64({FLOAT} {name})")

"""LLVM's text for eight enterprises at a time: values of one lane each, masks of one bit each.

A value is a vector of eight integers or floats, a *mask* one of eight bits. ``None`` stands for
the mask that is true throughout, so that what is always known costs nothing.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from functools import reduce

LANES = 8
Mask = str | None
TRUE: Mask = None
FALSE = "zeroinitializer"
MASK = f"<{LANES} x i1>"
FLOAT = f"<{LANES} x double>"


def whole(bits: int) -> str:
    """The type of eight whole numbers."""
    return f"<{LANES} x i{bits}>"


def same(kind: str, value: str) -> str:
    """One constant in every lane; ``kind`` is that of a lane."""
    return f"<{', '.join([f'{kind} {value}'] * LANES)}>"


def number(value: int, bits: int) -> str:
    return same(f"i{bits}", str(value))


def real(value: float) -> str:
    return same("double", bits_of_real(value))


def bits_of_real(value: float) -> str:
    """A float as LLVM reads it exactly."""
    return f"0x{struct.unpack('>Q', struct.pack('>d', value))[0]:016X}"


class Text:
    """The lines of one function's loop; equal lines are written once."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.block = "loop"  # where the next line stands
        self._known: dict[str, str] = {}

    def let(self, expression: str) -> str:
        """The name of what ``expression`` gives."""
        name = self._known.get(expression)
        if name is None:
            name = self._known[expression] = f"%v{len(self._known)}"
            self.lines.append(f"{name} = {expression}")
        return name

    def do(self, line: str) -> None:
        self.lines.append(line)

    def where_any(self, mask: Mask, call: str, otherwise: Mask) -> Mask:
        """What ``call`` gives if any bit of ``mask`` is set; it is not called else."""
        name = f"d{len(self.lines)}"
        bits = self.let(f"bitcast {MASK} {mask} to i8")
        some = self.let(f"icmp ne i8 {bits}, 0")
        self.lines += [
            f"br i1 {some}, label %{name}.call, label %{name}.rest",
            f"{name}.call:",
            f"%{name}.called = {call}",
            f"br label %{name}.rest",
            f"{name}.rest:",
            f"%{name} = phi {MASK} [ {otherwise}, %{self.block} ], [ %{name}.called, %{name}.call ]",
        ]
        self.block = f"{name}.rest"
        return f"%{name}"

    # masks

    def both(self, masks: Iterable[Mask]) -> Mask:
        found = list(dict.fromkeys(mask for mask in masks if mask is not TRUE))
        if FALSE in found:
            return FALSE
        return reduce(lambda a, b: self.let(f"and {MASK} {a}, {b}"), found) if found else TRUE

    def either(self, masks: Iterable[Mask]) -> Mask:
        found = [mask for mask in dict.fromkeys(masks) if mask != FALSE]
        if TRUE in found:
            return TRUE
        some = [mask for mask in found if mask is not TRUE]
        return reduce(lambda a, b: self.let(f"or {MASK} {a}, {b}"), some) if some else FALSE

    def flip(self, mask: Mask) -> Mask:
        if mask is TRUE:
            return FALSE
        return TRUE if mask == FALSE else self.let(f"xor {MASK} {mask}, {same('i1', 'true')}")

    def choose(self, mask: Mask, kind: str, yes: str, no: str) -> str:
        if mask is TRUE or yes == no:
            return yes
        return no if mask == FALSE else self.let(f"select {MASK} {mask}, {kind} {yes}, {kind} {no}")

    # numbers

    def join(self, operation: str, kind: str, parts: Sequence[str]) -> str:
        return reduce(lambda a, b: self.let(f"{operation} {kind} {a}, {b}"), parts)

    def compared(self, op: str, kind: str, left: str, right: str) -> Mask:
        """``op`` is ``>=``, ``>`` or ``=`` of whole numbers or floats; false of what is not a number."""
        word = {">=": "ge", ">": "gt", "=": "eq"}[op]
        test = f"fcmp o{word}" if kind == FLOAT else f"icmp {word if op == '=' else 's' + word}"
        return self.let(f"{test} {kind} {left}, {right}")

    def widened(self, value: str, bits: int, to: int) -> str:
        if bits == to:
            return value
        return self.let(f"{'sext' if to > bits else 'trunc'} {whole(bits)} {value} to {whole(to)}")

    def as_real(self, value: str, bits: int) -> str:
        return self.let(f"sitofp {whole(bits)} {value} to {FLOAT}")

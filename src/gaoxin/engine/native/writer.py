"""Plan nodes → LLVM's text, each node once: exact integers of 64 or 128 bits, and three values as two masks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from gaoxin.engine.native import products
from gaoxin.engine.native.products import Product
from gaoxin.engine.native.text import FALSE, FLOAT, LANES, TRUE, Mask, Text, bits_of_real, number, real, whole
from gaoxin.engine.wide import is_plain_product
from gaoxin.rules import nodes


@dataclass(frozen=True, slots=True)
class Value:
    """Eight whole numbers of ``bits``, and where they are known."""

    name: str
    bits: int
    known: Mask


@dataclass(frozen=True, slots=True)
class Real:
    """Eight floats, and where they are known."""

    name: str
    known: Mask


@dataclass(frozen=True, slots=True)
class Judged:
    """Where a condition is met and where it is not; unknown elsewhere."""

    met: Mask
    failed: Mask


ZERO = nodes.Int(0, 0, 0)


class Writer:
    """Writes nodes into one :class:`Text`; ``column`` gives what a column of the table holds."""

    def __init__(
        self,
        text: Text,
        column: Callable[[nodes.Column], Value],
        flag: Callable[[nodes.Flag], Judged],
        name: str = "",
    ) -> None:
        self.text, self.column, self.flag, self.name = text, column, flag, name
        self.numbers: dict[nodes.Number, Value] = {}
        self.conditions: dict[nodes.Condition, Judged] = {}
        self.tables: dict[str, str] = {}  # constants beside the function: their text and their name
        self.exact: list[str] = []  # functions that decide great products

    def number(self, node: nodes.Number) -> Value:
        if node not in self.numbers:
            self.numbers[node] = self._number(node)
        return self.numbers[node]

    def condition(self, node: nodes.Condition) -> Judged:
        if node not in self.conditions:
            self.conditions[node] = self._condition(node)
        return self.conditions[node]

    def beside(self, given: Mapping[nodes.Number, str]) -> Writer:
        """A writer of a function that is given some numbers, all known, and reads nothing else."""
        inner = Writer(Text(), self.column, self.flag, self.name)
        inner.numbers = {node: Value(name, 64, TRUE) for node, name in given.items()}
        return inner

    def at(self, node: nodes.Number, bits: int) -> str:
        """A number in the width of its surroundings."""
        if isinstance(node, nodes.Int):
            return number(node.value, bits)
        found = self.number(node)
        return self.text.widened(found.name, found.bits, bits)

    def _number(self, node: nodes.Number) -> Value:
        text, bits = self.text, bits_of(node)
        match node:
            case nodes.Int(value=value):
                return Value(number(value, bits), bits, TRUE)
            case nodes.Column():
                return self.column(node)
            case nodes.Add(terms=parts):
                return self._joined(node, "add", parts)
            case nodes.Mul(factors=parts):
                return self._joined(node, "mul", parts)
            case nodes.Extreme():
                return self._extreme(node)
            case nodes.Pick():
                return self._pick(node)
            case nodes.Known(column=column, missing=missing):
                found = self.number(column)
                return Value(text.choose(found.known, whole(bits), found.name, number(missing, bits)), bits, TRUE)
            case nodes.Lookup(code=code, table=table):
                return self.looked_up(code, table)
        raise TypeError(f"no machine code for {type(node).__name__}")

    def _joined(self, node: nodes.Number, operation: str, parts: Sequence[nodes.Number]) -> Value:
        """Wrapping in between is harmless: the whole fits."""
        bits = max(bits_of(node), *(self.number(part).bits for part in parts))
        found = self.text.join(operation, whole(bits), [self.at(part, bits) for part in parts])
        known = self.text.both(self.number(part).known for part in parts)
        return Value(self.text.widened(found, bits, bits_of(node)), bits_of(node), known)

    def _extreme(self, node: nodes.Extreme) -> Value:
        bits = max(bits_of(node), *(self.number(part).bits for part in node.terms))
        kind, terms = whole(bits), [self.at(term, bits) for term in node.terms]

        def beyond(a: str, b: str) -> str:
            pair = (a, b) if node.largest else (b, a)
            return self.text.choose(self.text.compared(">", kind, *pair), kind, a, b)

        found = self.text.widened(reduce(beyond, terms), bits, bits_of(node))
        return Value(found, bits_of(node), self.text.both(self.number(term).known for term in node.terms))

    def _pick(self, node: nodes.Pick) -> Value:
        bits = bits_of(node)
        found = self.at(node.otherwise, bits)
        for when, value in reversed(list(zip(node.conditions, node.values, strict=True))):
            judged = self.condition(when)
            holds = self.text.flip(judged.failed) if node.unknown_holds else judged.met
            found = self.text.choose(holds, whole(bits), self.at(value, bits), found)
        return Value(found, bits, TRUE)

    def looked_up(self, code: nodes.Column, table: Sequence[int | None]) -> Value:
        at, known = self._place(code, table)
        return Value(self.gathered(at, "i64", [str(limit or 0) for limit in table]), 64, known)

    def looked_up_real(self, code: nodes.Column, table: Sequence[Fraction | None]) -> Real:
        at, known = self._place(code, table)
        return Real(self.gathered(at, "double", [bits_of_real(float(limit or 0)) for limit in table]), known)

    def _place(self, code: nodes.Column, table: Sequence[object]) -> tuple[str, Mask]:
        """Where in a table a code points to, and where that is a limit; no code reads beyond the table."""
        held = self.number(code)
        inside = self.text.both([held.known, self.one_of(held.name, tuple(range(len(table))))])
        at = self.text.choose(inside, whole(64), held.name, number(0, 64))
        limits = self.gathered(at, "i64", [str(int(limit is not None)) for limit in table])
        return at, self.text.both([inside, self.text.compared("=", whole(64), limits, number(1, 64))])

    def gathered(self, at: str, kind: str, table: Sequence[str]) -> str:
        """The entries of a table of constants, lane by lane."""
        entries = ", ".join(f"{kind} {entry}" for entry in table)
        constant = f"[{len(table)} x {kind}] [{entries}]"
        if constant not in self.tables:
            self.tables[constant] = f"@{self.name}.table{len(self.tables)}"
        name, found = self.tables[constant], "poison"
        for lane in range(LANES):
            index = self.text.let(f"extractelement {whole(64)} {at}, i32 {lane}")
            place = self.text.let(f"getelementptr {kind}, ptr {name}, i64 {index}")
            entry = self.text.let(f"load {kind}, ptr {place}")
            found = self.text.let(f"insertelement <{LANES} x {kind}> {found}, {kind} {entry}, i32 {lane}")
        return found

    def _condition(self, node: nodes.Condition) -> Judged:
        text = self.text
        match node:
            case nodes.Truth(value=value):
                return Judged(TRUE if value else FALSE, TRUE if value is False else FALSE)
            case nodes.Flag():
                return self.flag(node)
            case nodes.Compare(op=op, left=left, right=right):
                return self.compare(op, left, right)
            case nodes.Share():
                return self._share(node)
            case nodes.Floor():
                return self._floor(node)
            case nodes.OneOf(code=code, codes=codes):
                held = self.number(code)
                return self.where(held.known, self.one_of(held.name, codes))
            case nodes.Not(part=part):
                inner = self.condition(part)
                return Judged(inner.failed, inner.met)
            case nodes.All(parts=parts):
                judged = [self.condition(part) for part in parts]
                return Judged(text.both(j.met for j in judged), text.either(j.failed for j in judged))
            case nodes.Any(parts=parts):
                judged = [self.condition(part) for part in parts]
                return Judged(text.either(j.met for j in judged), text.both(j.failed for j in judged))
            case nodes.AtLeast(count=count, parts=parts):
                judged = [self.condition(part) for part in parts]
                enough = self.counted([j.met for j in judged], count)
                return Judged(enough, self.counted([j.failed for j in judged], len(judged) - count + 1))
            case nodes.Only(when=when, part=part):
                holds, inner = self.condition(when).met, self.condition(part)
                return Judged(text.both([holds, inner.met]), text.both([holds, inner.failed]))
            case nodes.Settled(yes=yes, no=no):
                sure = self.condition(yes).met
                return Judged(sure, text.both([text.flip(sure), self.condition(no).met]))
        raise TypeError(f"no machine code for {type(node).__name__}")

    def compare(self, op: nodes.Op, left: nodes.Number, right: nodes.Number) -> Judged:
        known = self.text.both([self.known(left), self.known(right)])
        return self.where(known, products.compared(self, op, Product(left, 1), Product(right, 1), known))

    def known(self, node: nodes.Number) -> Mask:
        return self.real(node).known if node.wide else self.number(node).known

    def where(self, known: Mask, holds: Mask) -> Judged:
        return Judged(self.text.both([known, holds]), self.text.both([known, self.text.flip(holds)]))

    def _share(self, node: nodes.Share) -> Judged:
        a, b = node.sides
        sides = (Product(node.over, a), Product(node.under, b))
        known = self.text.both([self.known(node.over), self.known(node.under), self._positive(node.under)])
        left, right = reversed(sides) if node.reverse else sides
        return self.where(known, products.compared(self, node.op, left, right, known))

    def _positive(self, node: nodes.Number) -> Mask:
        if node.low > 0:
            return TRUE
        if is_plain_product(node):
            return self.text.compared(">", FLOAT, self.real(node).name, real(0.0))
        return products.compared(self, ">", Product(node, 1), Product(ZERO, 1), self.known(node))

    def _floor(self, node: nodes.Floor) -> Judged:
        given, limit, code = self.number(node.number), self.number(node.limit), self.number(node.limit.code)
        bits = max(given.bits, limit.bits)
        holds = self.text.compared(
            ">" if node.strict else ">=", whole(bits), self.at(node.number, bits), self.at(node.limit, bits)
        )
        judged = self.where(self.text.both([given.known, limit.known]), holds)
        free = tuple(index for index, bar in enumerate(node.limit.table) if bar is None and index)
        if not free:
            return judged
        freed = self.text.both([code.known, self.one_of(code.name, free)])
        return Judged(self.text.either([freed, judged.met]), judged.failed)

    def one_of(self, code: str, codes: tuple[int, ...]) -> Mask:
        kind = whole(64)
        if len(codes) > 1 and codes == tuple(range(codes[0], codes[-1] + 1)):
            low, high = number(codes[0], 64), number(codes[-1], 64)
            return self.text.both(
                [self.text.compared(">=", kind, code, low), self.text.compared(">=", kind, high, code)]
            )
        return self.text.either(self.text.compared("=", kind, code, number(one, 64)) for one in codes)

    def counted(self, masks: Sequence[Mask], least: int) -> Mask:
        """Where at least so many masks are true."""
        kind, one = whole(8), number(1, 8)
        ones = [self.text.choose(mask, kind, one, number(0, 8)) for mask in masks]
        return self.text.compared(">=", kind, self.text.join("add", kind, ones), number(least, 8))

    # floats, for figures that are shown

    def real(self, node: nodes.Number) -> Real:
        """A number in floats: of one beyond 64 bits, the sum of its products."""
        text = self.text
        if isinstance(node, nodes.Int):
            return Real(real(float(node.value)), TRUE)
        if isinstance(node, nodes.Add | nodes.Mul) and node.wide:
            adds = isinstance(node, nodes.Add)
            parts = [self.real(part) for part in (node.terms if isinstance(node, nodes.Add) else node.factors)]
            found = text.join("fadd" if adds else "fmul", FLOAT, [part.name for part in parts])
            return Real(found, text.both(part.known for part in parts))
        found_value = self.number(node)
        return Real(text.as_real(self.at(node, 64), 64), found_value.known)


def bits_of(node: nodes.Number) -> int:
    return 128 if node.wide else 64

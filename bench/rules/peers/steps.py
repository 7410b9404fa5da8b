"""Plans → the notation of another engine, so that every engine is given the same rules.

The peers are two-valued: a share whose denominator is not positive is not met, an
interval counts by its lower end. They are only asked about complete records, or read
a missing fact as zero as they would at home.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from gaoxin.engine.outputs import Output
from gaoxin.rules import nodes
from gaoxin.rules.nodes import Node

T = TypeVar("T")
PLAIN = (nodes.Int, nodes.Column, nodes.Flag, nodes.Truth, nodes.Known, nodes.Lookup)


@dataclass(frozen=True)
class Step:
    """A named intermediate or result; later steps read it by name."""

    name: str
    node: Node


def identifier(column: str) -> str:
    """A column's name as an identifier: ``held:hnte`` → ``held_hnte``."""
    return re.sub(r"\W", "_", column)


def conditions_and_points(wanted: Iterable[Output]) -> list[Output]:
    """The outputs that the per-record engines are asked for."""
    return [output for output in wanted if output.part in ("verdict", "points")]


def steps_of(roots: Sequence[Node], results: Sequence[Node]) -> list[Step]:
    """What has to be worked out for the roots, each after what it reads; results and shared nodes have names."""
    everything = nodes.walk(*roots)
    reads = Counter(child for node in everything for child in set(nodes.children(node)))
    asked = set(results)
    named = [node for node in everything if node in asked or (reads[node] > 1 and not isinstance(node, PLAIN))]
    return [Step(f"s{place}", node) for place, node in enumerate(named)]


class Notation(ABC, Generic[T]):
    """Writes nodes as expressions of one engine; named steps are read, not written again."""

    def __init__(self) -> None:
        self.names: dict[Node, str] = {}

    def step(self, step: Step) -> T:
        written = self.write(step.node)
        self.names[step.node] = step.name
        return written

    def use(self, node: Node) -> T:
        return self.read_step(self.names[node]) if node in self.names else self.write(node)

    def write(self, node: Node) -> T:
        match node:
            case nodes.Int(value=value):
                return self.literal(value)
            case nodes.Truth(value=value):
                return self.literal(bool(value))
            case nodes.Column() | nodes.Flag():
                return self.column(node)
            case nodes.Known(column=column):
                return self.column(column)
            case nodes.Add(terms=terms):
                return self.infix("+", [self.use(term) for term in terms])
            case nodes.Mul(factors=factors):
                return self.infix("*", [self.use(factor) for factor in factors])
            case nodes.Extreme(terms=terms, largest=largest):
                return self.extreme([self.use(term) for term in terms], largest=largest)
            case nodes.Pick(conditions=conditions, values=values, otherwise=otherwise):
                return self.first_of(
                    [self.use(c) for c in conditions], [self.use(v) for v in values], self.use(otherwise)
                )
            case nodes.Compare(op=op, left=left, right=right):
                return self.infix("==" if op == "=" else op, [self.use(left), self.use(right)])
            case nodes.Share():
                return self.share(node)
            case nodes.Floor(number=number, limit=limit, strict=strict):
                return self.floor(self.use(number), self.use(limit.code), limit.table, strict=strict)
            case nodes.OneOf(code=code, codes=codes):
                return self.member(self.use(code), codes)
            case nodes.Not(part=part):
                return self.negate(self.use(part))
            case nodes.All(parts=parts):
                return self.infix("and", [self.use(part) for part in parts])
            case nodes.Any():
                return self.infix("or", [self.use(part) for part in _without_consensus(node)])
            case nodes.AtLeast(count=count, parts=parts):
                held = [self.first_of([self.use(part)], [self.literal(1)], self.literal(0)) for part in parts]
                return self.infix(">=", [self.infix("+", held), self.literal(count)])
            case nodes.Only(when=when, part=part):
                return self.infix("and", [self.use(when), self.use(part)])
            case nodes.Settled(yes=yes):
                return self.use(yes)
        raise TypeError(f"the peers are not given {type(node).__name__}")

    def share(self, node: nodes.Share) -> T:
        over, under, bar = self.use(node.over), self.use(node.under), self.literal(float(node.bar))
        sides = [self.infix("/", [over, under]), bar]
        sign = "==" if node.op == "=" else node.op
        found = self.infix(sign, sides[::-1] if node.reverse else sides)
        return self.infix("and", [self.infix(">", [under, self.literal(0)]), found])

    def floor(self, number: T, code: T, table: Sequence[int | None], *, strict: bool) -> T:
        """Grouped by limit: one comparison per sector would be unfair to the peer."""
        sign, free = ">" if strict else ">=", tuple(i for i, limit in enumerate(table) if limit is None and i)
        found: list[T] = [self.member(code, free)] if free else []
        for limit in dict.fromkeys(limit for limit in table if limit is not None):
            codes = tuple(i for i, other in enumerate(table) if other == limit)
            found.append(self.infix("and", [self.member(code, codes), self.infix(sign, [number, self.literal(limit)])]))
        return self.infix("or", found)

    @abstractmethod
    def literal(self, value: float) -> T: ...
    @abstractmethod
    def column(self, column: nodes.Column | nodes.Flag) -> T: ...
    @abstractmethod
    def read_step(self, name: str) -> T: ...
    @abstractmethod
    def infix(self, sign: str, parts: Sequence[T]) -> T: ...
    @abstractmethod
    def negate(self, part: T) -> T: ...
    @abstractmethod
    def first_of(self, conditions: Sequence[T], values: Sequence[T], otherwise: T) -> T: ...
    @abstractmethod
    def extreme(self, parts: Sequence[T], *, largest: bool) -> T: ...
    @abstractmethod
    def member(self, code: T, codes: Sequence[int]) -> T: ...


def _without_consensus(node: nodes.Any) -> list[nodes.Condition]:
    """Without the part that only three values need: (c ∧ a) ∨ (¬c ∧ b) ∨ (a ∧ b)."""
    sets = {part: frozenset(part.parts) if isinstance(part, nodes.All) else frozenset((part,)) for part in node.parts}
    implied = {
        (one - {c}) | (other - {no})
        for one in sets.values()
        for other in sets.values()
        for c in one
        for no in other
        if isinstance(no, nodes.Not) and no.part is c
    }
    return [part for part in node.parts if sets[part] not in implied]


class InfixText(Notation[str]):
    """Expressions as text with infix signs, as most engines have them."""

    true, false = "true", "false"

    def literal(self, value: float) -> str:
        if isinstance(value, bool):
            return self.true if value else self.false
        return repr(value) if value >= 0 else f"({value!r})"

    def column(self, column: nodes.Column | nodes.Flag) -> str:
        return identifier(column.name)

    def read_step(self, name: str) -> str:
        return name

    def infix(self, sign: str, parts: Sequence[str]) -> str:
        return f"({f' {sign} '.join(parts)})"

    def negate(self, part: str) -> str:
        return f"(not {part})"

    def first_of(self, conditions: Sequence[str], values: Sequence[str], otherwise: str) -> str:
        found = otherwise
        for condition, value in reversed(list(zip(conditions, values, strict=True))):
            found = f"({condition} ? {value} : {found})"
        return found

    def extreme(self, parts: Sequence[str], *, largest: bool) -> str:
        return f"{'max' if largest else 'min'}([{', '.join(parts)}])"

    def member(self, code: str, codes: Sequence[int]) -> str:
        return f"({code} in [{', '.join(map(str, codes))}])"

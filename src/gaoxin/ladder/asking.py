"""What to ask an enterprise for first: the smallest set of missing facts that could settle a verdict.

The question is put to the condition tree itself. Of an *all* every unknown part must
be supplied; of an *any* the part that needs the fewest facts will do; of a score, the
fewest missing items whose points could still lift the total over the bar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations
from typing import Any

from gaoxin.engine.outputs import Output
from gaoxin.engine.python import Row, compile_python
from gaoxin.rules import nodes
from gaoxin.rules.nodes import Column, Condition, Flag
from gaoxin.rules.plan import Plan
from gaoxin.rules.score import ScoreLine

Ask = frozenset[Column | Flag]
MANY = 16  # beyond so many missing facts of one score, ask for all of them


def ask_first(plan: Plan) -> Callable[[Row], list[Column | Flag]]:
    """A function from an enterprise's wide row to the facts to ask for; [] when nothing would help.

    A score's expert marks and a criterion only a person can judge are asked for as
    themselves.
    """
    asker = _Asker(plan)
    order = {column: number for number, column in enumerate(plan.columns())}

    def ask(row: Row) -> list[Column | Flag]:
        found = asker.ask(row)
        return sorted(found or (), key=lambda column: order.get(column, len(order)))

    return ask


class _Asker:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.conditions = [node for node in nodes.walk(plan.verdict) if isinstance(node, Condition)]
        self.columns = {column.name: column for column in plan.columns()}
        self.states = compile_python([Output(str(n), "verdict", node) for n, node in enumerate(self.conditions)])
        self.lines = {line.low: line for top in plan.scores for line in _below(top)}
        self.sheet = list({line.id: line for line in self.lines.values()}.values())
        ends = [Output(end, "points", getattr(line, end)) for line in self.sheet for end in ("low", "high")]
        self.points = compile_python(ends) if ends else None

    def ask(self, row: Row) -> Ask | None:
        state = dict(zip(self.conditions, self.states(row), strict=True))
        if state[self.plan.verdict] is not None:
            return frozenset()
        return _Question(self, row, state).need(self.plan.verdict)


class _Question:
    """One enterprise's unknowns."""

    def __init__(self, asker: _Asker, row: Row, state: dict[Condition, bool | None]) -> None:
        self.asker, self.row, self.state = asker, row, state

    def need(self, node: Condition, want: bool = True) -> Ask | None:
        """The fewest facts that could make an unknown node ``want``; None where none could."""
        if self.state[node] is not None:
            return frozenset()
        match node:
            case nodes.All(parts=parts):
                return self.every(parts, want) if want else self.some(parts, want, 1)
            case nodes.Any(parts=parts):
                return self.some(parts, want, 1) if want else self.every(parts, want)
            case nodes.AtLeast(count=count, parts=parts):
                return self.some(parts, want, count - sum(self.state[part] is True for part in parts))
            case nodes.Not(part=part):
                return self.need(part, not want)
            case nodes.Only(when=when, part=part):
                return None if self.state[when] is False else _both(self.need(when), self.need(part, want))
            case nodes.Settled(yes=yes):
                return self.score(yes)
        return self.missing(node)

    def every(self, parts: Iterable[Condition], want: bool) -> Ask | None:
        found: Ask | None = frozenset()
        for part in parts:
            found = _both(found, self.need(part, want))
        return found

    def some(self, parts: Iterable[Condition], want: bool, count: int) -> Ask | None:
        needs = [need for part in parts if self.state[part] is None and (need := self.need(part, want))]
        needs.sort(key=len)
        return frozenset().union(*needs[:count]) if len(needs) >= count else None

    def missing(self, node: nodes.Node) -> Ask | None:
        """Empty columns below a node; of the current year only where y0 is filled in."""
        empty = {column.name: column for column in nodes.columns_of(node) if self.row.get(column.name) is None}
        return frozenset(self.filed(column) for column in empty.values()) or None

    def filed(self, column: Column | Flag) -> Column | Flag:
        """The column one would fill in: while y0 is empty too, its declaration serves for now."""
        standing = self.asker.columns.get(f"{column.field}_y0") if column.offset == -1 else None
        return standing if standing is not None and self.row.get(standing.name) is None else column

    def score(self, yes: Condition) -> Ask | None:
        """The fewest missing facts whose items could still carry a score over its bar."""
        if not (isinstance(yes, nodes.Compare) and self.asker.points):
            return self.missing(yes)
        tops = [self.asker.lines[n] for n in nodes.walk(yes) if n in self.asker.lines]
        open_items = [item for top in tops[-1:] for item in self.open_items(top)]
        facts = list(dict.fromkeys(fact for need, _ in open_items for fact in need))
        bar = self.bar(yes, tops[-1]) if tops else 0.0
        certain = self.ends(tops[-1])[0] + sum(gain for need, gain in open_items if not need) if tops else 0.0
        if len(facts) > MANY:
            return frozenset(facts) or None
        for count in range(1, len(facts) + 1):
            for chosen in combinations(facts, count):
                gains = sum(gain for need, gain in open_items if need and need <= set(chosen))
                if certain + gains > bar:
                    return frozenset(chosen)
        return frozenset(facts) or None

    def open_items(self, line: ScoreLine) -> list[tuple[Ask, float]]:
        """Leaf items still open: the facts each waits for, and the points it could add."""
        if line.parts:
            return [item for part in line.parts for item in self.open_items(part)]
        low, high = self.ends(line)
        need = frozenset(column for column in line.columns if self.row.get(column.name) is None)
        return [(need, high - low)] if high > low else []

    def ends(self, line: ScoreLine) -> tuple[float, float]:
        at = self.asker.sheet.index(line) * 2
        points: tuple[Any, ...] = self.asker.points(self.row) if self.asker.points else ()
        return points[at], points[at + 1]

    def bar(self, yes: nodes.Compare, line: ScoreLine) -> float:
        bound = yes.right.low if yes.left is line.low else yes.left.low
        return bound / 10**6 - (1e-9 if yes.op == ">=" else 0)


def _both(left: Ask | None, right: Ask | None) -> Ask | None:
    return None if left is None or right is None else left | right


def _below(line: ScoreLine) -> list[ScoreLine]:
    return [line, *(inner for part in line.parts for inner in _below(part))]

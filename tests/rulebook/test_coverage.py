"""Every comparison of every policy is shown by a worked example: on it, on both sides, and missing.

What is asked of a policy's ``cases.yaml``, for every comparison that a verdict, a band or a
class of an edition makes: one case where the two sides are equal, one just below, one just
above (within 0.2 % of the bar, or one natural step of a fact away), and one where a side is
missing; the same for every sector of a table; and for every yes/no fact, title and text one
case each that is met, not met and unknown.

Not asked, and why:

* comparisons with 0 that only guard a division or a base of growth: they are the
  arithmetic's, and tests/gaoxin/rules/test_exact.py shows them;
* comparisons of points with a missing side: a score is never missing, it is a range; and
  "just", as bands jump by more than a point;
* a side that the bounds of the facts exclude, such as fewer than 0 persons;
* the comparisons inside another policy's verdict (``met('sme_size')``): that policy's cases
  show them; its verdict as a whole is asked for like a yes/no fact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from gaoxin.engine.facts import wide_facts
from gaoxin.engine.outputs import Output
from gaoxin.engine.python import compile_python
from gaoxin.rules import nodes
from gaoxin.rules.check import _days
from gaoxin.rules.model import Edition, Policy
from gaoxin.rules.nodes import Maker, Node
from gaoxin.rules.plan import Compiler, Plan
from gaoxin.rules.score import POINT, ScoreLine
from gaoxin.rules.text import _Writer
from tests.rulebook.cases import Case, facts_of, load_cases
from tests.rulebook.test_cases import FOLDERS, RULEBOOK, without_titles

NEAR = 0.002  # "just" below and above: within 0.2 % of the bar …
NATURAL_STEPS = {"money": 100, "number": POINT // 10, "ratio": 10**6, "text": 0}  # … or 1 yuan, 0.1 year or point

Row = Mapping[str, Any]
Verdicts = Mapping[Node, bool | None]


@pytest.mark.parametrize("policy", list(FOLDERS))
def test_cases_show_every_side_of_every_comparison(policy: str) -> None:
    assert [gap for edition in RULEBOOK.policies[policy].editions for gap in gaps(policy, edition)] == []


class AloneCompiler(Compiler):
    """Compiles one policy with other policies' verdicts as plain flags: their own cases show those."""

    def _verdict_of(self, policy_id: str) -> nodes.Condition:
        return self.make.flag(f"met:{policy_id}", policy_id, None)


@dataclass
class Edge:
    """One comparison (or one sector of a table), and what a reader must be shown of it."""

    name: str
    needed: tuple[str, ...]
    seen: set[str] = field(default_factory=set)

    @property
    def missing(self) -> list[str]:
        return [side for side in self.needed if side not in self.seen]


def gaps(policy: str, edition: Edition) -> list[str]:
    """What no case of the edition shows, one line per comparison."""
    make, cases_of = Maker(), _cases_of(RULEBOOK.policies[policy], edition)
    days = [*_days(RULEBOOK.policies[policy], edition), *cases_of]
    plans = [_plan(policy, edition, day, make) for day in days]
    asked = {column.name for plan in plans for column in plan.columns()}
    others = tuple(name for name in RULEBOOK.policies if f"met:{name}" in asked)
    rows = [row for on, cases in cases_of.items() for row in _rows(cases, on, others)]
    edges = {edge_node: edge for plan in plans for edge_node, edge in _edges(plan)}
    _look(edges, rows, make)
    return [f"{edition.id}: {edge.name} is never {', '.join(edge.missing)}" for edge in edges.values() if edge.missing]


def _cases_of(policy: Policy, edition: Edition) -> Mapping[date, list[Case]]:
    found: dict[date, list[Case]] = defaultdict(list)
    for case in load_cases(FOLDERS[policy.id], policy.id):
        if (policy.edition(case.edition) if case.edition else policy.edition_on(case.on)) is edition:
            found[case.on].append(case)
    return found


def _plan(policy: str, edition: Edition, day: date, make: Maker) -> Plan:
    plan = AloneCompiler(RULEBOOK, day, make).plan(policy, edition.id)
    assert plan is not None
    return plan


def _rows(cases: list[Case], on: date, others: tuple[str, ...]) -> list[Row]:
    """The cases' facts, with the verdicts of the other policies that are asked for beside them."""
    facts, held = facts_of(cases, RULEBOOK)
    wide = without_titles(wide_facts(facts, held, on, RULEBOOK), cases)
    compiler = Compiler(RULEBOOK, on)
    plans = [plan for name in others if (plan := compiler.plan(name))]
    if not plans:
        return wide.to_dicts()
    judge = compile_python([Output(plan.id, "verdict", plan.verdict) for plan in plans])
    return [
        {**row, **{f"met:{plan.id}": verdict for plan, verdict in zip(plans, judge(row), strict=True)}}
        for row in wide.iter_rows(named=True)
    ]


# what is asked


Key = tuple[Node, int]  # a node; of a table, one of its rows


def _edges(plan: Plan) -> Iterator[tuple[Key, Edge]]:
    write = _Writer(plan, RULEBOOK.fields)
    write.names = {node: name for node, name in write.names.items() if node in write.points}
    lines = [line for top in plan.scores for line in _below(top)]
    for node in _asked(_roots(plan, lines)):
        match node:
            case nodes.Compare(left=left, right=right):
                yield (node, 0), Edge(write.written(node), _sides(left, right))
            case nodes.Share():
                yield (node, 0), Edge(write.written(node), _sides(*_scaled(node, plan.make)))
            case nodes.Floor():
                item = RULEBOOK.fields[node.limit.code.field]
                for code, limit in enumerate(node.limit.table):
                    if limit is not None:
                        name = f"{write.text(node.number)} for {item.choices[code - 1]}"
                        yield (node, code), Edge(name, ("on", "just below", "just above", "missing"))
            case nodes.OneOf() | nodes.Flag():
                yield (node, 0), Edge(write.written(node), ("met", "not met", "unknown"))


def _roots(plan: Plan, lines: list[ScoreLine]) -> list[Node]:
    conditions = [condition for line in lines for condition in line.conditions]
    return [*(o.verdict for o in plan.outcomes), *conditions, *(condition for _, _, condition in plan.classes)]


def _asked(roots: list[Node]) -> list[Node]:
    """Every comparison and fact below the roots, but for the guards of a division.

    ``x / y`` is unknown where y is 0 and turns where y is negative, and growth is unknown
    on a base of 0 or less; these comparisons with 0 are the arithmetic's own, not the
    law's. They are tested in tests/gaoxin/rules/test_exact.py, and not asked for here
    unless the law makes the same comparison itself.
    """
    found: dict[Node, None] = {}
    done: set[tuple[Node, Node | None]] = set()
    stack: list[tuple[Node, Node | None]] = [(root, None) for root in reversed(roots)]
    while stack:
        node, divisor = stack.pop()
        if (node, divisor) in done:
            continue
        done.add((node, divisor))
        if isinstance(node, nodes.Only):
            stack.append((node.part, _divisor(node.when) or divisor))
        elif isinstance(node, nodes.Condition) and not _is_about_sign(node, divisor):
            found[node] = None
            below = [child for child in nodes.children(node) if isinstance(child, nodes.Condition)]
            stack.extend((child, divisor) for child in reversed(below))
    leaves = (nodes.Compare, nodes.Share, nodes.Floor, nodes.OneOf, nodes.Flag)
    return [node for node in found if isinstance(node, leaves)]


def _divisor(guard: Node) -> Node | None:
    """The y of ``NOT y = 0``, whose sign is then asked for."""
    inner = guard.part if isinstance(guard, nodes.Not) else None
    return _against_zero(inner) if isinstance(inner, nodes.Compare) and inner.op == "=" else None


def _is_about_sign(node: nodes.Condition, divisor: Node | None) -> bool:
    """``y > 0``, or the share with both signs turned, beside the share of a y that may be negative."""
    if divisor is None:
        return False
    if isinstance(node, nodes.Share):
        return node.under is not divisor
    return isinstance(node, nodes.Compare) and node.op == ">" and _against_zero(node) is divisor


def _scaled(node: nodes.Share, make: Maker) -> tuple[nodes.Number, nodes.Number]:
    a, b = node.sides
    return make.scale(node.over, a), make.scale(node.under, b)


def _against_zero(node: nodes.Compare) -> Node | None:
    return node.left if isinstance(node.right, nodes.Int) and node.right.value == 0 else None


def _sides(left: nodes.Number, right: nodes.Number) -> tuple[str, ...]:
    if _is_points(left) or _is_points(right):  # bands jump, and a score is never missing: it is a range
        needed = ["on", "below", "above"]
    else:
        needed = ["on", "just below", "just above", "missing"]
    if left.low >= right.high:
        needed = [side for side in needed if not side.endswith("below")]
    if left.high <= right.low:
        needed = [side for side in needed if not side.endswith("above")]
    if left.low > right.high or left.high < right.low:
        needed = [side for side in needed if side != "on"]
    return tuple(needed)


def _is_points(number: nodes.Number) -> bool:
    return any(isinstance(node, nodes.Pick | nodes.Known) for node in nodes.walk(number))


def _below(line: ScoreLine) -> list[ScoreLine]:
    return [line, *(inner for part in line.parts for inner in _below(part))]


# what is shown


def _look(edges: Mapping[Key, Edge], rows: list[Row], make: Maker) -> None:
    asked = list(dict.fromkeys(node for node, _ in edges))
    inner = [part for node in asked for part in nodes.walk(node) if isinstance(part, nodes.Condition)]
    every = list(dict.fromkeys([*asked, *inner]))
    judge = compile_python([Output(str(at), "verdict", node) for at, node in enumerate(every)])
    for row in rows:
        verdicts = dict(zip(every, judge(row), strict=True))
        for (node, code), edge in edges.items():
            edge.seen |= set(_shown(node, code, row, verdicts, make))


def _shown(node: Node, code: int, row: Row, verdicts: Verdicts, make: Maker) -> Iterator[str]:
    match node:
        case nodes.Flag() | nodes.OneOf():
            yield {True: "met", False: "not met", None: "unknown"}[verdicts[node]]  # type: ignore[index]
        case nodes.Floor(number=number, limit=limit):
            if row.get(limit.code.name) == code:
                yield from _against(number, limit, row, verdicts)
        case nodes.Compare(left=left, right=right):
            yield from _against(left, right, row, verdicts)
        case nodes.Share(under=under):
            below = number_of(under, row, verdicts)
            if below is None or below > 0:
                yield from _against(*_scaled(node, make), row, verdicts)


def _against(left: nodes.Number, right: nodes.Number, row: Row, verdicts: Verdicts) -> Iterator[str]:
    a, b = (number_of(side, row, verdicts) for side in (left, right))
    if a is None or b is None:
        yield "missing"
        return
    side = "on" if a == b else "below" if a < b else "above"
    yield side
    size = max(_size(left, row, verdicts), _size(right, row, verdicts))
    if side != "on" and (abs(a - b) <= NEAR * size or abs(a - b) <= _step(left, right, row, verdicts, a - b)):
        yield f"just {side}"


def number_of(number: nodes.Number, row: Row, verdicts: Verdicts) -> int | None:
    """The exact value of a number node; None where a fact is missing."""
    if isinstance(number, nodes.Int):
        return number.value
    if isinstance(number, nodes.Column):
        return row.get(number.name)
    if isinstance(number, nodes.Known):
        return number.missing if row.get(number.column.name) is None else row[number.column.name]
    if isinstance(number, nodes.Lookup):
        at = row.get(number.code.name)
        return None if at is None else number.table[at]
    if isinstance(number, nodes.Pick):
        holds = (True, None) if number.unknown_holds else (True,)
        pairs = zip(number.conditions, number.values, strict=True)
        return number_of(next((v for c, v in pairs if verdicts[c] in holds), number.otherwise), row, verdicts)
    parts = [number_of(part, row, verdicts) for part in nodes.children(number)]  # type: ignore[arg-type]
    if any(part is None for part in parts):
        return None
    match number:
        case nodes.Add():
            return sum(parts)  # type: ignore[arg-type]
        case nodes.Mul():
            product = 1
            for part in parts:
                product *= part  # type: ignore[operator]
            return product
        case nodes.Extreme(largest=largest):
            return max(parts) if largest else min(parts)  # type: ignore[type-var]
    raise TypeError(type(number).__name__)


def _size(number: nodes.Number, row: Row, verdicts: Verdicts) -> int:
    """How large the terms are that a side is made of: a small difference of large terms is near."""
    if isinstance(number, nodes.Add):
        return sum(_size(term, row, verdicts) for term in number.terms)
    return abs(number_of(number, row, verdicts) or 0)


def _step(left: nodes.Number, right: nodes.Number, row: Row, verdicts: Verdicts, difference: int) -> int:
    """How much the difference of the sides moves with the smallest natural step of one fact."""
    found = 0
    facts = [column for column in nodes.columns_of(left, right) if isinstance(column, nodes.Column)]
    for column in [] if _is_points(left) or _is_points(right) else facts:
        step = _natural_step(column)
        for moved in (step, -step):
            changed = {**row, column.name: (row.get(column.name) or 0) + moved}
            a, b = (number_of(side, changed, verdicts) for side in (left, right))
            if a is not None and b is not None:
                found = max(found, abs(a - b - difference))
    return found


def _natural_step(column: nodes.Column) -> int:
    item = RULEBOOK.fields.get(column.field)
    return NATURAL_STEPS.get(item.kind, 1) if item else 1

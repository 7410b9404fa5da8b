"""What a verdict needs, seen from the levers: plan nodes → a tree without negation.

``certain`` needs are those of a verdict that is met; ``open`` needs are those of one
that is at least not failed, an unknown fact or an expert's mark taken favourably.
Everything no lever reaches is :class:`Given`, its truth read off the facts as they
are. What is left are comparisons: :class:`Reach` along one or several levers, and
:class:`Total` where points of bands add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gaoxin.rules import nodes
from gaoxin.rules.nodes import Column, Condition, Flag, Maker, Node, Number, TooWideError


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """A condition as it stands: ``wanted`` is its verdict; ``open``: not the opposite."""

    condition: Condition
    wanted: bool
    open: bool


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """``gap ≥ 0`` (``> 0`` if strict); a step of lever *i* adds ``slopes[i]``."""

    gap: Number
    strict: bool
    open: bool
    slopes: Mapping[int, Number]

    @property
    def helpers(self) -> tuple[int, ...]:
        """Levers that can close the gap; the others can only widen it."""
        return tuple(lever for lever, slope in self.slopes.items() if slope.high > 0)


@dataclass(frozen=True, slots=True, eq=False)
class Total:
    """``gap ≥ 0`` (``> 0``) where the gap holds points of bands; ``holds`` are the bands' conditions.

    ``slopes`` are those of levers added directly (an expert's mark), ``buried`` the levers
    that stand inside a cap or the better of several.
    """

    gap: Number
    strict: bool
    open: bool
    slopes: Mapping[int, Number]
    buried: frozenset[int]
    holds: Mapping[nodes.Pick, tuple[Need, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Every:
    parts: tuple[Need, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Some:
    """At least ``count`` of the parts."""

    count: int
    parts: tuple[Need, ...]


Need = Given | Reach | Total | Every | Some


@dataclass
class Needs:
    """Builds needs for one plan; ``moves`` says how a step of each lever moves which columns."""

    make: Maker
    moves: Mapping[str, Mapping[int, int]]  # column → lever → steps of the column
    _levers: dict[Node, frozenset[int]] = field(default_factory=dict)
    _made: dict[tuple[Node, bool, bool], Need] = field(default_factory=dict)

    def of(self, condition: Condition, *, wanted: bool = True, open: bool = False) -> Need:
        """The need that a condition comes out as wanted (or, if open, not as the opposite)."""
        key = (condition, wanted, open)
        if key not in self._made:
            self._made[key] = self._of(condition, wanted, open)
        return self._made[key]

    def levers(self, node: Node) -> frozenset[int]:
        """The levers that reach a node."""
        if node not in self._levers:
            for inner in nodes.walk(node):
                if inner not in self._levers:
                    own = self.moves.get(inner.name, {}) if isinstance(inner, Column | Flag) else {}
                    self._levers[inner] = frozenset(own).union(*(self._levers[part] for part in nodes.children(inner)))
        return self._levers[node]

    def _of(self, condition: Condition, wanted: bool, open: bool) -> Need:
        if not self.levers(condition):
            return Given(condition, wanted, open)
        match condition:
            case nodes.Not(part=part):
                return self.of(part, wanted=not wanted, open=open)
            case nodes.All(parts=parts):
                return self._joined(parts, len(parts) if wanted else 1, wanted, open)
            case nodes.Any(parts=parts):
                return self._joined(parts, 1 if wanted else len(parts), wanted, open)
            case nodes.AtLeast(count=count, parts=parts):
                return self._joined(parts, count if wanted else len(parts) - count + 1, wanted, open)
            case nodes.Only(when=when, part=part):
                sure = self.of(when, wanted=not open, open=open), self.of(part, wanted=wanted, open=open)
                return some(sure) if open else every(sure)
            case nodes.Settled(yes=yes, no=no):  # yes and no exclude each other
                return self.of(yes if wanted is not open else no, wanted=not open, open=open)
            case nodes.Share():
                return self.of(self._multiplied(condition), wanted=wanted, open=open)
            case nodes.Floor():
                return self._floor(condition, wanted, open)
            case nodes.Compare(op="=", left=left, right=right):
                return self._equal(left, right, wanted, open)
            case nodes.Compare(op=op, left=left, right=right):
                if wanted:
                    return self._reach(left, right, op == ">", open) or Given(condition, wanted, open)
                return self._reach(right, left, op == ">=", open) or Given(condition, wanted, open)
        return Given(condition, wanted, open)

    def _joined(self, parts: tuple[Condition, ...], count: int, wanted: bool, open: bool) -> Need:
        found = [self.of(part, wanted=wanted, open=open) for part in parts]
        return every(found) if count == len(found) else some(found, count)

    def _multiplied(self, share: nodes.Share) -> Condition:
        """A share against its bar without dividing; unknown where there is nothing to be a share of."""
        (left, right), make = share.sides, self.make
        pair = make.scale(share.over, left), make.scale(share.under, right)
        compared = make.compare(share.op, *(reversed(pair) if share.reverse else pair))
        return make.only(make.compare(">", share.under, make.whole(0)), compared)

    def _floor(self, floor: nodes.Floor, wanted: bool, open: bool) -> Need:
        """Against a table: met where the code is known and its table sets no limit."""
        free = tuple(code for code, limit in enumerate(floor.limit.table) if limit is None)
        unlimited = Given(self.make.one_of(floor.limit.code, free), wanted, open)
        number, limit = floor.number, floor.limit
        reach = (
            self._reach(number, limit, floor.strict, open)
            if wanted
            else self._reach(limit, number, not floor.strict, open)
        )
        if reach is None:
            return Given(floor, wanted, open)
        if wanted:
            return some((unlimited, reach))
        return every((unlimited, reach)) if open else reach

    def _equal(self, left: Number, right: Number, wanted: bool, open: bool) -> Need:
        if wanted:
            pair = self._reach(left, right, False, open), self._reach(right, left, False, open)
        else:
            pair = self._reach(left, right, True, open), self._reach(right, left, True, open)
        if pair[0] is None or pair[1] is None:
            return Given(self.make.compare("=", left, right), wanted, open)
        return every((pair[0], pair[1])) if wanted else some((pair[0], pair[1]))

    def _reach(self, left: Number, right: Number, strict: bool, open: bool) -> Need | None:
        """``left ≥ right``; None where a lever sits inside a product, or the gap is too wide: frozen there."""
        try:
            gap = self.make.add(left, self.make.scale(right, -1))
            slopes = {lever: self._along(gap, lever) for lever in sorted(self.levers(gap))}
        except TooWideError:
            return None
        if any(self.levers(slope) for slope in slopes.values()):
            return None
        stepped = [node for node in nodes.walk(gap) if self._is_stepped(node)]
        if not stepped:
            return Reach(gap, strict, open, slopes)
        if not all(_is_best_first(node) for node in stepped if isinstance(node, nodes.Pick)):
            return None
        holds = {node: self._holds(node) for node in stepped if isinstance(node, nodes.Pick)}
        direct = {lever: slope for lever, slope in slopes.items() if not _is_zero(slope)}
        buried = frozenset[int]().union(*(self._outside_bands(n) for n in stepped if isinstance(n, nodes.Extreme)))
        return Total(gap, strict, open, direct, buried, holds)

    def _is_stepped(self, node: Node) -> bool:
        return isinstance(node, nodes.Pick | nodes.Extreme | nodes.Known) and bool(self.levers(node))

    def _holds(self, pick: nodes.Pick) -> tuple[Need, ...]:
        return tuple(self.of(condition, open=pick.unknown_holds) for condition in pick.conditions)

    def _outside_bands(self, node: Node) -> frozenset[int]:
        """Levers that reach a node other than through the conditions of bands."""
        if isinstance(node, nodes.Pick):
            return frozenset()
        if isinstance(node, Column):
            return self.levers(node)
        return frozenset[int]().union(*(self._outside_bands(part) for part in nodes.children(node)))

    def _along(self, number: Number, lever: int) -> Number:
        """How much a step of a lever adds to a number, bands left as they are."""
        make = self.make
        if lever not in self.levers(number):
            return make.whole(0)
        match number:
            case Column(name=name):
                return make.whole(self.moves[name][lever])
            case nodes.Known(column=column):
                return self._along(column, lever)
            case nodes.Add(terms=terms):
                return make.add(*(self._along(term, lever) for term in terms))
            case nodes.Mul(factors=factors):
                parts = (
                    make.mul(self._along(f, lever), *factors[:i], *factors[i + 1 :]) for i, f in enumerate(factors)
                )
                return make.add(*parts)
        return make.whole(0)


def every(parts: Iterable[Need]) -> Need:
    """All of the parts, nested ones taken up."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Every) else (part,))]
    return flat[0] if len(flat) == 1 else Every(tuple(dict.fromkeys(flat)))


def some(parts: Iterable[Need], count: int = 1) -> Need:
    """At least ``count`` of the parts."""
    if count > 1:
        return Some(count, tuple(parts))
    flat = [
        inner for part in parts for inner in (part.parts if isinstance(part, Some) and part.count == 1 else (part,))
    ]
    return flat[0] if len(flat) == 1 else Some(1, tuple(dict.fromkeys(flat)))


def inner_needs(*roots: Need) -> list[Need]:
    """Every need below the roots, those of bands included, once."""
    seen: dict[Need, None] = {}
    stack = list(roots)
    while stack:
        need = stack.pop()
        if need in seen:
            continue
        seen[need] = None
        if isinstance(need, Every | Some):
            stack.extend(need.parts)
        elif isinstance(need, Total):
            stack.extend(part for parts in need.holds.values() for part in parts)
    return list(seen)


def levers_of(need: Need) -> frozenset[int]:
    """The levers that can help a need."""
    found: set[int] = set()
    for inner in inner_needs(need):
        if isinstance(inner, Reach):
            found.update(inner.helpers)
        elif isinstance(inner, Total):
            found.update(inner.slopes, inner.buried)
    return frozenset(found)


def _is_best_first(pick: nodes.Pick) -> bool:
    values = (*pick.values, pick.otherwise)
    points = [value.low for value in values]
    return all(isinstance(value, nodes.Int) for value in values) and points == sorted(points, reverse=True)


def _is_zero(number: Number) -> bool:
    return isinstance(number, nodes.Int) and number.value == 0

"""The typed plan: exact integer arithmetic and three-valued conditions.

Every policy is lowered to these few nodes, and every engine translates them and
nothing else. A *number* node is an integer (money in fen, ratios in 10⁻¹² …) or
unknown; a *condition* node is met, not met or unknown, joined as Kleene joins.
There is no division: a ratio is compared by multiplying across, so no threshold
is lost to binary floats. Each number knows its bounds, hence whether 64 bits do
or 128 are needed; more than 128 is refused when the plan is made.

Nodes are interned by their :class:`Maker`: equal nodes are the same object, which
is how shared sums and ratios are computed once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeVar

Op = Literal[">=", ">", "="]


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """What all nodes share; compared and hashed by identity."""


@dataclass(frozen=True, slots=True, eq=False)
class Number(Node):
    """An integer or unknown; ``low`` and ``high`` bound it whenever it is known."""

    low: int
    high: int

    @property
    def wide(self) -> bool:
        """Whether 64 bits are not enough."""
        return self.low < -(2**63) or self.high >= 2**63


@dataclass(frozen=True, slots=True, eq=False)
class Condition(Node):
    """Met, not met or unknown."""


@dataclass(frozen=True, slots=True, eq=False)
class Int(Number):
    value: int


@dataclass(frozen=True, slots=True, eq=False)
class Column(Number):
    """A column of the facts table: a fact of one year, or a static one."""

    name: str
    field: str
    offset: int | None  # years before y0; None for a static fact; −1 for the year of assessment


@dataclass(frozen=True, slots=True, eq=False)
class Add(Number):
    terms: tuple[Number, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Mul(Number):
    factors: tuple[Number, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Extreme(Number):
    """The largest (or smallest) of its terms; unknown if any is."""

    terms: tuple[Number, ...]
    largest: bool


@dataclass(frozen=True, slots=True, eq=False)
class Pick(Number):
    """The value of the first condition that holds; never unknown.

    An unknown condition counts as ``unknown_holds``: False gives the least a row
    of bands can give, True the most.
    """

    conditions: tuple[Condition, ...]
    values: tuple[Number, ...]
    otherwise: Number
    unknown_holds: bool


@dataclass(frozen=True, slots=True, eq=False)
class Known(Number):
    """A fact, or ``missing`` while it is unknown: how an expert's mark becomes a range."""

    column: Column
    missing: int


@dataclass(frozen=True, slots=True, eq=False)
class Lookup(Number):
    """A table by a coded text: ``table[code]``; None where the rule sets no limit."""

    code: Column
    table: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Truth(Condition):
    value: bool | None


@dataclass(frozen=True, slots=True, eq=False)
class Flag(Condition):
    """A yes/no column of the facts table."""

    name: str
    field: str
    offset: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Compare(Condition):
    op: Op
    left: Number
    right: Number


@dataclass(frozen=True, slots=True, eq=False)
class Share(Condition):
    """``over ÷ under`` against the bar ``numerator ÷ denominator``; unknown where ``under`` is not positive.

    ``reverse`` asks whether the bar reaches the share instead (share ≤ bar).
    """

    op: Op
    over: Number
    under: Number
    bar: Fraction
    reverse: bool

    @property
    def divides(self) -> bool:
        """Whether the rounded quotient decides as the exact one does.

        Whole numbers a, b below 2⁵³ and a bar p/q: unless equal, a/b and p/q differ by at
        least 1/(b·p) of themselves, and two roundings of 2⁻⁵³ cannot hide that while
        b·p < 2⁵².
        """
        bound = max(abs(self.over.low), abs(self.over.high), self.under.high)
        return bound < 2**53 and self.under.high * abs(self.bar.numerator) < 2**52

    @property
    def sides(self) -> tuple[int, int]:
        """Factors of over and under that compare without dividing; hundredths where they do, to be shared."""
        p, q = self.bar.numerator, self.bar.denominator
        step = 100 // q if 100 % q == 0 else 1
        return q * step, p * step


@dataclass(frozen=True, slots=True, eq=False)
class Floor(Condition):
    """``number`` against the limit its table sets; met where the table sets none."""

    number: Number
    limit: Lookup
    strict: bool


@dataclass(frozen=True, slots=True, eq=False)
class OneOf(Condition):
    """A coded text is one of these codes."""

    code: Column
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Not(Condition):
    part: Condition


@dataclass(frozen=True, slots=True, eq=False)
class All(Condition):
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Any(Condition):
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, eq=False)
class AtLeast(Condition):
    """At least ``count`` of the parts hold."""

    count: int
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Only(Condition):
    """``part`` where ``when`` holds, unknown elsewhere: how dividing by zero is unknown."""

    when: Condition
    part: Condition


@dataclass(frozen=True, slots=True, eq=False)
class Settled(Condition):
    """Met if ``yes``, not met if ``no``, unknown while neither: an interval against a bar."""

    yes: Condition
    no: Condition


N = TypeVar("N", bound=Node)


class TooWideError(ValueError):
    """A product that 128 bits cannot hold exactly."""


class Maker:
    """Makes nodes: folds constants, flattens, interns."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], Node] = {}
        self._order: dict[Node, int] = {}

    def _intern(self, kind: type[N], *key: object) -> N:
        found = self._made.get((kind, *key))
        if found is None:
            found = self._made[(kind, *key)] = kind(*key)
            self._order[found] = len(self._order)
        return found  # type: ignore[return-value]

    def _number(self, kind: type[N], low: int, high: int, *key: object) -> N:
        if low <= -(2**127) or high >= 2**127:
            raise TooWideError(f"a value between {low} and {high} does not fit into 128 bits")
        return self._intern(kind, low, high, *key)

    # numbers

    def whole(self, value: int) -> Int:
        return self._number(Int, value, value, value)

    def column(self, name: str, field: str, offset: int | None, bounds: tuple[int, int]) -> Column:
        return self._number(Column, *bounds, name, field, offset)

    def add(self, *terms: Number) -> Number:
        parts = [part for term in terms for part in (term.terms if isinstance(term, Add) else (term,))]
        fixed = sum(part.value for part in parts if isinstance(part, Int))
        free = [part for part in parts if not isinstance(part, Int)]
        if fixed:
            free.append(self.whole(fixed))
        if len(free) < 2:
            return free[0] if free else self.whole(fixed)
        low, high = sum(part.low for part in free), sum(part.high for part in free)
        return self._number(Add, low, high, tuple(free))

    def mul(self, *factors: Number) -> Number:
        parts = [part for factor in factors for part in (factor.factors if isinstance(factor, Mul) else (factor,))]
        fixed = 1
        for part in parts:
            fixed *= part.value if isinstance(part, Int) else 1
        free: list[Number] = sorted((p for p in parts if not isinstance(p, Int)), key=self._order.__getitem__)
        if fixed == 0 or not free:
            return self.whole(fixed)
        if fixed != 1:
            free.append(self.whole(fixed))
        if len(free) == 1:
            return free[0]
        low, high = _product_bounds(free)
        return self._number(Mul, low, high, tuple(free))

    def scale(self, number: Number, factor: int) -> Number:
        return self.mul(number, self.whole(factor))

    def extreme(self, terms: tuple[Number, ...], *, largest: bool) -> Number:
        terms = tuple(dict.fromkeys(terms))
        if len(terms) == 1:
            return terms[0]
        if all(isinstance(term, Int) for term in terms):
            values = [term.low for term in terms]
            return self.whole(max(values) if largest else min(values))
        pick = max if largest else min
        low, high = pick(term.low for term in terms), pick(term.high for term in terms)
        return self._number(Extreme, low, high, terms, largest)

    def pick(
        self, conditions: tuple[Condition, ...], values: tuple[Number, ...], otherwise: Number, *, unknown_holds: bool
    ) -> Number:
        everything = (*values, otherwise)
        low, high = min(v.low for v in everything), max(v.high for v in everything)
        return self._number(Pick, low, high, conditions, values, otherwise, unknown_holds)

    def known(self, column: Column, missing: int, bounds: tuple[int, int]) -> Number:
        return self._number(Known, *bounds, column, missing)

    def lookup(self, code: Column, table: tuple[int | None, ...]) -> Lookup:
        limits = [limit for limit in table if limit is not None] or [0]
        return self._number(Lookup, min(limits), max(limits), code, table)

    # conditions

    def truth(self, value: bool | None) -> Truth:
        return self._intern(Truth, value)

    def flag(self, name: str, field: str, offset: int | None) -> Flag:
        return self._intern(Flag, name, field, offset)

    def compare(self, op: Op, left: Number, right: Number) -> Condition:
        if isinstance(left, Int) and isinstance(right, Int):
            outcome = {">=": left.value >= right.value, ">": left.value > right.value, "=": left.value == right.value}
            return self.truth(outcome[op])
        left, right = self._unscaled(op, left, right)
        return self._intern(Compare, op, left, right)

    def _unscaled(self, op: Op, left: Number, right: Number) -> tuple[Number, Number]:
        """``20·x ≥ 99`` as ``x ≥ 5``: a whole number against a constant needs no factor."""
        for one, other, turned in ((left, right, False), (right, left, True)):
            if not (isinstance(other, Int) and isinstance(one, Mul) and isinstance(one.factors[-1], Int)):
                continue
            factor = one.factors[-1].value
            if factor <= 1 or (op == "=" and other.value % factor):
                continue
            up = (op == ">=") != turned
            bound = self.whole(-(-other.value // factor) if up else other.value // factor)
            bare = self.mul(*one.factors[:-1])
            return (bound, bare) if turned else (bare, bound)
        return left, right

    def share(self, op: Op, over: Number, under: Number, bar: Fraction, *, reverse: bool) -> Condition:
        node = self._intern(Share, op, over, under, bar, reverse)
        left, right = node.sides
        self.mul(over, self.whole(left)), self.mul(under, self.whole(right))  # refuse what 128 bits cannot hold
        return node

    def floor(self, number: Number, limit: Lookup, *, strict: bool) -> Condition:
        return self._intern(Floor, number, limit, strict)

    def one_of(self, code: Column, codes: tuple[int, ...]) -> Condition:
        return self._intern(OneOf, code, tuple(sorted(set(codes))))

    def negate(self, part: Condition) -> Condition:
        if isinstance(part, Not):
            return part.part
        if isinstance(part, Truth):
            return self.truth(None if part.value is None else not part.value)
        return self._intern(Not, part)

    def all(self, *parts: Condition) -> Condition:
        return self._join(All, parts, neutral=True)

    def any(self, *parts: Condition) -> Condition:
        return self._join(Any, parts, neutral=False)

    def _join(self, kind: type[All] | type[Any], parts: tuple[Condition, ...], *, neutral: bool) -> Condition:
        flat = [inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,))]
        if any(isinstance(part, Truth) and part.value is (not neutral) for part in flat):
            return self.truth(not neutral)
        kept = tuple(dict.fromkeys(p for p in flat if not (isinstance(p, Truth) and p.value is neutral)))
        if len(kept) < 2:
            return kept[0] if kept else self.truth(neutral)
        return self._intern(kind, kept)

    def at_least(self, count: int, parts: tuple[Condition, ...]) -> Condition:
        return self._intern(AtLeast, count, parts)

    def only(self, when: Condition, part: Condition) -> Condition:
        if isinstance(when, Truth) and when.value is True:
            return part
        return self._intern(Only, when, part)

    def settled(self, yes: Condition, no: Condition) -> Condition:
        return self._intern(Settled, yes, no)

    def choose(self, when: Condition, then: Condition, otherwise: Condition) -> Condition:
        """``then`` if ``when`` else ``otherwise``; known despite an unknown ``when`` if both agree."""
        if isinstance(when, Truth) and when.value is not None:
            return then if when.value else otherwise
        if then is otherwise:
            return then
        either = self.all(then, otherwise)
        return self.any(self.all(when, then), self.all(self.negate(when), otherwise), either)


def _product_bounds(factors: list[Number]) -> tuple[int, int]:
    low, high = 1, 1
    for factor in factors:
        corners = (low * factor.low, low * factor.high, high * factor.low, high * factor.high)
        low, high = min(corners), max(corners)
    return low, high


def children(node: Node) -> tuple[Node, ...]:
    """The nodes a node is made of, in order."""
    match node:
        case Add(terms=parts) | Extreme(terms=parts):
            return parts
        case Mul(factors=parts):
            return parts
        case Pick(conditions=conditions, values=values, otherwise=otherwise):
            return (*conditions, *values, otherwise)
        case Known(column=column):
            return (column,)
        case Lookup(code=code) | OneOf(code=code):
            return (code,)
        case Compare(left=left, right=right):
            return (left, right)
        case Share(over=over, under=under):
            return (over, under)
        case Floor(number=number, limit=limit):
            return (number, limit)
        case Not(part=part):
            return (part,)
        case All(parts=parts) | Any(parts=parts) | AtLeast(parts=parts):
            return parts
        case Only(when=when, part=part):
            return (when, part)
        case Settled(yes=yes, no=no):
            return (yes, no)
        case _:
            return ()


def walk(*roots: Node, children: Callable[[Node], Sequence[Node]] = children) -> list[Node]:
    """Every node below the roots once, a node after what it is made of."""
    seen: dict[Node, None] = {}
    stack: list[tuple[Node, bool]] = [(root, False) for root in reversed(roots)]
    while stack:
        node, ready = stack.pop()
        if node in seen:
            continue
        if ready:
            seen[node] = None
            continue
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(children(node)) if child not in seen)
    return list(seen)


def columns_of(*roots: Node) -> list[Column | Flag]:
    """The columns of the facts table that the roots read, in order of first use."""
    return [node for node in walk(*roots) if isinstance(node, Column | Flag)]

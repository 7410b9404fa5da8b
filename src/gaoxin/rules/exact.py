"""Rational arithmetic over facts, and its comparison without dividing.

A :class:`Ratio` stands for ``factor · over ÷ under`` with integer nodes over and
under the line. Comparing two of them multiplies across, minding a denominator
that is zero (unknown) or negative (the sign turns).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm

from gaoxin.rules import nodes
from gaoxin.rules.nodes import Column, Condition, Maker, Number


@dataclass(frozen=True, slots=True)
class Ratio:
    """``factor · over ÷ under`` in base units; unknown where ``under`` is 0 or ``guard`` fails.

    ``positive`` says that the guard already keeps ``under`` above 0.
    """

    factor: Fraction
    over: Number
    under: Number
    guard: tuple[Condition, ...] = ()
    positive: bool = False

    @property
    def constant(self) -> Fraction | None:
        if isinstance(self.over, nodes.Int) and isinstance(self.under, nodes.Int):
            return self.factor * self.over.value / self.under.value
        return None


@dataclass(frozen=True, slots=True)
class Branches:
    """One quantity where a condition holds, another elsewhere; unknown where the condition is."""

    when: Condition
    then: Quantity
    otherwise: Quantity


@dataclass(frozen=True, slots=True)
class Root:
    """``(base)^(1/degree) − 1``: a compound growth rate, never computed to be compared."""

    base: Ratio
    degree: int


@dataclass(frozen=True, slots=True)
class Table:
    """A limit that depends on a coded text; None where the rule sets none."""

    code: Column
    limits: tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """Points between two integers while something is missing or for an expert to decide."""

    low: Number
    high: Number
    step: int


Quantity = Ratio | Branches | Root | Table | Interval


@dataclass(frozen=True, slots=True)
class Gap:
    """How far a comparison is from met: ``over ÷ under`` steps of ``lever``, in its direction.

    ``least`` is the smallest move that helps when a strict bar is only touched, and
    what the gap is rounded up to (one person, one fen). ``lever`` is None for points.
    """

    lever: Column | None
    over: Number
    under: Number
    step: int
    least: int


@dataclass(frozen=True, slots=True)
class GapBranches:
    """One gap where a condition holds, another elsewhere."""

    when: Condition
    then: Gap | GapBranches | None
    otherwise: Gap | GapBranches | None


@dataclass
class Exact:
    """Arithmetic of quantities on one :class:`Maker`."""

    make: Maker

    def const(self, value: Fraction | int) -> Ratio:
        return Ratio(Fraction(value), self.make.whole(1), self.make.whole(1))

    def fact(self, column: Column, step: int) -> Ratio:
        return Ratio(Fraction(1, step), column, self.make.whole(1))

    def add(self, left: Quantity, right: Quantity, sign: int = 1) -> Quantity:
        if isinstance(left, Branches):
            return self._branch(left, lambda part: self.add(part, right, sign))
        if isinstance(right, Branches):
            return self._branch(right, lambda part: self.add(left, part, sign))
        a, b = _ratio(left), _ratio(right)
        make, second = self.make, b.factor * sign
        if a.factor == 0 or b.factor == 0:
            return replace(b, factor=second) if a.factor == 0 else a
        common = lcm(a.factor.denominator, second.denominator)
        x, y = int(a.factor * common), int(second * common)
        shared = gcd(x, y)
        x, y = x // shared, y // shared
        factor = Fraction(shared, common)
        guard, positive = a.guard + b.guard, _sure(a) and _sure(b)
        if a.under is b.under:
            return Ratio(factor, make.add(make.scale(a.over, x), make.scale(b.over, y)), a.under, guard, positive)
        over = make.add(make.mul(make.whole(x), a.over, b.under), make.mul(make.whole(y), b.over, a.under))
        return Ratio(factor, over, make.mul(a.under, b.under), guard, positive)

    def mul(self, left: Quantity, right: Quantity) -> Quantity:
        if isinstance(left, Branches):
            return self._branch(left, lambda part: self.mul(part, right))
        if isinstance(right, Branches):
            return self._branch(right, lambda part: self.mul(left, part))
        a, b, make = _ratio(left), _ratio(right), self.make
        over, under = make.mul(a.over, b.over), make.mul(a.under, b.under)
        return Ratio(a.factor * b.factor, over, under, a.guard + b.guard, _sure(a) and _sure(b))

    def div(self, left: Quantity, right: Quantity) -> Quantity:
        if isinstance(left, Branches):
            return self._branch(left, lambda part: self.div(part, right))
        if isinstance(right, Branches):
            return self._branch(right, lambda part: self.div(left, part))
        a, b, make = _ratio(left), _ratio(right), self.make
        if b.factor == 0:
            raise ZeroDivisionError("division by the constant 0")
        factor, guard = a.factor / b.factor, a.guard + b.guard
        if a.under is b.under:
            return Ratio(factor, a.over, b.over, guard + self._nonzero(a.under))
        guard += self._nonzero(b.under)
        positive = _sure(a) and _sure(b) and b.over.low > 0
        return Ratio(factor, make.mul(a.over, b.under), make.mul(a.under, b.over), guard, positive)

    def extreme(self, left: Quantity, right: Quantity, *, largest: bool) -> Quantity:
        """The larger (smaller) of two quantities without denominators."""
        a, b, make = _ratio(left), _ratio(right), self.make
        if not (_is_one(a.under) and _is_one(b.under)):
            raise TypeError("least and greatest take facts and numbers, not ratios")
        common = lcm(a.factor.denominator, b.factor.denominator)
        terms = (make.scale(a.over, int(a.factor * common)), make.scale(b.over, int(b.factor * common)))
        over = make.extreme(terms, largest=largest)
        return Ratio(Fraction(1, common), over, make.whole(1), a.guard + b.guard)

    def compare(self, op: str, left: Quantity, right: Quantity) -> Condition:
        """``left op right`` for ``>= > <= < = <>``, exactly."""
        if op in ("<=", "<"):
            return self.compare(">=" if op == "<=" else ">", right, left)
        if op == "<>":
            return self.make.negate(self.compare("=", left, right))
        if isinstance(left, Branches):
            return self._choose(left, lambda part: self.compare(op, part, right))
        if isinstance(right, Branches):
            return self._choose(right, lambda part: self.compare(op, left, part))
        if isinstance(left, Interval) or isinstance(right, Interval):
            return self._against_interval(op, left, right)
        if isinstance(right, Table):
            return self._against_table(op, _ratio(left), right)
        if isinstance(left, Root) or isinstance(right, Root):
            return self._against_root(op, left, right)
        return self._against_ratio(op, _ratio(left), _ratio(right))

    def _against_ratio(self, op: str, a: Ratio, b: Ratio) -> Condition:
        for share, bar, reverse in ((a, b, False), (b, a, True)):
            if bar.constant is not None and share.factor and not isinstance(share.under, nodes.Int):
                return self._share(op, share, bar.constant, reverse)
        return self._across(op, a, b)

    def _share(self, op: str, share: Ratio, bar: Fraction, reverse: bool) -> Condition:
        """A ratio against a constant; where the denominator may be negative the sign turns."""
        make, under = self.make, share.under
        bar = bar / share.factor
        if share.factor < 0:
            reverse = not reverse
        known = make.share(op, share.over, under, bar, reverse=reverse)  # type: ignore[arg-type]
        if not _sure(share) and under.low < 0:
            zero = make.whole(0)
            minus = make.share(op, make.scale(share.over, -1), make.scale(under, -1), bar, reverse=reverse)  # type: ignore[arg-type]
            known = make.only(
                make.negate(make.compare("=", under, zero)), make.choose(make.compare(">", under, zero), known, minus)
            )
        guard = tuple(part for part in share.guard if not self._implied(part, share))
        return self._guarded(guard, known)

    def _implied(self, guard: Condition, share: Ratio) -> bool:
        """Whether a guard only repeats that a share's single, non-negative denominator is above zero."""
        return guard is self.make.compare(">", share.under, self.make.whole(0))

    def _across(self, op: str, a: Ratio, b: Ratio) -> Condition:
        make, share = self.make, a.factor / b.factor if b.factor else None
        x, y = (share.numerator, share.denominator) if share is not None else (1, 0)
        if share is None:  # against the constant 0
            x, y = (a.factor > 0) - (a.factor < 0), 0
        elif b.factor < 0:
            x, y = -x, -y
        left = make.mul(make.whole(x), a.over, b.under)
        right = make.mul(make.whole(y), b.over, a.under)
        under = make.mul(a.under, b.under)
        forward = make.compare(op, left, right)  # type: ignore[arg-type]
        backward = make.compare(op, right, left)  # type: ignore[arg-type]
        sure = _sure(a) and _sure(b)
        return self._guarded(a.guard + b.guard, forward if sure else self._turned(under, forward, backward))

    def _turned(self, under: Number, forward: Condition, backward: Condition) -> Condition:
        make, zero = self.make, self.make.whole(0)
        positive = make.compare(">", under, zero)
        if under.low == 0:
            return make.only(positive, forward)
        known = make.negate(make.compare("=", under, zero))
        return make.only(known, make.choose(positive, forward, backward))

    def _against_root(self, op: str, left: Quantity, right: Quantity) -> Condition:
        root, other = (left, right) if isinstance(left, Root) else (right, left)
        assert isinstance(root, Root)
        bar = _ratio(other).constant
        if bar is None or bar < -1:
            raise TypeError("a compound growth rate is compared with a number above −1")
        power = self.const((1 + bar) ** root.degree)
        pair = (root.base, power) if root is left else (power, root.base)
        return self.compare(op, *pair)

    def _against_table(self, op: str, a: Ratio, table: Table) -> Condition:
        if not _is_one(a.under) or op not in (">=", ">") or a.factor <= 0:
            raise TypeError("a table of limits is compared with a fact, as fact >= table or fact > table")
        limits = [None if limit is None else limit / a.factor for limit in table.limits]
        common = lcm(*(limit.denominator for limit in limits if limit is not None))
        whole = tuple(None if limit is None else int(limit * common) for limit in limits)
        number = self.make.scale(a.over, common)
        limit = self.make.lookup(table.code, whole)
        return self._guarded(a.guard, self.make.floor(number, limit, strict=op == ">"))

    def _against_interval(self, op: str, left: Quantity, right: Quantity) -> Condition:
        """Met when even the least passes, not met when even the most fails."""
        low_left, high_left, low_right, high_right = (*self._ends(left), *self._ends(right))
        if op == "=":
            at_least, at_most = self.compare(">=", left, right), self.compare(">=", right, left)
            return self.make.all(at_least, at_most)
        yes = self._against_ratio(op, low_left, high_right)
        no = self.make.negate(self._against_ratio(op, high_left, low_right))
        return self.make.settled(yes, no)

    def _ends(self, quantity: Quantity) -> tuple[Ratio, Ratio]:
        if not isinstance(quantity, Interval):
            return _ratio(quantity), _ratio(quantity)
        share, one = Fraction(1, quantity.step), self.make.whole(1)
        return Ratio(share, quantity.low, one), Ratio(share, quantity.high, one)

    def _choose(self, branches: Branches, judge: Judge) -> Condition:
        return self.make.choose(branches.when, judge(branches.then), judge(branches.otherwise))

    def _branch(self, branches: Branches, change: Change) -> Branches:
        return Branches(branches.when, change(branches.then), change(branches.otherwise))

    def _guarded(self, guard: tuple[Condition, ...], part: Condition) -> Condition:
        return self.make.only(self.make.all(*guard), part) if guard else part

    def _nonzero(self, number: Number) -> tuple[Condition, ...]:
        if number.low > 0:
            return ()
        return (self.make.negate(self.make.compare("=", number, self.make.whole(0))),)

    # how far from met

    def gap(
        self, op: str, left: Quantity, right: Quantity, lever: Column | None, least: int, step: int
    ) -> Gap | GapBranches | None:
        """The gap of ``left op right`` along ``lever``; None where moving it cannot help.

        ``step`` is how many of the lever's steps make a base unit, ``least`` its smallest move in steps.
        """
        if op in ("<=", "<"):
            return self.gap(">=" if op == "<=" else ">", right, left, lever, least, step)
        if op not in (">=", ">"):
            return None
        if isinstance(left, Branches):
            return self._gap_branches(left, lambda part: self.gap(op, part, right, lever, least, step))
        if isinstance(right, Branches):
            return self._gap_branches(right, lambda part: self.gap(op, left, part, lever, least, step))
        if isinstance(left, Interval):
            bar = self.make.whole(int(_ratio(right).factor * left.step))
            return Gap(None, self._minus(bar, left.high), self.make.whole(1), left.step, left.step)
        if isinstance(left, Root):
            power = self.const((1 + (_ratio(right).constant or 0)) ** left.degree)
            return self.gap(op, left.base, power, lever, least, step)
        if isinstance(right, Table):
            return self._gap_to_table(_ratio(left), right, lever, least, step)
        if isinstance(right, Root | Interval | Table) or isinstance(left, Table) or lever is None:
            return None
        return self._gap_of_ratios(_ratio(left), _ratio(right), lever, least, step)

    def _gap_of_ratios(self, a: Ratio, b: Ratio, lever: Column, least: int, step: int) -> Gap | None:
        if not b.factor:
            b = self.const(0)
        common = lcm(a.factor.denominator, b.factor.denominator)
        have = self.make.mul(self.make.whole(int(a.factor * common)), a.over, b.under)
        need = self.make.mul(self.make.whole(int(b.factor * common)), b.over, a.under)
        return self._gap(have, need, lever, least, step)

    def _gap_to_table(self, a: Ratio, table: Table, lever: Column | None, least: int, step: int) -> Gap | None:
        floor = self._against_table(">=", a, table)
        if lever is None or not isinstance(floor, nodes.Floor):
            return None
        return self._gap(floor.number, floor.limit, lever, least, step)

    def _gap(self, have: Number, need: Number, lever: Column, least: int, step: int) -> Gap | None:
        slope = self._minus(self.slope(have, lever), self.slope(need, lever))
        if isinstance(slope, nodes.Int) and slope.value == 0:
            return None
        return Gap(lever, self._minus(need, have), slope, step, least)

    def _minus(self, left: Number, right: Number) -> Number:
        return self.make.add(left, self.make.scale(right, -1))

    def _gap_branches(
        self, branches: Branches, make: Callable[[Quantity], Gap | GapBranches | None]
    ) -> GapBranches | None:
        then, otherwise = make(branches.then), make(branches.otherwise)
        return GapBranches(branches.when, then, otherwise) if then or otherwise else None

    def slope(self, number: Number, lever: Column) -> Number:
        """The derivative of an integer expression along one column."""
        make = self.make
        if number is lever:
            return make.whole(1)
        if isinstance(number, nodes.Add):
            return make.add(*(self.slope(term, lever) for term in number.terms))
        if isinstance(number, nodes.Mul):
            rest = number.factors
            parts = (make.mul(self.slope(f, lever), *rest[:i], *rest[i + 1 :]) for i, f in enumerate(rest))
            return make.add(*parts)
        return make.whole(0)


Judge = Callable[[Quantity], Condition]
Change = Callable[[Quantity], Quantity]


def _ratio(quantity: Quantity) -> Ratio:
    if not isinstance(quantity, Ratio):
        raise TypeError(f"a {type(quantity).__name__.lower()} cannot be reckoned with here, only compared")
    return quantity


def _is_one(number: Number) -> bool:
    return isinstance(number, nodes.Int) and number.value == 1


def _sure(ratio: Ratio) -> bool:
    return ratio.positive or ratio.under.low > 0

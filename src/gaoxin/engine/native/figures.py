"""Outputs → LLVM's text: what Polars' raw and base tables hold, in the same types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from gaoxin.engine.native.text import FALSE, FLOAT, TRUE, Mask, number, real, whole
from gaoxin.engine.native.writer import Judged, Real, Value, Writer
from gaoxin.engine.outputs import NOISE, POINT, Output, Shortfall, is_plain, is_whole, step_of
from gaoxin.engine.widths import kind_of
from gaoxin.rules import nodes
from gaoxin.rules.exact import Branches, Gap, GapBranches, Interval, Quantity, Ratio, Root, Table

Kind = Literal["bool", "i8", "i32", "i64", "double"]


@dataclass(frozen=True, slots=True)
class Figure:
    """Eight values of an output: a vector of ``kind`` (a mask if ``bool``), and where they are known."""

    kind: Kind
    name: Mask
    known: Mask


class Figures:
    """Writes outputs; ``raw`` leaves figures in whole steps."""

    def __init__(self, writer: Writer, *, raw: bool) -> None:
        self.writer, self.text, self.raw = writer, writer.text, raw

    def figure(self, output: Output) -> Figure:
        content = output.content
        if isinstance(content, nodes.Condition):
            judged = self.writer.condition(content)
            return Figure("bool", judged.met, self.text.either([judged.met, judged.failed]))
        if isinstance(content, tuple):
            return self.place(content)
        if isinstance(content, Shortfall):
            return self.shortfall(content)
        if isinstance(content, nodes.Number):
            return self.steps_of(content, POINT)
        return self.value(content)

    def place(self, conditions: tuple[nodes.Condition, ...]) -> Figure:
        """The place of the first condition that is met."""
        met = [self.writer.condition(condition).met for condition in conditions]
        found = number(0, 8)
        for index, mask in reversed(list(enumerate(met))):
            found = self.text.choose(mask, whole(8), number(index, 8), found)
        return Figure("i8", found, self.text.either(met))

    def steps_of(self, node: nodes.Number, step: int) -> Figure:
        """A number of steps, in its own width or in base units."""
        found = self.writer.number(node)
        if self.raw:
            return self.whole(node, found.name, found.bits, found.known)
        return self.base(self.writer.real(node), step)

    def whole(self, node: nodes.Number, name: str, bits: int, known: Mask) -> Figure:
        kind = 32 if kind_of(node) == pl.Int32 else 64
        return Figure("i32" if kind == 32 else "i64", self.text.widened(name, bits, kind), known)

    def base(self, found: Real, step: int) -> Figure:
        """Steps in base units."""
        return Figure("double", self.over(found.name, step), found.known)

    def over(self, name: str, divisor: float) -> str:
        return name if divisor == 1 else self.text.let(f"fdiv {FLOAT} {name}, {real(divisor)}")

    def times(self, name: str, factor: float) -> str:
        return name if factor == 1 else self.text.let(f"fmul {FLOAT} {name}, {real(factor)}")

    # values

    def value(self, quantity: Quantity) -> Figure:
        if is_plain(quantity):
            if self.raw:
                return self.steps_of(quantity.over, 1)
            factor = quantity.factor / quantity.under.low
            found = self.writer.real(quantity.over)
            return self.base(Real(self.times(found.name, factor.numerator), found.known), factor.denominator)
        if isinstance(quantity, Interval):
            figure = self.steps_of(quantity.low, quantity.step)
            return Figure(figure.kind, figure.name, self.text.both([figure.known, self.closed(quantity)]))
        return self.base(self.shown(quantity), 1)

    def closed(self, interval: Interval) -> Mask:
        return self.writer.compare("=", interval.low, interval.high).met

    def shown(self, quantity: Quantity) -> Real:
        """A quantity in base units."""
        text, writer = self.text, self.writer
        match quantity:
            case Ratio():
                return self.ratio(quantity)
            case Branches(when=when, then=then, otherwise=otherwise):
                return self.branch(writer.condition(when), self.shown(then), self.shown(otherwise))
            case Root(base=base, degree=degree):
                return self.root(self.ratio(base), degree)
            case Interval(low=low, step=step):
                found = writer.real(low)
                return Real(self.over(found.name, step), text.both([found.known, self.closed(quantity)]))
            case Table(code=code, limits=limits):
                return writer.looked_up_real(code, limits)

    def branch(self, when: Judged, then: Real, otherwise: Real) -> Real:
        text = self.text
        known = text.either([text.both([when.met, then.known]), text.both([when.failed, otherwise.known])])
        return Real(text.choose(when.met, FLOAT, then.name, otherwise.name), known)

    def ratio(self, ratio: Ratio) -> Real:
        if ratio.constant is not None:
            return Real(real(float(ratio.constant)), TRUE)
        over, under = self.writer.real(ratio.over), self.writer.real(ratio.under)
        found = self.text.let(f"fdiv {FLOAT} {over.name}, {under.name}")
        guard = [self.writer.condition(part).met for part in ratio.guard]
        known = self.text.both([over.known, under.known, self.nonzero(ratio.under, under.name), *guard])
        return Real(self.times(found, float(ratio.factor)), known)

    def nonzero(self, node: nodes.Number, name: str) -> Mask:
        if node.low > 0 or node.high < 0:
            return TRUE
        return self.text.let(f"fcmp one {FLOAT} {name}, {real(0.0)}")

    def root(self, base: Real, degree: int) -> Real:
        text = self.text
        if degree == 2:
            found = text.let(f"call {FLOAT} @llvm.sqrt.v8f64({FLOAT} {base.name})")
        else:
            found = text.let(f"call {FLOAT} @llvm.pow.v8f64({FLOAT} {base.name}, {FLOAT} {real(1 / degree)})")
        growth = text.let(f"fsub {FLOAT} {found}, {real(1.0)}")
        return Real(growth, text.both([base.known, text.compared(">=", FLOAT, base.name, real(0.0))]))

    # shortfalls

    def shortfall(self, content: Shortfall) -> Figure:
        """0 where met, unknown where the verdict is, else what is missing."""
        verdict = self.writer.condition(content.verdict)
        if is_whole(content):
            assert isinstance(content.gap, Gap)
            return self.in_steps(content, content.gap, verdict)
        steps = self.steps(content.gap, content.strict)
        lacks = self.text.both([verdict.failed, steps.known, self.text.compared(">", FLOAT, steps.name, real(0.0))])
        found = self.text.choose(verdict.met, FLOAT, real(0.0), steps.name)
        known = self.text.either([verdict.met, lacks])
        return Figure("double", found if self.raw else self.rounded_up(found, 1, step_of(content.gap)), known)

    def in_steps(self, content: Shortfall, gap: Gap, verdict: Judged) -> Figure:
        """A gap along a lever of one step each: its numerator, rounded up where it is shown."""
        text, wide = self.text, gap.over.wide
        lacking: Value | Real = self.writer.real(gap.over) if wide else self.writer.number(gap.over)
        kind, zero = (FLOAT, real(0.0)) if wide else (whole(64), number(0, 64))
        name = lacking.name if isinstance(lacking, Real) else text.widened(lacking.name, lacking.bits, 64)
        least = real(float(gap.least)) if wide else number(gap.least, 64)
        more = text.let(f"{'fadd' if wide else 'add'} {kind} {name}, {least}") if content.strict else name
        lacks = [verdict.failed, lacking.known]
        if not content.alone:
            lacks.append(text.compared(">=" if content.strict else ">", kind, name, zero))
        found, known = text.choose(verdict.met, kind, zero, more), text.either([verdict.met, text.both(lacks)])
        assert isinstance(gap.under, nodes.Int)
        if self.raw:
            return Figure("double", found, known) if wide else self.whole(gap.over, found, 64, known)
        divisor = abs(gap.under.value)
        if wide:
            return Figure("double", self.rounded_up(found, divisor, gap.step), known)
        if divisor > 1:
            more = text.let(f"add {kind} {found}, {number(divisor - 1, 64)}")
            found = text.let(f"sdiv {kind} {more}, {number(divisor, 64)}")
        return Figure("double", self.over(text.as_real(found, 64), gap.step), known)

    def rounded_up(self, name: str, divisor: int, step: int) -> str:
        """Whole steps in base units; the last bits of a float quotient are no step."""
        less = self.times(self.over(name, divisor), 1 - NOISE)
        return self.over(self.ceiling(less), step)

    def ceiling(self, name: str) -> str:
        return self.text.let(f"call {FLOAT} @llvm.ceil.v8f64({FLOAT} {name})")

    def steps(self, gap: Gap | GapBranches | None, strict: bool) -> Real:
        """What a gap lacks, in steps: not above zero, or unknown, where nothing is lacking."""
        text, writer = self.text, self.writer
        if gap is None:
            return Real(real(0.0), FALSE)
        if isinstance(gap, GapBranches):
            when = writer.condition(gap.when)
            return self.branch(when, self.steps(gap.then, strict), self.steps(gap.otherwise, strict))
        over = writer.real(gap.over)
        if isinstance(gap.under, nodes.Int):
            name, known = self.over(over.name, abs(gap.under.value)), over.known
        else:
            under = writer.real(gap.under)
            size = text.let(f"call {FLOAT} @llvm.fabs.v8f64({FLOAT} {under.name})")
            name = text.let(f"fdiv {FLOAT} {over.name}, {size}")
            known = text.both([over.known, under.known, self.nonzero(gap.under, under.name)])
        if not strict:  # a strict bar that is only touched still lacks the smallest step
            return Real(name, known)
        touched = text.compared("=", FLOAT, name, self.ceiling(name))
        more = text.let(f"fadd {FLOAT} {name}, {real(float(gap.least))}")
        reached = text.compared(">=", FLOAT, name, real(0.0))
        return Real(text.choose(touched, FLOAT, more, name), text.both([known, reached]))

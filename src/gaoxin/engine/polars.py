"""Plans → Polars lazy expressions: a zone or a nation on one machine.

Nodes that several outputs share are computed once, in layers of columns; a node's
layer is one above the deepest shared node it reads. Whole numbers are Int64 where
their bounds allow and Int128 where they do not, so every comparison is exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import reduce
from operator import add, and_, mul, or_

import polars as pl

from gaoxin.engine.outputs import POINT, Output, Shortfall
from gaoxin.rules import nodes
from gaoxin.rules.exact import Branches, Gap, GapBranches, Interval, Quantity, Ratio, Root, Table

KEYS = ("uscc", "name")


def run_polars(wanted: Sequence[Output], facts: pl.DataFrame | pl.LazyFrame, *, engine: str = "auto") -> pl.DataFrame:
    """The wanted outputs for every row of a wide facts table, after its key columns.

    Columns the table lacks are unknown throughout. ``engine`` is Polars' own choice
    of executor ("streaming" suits a Parquet file larger than memory).
    """
    frame = facts.lazy()
    present = frame.collect_schema().names()
    return build(wanted, frame, present).collect(engine=engine)  # type: ignore[call-overload,no-any-return]


def build(wanted: Sequence[Output], frame: pl.LazyFrame, present: Sequence[str]) -> pl.LazyFrame:
    """The lazy query behind :func:`run_polars`."""
    writer = _Writer(wanted, set(present))
    for layer in writer.layers():
        frame = frame.with_columns(layer)
    keys = [pl.col(name) for name in KEYS if name in present]
    return frame.select(*keys, *(writer.output(output) for output in wanted))


class _Writer:
    def __init__(self, wanted: Sequence[Output], present: set[str]) -> None:
        self.present = present
        self.exprs: dict[nodes.Node, pl.Expr] = {}
        self.values: dict[int, pl.Expr] = {}
        self.depth: dict[nodes.Node, int] = {}
        self.wanted = wanted
        self.shared = self._shared()

    def _shared(self) -> list[nodes.Node]:
        """Nodes worth a column of their own: read more than once, and not just a fact."""
        roots = [root for output in self.wanted for root in roots_of(output)]
        reads: Counter[nodes.Node] = Counter(roots)
        everything = nodes.walk(*roots)
        for node in everything:
            reads.update(set(nodes.children(node)))
        simple = (nodes.Int, nodes.Column, nodes.Flag, nodes.Truth, nodes.Known)
        return [node for node in everything if reads[node] > 1 and not isinstance(node, simple)]

    def layers(self) -> list[list[pl.Expr]]:
        """Columns to add, layer by layer; afterwards shared nodes are read from them."""
        names: dict[nodes.Node, str] = {}
        shared = set(self.shared)
        for node in nodes.walk(*self.shared):
            below = max((self.depth[child] for child in nodes.children(node)), default=0)
            self.depth[node] = below + 1 if node in shared else below
        found: list[list[pl.Expr]] = []
        for node in self.shared:
            level = self.depth[node]
            while len(found) < level:
                found.append([])
            names[node] = f"~{len(names)}"
            found[level - 1].append(self.expr(node).alias(names[node]))
            self.exprs[node] = pl.col(names[node])
        return found

    def output(self, output: Output) -> pl.Expr:
        content = output.content
        match output.part:
            case "class":
                assert isinstance(content, tuple)
                found = self.chain(content)
            case "points":
                assert isinstance(content, nodes.Number)
                found = self.expr(content) / POINT
            case "shortfall":
                assert isinstance(content, Shortfall)
                found = self.shortfall(content)
            case "value":
                found = self.value(content)  # type: ignore[arg-type]
            case _:
                assert isinstance(content, nodes.Condition)
                found = self.expr(content)
        return found.alias(output.name)

    def chain(self, conditions: tuple[nodes.Condition, ...]) -> pl.Expr:
        found = pl.lit(None, pl.Int8)
        for index, condition in reversed(list(enumerate(conditions))):
            found = pl.when(self.expr(condition)).then(pl.lit(index, pl.Int8)).otherwise(found)
        return found

    # numbers and conditions

    def expr(self, node: nodes.Node) -> pl.Expr:
        if node not in self.exprs:
            self.exprs[node] = self.write(node)
        return self.exprs[node]

    def write(self, node: nodes.Node) -> pl.Expr:
        match node:
            case nodes.Int(value=value):
                return pl.lit(value, pl.Int128 if node.wide else pl.Int64)
            case nodes.Truth(value=value):
                return pl.lit(value, pl.Boolean)
            case nodes.Column(name=name):
                return pl.col(name) if name in self.present else pl.lit(None, pl.Int64)
            case nodes.Flag(name=name):
                return pl.col(name) if name in self.present else pl.lit(None, pl.Boolean)
            case nodes.Add(terms=terms):
                return reduce(add, (self.number(term, node.wide) for term in terms))
            case nodes.Mul(factors=factors):
                return reduce(mul, (self.number(factor, node.wide) for factor in factors))
            case nodes.Extreme():
                return self.extreme(node)
            case nodes.Pick():
                return self.pick(node)
            case nodes.Known(column=column, missing=missing):
                return self.expr(column).fill_null(missing)
            case nodes.Lookup(code=code, table=table):
                return self.lookup(self.expr(code), table)
            case nodes.Compare(op=op, left=left, right=right):
                wide = left.wide or right.wide
                return _compare(op, self.number(left, wide), self.number(right, wide))
            case nodes.Floor():
                return self.floor(node)
            case nodes.OneOf(code=code, codes=codes):
                return self.one_of(self.expr(code), codes)
            case nodes.Not(part=part):
                return ~self.expr(part)
            case nodes.All(parts=parts):
                return reduce(and_, (self.expr(part) for part in parts))
            case nodes.Any(parts=parts):
                return reduce(or_, (self.expr(part) for part in parts))
            case nodes.AtLeast(count=count, parts=parts):
                held = pl.sum_horizontal(self.expr(part).fill_null(False).cast(pl.Int8) for part in parts)
                may = pl.sum_horizontal(self.expr(part).fill_null(True).cast(pl.Int8) for part in parts)
                return pl.when(held >= count).then(True).when(may < count).then(False)
            case nodes.Only(when=when, part=part):
                return self.only(when, self.expr(part))
            case nodes.Settled(yes=yes, no=no):
                return pl.when(self.expr(yes)).then(True).when(self.expr(no)).then(False)
        raise TypeError(f"no Polars for {type(node).__name__}")

    def number(self, node: nodes.Number, wide: bool) -> pl.Expr:
        if isinstance(node, nodes.Int):
            return pl.lit(node.value, pl.Int128 if wide else pl.Int64)
        return self.expr(node).cast(pl.Int128) if wide and not node.wide else self.expr(node)

    def extreme(self, node: nodes.Extreme) -> pl.Expr:
        """Largest or smallest, unknown if any is (``max_horizontal`` would skip nulls)."""
        terms = [self.number(term, node.wide) for term in node.terms]
        free = [term for term, part in zip(terms, node.terms, strict=True) if not isinstance(part, nodes.Int)]
        if len(terms) == 2 and len(free) == 1:
            bar = next(part.value for part in node.terms if isinstance(part, nodes.Int))
            return free[0].clip(lower_bound=bar) if node.largest else free[0].clip(upper_bound=bar)
        sure = all(_never_unknown(term) for term in node.terms)
        found = pl.max_horizontal(terms) if node.largest else pl.min_horizontal(terms)
        if sure:
            return found
        return pl.when(pl.all_horizontal(term.is_not_null() for term in free)).then(found)

    def pick(self, node: nodes.Pick) -> pl.Expr:
        found = self.number(node.otherwise, node.wide)
        for when, value in reversed(list(zip(node.conditions, node.values, strict=True))):
            condition = self.expr(when)
            holds = condition.fill_null(True) if node.unknown_holds else condition
            found = pl.when(holds).then(self.number(value, node.wide)).otherwise(found)
        return found

    def lookup(self, code: pl.Expr, table: Sequence[int | float | None]) -> pl.Expr:
        kind = pl.Float64 if any(isinstance(limit, float) for limit in table) else pl.Int64
        return pl.lit(pl.Series(table, dtype=kind)).gather(code)

    def floor(self, node: nodes.Floor) -> pl.Expr:
        """Against a table's limit; met where the code is known and its table sets no limit."""
        number, limit = self.number(node.number, node.number.wide), self.number(node.limit, node.number.wide)
        beyond = number > limit if node.strict else number >= limit
        if None not in node.limit.table[1:]:
            return beyond
        free = tuple(index for index, limit in enumerate(node.limit.table) if limit is None)
        return self.one_of(self.expr(node.limit.code), free) | beyond

    def one_of(self, code: pl.Expr, codes: tuple[int, ...]) -> pl.Expr:
        if codes and codes == tuple(range(codes[0], codes[-1] + 1)):
            return code.is_between(codes[0], codes[-1]) if len(codes) > 1 else code == codes[0]
        return reduce(or_, (code == one for one in codes)) if len(codes) < 8 else code.is_in(list(codes))

    def only(self, when: nodes.Condition, part: pl.Expr) -> pl.Expr:
        return pl.when(self.expr(when)).then(part)

    # values and gaps, in floats: they are shown, they decide nothing

    def value(self, quantity: Quantity) -> pl.Expr:
        match quantity:
            case Ratio():
                return self.ratio(quantity)
            case Branches(when=when, then=then, otherwise=otherwise):
                c = self.expr(when)
                return pl.when(c).then(self.value(then)).when(~c).then(self.value(otherwise))
            case Root(base=base, degree=degree):
                ratio = self.ratio(base)
                return pl.when(ratio >= 0).then(ratio.pow(1 / degree) - 1)
            case Interval(low=low, high=high, step=step):
                a = self.expr(low)
                return pl.when(a == self.expr(high)).then(a / step)
            case Table(code=code, limits=limits):
                return self.lookup(self.expr(code), [None if limit is None else float(limit) for limit in limits])

    def ratio(self, ratio: Ratio) -> pl.Expr:
        if ratio.constant is not None:
            return pl.lit(float(ratio.constant))
        over = self.expr(ratio.over).cast(pl.Float64)
        over = over if ratio.factor.numerator == 1 else over * float(ratio.factor.numerator)
        below = float(ratio.factor.denominator)
        if isinstance(ratio.under, nodes.Int):
            found = over / (below * ratio.under.value)
        else:
            under = self.expr(ratio.under).cast(pl.Float64) * below
            found = over / under if ratio.under.low > 0 else pl.when(under != 0).then(over / under)
        guard = [self.expr(part) for part in ratio.guard]
        return pl.when(reduce(and_, guard)).then(found) if guard else found

    def shortfall(self, content: Shortfall) -> pl.Expr:
        """0 where met, null where unknown, else what is missing, rounded up to a whole step."""
        verdict = self.expr(content.verdict)
        return pl.when(verdict).then(0.0).when(~verdict).then(self.gap(content.gap, content.strict))

    def gap(self, gap: Gap | GapBranches | None, strict: bool) -> pl.Expr:
        if gap is None:
            return pl.lit(None, pl.Float64)
        if isinstance(gap, GapBranches):
            c = self.expr(gap.when)
            return pl.when(c).then(self.gap(gap.then, strict)).when(~c).then(self.gap(gap.otherwise, strict))
        over = self.expr(gap.over).cast(pl.Float64)
        if isinstance(gap.under, nodes.Int):
            steps = over / abs(gap.under.value) if abs(gap.under.value) != 1 else over
        else:  # the last bits of a quotient of products are noise, not another step
            under = self.expr(gap.under).cast(pl.Float64)
            steps = pl.when(under != 0).then(over / under.abs()) * (1 - 1e-12)
        whole = steps.ceil()
        if strict:
            whole = pl.when(whole == steps).then(whole + gap.least).otherwise(whole)
        return pl.when(over >= 0 if strict else over > 0).then(whole / gap.step if gap.step != 1 else whole)


def roots_of(output: Output) -> list[nodes.Node]:
    """The plan nodes an output is computed from."""
    content = output.content
    if isinstance(content, nodes.Node):
        return [content]
    if isinstance(content, Shortfall):
        return [content.verdict, *_gap_roots(content.gap)]
    if isinstance(content, tuple):
        return list(content)
    return _quantity_roots(content)


def _quantity_roots(quantity: Quantity) -> list[nodes.Node]:
    match quantity:
        case Ratio(over=over, under=under, guard=guard):
            return [over, under, *guard]
        case Branches(when=when, then=then, otherwise=otherwise):
            return [when, *_quantity_roots(then), *_quantity_roots(otherwise)]
        case Root(base=base):
            return _quantity_roots(base)
        case Interval(low=low, high=high):
            return [low, high]
        case Table(code=code):
            return [code]


def _gap_roots(gap: Gap | GapBranches | None) -> list[nodes.Node]:
    if gap is None:
        return []
    if isinstance(gap, GapBranches):
        return [gap.when, *_gap_roots(gap.then), *_gap_roots(gap.otherwise)]
    return [gap.over, gap.under]


def _never_unknown(number: nodes.Number) -> bool:
    return isinstance(number, nodes.Int | nodes.Pick | nodes.Known)


def _compare(op: nodes.Op, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    if op == "=":
        return left == right
    return left >= right if op == ">=" else left > right

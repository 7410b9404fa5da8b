"""Plan nodes → Polars expressions, each shared node once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add, and_, mul, or_, sub
from typing import TypeGuard

import polars as pl

from gaoxin.engine import wide
from gaoxin.engine.outputs import Output, Shortfall, is_plain, is_whole, ratios
from gaoxin.engine.widths import Kind, Quotient, is_wide, kind_of, quotient_of, read_roots, reads, share_kind, wider
from gaoxin.rules import nodes
from gaoxin.rules.exact import Branches, Gap, GapBranches, Interval, Quantity, Ratio, Root, Table

SIMPLE = (nodes.Int, nodes.Column, nodes.Flag, nodes.Truth, nodes.Known)
DEEP = 6  # nodes in one expression


class Writer:
    """Writes each shared node once, as a column; everything else inline.

    With ``exact`` great products are multiplied in 128 bits at once, which for a small
    table is quicker than :mod:`gaoxin.engine.wide`.
    """

    def __init__(self, wanted: Sequence[Output], present: frozenset[str], *, exact: bool = False) -> None:
        self.present, self.wanted, self.exact = present, wanted, exact
        self.reads = nodes.children if exact else reads
        self.exprs: dict[nodes.Node, pl.Expr] = {}
        self.divided: dict[Quotient, pl.Expr] = {}
        self.wide_shares: dict[Quotient, list[nodes.Share]] = {}
        self.decided: dict[Quotient, dict[nodes.Share, pl.Expr]] = {}
        self.lacking: dict[Shortfall, pl.Expr] = {}
        self.before: dict[str, pl.Expr] = {}  # columns of no fact, to be added before all layers
        self.names = 0

    def layers(self) -> list[list[pl.Expr]]:
        """Columns to add, layer by layer; afterwards what is shared is read from them."""
        roots = [root for output in self.wanted for root in read_roots(output)]
        everything = nodes.walk(*roots, children=self.reads)
        shared, quotients = self._shared(roots, everything), self._quotients(everything)
        for node in everything:
            if self._is_wide(node):
                self.wide_shares.setdefault((node.over, node.under), []).append(node)
        depth: dict[nodes.Node, int] = {}
        found: list[list[pl.Expr]] = [[]]
        for node in everything:
            below = max((depth[child] for child in self.reads(node)), default=0)
            pair = quotient_of(node)
            if pair in quotients:
                below = self._divide(pair, depth, found)
            elif self._is_wide(node):
                below = self._decide(node, below, found)
            depth[node] = below
            if node in shared:
                self.exprs[node] = self._column(self.expr(node), below, found)
                depth[node] = below + 1
        for pair in quotients:
            self._divide(pair, depth, found)
        for output in self.wanted:
            if isinstance(output.content, Shortfall) and not is_whole(output.content):
                level = max(depth[root] for root in read_roots(output))
                steps = self.steps(output.content.gap, output.content.strict)
                self.lacking[output.content] = self._column(steps, level, found)
        return [layer for layer in found if layer]

    def absent(self, kind: type[pl.Int64] | type[pl.Boolean]) -> str:
        """The column that stands for all of its kind the table lacks: a literal would not have the table's height."""
        name = f"~no {kind.__name__}"
        self.before.setdefault(name, pl.lit(None, kind).alias(name))
        return name

    def _is_wide(self, node: nodes.Node) -> TypeGuard[nodes.Share]:
        return not self.exact and isinstance(node, nodes.Share) and is_wide(node)

    def _shared(self, roots: Sequence[nodes.Node], everything: Sequence[nodes.Node]) -> set[nodes.Node]:
        """Nodes worth a column of their own: read more than once, and not just a fact; for a small table deep ones too.

        There Polars' planning is most of the time, and what it spends on a node grows with the depth below it.
        """
        readers: Counter[nodes.Node] = Counter(roots)
        for node in everything:
            readers.update(set(self.reads(node)))
        found, size = set[nodes.Node](), dict[nodes.Node, int]()
        for node in everything:
            size[node] = 1 + sum(1 if part in found else size[part] for part in self.reads(node))
            if not isinstance(node, SIMPLE) and (readers[node] > 1 or (self.exact and size[node] > DEEP)):
                found.add(node)
        return found

    def _decide(self, node: nodes.Share, level: int, found: list[list[pl.Expr]]) -> int:
        """The layer after which a wide share can be read: all bars of its quotient are decided at once."""
        pair = (node.over, node.under)
        if pair not in self.decided:
            shares = self.wide_shares[pair]
            parts = list(dict.fromkeys(wide.narrow_parts(node.over) + wide.narrow_parts(node.under)))
            floats = [self._column(side, level, found) for side in wide.sides(*pair, self.expr)]
            exact = Writer((), self.present, exact=True)
            exact.exprs = {part: pl.col(str(number)) for number, part in enumerate(parts)}
            decide = wide.decide(
                shares,
                lambda share, rows: rows.select(exact.across(share)).to_series(),
                [str(n) for n in range(len(parts))],
            )
            answer = pl.Struct({str(number): pl.Boolean() for number in range(len(shares))})
            inputs = [*floats, *(self.expr(part) for part in parts)]
            decided = self._column(
                pl.map_batches(inputs, decide, return_dtype=answer, is_elementwise=True), level + 1, found
            )
            known = (floats[0] + floats[2]).is_not_nan()
            self.decided[pair] = {
                share: pl.when(known).then(decided.struct.field(str(number))) for number, share in enumerate(shares)
            }
        self.exprs[node] = self.decided[pair][node]
        return level + 2

    def _column(self, expr: pl.Expr, level: int, found: list[list[pl.Expr]]) -> pl.Expr:
        while len(found) <= level:
            found.append([])
        name = f"~{self.names}"
        self.names += 1
        found[level].append(expr.alias(name))
        return pl.col(name)

    def _quotients(self, everything: Iterable[nodes.Node]) -> set[Quotient]:
        shares = {pair for node in everything if (pair := quotient_of(node))}
        shown = {
            (ratio.over, ratio.under)
            for output in self.wanted
            if output.part == "value"
            for ratio in ratios(output.content)  # type: ignore[arg-type]
            if ratio.under.low >= 0 and not (isinstance(ratio.under, nodes.Int) or ratio.over.wide or ratio.under.wide)
        }
        return shares | shown

    def _divide(self, pair: Quotient, depth: dict[nodes.Node, int], found: list[list[pl.Expr]]) -> int:
        """The layer after which a quotient can be read; null where its denominator is not positive."""
        over, under = pair
        level = max(depth[over], depth[under])
        if pair not in self.divided:
            below = self.expr(under)
            safe = below if under.low > 0 else pl.when(below > pl.lit(0, kind_of(under) or pl.Int64)).then(below)
            self.divided[pair] = self._column(self.expr(over) / safe, level, found)
        return level + 1

    # outputs

    def output(self, output: Output) -> pl.Expr:
        content = output.content
        match output.part:
            case "class":
                assert isinstance(content, tuple)
                found = self.chain(content)
            case "points":
                assert isinstance(content, nodes.Number)
                found = self.expr(content)
            case "shortfall":
                assert isinstance(content, Shortfall)
                found = self.shortfall(content)
            case "value":
                found = self.value(content)  # type: ignore[arg-type]
            case _:
                assert isinstance(content, nodes.Condition)
                found = self.expr(content)
        return found

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
                return pl.lit(value, kind_of(node) or pl.Int64)
            case nodes.Truth(value=value):
                return pl.lit(value, pl.Boolean)
            case nodes.Column(name=name):
                return pl.col(name if name in self.present else self.absent(pl.Int64))
            case nodes.Flag(name=name):
                return pl.col(name if name in self.present else self.absent(pl.Boolean))
            case nodes.Add(terms=terms):
                return self.sum(terms, kind_of(node))
            case nodes.Mul(factors=factors):
                return reduce(mul, (self.number(factor, kind_of(node)) for factor in factors))
            case nodes.Extreme():
                return self.extreme(node)
            case nodes.Pick():
                return self.pick(node)
            case nodes.Known(column=column, missing=missing):
                return self.expr(column).fill_null(missing).cast(kind_of(node) or pl.Int64)
            case nodes.Lookup(code=code, table=table):
                return lookup(self.expr(code), table)
            case nodes.Compare(op=op, left=left, right=right):
                kind = wider(kind_of(left), kind_of(right))
                return compare(op, self.number(left, kind), self.number(right, kind))
            case nodes.Share():
                return self.share(node)
            case nodes.Floor():
                return self.floor(node)
            case nodes.OneOf(code=code, codes=codes):
                return one_of(self.expr(code), codes)
            case nodes.Not(part=part):
                return ~self.expr(part)
            case nodes.All(parts=parts):
                return pl.all_horizontal([self.expr(part) for part in parts])
            case nodes.Any(parts=parts):
                return pl.any_horizontal([self.expr(part) for part in parts])
            case nodes.AtLeast(count=count, parts=parts):
                held = pl.sum_horizontal(self.expr(part).fill_null(False).cast(pl.Int8) for part in parts)
                may = pl.sum_horizontal(self.expr(part).fill_null(True).cast(pl.Int8) for part in parts)
                return pl.when(held >= count).then(True).when(may < count).then(False)
            case nodes.Only(when=when, part=part):
                return pl.when(self.expr(when)).then(self.expr(part))
            case nodes.Settled(yes=yes, no=no):
                return pl.when(self.expr(yes)).then(True).when(self.expr(no)).then(False)
        raise TypeError(f"no Polars for {type(node).__name__}")

    def number(self, node: nodes.Number, kind: Kind | None) -> pl.Expr:
        """A number in the width of its surroundings."""
        kind = kind or pl.Int64
        if isinstance(node, nodes.Int):
            return pl.lit(node.value, kind)
        return self.expr(node) if kind_of(node) == kind else self.expr(node).cast(kind)

    def sum(self, terms: Sequence[nodes.Number], kind: Kind | None) -> pl.Expr:
        """A sum; what is multiplied by −1 is taken off, which saves a pass over the column."""
        off = {term: part for term in terms if (part := _negated(term)) is not None and term not in self.exprs}
        plus = (
            reduce(add, (self.number(term, kind) for term in terms if term not in off))
            if len(off) < len(terms)
            else pl.lit(0, kind or pl.Int64)
        )
        return reduce(sub, (self.number(part, kind) for part in off.values()), plus)

    def extreme(self, node: nodes.Extreme) -> pl.Expr:
        """Largest or smallest, unknown if any is (``max_horizontal`` would skip nulls)."""
        kind = kind_of(node)
        free = [self.number(term, kind) for term in node.terms if not isinstance(term, nodes.Int)]
        bars = [term.value for term in node.terms if isinstance(term, nodes.Int)]
        if len(free) == 1 and len(bars) == 1:
            bar = pl.lit(bars[0], kind or pl.Int64)
            beyond = free[0] < bar if node.largest else free[0] > bar
            return pl.when(beyond).then(bar).otherwise(free[0])  # thrice as fast as Polars' own clip
        terms = [self.number(term, kind) for term in node.terms]
        found = pl.max_horizontal(terms) if node.largest else pl.min_horizontal(terms)
        if all(_never_unknown(term) for term in node.terms):
            return found
        return pl.when(pl.all_horizontal(term.is_not_null() for term in free)).then(found)

    def pick(self, node: nodes.Pick) -> pl.Expr:
        kind = kind_of(node)
        if node.unknown_holds and _known_together(node.conditions):  # all bands are unknown, or none is
            least = nodes.Pick(node.low, node.high, node.conditions, node.values, node.otherwise, False)
            unknown = self.expr(node.conditions[0]).is_null()
            return pl.when(unknown).then(self.number(node.values[0], kind)).otherwise(self.pick(least))
        found = self.number(node.otherwise, kind)
        for when, value in reversed(list(zip(node.conditions, node.values, strict=True))):
            condition = self.expr(when)
            holds = condition.fill_null(True) if node.unknown_holds else condition
            found = pl.when(holds).then(self.number(value, kind)).otherwise(found)
        return found

    def share(self, node: nodes.Share) -> pl.Expr:
        if node.divides and node.under.low >= 0:
            quotient, bar = self.divided[node.over, node.under], pl.lit(float(node.bar))
            return compare(node.op, bar, quotient) if node.reverse else compare(node.op, quotient, bar)
        found = self.across(node)
        return (
            found
            if node.under.low > 0
            else pl.when(self.expr(node.under) > pl.lit(0, kind_of(node.under) or pl.Int64)).then(found)
        )

    def across(self, node: nodes.Share) -> pl.Expr:
        """A share against its bar without dividing."""
        kind, (a, b) = share_kind(node), node.sides
        left, right = self.number(node.over, kind) * pl.lit(a, kind), self.number(node.under, kind) * pl.lit(b, kind)
        return compare(node.op, right, left) if node.reverse else compare(node.op, left, right)

    def floor(self, node: nodes.Floor) -> pl.Expr:
        """Against a table's limit; met where the code is known and its table sets no limit."""
        kind = wider(kind_of(node.number), kind_of(node.limit))
        beyond = compare(">" if node.strict else ">=", self.number(node.number, kind), self.number(node.limit, kind))
        free = tuple(index for index, limit in enumerate(node.limit.table) if limit is None and index)
        return one_of(self.expr(node.limit.code), free) | beyond if free else beyond

    # values and gaps, in floats: they are shown, they decide nothing

    def value(self, quantity: Quantity) -> pl.Expr:
        """A quantity as kept in the raw table; :func:`_decoded` brings it to base units."""
        if is_plain(quantity):
            return self.expr(quantity.over)
        if isinstance(quantity, Interval):
            return pl.when(self.expr(quantity.low) == self.expr(quantity.high)).then(self.expr(quantity.low))
        return self.base_value(quantity)

    def base_value(self, quantity: Quantity) -> pl.Expr:
        match quantity:
            case Ratio():
                return self.ratio(quantity)
            case Branches(when=when, then=then, otherwise=otherwise):
                c = self.expr(when)
                return pl.when(c).then(self.base_value(then)).when(~c).then(self.base_value(otherwise))
            case Root(base=base, degree=degree):
                ratio = self.ratio(base)
                return pl.when(ratio >= 0).then(ratio.pow(1 / degree) - 1)
            case Interval(low=low, step=step):
                return self.value(quantity) / step if step != 1 else self.expr(low)
            case Table(code=code, limits=limits):
                return lookup(self.expr(code), [None if limit is None else float(limit) for limit in limits])

    def ratio(self, ratio: Ratio) -> pl.Expr:
        if ratio.constant is not None:
            return pl.lit(float(ratio.constant))
        found = self.divided.get((ratio.over, ratio.under))
        if found is None:
            under = wide.in_floats(ratio.under, self.expr)
            safe = under if ratio.under.low > 0 else pl.when(under != 0).then(under)
            found = wide.in_floats(ratio.over, self.expr) / safe
        found = found if ratio.factor == 1 else found * float(ratio.factor)
        repeated = ratio.under.low >= 0
        guard = [self.expr(part) for part in ratio.guard if not (repeated and _repeats(part, ratio.under))]
        return pl.when(reduce(and_, guard)).then(found) if guard else found

    def shortfall(self, content: Shortfall) -> pl.Expr:
        """0 where met, null where unknown, else what is missing in steps, not yet rounded up."""
        met, gap = self.expr(content.verdict), content.gap
        if not is_whole(content):
            steps = self.lacking[content]
            return pl.when(met).then(pl.lit(0.0)).when(~met & (steps > 0)).then(steps)
        assert isinstance(gap, Gap)
        lacking = wide.in_floats(gap.over, self.expr) if gap.over.wide else self.expr(gap.over)
        more = lacking + gap.least if content.strict else lacking
        zero = pl.lit(0.0) if gap.over.wide else pl.lit(0, kind_of(gap.over) or pl.Int64)
        if not content.alone:
            short = lacking >= 0 if content.strict else lacking > 0
            return pl.when(met).then(zero).when(~met & short).then(more)
        if _follows(content.verdict):  # a comparison is known wherever its gap is: "not met" is all that is left
            return pl.when(met).then(zero).otherwise(more)
        return pl.when(met).then(zero).when(~met).then(more)

    def steps(self, gap: Gap | GapBranches | None, strict: bool) -> pl.Expr:
        """What a gap lacks, in steps: not above zero, or null, where nothing is lacking."""
        if gap is None:
            return pl.lit(None, pl.Float64)
        if isinstance(gap, GapBranches):
            c = self.expr(gap.when)
            return pl.when(c).then(self.steps(gap.then, strict)).when(~c).then(self.steps(gap.otherwise, strict))
        over = wide.in_floats(gap.over, self.expr)
        if isinstance(gap.under, nodes.Int):
            steps = over if abs(gap.under.value) == 1 else over / abs(gap.under.value)
        else:
            under = wide.in_floats(gap.under, self.expr)
            steps = pl.when(under != 0).then(over / under.abs())
        if strict:  # a strict bar that is only touched still lacks the smallest step
            steps = pl.when(steps >= 0).then(pl.when(steps == steps.ceil()).then(steps + gap.least).otherwise(steps))
        return steps


def compare(op: nodes.Op, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """A constant stands on the right: on the left of a column of nulls Polars answers with one row."""
    if op == "=":
        return right == left if left.meta.is_literal() else left == right
    if left.meta.is_literal():
        return right <= left if op == ">=" else right < left
    return left >= right if op == ">=" else left > right


def lookup(code: pl.Expr, table: Sequence[int | float | None]) -> pl.Expr:
    kind = pl.Float64 if any(isinstance(limit, float) for limit in table) else pl.Int64
    return pl.lit(pl.Series(table, dtype=kind)).gather(code)


def one_of(code: pl.Expr, codes: tuple[int, ...]) -> pl.Expr:
    if len(codes) > 1 and codes == tuple(range(codes[0], codes[-1] + 1)):
        return code.is_between(codes[0], codes[-1])
    return reduce(or_, (code == one for one in codes)) if len(codes) < 8 else code.is_in(list(codes))


def _known_together(conditions: Sequence[nodes.Condition]) -> bool:
    """Whether the conditions are bars of one share, or of one number: unknown all at once."""
    shares = {(c.over, c.under) for c in conditions if isinstance(c, nodes.Share)}
    numbers = {c.left for c in conditions if isinstance(c, nodes.Compare) and isinstance(c.right, nodes.Int)}
    kinds = {type(condition) for condition in conditions}
    return (
        len(conditions) > 1
        and kinds in ({nodes.Share}, {nodes.Compare})
        and len(shares) + len(numbers) == 1
        and (
            nodes.Share in kinds
            or all(isinstance(c.right, nodes.Int) for c in conditions if isinstance(c, nodes.Compare))
        )
    )


def _repeats(guard: nodes.Condition, under: nodes.Number) -> bool:
    """Whether a guard only says that the denominator is above zero, as the quotient minds already."""
    return isinstance(guard, nodes.Compare) and guard.op == ">" and guard.left is under and guard.right.high == 0


def _negated(term: nodes.Number) -> nodes.Number | None:
    """What a term takes off, where it is −1 times something."""
    match term:
        case nodes.Mul(factors=(part, nodes.Int(value=-1))):
            return part
    return None


def _follows(verdict: nodes.Condition) -> bool:
    """Whether a verdict is known wherever its two sides are."""
    return isinstance(verdict, nodes.Compare) or (isinstance(verdict, nodes.Share) and verdict.under.low > 0)


def _never_unknown(number: nodes.Number) -> bool:
    return isinstance(number, nodes.Int | nodes.Pick | nodes.Known)

"""Plans → Spark SQL text: a province or a nation that already lives in a data lake.

The SQL is a chain of selects: first the facts the plans read, then, layer by layer,
nodes that several others share (Spark would work them out again at every place), at
last the outputs. Whole numbers are BIGINT where their bounds allow and DECIMAL(38,0)
where they do not, so every comparison is exact. Spark 4 is ANSI by default: a fact
beyond its bounds overflows and stops the job, it never gives a wrong verdict.

pyspark is an extra (``gaoxin[spark]``), imported only when a job runs; the SQL text
needs none, see :func:`sql_of`.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

import polars as pl

from gaoxin.engine.outputs import KEYS, POINT, Output, Shortfall, roots_of
from gaoxin.errors import GaoxinError
from gaoxin.rules import nodes
from gaoxin.rules.exact import Branches, Gap, GapBranches, Interval, Quantity, Ratio, Root, Table
from gaoxin.rules.nodes import TooWideError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

DECIMAL = "DECIMAL(38,0)"
DECIMAL_LIMIT = 10**38  # Spark's widest decimal holds less than this; a plan may ask for up to 2¹²⁷ ≈ 1.7·10³⁸
# Spark works out a table sent with the plan while planning, 30 ms a row; good for one enterprise, not for a zone.
SENT_WITH_THE_PLAN = "spark.sql.execution.arrow.localRelationThreshold"
WHOLE = 2**53  # a double of this size or more has no fraction left to round up


def run_spark(
    wanted: Sequence[Output], facts: DataFrame | pl.DataFrame, *, spark: SparkSession | None = None
) -> pl.DataFrame:
    """The wanted outputs for every row of a wide facts table, after its key columns.

    Args:
        wanted: the result's columns.
        facts: the wide table, in Spark already or as a Polars frame to send there.
            Columns it lacks are unknown throughout.
        spark: where to run a Polars frame; by default the active session, else a
            local one. A Spark frame runs in its own session.

    Returns:
        The columns and types that :func:`gaoxin.engine.polars.run_polars` gives.

    Raises:
        GaoxinError: pyspark or Java is not installed.
        TooWideError: a product that 38 digits cannot hold exactly.
    """
    columns = facts.columns
    layers = sql_of(wanted, columns)
    frame = _send(facts, wanted, spark) if isinstance(facts, pl.DataFrame) else facts
    for layer in layers:
        frame = frame.selectExpr(*layer)
    found = pl.from_arrow(frame.toArrow())
    assert isinstance(found, pl.DataFrame)
    return found


def sql_of(wanted: Sequence[Output], present_columns: Sequence[str]) -> list[list[str]]:
    """Select lists to apply one after the other to the facts table; the last gives the result.

    Raises:
        TooWideError: a product that 38 digits cannot hold exactly.
    """
    writer = _Writer(wanted, present_columns)
    keys = [_quoted(key) for key in KEYS if key in present_columns]
    hoisted = [["*", *layer] for layer in writer.layers()]
    return [[*keys, *writer.facts()], *hoisted, [*keys, *(writer.output(output) for output in wanted)]]


def statement(layers: Sequence[Sequence[str]], table: str = "facts") -> str:
    """The layers as one SQL statement over a table or view, to read or to run elsewhere."""
    found = table
    for layer in layers:
        items = ",\n  ".join(layer)
        found = f"SELECT\n  {items}\nFROM {found if found == table else f'({found})'}"
    return found


def local_session() -> SparkSession:
    """A small session of two threads on this machine, closed to the network."""
    _need_pyspark()
    from pyspark.sql import SparkSession  # noqa: PLC0415 -- an optional extra

    folder = tempfile.mkdtemp(prefix="gaoxin-spark-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.extraJavaOptions": "-XX:-DontCompileHugeMethods",  # ours are, and interpreted otherwise
        "spark.driver.host": "127.0.0.1",
        "spark.log.level": "ERROR",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": folder,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master("local[2]").appName("gaoxin")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _need_pyspark() -> None:
    try:
        import pyspark  # noqa: F401, PLC0415 -- an optional extra
    except ImportError as error:
        message = "Spark 引擎需要 pyspark，尚未安装。请运行 pip install 'gaoxin[spark]'，或改用 Polars。"
        raise GaoxinError(message) from error
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise GaoxinError("Spark 引擎需要 Java 17 或更新版本，未找到。请安装并设置 JAVA_HOME，或改用 Polars。")


def _send(facts: pl.DataFrame, wanted: Sequence[Output], spark: SparkSession | None) -> DataFrame:
    """A Polars frame's keys and needed columns as a Spark frame, through Arrow."""
    if spark is None:
        _need_pyspark()
        from pyspark.sql import SparkSession  # noqa: PLC0415 -- an optional extra

        spark = SparkSession.getActiveSession() or local_session()
    keys = [pl.col(key).cast(pl.String) for key in KEYS if key in facts.columns]
    needed = [
        pl.col(node.name).cast(pl.Int64 if isinstance(node, nodes.Column) else pl.Boolean)
        for node in _columns(wanted, facts.columns)
    ]
    before = spark.conf.get(SENT_WITH_THE_PLAN) or ""
    spark.conf.set(SENT_WITH_THE_PLAN, "64KB")
    try:
        return spark.createDataFrame(facts.select(*keys, *needed).to_arrow())
    finally:
        spark.conf.set(SENT_WITH_THE_PLAN, before)


def _columns(wanted: Sequence[Output], present: Sequence[str]) -> list[nodes.Column | nodes.Flag]:
    """The facts the outputs read and the table has, once each."""
    roots = [root for output in wanted for root in roots_of(output)]
    found = {node.name: node for node in nodes.columns_of(*roots)}
    return [node for name, node in found.items() if name in set(present)]


class _Writer:
    def __init__(self, wanted: Sequence[Output], present: Sequence[str]) -> None:
        self.wanted = wanted
        self.columns = _columns(wanted, present)
        self.present = {node.name for node in self.columns}
        self.texts: dict[nodes.Node, str] = {}

    def facts(self) -> list[str]:
        return [
            f"CAST({name} AS {'BIGINT' if isinstance(node, nodes.Column) else 'BOOLEAN'}) AS {name}"
            for node in self.columns
            for name in [_quoted(node.name)]
        ]

    def layers(self) -> list[list[str]]:
        """Columns to add, layer by layer; afterwards shared nodes are read from them."""
        shared = self.shared()
        depth: dict[nodes.Node, int] = {}
        for node in nodes.walk(*shared):
            below = max((depth[child] for child in nodes.children(node)), default=0)
            depth[node] = below + 1 if node in shared else below
        found: list[list[str]] = [[] for _ in range(max((depth[node] for node in shared), default=0))]
        for number, node in enumerate(shared):
            found[depth[node] - 1].append(f"{self.text(node)} AS `~{number}`")
            self.texts[node] = f"`~{number}`"
        return found

    def shared(self) -> dict[nodes.Node, None]:
        """Nodes worth a column of their own: read more than once, and not just a fact."""
        roots = [root for output in self.wanted for root in roots_of(output)]
        reads: Counter[nodes.Node] = Counter(roots)
        everything = nodes.walk(*roots)
        for node in everything:
            reads.update(set(nodes.children(node)))
        simple = (nodes.Int, nodes.Column, nodes.Flag, nodes.Truth, nodes.Known)
        return {node: None for node in everything if reads[node] > 1 and not isinstance(node, simple)}

    def output(self, output: Output) -> str:
        return f"{self.content(output)} AS {_quoted(output.name)}"

    def content(self, output: Output) -> str:
        content = output.content
        match output.part:
            case "class":
                assert isinstance(content, tuple)
                return self.chain(content)
            case "points":
                assert isinstance(content, nodes.Number)
                return f"{self.double(content)} / {float(POINT)!r}D"
            case "shortfall":
                assert isinstance(content, Shortfall)
                return self.shortfall(content)
            case "value":
                return self.value(content)  # type: ignore[arg-type]
        assert isinstance(content, nodes.Condition)
        return self.text(content)

    def chain(self, conditions: tuple[nodes.Condition, ...]) -> str:
        arms = "".join(f" WHEN {self.text(part)} THEN {index}Y" for index, part in enumerate(conditions))
        return f"CASE{arms} END" if conditions else "CAST(NULL AS TINYINT)"

    # numbers and conditions

    def text(self, node: nodes.Node) -> str:
        if node not in self.texts:
            self.texts[node] = self.write(node)
        return self.texts[node]

    def write(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Number):
            _check_width(node, node.low, node.high)
            return self.write_number(node)
        assert isinstance(node, nodes.Condition)
        return self.write_condition(node)

    def write_number(self, node: nodes.Number) -> str:
        match node:
            case nodes.Int():
                return self.number(node, wide=node.wide)
            case nodes.Column(name=name):
                return _quoted(name) if name in self.present else "CAST(NULL AS BIGINT)"
            case nodes.Add(terms=terms):
                return self.joined(node, " + ", terms, accumulate(map(_bounds, terms), _sum))
            case nodes.Mul(factors=factors):
                return self.joined(node, " * ", factors, accumulate(map(_bounds, factors), _product))
            case nodes.Extreme():
                return self.extreme(node)
            case nodes.Pick():
                return self.pick(node)
            case nodes.Known(column=column, missing=missing):
                return f"COALESCE({self.text(column)}, {_literal(missing)})"
            case nodes.Lookup(code=code, table=table):
                kind = DECIMAL if node.wide else "BIGINT"
                return self.lookup(code, [_null(kind) if x is None else _literal(x, wide=node.wide) for x in table])
        raise TypeError(f"no Spark SQL for {type(node).__name__}")

    def write_condition(self, node: nodes.Condition) -> str:
        match node:
            case nodes.Truth(value=value):
                return _null("BOOLEAN") if value is None else str(value).upper()
            case nodes.Flag(name=name):
                return _quoted(name) if name in self.present else _null("BOOLEAN")
            case nodes.Compare(op=op, left=left, right=right):
                wide = left.wide or right.wide
                return f"({self.number(left, wide=wide)} {op} {self.number(right, wide=wide)})"
            case nodes.Share():
                return self.share(node)
            case nodes.Floor():
                return self.floor(node)
            case nodes.OneOf(code=code, codes=codes):
                listed = ", ".join(_literal(one) for one in codes)
                return f"({self.text(code)} IN ({listed}))" if codes else f"({self.text(code)} <> {self.text(code)})"
            case nodes.Not(part=part):
                return f"(NOT {self.text(part)})"
            case nodes.All(parts=parts):
                return f"({' AND '.join(self.text(part) for part in parts)})"
            case nodes.Any(parts=parts):
                return f"({' OR '.join(self.text(part) for part in parts)})"
            case nodes.AtLeast(count=count, parts=parts):
                held = " + ".join(f"IF({self.text(part)}, 1, 0)" for part in parts)
                may = " + ".join(f"IF(NOT {self.text(part)}, 0, 1)" for part in parts)
                return f"CASE WHEN {held} >= {count} THEN TRUE WHEN {may} < {count} THEN FALSE END"
            case nodes.Only(when=when, part=part):
                return f"CASE WHEN {self.text(when)} THEN {self.text(part)} END"
            case nodes.Settled(yes=yes, no=no):
                return f"CASE WHEN {self.text(yes)} THEN TRUE WHEN {self.text(no)} THEN FALSE END"
        raise TypeError(f"no Spark SQL for {type(node).__name__}")

    def number(self, node: nodes.Number, *, wide: bool) -> str:
        if isinstance(node, nodes.Int):
            return _literal(node.value, wide=wide)
        return f"CAST({self.text(node)} AS {DECIMAL})" if wide and not node.wide else self.text(node)

    def joined(
        self, node: nodes.Number, sign: str, parts: Sequence[nodes.Number], steps: Iterable[tuple[int, int]]
    ) -> str:
        """A sum or product; as wide as its widest step on the way, since an overflow there raises."""
        wide = node.wide
        for low, high in steps:
            _check_width(node, low, high)
            wide = wide or _is_wide(low, high)
        found = f"({sign.join(self.number(part, wide=wide) for part in parts)})"
        return f"CAST({found} AS BIGINT)" if wide and not node.wide else found

    def extreme(self, node: nodes.Extreme) -> str:
        """Largest or smallest, unknown if any is (Spark's ``greatest`` skips nulls)."""
        wide = node.wide or any(term.wide for term in node.terms)
        terms = [self.number(term, wide=wide) for term in node.terms]
        found = f"{'GREATEST' if node.largest else 'LEAST'}({', '.join(terms)})"
        if wide and not node.wide:
            found = f"CAST({found} AS BIGINT)"
        doubtful = [self.text(term) for term in node.terms if not _never_unknown(term)]
        unknown = " OR ".join(f"{term} IS NULL" for term in doubtful)
        return f"CASE WHEN {unknown} THEN NULL ELSE {found} END" if doubtful else found

    def pick(self, node: nodes.Pick) -> str:
        arms = ""
        for condition, value in zip(node.conditions, node.values, strict=True):
            holds = f"COALESCE({self.text(condition)}, TRUE)" if node.unknown_holds else self.text(condition)
            arms += f" WHEN {holds} THEN {self.number(value, wide=node.wide)}"
        otherwise = self.number(node.otherwise, wide=node.wide)
        return f"CASE{arms} ELSE {otherwise} END" if arms else otherwise

    def lookup(self, code: nodes.Column, table: Sequence[str]) -> str:
        return f"ELEMENT_AT(ARRAY({', '.join(table)}), CAST({self.text(code)} + 1L AS INT))"

    def share(self, node: nodes.Share) -> str:
        """A share against its bar, both sides multiplied out; unknown where it has nothing to be a share of."""
        numbers = list(zip((node.over, node.under), node.sides, strict=True))
        bounds = [_product(_bounds(number), (factor, factor)) for number, factor in numbers]
        for low, high in bounds:
            _check_width(node, low, high)
        wide = any(_is_wide(low, high) for low, high in bounds)
        left, right = (
            f"{self.number(number, wide=wide)} * {_literal(factor, wide=wide)}" for number, factor in numbers
        )
        left, right = (right, left) if node.reverse else (left, right)
        return f"CASE WHEN {self.text(node.under)} > 0 THEN {left} {node.op} {right} END"

    def floor(self, node: nodes.Floor) -> str:
        """Against a table's limit; met where the code is a listed text for which the table sets no limit."""
        wide, sign = node.number.wide or node.limit.wide, ">" if node.strict else ">="
        beyond = f"{self.number(node.number, wide=wide)} {sign} {self.number(node.limit, wide=wide)}"
        free = ", ".join(_literal(code) for code, limit in enumerate(node.limit.table) if limit is None and code)
        if not free:
            return f"({beyond})"
        return f"CASE WHEN {self.text(node.limit.code)} IN ({free}) THEN TRUE ELSE {beyond} END"

    # values and gaps, in doubles: they are shown, they decide nothing

    def double(self, node: nodes.Number) -> str:
        return f"{float(node.value)!r}D" if isinstance(node, nodes.Int) else f"CAST({self.text(node)} AS DOUBLE)"

    def value(self, quantity: Quantity) -> str:
        match quantity:
            case Ratio():
                return self.ratio(quantity)
            case Branches(when=when, then=then, otherwise=otherwise):
                return self.either(when, self.value(then), self.value(otherwise))
            case Root(base=base, degree=degree):
                ratio = self.ratio(base)
                return f"CASE WHEN {ratio} >= 0D THEN POWER({ratio}, {1 / degree!r}D) - 1D END"
            case Interval(low=low, high=high, step=step):
                return f"CASE WHEN {self.text(low)} = {self.text(high)} THEN {self.double(low)} / {float(step)!r}D END"
            case Table(code=code, limits=limits):
                return self.lookup(code, [_null("DOUBLE") if x is None else f"{float(x)!r}D" for x in limits])

    def either(self, when: nodes.Condition, then: str, otherwise: str) -> str:
        condition = self.text(when)
        return f"CASE WHEN {condition} THEN {then} WHEN NOT {condition} THEN {otherwise} END"

    def ratio(self, ratio: Ratio) -> str:
        if ratio.constant is not None:
            return f"{float(ratio.constant)!r}D"
        over, under = self.double(ratio.over), self.double(ratio.under)
        over = over if ratio.factor.numerator == 1 else f"({over} * {float(ratio.factor.numerator)!r}D)"
        under = under if ratio.factor.denominator == 1 else f"({under} * {float(ratio.factor.denominator)!r}D)"
        sure = ratio.under.low > 0
        found = f"({over} / {under if sure else f'NULLIF({under}, 0D)'})"
        guard = " AND ".join(self.text(part) for part in ratio.guard)
        return f"CASE WHEN {guard} THEN {found} END" if guard else found

    def shortfall(self, content: Shortfall) -> str:
        """0 where met, null where unknown, else what is missing, rounded up to a whole step."""
        return self.either(content.verdict, "0D", self.gap(content.gap, strict=content.strict))

    def gap(self, gap: Gap | GapBranches | None, *, strict: bool) -> str:
        if gap is None:
            return _null("DOUBLE")
        if isinstance(gap, GapBranches):
            return self.either(gap.when, self.gap(gap.then, strict=strict), self.gap(gap.otherwise, strict=strict))
        over, steps = self.text(gap.over), self.double(gap.over)
        divisor = abs(gap.under.value) if isinstance(gap.under, nodes.Int) else 0
        if divisor > 1 and not gap.over.wide:
            steps = f"CAST(({over} + {_literal(divisor - 1)}) DIV {_literal(divisor)} AS DOUBLE)"
        elif divisor != 1:
            # the last bits of a quotient of products are noise, not another step
            steps = f"({steps} / NULLIF(ABS({self.double(gap.under)}), 0D) * {1 - 1e-12!r}D)"
        # CEIL of a double is a BIGINT in Spark, and would not hold the largest
        whole = f"IF({steps} < {float(WHOLE)!r}D, CAST(CEIL({steps}) AS DOUBLE), {steps})"
        if strict:
            wide = gap.over.wide or gap.under.wide
            rest = f"{self.number(gap.over, wide=wide)} % NULLIF({self.number(gap.under, wide=wide)}, 0)"
            whole = f"({whole} + IF({rest} = 0, {float(gap.least)!r}D, 0D))"
        return f"CASE WHEN {over} {'>=' if strict else '>'} 0 THEN {whole} / {float(gap.step)!r}D END"


def _quoted(name: str) -> str:
    escaped = name.replace("`", "``")
    return f"`{escaped}`"


def _null(kind: str) -> str:
    return f"CAST(NULL AS {kind})"


def _literal(value: int, *, wide: bool = False) -> str:
    if wide:
        return f"CAST({value} AS {DECIMAL})"
    return f"{value}L" if value >= 0 else f"({value}L)"


def _bounds(number: nodes.Number) -> tuple[int, int]:
    return number.low, number.high


def _sum(left: tuple[int, int], right: tuple[int, int]) -> tuple[int, int]:
    return left[0] + right[0], left[1] + right[1]


def _product(left: tuple[int, int], right: tuple[int, int]) -> tuple[int, int]:
    corners = [a * b for a in left for b in right]
    return min(corners), max(corners)


def _is_wide(low: int, high: int) -> bool:
    return low < -(2**63) or high >= 2**63


def _check_width(node: nodes.Node, low: int, high: int) -> None:
    if low <= -DECIMAL_LIMIT or high >= DECIMAL_LIMIT:
        raise TooWideError(f"{type(node).__name__} between {low} and {high} does not fit into {DECIMAL}")


def _never_unknown(number: nodes.Number) -> bool:
    return isinstance(number, nodes.Int | nodes.Pick | nodes.Known)

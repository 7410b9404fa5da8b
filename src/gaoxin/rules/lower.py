"""Expressions → the typed plan: parsed by SQLGlot, whitelisted, checked for type and unit here.

SQLGlot only parses; it infers types but refuses nothing, so every node that is not
named below is refused, and so is every comparison of unlike units.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from gaoxin.errors import Issue, Place
from gaoxin.fields import Field
from gaoxin.rules.exact import Branches, Exact, Interval, Quantity, Ratio, Table
from gaoxin.rules.model import Band, Bracket, Cases, Evidence, Parameter, Policy, Rulebook
from gaoxin.rules.nodes import Column, Condition, Flag, Maker, TooWideError
from gaoxin.rules.reading import nearest
from gaoxin.rules.typed import Amount, Claim, Day, Lead, Typed, Word, Words, kind_name
from gaoxin.rules.yamlfile import Text
from gaoxin.units import COUNTED, dimension

EPOCH = date(1970, 1, 1)
DATE_BOUNDS = (-25_567, 47_846)  # 1900-01-01 … 2100-12-31
COMPARISONS: dict[type[exp.Expr], str] = {
    exp.GTE: ">=",
    exp.GT: ">",
    exp.LTE: "<=",
    exp.LT: "<",
    exp.EQ: "=",
    exp.NEQ: "<>",
}
ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}


class RuleError(Exception):
    """One mistake in an expression, with its place; turned into an issue by the caller."""

    def __init__(self, code: str, message: str, hint: str = "", node: exp.Expr | None = None) -> None:
        self.code, self.message, self.hint, self.node = code, message, hint, node
        super().__init__(message)


@lru_cache(maxsize=4096)
def parse(text: str) -> exp.Expr:
    """The syntax tree of an expression; raises SQLGlot's own error."""
    return sqlglot.parse_one(text)


@dataclass
class Scope:
    """Where an expression is read: a policy, its edition's day, and the years seen from y0.

    ``points`` and ``verdict`` answer for scores of the policy and verdicts of others;
    ``functions`` are those of :mod:`gaoxin.rules.functions`, which are written with a scope.
    ``used`` collects the evidence marks of the parameters that were read.
    """

    rulebook: Rulebook
    policy: Policy
    day: date
    exact: Exact
    points: Callable[[str], Interval]
    verdict: Callable[[str], Condition]
    functions: Mapping[str, Callable[[Scope, exp.Anonymous], Typed]]
    shift: int = 0
    used: list[Evidence] = field(default_factory=list)
    marks: Callable[[str], list[Evidence]] = field(default=lambda _: [])  # of another policy's criteria

    @property
    def make(self) -> Maker:
        return self.exact.make

    def shifted(self, years: int) -> Scope:
        return replace(self, shift=self.shift + years)

    # names

    def column(self, item: Field) -> Column | Flag:
        """The column of the facts table that holds a field in the year this scope looks at."""
        offset = None if item.period == "static" else self.shift
        name = column_name(item.name, offset)
        if item.kind == "bool":
            return self.make.flag(name, item.name, offset)
        if item.kind == "text":
            return self.make.column(name, item.name, offset, (0, len(item.choices)))
        return self.make.column(name, item.name, offset, DATE_BOUNDS if item.kind == "date" else item.bounds)

    def fact(self, name: str) -> Typed:
        item = self.rulebook.fields[name]
        column = self.column(item)
        if isinstance(column, Flag):
            return Claim(column)
        if item.kind == "date":
            return Day(self.exact.fact(column, 1))
        if item.kind == "text":
            if not item.values:
                raise RuleError("GX219", f"「{name}」是自由文字，不能写进条件", "只有列出取值的文字字段可用")
            return Word(column, item.choices)
        return Amount(self.exact.fact(column, item.step), dimension(item.unit))

    def parameter(self, parameter: Parameter) -> Typed:
        dated = parameter.on(self.day)
        if dated is None:
            raise RuleError("GX221", f"参数「{parameter.name}」在 {self.day} 没有取值", "补上该日起的取值")
        self.used.append(dated.evidence)
        content = dated.content
        if isinstance(content, date):
            return Day(self.exact.const((content - EPOCH).days))
        if isinstance(content, Fraction):
            return Amount(self.exact.const(content), dimension(parameter.unit))
        if isinstance(content, Cases):
            return Amount(self._table(parameter, content), dimension(parameter.unit))
        if content and isinstance(content[0], Bracket):
            brackets = [row for row in content if isinstance(row, Bracket)]
            return Amount(self._brackets(parameter, brackets), dimension(parameter.unit))
        if content and isinstance(content[0], Band):
            raise RuleError("GX219", f"「{parameter.name}」是分值档，只能用在评分项的 bands")
        return Words(tuple(str(text) for text in content))

    def _table(self, parameter: Parameter, cases: Cases) -> Table:
        by = self.rulebook.fields[parameter.by or ""]
        column = self.column(by)
        assert isinstance(column, Column)
        return Table(column, (None, *(cases.limits.get(choice) for choice in by.choices)))

    def _brackets(self, parameter: Parameter, brackets: list[Bracket]) -> Quantity:
        by = replace(self, shift=0).fact(parameter.by or "")
        assert isinstance(by, Amount)
        result: Quantity = self.exact.const(brackets[-1].value)
        for row in reversed(brackets[:-1]):
            bound = self.exact.const(row.bound or 0)
            within = self.exact.compare("<=" if row.inclusive else "<", by.quantity, bound)
            result = Branches(within, self.exact.const(row.value), result)
        return result

    # expressions

    def condition(self, text: Text) -> tuple[Condition, Lead | None]:
        """The condition a text states, and the comparison it is about if there is one."""
        tree = parse(text)
        condition = self._claim(tree).condition
        return condition, self._lead(tree, condition)

    def amount(self, text: Text) -> Amount:
        """The quantity a text states."""
        tree = parse(text)
        found = self.lower(tree)
        if not isinstance(found, Amount):
            raise RuleError("GX219", f"这里应是一个数，却是{kind_name(found)}", node=tree)
        return found

    def _lead(self, tree: exp.Expr, condition: Condition) -> Lead | None:
        tree = _bare(tree)
        if isinstance(tree, exp.And):
            return self._lead(tree.this, condition)
        if isinstance(tree, exp.Anonymous) and str(tree.this).lower() == "each_year":
            return self._lead(tree.expressions[0], condition)  # y0 speaks for the years
        if isinstance(tree, exp.Between):
            return Lead(">=", self.lower(tree.this), self.lower(tree.args["low"]), condition)
        if isinstance(tree, exp.In):
            return Lead("in", self.lower(tree.this), self._words(tree), condition)
        op = COMPARISONS.get(type(tree))
        if op is None:
            fact = tree.this if isinstance(tree, exp.Not) else tree
            if isinstance(_bare(fact), exp.Column):
                return Lead("is" if fact is tree else "is not", self.lower(fact), Words(()), condition)
            return None
        left, right = self.lower(tree.this), self.lower(tree.expression)
        if _is_constant(left) and not _is_constant(right):
            left, right, op = right, left, {">=": "<=", ">": "<", "<=": ">=", "<": ">"}.get(op, op)
        return Lead(op, left, right, condition)

    def lower(self, tree: exp.Expr) -> Typed:
        """One node of the syntax tree and all below it."""
        try:
            return self._lower(_bare(tree))
        except RuleError as fault:
            fault.node = fault.node or tree
            raise
        except TooWideError as error:
            raise RuleError("GX224", "乘积超出 128 位，无法精确比较", "少乘几个字段，或拆成几个条件", tree) from error
        except ZeroDivisionError as error:
            raise RuleError("GX219", "不能除以 0", node=tree) from error
        except TypeError as error:
            hint = "复合增长率、按类限额和得分只能直接与数比较；least、greatest 只用于字段和数"
            raise RuleError("GX219", "这里不能这样计算", hint, tree) from error

    def _lower(self, tree: exp.Expr) -> Typed:
        kind = type(tree)
        if kind in COMPARISONS:
            return Claim(self._compare(COMPARISONS[kind], tree.this, tree.expression))
        if kind in ARITHMETIC:
            return self._arithmetic(ARITHMETIC[kind], self.lower(tree.this), self.lower(tree.expression))
        match tree:
            case exp.Column():
                return self._name(tree)
            case exp.Literal():
                return self._literal(tree)
            case exp.Boolean():
                return Claim(self.make.truth(bool(tree.this)))
            case exp.Cast():
                return Day(self.exact.const(_date_literal(tree)))
            case exp.Neg():
                return self._arithmetic("-", Amount(self.exact.const(0), "", bare=True), self.lower(tree.this))
            case exp.And():
                return Claim(self.make.all(self._claim(tree.this).condition, self._claim(tree.expression).condition))
            case exp.Or():
                return Claim(self.make.any(self._claim(tree.this).condition, self._claim(tree.expression).condition))
            case exp.Not():
                return Claim(self.make.negate(self._claim(tree.this).condition))
            case exp.Between():
                low = self._compare(">=", tree.this, tree.args["low"])
                return Claim(self.make.all(low, self._compare("<=", tree.this, tree.args["high"])))
            case exp.In():
                return Claim(self._within(tree))
            case exp.Case():
                return self._case(tree)
            case exp.Least() | exp.Greatest():
                return self._extreme(tree)
            case exp.Anonymous():
                return self._function(tree)
        raise RuleError("GX217", f"不允许的写法：{tree.sql()}", "允许的写法见 docs/reference/rulebook.md", tree)

    def _literal(self, tree: exp.Literal) -> Typed:
        if tree.is_string:
            return Words((tree.this,))
        return Amount(self.exact.const(Fraction(tree.this)), "", bare=True)

    def _name(self, tree: exp.Column) -> Typed:
        name = tree.name
        if tree.table:
            raise RuleError("GX217", f"不允许的写法：{tree.sql()}", "只写字段名或参数名")
        if name in self.policy.parameters:
            return self.parameter(self.policy.parameters[name])
        if name in self.rulebook.fields:
            return self.fact(name)
        known = [*self.rulebook.fields, *self.policy.parameters]
        hint = nearest(name, known) or "全部字段见 fields.yaml 或运行 gaoxin fields"
        raise RuleError("GX204", f"未知字段或参数「{name}」", hint)

    def _claim(self, tree: exp.Expr) -> Claim:
        found = self.lower(tree)
        if not isinstance(found, Claim):
            raise RuleError("GX219", f"这里应是一个条件，却是{kind_name(found)}：{tree.sql()}", node=tree)
        return found

    def _compare(self, op: str, left_tree: exp.Expr, right_tree: exp.Expr) -> Condition:
        left, right = self.lower(left_tree), self.lower(right_tree)
        if isinstance(left, Amount) and isinstance(right, Amount):
            _same_unit(left, right, left_tree, right_tree)
            return self.exact.compare(op, left.quantity, right.quantity)
        if isinstance(left, Day) and isinstance(right, Day):
            return self.exact.compare(op, left.quantity, right.quantity)
        if isinstance(left, Word) and isinstance(right, Words) and op in ("=", "<>"):
            same = self._codes(left, right)
            return same if op == "=" else self.make.negate(same)
        if isinstance(left, Claim) and isinstance(right, Claim) and op in ("=", "<>"):
            same = self.make.choose(right.condition, left.condition, self.make.negate(left.condition))
            return same if op == "=" else self.make.negate(same)
        raise RuleError("GX219", f"{kind_name(left)}不能与{kind_name(right)}比较", node=left_tree)

    def _within(self, tree: exp.In) -> Condition:
        left = self.lower(tree.this)
        if not isinstance(left, Word):
            raise RuleError("GX219", "IN 的左边应是列有取值的文字字段", node=tree.this)
        return self._codes(left, self._words(tree))

    def _words(self, tree: exp.In) -> Words:
        parts = [tree.args["field"]] if tree.args.get("field") is not None else tree.expressions
        found = [self.lower(part) for part in parts]
        if not found or not all(isinstance(part, Words) for part in found):
            raise RuleError("GX219", "IN 的右边应是文字或文字列表参数")
        return Words(tuple(text for part in found if isinstance(part, Words) for text in part.texts))

    def _codes(self, word: Word, words: Words) -> Condition:
        for text in words.texts:
            if text not in word.choices:
                hint = nearest(text, word.choices)
                raise RuleError("GX204", f"「{word.column.field}」没有「{text}」这一取值", hint)
        return self.make.one_of(word.column, tuple(word.choices.index(text) + 1 for text in words.texts))

    def _arithmetic(self, op: str, left: Typed, right: Typed) -> Amount:
        if not (isinstance(left, Amount) and isinstance(right, Amount)):
            raise RuleError("GX219", f"{kind_name(left)}与{kind_name(right)}不能用 {op} 计算")
        if op in "+-":
            _same_unit(left, right)
            bare = left.bare and right.bare
            unit = right.dimension if left.bare else left.dimension
            return Amount(self.exact.add(left.quantity, right.quantity, 1 if op == "+" else -1), unit, bare)
        if op == "*":
            if left.dimension and right.dimension:
                raise RuleError("GX208", f"单位「{left.dimension}」与「{right.dimension}」不能相乘")
            unit = left.dimension or right.dimension
            return Amount(self.exact.mul(left.quantity, right.quantity), unit, left.bare and right.bare)
        return Amount(self.exact.div(left.quantity, right.quantity), _divided(left, right), left.bare and right.bare)

    def _case(self, tree: exp.Case) -> Typed:
        if tree.this is not None or tree.args.get("default") is None:
            raise RuleError("GX217", "CASE 应写作 CASE WHEN 条件 THEN … ELSE … END")
        result = self.lower(tree.args["default"])
        for branch in reversed(tree.args["ifs"]):
            when, then = self._claim(branch.this).condition, self.lower(branch.args["true"])
            result = self._branch(when, then, result)
        return result

    def _branch(self, when: Condition, then: Typed, otherwise: Typed) -> Typed:
        if isinstance(then, Claim) and isinstance(otherwise, Claim):
            return Claim(self.make.choose(when, then.condition, otherwise.condition))
        if isinstance(then, Amount) and isinstance(otherwise, Amount):
            _same_unit(then, otherwise)
            unit = otherwise.dimension if then.bare else then.dimension
            return Amount(Branches(when, then.quantity, otherwise.quantity), unit, then.bare and otherwise.bare)
        raise RuleError("GX219", "CASE 的各个结果应是同一种值")

    def _extreme(self, tree: exp.Least | exp.Greatest) -> Amount:
        parts = [self.lower(part) for part in (tree.this, *tree.expressions)]
        result = parts[0]
        for part in parts[1:]:
            if not (isinstance(result, Amount) and isinstance(part, Amount)):
                raise RuleError("GX219", "least 与 greatest 只用于数")
            _same_unit(result, part)
            quantity = self.exact.extreme(result.quantity, part.quantity, largest=isinstance(tree, exp.Greatest))
            result = Amount(quantity, part.dimension if result.bare else result.dimension)
        assert isinstance(result, Amount)
        return result

    def _function(self, tree: exp.Anonymous) -> Typed:
        name = str(tree.this).lower()
        if name not in self.functions:
            hint = nearest(name, self.functions) or "函数见 docs/reference/rulebook.md"
            raise RuleError("GX218", f"未知函数「{name}」", hint)
        return self.functions[name](self, tree)


def column_name(field_name: str, offset: int | None) -> str:
    """The facts table's column of a field: ``rd_expense_y0``, ``rd_expense_now``, ``established_on``."""
    if offset is None:
        return field_name
    return f"{field_name}_now" if offset < 0 else f"{field_name}_y{offset}"


def issue_of(error: RuleError | SqlglotError, text: Text) -> Issue:
    """A fault of an expression as an issue at its place in the file."""
    if isinstance(error, RuleError):
        return Issue(error.code, error.message, _place_in(text, _offset(error.node)), error.hint)
    detail = (getattr(error, "errors", None) or [{}])[0]
    near = str(detail.get("highlight") or "")
    end = int(detail.get("col") or 0)
    message = f"「{near or text}」附近写法不完整或有误"
    return Issue("GX216", message, _place_in(text, end - len(near)), "写法见 docs/reference/rulebook.md")


def _place_in(text: Text, offset: int) -> Place:
    """The place of a character of a one-line scalar; a folded one is pointed at as a whole."""
    spot = text.place
    if text.folded:
        return spot
    quoted = 0 if text.plain else 1
    return replace(spot, column=(spot.column or 1) + quoted + max(0, offset))


def _offset(node: exp.Expr | None) -> int:
    starts = [part.meta["start"] for part in node.walk() if "start" in part.meta] if node else []
    return min(starts, default=0)


def _bare(tree: exp.Expr) -> exp.Expr:
    while isinstance(tree, exp.Paren):
        tree = tree.this
    return tree


def _date_literal(tree: exp.Cast) -> int:
    if not (tree.to.is_type("date") and isinstance(tree.this, exp.Literal)):
        raise RuleError("GX217", f"不允许的写法：{tree.sql()}", "日期写作 DATE '2018-06-30'")
    try:
        day = date.fromisoformat(tree.this.this)
    except ValueError as error:
        raise RuleError("GX206", f"「{tree.this.this}」不是日期", "写作 DATE '2018-06-30'") from error
    return (day - EPOCH).days


def _is_constant(value: Typed) -> bool:
    return isinstance(value, Amount | Day) and isinstance(value.quantity, Ratio) and value.quantity.constant is not None


def _same_unit(
    left: Amount, right: Amount, left_tree: exp.Expr | None = None, right_tree: exp.Expr | None = None
) -> None:
    """Refuse unlike units; a bare number meets counts and ratios, and 0 meets everything."""
    if left.dimension == right.dimension and not (left.bare or right.bare):
        return
    for one, other in ((left, right), (right, left)):
        if one.bare and (other.bare or other.dimension in COUNTED or other.dimension == "" or _is_zero(one)):
            return
    names = [side.dimension or ("没有单位的数" if side.bare else "比值") for side in (left, right)]
    hint = "金额写 wan(500)、yi(3) 或参数" if "没有单位的数" in names else ""
    node = left_tree if left_tree is not None else right_tree
    raise RuleError("GX208", f"单位不同，不能比较或相加：{names[0]} 与 {names[1]}", hint, node)


def _is_zero(amount: Amount) -> bool:
    return isinstance(amount.quantity, Ratio) and amount.quantity.constant == 0


def _divided(left: Amount, right: Amount) -> str:
    if left.dimension == right.dimension:
        return ""
    if right.dimension in COUNTED or right.bare or right.dimension == "":
        return left.dimension
    raise RuleError("GX208", f"单位「{left.dimension}」不能除以「{right.dimension}」")

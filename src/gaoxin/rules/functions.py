"""The functions a policy's expressions may call; each expands to plain plan nodes."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from sqlglot import exp

from gaoxin.rules.exact import Quantity, Ratio, Root
from gaoxin.rules.lower import RuleError, Scope
from gaoxin.rules.reading import nearest
from gaoxin.rules.typed import Amount, Claim, Typed

YEARS_BACK = 4  # y0 and the three years before: what a facts table carries


def _arguments(tree: exp.Anonymous, count: int) -> list[exp.Expr]:
    found = tree.expressions
    if len(found) != count:
        raise RuleError("GX218", f"函数 {tree.this} 需要 {count} 个参数，写了 {len(found)} 个")
    return list(found)


def _whole(tree: exp.Expr, low: int = 0) -> int:
    if not (isinstance(tree, exp.Literal) and not tree.is_string and tree.this.isdigit() and int(tree.this) >= low):
        raise RuleError("GX218", f"这里应写不小于 {low} 的整数", node=tree)
    return int(tree.this)


def _string(tree: exp.Expr) -> str:
    if not (isinstance(tree, exp.Literal) and tree.is_string):
        raise RuleError("GX218", "这里应写加引号的名称", node=tree)
    return str(tree.this)


def _seen_from(scope: Scope, years: int) -> Scope:
    if scope.shift + years >= YEARS_BACK:
        raise RuleError("GX218", f"只能回看 {YEARS_BACK - 1} 年", "y0 及其前三年")
    return scope.shifted(years)


def _amount(scope: Scope, tree: exp.Expr) -> Amount:
    found = scope.lower(tree)
    if not isinstance(found, Amount):
        raise RuleError("GX219", "这里应是一个数", node=tree)
    return found


def ago(scope: Scope, tree: exp.Anonymous) -> Typed:
    inner, years = _arguments(tree, 2)
    return _seen_from(scope, _whole(years)).lower(inner)


def now(scope: Scope, tree: exp.Anonymous) -> Typed:
    (inner,) = _arguments(tree, 1)
    return scope.shifted(-1 - scope.shift).lower(inner)


def sum_last(scope: Scope, tree: exp.Anonymous) -> Typed:
    inner, years = _arguments(tree, 2)
    parts = [_amount(_seen_from(scope, back), inner) for back in range(_whole(years, 1))]
    total: Quantity = parts[0].quantity
    for part in parts[1:]:
        total = scope.exact.add(total, part.quantity)
    return Amount(total, parts[0].dimension)


def mean_last(scope: Scope, tree: exp.Anonymous) -> Typed:
    total = sum_last(scope, tree)
    assert isinstance(total, Amount)
    years = scope.exact.const(_whole(tree.expressions[1], 1))
    return Amount(scope.exact.div(total.quantity, years), total.dimension)


def _over_years(scope: Scope, tree: exp.Anonymous, first: int) -> list[Claim]:
    inner, years = _arguments(tree, 2)
    claims = []
    for back in range(first, _whole(years, 1)):
        claim = _seen_from(scope, back).lower(inner)
        if not isinstance(claim, Claim):
            raise RuleError("GX219", "这里应是一个条件", node=inner)
        claims.append(claim)
    return claims


def each_year(scope: Scope, tree: exp.Anonymous) -> Typed:
    return Claim(scope.make.all(*(claim.condition for claim in _over_years(scope, tree, 0))))


def any_year(scope: Scope, tree: exp.Anonymous) -> Typed:
    return Claim(scope.make.any(*(claim.condition for claim in _over_years(scope, tree, 0))))


def lately(scope: Scope, tree: exp.Anonymous) -> Typed:
    return Claim(scope.make.any(*(claim.condition for claim in _over_years(scope, tree, -1))))


def _rate(scope: Scope, inner: exp.Expr, years: int, first: int = 0) -> Ratio:
    """x at ``first`` ÷ x ``years`` earlier; unknown where the base is 0 or negative."""
    end = _amount(_seen_from(scope, first), inner).quantity
    base = _amount(_seen_from(scope, first + years), inner).quantity
    if not (isinstance(end, Ratio) and isinstance(base, Ratio)):
        raise RuleError("GX219", "增长率只用于字段或其合计", node=inner)
    above = scope.exact.compare(">", base, scope.exact.const(0))
    ratio = scope.exact.div(end, base)
    assert isinstance(ratio, Ratio)
    return Ratio(ratio.factor, ratio.over, ratio.under, (*ratio.guard, above), positive=True)


def growth(scope: Scope, tree: exp.Anonymous) -> Typed:
    (inner,) = _arguments(tree, 1)
    return Amount(scope.exact.add(_rate(scope, inner, 1), scope.exact.const(-1)), "")


def cagr(scope: Scope, tree: exp.Anonymous) -> Typed:
    inner, years = _arguments(tree, 2)
    count = _whole(years, 1)
    return Amount(Root(_rate(scope, inner, count), count), "")


def mean_growth(scope: Scope, tree: exp.Anonymous) -> Typed:
    inner, years = _arguments(tree, 2)
    count = _whole(years, 1)
    total: Quantity = _rate(scope, inner, 1)
    for back in range(1, count):
        total = scope.exact.add(total, _rate(scope, inner, 1, back))
    mean = scope.exact.div(total, scope.exact.const(count))
    return Amount(scope.exact.add(mean, scope.exact.const(-1)), "")


def held(scope: Scope, tree: exp.Anonymous) -> Typed:
    title = _title(scope, tree)
    return Claim(scope.make.flag(f"held:{title}", title, None))


def held_days(scope: Scope, tree: exp.Anonymous) -> Typed:
    title = _title(scope, tree)
    column = scope.make.column(f"held_days:{title}", title, None, (0, 100_000))
    return Amount(scope.exact.fact(column, 1), "日")


def _title(scope: Scope, tree: exp.Anonymous) -> str:
    (inner,) = _arguments(tree, 1)
    title, known = _string(inner), scope.rulebook.titles
    if title not in known:
        raise RuleError("GX222", f"未知资质「{title}」", nearest(title, known) or "见 recognitions.yaml", inner)
    return title


def met(scope: Scope, tree: exp.Anonymous) -> Typed:
    (inner,) = _arguments(tree, 1)
    policy, known = _string(inner), scope.rulebook.policies
    if policy not in known:
        raise RuleError("GX222", f"未知政策「{policy}」", nearest(policy, known), inner)
    verdict = scope.verdict(policy)
    scope.used.extend(scope.marks(policy))
    return Claim(verdict)


def points(scope: Scope, tree: exp.Anonymous) -> Typed:
    (inner,) = _arguments(tree, 1)
    return Amount(scope.points(_string(inner)), "分")


def _literal(scope: Scope, tree: exp.Anonymous, factor: Fraction, unit: str) -> Amount:
    (inner,) = _arguments(tree, 1)
    if not (isinstance(inner, exp.Literal) and not inner.is_string):
        raise RuleError("GX218", "这里应写一个数", node=inner)
    return Amount(scope.exact.const(Fraction(inner.this) * factor), unit)


def wan(scope: Scope, tree: exp.Anonymous) -> Typed:
    return _literal(scope, tree, Fraction(10_000), "元")


def yi(scope: Scope, tree: exp.Anonymous) -> Typed:
    return _literal(scope, tree, Fraction(100_000_000), "元")


def pct(scope: Scope, tree: exp.Anonymous) -> Typed:
    return _literal(scope, tree, Fraction(1, 100), "")


FUNCTIONS: dict[str, Callable[[Scope, exp.Anonymous], Typed]] = {
    "ago": ago,
    "now": now,
    "sum_last": sum_last,
    "mean_last": mean_last,
    "each_year": each_year,
    "any_year": any_year,
    "lately": lately,
    "growth": growth,
    "cagr": cagr,
    "mean_growth": mean_growth,
    "held": held,
    "held_days": held_days,
    "met": met,
    "points": points,
    "wan": wan,
    "yi": yi,
    "pct": pct,
}

"""Rational arithmetic decides exactly, and says unknown where a quotient has no value."""

from __future__ import annotations

import operator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.engine.outputs import Output
from gaoxin.engine.python import compile_python
from gaoxin.rules.exact import Branches, Exact, Interval, Ratio, Root, Table
from gaoxin.rules.nodes import Column, Condition, Maker, TooWideError

OPS = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "=": operator.eq,
    "<>": operator.ne,
}
MONEY = (-(10**15), 10**15)
COUNT = (0, 10**9)
EXACT = Exact(Maker())


def column(name: str, bounds: tuple[int, int] = MONEY) -> Column:
    return EXACT.make.column(name, name, 0, bounds)


def fact(name: str, bounds: tuple[int, int] = MONEY) -> Ratio:
    return EXACT.fact(column(name, bounds), 1)


def const(value: Fraction | int | str) -> Ratio:
    return EXACT.const(Fraction(value))


def verdict(condition: Condition, **row: int | None) -> bool | None:
    (found,) = compile_python([Output("it", "verdict", condition)])(row)
    return found


X, Y, Z, W = (fact(name) for name in "xyzw")
HEADS, STAFF = fact("heads", COUNT), fact("staff", COUNT)
SHARE = EXACT.div(X, Y)


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize("left", [-1, 0, Fraction(1, 2), 1])
@pytest.mark.parametrize("right", [-1, 0, Fraction(1, 2), 1])
def test_constants_are_compared_when_the_plan_is_made(op: str, left: Fraction, right: Fraction) -> None:
    condition = EXACT.compare(op, const(left), const(right))
    assert condition is EXACT.make.truth(OPS[op](left, right))


@pytest.mark.parametrize("op", OPS)
def test_nothing_times_a_fact_is_nothing(op: str) -> None:
    condition = EXACT.compare(op, EXACT.mul(const(0), X), const(0))
    assert verdict(condition, x=7) is OPS[op](0, 0)


@pytest.mark.parametrize(("heads", "met"), [(20, True), (19, False), (21, True)])
def test_a_share_on_its_bar_reaches_it(heads: int, met: bool) -> None:
    assert verdict(EXACT.compare(">=", EXACT.div(HEADS, STAFF), const("0.1")), heads=heads, staff=200) is met


def test_a_share_on_its_bar_does_not_exceed_it() -> None:
    assert verdict(EXACT.compare(">", SHARE, const("0.1")), x=20, y=200) is False


@pytest.mark.parametrize(("x", "met"), [(10**15, True), (10**15 - 1, False)])
def test_a_fen_in_ten_trillion_yuan_is_seen(x: int, met: bool) -> None:
    third = EXACT.div(EXACT.mul(X, const("0.1")), EXACT.mul(Y, const("0.3")))
    assert verdict(EXACT.compare(">=", third, const(Fraction(1, 3))), x=x, y=10**15) is met


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize("bar", [Fraction(-1, 10), Fraction(0), Fraction(1, 10)])
@pytest.mark.parametrize("x", [-20, -19, -21, 0, 19, 20, 21])
@pytest.mark.parametrize("y", [-200, 200])
def test_a_negative_denominator_turns_the_comparison(op: str, bar: Fraction, x: int, y: int) -> None:
    assert verdict(EXACT.compare(op, SHARE, const(bar)), x=x, y=y) is OPS[op](Fraction(x, y), bar)
    assert verdict(EXACT.compare(op, const(bar), SHARE), x=x, y=y) is OPS[op](bar, Fraction(x, y))


@pytest.mark.parametrize("x", [-1, 0, 1])
@pytest.mark.parametrize("op", OPS)
def test_dividing_by_zero_is_unknown(op: str, x: int) -> None:
    assert verdict(EXACT.compare(op, SHARE, const(0)), x=x, y=0) is None
    assert verdict(EXACT.compare(op, EXACT.div(HEADS, STAFF), const(0)), heads=abs(x), staff=0) is None


def test_dividing_a_share_by_a_share_is_unknown_where_either_has_no_value() -> None:
    condition = EXACT.compare(">=", EXACT.div(SHARE, EXACT.div(Z, W)), const(1))
    assert verdict(condition, x=2, y=1, z=1, w=1) is True
    assert verdict(condition, x=1, y=2, z=1, w=-1) is False
    for gone in ({"y": 0}, {"z": 0}, {"w": 0}):
        assert verdict(condition, **{"x": 2, "y": 1, "z": 1, "w": 1, **gone}) is None


def test_dividing_by_the_constant_zero_is_refused() -> None:
    with pytest.raises(ZeroDivisionError):
        EXACT.div(X, const(0))


@pytest.mark.parametrize("row", [{"x": None, "y": 1}, {"x": 1, "y": None}, {}])
def test_a_missing_side_is_unknown(row: dict[str, int | None]) -> None:
    assert verdict(EXACT.compare(">=", SHARE, const("0.1")), **row) is None


STEPS = st.integers(-50, 50)
A, B, C, D = (fact(name, (-50, 50)) for name in "abcd")


@given(x=STEPS, y=STEPS, z=STEPS, w=STEPS, a=STEPS, b=STEPS, op=st.sampled_from(list(OPS)))
def test_two_shares_compare_as_fractions_do(x: int, y: int, z: int, w: int, a: int, b: int, op: str) -> None:
    left = EXACT.add(EXACT.mul(EXACT.div(A, B), const(Fraction(a, 7))), const(Fraction(b, 3)))
    right = EXACT.add(EXACT.div(C, D), A, -1)
    found = verdict(EXACT.compare(op, left, right), a=x, b=y, c=z, d=w)
    if y == 0 or w == 0:
        assert found is None or a == 0
    else:
        assert found is OPS[op](Fraction(a, 7) * Fraction(x, y) + Fraction(b, 3), Fraction(z, w) - x)


@given(x=STEPS, y=STEPS, z=STEPS)
def test_a_sum_of_shares_of_one_denominator_keeps_it(x: int, y: int, z: int) -> None:
    total = EXACT.add(SHARE, EXACT.div(Z, Y))
    assert isinstance(total, Ratio)
    assert total.under is column("y")
    expected = None if y == 0 else Fraction(x + z, y) >= Fraction(1, 2)
    assert verdict(EXACT.compare(">=", total, const("0.5")), x=x, y=y, z=z) is expected


# growth


def growth(years: int) -> Root:
    base = EXACT.div(X, Y)
    assert isinstance(base, Ratio)
    guard = EXACT.compare(">", Y, const(0))
    return Root(Ratio(base.factor, base.over, base.under, (guard,), positive=True), years)


@pytest.mark.parametrize(("x", "met"), [(1728, True), (1727, False), (1729, True)])
def test_compound_growth_is_held_against_the_power_of_its_bar(x: int, met: bool) -> None:
    assert verdict(EXACT.compare(">=", growth(3), const("0.2")), x=x, y=1000) is met


@pytest.mark.parametrize(("x", "y", "expected"), [(5, 0, None), (5, -1, None), (-5, 1, False), (0, 1, False)])
def test_compound_growth_from_nothing_is_unknown_and_to_nothing_fails(x: int, y: int, expected: bool | None) -> None:
    assert verdict(EXACT.compare(">=", growth(2), const("0.05")), x=x, y=y) is expected


def test_compound_growth_may_stand_on_the_right() -> None:
    assert verdict(EXACT.compare("<", const("0.1"), growth(2)), x=122, y=100) is True
    assert verdict(EXACT.compare("<", const("0.1"), growth(2)), x=121, y=100) is False


def test_compound_growth_is_not_reckoned_with() -> None:
    with pytest.raises(TypeError, match="only compared"):
        EXACT.add(growth(2), const(1))
    with pytest.raises(TypeError, match="compound growth"):
        EXACT.compare(">=", growth(2), SHARE)


# tables, branches, intervals, extremes

CODE = EXACT.make.column("sector", "sector", None, (0, 3))
LIMITS = Table(CODE, (None, Fraction(1000), None, Fraction(1, 2)))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"sector": 1, "heads": 1000}, True),
        ({"sector": 1, "heads": 999}, False),
        ({"sector": 1, "heads": None}, None),
        ({"sector": 2, "heads": 0}, True),
        ({"sector": 2, "heads": None}, True),
        ({"sector": 3, "heads": 0}, False),
        ({"sector": 3, "heads": 1}, True),
        ({"sector": None, "heads": 10**9}, None),
    ],
)
def test_a_table_sets_a_limit_for_each_sector_or_none(row: dict[str, int | None], expected: bool | None) -> None:
    assert verdict(EXACT.compare(">=", HEADS, LIMITS), **row) is expected


def test_a_limit_of_a_table_is_not_exceeded_by_itself() -> None:
    assert verdict(EXACT.compare(">", HEADS, LIMITS), sector=1, heads=1000) is False
    assert verdict(EXACT.compare(">", HEADS, LIMITS), sector=1, heads=1001) is True


@pytest.mark.parametrize(("y", "x", "expected"), [(50, 5, True), (50, 4, False), (51, 5, True), (None, 9, True)])
def test_a_bracket_chooses_the_bar_and_is_needless_where_both_agree(
    y: int | None, x: int, expected: bool | None
) -> None:
    bar = Branches(EXACT.compare("<=", Y, const(50)), const(5), const(3))
    assert verdict(EXACT.compare(">=", X, bar), x=x, y=y) is expected


def test_a_bracket_by_a_missing_fact_is_unknown_where_it_matters() -> None:
    bar = Branches(EXACT.compare("<=", Y, const(50)), const(5), const(3))
    assert verdict(EXACT.compare(">=", X, bar), x=4, y=None) is None


@pytest.mark.parametrize(
    ("low", "high", "at_least", "above"),
    [
        (71, 80, True, True),
        (70, 80, True, None),
        (70, 70, True, False),
        (69, 71, None, None),
        (60, 70, None, False),
        (60, 69, False, False),
    ],
)
def test_an_interval_is_judged_only_where_all_of_it_agrees(
    low: int, high: int, at_least: bool | None, above: bool | None
) -> None:
    interval = Interval(column("low"), column("high"), 10)
    row = {"low": low * 10, "high": high * 10}
    assert verdict(EXACT.compare(">=", interval, const(70)), **row) is at_least
    assert verdict(EXACT.compare(">", interval, const(70)), **row) is above
    assert verdict(EXACT.compare("<", interval, const(70)), **row) is (None if at_least is None else not at_least)


@pytest.mark.parametrize(
    ("low", "high", "expected"), [(70, 70, True), (69, 70, None), (71, 80, False), (60, 69, False)]
)
def test_an_interval_equals_a_bar_only_when_it_is_that_point(low: int, high: int, expected: bool | None) -> None:
    interval = Interval(column("low"), column("high"), 1)
    assert verdict(EXACT.compare("=", interval, const(70)), low=low, high=high) is expected


def test_least_and_greatest_are_unknown_if_any_is() -> None:
    least, greatest = EXACT.extreme(X, const(3), largest=False), EXACT.extreme(X, Y, largest=True)
    assert verdict(EXACT.compare("=", least, const(3)), x=9) is True
    assert verdict(EXACT.compare("=", greatest, const(9)), x=9, y=-9) is True
    assert verdict(EXACT.compare("=", greatest, const(9)), x=9, y=None) is None


def test_least_of_different_units_of_account_compares_what_they_stand_for() -> None:
    yuan = EXACT.fact(column("fen"), 100)
    assert verdict(EXACT.compare("=", EXACT.extreme(yuan, const("1.5"), largest=True), const("1.5")), fen=149) is True


def test_least_of_a_share_is_refused() -> None:
    with pytest.raises(TypeError, match="not ratios"):
        EXACT.extreme(SHARE, const(1), largest=True)


# bounds


def test_a_product_beyond_128_bits_is_refused() -> None:
    square = EXACT.mul(X, Y)
    with pytest.raises(TooWideError):
        EXACT.mul(square, Z)


def test_a_comparison_that_would_leave_128_bits_is_refused() -> None:
    with pytest.raises(TooWideError):
        EXACT.compare(">=", EXACT.div(X, Y), EXACT.div(EXACT.mul(Z, W), const(10**9)))


@pytest.mark.parametrize(("bounds", "wide"), [((0, 2**63 - 1), False), ((0, 2**63), True), ((-(2**63) - 1, 0), True)])
def test_a_number_knows_whether_64_bits_are_enough(bounds: tuple[int, int], wide: bool) -> None:
    assert column("bounded", bounds).wide is wide


def test_equal_nodes_are_one_node() -> None:
    again = EXACT.div(fact("x"), fact("y"))
    assert EXACT.compare(">=", again, const("0.1")) is EXACT.compare(">=", SHARE, const("0.1"))

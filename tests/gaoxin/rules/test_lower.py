"""Expressions mean what docs/reference/rulebook.md says, and everything else is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gaoxin.engine.outputs import Output
from gaoxin.engine.python import compile_python
from gaoxin.errors import Place
from gaoxin.rules.exact import Exact, Interval
from gaoxin.rules.functions import FUNCTIONS
from gaoxin.rules.load import load_rulebook
from gaoxin.rules.lower import RuleError, Scope, issue_of
from gaoxin.rules.nodes import Condition, Maker
from gaoxin.rules.score import POINT
from gaoxin.rules.yamlfile import Text

RULEBOOK = load_rulebook(Path(__file__).parents[2] / "fixtures" / "rulebook")
MAKE = Maker()
YUAN = 100  # steps
LEVELS = {"国家级": 1, "省级": 2, "无": 3}


def scope(day: date = date(2020, 1, 1)) -> Scope:
    def points(name: str) -> Interval:
        return Interval(MAKE.column(f"{name}:low", name, None, (0, POINT)), MAKE.whole(POINT), POINT)

    def met(policy: str) -> Condition:
        return MAKE.flag(f"met:{policy}", policy, None)

    return Scope(RULEBOOK, RULEBOOK.policies["award"], day, Exact(MAKE), points, met, FUNCTIONS)


def text(expression: str) -> Text:
    return Text.at(expression, Place("policy.yaml", 1, 1))


def verdict(expression: str, **row: int | bool | None) -> bool | None:
    condition, _ = scope().condition(text(expression))
    (found,) = compile_python([Output("it", "verdict", condition)])(row)
    return found


def fault(expression: str) -> tuple[str, str]:
    """The code and message an expression is refused with."""
    with pytest.raises(RuleError) as raised:
        scope().condition(text(expression))
    return raised.value.code, raised.value.message


# facts and parameters


@pytest.mark.parametrize(("fen", "met"), [(100_000_000, True), (99_999_999, False), (None, None)])
def test_a_bare_field_is_its_value_in_the_last_full_year(fen: int | None, met: bool | None) -> None:
    assert verdict("rd_expense >= rd_floor", rd_expense_y0=fen, rd_expense_y1=0) is met


def test_a_static_field_has_no_year() -> None:
    assert verdict("core_ip", core_ip=True) is True
    assert verdict("NOT core_ip", core_ip=None) is None


@pytest.mark.parametrize(("days", "met"), [(17_712, True), (17_713, False), (None, None)])
def test_a_date_is_compared_with_a_date(days: int | None, met: bool | None) -> None:
    assert verdict("established_on <= DATE '2018-06-30'", established_on=days) is met


@pytest.mark.parametrize(("level", "met"), [("国家级", True), ("省级", True), ("无", False)])
def test_a_text_is_one_of_several(level: str, met: bool) -> None:
    row = {"rd_institution_y0": LEVELS[level]}
    assert verdict("rd_institution IN ('国家级', '省级')", **row) is met
    assert verdict("rd_institution = '国家级' OR rd_institution = '省级'", **row) is met
    assert verdict("rd_institution <> '无'", **row) is met


def test_between_includes_both_ends() -> None:
    found = [verdict("staff BETWEEN 1 AND 3", staff_y0=staff) for staff in (0, 1, 3, 4, None)]
    assert found == [False, True, True, False, None]


def test_money_may_be_written_in_wan_and_yi() -> None:
    assert verdict("rd_expense = wan(500)", rd_expense_y0=5_000_000 * YUAN) is True
    assert verdict("rd_expense = yi(0.5)", rd_expense_y0=50_000_000 * YUAN) is True
    assert verdict("rd_expense / sales_revenue = pct(2.5)", rd_expense_y0=25, sales_revenue_y0=1000) is True


def test_a_constant_may_stand_on_the_left() -> None:
    assert verdict("1 <= staff", staff_y0=1) is True
    assert verdict("1 < staff", staff_y0=1) is False


# three values


@pytest.mark.parametrize(
    ("expression", "a", "b", "expected"),
    [
        ("core_ip AND staff >= 1", None, 0, False),
        ("core_ip AND staff >= 1", None, 1, None),
        ("core_ip OR staff >= 1", None, 1, True),
        ("core_ip OR staff >= 1", None, 0, None),
        ("core_ip = (staff >= 1)", False, 0, True),
        ("core_ip <> (staff >= 1)", False, 0, False),
        ("core_ip = (staff >= 1)", None, 0, None),
        ("CASE WHEN core_ip THEN staff >= 1 ELSE staff >= 0 END", None, 1, True),
        ("CASE WHEN core_ip THEN staff >= 1 ELSE staff >= 0 END", None, 0, None),
        ("CASE WHEN core_ip THEN staff ELSE 0 END >= 1", False, None, False),
    ],
)
def test_unknown_is_neither_swallowed_nor_spread(
    expression: str, a: bool | None, b: int | None, expected: bool | None
) -> None:
    assert verdict(expression, core_ip=a, staff_y0=b) is expected


# years


def test_ago_looks_back_from_the_last_full_year() -> None:
    assert verdict("ago(staff, 2) = 7", staff_y0=1, staff_y2=7) is True
    assert verdict("ago(ago(staff, 1), 2) = 7", staff_y3=7) is True


def test_now_is_the_year_of_the_assessment_even_inside_ago() -> None:
    assert verdict("now(staff) = 7", staff_now=7) is True
    assert verdict("ago(now(staff), 2) = 7", staff_now=7) is True


def test_sum_and_mean_take_the_last_years_and_all_of_them() -> None:
    row = {"rd_expense_y0": 300, "rd_expense_y1": 100, "rd_expense_y2": 200}
    assert verdict("sum_last(rd_expense, 3) / sum_last(rd_expense, 2) = 1 + 1 / 2", **row) is True
    assert verdict("mean_last(rd_expense, 3) = mean_last(rd_expense, 2)", **row) is True
    assert verdict("sum_last(rd_expense, 3) > 0", **{**row, "rd_expense_y2": None}) is None


@pytest.mark.parametrize(
    ("now", "y0", "y1", "each", "some", "lately"),
    [
        (0, 1, 1, True, True, True),
        (0, 1, 0, False, True, True),
        (0, 1, None, None, True, True),
        (0, 0, None, False, None, None),
        (1, 0, 0, False, False, True),
        (None, 0, 0, False, False, None),
    ],
)
def test_each_any_and_lately_over_two_years(
    now: int | None, y0: int, y1: int | None, each: bool | None, some: bool | None, lately: bool | None
) -> None:
    row = {"staff_now": now, "staff_y0": y0, "staff_y1": y1}
    assert verdict("each_year(staff >= 1, 2)", **row) is each
    assert verdict("any_year(staff >= 1, 2)", **row) is some
    assert verdict("lately(staff >= 1, 2)", **row) is lately


@pytest.mark.parametrize(("base", "expected"), [(100, True), (101, False), (0, None), (-100, None), (None, None)])
def test_growth_has_no_value_on_a_base_of_nothing(base: int | None, expected: bool | None) -> None:
    row = {"sales_revenue_y0": 120, "sales_revenue_y1": base}
    assert verdict("growth(sales_revenue) >= pct(20)", **row) is expected


@pytest.mark.parametrize(("end", "met"), [(182_250, True), (182_249, False)])
def test_mean_growth_is_the_mean_of_the_yearly_rates(end: int, met: bool) -> None:
    row = {"sales_revenue_y0": end, "sales_revenue_y1": 135_000, "sales_revenue_y2": 100_000}
    assert verdict("mean_growth(sales_revenue, 2) >= pct(35)", **row) is met


@pytest.mark.parametrize(("end", "met"), [(1728, True), (1727, False)])
def test_compound_growth_is_exact(end: int, met: bool) -> None:
    assert verdict("cagr(sales_revenue, 3) >= pct(20)", sales_revenue_y0=end, sales_revenue_y3=1000) is met


def test_least_and_greatest() -> None:
    row = {"staff_y0": 3, "staff_y1": 5}
    assert verdict("least(staff, ago(staff, 1), 4) = 3 AND greatest(staff, ago(staff, 1)) = 5", **row) is True


def test_a_title_is_held_on_the_day_and_since_some_days() -> None:
    assert verdict("held('hnte')", **{"held:hnte": True}) is True
    assert verdict("held_days('hnte') >= 1", **{"held_days:hnte": None}) is None


def test_points_and_other_policies_are_asked_for_by_name() -> None:
    assert verdict("points('A-S') >= 1", **{"A-S:low": 0}) is None
    assert verdict("points('A-S') >= 1", **{"A-S:low": POINT}) is True
    assert verdict("met('award')", **{"met:award": False}) is False


# what is refused


@pytest.mark.parametrize(
    ("expression", "left", "right"),
    [
        ("rd_expense >= staff", "元", "人"),
        ("rd_expense + staff > 0", "元", "人"),
        ("rd_expense > 1", "元", "没有单位的数"),
        ("1 + 1 < rd_expense", "没有单位的数", "元"),
        ("rd_expense / sales_revenue >= rd_floor", "比值", "元"),
        ("rd_expense / staff >= staff", "元", "人"),
        ("CASE WHEN core_ip THEN staff ELSE rd_expense END > 0", "人", "元"),
        ("least(staff, rd_expense) > 0", "人", "元"),
    ],
)
def test_unlike_units_are_not_compared(expression: str, left: str, right: str) -> None:
    code, message = fault(expression)
    assert code == "GX208"
    assert {left, right} <= set(message.replace("：", " ").split())


@pytest.mark.parametrize("expression", ["rd_expense * sales_revenue > 0", "staff / rd_expense > 0"])
def test_units_that_make_no_unit_are_refused(expression: str) -> None:
    assert fault(expression)[0] == "GX208"


@pytest.mark.parametrize(
    "expression",
    [
        "rd_expense >= 0",
        "0 - rd_expense <= 0",
        "staff >= 1",
        "rd_expense / sales_revenue >= 1 / 2",
        "rd_expense / staff >= rd_floor",
        "staff * (rd_expense / sales_revenue) >= 1",
        "rd_expense * (rd_expense / sales_revenue) >= rd_floor",
    ],
)
def test_counts_meet_bare_numbers_and_nothing_meets_everything(expression: str) -> None:
    condition, lead = scope().condition(text(expression))
    assert isinstance(condition, Condition)
    assert lead is not None


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("rd_expense", "GX219"),
        ("core_ip >= 1", "GX219"),
        ("core_ip AND staff", "GX219"),
        ("established_on >= staff", "GX219"),
        ("rd_institution >= '省级'", "GX219"),
        ("staff IN ('省级')", "GX219"),
        ("cagr(staff, 2) + 1 > 0", "GX219"),
        ("each_year(staff, 2)", "GX219"),
        ("sum_last(core_ip, 2) > 0", "GX219"),
        ("rd_bands > 0", "GX219"),
        ("rd_institution = '县级'", "GX204"),
        ("rd_expence > 0", "GX204"),
        ("ago(staff, 4) > 0", "GX218"),
        ("sum_last(staff, 0) > 0", "GX218"),
        ("sum_last(staff, 1.5) > 0", "GX218"),
        ("sum_last(staff) > 0", "GX218"),
        ("held(hnte)", "GX218"),
        ("held('hnt')", "GX222"),
        ("met('prize')", "GX222"),
        ("getenv('HOME') = '/root'", "GX218"),
        ("rd_expense IS NULL", "GX217"),
        ("COALESCE(staff, 0) > 0", "GX217"),
        ("CASE staff WHEN 1 THEN core_ip ELSE FALSE END", "GX217"),
        ("CASE WHEN core_ip THEN core_ip END", "GX217"),
        ("a.staff > 0", "GX217"),
        ("staff > 0; core_ip", "GX217"),
        ("EXISTS (SELECT staff)", "GX217"),
        ("staff = ANY(SELECT 1)", "GX217"),
        ("staff::TEXT = '1'", "GX217"),
        ("staff % 2 = 0", "GX217"),
        ("rd_institution LIKE '国%'", "GX217"),
        ("established_on <= DATE '2018-06-31'", "GX206"),
        ("rd_expense / sales_revenue * rd_expense / sales_revenue * rd_expense / sales_revenue > 0", "GX224"),
    ],
)
def test_what_the_language_does_not_have_is_refused(expression: str, code: str) -> None:
    assert fault(expression)[0] == code


def test_a_parameter_has_a_value_only_from_its_first_day() -> None:
    with pytest.raises(RuleError, match="没有取值"):
        scope(date(2019, 12, 31)).condition(text("rd_expense >= rd_floor"))


def test_a_fault_is_placed_at_the_smallest_part_that_is_wrong() -> None:
    expression = Text.at("core_ip AND sum_last(rd_expence, 3) > 0", Place("policy.yaml", 7, 11))
    with pytest.raises(RuleError) as raised:
        scope().condition(expression)
    assert issue_of(raised.value, expression).place == Place("policy.yaml", 7, 11 + expression.index("rd_expence"))


def test_a_fault_in_quotes_is_placed_behind_the_quote() -> None:
    expression = Text.at("rd_expence > 0", Place("policy.yaml", 7, 11), plain=False)
    with pytest.raises(RuleError) as raised:
        scope().condition(expression)
    assert issue_of(raised.value, expression).place == Place("policy.yaml", 7, 12)

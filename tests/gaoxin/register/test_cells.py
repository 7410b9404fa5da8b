"""What one cell means."""

from datetime import date

import pytest

from gaoxin.fields import NONE_RANK, Fields
from gaoxin.register import cells


@pytest.mark.parametrize("text", ["", "  ", "-", "—", "——", "/", "NA", "N/A", "null", "不详", "－", "\u3000"])
def test_blanks_are_unknown_without_a_fault(text: str, fields: Fields):
    assert cells.number(text, fields["rd_expense"], "元") == (None, None)
    assert cells.boolean(text) == (None, None)
    assert cells.day(text) == (None, None)
    assert cells.choice(text, fields["rd_institution"], {}) == (None, None)


@pytest.mark.parametrize(
    ("text", "unit", "steps"),
    [
        ("412.6", "万元", 412_600_000),
        ("0.1", "元", 10),
        ("1,234.5", "元", 123_450),
        ("１，２３４．５", "元", 123_450),
        ("1.2E+6", "元", 120_000_000),
        ("0.005", "元", 1),  # half up
        ("1.5", "亿元", 15_000_000_000),
        (".5", "元", 50),
        ("0", "万元", 0),
    ],
)
def test_money_is_exact_in_fen(text: str, unit: str, steps: int, fields: Fields):
    assert cells.number(text, fields["rd_expense"], unit) == (steps, None)


@pytest.mark.parametrize(("text", "unit"), [("35%", ""), ("35％", "%"), ("0.35", ""), ("35", "%"), ("35 %", "")])
def test_a_percent_sign_goes_before_the_heading(text: str, unit: str, fields: Fields):
    assert cells.number(text, fields["market_share"], unit) == (350_000_000_000, None)


@pytest.mark.parametrize(
    "text", ["四百余", "412.6万元", "1,23", "inf", "nan5", "1_000", "12-15", "0x10", "1e99999", "%"]
)
def test_text_in_number_is_a_fault(text: str, fields: Fields):
    value, fault = cells.number(text, fields["rd_expense"], "万元")
    assert (value, fault is not None and fault.code) == (None, "GX131")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("staff", "-1", (None, "GX132")),
        ("staff", "0", (0, None)),
        ("staff", "12.5", (None, "GX133")),
        ("staff", "12.0", (12, None)),
        ("staff", "1000000001", (None, "GX132")),
        ("market_share", "1", (10**12, None)),
        ("market_share", "1.01", (None, "GX132")),
        ("market_share", "100%", (10**12, None)),
        ("market_share", "100.1%", (None, "GX132")),
        ("digital_level", "9", (9, None)),
        ("digital_level", "10", (None, "GX132")),
        ("net_profit", "-0.01", (-1, None)),
        ("net_profit", "5000000000000", (5 * 10**14, None)),
        ("net_profit", "5000000000000.01", (None, "GX132")),
        ("total_assets", "100000000000000", (10**16, None)),
        ("total_assets", "100000000000000.01", (None, "GX132")),
        ("net_profit", "-1e9999", (None, "GX132")),
        ("net_profit", "1e-9999", (0, None)),
    ],
)
def test_bounds_hold_on_each_side(name: str, text: str, expected: tuple[int | None, str | None], fields: Fields):
    value, fault = cells.number(text, fields[name], "")
    assert (value, fault and fault.code) == expected


def test_none_is_known_in_a_rank_and_a_mistake_in_a_count(fields: Fields):
    assert cells.number("无", fields["national_award_rank"], "位") == (NONE_RANK, None)
    assert cells.number("无", fields["staff"], "人")[1] is not None


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        *((text, True) for text in ("有", "是", "TRUE", "1", "√", "Y", "1.0")),
        *((text, False) for text in ("无", "否", "false", "0", "×", "N")),
    ],
)
def test_yes_and_no_have_many_spellings(text: str, truth: bool):
    assert cells.boolean(text) == (truth, None)


def test_perhaps_is_neither_yes_nor_no():
    value, fault = cells.boolean("或许")
    assert (value, fault and fault.code) == (None, "GX138")


@pytest.mark.parametrize(
    "text",
    ["2015-03-02", "2015/3/2", "2015.3.2", "20150302", "2015年3月2日", "２０１５年３月２日", "2015-03-02 00:00:00"],
)
def test_days_are_read_as_officers_write_them(text: str):
    assert cells.day(text) == (date(2015, 3, 2), None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2023-02-30", "GX134"),
        ("1899-12-31", "GX134"),
        ("2101-01-01", "GX134"),
        ("三月", "GX134"),
        ("42065", "GX134"),
        ("2015-03/02", "GX134"),
        ("2015-03", "GX135"),
        ("2015年3月", "GX135"),
        ("201503", "GX135"),
        ("2015", "GX135"),
        ("2015年", "GX135"),
    ],
)
def test_a_day_that_is_none_is_a_fault(text: str, code: str):
    value, fault = cells.day(text)
    assert (value, fault and fault.code) == (None, code)


@pytest.mark.parametrize("text", ["2023", "2023年", "2023年度", "２０２３", " 2023 ", "2023.0"])
def test_a_year_may_carry_its_word(text: str):
    assert cells.year(text) == (2023, None)


@pytest.mark.parametrize("text", ["", "1989", "2101", "23", "2023-12-31", "去年", "2023.5"])
def test_a_year_outside_its_range_is_a_fault(text: str):
    value, fault = cells.year(text)
    assert (value, fault and fault.code) == (None, "GX123")


def test_a_choice_has_its_canonical_text(fields: Fields):
    sector, area, level = fields["size_sector"], fields["hitech_field"], fields["rd_institution"]
    known = {name: {cells.plain(key): text for key, text in fields[name].values.items()} for name in fields}
    assert cells.choice("制造业", sector, known["size_sector"]) == ("工业", None)
    assert cells.choice("101", area, known["hitech_field"]) == ("软件", None)
    assert cells.choice("无", level, known["rd_institution"]) == ("无", None)
    assert cells.choice("无", area, {}) == ("无", None)


def test_a_text_outside_the_list_is_kept_only_where_others_are_allowed(fields: Fields):
    kept, warning = cells.choice("量子计算", fields["hitech_field"], {})
    lost, error = cells.choice("厅级", fields["rd_institution"], {})
    assert (kept, warning and (warning.code, warning.severity)) == ("量子计算", ("GX137", "warning"))
    assert (lost, error and (error.code, error.severity)) == (None, ("GX136", "error"))

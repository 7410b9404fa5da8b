"""Figures in words: each turn and rounding said one way, in both languages."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from gaoxin.periods import Period
from gaoxin.periods.series import Growth, progress
from gaoxin.periods.words import (
    BASES,
    NO_GROWTH,
    amount_words,
    basis_words,
    decimals,
    drawn,
    growth_words,
    in_unit,
    moved_words,
    pace_words,
    period_words,
    points_words,
    rate_drawn,
    signed,
    table_unit,
    written_in,
)

YI, WAN = 10**10, 10**6  # steps


@pytest.mark.parametrize(
    ("rate", "zh", "en"),
    [
        (Fraction(249, 1000), "同比增长24.9%", "up 24.9% year on year"),
        (Fraction(-31, 1000), "同比下降3.1%", "down 3.1% year on year"),
        (Fraction(0), "与上年同期持平", "unchanged from a year before"),
        (Fraction(4, 10000), "与上年同期基本持平", "about the same as a year before"),
        (Fraction(-4, 10000), "与上年同期基本持平", "about the same as a year before"),
        (Fraction(5, 10000), "同比增长0.1%", "up 0.1% year on year"),
        (Fraction(3), "同比增长300.0%", "up 300.0% year on year"),
        (Fraction(-1), "同比下降100.0%", "down 100.0% year on year"),
    ],
)
def test_a_rate_in_words(rate, zh, en):
    assert (growth_words(Growth(rate)), growth_words(Growth(rate), "en")) == (zh, en)


@pytest.mark.parametrize(
    ("why", "zh"),
    [
        ("turned to profit", "扭亏为盈"),
        ("turned to loss", "由盈转亏"),
        ("base of nought", "上年同期为零，不计算增速"),
        ("no figure a year before", "上年同期无可比数据"),
        ("no figure", "暂无数据"),
    ],
)
def test_no_rate_is_said_with_its_reason(why, zh):
    assert growth_words(Growth(None, why=why)) == zh
    assert growth_words(Growth(None, why=why), "en") == NO_GROWTH[why][1]


def test_what_a_growth_rests_on():
    assert basis_words(Growth(Fraction(1), "published")) == "发布增速"
    assert basis_words(Growth(Fraction(1), "same enterprises"), "en") == BASES["same enterprises"][1]
    assert basis_words(Growth(None)) == ""


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (19703 * 10**8, "197.03亿元", "19.703 billion yuan"),
        (1022 * 10**9, "102.2亿元", "10.22 billion yuan"),
        (YI, "1亿元", "100 million yuan"),
        (YI - 1, "10,000万元", "100 million yuan"),
        (1234567, "1.23万元", "12,345.67 yuan"),
        (WAN, "1万元", "10,000 yuan"),
        (WAN - 100, "9,999元", "9,999 yuan"),
        (-YI, "-1亿元", "-100 million yuan"),
        (0, "0元", "0 yuan"),
        (None, "—", "—"),
        (10**13 + 5 * 10**7, "1,000.01亿元", "100.001 billion yuan"),  # half away from nought
    ],
)
def test_amounts_in_words(value, zh, en):
    assert (amount_words(value), amount_words(value, language="en")) == (zh, en)


def test_what_is_counted_is_said_in_its_own_unit():
    assert amount_words(12345, "count", "人") == "12,345人"
    assert amount_words(12345, "count", "人", "en") == "12,345 人"


def test_points_and_shares_are_in_points():
    assert points_words(Fraction(-4, 1000)) == "下拉0.4个百分点"
    assert points_words(None) == "拉动点数无法计算"
    assert moved_words(Fraction(-12, 1000)) == "占比下降1.2个百分点"
    assert moved_words(Fraction(4, 10000)) == "占比基本不变"
    assert moved_words(None, "en") == "change of share cannot be worked out"
    assert moved_words(Fraction(12, 1000), "en") == "share up 1.2 percentage points"


@pytest.mark.parametrize(
    ("value", "words"),
    [(75, "与时间进度同步"), (80, "快于时间进度5.0个百分点"), (70, "慢于时间进度5.0个百分点")],
)
def test_pace_is_against_the_calendar(value, words):
    assert pace_words(progress(value, 100, Period(2022, 1, 9))) == words


@pytest.mark.parametrize(
    ("period", "zh", "year", "en"),
    [
        (Period(2022, 1, 2), "1—2月", "2022年1—2月", "January–February 2022"),
        (Period(2022, 3, 3), "3月", "2022年3月", "March 2022"),
        (Period(2022, 1, 3), "一季度", "2022年一季度", "first quarter of 2022"),
        (Period(2022, 1, 6), "上半年", "2022年上半年", "first half of 2022"),
        (Period(2022, 1, 12), "全年", "2022年", "2022"),
    ],
)
def test_periods_in_words(period, zh, year, en):
    assert period_words(period) == zh
    assert period_words(period, with_year=True) == year
    assert period_words(period, "en", with_year=True) == en


@pytest.mark.parametrize(
    ("rate", "text"),
    [(Fraction(1, 10), "+10.0"), (Fraction(-1, 10), "-10.0"), (Fraction(1, 10**6), "0.0"), (None, "—")],
)
def test_a_rate_of_a_table_has_its_sign(rate, text):
    assert signed(rate) == text


def test_a_table_is_in_the_unit_of_its_greatest():
    assert [table_unit([value, None]) for value in (YI, YI - 1, -YI)] == ["亿元", "万元", "亿元"]
    assert table_unit([]) == "万元"
    assert (in_unit(YI, "money", "亿元"), in_unit(-YI // 2, "money", "亿元", 1)) == ("1.00", "-0.5")
    assert (in_unit(1234, "count", "人"), in_unit(None, "money", "亿元")) == ("1,234", "—")
    assert (drawn(YI // 4, "money", "亿元"), drawn(None, "money", "亿元"), drawn(7, "count", "人")) == (0.25, None, 7.0)
    assert (rate_drawn(Fraction(1, 8)), rate_drawn(None)) == (12.5, None)


def test_halves_go_away_from_nought_and_no_nought_has_a_sign():
    assert [decimals(Fraction(n, 1000), 2) for n in (125, -125, -4, 1234567)] == ["0.13", "-0.13", "0.00", "1,234.57"]
    assert decimals(Fraction(5, 2), 0) == "3"


@pytest.mark.parametrize("steps", [1, 99, 10**6, 123456789, 26 * 10**11, 10**14 + 1])
def test_an_amount_is_written_exactly(steps):
    number, unit = written_in(steps)
    assert number * {"亿元": 10**10, "万元": 10**6, "元": 100}[unit] == Decimal(steps)

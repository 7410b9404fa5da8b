"""Which field a heading names."""

import pytest

from gaoxin.fields import Fields
from gaoxin.register.headings import read_headings


@pytest.mark.parametrize(
    ("heading", "key", "unit"),
    [
        ("研发费用（万元）", "rd_expense", "万元"),
        ("研发费用(元)", "rd_expense", "元"),
        (" 研发 费用 （ 亿元 ）", "rd_expense", "亿元"),
        ("研发费用", "rd_expense", "元"),
        ("rd_expense", "rd_expense", "元"),
        ("RD_Expense（万元）", "rd_expense", "万元"),
        ("细分市场占有率（%）", "market_share", "%"),
        ("细分市场占有率（％）", "market_share", "%"),
        ("细分市场占有率", "market_share", ""),
        ("估值（亿美元）", "valuation", "亿美元"),
        ("估值", "valuation", "美元"),
        ("高新技术产品（服务）收入", "hitech_revenue", "元"),
        ("高新技术产品（服务）收入（万元）", "hitech_revenue", "万元"),
        ("Ⅰ类知识产权（件）", "class1_ip", "件"),
        ("成立日期（年月日）", "established_on", ""),
        ("年度", "year", ""),
        ("年份", "year", ""),
        ("统一社会信用代码", "uscc", ""),
        ("SRDI26-5", "SRDI26-5", ""),
    ],
)
def test_a_heading_names_its_field_and_unit(heading: str, key: str, unit: str, fields: Fields):
    columns, faults = read_headings([heading], fields, ["SRDI26-5"])
    assert ([(column.key, column.unit) for column in columns], faults) == ([(key, unit)], [])


@pytest.mark.parametrize(
    ("heading", "code", "hint"),
    [
        ("研发经费", "GX112", "您是否指“研发费用（rd_expense）”？全部字段见 gaoxin fields。"),
        ("rd_expence", "GX112", "您是否指“rd_expense”？全部字段见 gaoxin fields。"),
        ("备注", "GX112", "不需要的列可以删去。全部字段见 gaoxin fields。"),
        ("SRDI26-6", "GX112", "不需要的列可以删去。全部字段见 gaoxin fields。"),
        ("研发费用（人）", "GX114", "可用单位：元、万元、百万元、千元、亿元。"),
        ("研发费用（万元，不含税）", "GX114", "可用单位：元、万元、百万元、千元、亿元。"),
        ("估值（万元）", "GX114", "可用单位：美元、万美元、亿美元。"),
        ("职工总数（%）", "GX114", "可用单位：人。"),
        ("从事细分市场年限（%）", "GX114", "可用单位：年。"),
        ("成立年数", "GX116", "请改填“成立日期”。"),
    ],
)
def test_a_column_left_out_says_why(heading: str, code: str, hint: str, fields: Fields):
    columns, faults = read_headings([heading], fields, ["SRDI26-5"] if "SRDI" not in heading else [])
    assert (columns, [(fault.code, fault.hint) for fault in faults]) == ([], [(code, hint)])


def test_the_second_column_of_a_field_is_left_out(fields: Fields):
    columns, faults = read_headings(["研发费用", "rd_expense", "年度", "年份"], fields)
    assert [column.index for column in columns] == [0, 2]
    assert [(fault.index, fault.code) for fault in faults] == [(1, "GX113"), (3, "GX113")]


def test_an_empty_heading_names_nothing(fields: Fields):
    assert read_headings(["", "  "], fields) == ([], [])

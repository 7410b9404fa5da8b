"""A ledger of the yearly enterprise census (火炬统计年报): its headings are the fields its indicators need."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.ledgers import Page, issues, read, words, write

FIRM = "宁夏甲石新材料有限公司"
HEADINGS = {  # as returns and zones' summaries head them, with a cell and what it says in base units
    "研发人员折合全时当量（人年）": ("rd_fte", 12.5, 12.5),
    "R&D经费内部支出（千元）": ("rd_intramural", 1250, 1_250_000),
    "研发费用（千元）": ("rd_expense", 1300, 1_300_000),
    "高技术服务业营业收入（千元）": ("hitech_service_revenue", 0, 0),
    "企业增加值（千元）": ("value_added", -30, -30_000),
    "规模以上工业增加值（万元）": ("industrial_value_added", 2, 20_000),
    "利润总额（千元）": ("total_profit", -5, -5_000),
    "综合能源消费量（吨标准煤）": ("industrial_energy", 12.75, 12.75),
    "从业人员工资总额（千元）": ("wages", 8, 8_000),
    "大学本科人员（人）": ("bachelor_staff", 40, 40),
    "研究生人员（人）": ("postgraduate_staff", 4, 4),
    "进出口总额（千元）": ("trade_value", 90, 90_000),
    "其中：出口总额（千元）": ("exports", 60, 60_000),
    "其中：技术服务出口（千元）": ("tech_service_exports", 6, 6_000),
    "当年发明专利申请（件）": ("invention_applications", 5, 5),
    "当年发明专利授权数（件）": ("invention_grants", 3, 3),
    "有效发明专利（件）": ("invention_patents", 9, 9),
    "拥有注册商标（件）": ("trademarks", 7, 7),
    "境外注册商标（件）": ("overseas_trademarks", 1, 1),
    "境外授权发明专利（件）": ("overseas_invention_grants", 2, 2),
    "技术合同成交金额（千元）": ("tech_contract_value", 10, 10_000),
    "设立境外研发机构数（个）": ("overseas_rd_institutions", 1, 1),
    "是否获得风险投资": ("venture_capital", "是", True),
    "是否内资控股": ("domestic_controlled", "√", True),
    "当年是否上市": ("listed_in_year", "否", False),
    "是否数字产业企业": ("digital_industry", "无", False),
    "全年工业总产值（千元）": ("output_value_year", 500, 500_000),
    "非工业营业收入（千元）": ("non_industrial_revenue", 20, 20_000),
}


def test_a_census_return_is_read_field_by_field(tmp_path: Path) -> None:
    rows = [["企业名称", "年度", *HEADINGS], [FIRM, 2025, *(cell for _, cell, _ in HEADINGS.values())]]
    given = read(write(tmp_path / "年报.xlsx", Page("企业年报", rows)))
    assert issues(given) == []
    (record,) = given["records"]
    known = {key: entry["value"] for key, entry in record["values"].items() if key != "year"}
    assert known == {name: value for name, _, value in HEADINGS.values()}


@pytest.mark.parametrize(
    ("heading", "cell", "tonnes"),
    [("综合能耗（吨标煤）", 3, 3), ("综合能耗（万吨标准煤）", 1.5, 15_000), ("综合能耗(tce)", 2.25, 2.25)],
)
def test_energy_is_in_tonnes_of_coal_however_it_is_written(
    tmp_path: Path, heading: str, cell: float, tonnes: float
) -> None:
    given = read(write(tmp_path / "能耗.xlsx", Page("能耗", [["企业名称", heading], [FIRM, cell]])))
    assert [record["values"]["industrial_energy"]["value"] for record in given["records"]] == [tonnes]


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("2025年1-10月进出口总额统计表", "trade_value"),  # not of exports, whose name stands in it
        ("2025年企业出口额统计表", "exports"),
        ("2025年工业增加值", "industrial_value_added"),
    ],
)
def test_a_title_is_of_the_longest_heading_in_it(title: str, field: str) -> None:
    assert words().vocabulary.field_in(title) == field

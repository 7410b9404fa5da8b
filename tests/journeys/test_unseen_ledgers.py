"""Enterprise ledgers no code has seen are read right: values, periods, rows left out, doubts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.ledgers import FIRMS, Page, columns, issues, read, records, skipped, write

A, B, C, D = FIRMS[:4]
TANTALUM, ROBOTS, BIOTECH, SOFTWARE = (
    "宁夏甲辰新材料有限公司",
    "星河乙巳智能装备有限公司",
    "宁夏丙午生物科技股份有限公司",
    "宁夏丁未软件有限公司",
)


def reading(tmp_path: Path, *pages: Page) -> dict[str, Any]:
    return read(write(tmp_path / "ledger.xlsx", *pages))


def values(given: dict[str, Any], sheet: str | None = None) -> list[dict[str, Any]]:
    """Each record's values without its row and name."""
    return [{k: v for k, v in record.items() if k not in ("row", "who")} for record in records(given, sheet)]


def test_two_tables_on_one_sheet_have_their_own_unit_and_period(tmp_path: Path) -> None:
    rows = [
        ["规上工业企业主要指标（2024年1-5月）"],
        ["单位：万元、%"],
        ["企业名称", "工业总产值", "同比±%", "营业收入", "同比（%）"],
        [TANTALUM, 1200.5, "12.3", 1100, -3.2],
        [ROBOTS, 800, "—", 790.25, "5.1%"],
        [],
        ["服务业企业名单"],
        ["单位：元、人"],
        ["序号", "单位名称", "统一社会信用代码", "营业收入", "从业人员", "备注"],
        [1, BIOTECH, A, 5600000, 45, "新入库"],
        [2, SOFTWARE, B, 1234567.89, 30],
        ["合计", None, None, 6834567.89, 75],
    ]
    given = reading(tmp_path, Page("一览", rows))
    first, second = given["sheets"]
    assert (first["header_rows"], first["unit"], first["period"]) == (
        [3],
        "万元",
        {"from": "2024-01", "to": "2024-05", "cumulative": True},
    )
    assert (second["header_rows"], second["unit"], second["period"], second["title"]) == (
        [9],
        "元",
        None,
        "服务业企业名单",
    )
    growth = {"同比±%": 0.123, "同比（%）": -0.032}
    assert records(given) == [
        {"row": 4, "who": TANTALUM, "output_value_ytd": 12005000, "revenue": 11000000, **growth},
        {"row": 5, "who": ROBOTS, "output_value_ytd": 8000000, "revenue": 7902500, "同比（%）": 0.051},
        {"row": 10, "who": BIOTECH, "revenue": 5600000, "staff": 45, "备注": "新入库"},
        {"row": 11, "who": SOFTWARE, "revenue": 1234567.89, "staff": 30},
    ]
    assert (skipped(first), skipped(second)) == ([], [(12, "total")])
    assert issues(given) == [("GX323", "E4")]  # beside 5.1%; a column of bare per cents is none


def test_quarters_and_years_under_one_heading(tmp_path: Path) -> None:
    rows = [
        ["2023年企业经营情况季报"],
        ["序号", "企业名称", "信用代码", "营业收入（亿元）", *[None] * 3, "研发费用（万元）", None, "税收（万元）"],
        [None] * 3 + ["一季度", "上半年", "前三季度", "全年", "2022年", "2023年", "2023年1-2月", "1-3月", "同比增速"],
        [1, TANTALUM, A, 0.5, 1.1, 1.8, 2.6, 300, 350, 10, 16, "增长13.4%"],
        [2, ROBOTS, B, "0.3亿", "6000万", 0.9, 1.2, "三百五十", "约400", 8, 12, "下降26.9%"],
        [3, BIOTECH, C, 0.2, 0.1, 0.4, 0.6, "-", "/", 7, "——", "持平"],
        ["合 计", None, None, 1.0, 1.8, 3.1, 4.4, 650, 750, 25, 28, None],
    ]
    given = reading(tmp_path, Page("季度", rows, merges=["A2:A3", "B2:B3", "C2:C3", "D2:G2", "H2:I2", "J2:L2"]))
    keys = ["revenue@2023-01/2023-03", "revenue@2023-01/2023-06", "revenue@2023-01/2023-09", "revenue"]
    keys += ["rd_expense@2022", "rd_expense", "tax_paid@2023-01/2023-02", "tax_paid", "税收（万元）/同比增速"]
    figures: list[list[object]] = [
        [50_000_000, 110_000_000, 180_000_000, 260_000_000, 3_000_000, 3_500_000, 100_000, 160_000, 0.134],
        [30_000_000, 60_000_000, 90_000_000, 120_000_000, 3_500_000, ("约", 4_000_000), 80_000, 120_000, -0.269],
        [20_000_000, 10_000_000, 40_000_000, 60_000_000, None, None, 70_000, None, 0],
    ]
    expected = [{k: v for k, v in zip(keys, line, strict=True) if v is not None} for line in figures]
    assert values(given) == expected
    assert skipped(given["sheets"][0]) == [(7, "total")]
    # half a year below its first quarter; 6000万 in a column of 亿元
    assert issues(given) == [("GX327", "I5"), ("GX332", "E5"), ("GX373", "E6")]


def test_figures_below_headings_of_a_period_belong_to_it(tmp_path: Path) -> None:
    rows = [
        ["附件2"],
        ["高新区重点产业链企业培育台账"],
        ["金额单位：万元　　　　　　　　数据截止日期：2024年6月30日"],
        ["序号", "企业名称", "所属产业链", "2023年", "", "2024年1-6月", "", "备注"],
        ["", "", "", "营收", "税收", "营收", "税收", ""],
        ["钽铌铍稀有金属材料产业链（2户）"],
        ["1", TANTALUM, "", 12000, 800, "6500.5", 420, ""],
        ["2", ROBOTS, None, 8000, "300万", "4000", 120, "停产"],
        ["小 计", "", "", 20000, 1100, 10500.5, 540, ""],
        ["半导体材料产业链", "", "", "", "", "", "", ""],
        ["1", BIOTECH, "", 560, 10, "新投产", "/", ""],
        ["半导体材料产业链小计", "", "", 560, 10, None, None, ""],
        ["总计", "", "", 20560, 1110, 10500.5, 540, ""],
        ["说明：1.营收为主营业务收入；", "", "", "", "", "", "", ""],
        ["　　　2.税收含地方留成。"],
    ]
    merges = ["A2:H2", "A3:H3", "A4:A5", "B4:B5", "C4:C5", "D4:E4", "F4:G4", "H4:H5", "A6:H6"]
    given = reading(tmp_path, Page("链", rows, merges=merges))
    old = ("revenue@2023", "tax_paid@2023")
    assert values(given) == [
        dict(zip((*old, "revenue", "tax_paid"), (120_000_000, 8_000_000, 65_005_000, 4_200_000), strict=True)),
        dict(zip((*old, "revenue", "tax_paid"), (80_000_000, 3_000_000, 40_000_000, 1_200_000), strict=True))
        | {"备注": "停产"},
        {"revenue@2023": 5_600_000, "tax_paid@2023": 100_000, "revenue": "新投产"},
    ]
    chains = ["钽铌铍稀有金属材料产业链"] * 2 + ["半导体材料产业链"]
    assert [record["group"] for record in given["records"]] == chains
    classes = ["group", "subtotal", "group", "subtotal", "total", "note", "note"]
    assert skipped(given["sheets"][0]) == list(zip([6, 9, 10, 12, 13, 14, 15], classes, strict=True))
    assert issues(given) == []


def test_ticks_states_years_and_certificates_under_recognitions(tmp_path: Path) -> None:
    head = ["序号", "企业名称", "联系电话", "高企", "是否科技型中小企业", "专精特新", "小巨人", "创新型", "瞪羚"]
    rows = [
        ["高新区企业资质情况一览表"],
        [*head, "高企有效期", "员工人数（人）"],
        [1, TANTALUM, 13909520001.0, "√", "是", "✓", "×", "否", "申报中", "2022.11.5-2025.11.4", "一百二十八人"],
        [2, ROBOTS, 13909520002, "1", 1, "2022年", "拟申报2025", "公示中", "", "2023年11月至2026年11月", "近200"],
        [3, BIOTECH, "0951-1234567、13900000000", "GR202364000123", "空", "无", 0, "√", None, "2025/10/28", "50-60"],
        ["本页小计", None, None, 3, 2, 2, 0, 1, 0, None, 378],
        ["备注：√表示已取得。"],
    ]
    given = reading(tmp_path, Page("资质", rows))
    titles = [f"held:{name}" for name in ("hnte", "tech_sme", "srdi", "little_giant", "innovative_sme", "gazelle")]
    assert values(given) == [
        {"联系电话": "13909520001", **dict(zip(titles, [True, True, True, False, False, "申报中"], strict=True))}
        | {"高企有效期": "2022-11-05/2025-11-04", "staff": 128},
        {"联系电话": "13909520002", **dict(zip(titles[:5], [True, True, True, "拟申报2025", "公示中"], strict=True))}
        | {"高企有效期": "2023-11/2026-11", "staff": ("约", 200)},
        {
            "联系电话": "0951-1234567;13900000000",
            **dict(zip(titles[:5], [True, False, False, False, True], strict=True)),
        }
        | {"高企有效期": "../2025-10-28", "staff": (50, 60)},
    ]
    years = [{k: v["year"] for k, v in r["values"].items() if "year" in v} for r in given["records"]]
    assert years == [{}, {"held:srdi": 2022}, {"held:hnte": 2023}]
    assert skipped(given["sheets"][0]) == [(6, "subtotal"), (7, "note")]
    assert issues(given) == [("GX327", "K4"), ("GX327", "K5"), ("GX328", "J5")]


DATES: list[tuple[object, object, str]] = [
    ("2022年11月", "2022-11", ""),
    ("2019.3", "2019-03", ""),
    (2019.3, "2019-03", ""),
    ("20170815", "2017-08-15", ""),
    (20170815, "2017-08-15", ""),
    ("2022/10/28", "2022-10-28", ""),
    (44927, "2023-01-01", ""),
    ("二〇一〇年九月", "2010-09", ""),
    ("２０１８年５月６日", "2018-05-06", ""),
    (2015, "2015", ""),
    ("2015年度", "2015", ""),
    (date(2020, 2, 29), "2020-02-29", ""),
    ("2023-01-05 00:00:00", "2023-01-05", ""),
    ("2021年3月上旬", "2021-03", ""),
    ("2019.10", "2019-10", ""),
    (2019.1, "2019", "GX326"),  # 2019.1 or 2019.10
    ("15/3/2021", "2021-03-15", ""),
    ("05/06/2021", None, "GX326"),  # May or June
    ("6月底", None, "GX326"),  # of which year?
    ("2022年2月30日", None, "GX325"),
    ("待定", None, ""),
    ("——", None, ""),
    ("2020年第一季度", ("2020-01", "2020-03"), "GX327"),
    ("2024年上半年", ("2024-01", "2024-06"), "GX327"),
    ("2019年9月-2020年1月", ("2019-09", "2020-01"), "GX327"),
    ("2024年6月底前", ("约", "2024-06"), "GX327"),
    ("计划2025年3月", ("约", "2025-03"), "GX327"),
    ("长期", "长期", ""),
]


def test_every_style_of_date_keeps_its_precision(tmp_path: Path) -> None:
    rows = [["企业名称", "成立时间"], *([f"宁夏第{at}号材料有限公司", cell] for at, (cell, _, _) in enumerate(DATES))]
    given = reading(tmp_path, Page("日期", rows))
    assert [record.get("established_on") for record in records(given)] == [value for _, value, _ in DATES]
    assert dict(map(reversed, issues(given))) == {f"B{at}": code for at, (_, _, code) in enumerate(DATES, 2) if code}


def test_pages_repeat_header_and_title_and_state_their_sums(tmp_path: Path) -> None:
    head = ["企业名称", "统一社会信用代码", "营业收入（万元）", "利润总额（万元）", "联系电话", None, "备注"]
    rows = [
        head,
        [TANTALUM, A, 100, 10, 13909520001.0, None, "重点企业"],
        [ROBOTS, B, 200, 20, "13909520002"],
        ["本页小计", None, 300, 30],
        [],
        head,
        [BIOTECH, C, 300, 30, "0951-2012345"],
        ["高新区规上企业名单（续）"],
        [SOFTWARE, D, 400, "亏损5"],
        ["本页合计", None, 700, 25],
        ["总  计", None, 1000, 55],
        ["备注：以上数据为企业自报"],
        ["审核：李某", "", "填表：王某"],
    ]
    hidden = Page("底稿", [["企业名称", "营业收入"], [TANTALUM, 1]], hidden=True)
    given = reading(tmp_path, Page("1", rows, hidden_columns=["B:B"]), hidden)
    assert values(given) == [
        {"revenue": 1000000, "total_profit": 100000, "联系电话": "13909520001", "备注": "重点企业"},
        {"revenue": 2000000, "total_profit": 200000, "联系电话": "13909520002"},
        {"revenue": 3000000, "total_profit": 300000, "联系电话": "0951-2012345"},
        {"revenue": 4000000, "total_profit": -50000},
    ]
    assert [record["enterprise"]["uscc"] for record in given["records"]] == [A, B, C, D]  # hidden columns are data
    classes = ["subtotal", "header", "title", "subtotal", "total", "note", "note"]
    assert skipped(given["sheets"][0]) == list(zip([4, 6, 8, 10, 11, 12, 13], classes, strict=True))
    assert (given["sheets"][0]["blank"], given["sheets"][1]["visible"]) == ([5], False)
    assert issues(given) == [("GX307", "")]


def test_columns_no_policy_names_keep_their_heading_and_their_kind(tmp_path: Path) -> None:
    head = [
        "序号",
        "企业名称",
        "母公司名称",
        "设备投资",
        "用电量（万千瓦时）",
        "占地面积（亩）",
        "法定代表人",
        "是否上云",
    ]
    rows = [
        [*head, "产能利用率", "融资需求（万元）", "主要产品", "有效期（年）"],
        [1, TANTALUM, "甲辰集团", 500, "1,234.5", 30.5, "赵某", "是", 0.85, "500万", "钽粉、铌条", 3],
        [2, ROBOTS, "—", "800万元", 98, "20亩", "钱某", "否", "90%", "1千万", "机器人", "三年"],
    ]
    given = reading(tmp_path, Page("Sheet1", rows))
    assert values(given) == [
        {"母公司名称": "甲辰集团", "设备投资": 5_000_000, "用电量（万千瓦时）": 1234.5, "占地面积（亩）": 30.5}
        | {"法定代表人": "赵某", "是否上云": True, "产能利用率": 0.85, "融资需求（万元）": 5_000_000}
        | {"主要产品": "钽粉、铌条", "有效期（年）": 3},
        {"设备投资": 8_000_000, "用电量（万千瓦时）": 98, "占地面积（亩）": 20, "法定代表人": "钱某"}
        | {"是否上云": False, "产能利用率": 0.9, "融资需求（万元）": 10_000_000}
        | {"主要产品": "机器人", "有效期（年）": 3},
    ]
    assert issues(given) == [("GX321", "D1"), ("GX332", "J3")]
    assert (given["records"][0]["enterprise"], given["diff"]["review"]) == (
        {"uscc": None, "name": TANTALUM, "as_written": TANTALUM, "matched_by": None},
        2,
    )


def test_two_years_of_a_firm_under_one_merged_name(tmp_path: Path) -> None:
    rows = [
        ["企业名称", "社会信用代码", "年度", "营业收入（万元）", "研发费用（万元）"],
        [TANTALUM, A, 2022, 1000, 50],
        [None, None, 2023, 1200, 66],
        [ROBOTS, B, 2022, 500, 20],
        [None, None, 2023, "0.06亿", 25],
    ]
    given = reading(tmp_path, Page("多年", rows, merges=["A2:A3", "B2:B3", "A4:A5", "B4:B5"]))
    assert records(given) == [
        {"row": 2, "who": TANTALUM, "year": "2022", "revenue": 10_000_000, "rd_expense": 500_000},
        {"row": 3, "who": TANTALUM, "year": "2023", "revenue": 12_000_000, "rd_expense": 660_000},
        {"row": 4, "who": ROBOTS, "year": "2022", "revenue": 5_000_000, "rd_expense": 200_000},
        {"row": 5, "who": ROBOTS, "year": "2023", "revenue": 6_000_000, "rd_expense": 250_000},
    ]
    assert issues(given) == [("GX332", "D5")]


def test_cumulative_months_of_a_measure_the_title_names(tmp_path: Path) -> None:
    rows = [
        ["2024年工业企业月度产值（累计，万元）"],
        ["序号", "企业名称", "1-2月", "1-3月", "1—4月", "1-5月", "同比增长", "5月当月"],
        [1, TANTALUM, 100, 160, 220, 210, "增长12.5%", 20],
        [2, ROBOTS, "——", 10, 20, "0.003亿", "新投产", 10],
        [3, BIOTECH, "1,000", "1,500.5", "2,000", "2,500", "-5.5%", 500],
        ["合计", None, 1100, 1670.5, 2240, 2740, None, 530],
    ]
    given = reading(tmp_path, Page("月度", rows))
    assert columns(given["sheets"][0]) == {
        "A": "序号",
        "B": "name",
        "C": "output_value_ytd@2024-01/2024-02",
        "D": "output_value_ytd@2024-01/2024-03",
        "E": "output_value_ytd@2024-01/2024-04",
        "F": "output_value_ytd",
        "G": "同比增长",
        "H": "output_value",
    }
    steps = [[v.get("increment") for v in r["values"].values() if "increment" in v] for r in given["records"]]
    assert steps == [[1_000_000, 600_000, 600_000, -100_000], [], [10_000_000, 5_005_000, 4_995_000, 5_000_000]]
    assert [r["output_value_ytd"] for r in values(given)] == [2_100_000, 300_000, 25_000_000]
    assert [r["同比增长"] for r in values(given)] == [0.125, "新投产", -0.055]
    # 210 after 220; 0.003亿 among 万元; 1-5月 adds up to 2740 with 30 of the second
    assert issues(given) == [("GX332", "F4"), ("GX373", "F3")]


def test_single_months_of_a_measure_no_policy_names(tmp_path: Path) -> None:
    rows = [
        ["2024年用电量统计表（单位：万千瓦时）"],
        ["企业", "1月", "2月", "3月", "合计"],
        [TANTALUM, 1, 2, 3.5, 6.5],
        [ROBOTS, 5, None, 7, 12],
        ["合计", 6, 2, 10.5, 18.5],
    ]
    given = reading(tmp_path, Page("用电", rows))
    assert values(given) == [{"1月": 1, "2月": 2, "3月": 3.5, "合计": 6.5}, {"1月": 5, "3月": 7, "合计": 12}]
    assert [v.get("period") for v in given["records"][0]["values"].values()] == [
        "2024-01",
        "2024-02",
        "2024-03",
        "2024",
    ]
    assert issues(given) == []


def test_units_in_a_row_of_their_own_and_losses_in_brackets(tmp_path: Path) -> None:
    rows = [
        [None, None, "企业财务报表汇总（2023年度）"],
        [],
        [
            None,
            "单位名称",
            "纳税人识别号",
            "资产总额",
            "营业收入",
            "其中：主营业务收入",
            "利润总额",
            "研发人员",
            "资产负债率",
        ],
        [None, None, None, "（千元）", "（千元）", "（千元）", "（千元）", "（人）", "（%）"],
        [None, "甲", "乙", 1, 2, 3, 4, 5, 6],
        [None, TANTALUM, A, "1,234,567", "980,000.5", 970000, "(12,345)", "30人", "48.6"],
        [None, ROBOTS, B.lower(), 9e5, "#DIV/0!", None, "-5600", "２０", "50%"],
        [None, f"{BIOTECH}（原名：宁夏丙午药业有限公司）", f"{C[:6]} {C[6:]}", 1e6, "3.2万", "同上", 0, "", 0.5],
    ]
    given = reading(tmp_path, Page("汇总", rows))
    assert given["sheets"][0]["header_rows"] == [3, 4, 5]
    assert values(given) == [
        {"total_assets": 1_234_567_000, "revenue": 980_000_500, "main_revenue": 970_000_000}
        | {"total_profit": -12_345_000, "rd_staff": 30, "资产负债率": 0.486},
        {"total_assets": 900_000_000, "total_profit": -5_600_000, "rd_staff": 20, "资产负债率": 0.5},
        {"total_assets": 1_000_000_000, "revenue": 32_000, "total_profit": 0, "资产负债率": 0.005},
    ]
    assert [record["enterprise"]["uscc"] for record in given["records"]] == [A, B, C]
    assert given["records"][2]["enterprise"]["former_names"] == ["宁夏丙午药业有限公司"]
    assert given["records"][0]["values"]["total_assets"]["cell"] == "D6"
    codes = [("GX320", "F8"), ("GX323", "I6"), ("GX323", "I8"), ("GX329", "E7"), ("GX332", "E8")]
    assert issues(given) == [*codes, ("GX354", "C7"), ("GX356", "C8"), ("GX357", "B8")]


def test_growth_beside_its_two_figures(tmp_path: Path) -> None:
    rows = [
        ["2024年1-3月规上工业企业主要经济指标"],
        ["序号", "企业名称", "营业收入（万元）", None, None, "利润总额（亿元）", None, None, "用工人数"],
        [None, None, "本期", "上年同期", "增速", "1-3月", "去年同期", "同比±%", "本期末"],
        [1, TANTALUM, 113.4, 100, 0.134, 0.5, 0.4, "25%", 100],
        [2, ROBOTS, 73.1, 100, "下降26.9%", 0.1, "-0.1", "扭亏", "90人"],
        [3, BIOTECH, 100, 80, "5%", -0.02, 0.03, "——", "约50"],
    ]
    merges = ["A2:A3", "B2:B3", "C2:E2", "F2:H2"]
    given = reading(tmp_path, Page("指标", rows, merges=merges, formats={"E4": "0.0%"}))
    profit = ["total_profit", "total_profit@2023-01/2023-03", "利润总额（亿元）/同比±%"]
    keys = ["revenue", "revenue@2023-01/2023-03", "营业收入（万元）/增速", *profit, "用工人数/本期末"]
    figures: list[list[object]] = [
        [1_134_000, 1_000_000, 0.134, 50_000_000, 40_000_000, 0.25, 100],
        [731_000, 1_000_000, -0.269, 10_000_000, -10_000_000, "扭亏", 90],
        [1_000_000, 800_000, 0.05, -2_000_000, 3_000_000, None, ("约", 50)],
    ]
    expected = [{k: v for k, v in zip(keys, line, strict=True) if v is not None} for line in figures]
    assert values(given) == expected
    assert issues(given) == [("GX327", "I6"), ("GX372", "E6")]


def test_prose_over_a_header_gives_no_period(tmp_path: Path) -> None:
    rows = [
        ["关于报送企业情况的通知"],
        ["各有关企业："],
        ["　　请于2024年3月底前报送。"],
        [],
        ["企业名称", "营业收入（万元）", "备注"],
        [TANTALUM, 1, ""],
        [ROBOTS, "2万元", ""],
    ]
    given = reading(tmp_path, Page("x", rows))
    sheet = given["sheets"][0]
    assert [(row["row"], row["class"]) for row in sheet["above"]] == [(1, "title"), (2, "note"), (3, "note")]
    assert (sheet["period"], sheet["header_rows"]) == (None, [5])
    assert values(given) == [{"revenue": 10_000}, {"revenue": 20_000}]


def test_notes_blanks_and_signatures_between_records(tmp_path: Path) -> None:
    rows = [
        ["星河高新区2023年度高新技术企业名单"],
        ["（排名不分先后）"],
        ["序号", "企业名称", "证书编号", "发证时间"],
        [1, TANTALUM, "GR202364000001", date(2023, 11, 9)],
        [],
        ["2", ROBOTS, "GR202364000002", "2023-12-01"],
        ["备注：以下为更名企业"],
        [3, f"{BIOTECH}（曾用名：宁夏丙午药业有限公司）", "GR202364000003", "2023/11/9"],
        ["", "", "", ""],
        ["制表：张三　　审核：李四　　2024年1月5日"],
    ]
    given = reading(tmp_path, Page("名单", rows))
    assert [(r["who"], r["证书编号"], r["发证时间"]) for r in records(given)] == [
        (TANTALUM, "GR202364000001", "2023-11-09"),
        (ROBOTS, "GR202364000002", "2023-12-01"),
        (BIOTECH, "GR202364000003", "2023-11-09"),
    ]
    assert skipped(given["sheets"][0]) == [(7, "note"), (10, "note")]
    assert given["sheets"][0]["blank"] == [5, 9]


def test_tables_side_by_side_are_told(tmp_path: Path) -> None:
    rows = [["企业名称", "产值（万元）", None, "企业名称", "产值（万元）"], [TANTALUM, 1, None, ROBOTS, 2]]
    assert issues(reading(tmp_path, Page("x", rows))) == [("GX313", "D1")]


@pytest.mark.parametrize("rows", [[[TANTALUM, A, 10], [ROBOTS, B, 20]], [["企业名称", TANTALUM], ["营业收入", 100]]])
def test_sheet_without_a_header_is_told_and_not_guessed_at(tmp_path: Path, rows: list[list[object]]) -> None:
    given = reading(tmp_path, Page("x", rows))
    assert (given["records"], issues(given)) == ([], [("GX311", "A1")])


def test_list_of_names_alone(tmp_path: Path) -> None:
    given = reading(tmp_path, Page("x", [["企业名称"], [TANTALUM], [ROBOTS]]))
    assert records(given) == [{"row": 2, "who": TANTALUM}, {"row": 3, "who": ROBOTS}]

"""Facts no rule was written for: one firm that meets each policy, one that does not, one nobody can tell.

Every expectation is worked by hand from the text of the measure, in 万元 unless said, and asked
of the real command line. ``FIRM`` is a manufacturer of 2013; each case changes only what it must.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from gaoxin.cli.main import main

WAN, YI = 10_000, 100_000_000
YEARS = (2022, 2023, 2024, 2025)  # the last is y0 on 2026-05-15
CODES = {"met": "91640100MA00000K1B", "not_met": "91640100MA00000K2E", "unknown": "91640100MA00000K3H"}
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
FLAGS = ("safety_accident", "quality_accident", "environment_violation", "research_dishonesty")
FIRM: dict[str, Any] = {
    "established_on": "2013-03-01",
    "size_sector": "工业",
    "hitech_field": "先进制造与自动化",
    "resident": "是",
    "listed": "否",
    "core_ip": "是",
    "prohibited_product": "否",
    "key_field": "是",
    "strategic_industry": "是",
    "on_abnormal_list": "否",
    **dict.fromkeys(FLAGS, "否"),
    **{f: [y * WAN for y in (8000, 10000, 13000, 16900)] for f in ("sales_revenue", "revenue", "total_income")},
    "main_revenue": [y * WAN for y in (7600, 9500, 12350, 16055)],  # 95 % of revenue
    "hitech_revenue": [y * WAN for y in (6400, 8000, 10400, 13520)],  # 80 %
    "rd_expense": [y * WAN for y in (800, 1000, 1300, 1690)],  # 10 %
    "rd_expense_domestic": [y * WAN for y in (800, 1000, 1300, 1690)],
    "cost_expense": 12000 * WAN,
    "total_assets": 20000 * WAN,
    "total_liabilities": 8000 * WAN,
    "net_assets": [y * WAN for y in (6000, 8000, 10000, 12000)],
    "net_profit": 1500 * WAN,
    "net_profit_lower": 1400 * WAN,
    "tax_paid": 600 * WAN,
    "operating_cash_flow": 1000 * WAN,
    "equity_financing": 0,
    "valuation": 12 * YI,  # dollars
    "expected_market_cap": 12 * YI,
    "staff": 200,
    "tech_staff": 60,
    "rd_staff": 40,
    "class1_ip": 5,
    "class1_ip_own": 5,
    "class1_ip_high_value": 0,
    "class2_ip": 6,
    "invention_patents": 8,
    "conversions": 5,
    "segment_years": 12,
    "market_share": "12%",
    "domestic_rank": 2,
    "world_rank": 3,
    "platform_score": 70,
    "digital_level": 3,
    "rd_institution": "市级",
    "national_award_rank": "无",
    "provincial_award_rank": "无",
    "standard_led": "否",
    "ip_technology_score": 18,
    "management_score": 15,
}
LOSS = {"net_profit_lower": -1}
SMALL = {"revenue": 100 * WAN, "expected_market_cap": 1}

# policy, edition, what all three share, and each one's own changes; None is an empty cell
CASES: list[tuple[str, str | None, dict[str, Any], dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ("tech_sme", None, {}, {"staff": 500}, {"staff": 501}, {"staff": None}),
    ("hnte", None, {}, {"tech_staff": 20}, {"tech_staff": 19}, {"tech_staff": None}),
    ("innovative_sme", None, {}, {}, {"resident": "否"}, {"on_abnormal_list": None}),
    (
        "srdi",
        "2022",
        {},
        # 600 万 of 16 900 earns its points; 506 of 16 900 is just under 3 %
        {"rd_expense": 600 * WAN},
        {"rd_expense": 506 * WAN},
        {"segment_years": None},
    ),
    (
        "srdi",
        "2026",
        {"held": "innovative_sme", "SRDI26-5": "是"},
        {"segment_years": 3},
        {"segment_years": 2},
        {"SRDI26-5": None},
    ),
    (
        "little_giant",
        "2022",
        {"held": "srdi", **dict.fromkeys(("XJR22-3a", "XJR22-3b", "XJR22-4b", "XJR22-6"), "是")},
        {"total_liabilities": 14000 * WAN},  # 70 %
        {"total_liabilities": 14000 * WAN + 1},
        {"XJR22-3a": None},
    ),
    (
        "little_giant",
        "2026",
        {"held": "srdi"},
        # √(11025 / 10000) − 1 = 5 % exactly; revenue must be 90 % main
        {"revenue": [1, 10000 * WAN, 10500 * WAN, 11025 * WAN], "main_revenue": 10000 * WAN},
        {"revenue": [1, 10000 * WAN, 10500 * WAN, 11025 * WAN - 1], "main_revenue": 10000 * WAN},
        {"platform_score": None},
    ),
    (
        "key_little_giant",
        None,
        {"held": "little_giant", "KLG-3": "是", "KLG-4": "是"},
        {},
        {"listed": "是"},
        {"listed": None},
    ),
    (
        "single_champion",
        None,
        {"held": "srdi", "SC-4": "是", "SC-5": "是"},
        {"main_revenue": 20000 * WAN},  # half the floor, as the firm is 专精特新
        {"main_revenue": [0, 20000 * WAN, 20000 * WAN, 20000 * WAN - 3]},
        {"main_revenue": 20000 * WAN, "world_rank": None},
    ),
    ("sme_size", None, {"revenue": 40000 * WAN}, {"staff": 999}, {"staff": 1000}, {"staff": None}),
    (
        "gazelle_torch",
        None,
        {"staff": 50},
        # 1000 → 1728 is 20 % a year for three intervals
        {"revenue": [1000 * WAN, 1200 * WAN, 1440 * WAN, 1728 * WAN]},
        {"revenue": [1000 * WAN, 1200 * WAN, 1440 * WAN, 1728 * WAN - 1]},
        {"revenue": [None, 1200 * WAN, 1440 * WAN, 1728 * WAN]},
    ),
    (
        "gazelle_jinan",
        None,
        {"net_profit": 100},
        {"revenue": [1, 1000 * WAN, 1200 * WAN, 1440 * WAN]},
        {"revenue": [1, 1000 * WAN, 1200 * WAN, 1440 * WAN - 1]},
        {"revenue": [1, None, 1200 * WAN, 1440 * WAN]},
    ),
    (
        "gazelle_huangpu",
        None,
        {"held": "hnte"},
        {"revenue": [1, 1000 * WAN, 1200 * WAN, 1440 * WAN]},
        {"revenue": [1, 1000 * WAN, 1200 * WAN, 1440 * WAN - 1]},
        {"revenue": [1, 1000 * WAN, None, 1440 * WAN]},
    ),
    (
        "gazelle_sip",
        None,
        {"held": "hnte", "established_on": "2018-06-30"},
        {"sales_revenue": [1, 4000 * WAN, 4600 * WAN, 5290 * WAN]},  # 15 % twice
        {"sales_revenue": [1, 4000 * WAN, 4600 * WAN, 5290 * WAN - 1]},
        {"established_on": None},
    ),
    (
        "gazelle_xiamen",
        None,
        {"established_on": "2016-05-15"},
        {"revenue": [1, 5000 * WAN, 6000 * WAN, 7200 * WAN], "rd_expense": 576 * WAN},  # 20 %, 8 %
        {"revenue": [1, 5000 * WAN, 6000 * WAN, 7200 * WAN], "rd_expense": 576 * WAN - 1},
        {"rd_expense": None},
    ),
    (
        "unicorn",
        None,
        {"established_on": "2016-05-15"},
        {"valuation": 10 * YI},
        {"valuation": 10 * YI - 1},
        {"valuation": None},
    ),
    (
        "potential_unicorn",
        None,
        {"established_on": "2022-01-01"},
        {"valuation": YI // 2},
        {"valuation": YI // 2 - 1},
        {"valuation": None},
    ),
    (
        "nx_agri_hnte",
        None,
        {"NXA-2": "是"},
        {"tech_staff": 10},
        {"tech_staff": 9},
        {"NXA-2": None},
    ),
    (
        "star_attributes",
        "2020",
        {"STAR-X": "否", "rd_staff": 0},
        {"invention_patents": 5},
        {"invention_patents": 4},
        {"invention_patents": None},
    ),
    (
        "star_attributes",
        "2021",
        {"STAR-X": "否", "invention_patents": 5},
        {"rd_staff": 20},
        {"rd_staff": 19},
        {"rd_staff": None},
    ),
    (
        "star_attributes",
        "2024",
        {"STAR-X": "否", "invention_patents": 7},
        {"revenue": [1, 8000 * WAN, 10000 * WAN, 12500 * WAN]},  # 25 % twice
        {"revenue": [1, 8000 * WAN, 10000 * WAN, 12500 * WAN - 1]},
        {"STAR-X": None, "revenue": [1, 8000 * WAN, 10000 * WAN, 12500 * WAN - 1]},
    ),
    (
        "star_listing",
        None,
        LOSS,
        {"expected_market_cap": 30 * YI, "revenue": 3 * YI, "rd_expense": 0},  # standard 4
        {"expected_market_cap": 30 * YI - 1, "revenue": 3 * YI, "rd_expense": 0},
        {"expected_market_cap": 40 * YI, "revenue": 3 * YI - 1, "rd_expense": 0},  # standard 5 is judged
    ),
    (
        "chinext_listing",
        "2024",
        SMALL,
        {"net_profit_lower": [1, 1, 4000 * WAN, 6000 * WAN]},
        {"net_profit_lower": [1, 1, 4000 * WAN, 6000 * WAN - 1]},
        {"net_profit_lower": [1, 1, None, 6000 * WAN]},
    ),
    (
        "chinext_listing",
        "pre2024",
        SMALL,
        {"net_profit_lower": [1, 1, 1, 5000 * WAN - 1]},
        {"net_profit_lower": [1, 1, 0, 5000 * WAN]},
        {"net_profit_lower": [1, 1, None, 5000 * WAN]},
    ),
    (
        "main_board_listing",
        "2024",
        {"expected_market_cap": 1, "operating_cash_flow": 0},
        {"net_profit_lower": [0, YI // 2, YI // 2, YI], "revenue": 5 * YI},  # Σ 2, Σ revenue 15 亿
        {"net_profit_lower": [0, YI // 2, YI // 2, YI], "revenue": [0, 5 * YI, 5 * YI, 5 * YI - 1]},
        {"net_profit_lower": [0, YI // 2, YI // 2, None], "revenue": 5 * YI},
    ),
    (
        "main_board_listing",
        "pre2024",
        {"revenue": 1},
        {"net_profit_lower": [0, 4000 * WAN, 5000 * WAN, 6000 * WAN], "operating_cash_flow": [0, 0, 0, YI]},
        {"net_profit_lower": [0, 4000 * WAN, 5000 * WAN, 6000 * WAN], "operating_cash_flow": [0, 0, 0, YI - 1]},
        {"net_profit_lower": [0, 4000 * WAN, 5000 * WAN, 6000 * WAN], "operating_cash_flow": [0, 0, 0, None]},
    ),
]
# 万元 and heads: (sector, 从业人员, 营业收入, 资产总额) at each lower limit, and the class it earns
SIZES = [
    ("农林牧渔", 1, 20000, 1, "大型"),
    ("农林牧渔", 1, 500, 1, "中型"),
    ("农林牧渔", 1, 50, 1, "小型"),
    ("农林牧渔", 1, 49, 1, "微型"),
    ("工业", 1000, 40000, 1, "大型"),
    ("工业", 5000, 39999, 1, "中型"),
    ("工业", 299, 2000, 1, "小型"),
    ("工业", 19, 2000, 1, "微型"),
    ("建筑业", 1, 80000, 80000, "大型"),
    ("建筑业", 1, 6000, 5000, "中型"),
    ("建筑业", 1, 6000, 4999, "小型"),
    ("批发业", 200, 40000, 1, "大型"),
    ("批发业", 20, 5000, 1, "中型"),
    ("批发业", 5, 1000, 1, "小型"),
    ("零售业", 300, 20000, 1, "大型"),
    ("零售业", 50, 500, 1, "中型"),
    ("零售业", 10, 99, 1, "微型"),
    ("交通运输", 1000, 30000, 1, "大型"),
    ("交通运输", 300, 3000, 1, "中型"),
    ("仓储", 200, 30000, 1, "大型"),
    ("仓储", 100, 1000, 1, "中型"),
    ("仓储", 20, 100, 1, "小型"),
    ("邮政", 300, 2000, 1, "中型"),
    ("邮政", 20, 99, 1, "微型"),
    ("住宿", 300, 10000, 1, "大型"),
    ("住宿", 100, 2000, 1, "中型"),
    ("餐饮", 10, 100, 1, "小型"),
    ("信息传输", 2000, 100000, 1, "大型"),
    ("信息传输", 100, 1000, 1, "中型"),
    ("软件信息技术", 300, 10000, 1, "大型"),
    ("软件信息技术", 10, 50, 1, "小型"),
    ("房地产开发", 1, 200000, 10000, "大型"),
    ("房地产开发", 1, 1000, 5000, "中型"),
    ("房地产开发", 1, 100, 1999, "微型"),
    ("物业管理", 1000, 5000, 1, "大型"),
    ("物业管理", 300, 1000, 1, "中型"),
    ("物业管理", 100, 500, 1, "小型"),
    ("租赁商务服务", 300, 1, 120000, "大型"),
    ("租赁商务服务", 100, 1, 8000, "中型"),
    ("租赁商务服务", 10, 1, 99, "微型"),
    ("其他未列明", 300, 1, 1, "大型"),
    ("其他未列明", 100, 1, 1, "中型"),
    ("其他未列明", 9, 1, 1, "微型"),
]


def code_of(number: int) -> str:
    """An invented credit code with its right check character (GB 32100)."""
    body = f"91640100MA{number:07d}"
    total = sum(ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + ALPHABET[-total % 31]


def write_firms(folder: Path, firms: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The two tables of the contract; ``held`` names a recognition in force."""
    keys = sorted({key for firm in firms.values() for key in firm} - {"held"})
    with (folder / "facts.csv").open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["uscc", "name", "year", *keys])
        for uscc, firm in firms.items():
            for place, year in enumerate(YEARS):
                values = (firm.get(key) for key in keys)
                cells = [value[place] if isinstance(value, list) else value for value in values]
                sheet.writerow([uscc, f"试企{uscc[-2:]}", year, *("" if cell is None else cell for cell in cells)])
    held = [f"{uscc},{firm['held']},2024-01-01,2026-12-31" for uscc, firm in firms.items() if "held" in firm]
    text = "\n".join(["uscc,recognition,valid_from,valid_to", *held, ""])
    (folder / "recognitions.csv").write_text(text, encoding="utf-8")
    return [str(folder / "facts.csv"), "--recognitions", str(folder / "recognitions.csv"), "--on", "2026-05-15"]


def assessed(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    policy: str,
    firms: Mapping[str, Mapping[str, Any]],
    edition: str | None = None,
) -> dict[str, dict[str, Any]]:
    arguments = ["assess", *write_firms(folder, firms), "--policy", policy, "--json"]
    assert main(arguments + (["--edition", edition] if edition else [])) == 0
    return {result["uscc"]: result for result in json.loads(capsys.readouterr().out)["results"]}


def criterion(result: Mapping[str, Any], name: str) -> dict[str, Any]:
    return next(found for found in result["criteria"] if found["id"] == name)


@pytest.mark.parametrize(
    ("policy", "edition", "shared", "met", "not_met", "unknown"), CASES, ids=[f"{c[0]}-{c[1]}" for c in CASES]
)
def test_met_at_the_threshold_not_met_beside_it_unknown_without_the_fact(
    tmp_path, capsys, policy, edition, shared, met, not_met, unknown
):
    own = {"met": met, "not_met": not_met, "unknown": unknown}
    firms = {CODES[verdict]: {**FIRM, **shared, **changes} for verdict, changes in own.items()}
    found = assessed(tmp_path, capsys, policy, firms, edition)
    assert {code: result["verdict"] for code, result in found.items()} == {CODES[v]: v for v in own}


def test_size_class_needs_both_lower_limits_and_sme_one_below(tmp_path, capsys):
    firms = {
        code_of(number): {"size_sector": sector, "staff": staff, "revenue": revenue * WAN, "total_assets": assets * WAN}
        for number, (sector, staff, revenue, assets, _) in enumerate(SIZES)
    }
    found = assessed(tmp_path, capsys, "sme_size", firms)
    classes = [(*size[:4], found[code]["class"]) for code, size in zip(firms, SIZES, strict=True)]
    assert classes == SIZES
    verdicts = {found[code]["class"]: found[code]["verdict"] for code in firms}
    assert verdicts == {"大型": "not_met", "中型": "met", "小型": "met", "微型": "met"}


@pytest.mark.parametrize(
    ("standard", "facts", "just_below"),
    [
        (
            1,
            {"expected_market_cap": 2 * YI, "net_profit_lower": 1500 * WAN, "net_assets": 18750 * WAN},
            "net_profit_lower",
        ),
        (2, {"expected_market_cap": 4 * YI, "revenue": [1, 1, YI, 13 * YI // 10], **LOSS}, "revenue"),
        (3, {"expected_market_cap": 8 * YI, "revenue": 2 * YI, "rd_expense": 1600 * WAN, **LOSS}, "rd_expense"),
        (4, {"expected_market_cap": 15 * YI, "revenue": 9 * YI, "rd_expense": 2500 * WAN, **LOSS}, "rd_expense"),
    ],
)
def test_each_bse_standard_alone_is_enough(tmp_path, capsys, standard, facts, just_below):
    shared = {**FIRM, "revenue": 9000 * WAN, "rd_expense": 0, "operating_cash_flow": 1, **facts}
    value = shared[just_below]
    fewer = [*value[:-1], value[-1] - 1] if isinstance(value, list) else [value] * 3 + [value - 1]
    firms = {CODES["met"]: shared, CODES["not_met"]: {**shared, just_below: fewer}}
    found = assessed(tmp_path, capsys, "bse_listing", firms)
    assert [found[CODES[v]]["verdict"] for v in ("met", "not_met")] == ["met", "not_met"], standard


def test_hnte_score_is_a_range_until_the_experts_have_judged(tmp_path, capsys):
    """Ⅰ类≥1: 7–8 · 转化 5 a year: 25–30 · 净资产 g=½(1.25+1.2)−1=22.5 %: 5–6 · 销售 g=30 %: 7–8."""
    judged, open_ = CODES["met"], CODES["unknown"]
    blank = {"ip_technology_score": None, "management_score": None}
    found = assessed(tmp_path, capsys, "hnte", {judged: FIRM, open_: {**FIRM, **blank}})
    assert found[judged]["score"] == {"low": 77, "high": 85, "pass": ">70", "verdict": "met"}
    assert found[open_]["score"] == {"low": 44, "high": 94, "pass": ">70", "verdict": "unknown"}


def test_tech_sme_scores_the_better_of_two_ratios_and_the_better_class_of_ip(tmp_path, capsys):
    """科技人员 30 %: 20 · 研发 5 % of sales 40, of costs 10 000→8.45 %: 0 · three Ⅱ类: 18."""
    facts = {**FIRM, "rd_expense": 845 * WAN, "class1_ip": 0, "class2_ip": 3}
    found = assessed(tmp_path, capsys, "tech_sme", {CODES["met"]: facts})[CODES["met"]]
    assert found["score"] == {"low": 78, "high": 78, "pass": ">=60", "verdict": "met"}


def test_shortfalls_are_yuan_and_whole_persons_zero_when_met_and_null_when_unknown(tmp_path, capsys):
    short, met, unknown = CODES["not_met"], CODES["met"], CODES["unknown"]
    sales = [0, 3000 * WAN, 4000 * WAN, 5000 * WAN]  # 5 000 exactly: the 5 % bracket
    less = {"sales_revenue": sales, "rd_expense": [0, 100 * WAN, 200 * WAN, 200 * WAN], "staff": 201, "tech_staff": 20}
    firms = {short: {**FIRM, **less}, met: FIRM, unknown: {**FIRM, "tech_staff": None}}
    found = assessed(tmp_path, capsys, "hnte", firms)
    assert criterion(found[short], "HNTE-5a")["shortfall"] == 100 * WAN
    assert criterion(found[short], "HNTE-4")["shortfall"] == 1
    assert criterion(found[met], "HNTE-4")["shortfall"] == 0
    assert criterion(found[unknown], "HNTE-4")["shortfall"] is None
    assert criterion(found[unknown], "HNTE-4")["missing"] == [{"field": "tech_staff", "year": 2025}]


def test_recognition_not_listed_is_not_held_and_without_the_table_it_is_unknown(tmp_path, capsys):
    facts, _, table, *rest = write_firms(tmp_path, {CODES["met"]: FIRM})
    for given, verdict in ((["--recognitions", table], "not_met"), ([], "unknown")):
        assert main(["assess", facts, *given, *rest, "--policy", "gazelle_huangpu", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["results"][0]["verdict"] == verdict


@pytest.mark.parametrize(("valid_to", "verdict"), [("2026-05-15", "met"), ("2026-05-14", "not_met")])
def test_recognition_is_held_to_its_last_day(tmp_path, capsys, valid_to, verdict):
    arguments = write_firms(tmp_path, {CODES["met"]: FIRM})
    row = f"uscc,recognition,valid_from,valid_to\n{CODES['met']},高新技术企业,2023-05-15,{valid_to}\n"
    (tmp_path / "recognitions.csv").write_text(row, encoding="utf-8")
    assert main(["assess", *arguments, "--policy", "gazelle_huangpu", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["results"][0]["verdict"] == verdict


@pytest.mark.parametrize(
    ("on", "policy", "edition"),
    [
        ("2026-03-31", "little_giant", "2022"),
        ("2026-04-01", "little_giant", "2026"),
        ("2026-03-31", "srdi", "2022"),
        ("2026-04-01", "srdi", "2026"),
        ("2020-06-01", "star_attributes", "2020"),
        ("2022-06-01", "star_attributes", "2021"),
        ("2024-06-01", "star_attributes", "2024"),
    ],
)
def test_the_day_chooses_the_edition(tmp_path, capsys, on, policy, edition):
    facts = write_firms(tmp_path, {CODES["met"]: FIRM})[0]
    assert main(["assess", facts, "--on", on, "--policy", policy, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["results"][0]["edition"] == edition

"""The adapter of the listed panel: each kind of dirt is named at its line and column."""

from __future__ import annotations

import csv
import gzip
import os
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from bench.listed_panel.adapt import FACTS, adapt
from bench.listed_panel.page import board_of, judge, page
from gaoxin.errors import Issue, Place

ROOT = Path(__file__).parents[2]
PANEL = ROOT.parent / "shared" / "data" / "listed_panel_2019_2021" / "panel.csv.gz"
COLUMNS = (
    "股票代码", "年份", "企业名称", "简称", "职工人数", "研发人员", "研发人员比率", "营业总收入",
    "主营业务收入", "研发费用", "净利润", "非流动负债合计", "总资产", "总负债", "净资产",
    "经营活动产生的现金流量净额", "职工人数可疑",
)  # fmt: skip
SOUND = {
    "股票代码": "000123", "年份": "2019", "企业名称": "星河市试样股份有限公司", "简称": "试样",
    "职工人数": "400.0", "研发人员": "100.0", "研发人员比率": "25.0",
    "营业总收入": "1000000.5", "研发费用": "50000.0", "净利润": "-7.25",
    "非流动负债合计": "100.0", "总资产": "1742285504.2800002", "总负债": "300.0", "净资产": "1742285204.28",
    "经营活动产生的现金流量净额": "-3.1", "职工人数可疑": "0",
}  # fmt: skip


def panel_of(tmp_path: Path, *rows: dict[str, str]) -> Path:
    """A small panel: each row is the sound one with some cells changed."""
    path = tmp_path / "panel.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.DictWriter(file, COLUMNS, restval="")
        sheet.writeheader()
        sheet.writerows({**SOUND, **row} for row in rows)
    return path


def spots(issues: list[Issue]) -> list[tuple[str, str, int | None, str]]:
    return [(one.code, one.severity, one.place.line, COLUMNS[(one.place.column or 0) - 1]) for one in issues]


def test_sound_row_becomes_facts_to_the_fen_without_issues(tmp_path: Path) -> None:
    facts, issues = adapt(panel_of(tmp_path, {}))
    assert issues == []
    assert facts.to_dicts() == [
        {
            "uscc": "SZ000123", "name": "星河市试样股份有限公司", "year": 2019, "listed": True,
            "size_sector": None, "staff": 400, "rd_staff": 100, "revenue": Decimal("1000000.50"),
            "main_revenue": None,
            "rd_expense": Decimal("50000.00"), "total_assets": Decimal("1742285504.28"),
            "total_liabilities": Decimal("300.00"), "net_assets": Decimal("1742285204.28"),
            "net_profit": Decimal("-7.25"), "operating_cash_flow": Decimal("-3.10"),
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("600000", "SH600000"), ("688001", "SH688001"), ("900901", "SH900901"), ("000001", "SZ000001"),
        ("300001", "SZ300001"), ("200011", "SZ200011"), ("830799", "BJ830799"), ("1", "SZ000001"),
    ],
)  # fmt: skip
def test_stock_code_carries_its_exchange(tmp_path: Path, code: str, key: str) -> None:
    facts, _ = adapt(panel_of(tmp_path, {"股票代码": code}))
    assert facts["uscc"].to_list() == [key]


def test_flagged_head_count_is_withdrawn(tmp_path: Path) -> None:
    facts, issues = adapt(panel_of(tmp_path, {"职工人数": "100", "职工人数可疑": "1"}))
    assert facts["staff"].to_list() == [None]
    assert facts["rd_staff"].to_list() == [100]
    assert spots(issues) == [("GX392", "error", 2, "职工人数")]


def test_flagged_head_count_does_not_count_in_the_median(tmp_path: Path) -> None:
    flagged = {"职工人数": "10", "研发人员": "10", "职工人数可疑": "1"}
    _, issues = adapt(panel_of(tmp_path, {}, {"年份": "2020", **flagged}, {"年份": "2021", **flagged}))
    assert spots(issues) == [("GX392", "error", 3, "职工人数"), ("GX392", "error", 4, "职工人数")]


def test_negative_rd_expense_is_withdrawn_and_a_loss_is_kept(tmp_path: Path) -> None:
    facts, issues = adapt(panel_of(tmp_path, {"研发费用": "-5.0", "净利润": "-9.0"}))
    assert facts["rd_expense"].to_list() == [None]
    assert facts["net_profit"].to_list() == [Decimal("-9.00")]
    assert spots(issues) == [("GX391", "error", 2, "研发费用")]


def test_liabilities_without_their_long_term_part_are_unknown(tmp_path: Path) -> None:
    facts, issues = adapt(panel_of(tmp_path, {"非流动负债合计": ""}))
    assert facts.select("total_liabilities", "net_assets").row(0) == (None, None)
    assert spots(issues) == [("GX393", "error", 2, "总负债"), ("GX393", "error", 2, "净资产")]


@pytest.mark.parametrize(("staff", "told"), [("1200", []), ("1201", [("GX394", "warning", 4, "职工人数")])])
def test_staff_beyond_three_times_the_median_is_doubted_and_kept(
    tmp_path: Path, staff: str, told: list[tuple[str, str, int, str]]
) -> None:
    last = {"年份": "2021", "职工人数": staff, "研发人员比率": ""}
    facts, issues = adapt(panel_of(tmp_path, {}, {"年份": "2020"}, last))
    assert facts["staff"].to_list() == [400, 400, int(staff)]
    assert spots(issues) == told


@pytest.mark.parametrize(
    ("revenue", "told"), [("200000.1", []), ("200000.09", [("GX395", "warning", 2, "营业总收入")])]
)
def test_revenue_below_a_fifth_of_the_median_is_doubted(
    tmp_path: Path, revenue: str, told: list[tuple[str, str, int, str]]
) -> None:
    _, issues = adapt(panel_of(tmp_path, {"营业总收入": revenue}, {"年份": "2020"}, {"年份": "2021"}))
    assert spots(issues) == told


def test_more_researchers_than_staff_are_doubted(tmp_path: Path) -> None:
    _, issues = adapt(panel_of(tmp_path, {"研发人员": "401", "研发人员比率": ""}))
    assert spots(issues) == [("GX396", "warning", 2, "研发人员")]


@pytest.mark.parametrize(("ratio", "told"), [("25.1", []), ("25.11", [("GX397", "warning", 2, "研发人员")])])
def test_stated_ratio_beyond_a_tenth_of_a_point_is_doubted(
    tmp_path: Path, ratio: str, told: list[tuple[str, str, int, str]]
) -> None:
    _, issues = adapt(panel_of(tmp_path, {"研发人员比率": ratio}))
    assert spots(issues) == told


def test_line_counts_breaks_within_cells(tmp_path: Path) -> None:
    path = panel_of(tmp_path, {"简称": "试\n样"}, {"年份": "2020", "研发费用": "-1"})
    _, issues = adapt(path)
    assert issues[0].place == Place("panel.csv", line=4, column=10)


# The real panel


@pytest.fixture(scope="module")
def panel() -> tuple[pl.DataFrame, list[Issue]]:
    return adapt(PANEL)


def test_every_row_of_the_panel_is_kept(panel: tuple[pl.DataFrame, list[Issue]]) -> None:
    facts, _ = panel
    assert (facts.height, facts["uscc"].n_unique()) == (7027, 2653)
    assert tuple(facts.columns) == FACTS
    assert facts.select("uscc", "year").is_duplicated().sum() == 0
    assert facts["size_sector"].null_count() == facts.height


def test_dirt_of_the_panel_is_counted(panel: tuple[pl.DataFrame, list[Issue]]) -> None:
    codes = Counter(issue.code for issue in panel[1])
    assert codes == {"GX391": 3, "GX392": 151, "GX393": 172, "GX394": 39, "GX395": 38, "GX397": 250}


def test_what_is_left_is_possible(panel: tuple[pl.DataFrame, list[Issue]]) -> None:
    facts, _ = panel
    assert facts.filter(pl.col("rd_staff") > pl.col("staff")).height == 0
    assert facts.filter(pl.col("rd_expense") < 0).height == 0
    gap = pl.col("total_assets") - pl.col("total_liabilities") - pl.col("net_assets")
    assert facts.filter(gap.abs() > Decimal("0.02")).height == 0


def test_issue_stands_where_the_file_has_the_value(panel: tuple[pl.DataFrame, list[Issue]]) -> None:
    with gzip.open(PANEL, "rt", encoding="utf-8", newline="") as file:
        lines = file.read().split("\n")
    for issue in panel[1]:
        cells = next(csv.reader([lines[(issue.place.line or 0) - 1]]))
        assert f"为 {cells[(issue.place.column or 0) - 1]}，" in issue.message


def test_command_writes_both_tables_and_says_that_issues_were_found(tmp_path: Path) -> None:
    source = panel_of(tmp_path, {}, {"年份": "2020", "研发费用": "-1"})
    script = str(ROOT / "bench" / "listed_panel" / "adapt.py")
    run = subprocess.run(
        [sys.executable, script, str(source), str(tmp_path / "out")],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=False,
    )
    assert run.returncode == 1, run.stderr
    assert run.stdout == '{"rows": 2, "firms": 1, "issues": {"GX391": 1}}\n'
    assert (tmp_path / "out" / "facts.csv").read_text("utf-8").splitlines()[0] == ",".join(FACTS)
    assert "panel.csv:3:10,GX391,error" in (tmp_path / "out" / "issues.csv").read_text("utf-8-sig")


def test_command_used_wrongly_says_how() -> None:
    script = str(ROOT / "bench" / "listed_panel" / "adapt.py")
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (2, "usage: python bench/listed_panel/adapt.py PANEL OUT_DIR\n")


# What the rules say of it


def test_page_has_the_numbers_of_a_fresh_run() -> None:
    assert page(PANEL) == (ROOT / "docs" / "reference" / "listed-panel.md").read_text("utf-8")


def test_page_names_no_firm() -> None:
    text = (ROOT / "docs" / "reference" / "listed-panel.md").read_text("utf-8")
    names = pl.read_csv(PANEL, infer_schema=False).select("企业名称", "简称").unpivot()["value"].drop_nulls().unique()
    assert [name for name in names if name in text] == []


def test_what_the_panel_lacks_is_unknown_for_every_firm(panel: tuple[pl.DataFrame, list[Issue]]) -> None:
    result = judge(panel[0])
    lacking = [f"hnte/HNTE-{number}" for number in ("1", "2", "3", "4", "5b", "6", "7", "8")]
    lacking += [f"star_attributes/STAR-{name}" for name in ("A3", "X5", "X")]
    lacking += ["sme_size", "sme_size/SIZE-1"]
    assert result.table.select(lacking).null_count().row(0) == (2653,) * len(lacking)
    assert board_of(PANEL, result).null_count() == 0


def test_editions_are_those_in_force_on_the_day(panel: tuple[pl.DataFrame, list[Issue]]) -> None:
    found = [(plan.id, plan.edition.id) for plan in judge(panel[0]).plans]
    assert found == [("star_attributes", "2021"), ("hnte", "2016"), ("sme_size", "2011")]

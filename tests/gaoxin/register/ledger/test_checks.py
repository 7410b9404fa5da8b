"""Each cross-check speaks where it must and is silent where it must not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.journeys.ledgers import FIRMS, Page, issues, read, write

Rows = list[list[Any]]
NAMES = [f"宁夏第{at}新材料有限公司" for at in "甲乙丙丁戊己"]


def checks(tmp_path: Path, rows: Rows) -> list[tuple[str, str]]:
    """The findings of the cross-checks alone."""
    return [one for one in issues(read(write(tmp_path / "ledger.xlsx", Page("台账", rows)))) if one[0] >= "GX370"]


@pytest.mark.parametrize(
    ("stated", "found"),
    [(30, []), (30.01, []), (30.011, [("GX370", "B4")]), (29.98, [("GX370", "B4")]), (None, [])],
)
def test_total_may_differ_by_rounding_only(tmp_path: Path, stated: float | None, found: list[object]) -> None:
    rows: Rows = [["企业名称", "营业收入（万元）"], [NAMES[0], 10], [NAMES[1], 20], ["合计", stated]]
    assert checks(tmp_path, rows) == found


@pytest.mark.parametrize(("stated", "found"), [(3, []), (4, [("GX371", "B4")])])
def test_subtotal_of_people_is_exact(tmp_path: Path, stated: int, found: list[object]) -> None:
    rows: Rows = [["企业名称", "职工总数"], [NAMES[0], 1], [NAMES[1], 2], ["小计", stated], [NAMES[2], 5], ["合计", 8]]
    assert checks(tmp_path, rows) == found


@pytest.mark.parametrize(("stated", "found"), [(2, []), (3, [("GX370", "B5")])])
def test_total_of_ticks_counts_them(tmp_path: Path, stated: int, found: list[object]) -> None:
    rows: Rows = [["企业名称", "高企"], [NAMES[0], "√"], [NAMES[1], "申报中"], [NAMES[2], "是"], ["合计", stated]]
    assert checks(tmp_path, rows) == found


@pytest.mark.parametrize("left_open", ["50万美元", "四百余"])
def test_total_over_what_cannot_be_read_is_not_judged(tmp_path: Path, left_open: str) -> None:
    rows: Rows = [["企业名称", "营业收入（万元）"], [NAMES[0], 10], [NAMES[1], left_open], ["合计", 999]]
    assert checks(tmp_path, rows) == []


GROWTH = ["企业名称", "营业收入（万元）/本期", "营业收入（万元）/上年同期", "营业收入（万元）/增速"]


@pytest.mark.parametrize(
    ("now", "before", "stated", "found"),
    [
        (113.4, 100, "13.4%", []),
        (113.4, 100, "14.0%", []),  # 0.6 of a point away
        (113.4, 100, "14.1%", [("GX372", "D3")]),
        (113.4, 100, "12.7%", [("GX372", "D3")]),
        (73.1, 100, "下降26.9%", []),
        (73.1, 100, "26.9%", [("GX372", "D3")]),
        (5, 0, "——", [("GX377", "C3")]),
        (5, None, "新投产", []),
        (None, 100, "5%", []),
    ],
)
def test_growth_agrees_with_its_figures(
    tmp_path: Path, now: float | None, before: float | None, stated: str, found: list[object]
) -> None:
    rows: Rows = [["企业名称", "营业收入（万元）", None, None], [None, "本期", "上年同期", "增速"]]
    rows.append([NAMES[0], now, before, stated])
    path = write(tmp_path / "ledger.xlsx", Page("台账", rows, merges=["A1:A2", "B1:D1"]))
    assert [one for one in issues(read(path)) if one[0] >= "GX370"] == found


@pytest.mark.parametrize(("later", "found"), [(11, []), (10, []), (9.99, [("GX373", "D3")]), (None, [])])
def test_cumulative_figure_never_falls(tmp_path: Path, later: float | None, found: list[object]) -> None:
    rows: Rows = [["2024年产值（万元）"], ["企业名称", "1-2月", "1-3月", "1-4月"], [NAMES[0], 5, 10, later]]
    assert checks(tmp_path, rows) == found


def test_cumulative_figures_of_two_years_are_two_series(tmp_path: Path) -> None:
    rows: Rows = [["产值（万元）"], ["企业名称", "2023年1-6月", "2024年1-3月", "2024年1-6月"], [NAMES[0], 50, 10, 20]]
    assert checks(tmp_path, rows) == []


@pytest.mark.parametrize(
    ("odd", "found"), [(1_000_000, [("GX374", "B7")]), (300_000, [("GX374", "B7")]), (299_999, []), (None, [])]
)
def test_sum_thousands_of_times_its_column_is_told(tmp_path: Path, odd: float | None, found: list[object]) -> None:
    rows: Rows = [["企业名称", "营业收入（万元）"], *([name, 100] for name in NAMES[:5]), [NAMES[5], odd]]
    assert checks(tmp_path, rows) == found


def test_few_figures_make_no_middle(tmp_path: Path) -> None:
    rows: Rows = [["企业名称", "营业收入（万元）"], *([name, 100] for name in NAMES[:3]), [NAMES[3], 1_000_000]]
    assert checks(tmp_path, rows) == []


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        (100, 1_000_000, [("GX374", "C2")]),
        (100, 300_000, [("GX374", "C2")]),
        (100, 299_999, []),
        (1_000_000, 100, [("GX374", "B2")]),
        (0, 1_000_000, []),
        (None, 1_000_000, []),
    ],
)
def test_sum_thousands_of_times_the_same_rows_earlier_one_is_told(
    tmp_path: Path, before: float | None, now: float, found: list[object]
) -> None:
    rows: Rows = [["企业名称", "2022年营业收入（万元）", "2023年营业收入（万元）"], [NAMES[0], before, now]]
    assert checks(tmp_path, rows) == found


REPEATED = ["企业名称", "统一社会信用代码", "营业收入（万元）", "备注"]


@pytest.mark.parametrize(
    ("again", "found", "kept"),
    [
        ([NAMES[0], FIRMS[0], 10, "重"], [("GX375", "A8")], 6),
        ([NAMES[0], FIRMS[0], None, None], [("GX375", "A8")], 6),
        (["第甲新材料", FIRMS[0], 10, None], [("GX375", "A8")], 6),  # the code tells under another name
        ([NAMES[0], FIRMS[0], 11, None], [("GX376", "C8")], 7),
        ([NAMES[0] + "分公司", FIRMS[6], 10, None], [], 7),
    ],
)
def test_record_that_stood_before_counts_once_unless_it_contradicts(
    tmp_path: Path, again: list[object], found: list[object], kept: int
) -> None:
    rows: Rows = [REPEATED, *([name, code, 10, None] for name, code in zip(NAMES, FIRMS[:6], strict=True)), again]
    given = read(write(tmp_path / "ledger.xlsx", Page("台账", rows)))
    assert (issues(given), len(given["records"])) == (found, kept)
    assert given["diff"]["duplicate"] == 7 - kept


def test_total_that_counts_a_repeated_record_says_so(tmp_path: Path) -> None:
    rows: Rows = [["企业名称", "营业收入（万元）"], *([name, 10] for name in NAMES), [NAMES[0], 10], ["合计", 70]]
    given = read(write(tmp_path / "ledger.xlsx", Page("台账", rows)))
    assert issues(given) == [("GX370", "B9"), ("GX375", "A8")]
    assert "被计入了两次" in next(issue["message"] for issue in given["issues"] if issue["code"] == "GX370")


@pytest.mark.parametrize(
    ("term", "found"),
    [("2020-11-05至2023-10-30", [("GX378", "B3")]), ("2020-11-05至2023-10-31", []), ("2020年11月-2023年10月", [])],
)
def test_certificate_that_ran_out_before_the_period_ended_is_told(
    tmp_path: Path, term: str, found: list[object]
) -> None:
    rows: Rows = [["2023年1-10月企业台账"], ["企业名称", "证书有效期"], [NAMES[0], term]]
    assert checks(tmp_path, rows) == found


def test_building_time_that_is_over_is_no_fault(tmp_path: Path) -> None:
    rows: Rows = [["2023年1-10月项目台账"], ["项目名称", "建设周期"], ["钽粉项目", "2020-2021"]]
    assert checks(tmp_path, rows) == []


@pytest.mark.parametrize(
    ("years", "found"),
    [("2021/2023", []), ("2021", [("GX379", "D2")]), ("—", []), (None, []), ("近年", [("GX379", "D2")])],
)
def test_years_of_recognition_belong_to_marks_only_one_to_one(
    tmp_path: Path, years: str | None, found: list[object]
) -> None:
    rows: Rows = [["企业名称", "科小", "高企", "认定年份"], [NAMES[0], "√", "√", years]]
    given = read(write(tmp_path / "ledger.xlsx", Page("台账", rows)))
    assert [one for one in issues(given) if one[0] >= "GX370"] == found
    dated = {key: v["year"] for key, v in given["records"][0]["values"].items() if "year" in v}
    assert dated == ({"held:tech_sme": 2021, "held:hnte": 2023} if years == "2021/2023" else {})


@pytest.mark.parametrize(
    ("row", "found"),
    [([None, None, 10], [("GX380", "A3")]), (["—", None, 10], [("GX380", "A3")]), ([None, FIRMS[1], 10], [])],
)
def test_record_of_nobody_is_told(tmp_path: Path, row: list[object], found: list[object]) -> None:
    rows: Rows = [["企业名称", "统一社会信用代码", "营业收入（万元）"], [NAMES[0], FIRMS[0], 1], row]
    assert checks(tmp_path, rows) == found

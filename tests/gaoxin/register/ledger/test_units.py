"""Whose unit holds for a figure: the cell's before the heading's, that before the unit line's, that before 万元."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.journeys.ledgers import Page, issues, read, write

NAMES = [f"宁夏第{at}新材料有限公司" for at in "甲乙丙丁"]


def money(tmp_path: Path, line: str | None, heading: str, *cells: object) -> tuple[list[Any], list[tuple[str, str]]]:
    """What a column of money is in yuan, and the issues."""
    top: list[list[object]] = [[line, None]] if line else [["2024年台账", None]]
    rows = [*top, ["企业名称", heading], *([name, cell] for name, cell in zip(NAMES, cells, strict=False))]
    given = read(write(tmp_path / "ledger.xlsx", Page("台账", rows)))
    key = given["sheets"][0]["columns"][1]["key"]
    return [record["values"][key]["value"] for record in given["records"]], issues(given)


@pytest.mark.parametrize(
    ("line", "heading", "yuan", "found"),
    [
        ("单位：亿元", "营业收入（千元）", 5000, []),
        ("单位：亿元", "营业收入", 500_000_000, []),
        ("金额单位：元", "营业收入", 5, []),
        ("填报单位：财政局", "营业收入", 50_000, [("GX321", "B2")]),
        ("2024年台账（亿元）", "营业收入", 500_000_000, []),
        (None, "营业收入", 50_000, [("GX321", "B2")]),
        (None, "营业收入（百万元）", 5_000_000, []),
        (None, "营业收入\n单位:元", 5, []),
    ],
)
def test_heading_goes_before_the_unit_line_and_that_before_the_default(
    tmp_path: Path, line: str | None, heading: str, yuan: int, found: list[object]
) -> None:
    assert money(tmp_path, line, heading, 5) == ([yuan], found)


@pytest.mark.parametrize(
    ("cells", "yuan", "found"),
    [
        (["5亿", 5, 5], [500_000_000, 50_000, 50_000], [("GX332", "B3")]),
        (["5亿", "5亿", 5, 5], [500_000_000, 500_000_000, 50_000, 50_000], [("GX332", "B3"), ("GX332", "B4")]),
        (["5亿", "5亿", 5], [500_000_000, 500_000_000, 50_000], [("GX321", "B5")]),  # most write theirs
        (["5万", "5万元", 5], [50_000, 50_000, 50_000], [("GX321", "B5")]),
    ],
)
def test_cell_goes_before_its_column_and_the_exception_is_told(
    tmp_path: Path, cells: list[object], yuan: list[int], found: list[object]
) -> None:
    assert money(tmp_path, "单位：万元", "营业收入", *cells) == (yuan, found)


@pytest.mark.parametrize("cell", ["5万美元", "$5", "5欧元", "5亿日元"])
def test_foreign_currency_is_never_converted(tmp_path: Path, cell: str) -> None:
    assert money(tmp_path, "单位：万元", "营业收入", cell) == ([None], [("GX322", "B3")])


@pytest.mark.parametrize(
    ("heading", "shown", "cell", "value", "found"),
    [
        ("增速", "0.0%", 0.125, 0.125, []),
        ("增速", "General", 0.125, 0.125, []),
        ("增速", "General", 1, 1, []),
        ("增速", "General", 1.01, 0.0101, [("GX323", "B2")]),
        ("增速（%）", "General", 0.5, 0.005, [("GX323", "B2")]),
        ("增速（%）", "General", 1, 0.01, [("GX323", "B2")]),
        ("增速（%）", "General", 12.5, 0.125, []),  # no fraction is above 1: the column is in per cent
        ("增速（%）", "0.0%", 0.5, 0.5, []),
        ("增速", "General", "3.4％", 0.034, []),
        ("增速", "General", "百分之十二", 0.12, []),
        ("增速", "General", "同比下降3.5%", -0.035, []),
        ("增速", "General", "提高2个百分点", None, [("GX320", "B2")]),
    ],
)
def test_ratio_is_a_fraction_only_where_that_is_certain(
    tmp_path: Path, heading: str, shown: str, cell: object, value: float | None, found: list[object]
) -> None:
    page = Page("台账", [["企业名称", heading], [NAMES[0], cell]], formats={"B2": shown})
    given = read(write(tmp_path / "ledger.xlsx", page))
    assert (given["records"][0]["values"][heading]["value"], issues(given)) == (value, found)

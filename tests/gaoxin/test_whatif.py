"""What-if: a number of a policy changed moves just those whom it decides."""

from __future__ import annotations

from datetime import date

import pytest

from gaoxin import Facts, GaoxinError, load_rulebook, what_if

RULEBOOK = load_rulebook()
DAY = date(2026, 5, 15)


def share(rd_percent: int, sales: int = 1000) -> Facts:
    """An enterprise that spends so much of its sales (万元) on research, alike in three years."""
    fen = sales * 1_000_000
    years = [{"uscc": "A", "name": "甲", "year": year, "sales_revenue": fen} for year in (2023, 2024, 2025)]
    return Facts.of([{**row, "rd_expense": fen * rd_percent // 100} for row in years])


def moved(facts: Facts, **changes: str) -> list[tuple[str, str]]:
    change = what_if(facts, RULEBOOK, DAY, "hnte", {key.replace("__", "."): text for key, text in changes.items()})
    return change.moved.select("before", "after").rows()


@pytest.mark.parametrize(("percent", "found"), [(5, [("unknown", "not_met")]), (6, [])])
def test_a_bracket_raised_turns_away_who_lies_below_it(percent: int, found: list[tuple[str, str]]) -> None:
    assert moved(share(percent), rd_ratio_floor__1="6") == found


def test_another_bracket_moves_nobody_of_this_one() -> None:
    assert moved(share(5), rd_ratio_floor__2="6") == []
    assert moved(share(5, sales=6000), rd_ratio_floor__2="6") == [("unknown", "not_met")]


def test_a_case_of_a_table_is_named_by_its_text() -> None:
    rows = [{"uscc": "A", "name": "甲", "year": 2025, "size_sector": "工业", "staff": 1200, "revenue": 45_000_000_000}]
    change = what_if(Facts.of(rows), RULEBOOK, DAY, "sme_size", {"revenue_ceiling.工业": "50000"})
    assert change.enters.select("uscc", "before", "after").rows() == [("A", "not_met", "met")]


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("rd_ratio_floor", "请写明改哪一档：rd_ratio_floor.1、rd_ratio_floor.2、rd_ratio_floor.3"),
        ("rd_ratio_floor.4", "请写明改哪一档：rd_ratio_floor.1、rd_ratio_floor.2、rd_ratio_floor.3"),
        ("rd_ratio_flor", "没有参数「rd_ratio_flor」。您是否指 rd_ratio_floor？"),
        ("tech_staff_floor.1", "只能改单个数、日期、分档或分类取值"),
    ],
)
def test_what_cannot_be_set_is_said_with_what_can(key: str, message: str) -> None:
    with pytest.raises(GaoxinError, match=message.replace("？", ".")):
        what_if(share(5), RULEBOOK, DAY, "hnte", {key: "6"})

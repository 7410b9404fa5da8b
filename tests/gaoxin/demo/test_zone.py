"""The invented zone: reproducible, consistent, and with its edge cases in place."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from stdnum.cn import uscc

from gaoxin.demo import write_zone
from gaoxin.demo.edges import EDGES
from gaoxin.demo.invent import PRESENT, SOFT
from gaoxin.demo.titles import KINDS
from gaoxin.demo.trades import TRADES
from gaoxin.demo.zone import heading, reported_fields
from gaoxin.fields import Fields, load_fields
from gaoxin.periods import add_years
from gaoxin.register import read_facts
from gaoxin.rules.load import default_rulebook, load_rulebook
from gaoxin.units import UNITS as KNOWN_UNITS

ON = date(2026, 5, 15)
Row = dict[str, Any]  # field name → value as written in the workbook, "" when empty


@pytest.fixture(scope="module")
def fields() -> Fields:
    return reported_fields(load_fields(default_rulebook() / "fields.yaml"))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> CalamineWorkbook:
    path = tmp_path_factory.mktemp("zone") / "zone.xlsx"
    write_zone(path)
    return CalamineWorkbook.from_path(str(path))


@pytest.fixture(scope="module")
def rows(book: CalamineWorkbook, fields: Fields) -> list[Row]:
    names = {heading(item): name for name, item in fields.items()} | {"年度": "year"}
    headings, *lines = book.get_sheet_by_name("企业年报").to_python()
    return [{names[str(head)]: cell for head, cell in zip(headings, line, strict=True)} for line in lines]


@pytest.fixture(scope="module")
def titles(book: CalamineWorkbook) -> list[list[Any]]:
    headings, *lines = book.get_sheet_by_name("资质").to_python()
    assert headings == ["统一社会信用代码", "资质", "有效期起", "有效期止"]
    return lines


@pytest.fixture(scope="module")
def edges(rows: list[Row]) -> dict[str, dict[int, Row]]:
    """The named enterprises: brand → year → row."""
    found: dict[str, dict[int, Row]] = defaultdict(dict)
    for row in rows:
        found[row["name"][3:5]][int(row["year"])] = row
    return {edge.brand: found[edge.brand] for edge in EDGES}


def both(row: Row, *names: str) -> bool:
    return all(row[name] != "" for name in names)


def hundredths(value: float) -> int:
    """A printed figure without binary noise: 1822.5 → 182250."""
    return round(value * 100)


# The workbook


def test_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    write_zone(tmp_path / "a.xlsx", seed=7, enterprises=40)
    write_zone(tmp_path / "b.xlsx", seed=7, enterprises=40)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_another_seed_gives_another_zone(tmp_path: Path) -> None:
    write_zone(tmp_path / "a.xlsx", seed=7, enterprises=20)
    write_zone(tmp_path / "b.xlsx", seed=8, enterprises=20)
    assert (tmp_path / "a.xlsx").read_bytes() != (tmp_path / "b.xlsx").read_bytes()


def test_sheets_are_reports_titles_and_a_notice_of_invention(book: CalamineWorkbook) -> None:
    assert book.sheet_names == ["企业年报", "资质", "说明"]
    text = "".join(str(cell) for line in book.get_sheet_by_name("说明").to_python() for cell in line)
    assert "虚构" in text
    assert all(edge.claim in text for edge in EDGES)


def test_every_reported_field_has_a_column_under_its_label_and_a_known_unit(fields: Fields) -> None:
    assert "age_days" not in fields
    assert "output_value" not in fields
    for item in fields.values():
        assert heading(item).startswith(item.label)
        assert heading(item).removeprefix(item.label).strip("（）") in KNOWN_UNITS
    assert heading(fields["rd_expense"]) == "研发费用（万元）"
    assert heading(fields["market_share"]) == "细分市场占有率（%）"
    assert heading(fields["staff"]) == "职工总数"


def test_register_reads_the_workbook_without_a_mistake(tmp_path: Path) -> None:
    write_zone(tmp_path / "zone.xlsx", enterprises=60)
    rulebook = load_rulebook()
    titles = {name: title.id for title in rulebook.titles.values() for name in (title.label, *title.names)}
    facts = read_facts(tmp_path / "zone.xlsx", rulebook.fields, titles=titles)
    assert set(reported_fields(rulebook.fields)) <= set(facts.rows.columns)
    assert facts.recognitions is not None
    assert set(facts.recognitions["recognition"]) <= set(KINDS)
    # the one doubt is a field of technology known to be none of the listed ones (不属于)
    assert {issue.code for issue in facts.issues} <= {"GX137"}


@pytest.mark.parametrize("enterprises", [0, 577])
def test_impossible_number_of_enterprises_is_refused(tmp_path: Path, enterprises: int) -> None:
    with pytest.raises(ValueError, match="must be 1 to 576"):
        write_zone(tmp_path / "a.xlsx", enterprises=enterprises)


def test_all_invented_names_can_be_used_and_any_year(tmp_path: Path) -> None:
    write_zone(tmp_path / "a.xlsx", enterprises=576, year=2023)
    sheet = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_name("企业年报").to_python()
    assert len({line[1] for line in sheet[1:]}) == 576
    assert {line[2] for line in sheet[1:]} == {2020, 2021, 2022, 2023}


# The enterprises


def test_three_hundred_enterprises_with_one_name_each(rows: list[Row]) -> None:
    names = {(row["uscc"], row["name"]) for row in rows}
    assert len(names) == len({code for code, _ in names}) == len({name for _, name in names}) == 300


def test_codes_are_valid_and_of_an_unassigned_division(rows: list[Row]) -> None:
    codes = {row["uscc"] for row in rows}
    assert all(uscc.is_valid(code) for code in codes)
    assert {code[:8] for code in codes} == {"91640299"}


def test_trades_use_the_words_of_the_field_dictionary(fields: Fields) -> None:
    assert {trade.sector for trade in TRADES.values()} <= set(fields["size_sector"].choices)
    assert {trade.field for trade in TRADES.values()} <= set(fields["hitech_field"].choices)


def test_no_year_before_the_founding_and_none_twice(rows: list[Row]) -> None:
    seen = Counter((row["uscc"], row["year"]) for row in rows)
    assert set(seen.values()) == {1}
    assert {row["year"] for row in rows} == {2022, 2023, 2024, 2025}
    assert all(row["established_on"].year <= row["year"] for row in rows if row["established_on"])


def test_some_firms_miss_a_whole_year(rows: list[Row]) -> None:
    years: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        years[row["uscc"]].add(int(row["year"]))
    gaps = [held for held in years.values() if len(held) != 2026 - min(held)]
    assert 5 <= len(gaps) <= 25


def test_one_cell_in_sixteen_is_empty_and_most_soft_ones(rows: list[Row], fields: Fields) -> None:
    hard = [name for name in fields if name not in SOFT and name not in PRESENT]
    empty = sum(row[name] == "" for row in rows for name in hard) / len(hard) / len(rows)
    assert 0.05 <= empty <= 0.08
    for name in ("platform_score", "ip_technology_score", "management_score"):
        assert sum(row[name] == "" for row in rows) > len(rows) / 2


def test_revenue_has_a_heavy_tail(rows: list[Row]) -> None:
    newest = sorted(row["revenue"] for row in rows if row["year"] == 2025 and row["revenue"] != "")
    tenth = newest[-len(newest) // 10 :]
    assert sum(tenth) > 0.4 * sum(newest)


# The books


def test_liabilities_and_net_assets_make_the_assets(rows: list[Row]) -> None:
    names = ("total_assets", "total_liabilities", "net_assets")
    whole = [row for row in rows if both(row, *names)]
    assert len(whole) > 800
    for row in whole:
        assets, liabilities, net = (hundredths(row[name]) for name in names)
        assert (assets, liabilities >= 0) == (liabilities + net, True)


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("main_revenue", "revenue"),
        ("hitech_revenue", "total_income"),
        ("revenue", "total_income"),
        ("rd_expense_domestic", "rd_expense"),
        ("rd_expense", "cost_expense"),
        ("net_profit_lower", "net_profit"),
        ("tech_staff", "staff"),
        ("rd_staff", "tech_staff"),
        ("class1_ip_own", "class1_ip"),
        ("class1_ip_high_value", "class1_ip_own"),
        ("invention_patents", "class1_ip"),
    ],
)
def test_part_never_exceeds_whole(rows: list[Row], part: str, whole: str) -> None:
    assert all(row[part] <= row[whole] for row in rows if both(row, part, whole))


def test_every_number_is_within_the_bounds_of_its_field(rows: list[Row], fields: Fields) -> None:
    for row in rows:
        for name, item in fields.items():
            if item.is_numeric and row[name] not in ("", "无"):
                assert item.minimum is None or row[name] >= 0
    assert all(row["market_share"] <= 100 for row in rows if row["market_share"] != "")
    assert all(row["domestic_rank"] != 0 for row in rows)


# The recognitions


def test_titles_run_for_their_term_and_after_the_founding(rows: list[Row], titles: list[list[Any]]) -> None:
    founded = {row["uscc"]: row["established_on"] for row in rows if row["established_on"]}
    terms = {kind.label: kind.years for kind in KINDS.values()}
    for code, label, start, end in titles:
        assert add_years(end, -terms[label]) < start <= end
        assert (start - add_years(end, -terms[label])).days == 1
        assert start >= founded[code]


def test_one_title_in_eight_runs_out_within_half_a_year(titles: list[list[Any]]) -> None:
    soon = [end for *_, end in titles if ON <= end <= date(2026, 11, 15)]
    assert 0.09 <= len(soon) / len(titles) <= 0.17


def test_some_titles_have_run_out_already(titles: list[list[Any]]) -> None:
    assert sum(end < ON for *_, end in titles) > 20


def test_each_title_is_held_by_someone(titles: list[list[Any]]) -> None:
    assert {label for _, label, *_ in titles} == {kind.label for kind in KINDS.values()}


# The named enterprises: brand → claim


def three_years(history: dict[int, Row], name: str) -> list[int]:
    return [hundredths(history[year][name]) for year in (2023, 2024, 2025)]


def test_rd_ratio_is_exactly_five_per_cent(edges: dict[str, dict[int, Row]]) -> None:
    firm = edges["沅堇"]
    assert 20 * sum(three_years(firm, "rd_expense")) == sum(three_years(firm, "sales_revenue"))
    assert firm[2025]["sales_revenue"] <= 5000


def test_sales_are_exactly_fifty_million(edges: dict[str, dict[int, Row]]) -> None:
    assert edges["岫汀"][2025]["sales_revenue"] == 5000.00


def test_sales_are_exactly_two_hundred_million_at_four_per_cent(edges: dict[str, dict[int, Row]]) -> None:
    firm = edges["稷漪"]
    assert firm[2025]["sales_revenue"] == 20000.00
    assert 25 * sum(three_years(firm, "rd_expense")) == sum(three_years(firm, "sales_revenue"))


def test_rd_share_is_just_below_three_per_cent_and_rounds_to_it(edges: dict[str, dict[int, Row]]) -> None:
    firm = edges["棹圻"]
    share = sum(three_years(firm, "rd_expense")) / sum(three_years(firm, "sales_revenue"))
    assert share < 0.03
    assert f"{share:.2%}" == "3.00%"


def test_growth_is_exactly_thirty_five_per_cent(edges: dict[str, dict[int, Row]]) -> None:
    assert three_years(edges["霁甄"], "sales_revenue") == [100_000, 135_000, 182_250]
    assert three_years(edges["霁甄"], "net_assets") == [60_000, 81_000, 109_350]


def test_tech_staff_are_exactly_one_in_ten(edges: dict[str, dict[int, Row]]) -> None:
    row = edges["翊牧"][2025]
    assert (row["tech_staff"], row["staff"]) == (12, 120)


def test_firm_is_one_day_short_of_a_year(edges: dict[str, dict[int, Row]]) -> None:
    firm = edges["蘅桁"]
    assert list(firm) == [2025]
    assert (ON - firm[2025]["established_on"]).days == 364


def test_net_assets_are_negative(edges: dict[str, dict[int, Row]]) -> None:
    row = edges["珏霈"][2025]
    assert row["net_assets"] == -320
    assert row["total_liabilities"] > row["total_assets"] > 0


def test_first_of_three_years_has_no_revenue(edges: dict[str, dict[int, Row]]) -> None:
    assert three_years(edges["砚屿"], "sales_revenue") == [0, 38_000, 52_000]


def test_last_year_has_no_revenue(edges: dict[str, dict[int, Row]]) -> None:
    row = edges["箬芷"][2025]
    assert [row[name] for name in ("revenue", "sales_revenue", "total_income", "main_revenue")] == [
        0,
        0,
        0,
        0,
    ]
    assert row["rd_expense"] == 90


def test_award_ranks_are_known_to_be_none(edges: dict[str, dict[int, Row]]) -> None:
    for row in edges["溯衡"].values():
        assert (row["national_award_rank"], row["provincial_award_rank"]) == ("无", "无")


def test_sound_firm_is_on_the_abnormal_list(edges: dict[str, dict[int, Row]]) -> None:
    assert edges["葭壑"][2025]["on_abnormal_list"] == "是"


def test_firm_stands_on_every_numeric_threshold_of_the_little_giants(
    edges: dict[str, dict[int, Row]], titles: list[list[Any]]
) -> None:
    firm = edges["泠鸢"]
    row = firm[2025]
    assert 10 * hundredths(row["main_revenue"]) == 9 * hundredths(row["revenue"])
    assert 400 * hundredths(row["revenue"]) == 441 * hundredths(firm[2023]["revenue"])  # (21/20)²
    assert 4 * hundredths(row["total_liabilities"]) == 3 * hundredths(row["total_assets"])
    assert row["rd_expense"] + firm[2024]["rd_expense"] == 1200
    assert [row[name] for name in ("class1_ip", "market_share", "platform_score", "segment_years")] == [
        4,
        10,
        60,
        3,
    ]
    held = {label: end for code, label, _, end in titles if code == row["uscc"]}
    assert held["专精特新中小企业"] > ON


def test_title_runs_out_on_the_very_day(edges: dict[str, dict[int, Row]], titles: list[list[Any]]) -> None:
    code = edges["湜嵘"][2025]["uscc"]
    assert [end for held, label, _, end in titles if (held, label) == (code, "高新技术企业")] == [ON]


def test_year_before_last_was_not_reported(edges: dict[str, dict[int, Row]]) -> None:
    assert sorted(edges["栎棠"]) == [2022, 2023, 2025]


def test_firm_is_exactly_medium_sized(edges: dict[str, dict[int, Row]]) -> None:
    row = edges["琚筑"][2025]
    assert (row["size_sector"], row["staff"], row["revenue"]) == ("软件信息技术", 100, 1000)


def test_named_firms_have_no_cell_empty_by_chance(edges: dict[str, dict[int, Row]]) -> None:
    named = [row for firm in edges.values() for row in firm.values()]
    empty = {name for row in named for name, cell in row.items() if cell == ""}
    assert empty == {"valuation", "expected_market_cap"}

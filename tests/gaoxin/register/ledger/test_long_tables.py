"""Tables of one row per enterprise and year, and text files: what they mean, and what they would change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gaoxin.register.identity import Firm, Register
from gaoxin.register.ledger.diff import changes
from gaoxin.register.ledger.document import document
from gaoxin.register.ledger.reading import Ledger, read_workbook
from tests.journeys.ledgers import FIRMS, Page, issues, read, words, write

HEAD = ["统一社会信用代码", "企业名称", "年度", "研发费用（万元）", "所属园区"]
ROWS = [[FIRMS[0], "甲辰新材料有限公司", 2024, 41.26, "东区"], [FIRMS[0], "甲辰新材料有限公司", 2025, 50, "东区"]]


def against(path: Path, values: dict[str, dict[str, Any]]) -> Ledger:
    firm = Firm(FIRMS[0], "甲辰新材料有限公司", values=values)
    return read_workbook(path, words(), register=Register([firm]))


def test_figure_of_a_record_belongs_to_the_year_that_stands_in_it(tmp_path: Path) -> None:
    ledger = against(
        write(tmp_path / "facts.xlsx", Page("企业信息", [HEAD, *ROWS])),
        {"rd_expense": {"2024": 412_600, "2025": 500_000}, "zone": {"": "东区"}},
    )
    periods = [record["values"]["rd_expense"]["period"] for record in document(ledger, words().vocabulary)["records"]]
    assert (periods, changes(ledger)["same"]) == (["2024", "2025"], 2)


def test_figure_of_another_year_is_a_change(tmp_path: Path) -> None:
    ledger = against(
        write(tmp_path / "facts.xlsx", Page("企业信息", [HEAD, ROWS[1]])),
        {"rd_expense": {"2024": 500_000}, "zone": {"": "东区"}},
    )
    assert changes(ledger)["changed"] == 1


def test_two_firms_of_one_name_with_codes_of_their_own_are_two(tmp_path: Path) -> None:
    rows = [HEAD[:2], [FIRMS[0], "甲辰新材料有限公司"], [FIRMS[1], "甲辰新材料有限公司"]]
    given = read(write(tmp_path / "ledger.xlsx", Page("台账", rows)))
    assert ([record["enterprise"]["uscc"] for record in given["records"]], issues(given)) == (list(FIRMS[:2]), [])


@pytest.mark.parametrize(("sheet", "found"), [("填报说明", []), ("数据", [("GX311", "A1")])])
def test_sheet_of_instructions_needs_no_header(tmp_path: Path, sheet: str, found: list[object]) -> None:
    rows = [["一、请逐年填写", "二、不详请留空"], ["三、勿删表头", "四、勿并单元格"]]
    given = read(write(tmp_path / "ledger.xlsx", Page("台账", [HEAD, *ROWS]), Page(sheet, rows)))
    assert issues(given) == found


def test_rows_of_a_text_file_that_hold_four_figure_numbers_are_no_headers(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    lines = ["企业名称,职工总数,发明专利", "甲辰新材料有限公司,1205,3012", "乙巳智能装备有限公司,2400,1001"]
    path.write_text("\n".join(lines), "utf-8")
    given = read(path)
    assert [record["values"]["staff"]["value"] for record in given["records"]] == [1205, 2400]
    assert given["sheets"][0]["header_rows"] == [1]


def test_text_that_was_kept_from_being_run_loses_its_apostrophe(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("企业名称,备注\n甲辰新材料有限公司,'=1+1\n乙巳智能装备有限公司,'abc", "utf-8")
    assert [record["values"]["备注"]["value"] for record in read(path)["records"]] == ["=1+1", "'abc"]


@pytest.mark.parametrize(
    ("cells", "values", "found"),
    [
        ([2.05, 0.5], [0.0205, 0.005], []),  # 2.05 can only be per cent, and so is the other
        ([1, 0.5], [0.01, 0.005], [("GX323", "B2"), ("GX323", "B3")]),
        ([2.05, "5.03%"], [0.0205, 0.0503], [("GX323", "B2")]),
    ],
)
def test_bare_numbers_under_per_cent_are_doubtful_unless_all_are_and_one_is_above_one(
    tmp_path: Path, cells: list[object], values: list[float], found: list[object]
) -> None:
    rows = [
        ["企业名称", "研发强度（%）"],
        *([name, cell] for name, cell in zip(("甲公司", "乙公司"), cells, strict=True)),
    ]
    given = read(write(tmp_path / "ledger.xlsx", Page("台账", rows)))
    read_as = [record["values"]["研发强度（%）"]["value"] for record in given["records"]]
    assert ([round(value, 9) for value in read_as], issues(given)) == (values, found)

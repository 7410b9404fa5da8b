"""An exported register reads back as no change, by the reader that reads anybody's ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum.cn.uscc import calc_check_digit

import gaoxin
from gaoxin.errors import GaoxinError
from gaoxin.fields import Field
from gaoxin.register.export import export_register
from gaoxin.register.export_cells import UNSAYABLE
from gaoxin.register.identity import Firm, Register
from gaoxin.register.ledger.diff import base, changes
from gaoxin.register.ledger.reading import Ledger, read_workbook, words_of
from tests.gaoxin.register.helpers import A, B

RULEBOOK = gaoxin.load_rulebook()
WORDS = words_of(Path(RULEBOOK.root), RULEBOOK.fields, RULEBOOK.title_names())
TITLES = {title.id: title.label for title in RULEBOOK.titles.values()}
FIELDS = [field for field in RULEBOOK.fields.values() if not field.derived and field.name not in ("uscc", "name")]
NOTHING = {"new": 0, "changed": 0, "same": 0, "duplicate": 0, "review": 0}
SUFFIXES = [".xlsx", ".csv"]


def exported(path: Path, firms: list[Firm]) -> tuple[list[gaoxin.Issue], Ledger]:
    issues = export_register(path, firms, WORDS, TITLES)
    return issues, read_workbook(path, WORDS, register=Register(firms))


def firm(values: Mapping[str, Mapping[str, Any]], uscc: str | None = A, name: str = "甲科技有限公司") -> Firm:
    return Firm(uscc, name, values=values)


EVERYTHING = {
    "rd_expense": {"2023": 4_126_000.01, "2022": 0, "2023-01/2023-10": 5_000_000_000_000},
    "net_profit": {"2023": -12.34},
    "total_assets": {"2023": 99_999_999_999_999.98},
    "valuation": {"2023": 1_000_000_000},
    "market_share": {"2023": 0.123456789012, "2022": 1},
    "staff": {"2023": 12},
    "segment_years": {"2023": 3.5},
    "domestic_rank": {"2023": 3},
    "established_on": {"": "2015-06"},
    "resident": {"": True},
    "listed": {"": False},
    "chain": {"": "新材料产业链"},
    "zone": {"": "0012"},
    "hitech_field": {"": "新材料"},
    "output_value": {"2023-05": 10_000},
    "output_value_ytd": {"2023-01/2023-05": 50_000},
    "held:hnte": {"": True},
    "held:srdi": {"": False},
    "总投资（亿元）": {"": 12_345_678_900},
    "竣工时间": {"": "2024"},
    "主要经济指标/同比增速": {"": -0.269},
    "联系人": {"": "某某"},
    "备注": {"": "已搬迁"},
}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_kind_of_value_reads_back_as_no_change(suffix: str, tmp_path: Path):
    firms = [firm(EVERYTHING), firm({"staff": {"2022": 7}}, None, "乙（集团）有限公司"), firm({}, B, "丙材料有限公司")]
    issues, ledger = exported(tmp_path / f"名册{suffix}", firms)
    assert (issues, changes(ledger)) == ([], NOTHING | {"same": 3})
    (table,) = ledger.tables
    back: dict[str, dict[str, Any]] = {}
    for column in table.columns[3:]:
        value = base(table.cells[column.index].plain[0], column.kind)
        if value is not None:
            back.setdefault(column.field or column.key, {})[str(column.period or "")] = value
    assert back == EVERYTHING


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_value_that_is_not_the_registers_is_a_change(suffix: str, tmp_path: Path):
    path = tmp_path / f"名册{suffix}"
    export_register(path, [firm({"staff": {"2023": 12}})], WORDS, TITLES)
    other = Register([firm({"staff": {"2023": 13}})])
    assert changes(read_workbook(path, WORDS, register=other)) == NOTHING | {"changed": 1}


def test_a_workbook_is_headed_as_ledgers_are(tmp_path: Path):
    values = {
        "rd_expense": {"2023": 412_600, "2022": 1},
        "market_share": {"2023": 0.35},
        "established_on": {"": "2015-06-01"},
    }
    export_register(tmp_path / "名册.xlsx", [firm(values | {"held:hnte": {"": True}})], WORDS, TITLES)
    sheet = openpyxl.load_workbook(tmp_path / "名册.xlsx")["企业名册"]
    head = ["成立日期", "2023年研发费用（万元）", "2022年研发费用（万元）", "2023年细分市场占有率", "高新技术企业"]
    assert [[str(cell.value) for cell in row] for row in sheet.iter_rows()] == [
        ["序号", "统一社会信用代码", "企业名称", *head],
        ["1", A, "甲科技有限公司", "2015-06-01 00:00:00", "41.26", "0.0001", "0.35", "是"],
    ]
    shown = [sheet.cell(2, column).number_format for column in range(1, 9)]
    money = "#,##0.00####"  # to the fen, in 万元
    assert shown == ["General", "@", "@", "yyyy-mm-dd", money, money, "0.00%", "General"]
    page = sheet.page_setup
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.print_title_cols) == ("D2", "$1:$1", "$A:$C")
    assert (page.paperSize, page.orientation, page.fitToWidth, page.fitToHeight) == (9, "landscape", None, 0)


def test_a_csv_is_utf8_with_its_mark_and_runs_nothing(tmp_path: Path):
    export_register(tmp_path / "名册.csv", [firm({"chain": {"": "=1+1"}, "net_profit": {"2023": -1}})], WORDS, TITLES)
    data = (tmp_path / "名册.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines()[1] == f"1,{A},甲科技有限公司,'=1+1,-0.0001"


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    ("name", "period", "value"),
    [
        ("rd_expense", "2023", 0.001),  # less than a fen
        ("rd_expense", "2023", 5_000_000_000_000.01),  # beyond its bounds
        ("market_share", "2023", 0.1234567890123),
        ("staff", "2023", 1.5),
        ("chain", "", " 新材料"),
        ("chain", "", "——"),
        ("established_on", "", "2015-02-30"),
        ("resident", "", "也许"),
        ("held:nobody", "", True),
    ],
)
def test_a_value_that_would_come_back_as_another_is_left_out_and_told(
    suffix: str, name: str, period: str, value: Any, tmp_path: Path
):
    firms = [firm({name: {period: value}, "tax_paid": {"2023": 1}})]
    issues, ledger = exported(tmp_path / f"名册{suffix}", firms)
    assert [(issue.code, issue.severity) for issue in issues] == [("GX390", "warning")]
    assert issues[0].message.startswith("“甲科技有限公司”的「")
    assert changes(ledger) == NOTHING | {"same": 1}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"output_value": {"2023-01/2023-10": 1}}, "“output_value”（2023-01/2023-10）写不成能读回的列名，整列略去。"),
        ({"年度": {"": "2023"}}, "“年度”写不成能读回的列名，整列略去。"),
    ],
)
def test_a_column_whose_heading_would_mean_another_is_left_out_and_told(
    values: dict[str, Any], said: str, tmp_path: Path
):
    issues, ledger = exported(tmp_path / "名册.xlsx", [firm(values)])
    assert ([issue.message for issue in issues], changes(ledger)) == ([said], NOTHING | {"same": 1})


def test_a_number_under_a_heading_that_does_not_tell_is_one_in_a_workbook_only(tmp_path: Path):
    firms = [firm({"某指标": {"": 7}})]
    assert exported(tmp_path / "名册.xlsx", firms)[0] == []
    issues, ledger = exported(tmp_path / "名册.csv", firms)
    assert ([issue.code for issue in issues], changes(ledger)) == (["GX390"], NOTHING | {"same": 1})


def test_a_text_that_a_spreadsheet_would_run_reads_back_from_a_workbook(tmp_path: Path):
    issues, ledger = exported(tmp_path / "名册.xlsx", [firm({"chain": {"": "=1+1"}, "zone": {"": "-东区"}})])
    assert (issues, changes(ledger)) == ([], NOTHING | {"same": 1})


def test_another_suffix_is_refused(tmp_path: Path):
    with pytest.raises(GaoxinError, match=r"名册可存为 \.xlsx 或 \.csv，不能存为“名册\.parquet”"):
        export_register(tmp_path / "名册.parquet", [], WORDS, TITLES)


# any register


def values_of(field: Field) -> st.SearchStrategy[Any]:
    match field.kind:
        case "bool":
            return st.booleans()
        case "date":
            days = st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(str)
            return days | days.map(lambda day: day[:7]) | days.map(lambda day: day[:4])
        case "text" if field.values:
            return st.sampled_from(field.choices)
        case "text":
            return st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs"]), min_size=1, max_size=8).filter(
                is_plain
            )
    low, high = field.bounds
    steps = st.sampled_from([low, low + 1, high - 1, high]) | st.integers(low, high)
    return steps.map(lambda step: base(step, field.kind))


def is_plain(text: str) -> bool:
    """A text that is none of the signs for unknown or of formula errors, and that a workbook holds."""
    return not (text.strip("-—/#") != text or UNSAYABLE.search(text))


def periods_of(field: Field) -> st.SearchStrategy[str]:
    if field.period == "static":
        return st.just("")
    if field.name.endswith("_ytd"):
        return st.integers(2, 11).map(lambda month: f"2023-01/2023-{month:02d}")
    years = st.integers(2000, 2030).map(str)
    return years if field.period == "year" else years | st.integers(1, 12).map(lambda month: f"2023-{month:02d}")


@st.composite
def registers(draw: st.DrawFn) -> list[Firm]:
    """Firms with codes or names of their own, and any valid value of any field."""
    count = draw(st.integers(1, 5))
    chosen = draw(st.lists(st.sampled_from(FIELDS), unique_by=lambda field: field.name, min_size=1, max_size=8))
    firms = []
    for number in range(count):
        values: dict[str, Any] = {}
        for field in chosen:
            cells = draw(st.dictionaries(periods_of(field), values_of(field), max_size=2))
            if cells:
                values[field.name] = cells
        body = f"91370100{number:09d}"
        uscc = draw(st.sampled_from([None, body + calc_check_digit(body)]))
        firms.append(firm(values, uscc, f"{'甲乙丙丁戊'[number] * 3}精密机械有限公司"))
    return firms


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(firms=registers())
def test_any_register_reads_back_as_no_change(suffix: str, firms: list[Firm]):
    with TemporaryDirectory() as folder:
        issues, ledger = exported(Path(folder) / f"名册{suffix}", firms)
    assert ([issue.message for issue in issues], changes(ledger)) == ([], NOTHING | {"same": len(firms)})

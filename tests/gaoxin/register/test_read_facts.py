"""Reading facts: every good row kept, every doubt located."""

from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from gaoxin.errors import Place
from gaoxin.fields import NONE_RANK, Fields
from gaoxin.register import Facts, read_facts
from tests.gaoxin.register.helpers import A, B, C, told, write_book

Read = Callable[..., Facts]


def test_a_csv_is_read_in_steps(read_csv: Read):
    facts = read_csv(
        "统一社会信用代码,企业名称,年度,研发费用（万元）,职工总数,细分市场占有率（%）,已上市,成立日期,细分市场国内排名",
        f"{A},甲公司,2025,412.6,120,35,是,2015/3/2,无",
        f"{B},乙公司,2025年,,,12%,否,,3",
    )
    assert facts.rows.to_dict(as_series=False) == {
        "uscc": [A, B],
        "name": ["甲公司", "乙公司"],
        "year": [2025, 2025],
        "rd_expense": [412_600_000, None],
        "staff": [120, None],
        "market_share": [350_000_000_000, 120_000_000_000],
        "listed": [True, False],
        "established_on": [date(2015, 3, 2), None],
        "domestic_rank": [NONE_RANK, 3],
    }
    assert facts.rows.schema["year"] == pl.Int32
    assert (facts.issues, facts.recognitions, facts.file) == ((), None, "facts.csv")


def test_a_workbook_is_read_in_steps(read_book: Read):
    facts = read_book(
        {
            "说明": [["请勿修改"]],
            "企业信息": [
                [
                    "统一社会信用代码",
                    "年度",
                    "研发费用（万元）",
                    "成立日期",
                    "已上市",
                    "行政区划代码",
                    "细分市场国内排名",
                ],
                [A, 2025, 412.6, datetime(2015, 3, 2), True, 370100, "无"],
                [B, "2025年", "0.1", "2015.3.2", "否", "370102", 3],
            ],
        }
    )
    assert facts.rows.to_dict(as_series=False) == {
        "uscc": [A, B],
        "name": [None, None],
        "year": [2025, 2025],
        "rd_expense": [412_600_000, 100_000],
        "established_on": [date(2015, 3, 2), date(2015, 3, 2)],
        "listed": [True, False],
        "region_code": ["370100", "370102"],
        "domestic_rank": [NONE_RANK, 3],
    }
    assert facts.issues == ()


def test_parquet_keeps_its_types(tmp_path: Path, fields: Fields):
    path = tmp_path / "facts.parquet"
    frame = {"uscc": [A], "year": [2025], "rd_expense": [4126000.1], "staff": [12], "listed": [True]}
    pl.DataFrame(frame).with_columns(established_on=date(2015, 3, 2)).write_parquet(path)
    facts = read_facts(path, fields)
    assert facts.rows.rows() == [(A, None, 2025, 412_600_010, 12, True, date(2015, 3, 2))]
    assert facts.issues == ()
    assert facts.sha256 == sha256(path.read_bytes()).hexdigest()
    assert facts.place(A, 2025, "staff") == Place("facts.parquet", line=1, column=4, cell="D1")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_common_encoding_reads_the_same(encoding: str, read_csv: Read):
    facts = read_csv("统一社会信用代码,企业名称,年度", f"{A},镕㐱公司,2025", encoding=encoding)
    assert facts.rows.rows() == [(A, "镕㐱公司", 2025)]
    assert [issue.code for issue in facts.issues] == (["GX110"] if encoding == "gb18030" else [])


def test_text_in_number_is_located_and_the_rest_is_kept(read_book: Read):
    facts = read_book(
        {"企业信息": [["uscc", "year", "研发费用（万元）"], [A, 2025, 1], [B, 2025, "四百余"]]}, file="2025年报.xlsx"
    )
    assert facts.rows["rd_expense"].to_list() == [1_000_000, None]
    assert [str(issue) for issue in facts.issues] == [
        "2025年报.xlsx · 企业信息!C3 GX131 「研发费用（万元）」为“四百余”，不是数字。 "
        "请填写数值，如 412.6；单位写在表头，不详请留空。"
    ]


def test_negative_head_count_is_unknown(read_csv: Read):
    facts = read_csv("uscc,year,职工总数", f"{A},2025,-3", f"{B},2025,12.5")
    assert facts.rows["staff"].to_list() == [None, None]
    assert told(facts.issues) == [("GX132", "error", "C2"), ("GX133", "error", "C3")]
    assert facts.issues[0].place == Place("facts.csv", line=2, column=3, cell="C2")


def test_unknown_column_is_left_out_and_the_rest_is_kept(read_csv: Read):
    facts = read_csv("uscc,year,备注,staff", f"{A},2025,x,12")
    assert facts.rows.rows() == [(A, None, 2025, 12)]
    assert told(facts.issues) == [("GX112", "error", "C1")]


def test_a_filled_column_without_heading_is_told(read_csv: Read):
    facts = read_csv("uscc,year,,staff,", f"{A},2025,x,12,")
    assert told(facts.issues) == [("GX112", "error", "C1")]


def test_impossible_date_is_unknown(read_csv: Read):
    facts = read_csv("uscc,year,established_on", f"{A},2025,2023-02-30", f"{B},2025,2015-03")
    assert facts.rows["established_on"].to_list() == [None, None]
    assert told(facts.issues) == [("GX134", "error", "C2"), ("GX135", "error", "C3")]


def test_a_row_without_code_or_year_is_left_out(read_csv: Read):
    facts = read_csv("uscc,year,staff", f"{A},2025,1", ",2025,2", f"{B},,3", f"{C},去年,x", "合计,2025,6")
    assert facts.rows["uscc"].to_list() == [A, "合计"]
    assert told(facts.issues) == [
        ("GX121", "error", "A3"),
        ("GX122", "warning", "A6"),
        ("GX123", "error", "B4"),
        ("GX123", "error", "B5"),
    ]


def test_the_same_row_twice_is_one(read_csv: Read):
    facts = read_csv("uscc,year,staff", f"{A},2025,12", f"{B},2025,3", f"{A},2025年,12.0")
    assert facts.rows["uscc"].to_list() == [A, B]
    assert told(facts.issues) == [("GX124", "warning", "A4")]


def test_duplicate_enterprise_year_keeps_the_first_and_names_both(read_csv: Read):
    facts = read_csv("uscc,name,year,staff", f"{A},甲,2025,12", f"{A},甲,2025,13", f"{A},甲,2025,", f"{A},甲,2024,9")
    assert facts.rows["staff"].to_list() == [12, 9]
    assert told(facts.issues) == [("GX125", "error", "D3"), ("GX125", "error", "D4")]
    assert facts.issues[0].hint == "请核对 D3 与 D2，只留一行。"


def test_the_newest_name_stands_on_every_row(read_csv: Read):
    facts = read_csv(
        "uscc,name,year", f"{A},新名,2025", f"{A},旧名,2023", f"{A},,2024", f"{B},丙（集团）,2024", f"{B},丙(集团),2025"
    )
    assert facts.rows["name"].to_list() == ["新名", "新名", "新名", "丙(集团)", "丙(集团)"]
    assert told(facts.issues) == [("GX126", "warning", "B2")]


def test_two_dates_of_establishment_are_told_and_both_kept(read_csv: Read):
    facts = read_csv("uscc,year,established_on", f"{A},2025,2015-03-02", f"{A},2024,2015-03-01")
    assert facts.rows["established_on"].to_list() == [date(2015, 3, 2), date(2015, 3, 1)]
    assert told(facts.issues) == [("GX127", "warning", "C2")]


def test_a_table_without_years_holds_static_fields_alone(read_csv: Read):
    facts = read_csv("uscc,name,staff,SRDI26-5,zone", f"{A},甲,12,是,东区", judgements=["SRDI26-5"])
    assert facts.rows.rows(named=True) == [{"uscc": A, "name": "甲", "year": None, "SRDI26-5": True, "zone": "东区"}]
    assert told(facts.issues) == [("GX115", "error", "C1")]


def test_zero_rows_are_empty_facts_with_an_issue(read_csv: Read):
    facts = read_csv("uscc,name,year,staff")
    assert (facts.rows.columns, facts.rows.height) == (["uscc", "name", "year", "staff"], 0)
    assert told(facts.issues) == [("GX108", "warning", "A1")]


def test_a_judgement_is_a_column_only_when_allowed(read_csv: Read):
    lines = ("uscc,year,srdi26-5", f"{A},2025,是", f"{B},2025,看情况")
    facts = read_csv(*lines, judgements=["SRDI26-5"])
    assert facts.rows["SRDI26-5"].to_list() == [True, None]
    assert told(facts.issues) == [("GX138", "error", "C3")]
    assert told(read_csv(*lines).issues) == [("GX112", "error", "C1")]


def test_an_unquoted_thousands_comma_shifts_no_cell(read_csv: Read):
    facts = read_csv("uscc,year,revenue,staff", f"{A},2025,1,234,12", f'{B},2025,"1,234",12')
    assert facts.rows.rows() == [(B, None, 2025, 123_400, 12)]
    assert [(issue.code, issue.place.line) for issue in facts.issues] == [("GX128", 2)]


def test_lines_are_counted_through_blank_lines_and_cells_of_several_lines(read_csv: Read):
    facts = read_csv("# 2025 年报", "uscc,name,year,staff", "", f'{A},"甲\n公司",2025,12', f"{B},乙,2025,x")
    assert facts.place(A, 2025, "staff") == Place("facts.csv", line=4, column=4, cell="D4")
    assert told(facts.issues) == [("GX131", "error", "D6")]


def test_a_tab_separated_text_is_read(read_csv: Read):
    assert read_csv("uscc\tyear\tstaff", f"{A}\t2025\t1,234").rows.rows() == [(A, None, 2025, 1234)]


def test_cells_are_placed_below_a_title_and_beside_an_empty_column(tmp_path: Path, fields: Fields):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B2"] = "企业年报"
    for column, (heading, cell) in enumerate({"uscc": A, "year": 2025, "staff": "若干"}.items(), start=2):
        sheet.cell(4, column, heading)
        sheet.cell(6, column, cell)
    book.save(tmp_path / "facts.xlsx")
    facts = read_facts(tmp_path / "facts.xlsx", fields)
    assert told(facts.issues) == [("GX131", "error", "D6")]
    assert facts.place(A, 2025, "uscc").cell == "B6"


def test_hidden_sheets_are_not_read_and_a_second_table_is_told(read_book: Read):
    head = ["uscc", "year"]
    facts = read_book({"旧": [head, [C, 2020]], "今年": [head, [A, 2025]], "去年": [head, [A, 2024]]}, hidden=["旧"])
    assert facts.rows.rows() == [(A, None, 2025)]
    assert [(issue.code, issue.place.sheet) for issue in facts.issues] == [("GX117", "去年")]


def test_percent_format_under_a_percent_heading_is_doubted(read_book: Read):
    heading = ["uscc", "year", "细分市场占有率（%）"]
    facts = read_book({"企业信息": [heading, [A, 2025, 0.35], [B, 2025, 0.12]]})
    assert told(facts.issues) == [("GX118", "warning", "C1")]
    assert read_book({"企业信息": [heading, [A, 2025, 0.35], [B, 2025, 12]]}).issues == ()


def test_a_static_value_is_placed_at_its_newest_cell(read_csv: Read):
    facts = read_csv("uscc,year,zone,staff", f"{A},2024,东区,1", f"{A},2025,,2", f"{A},2023,西区,3")
    assert facts.place(A, 2025, "zone").cell == "C2"
    assert facts.place(A, 2023, "staff").cell == "D4"
    assert facts.place(A, 2020, "staff") == Place("facts.csv")
    assert facts.place(A, 2025, "revenue") == Place("facts.csv")


def test_issues_of_one_code_are_bounded(read_csv: Read):
    facts = read_csv("uscc,year,staff", *(f"甲{number},2025,若干" for number in range(250)), f",2025,{A}")
    codes = [issue.code for issue in facts.issues]
    assert [codes.count(code) for code in ("GX121", "GX122", "GX131", "GX109")] == [1, 200, 200, 2]
    assert [(issue.message, issue.severity) for issue in facts.issues[-2:]] == [
        ("另有 50 处同类问题（GX122）未逐一列出。", "warning"),
        ("另有 50 处同类问题（GX131）未逐一列出。", "error"),
    ]


def test_facts_from_memory_begin_with_their_keys():
    facts = Facts.of([{"staff": 12, "uscc": A}], [{"uscc": A, "recognition": "hnte"}])
    assert facts.rows.rows(named=True) == [{"uscc": A, "name": None, "year": None, "staff": 12}]
    assert facts.recognitions is not None
    assert facts.recognitions.rows() == [(A, "hnte", None, None)]
    assert facts.place(A, 2025, "staff") == Place()
    assert Facts.of([]).rows.columns == ["uscc", "name", "year"]


def test_a_workbook_of_strings_alone_is_read(tmp_path: Path, fields: Fields):
    path = write_book(tmp_path / "facts.xlsx", {"a": [["uscc", "year", "staff"], [f"'{A}", "2025", "１２"]]})
    assert read_facts(path, fields).rows.rows() == [(A, None, 2025, 12)]

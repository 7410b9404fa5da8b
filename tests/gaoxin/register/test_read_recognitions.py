"""Recognitions held: a sheet or a file of its own."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from gaoxin.fields import Fields
from gaoxin.register import Facts, read_facts
from tests.gaoxin.register.helpers import A, B, told

Read = Callable[..., Facts]
TITLES = {"hnte": "hnte", "高新技术企业": "hnte", "高企": "hnte", "专精特新“小巨人”": "little_giant"}
FACTS = [["uscc", "year"], [A, 2025]]


@pytest.mark.parametrize("sheet", ["recognitions", "资质", "认定", " Recognitions "])
def test_a_sheet_lists_recognitions_by_id(sheet: str, read_book: Read):
    listing = [
        ["统一社会信用代码", "资质", "有效期起", "有效期止"],
        [A, "高企", date(2023, 12, 1), "2026-11-30"],
        [B, "hnte"],
    ]
    facts = read_book({sheet: listing, "企业信息": FACTS}, titles=TITLES)
    assert facts.recognitions is not None
    assert facts.recognitions.rows() == [(A, "hnte", date(2023, 12, 1), date(2026, 11, 30)), (B, "hnte", None, None)]
    assert facts.issues == ()


def test_a_file_goes_before_a_sheet(read_book: Read, tmp_path: Path):
    (tmp_path / "r.csv").write_bytes(f"uscc,recognition,valid_from,valid_to\n{B},高新技术企业,,\n".encode("gb18030"))
    sheets = {"企业信息": FACTS, "资质": [["uscc", "recognition"], [A, "hnte"]]}
    facts = read_book(sheets, recognitions=tmp_path / "r.csv", titles=TITLES)
    assert facts.recognitions is not None
    assert facts.recognitions.rows() == [(B, "hnte", None, None)]


def test_an_empty_listing_is_known_and_a_missing_one_is_not(read_book: Read):
    listed = read_book({"企业信息": FACTS, "资质": [["uscc", "recognition", "valid_from", "valid_to"]]})
    assert listed.recognitions is not None
    assert (listed.recognitions.height, listed.issues) == (0, ())
    assert read_book({"企业信息": FACTS}).recognitions is None


def test_an_unknown_title_is_left_out_with_a_warning(read_book: Read):
    listing = [["uscc", "recognition"], [A, "高新企业"], [A, ""], ["", "hnte"], [A, "专精特新“小巨人”"]]
    facts = read_book({"企业信息": FACTS, "资质": listing}, titles=TITLES)
    assert facts.recognitions is not None
    assert facts.recognitions["recognition"].to_list() == ["little_giant"]
    assert told(facts.issues) == [("GX121", "error", "A4"), ("GX142", "warning", "B2"), ("GX142", "warning", "B3")]


def test_without_titles_a_name_stands_as_written(read_book: Read):
    facts = read_book({"企业信息": FACTS, "资质": [["uscc", "recognition"], [A, " hnte "], [A, "hnte"]]})
    assert facts.recognitions is not None
    assert facts.recognitions["recognition"].to_list() == ["hnte"]


def test_days_that_end_before_they_begin_leave_the_row_out(read_book: Read):
    listing = [["uscc", "recognition", "valid_from", "valid_to"], [A, "hnte", "2026-01-02", "2026-01-01"]]
    listing += [[B, "hnte", "2026-01-01", "2026-01-01"], [B, "hnte", "2026-02-30", ""]]
    facts = read_book({"企业信息": FACTS, "资质": listing}, titles=TITLES)
    assert facts.recognitions is not None
    assert facts.recognitions.rows() == [
        (B, "hnte", date(2026, 1, 1), date(2026, 1, 1)),
        (B, "hnte", None, None),
    ]
    assert told(facts.issues) == [("GX134", "error", "C4"), ("GX143", "error", "D2")]


def test_a_listing_without_its_columns_is_unknown_not_empty(read_book: Read):
    facts = read_book({"企业信息": FACTS, "资质": [["企业名称", "备注"], ["甲", "x"]]}, titles=TITLES)
    assert facts.recognitions is None
    assert told(facts.issues) == [("GX112", "warning", "B1"), ("GX141", "error", "A1")]


def test_issues_name_the_recognitions_file(tmp_path: Path, fields: Fields):
    (tmp_path / "facts.csv").write_bytes(f"uscc,year\n{A},2025\n".encode())
    (tmp_path / "资质.csv").write_bytes(f"uscc,资质\n{A},高新\n".encode())
    facts = read_facts(tmp_path / "facts.csv", fields, recognitions=tmp_path / "资质.csv", titles=TITLES)
    assert [(issue.code, str(issue.place)) for issue in facts.issues] == [("GX142", "资质.csv:2:2")]

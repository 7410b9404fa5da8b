"""The messy sample ledgers yield every value, skipped row, duplicate, warning and check of a correct reading."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gaoxin.register.identity import Register
from gaoxin.register.ledger.document import document
from gaoxin.register.ledger.reading import read_workbook, words_of
from gaoxin.rules.load import load_rulebook

SAMPLES = Path(__file__).parents[5] / "shared" / "samples"
FIRMS = "01_企业台账_2023年1-10月"
LADDER = "03_梯次培育库及月度产值"
NAMES = "04_企业名单_gbk.csv"
TITLES = {"科技型中小企业": "tech_sme", "高新技术企业": "hnte", "专精特新": "srdi", "小巨人": "little_giant"}
TITLES |= {"瞪羚": "gazelle", "制造业单项冠军": "single_champion"}

# what the expected JSON calls a value → the record's key, the part of it, and its factor
MONEY = {
    "reg_capital_wan": "企业基本信息/注册资本",
    "rev": "revenue",
    "rev_prev": "revenue@2022-01/2022-10",
    "gov": "output_value_ytd",
    "gov_prev": "output_value_ytd@2022-01/2022-10",
    "rd": "rd_expense",
}
RATIOS = {
    "rev_yoy": "主要经济指标/营业收入/同比增速",
    "gov_yoy": "主要经济指标/工业总产值/同比增速",
    "rd_intensity": "研发情况/研发强度（%）",
}
OTHERS = {"established": ("established_on", "value"), "phone": ("企业基本信息/联系电话", "value")}
OTHERS |= {"hnte": ("held:hnte", "value"), "hnte_status": ("held:hnte", "status")}
OTHERS |= {"hnte_from": ("资质/证书有效期", "from"), "hnte_to": ("资质/证书有效期", "to"), "note": ("备注", "raw")}
CODES = {
    "fullwidth_normalised": "GX353",
    "lowercase_normalised": "GX354",
    "apostrophe_stripped": "GX355",
    "inner_space_removed": "GX356",
    "former_name_extracted": "GX357",
    "check_digit_failed": "GX351",
    "missing": "GX350",
    "percent_without_sign": "GX323",
    "foreign_currency": "GX322",
    "zero_base_no_growth": "GX377",
    "unit_assumed_wan": "GX321",
    "single_date_read_as_expiry": "GX328",
    "already_expired_at_period": "GX378",
    "years_do_not_align": "GX379",
    "ytd_decreases": "GX373",
    "cell_unit_overrides": "GX332",
}
COLUMNS = {"uscc": "D", "name": "C", "reg_capital": "F", "rev_prev": "I", "rd_intensity": "O", "hnte_to": "Q"}


@cache
def read(name: str, register: bool) -> dict[str, Any]:
    rulebook = load_rulebook()
    words = words_of(Path(rulebook.root), rulebook.fields, rulebook.title_names())
    firms = Register.load(SAMPLES / "register.json") if register else None
    return document(read_workbook(SAMPLES / name, words, register=firms), words.vocabulary)


def expected(name: str) -> dict[str, Any]:
    return json.loads((SAMPLES / f"{name}.expected.json").read_text("utf-8"))


def wan(value: float | None) -> float | None:
    return None if value is None else round(value / 10_000, 6)


def seen(record: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """The record under the expected JSON's short keys."""
    values = record["values"]
    found = {key: wan(values[path]["value"]) for key, path in MONEY.items()}
    found |= {key: values[path]["value"] for key, path in RATIOS.items()}
    found |= {key: values[path].get(part) for key, (path, part) in OTHERS.items()}
    found |= {"row": record["row"], "uscc": record["enterprise"]["uscc"], "name": record["enterprise"]["name"]}
    found |= {"uscc_raw": record["enterprise"].get("uscc_raw", ""), "chain": values["chain"]["value"]}
    found |= {"former_names": record["enterprise"].get("former_names"), "rev_yoy_raw": values[RATIOS["rev_yoy"]]["raw"]}
    found |= {"reg_capital_raw": values[MONEY["reg_capital_wan"]]["raw"]}
    ratios = {key: found[key] if found[key] is None else round(found[key], 6) for key in RATIOS}
    return {key: value for key, value in (found | ratios).items() if key in wanted}


def test_every_value_of_the_firm_ledger() -> None:
    wanted = expected(FIRMS)["records"]
    found = [seen(record, want) for record, want in zip(read(f"{FIRMS}.xlsx", False)["records"], wanted, strict=True)]
    assert found == wanted


def test_every_skipped_row_of_the_firm_ledger() -> None:
    words = {"group_header": "group", "grand_total": "total", "footnote": "note", "duplicate_of": "duplicate"}
    rows = [(row["row"], words.get(row["reason"], row["reason"])) for row in expected(FIRMS)["skipped_rows"]]
    sheet = read(f"{FIRMS}.xlsx", False)["sheets"][0]
    assert [(row["row"], row["class"]) for row in sheet["skipped"]] == rows
    assert [row["of_row"] for row in sheet["skipped"] if row["class"] == "duplicate"] == [23]
    carried = [row["carries"]["chain"] for row in expected(FIRMS)["skipped_rows"] if "carries" in row]
    assert [row["carries"] for row in sheet["skipped"] if row["class"] == "group"] == carried


def test_sheet_is_understood() -> None:
    given, want = read(f"{FIRMS}.xlsx", False), expected(FIRMS)
    sheet = given["sheets"][0]
    shown = {"title": sheet["title"], "default_unit": sheet["unit"], "header_rows": sheet["header_rows"]}
    shown |= {"period": sheet["period"], "sheet": sheet["name"]}
    assert shown == {key: want[key] for key in shown}
    assert [(one["name"], one["visible"]) for one in given["sheets"]] == [("Sheet1", True), ("Sheet2", False)]


def test_every_warning_of_the_firm_ledger() -> None:
    issues = {(issue["code"], issue.get("cell")) for issue in read(f"{FIRMS}.xlsx", False)["issues"]}
    wanted = {(CODES[one["code"]], f"{COLUMNS[one['field']]}{one['row']}") for one in expected(FIRMS)["warnings"]}
    assert wanted - issues == set()


def test_total_that_counts_a_firm_twice_is_told() -> None:
    want = expected(FIRMS)["checks"]
    checks = read(f"{FIRMS}.xlsx", False)["sheets"][0]["checks"]
    check = next(c for c in checks if (c["row"], c["key"]) == (26, "revenue"))
    shown = {"sum_rev_unique_records": wan(check["computed"]), "ledger_grand_total_rev": wan(check["stated"])}
    assert shown | {"difference": wan(check["difference"])} == {k: v for k, v in want.items() if k != "explanation"}
    issue = next(i for i in read(f"{FIRMS}.xlsx", False)["issues"] if i.get("cell") == "H26")
    assert "被计入了两次" in issue["message"]


def test_what_the_firm_ledger_would_change() -> None:
    assert read(f"{FIRMS}.xlsx", False)["diff"] == {"new": 9, "changed": 0, "same": 0, "duplicate": 1, "review": 2}


@pytest.mark.parametrize("place", range(6))
def test_every_value_of_the_cultivation_list(place: int) -> None:
    want = expected(LADDER)["sheets"]["培育库"]["records"][place]
    record = [r for r in read(f"{LADDER}.xlsx", True)["records"] if r["sheet"] == "培育库"][place]
    values = record["values"]
    marks = {title: values[f"held:{key}"] for title, key in TITLES.items() if f"held:{key}" in values}
    target = values["拟培育方向"].get("titles", [])
    found = {"row": record["row"], "uscc": record["enterprise"]["uscc"], "name": record["enterprise"]["name"]}
    found |= {"tiers": {title: mark.get("year") for title, mark in marks.items() if mark["value"] is True}}
    found |= {"rev2022_wan": wan(values["revenue"]["value"]), "rd_ratio": values["R&D占比"]["value"]}
    found["target"] = [next(title for title, key in TITLES.items() if key == one) for one in target]
    applying = [title for title, mark in marks.items() if mark.get("status") == "拟申报"]
    found |= {"applying": applying, "target_year": values["拟培育方向"].get("year")}
    assert {key: found[key] for key in want if key in found} == {key: want[key] for key in want if key in found}


def test_skipped_rows_and_warnings_of_the_cultivation_list() -> None:
    given = read(f"{LADDER}.xlsx", True)
    assert [(r["row"], r["class"]) for r in given["sheets"][0]["skipped"]] == [(10, "subtotal"), (11, "note")]
    issues = {(i["code"], i.get("cell")) for i in given["issues"] if i.get("sheet") == "培育库"}
    assert {("GX379", "I5"), ("GX379", "I6"), ("GX321", "J7")} - issues == set()
    assert [(c["stated"], c["computed"]) for c in given["sheets"][0]["checks"]] == [(n, n) for n in (4, 4, 3, 1, 2)]


def test_every_value_of_the_monthly_sheet() -> None:
    wanted = expected(LADDER)["sheets"]["月度产值"]["records"]
    records = [r for r in read(f"{LADDER}.xlsx", True)["records"] if r["sheet"] == "月度产值"]
    assert [monthly(record) for record in records] == wanted


def monthly(record: dict[str, Any]) -> dict[str, Any]:
    months = {value["period"][-2:]: value for value in record["values"].values() if "increment" in value}
    steps = {month if month != "02" else "01-02": wan(value["increment"]) for month, value in sorted(months.items())}
    return {
        "uscc": record["enterprise"]["uscc"],
        "name": record["enterprise"]["name"],
        "ytd_wan": {month: wan(value["value"]) for month, value in sorted(months.items())},
        "month_increment_wan": steps,
        "yoy_ytd_06": record["values"]["1—6月同比"]["value"],
    }


def test_warnings_and_total_of_the_monthly_sheet() -> None:
    given = read(f"{LADDER}.xlsx", True)
    sheet = given["sheets"][1]
    issues = {(i["code"], i.get("cell")) for i in given["issues"] if i.get("sheet") == "月度产值"}
    assert {("GX373", "E8"), ("GX332", "B7")} - issues == set()
    assert [(r["row"], r["class"]) for r in sheet["skipped"]] == [(9, "total")]
    want = expected(LADDER)["sheets"]["月度产值"]["checks"]["total_row"]
    assert [(wan(c["stated"]), wan(c["computed"])) for c in sheet["checks"]] == [(n, n) for n in want]


def test_gb18030_list() -> None:
    given = read(NAMES, False)
    first, second = given["records"]
    assert (first["enterprise"]["uscc"], first["values"]["手机号"]["value"]) == ("91640299MAX000101K", "13909520001")
    assert (first["values"]["staff"]["value"], second["values"]["staff"]["value"]) == (128, 60)
    assert (first["values"]["staff"]["approx"], second["values"]["staff"]["approx"]) == (False, True)
    assert (second["enterprise"]["uscc"], second["values"]["手机号"]["value"]) == (None, "13909520002")
    assert ("GX352", "error", "B3") in {(i["code"], i["severity"], i.get("cell")) for i in given["issues"]}

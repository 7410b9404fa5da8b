"""``gaoxin read`` on real files: one JSON document, exit codes, an error workbook, columns remembered."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from gaoxin.cli.main import main
from gaoxin.register.ledger.vocabulary import fingerprint
from tests.journeys.ledgers import FIRMS, Page, write

TANTALUM, ROBOTS = "宁夏甲辰新材料有限公司", "星河乙巳智能装备有限公司"
PLAIN: list[list[Any]] = [
    ["2023年1-10月企业台账"],
    ["单位：万元"],
    ["企业名称", "统一社会信用代码", "营业收入", "研发强度（%）", "成立时间"],
    [TANTALUM, FIRMS[0], 12345.6, "6.8%", "2015年6月"],
]


def asked(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, Any]]:
    code = main(["read", *map(str, arguments), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_document_is_what_the_contract_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "plain.xlsx", Page("Sheet1", PLAIN))
    period = {"period": "2023-01/2023-10"}
    assert asked(capsys, path) == (
        0,
        {
            "file": "plain.xlsx",
            "sha256": sha256(path.read_bytes()).hexdigest(),
            "sheets": [
                {
                    "name": "Sheet1",
                    "visible": True,
                    "title": "2023年1-10月企业台账",
                    "header_rows": [3],
                    "fingerprint": fingerprint([(heading,) for heading in PLAIN[2]]),
                    "unit": "万元",
                    "period": {"from": "2023-01", "to": "2023-10", "cumulative": True},
                    "columns": [
                        {"column": "A", "path": "企业名称", "key": "name", "role": "name", "kind": "text"},
                        {"column": "B", "path": "统一社会信用代码", "key": "uscc", "role": "uscc", "kind": "text"},
                        {"column": "C", "path": "营业收入", "key": "revenue", "field": "revenue", "kind": "money"}
                        | {"unit": "万元", "unit_from": "unit line", **period},
                        {"column": "D", "path": "研发强度（%）", "key": "研发强度（%）", "kind": "ratio", "unit": "%"}
                        | {"unit_from": "heading", **period},
                        {"column": "E", "path": "成立时间", "key": "established_on", "field": "established_on"}
                        | {"kind": "date"},
                    ],
                    "above": [
                        {"row": 1, "class": "title", "text": "2023年1-10月企业台账"},
                        {"row": 2, "class": "unit", "text": "单位：万元"},
                    ],
                    "skipped": [],
                    "blank": [],
                    "checks": [],
                }
            ],
            "records": [
                {
                    "sheet": "Sheet1",
                    "row": 4,
                    "kind": "enterprise",
                    "enterprise": {"uscc": FIRMS[0], "name": TANTALUM, "as_written": TANTALUM, "matched_by": None},
                    "change": "new",
                    "values": {
                        "revenue": {"value": 123456000, "raw": 12345.6, "cell": "C4", "unit": "元", "field": "revenue"}
                        | {**period, "approx": False},
                        "研发强度（%）": {"value": 0.068, "raw": "6.8%", "cell": "D4", **period, "approx": False}
                        | {"written_unit": "%"},
                        "established_on": {"value": "2015-06", "raw": "2015年6月", "cell": "E4", "approx": False}
                        | {"field": "established_on"},
                    },
                }
            ],
            "issues": [],
            "diff": {"new": 1, "changed": 0, "same": 0, "duplicate": 0, "review": 0},
        },
    )


def test_issues_say_code_severity_sheet_cell_message_and_hint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "odd.xlsx", Page("Sheet1", [*PLAIN[:3], [TANTALUM, FIRMS[0], "四百几", "6.8%", "2015"]]))
    code, given = asked(capsys, path)
    assert code == 1
    assert given["issues"] == [
        {"code": "GX320", "severity": "error", "file": "odd.xlsx", "sheet": "Sheet1", "cell": "C4"}
        | {"message": "「营业收入」为“四百几”，不是数字，按不详处理。", "hint": "请填写数值，如 412.6；不详请留空。"}
    ]


def test_refused_file_is_answered_in_the_same_shape(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "page.xls"
    path.write_text("<html></html>", "utf-8")
    code, given = asked(capsys, path)
    assert (code, [issue["code"] for issue in given.pop("issues")]) == (1, ["GX305"])
    none = {"new": 0, "changed": 0, "same": 0, "duplicate": 0, "review": 0}
    digest = sha256(path.read_bytes()).hexdigest()
    assert given == {"file": "page.xls", "sha256": digest, "sheets": [], "records": [], "diff": none}


@pytest.mark.parametrize("option", [[], ["--register", "nowhere.json"]])
def test_missing_file_is_used_wrongly(tmp_path: Path, capsys: pytest.CaptureFixture[str], option: list[str]) -> None:
    path = write(tmp_path / "plain.xlsx", Page("Sheet1", PLAIN)) if option else tmp_path / "nowhere.xlsx"
    assert main(["read", str(path), *option, "--json"]) == 2
    said = capsys.readouterr()
    assert (said.out, "找不到" in said.err, "Traceback" in said.err) == ("", True, False)


def test_register_tells_new_changed_same_and_review(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = {"revenue": {"2023-01/2023-10": 123456000}, "研发强度（%）": {"2023-01/2023-10": 0.068}}
    firms = [
        {"uscc": FIRMS[0], "name": TANTALUM, "values": {**known, "established_on": {"": "2015-06"}}},
        {"uscc": FIRMS[1], "name": ROBOTS, "values": {"revenue": {"2023-01/2023-10": 1}}},
    ]
    (tmp_path / "register.json").write_text(json.dumps({"firms": firms}), "utf-8")
    rows = [*PLAIN, [ROBOTS, FIRMS[1], 2], ["星河丁未软件有限公司", FIRMS[2], 3], ["无名", None, 4], PLAIN[3]]
    path = write(tmp_path / "ledger.xlsx", Page("Sheet1", rows))
    _, given = asked(capsys, path, "--register", tmp_path / "register.json")
    assert [record["change"] for record in given["records"]] == ["same", "changed", "new", "review"]
    assert [record["enterprise"]["matched_by"] for record in given["records"]] == ["uscc", "uscc", None, None]
    assert given["diff"] == {"new": 1, "changed": 1, "same": 1, "duplicate": 1, "review": 1}


def test_error_workbook_is_written_beside_the_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "odd.xlsx", Page("Sheet1", [*PLAIN[:3], [TANTALUM, FIRMS[0], "四百几"]]))
    assert main(["read", str(path), "--errors", str(tmp_path / "errors.xlsx")]) == 1
    assert openpyxl.load_workbook(tmp_path / "errors.xlsx")["Sheet1"]["C4"].comment is not None
    assert f"问题工作簿：{tmp_path / 'errors.xlsx'}" in capsys.readouterr().out


@pytest.mark.parametrize("out", ["errors.pdf", "none/errors.xlsx"])
def test_error_workbook_that_cannot_be_written_is_used_wrongly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], out: str
) -> None:
    path = write(tmp_path / "plain.xlsx", Page("Sheet1", PLAIN))
    assert main(["read", str(path), "--errors", str(tmp_path / out), "--json"]) == 2
    said = capsys.readouterr()
    assert (said.out, "--errors" in said.err, "Traceback" in said.err) == ("", True, False)


def test_people_are_told_the_sheets_the_changes_and_the_doubts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [*PLAIN, [ROBOTS, FIRMS[1], "约3"], ["合计", None, 12348.6]]
    assert main(["read", str(write(tmp_path / "ledger.xlsx", Page("Sheet1", rows)))]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split() == ["Sheet1", "3–3", "万元", "2", "合计", "1"]
    assert lines[3] == "新增 2　更新 0　不变 0　重复 0　待核 0"
    assert lines[4].startswith("警告　ledger.xlsx · Sheet1!C5 GX327 ")


SPENT = ["企业名称", "统一社会信用代码", "1-10月科创支出（万元）"]


def test_column_once_taught_is_known_next_month(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    october = write(tmp_path / "10.xlsx", Page("Sheet1", [SPENT, [TANTALUM, FIRMS[0], 5]]))
    later = [*SPENT[:2], "1-11月科创支出（万元）"]
    november = write(tmp_path / "11.xlsx", Page("Sheet1", [later, [TANTALUM, FIRMS[0], 6]]))
    _, before = asked(capsys, october)
    assert list(before["records"][0]["values"]) == [SPENT[2]]
    mappings = ["--mappings", tmp_path / "mappings.yaml"]
    _, taught = asked(capsys, october, *mappings, "--teach", f"{SPENT[2]}=rd_expense")
    _, after = asked(capsys, november, *mappings)
    for given, yuan in ((taught, 50_000), (after, 60_000)):
        assert {key: value["value"] for key, value in given["records"][0]["values"].items()} == {"rd_expense": yuan}
    mark = before["sheets"][0]["fingerprint"]
    assert yaml.safe_load((tmp_path / "mappings.yaml").read_text("utf-8")) == {
        mark: {"#-#月科创支出(万元)": "rd_expense"}
    }


def test_another_header_is_not_touched_by_what_was_taught(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = write(tmp_path / "a.xlsx", Page("Sheet1", [SPENT, [TANTALUM, FIRMS[0], 5]]))
    other = write(tmp_path / "b.xlsx", Page("Sheet1", [[*SPENT, "备注"], [TANTALUM, FIRMS[0], 5, "x"]]))
    mappings = ["--mappings", tmp_path / "mappings.yaml"]
    asked(capsys, first, *mappings, "--teach", f"{SPENT[2]}=rd_expense")
    _, after = asked(capsys, other, *mappings)
    assert list(after["records"][0]["values"]) == [SPENT[2], "备注"]


def test_column_taught_to_be_no_field_keeps_its_heading(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "a.xlsx", Page("Sheet1", [["企业名称", "营业收入（万元）"], [TANTALUM, 5]]))
    _, after = asked(capsys, path, "--mappings", tmp_path / "m.yaml", "--teach", "营业收入（万元）=")
    assert {key: value["value"] for key, value in after["records"][0]["values"].items()} == {"营业收入（万元）": 50_000}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--teach", "营业收入=revenue"], "--mappings"),
        (["--mappings", "m.yaml", "--teach", "营业收入=revenu"], "revenu"),
        (["--mappings", "m.yaml", "--teach", "没有=revenue"], "没有"),
    ],
)
def test_what_cannot_be_taught_is_used_wrongly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, options: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "plain.xlsx", Page("Sheet1", PLAIN))
    assert main(["read", "plain.xlsx", *options, "--json"]) == 2
    output = capsys.readouterr()
    assert (output.out, said in output.err, (tmp_path / "m.yaml").exists()) == ("", True, False)


@pytest.mark.parametrize("text", ["- 1\n", "a: [", "a: b\n"])
def test_broken_mappings_are_used_wrongly(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    path = write(tmp_path / "plain.xlsx", Page("Sheet1", PLAIN))
    (tmp_path / "m.yaml").write_text(text, "utf-8")
    assert main(["read", str(path), "--mappings", str(tmp_path / "m.yaml"), "--json"]) == 2
    assert "m.yaml" in capsys.readouterr().err

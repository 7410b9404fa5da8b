"""Files as they come: whatever is wrong is named with its place, and every good row is still assessed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from gaoxin.cli.main import main

A, B, C = "91640100MA00000K1B", "91640100MA00000K2E", "91640100MA00000K3H"
HEAD = "uscc,name,year,staff,sales_revenue,total_assets,established_on,resident"
ROWS = [f"{code},企业{n},2025,100,10000000,5000000,2015-03-01,是" for n, code in enumerate((A, B, C))]
ON = ["--policy", "tech_sme", "--on", "2026-05-15", "--json"]


def assess(path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, Any]:
    """Exit code and the one document on standard output; an uncaught exception fails the test."""
    code = main(["assess", str(path), *ON, *more])
    return code, json.loads(capsys.readouterr().out)


def write(folder: Path, text: str, encoding: str = "utf-8", name: str = "facts.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def table(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *rows, ""])


def with_cell(field: str, value: str) -> str:
    """The good table with one cell of the second enterprise changed, on line 3."""
    cells = ROWS[1].split(",")
    cells[HEAD.split(",").index(field)] = value
    return table(ROWS[0], ",".join(cells), ROWS[2])


@pytest.mark.parametrize(
    ("text", "code", "cell"),
    [
        (table(*(f"{row},7" for row in ROWS), head=f"{HEAD},神秘列"), "GX112", "I1"),
        (table(*(f"{row},9" for row in ROWS), head=f"{HEAD},staff"), "GX113", "I1"),
        (table(*ROWS, head=HEAD.replace("sales_revenue", "销售收入（公斤）")), "GX114", "E1"),
        (with_cell("staff", "-5"), "GX132", "D3"),
        (with_cell("staff", "10.5"), "GX133", "D3"),
        (with_cell("staff", "9" * 25), "GX132", "D3"),
        (with_cell("sales_revenue", "很多"), "GX131", "E3"),
        (with_cell("sales_revenue", "1e308"), "GX132", "E3"),
        (with_cell("sales_revenue", "inf"), "GX131", "E3"),
        (with_cell("established_on", "2023-02-30"), "GX134", "G3"),
        (with_cell("established_on", "2015-13-01"), "GX134", "G3"),
        (with_cell("resident", "也许"), "GX138", "H3"),
        (table(*ROWS, ROWS[1]), "GX124", "A5"),
        (table(*ROWS, ROWS[1].replace(",100,", ",101,")), "GX125", "D5"),
    ],
)
def test_one_bad_cell_or_column_is_located_and_every_enterprise_is_still_assessed(tmp_path, capsys, text, code, cell):
    exit_code, document = assess(write(tmp_path, text), capsys)
    assert exit_code == 1
    assert [(issue["code"], issue["cell"]) for issue in document["issues"]] == [(code, cell)]
    assert [result["uscc"] for result in document["results"]] == [A, B, C]


@pytest.mark.parametrize("field", ["uscc", "year"])
def test_a_row_of_no_enterprise_or_no_year_is_left_out_and_said(tmp_path, capsys, field):
    exit_code, document = assess(write(tmp_path, with_cell(field, "")), capsys)
    assert exit_code == 1
    assert [issue["line"] for issue in document["issues"]] == [3]
    assert [result["uscc"] for result in document["results"]] == [A, C]


def test_of_a_repeated_enterprise_year_the_first_row_counts(tmp_path, capsys):
    _, document = assess(write(tmp_path, table(*ROWS, ROWS[1].replace(",100,", ",501,"))), capsys)
    staff = next(c for c in document["results"][1]["criteria"] if c["id"] == "TSME-6-2a")
    assert (staff["value"], staff["verdict"]) == (100, "met")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_names_survive_every_encoding_excel_writes(tmp_path, capsys, encoding, line_end):
    text = table(*ROWS).replace("企业0", "𠀀鑫㐂").replace("\n", line_end)
    exit_code, document = assess(write(tmp_path, text, encoding), capsys)
    doubts = [issue["code"] for issue in document["issues"]]
    expected = (1, ["GX110"]) if encoding == "gb18030" else (0, [])
    assert ((exit_code, doubts), document["results"][0]["name"]) == (expected, "𠀀鑫㐂")


def test_no_rows_is_an_issue_and_no_results(tmp_path, capsys):
    exit_code, document = assess(write(tmp_path, table()), capsys)
    assert (exit_code, document["results"], [i["code"] for i in document["issues"]]) == (1, [], ["GX108"])


def workbook(path: Path, *rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def unreadable(folder: Path, kind: str) -> Path:
    good = workbook(folder / "good.xlsx", HEAD.split(","), [A, "甲", 2025, 1, 1, 1, date(2015, 3, 1), True])
    pl.DataFrame({"uscc": [A] * 999}).write_parquet(folder / "good.parquet")
    content = {
        "empty.csv": b"",
        "no code.csv": b"name,year\n\xe7\x94\xb2,2025\n",
        "no head.csv": "\n".join(ROWS).encode(),
        "binary.csv": bytes(range(256)) * 9,
        "open quote.csv": table(ROWS[0], f'{B},"乙,2025').encode(),
        "empty.xlsx": b"",
        "half.xlsx": good.read_bytes()[:2000],
        "text.xlsx": table(*ROWS).encode(),
        "half.parquet": (folder / "good.parquet").read_bytes()[:100],
        "facts.txt": table(*ROWS).encode(),
    }
    if kind == "wrong sheet.xlsx":
        return workbook(folder / kind, ["项目", "金额"], ["甲", 1])
    if kind == "blank.xlsx":
        return workbook(folder / kind)
    (folder / kind).write_bytes(content[kind])
    return folder / kind


UNREADABLE = [
    *("empty.csv", "no code.csv", "no head.csv", "binary.csv", "open quote.csv", "empty.xlsx", "half.xlsx"),
    *("text.xlsx", "half.parquet", "facts.txt", "wrong sheet.xlsx", "blank.xlsx"),
]


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_file_nothing_can_be_read_of_gives_no_results_and_one_named_issue(tmp_path, capsys, kind):
    exit_code, document = assess(unreadable(tmp_path, kind), capsys)
    assert (exit_code, document["results"]) == (1, [])
    assert [issue["file"] for issue in document["issues"]] == [kind]


@pytest.mark.parametrize("command", [["explain", "--uscc", A], ["plan"], ["ladder"]])
def test_every_command_on_facts_says_in_json_why_it_could_not_read(tmp_path, capsys, command):
    path = unreadable(tmp_path, "empty.csv")
    policy = [] if command == ["ladder"] else ["--policy", "hnte"]
    assert main([command[0], str(path), *command[1:], *policy, "--on", "2026-05-15", "--json"]) == 1
    assert [issue["code"] for issue in json.loads(capsys.readouterr().out)["issues"]] == ["GX107"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["assess", "nowhere.csv", "--on", "2026-05-15"],
        ["assess", ".", "--on", "2026-05-15"],
        ["assess", "{}", "--on", "2026-02-30"],
        ["assess", "{}", "--on", "soon"],
        ["assess", "{}"],
        ["assess", "{}", "--on", "2026-05-15", "--policy", "nosuch"],
        ["assess", "{}", "--on", "2026-05-15", "--policy", "hnte", "--edition", "1999"],
        ["assess", "{}", "--on", "2026-05-15", "--policy", "hnte", "--edition", "srdi=2022"],
        ["assess", "{}", "--on", "2026-05-15", "--engine", "abacus"],
        ["assess", "{}", "--on", "2026-05-15", "--out", "results.docx"],
        ["assess", "{}", "--on", "2026-05-15", "--out", "/proc/results.xlsx"],
        ["assess", "{}", "--on", "2026-05-15", "--recognitions", "nowhere.csv"],
        ["assess", "{}", "--on", "2026-05-15", "--rulebook", "nowhere"],
        ["explain", "{}", "--on", "2026-05-15", "--policy", "hnte", "--uscc", "nobody"],
        ["explain", "{}", "--on", "2015-05-15", "--policy", "hnte", "--uscc", A],
        ["plan", "{}", "--on", "2026-05-15", "--policy", "hnte", "--budget", "nan"],
        ["whatif", "{}", "--on", "2026-05-15", "--policy", "hnte", "--set", "nosuch=1"],
        ["whatif", "{}", "--on", "2026-05-15", "--policy", "hnte", "--set", "tech_staff_floor=1e400"],
        ["check", "nowhere"],
        ["nosuch"],
    ],
)
def test_wrong_use_exits_2_and_prints_nothing_on_standard_output(tmp_path, capsys, monkeypatch, arguments):
    path = write(tmp_path, table(*ROWS))
    monkeypatch.chdir(tmp_path)
    try:
        code: Any = main([argument.replace("{}", str(path)) for argument in arguments])
    except SystemExit as stopped:  # argparse's own
        code = stopped.code
    printed = capsys.readouterr()
    assert (code, printed.out) == (2, "")
    assert printed.err


def test_a_policy_named_twice_is_assessed_once(tmp_path, capsys):
    code, document = assess(write(tmp_path, table(*ROWS)), capsys, "--policy", "tech_sme")
    assert (code, len(document["results"])) == (0, 3)


def test_a_path_in_chinese_with_a_blank_is_a_path(tmp_path, capsys):
    assert assess(write(tmp_path, table(*ROWS), name="企业 数据.csv"), capsys)[0] == 0


def test_workbook_with_its_own_sheet_of_recognitions(tmp_path, capsys):
    path = workbook(tmp_path / "facts.xlsx", HEAD.split(","), [A, "甲", 2025, 100, 1, 1, date(2015, 3, 1), True])
    book = openpyxl.load_workbook(path)
    listing = book.create_sheet("recognitions")
    listing.append(["uscc", "recognition", "valid_from", "valid_to"])
    listing.append([A, "小巨人", date(2024, 1, 1), date(2026, 12, 31)])
    listing.append([A, "little_giant", date(2024, 1, 1), date(2026, 12, 31)])
    book.save(path)
    code = main(["assess", str(path), "--policy", "key_little_giant", "--on", "2026-05-15", "--json"])
    document = json.loads(capsys.readouterr().out)
    assert document["results"][0]["criteria"][0]["verdict"] == "met"
    assert code in (0, 1)  # whether 小巨人 alone is a known name is the rulebook's to say

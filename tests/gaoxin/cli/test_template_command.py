"""``gaoxin template`` and ``gaoxin export`` on real files."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import gaoxin
from gaoxin.cli.main import main
from tests.gaoxin.register.helpers import A, B

ON = ["--on", "2026-05-15"]


@pytest.fixture
def register(tmp_path: Path) -> Path:
    firms = [
        {"name": "甲科技有限公司", "uscc": A, "former_names": [], "values": {"staff": {"2025": 12}}},
        {"name": "乙材料有限公司", "uscc": B, "former_names": []},
    ]
    path = tmp_path / "register.json"
    path.write_text(json.dumps({"firms": firms}), "utf-8")
    return path


def test_a_template_is_written_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "问卷" / "hnte.xlsx"
    assert main(["template", "--policy", "hnte", *ON, "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "研发费用（万元）                2025、2024、2023  HNTE-5a、HNTE-5b" in printed
    assert printed.endswith(f"填报表已写入 {out}\n")
    assert openpyxl.load_workbook(out).sheetnames == ["填报说明", "企业信息", "字段说明"]


def test_without_a_name_the_file_is_named_after_its_policies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["template", "--policy", "hnte", "--policy", "srdi", "--policy", "hnte", *ON]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["填报表-hnte-srdi.xlsx"]


def test_without_a_day_the_template_asks_for_the_year_before_today(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["template", "--policy", "sme_size", "--out", str(tmp_path / "t.xlsx"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["on"] == date.today().isoformat()
    assert found["columns"][-1] == {
        "key": "staff",
        "heading": "职工总数（人）",
        "years": [date.today().year - 1],
        "current": False,
        "by": "enterprise",
        "criteria": ["SIZE-1"],
    }


def test_enterprises_of_a_register_stand_in_it_already(
    tmp_path: Path, register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "t.xlsx"
    arguments = ["--policy", "tech_sme", "--policy", "hnte", *ON, "--enterprises", str(register), "--out", str(out)]
    assert main(["template", *arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["enterprises"], found["recognitions"], found["file"]) == (2, ["hnte"], str(out))
    facts = gaoxin.read_facts(out, gaoxin.load_rulebook())
    named = {A: "甲科技有限公司", B: "乙材料有限公司"}
    assert facts.rows.select("uscc", "name", "year").rows() == [
        (code, name, year) for code, name in named.items() for year in (2025, 2024, 2023)
    ]
    assert facts.issues == ()


def test_an_edition_can_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = ["--out", str(tmp_path / "t.xlsx"), "--json"]
    assert main(["template", "--policy", "srdi", "--edition", "2022", *ON, *out]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["policies"] == [{"policy": "srdi", "edition": "2022", "number": "工信部企业〔2022〕63号"}]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--policy", "hnte", "--out", "t.csv"], "--out 须为 .xlsx"),
        (["--policy", "nothing"], "没有政策「nothing」"),
        (["--policy", "hnte", "--on", "2015-12-31"], "hnte 在 2015-12-31 没有有效版本，可用 --edition 指定"),
        (["--policy", "hnte", "--enterprises", "none.json"], "名册 none.json 读不了"),
    ],
)
def test_used_wrongly_it_says_so(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["template", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_an_exported_register_reads_back_as_no_change(
    suffix: str, tmp_path: Path, register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"名册{suffix}"
    assert main(["export", str(register), "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"2 家企业已写入 {out}\n"
    assert main(["read", str(out), "--register", str(register), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["diff"] == {"new": 0, "changed": 0, "same": 2, "duplicate": 0, "review": 0}


def test_what_an_export_leaves_out_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "register.json", tmp_path / "名册.xlsx"
    firm = {"name": "甲科技有限公司", "uscc": A, "values": {"staff": {"2025": 1.5}}}
    path.write_text(json.dumps({"firms": [firm]}), "utf-8")
    assert main(["export", str(path), "--out", str(out), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["file"], found["enterprises"]) == (str(out), 1)
    assert [(issue["code"], issue["file"]) for issue in found["issues"]] == [("GX390", "名册.xlsx")]

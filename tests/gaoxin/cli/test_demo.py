"""``gaoxin demo`` and ``gaoxin ladder`` on real files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gaoxin.cli.main import main


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    assert main(["demo", "--out", str(folder), "--enterprises", "60"]) == 0
    return folder


def test_demo_writes_the_zone_the_book_and_the_page(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == ["ladder.html", "ladder.xlsx", "zone.xlsx"]
    assert all(path.stat().st_size > 10_000 for path in folder.iterdir())


def test_demo_prints_every_track_and_where_its_files_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--out", str(tmp_path), "--enterprises", "30"]) == 0
    printed = capsys.readouterr().out
    words = (
        "科技型企业",
        "优质中小企业",
        "上市后备",
        "宁夏梯度",
        "家现在就可申报",
        "个月内到期",
        "zone.xlsx",
        "ladder.xlsx",
        "ladder.html",
    )
    assert [word for word in words if word not in printed] == []


def test_demo_json_is_the_funnel(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--out", str(tmp_path), "--enterprises", "30", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["on"], found["enterprises"], found["zone"]) == ("2026-05-15", 30, "示例高新区")
    assert {sum(row[s] for s in ("holds", "ready", "near", "needs_data", "far")) for row in found["funnel"]} == {30}
    assert [Path(file).name for file in found["files"]] == ["zone.xlsx", "ladder.xlsx", "ladder.html"]


def test_same_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    assert main(["demo", "--out", str(tmp_path), "--enterprises", "60"]) == 0
    for path in folder.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_ladder_of_ones_own_facts_is_that_of_the_demo(folder: Path, tmp_path: Path) -> None:
    for name in ("ladder.html", "ladder.xlsx"):
        arguments = [str(folder / "zone.xlsx"), "--on", "2026-05-15", "--out", str(tmp_path / name)]
        assert main(["ladder", *arguments]) == 0
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_ladder_json_is_the_funnel(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ladder", str(folder / "zone.xlsx"), "--on", "2026-05-15", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["funnel"][0]["policy"] == "tech_sme"
    assert found["issues"] == []


def test_number_of_enterprises_nobody_can_invent_is_used_wrongly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--out", str(tmp_path), "--enterprises", "0"]) == 2
    assert "--enterprises 不能是 0" in capsys.readouterr().err


def test_ladder_writes_xlsx_and_html_only(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ladder", str(folder / "zone.xlsx"), "--on", "2026-05-15", "--out", "ladder.pdf"]) == 2
    assert "--out 须为 .xlsx 或 .html" in capsys.readouterr().err

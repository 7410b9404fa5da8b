"""``gaoxin assign`` and ``gaoxin timetable``: tables, JSON, workbooks, exit codes, Ctrl-C."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import openpyxl
import pytest

from gaoxin.cli.main import main

ENTRIES = [{"id": f"E{at}", "name": f"=项目{at}", "topics": ["光"]} for at in range(4)]
JUDGES = [{"id": f"J{at}", "name": f"评委{at}", "expertise": ["光"]} for at in range(4)]
PANEL = {"entries": ENTRIES, "judges": JUDGES, "per_entry": 3}
TALKS = {
    "items": [{"id": f"T{at}", "unit": f"局{at}", "kind": "ab"[at % 2]} for at in range(6)],
    "sessions": [{"id": "S1", "seats": 3, "day": "2026-03-05"}, {"id": "S2", "seats": 3}],
    "mix": "even",
}


@pytest.fixture
def run(tmp_path, capsys):
    """Run a command on a case; its exit code, what it printed and what it complained of."""

    def run_(command, case, *more):
        path = tmp_path / "case.json"
        path.write_text(case if isinstance(case, str) else json.dumps(case, ensure_ascii=False), "utf-8")
        code = main([command, str(path), *map(str, more)])
        return (code, *capsys.readouterr())

    return run_


def cells(path, sheet):
    return [list(row) for row in openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)]


def test_an_assignment_is_printed_and_written(run, tmp_path):
    code, out, err = run("assign", PANEL, "--out", tmp_path / "a.xlsx")
    assert (code, err) == (0, "")
    assert "4 名评委经共同项目连成 1 组" in out
    rows = cells(tmp_path / "a.xlsx", "项目")
    assert [row[:5] for row in rows[1:]] == [[f"E{at}", f"=项目{at}", 3, 3, 3] for at in range(4)]
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == ["分配", "项目", "评委", "未满足", "说明"]


def test_json_of_an_assignment_is_one_document_the_same_but_for_the_seconds(run):
    first, second = (json.loads(run("assign", PANEL, "--json", "--seed", 5)[1]) for _ in range(2))
    first.pop("seconds"), second.pop("seconds")
    assert first == second
    assert (first["complete"], first["seed"], len(first["pairs"]), first["issues"]) == (True, 5, 12, [])


def test_the_same_assignment_gives_the_same_bytes(run, tmp_path):
    for name in "ab":
        run("assign", PANEL, "--out", tmp_path / f"{name}.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_what_could_not_be_had_is_exit_code_1(run, tmp_path):
    code, out, _ = run("assign", {**PANEL, "per_entry": 5}, "--out", tmp_path / "a.xlsx")
    assert code == 1
    assert "注意：=项目0：需要 5 名评委，可评的只有 4 名" in out
    assert cells(tmp_path / "a.xlsx", "未满足")[1] == ["评委数", "E0", 5, 4, "=项目0：需要 5 名评委，可评的只有 4 名"]


def test_mistakes_of_a_case_are_issues_and_exit_code_1(run):
    broken = {**PANEL, "judges": [{"id": "J0", "leest": 1}]}
    code, out, err = run("assign", broken, "--json")
    document = json.loads(out)
    assert (code, document["pairs"]) == (1, [])
    assert [(one["code"], one["line"], one["hint"]) for one in document["issues"]] == [("GX703", 1, "您是否指 least？")]
    assert "GX703 评委没有「leest」这一项" in err


def test_a_timetable_is_printed_and_written(run, tmp_path):
    code, out, err = run("timetable", TALKS, "--out", tmp_path / "t.xlsx")
    assert (code, err, out.count("\nS2")) == (0, "", 1)
    rows = cells(tmp_path / "t.xlsx", "日程")
    assert rows[0] == ["场次", "日期", "席位", "开始", "编号", "名称", "类别", "单位"]
    assert [row[:3] for row in rows[1:4]] == [
        [
            "S1",
            "2026-03-05",
            seat,
        ][:3]
        for seat in (1, 2, 3)
    ]
    assert sorted(row[4] for row in rows[1:]) == [f"T{at}" for at in range(6)]


def test_rules_that_clash_are_printed_and_are_exit_code_1(run, tmp_path):
    pinned = {
        **TALKS,
        "pins": [{"item": "T0", "session": "S1"}],
        "items": [{**TALKS["items"][0], "unavailable": ["S1"]}],
    }
    code, out, _ = run("timetable", pinned, "--out", tmp_path / "t.xlsx")
    assert code == 1
    assert out.startswith("排不出，以下规则不能同时成立：\n  T0 固定在S1，但该场不可用\n")
    assert cells(tmp_path / "t.xlsx", "说明")[1] == ["规则冲突", "T0 固定在S1，但该场不可用"]
    document = json.loads(run("timetable", pinned, "--json")[1])
    assert (document["status"], document["slots"], document["clash"][0]["rule"]) == ("infeasible", [], "pin")


def test_a_wish_that_was_not_granted_is_exit_code_1(run):
    wish = {**TALKS, "items": [{**one, "preferred": ["S1"]} for one in TALKS["items"]]}
    code, out, _ = run("timetable", wish)
    assert (code, out.count("未满足的意愿：")) == (1, 3)


@pytest.mark.parametrize("command", ["assign", "timetable"])
@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["none.json"], "找不到文件 none.json"),
        (["case.json", "--out", "a.csv"], "--out 须为已有文件夹中的 .xlsx：a.csv"),
        (["case.json", "--out", "none/a.xlsx"], "--out 须为已有文件夹中的 .xlsx：none/a.xlsx"),
    ],
)
def test_used_wrongly_is_exit_code_2(command, words, complaint, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("case.json").write_text("{}", "utf-8")
    assert main([command, *words]) == 2
    assert capsys.readouterr().err.strip() == complaint


@pytest.mark.parametrize("words", [["--seed", "-1"], ["--seed", "x"], ["--time-limit", "0"], ["--time-limit", "nan"]])
def test_a_seed_or_limit_that_is_none_is_refused(words):
    with pytest.raises(SystemExit) as exit_:
        main(["assign", "case.json", *words])
    assert exit_.value.code == 2


def test_a_file_that_is_no_text_is_told(tmp_path, capsys):
    (tmp_path / "case.json").write_bytes('{"名": 1}'.encode("gb18030"))
    assert main(["assign", str(tmp_path / "case.json")]) == 1
    assert "GX701 不是 UTF-8 文字（第 3 字节）" in capsys.readouterr().err


def test_a_byte_order_mark_is_no_mistake(run):
    assert run("timetable", "\ufeff" + json.dumps(TALKS))[0] == 0


def test_ctrl_c_ends_a_long_search_without_a_trace(tmp_path):
    """270 talks with three wishes each: found at once, proved the best only after many minutes."""
    chance = random.Random(3)
    names = [f"S{at}" for at in range(30)]
    items = [
        {
            "id": f"T{at:03}",
            "unit": f"u{at // 30}",
            "kind": "ab"[at % 2],
            "topics": chance.sample("甲乙丙丁戊", 2),
            "unavailable": chance.sample(names, 15),
            "preferred": chance.sample(names, 3),
        }
        for at in range(270)
    ]
    sessions = [{"id": name, "seats": 9} for name in names]
    rules = {"one_per_unit": True, "topic_most": 4, "never_in_a_row": ["a"], "mix": "even"}
    case = {"items": items, "sessions": sessions, **rules}
    (tmp_path / "case.json").write_text(json.dumps(case), "utf-8")
    words = [sys.executable, "-m", "gaoxin.cli.main", "timetable", str(tmp_path / "case.json"), "--time-limit", "500"]
    heard = partial(signal.signal, signal.SIGINT, signal.default_int_handler)  # also where a shell has us ignore it
    begun = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=heard)
    while "ortools" not in Path(f"/proc/{begun.pid}/maps").read_text():
        assert begun.poll() is None
        time.sleep(0.1)
    time.sleep(3)
    begun.send_signal(signal.SIGINT)
    out, err = begun.communicate(timeout=60)
    assert (begun.returncode, out, err.decode().strip()) == (130, b"", "已中断，没有写出任何结果")

"""``gaoxin score``: the worked cases exactly, one document on standard output, mistakes with their place."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from gaoxin.cli.main import main

ACCEPTANCE = Path(__file__).parents[4] / "shared" / "acceptance" / "contest"
CASES = ACCEPTANCE / "cases.json"
EXPECTED = json.loads((ACCEPTANCE / "expected.json").read_text("utf-8"))


def run(capsys, *words):
    """Exit code, what was printed, what was said on standard error."""
    code = main(["score", *map(str, words)])
    out, err = capsys.readouterr()
    return code, out, err


def case(**more):
    ballots = [
        {"entry": entry, "judge": f"J{at}", "scores": {"total": mark + at}}
        for entry, mark in (("e1", 80), ("e2", 70))
        for at in range(3)
    ]
    tiers = [{"name": "first", "count": 1, "label": "一等奖"}]
    entries = [{"id": "e1"}, {"id": "e2"}]
    return {
        "name": "决赛",
        "criteria": [{"key": "total"}],
        "tiers": tiers,
        "entries": entries,
        "ballots": ballots,
    } | more


@pytest.fixture
def write(tmp_path):
    def written(document, name="case.json"):
        path = tmp_path / name
        text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
        path.write_text(text, "utf-8")
        return path

    return written


@pytest.mark.parametrize("number", range(1, 5))
def test_one_case_prints_exactly_what_is_expected(capsys, write, number):
    alone = write(json.loads(CASES.read_text("utf-8"))[number - 1])
    for words in ([alone], [CASES, "--case", number], [CASES, "--case", EXPECTED[number - 1]["name"]]):
        code, out, err = run(capsys, *words, "--json")
        assert (code, json.loads(out), err) == (0, EXPECTED[number - 1]["expected"], "")


def test_a_list_of_cases_prints_every_one_by_name(capsys):
    code, out, err = run(capsys, CASES, "--json")
    assert (code, json.loads(out), err) == (0, EXPECTED, "")


def test_a_board_for_people(capsys, write):
    code, out, err = run(capsys, write(case()))
    assert (code, err) == (0, "")
    assert out.splitlines()[:5] == [
        "决赛",
        "名次  项目  得分   有效  去掉  奖项",
        "────  ────  ─────  ────  ────  ──────",
        "1     e1    81.00  3     0     一等奖",
        "2     e2    71.00  3     0",
    ]


def test_explain_tells_one_entry_or_all(capsys, write):
    path = write(case())
    _, all_, _ = run(capsys, path, "--explain")
    _, one, _ = run(capsys, path, "--explain", "e2")
    assert ("e1：第 1 名，81.00 分" in all_, "e1：" in one) == (True, False)
    assert "  3 张有效选票，去掉 0 张，3 张的平均 71，四舍五入到 2 位为 71.00" in one.splitlines()


def test_explain_with_json_adds_lines_and_digests(capsys, write):
    _, out, _ = run(capsys, write(case()), "--json", "--explain", "e1")
    document = json.loads(out)
    assert (list(document["lines"]), document["lines"]["e1"]["why"]) == (["e1"], "order")
    assert sorted(document["digests"]) == ["case", "scheme"]


def test_another_scheme_goes_in_place_of_the_cases_own_but_for_its_awards(capsys, write):
    keys = ("innovation", "business", "feasibility", "presentation")
    for one in (document := case())["ballots"]:
        one["scores"] = dict.fromkeys(keys, one["scores"]["total"])
    path = write(document)
    code, out, _ = run(capsys, path, "--json", "--scheme", "rubric_40_30_20_10")
    found = json.loads(out)
    assert (code, found["final"], found["awards"]) == (0, {"e1": "81.00", "e2": "71.00"}, {"e1": "first"})
    own = write("key: own\nversion: '1'\nlabel: 自定\nplaces: 0\ncriteria: [{key: innovation}, {key: business}, "
                "{key: feasibility}, {key: presentation}]\n", "own.yaml")  # fmt: skip
    assert json.loads(run(capsys, path, "--json", "--scheme", own)[1])["final"] == {"e1": "81", "e2": "71"}


def test_a_contests_rounds_are_chosen_by_its_name(capsys, write):
    path = write([case(contest="春"), case(contest="秋", name="秋季决赛")])
    _, out, _ = run(capsys, path, "--json", "--contest", "秋")
    assert [one["name"] for one in json.loads(out)] == ["秋季决赛"]
    assert run(capsys, path, "--contest", "冬")[0] == 2


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [("{", "GX601", (1, 2)), ('{"name": "x",\n "entries": [}', "GX601", (2, 14)), ("[" * 100_000, "GX601", None)],
)
def test_a_file_that_is_no_json_is_told_with_its_line(capsys, write, text, code, place):
    exit_, out, err = run(capsys, write(text), "--json")
    (issue,) = json.loads(out)["issues"]
    found = (issue["line"], issue["column"]) if "line" in issue else None
    assert (exit_, issue["code"], found, "Traceback" in err) == (1, code, place, False)


def test_mistakes_of_several_cases_are_told_with_their_paths(capsys, write):
    wrong = case()
    wrong["ballots"][0]["scores"] = {"total": "NaN"}
    exit_, out, err = run(capsys, write([case(), wrong]), "--json")
    (issue,) = json.loads(out)["issues"]
    assert (exit_, issue["code"], issue["cell"]) == (1, "GX606", "[1].ballots[0].scores.total")
    assert "case.json · [1].ballots[0].scores.total GX606" in err


def test_a_mistake_in_one_case_does_not_stand_in_the_way_of_another_asked_for(capsys, write):
    path = write([case(), {"name": "broken"}])
    assert (run(capsys, path, "--case", "1")[0], run(capsys, path, "--case", "broken")[0]) == (0, 1)


def test_a_file_that_is_not_there_is_told(capsys, tmp_path):
    exit_, out, err = run(capsys, tmp_path / "none.json")
    assert (exit_, out, err.startswith("none.json GX601 没有这个文件")) == (1, "", True)


@pytest.mark.parametrize(
    "words", [("--case", "9"), ("--case", "nosuch"), ("--scheme", "nosuch"), ("--explain", "nosuch")]
)
def test_what_is_asked_for_and_is_not_there_is_used_wrongly(capsys, write, words):
    for flags in ((), ("--json",)):
        exit_, out, err = run(capsys, write([case()]), *words, *flags)
        assert (exit_, out, "nosuch" in err or "9" in err) == (2, "", True)


def test_a_result_to_be_looked_at_is_printed_and_exits_with_one(capsys, write):
    exit_, out, err = run(capsys, write(case(mode="adjusted")), "--json")
    assert (exit_, json.loads(out)["final"], "GX621" in err) == (1, {"e1": "81.00", "e2": "71.00"}, True)


def test_levelled_judges_show_the_raw_mean_beside_the_score(capsys, write):
    assert "原始平均" in run(capsys, write(case(mode="adjusted")))[1]


def test_pools_undecided_and_insufficient_are_on_the_board(capsys, write):
    document = case(tier_policy="hold")
    document["ballots"][3:] = [{**one, "entry": "e2"} for one in document["ballots"][:3]]
    document["entries"].append({"id": "e3", "pool": "海外"})
    _, out, _ = run(capsys, write(document))
    assert "组别" in out.splitlines()[1]
    assert "待裁定：e1、e2（同名次跨奖项线）" in out
    assert "有效选票不足，不排名：e3" in out


ROWS = [
    ("项目", "评委", "状态", "技术", "市场"),
    ("e1", "J1", "", "90", "80"), ("e1", "J2", "", "91", "81"), ("e1", "J3", "已锁定", "92.5", "82"),
    ("e2", "J1", "", "70", "60"), ("e2", "J2", "", "71", "61"), ("e2", "J3", "", "72", "62"),
    ("e2", "J4", "回避", "", ""),
]  # fmt: skip


def test_a_table_of_ballots_is_read_as_csv_and_as_a_workbook(capsys, write, tmp_path):
    text = write("\ufeff" + "\n".join(",".join(row) for row in ROWS), "ballots.csv")
    book = tmp_path / "ballots.xlsx"
    with xlsxwriter.Workbook(book) as written:
        sheet = written.add_worksheet()
        for at, row in enumerate(ROWS):
            sheet.write_row(at, 0, [float(cell) if cell[:1].isdigit() else cell for cell in row])
    for path in (text, book):
        code, out, err = run(capsys, path, "--json")
        found = json.loads(out)
        assert (code, found["final"], found["n"], err) == (0, {"e1": "86.08", "e2": "66.00"}, {"e1": 3, "e2": 3}, "")


def test_a_table_without_judges_or_with_a_word_for_a_mark_is_told(capsys, write):
    exit_, _, err = run(capsys, write("项目,技术\ne1,90\n", "ballots.csv"))
    assert (exit_, "选票表缺少列：评委" in err) == (1, True)
    exit_, _, err = run(capsys, write("项目,评委,技术\ne1,J1,优\n", "ballots.csv"))
    assert (exit_, "「技术」为“优”，不是数字" in err) == (1, True)


def test_a_table_in_gb18030_is_read(capsys, tmp_path):
    path = tmp_path / "ballots.csv"
    path.write_bytes("\n".join(",".join(row) for row in ROWS).encode("gb18030"))
    assert json.loads(run(capsys, path, "--json")[1])["final"] == {"e1": "86.08", "e2": "66.00"}


def judged():
    """J2 marks by dice; e01 is disputed for it."""
    marks = {(f"e{e:02}", f"J{j}"): 60 + e + j for e in range(12) for j in range(5)}
    marks |= {(f"e{e:02}", "J2"): 55 + (e * 17) % 40 for e in range(12)} | {("e01", "J2"): 95}
    ballots = [{"entry": e, "judge": j, "scores": {"total": mark}} for (e, j), mark in marks.items()]
    return case(entries=[{"id": f"e{e:02}"} for e in range(12)], ballots=ballots, dispute_range=30)


def test_a_committee_sees_severity_odd_judges_disputes_and_agreement(capsys, write):
    path = write(judged())
    _, out, _ = run(capsys, path, "--judges")
    for said in (
        "评委宽严，连通度 1.250",
        "请复核评委 J2：打分离散",
        "争议项目 e01：相差 34（J0 61.00 至 J2 95.00）",
        "评委一致性",
    ):
        assert said in out
    document = json.loads(run(capsys, path, "--json", "--judges")[1])
    assert [(one["judge"], one["kind"]) for one in document["alarms"]] == [("J2", "variance")]
    assert [one["entry"] for one in document["disputes"]] == ["e01"]
    assert (set(document["agreement"]), document["effects"]["estimated"]) == ({""}, True)


def test_the_exact_rule_imports_no_numerics(write):
    """SciPy takes a second to import, which a final does not have to wait for."""
    code = (
        "import sys; from gaoxin.cli.main import main; main(sys.argv[1:]);"
        "print([name for name in ('numpy', 'scipy', 'polars') if name in sys.modules])"
    )
    words = [sys.executable, "-c", code, "score", str(write(case())), "--json"]
    assert subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()[-1] == "[]"


def test_a_cap_that_goes_by_entry_id_is_told_and_is_no_fault(capsys, write):
    document = case(max_per_division=1, entries=[{"id": "e1", "division": "X"}, {"id": "e2", "division": "X"}])
    document["ballots"][3:] = [{**one, "entry": "e2"} for one in document["ballots"][:3]]
    code, out, err = run(capsys, write(document), "--json")
    assert (code, json.loads(out)["awards"], "GX622" in err) == (0, {"e1": "first"}, True)

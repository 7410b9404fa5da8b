"""iMeta, iData, recipes and the command: every mistake is told with its place, and bad input never gives a trace."""

from __future__ import annotations

import json

import pytest

from gaoxin.cli.main import main
from gaoxin.errors import FactsError, GaoxinError
from gaoxin.index.files import read_idata, read_imeta
from gaoxin.index.recipe import Recipe, read_recipe, recipe_of
from gaoxin.index.treat import Bounds

META = """iCode,iName,Level,Parent,Weight,Direction,Type,Denominator
rd,研发强度,1,A,2,1,Indicator,NA
waste,单位能耗,1,A,1,-1,Indicator,people
A,创新,2,T,NA,1,Aggregate,NA
T,总分,3,NA,1,1,Aggregate,NA
people,人口,NA,NA,NA,NA,Denominator,NA
side,片区,NA,NA,NA,NA,Group,NA
"""
DATA = """uCode,uName,side,people,waste,rd
x,甲区,东,2,8,1
y,乙区,东,4,8,3
z,丙区,西,1,NA,2
"""


@pytest.fixture
def files(tmp_path):
    def write(meta=META, data=DATA):
        (tmp_path / "iMeta.csv").write_text(meta, "utf-8")
        (tmp_path / "iData.csv").write_text(data, "utf-8")
        return tmp_path / "iData.csv", tmp_path / "iMeta.csv"

    return write


def issues(call):
    with pytest.raises(FactsError) as error:
        call()
    return [(issue.code, str(issue.place), issue.message) for issue in error.value.issues]


def test_columns_may_come_in_any_order(files):
    data_file, meta_file = files()
    described = read_imeta(meta_file)
    data = read_idata(data_file, described)
    assert [(node.code, node.weight, node.direction, node.denominator) for node in described.framework.indicators] == [
        ("rd", 2.0, 1, ""),
        ("waste", 1.0, -1, "people"),
    ]
    assert described.framework.unknown_weights == ("A",)
    assert (data.units, data.names, data.groups) == (
        ("x", "y", "z"),
        ("甲区", "乙区", "丙区"),
        {"side": ("东", "东", "西")},
    )
    assert data.values[:2].tolist() == [[1.0, 8.0], [3.0, 8.0]]
    assert data.others["people"].tolist() == [2.0, 4.0, 1.0]


def test_every_cell_that_is_no_number_is_told(files):
    data_file, meta_file = files(data=DATA.replace("2,8,1", "2,八,1").replace("4,8,3", "4,8,inf"))
    assert issues(lambda: read_idata(data_file, read_imeta(meta_file))) == [
        ("GX502", "iData.csv:3:6", "「inf」不是数"),
        ("GX502", "iData.csv:2:5", "「八」不是数"),
    ]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (DATA.replace(",rd", ",rd2"), [("GX501", "iData.csv:1:1", "缺少列：rd")]),
        (DATA + "x,甲区,东,2,8,1\n", [("GX503", "iData.csv:1:1", "「x」有 2 行")]),
        (DATA.splitlines()[0] + "\n", [("GX505", "iData.csv:1:1", "没有数据行")]),
        ("", [("GX501", "iData.csv:1:1", "缺少列：uCode、rd、waste、people、side")]),
    ],
)
def test_a_table_that_cannot_be_used_says_why(files, data, found):
    data_file, meta_file = files(data=data)
    assert issues(lambda: read_idata(data_file, read_imeta(meta_file))) == found


def test_a_unit_may_stand_once_in_every_year(files):
    dated = "uCode,Time,side,people,waste,rd\nx,2023,东,2,8,1\nx,2024,东,2,8,1\n"
    data_file, meta_file = files(data=dated)
    assert read_idata(data_file, read_imeta(meta_file)).years == (2023, 2024)
    data_file, meta_file = files(data=dated + "x,2024,东,2,8,1\n")
    assert issues(lambda: read_idata(data_file, read_imeta(meta_file))) == [
        ("GX503", "iData.csv:1:1", "「x（2024 年）」有 2 行")
    ]


def test_nodes_that_make_no_tree_are_told(files):
    _, meta_file = files(meta=META.replace("1,A,2,1", "1,Z,2,1"))
    assert issues(lambda: read_imeta(meta_file)) == [
        ("GX504", "iMeta.csv", "指标体系不成树：rd: there is no Z above it")
    ]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None])
def test_a_file_that_cannot_be_read_is_told(tmp_path, content):
    path = tmp_path / "iMeta.csv"
    if content:
        path.write_bytes(content)
    assert [code for code, _, _ in issues(lambda: read_imeta(path))] == ["GX506"]


def test_a_recipe_as_a_file_has_it(tmp_path):
    path = tmp_path / "steps.yaml"
    path.write_text(
        "impute: mean\nwithin: side\ntreat: {skew: 1.5, most: 3}\n"
        "normalise: zscore\nscale: {middle: 50, deviation: 10}\n"
        "aggregate: [arithmetic, geometric]\n",
        "utf-8",
    )
    assert read_recipe(path) == Recipe(
        impute="mean",
        within="side",
        treat=Bounds(skew=1.5, most=3),
        normalise="zscore",
        scale={"middle": 50, "deviation": 10},
        aggregate=("arithmetic", "geometric"),
    )
    assert recipe_of({"treat": None}).treat is None


def test_all_that_is_wrong_in_a_recipe_is_told_at_once():
    wrong = {"imput": "mean", "treat": {"skw": 2, "otherwise": "log"}, "normalise": "minmx", "aggregate": ["mean"]}
    with pytest.raises(GaoxinError) as error:
        recipe_of(wrong)
    assert str(error.value).split("；") == [
        "步骤有误：步骤 没有「imput」，是否指 impute",
        "treat 没有「skw」，是否指 skew",
        "treat.otherwise 没有「log」，是否指 log_ct",
        "normalise 没有「minmx」，是否指 minmax",
        "aggregate 没有「mean」",
        "可用 arithmetic、geometric、harmonic、copeland",
    ]


@pytest.mark.parametrize("content", ["- a\n", "a: [", ""])
def test_a_recipe_that_is_no_mapping_is_told(tmp_path, content):
    path = tmp_path / "steps.yaml"
    path.write_text(content, "utf-8")
    with pytest.raises(GaoxinError, match=r"steps\.yaml"):
        read_recipe(path)


def run(capsys, *words):
    code = main(["index", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_build_says_that_a_total_with_unknown_weights_is_simulated(files, tmp_path, capsys):
    code, said, _ = run(capsys, "build", *files(), "--out", tmp_path / "out")
    assert (code, said.splitlines()[0]) == (0, "模拟分：1 个权重未知，按 1 计")
    log = json.loads((tmp_path / "out" / "log.json").read_text("utf-8"))
    assert (log["simulated"], log["unknown_weights"]) == (True, ["A"])
    assert (tmp_path / "out" / "ranks.csv").read_text("utf-8") == (
        "uCode,rd,waste,A,T\nx,3,2,3,3\ny,1,1,1,1\nz,2,NA,2,2\n"
    )


def test_uncertainty_prints_intervals_and_chances(files, capsys):
    code, said, _ = run(capsys, "uncertainty", *files(), "--impute", "mean", "--draws", 50, "--top", 1, "--json")
    rows = json.loads(said)["units"]
    assert (code, [row["unit"] for row in rows], rows[0]["top"]) == (0, ["y", "z", "x"], 1.0)
    assert [(row["p5"], row["p50"], row["p95"]) for row in rows] == [(1, 1, 1), (2, 2, 2), (3, 3, 3)]


def test_path_moves_and_leverage_answer_in_json(files, tmp_path, capsys):
    both = files()
    code, said, _ = run(capsys, "path", *both, "--impute", "mean", "--unit", "x", "--place", 2, "--json")
    assert (code, json.loads(said)["feasible"]) == (0, True)
    before = tmp_path / "before.csv"
    before.write_text(DATA.replace("2,8,1", "2,8,9"), "utf-8")
    code, said, _ = run(capsys, "moves", *both, "--before", before, "--impute", "mean", "--unit", "x", "--json")
    told = json.loads(said)
    parts = sum(part["own"] + part["rivals"] for part in told["parts"])
    assert (code, told["before"], told["after"]) == (0, 1.0, 3.0)
    assert parts + told["rescaled"] + told["joined"] == pytest.approx(told["change"])
    code, said, _ = run(capsys, "leverage", *both, "--impute", "mean", "--unit", "x", "--json")
    assert (code, {row["indicator"] for row in json.loads(said)["indicators"]}) == (0, {"rd", "waste"})


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["build", "--out", "{out}", "--by", "nowhere"], "没有分组列「nowhere」"),
        (["build", "--out", "{out}", "--range", "1"], "--range 写作 低,高"),
        (["build", "--out", "{out}", "--range", "a,b"], "--range 须是两个数"),
        (["build", "--out", "{out}", "--aggregate", "geometric"], "needs scores above nought"),
        (["path", "--unit", "q", "--place", "1", "--impute", "mean"], "没有单位「q」"),
        (["path", "--unit", "x", "--place", "1"], "有缺失值，或有指标各单位都相同"),
        (["path", "--unit", "x", "--place", "9", "--impute", "mean"], "there are places 1 to 3"),
        (["leverage", "--unit", "x", "--impute", "mean", "--normalise", "rank"], "逐项推算只用于 minmax"),
        (["uncertainty", "--reach", "1", "--impute", "mean"], "from 0 up to, not including, 1"),
        (["uncertainty"], "with gaps cannot be drawn over"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(files, tmp_path, capsys, words, why):
    step, *rest = [word.replace("{out}", str(tmp_path / "out")) for word in words]
    code, said, told = run(capsys, step, *files(), *rest)
    assert (code, said) == (2, "")
    assert why in told

"""How a result was reached, told so that anyone can check it by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gaoxin.errors import GaoxinError
from gaoxin.panel import explain, read_case, score

TOTALS = {"a": ("80", "90", "91", "92", "99"), "b": ("91", "91", "91", "91", "91"), "c": ("70", "75"),
          "d": ("91", "90", "92", "80", "99")}  # fmt: skip


def result(**more):
    ballots = [
        {"entry": entry, "judge": f"J{at}", "scores": {"total": total}}
        for entry, totals in TOTALS.items()
        for at, total in enumerate(totals, 1)
    ]
    for status, judge in (("recused", "J3"), ("absent", "J4"), ("draft", "J5")):
        ballots.append({"entry": "c", "judge": judge, "status": status, "scores": {}})
    case = {
        "label": "决赛评分办法", "label_en": "Rule of the final", "version": "2",
        "criteria": [{"key": "total"}], "tie_break": ["untrimmed_mean"],
        "tiers": [{"name": "first", "count": 1, "label": "一等奖", "label_en": "First prize"}],
        "entries": [{"id": one} for one in TOTALS], "ballots": ballots,
    }  # fmt: skip
    return score(read_case(case | more))


def test_every_ballot_says_what_became_of_it():
    lines = result().lines
    assert [(one.judge, one.use) for one in lines["a"].ballots] == [
        ("J1", "lowest"), ("J2", "counted"), ("J3", "counted"), ("J4", "counted"), ("J5", "highest"),
    ]  # fmt: skip
    assert [(one.judge, one.use) for one in lines["c"].ballots] == [
        ("J1", "insufficient"), ("J2", "insufficient"), ("J3", "recused"), ("J4", "absent"), ("J5", "draft"),
    ]  # fmt: skip


def test_of_five_equal_ballots_the_line_shows_one_dropped_at_each_end():
    assert [one.use for one in result().lines["b"].ballots].count("counted") == 3


def test_a_line_says_value_place_what_parted_it_and_why_it_was_awarded():
    found = {entry: (one.rank, one.final, one.value, one.above, one.below, one.award, one.why)
             for entry, one in result().lines.items()}  # fmt: skip
    assert found == {
        "b": (1, "91.00", Fraction(91), None, "untrimmed_mean", "first", "order"),
        "a": (2, "91.00", Fraction(91), "untrimmed_mean", "shared", None, "below"),
        "d": (2, "91.00", Fraction(91), "shared", None, None, "below"),
        "c": (None, None, None, None, None, None, "insufficient"),
    }


def test_an_entry_is_told_in_chinese():
    assert explain(result(), "a")[1:] == (
        "有效选票满 5 张时去掉 1 个最高、1 个最低，不足时全部计入。",
        "同分依次比较：全部选票的平均。",
        "a：第 2 名，91.00 分",
        "  J1：80，最低分，去掉",
        "  J2：90，计入",
        "  J3：91，计入",
        "  J4：92，计入",
        "  J5：99，最高分，去掉",
        "  5 张有效选票，去掉 2 张，3 张的平均 91，四舍五入到 2 位为 91.00",
        "  与 b 同分，按全部选票的平均，b 在前",
        "  与 d 并列",
        "  未授奖：在获奖名额之外",
    )
    assert explain(result(), "a")[0].startswith("评分办法：决赛评分办法 2（摘要 ")


def test_an_entry_is_told_in_english():
    assert explain(result(), "b", "en")[3:] == (
        "b: place 1, 91.00 points",
        "  J1: 91, lowest, dropped",
        "  J2: 91, counted",
        "  J3: 91, counted",
        "  J4: 91, counted",
        "  J5: 91, highest, dropped",
        "  5 counted ballots, 2 dropped, mean of 3: 91, half up to 2 decimals 91.00",
        "  equal with a; by the mean of all counted ballots a comes after",
        "  First prize: awarded in order of place",
    )


def test_an_entry_without_a_score_says_why():
    assert explain(result(), "c")[3:] == (
        "c：不计分",
        "  J1：70，有效选票不足，未计分",
        "  J2：75，有效选票不足，未计分",
        "  J3：回避，不计",
        "  J4：缺评，不计",
        "  J5：未提交，不计",
        "  未授奖：有效选票不足，不排名",
    )


def test_all_entries_are_told_in_order():
    heads = [said for said in explain(result()) if said[0] in "abcd"]
    assert heads == ["b：第 1 名，91.00 分", "a：第 2 名，91.00 分", "d：第 2 名，91.00 分", "c：不计分"]


def test_an_inexact_mean_is_told_as_a_fraction():
    assert "  4 张有效选票，去掉 0 张，4 张的平均 91，四舍五入到 2 位为 91.00" not in explain(result(), "a")
    found = result(min_for_drop=6, drop=1)
    assert "  5 张有效选票，去掉 0 张，5 张的平均 90.4，四舍五入到 2 位为 90.40" in explain(found, "a")
    third = result(criteria=[{"key": "total", "weight": "3"}], drop=2, min_for_drop=5)
    assert any("1 张的平均 91，" in said for said in explain(third, "a"))


def test_criteria_are_told_one_by_one_where_extremes_go_within_them():
    found = explain(result(drop_by="criterion"), "a")
    assert found[4:6] == ("  J1：80", "  J2：90")
    assert "  total：5 个分数，去掉最高（J5）和最低（J1），平均 91，舍入为 91，权重 1" in found
    assert explain(result(drop_by="criterion"), "a", "en")[1] == (
        "Within each criterion, from 5 marks on, 1 highest and 1 lowest are dropped; the mean is rounded half up to "
        "2 decimals and then weighted."
    )


def test_levelled_judges_are_told():
    found = explain(result(mode="adjusted", tie_break=["untrimmed_mean"]), "a")
    assert found[1].startswith("评委并未评审全部项目")
    assert "  原始平均 90.400000，校正后 90.4，显示为 90.40" in found


def test_held_and_waiting_entries_are_told():
    found = result(tie_break=[], tier_policy="hold")
    said = "\n".join(explain(found))
    assert found.needs_decision == ("a", "b", "d")
    assert said.count("未授奖：同名次跨奖项线，待裁定") == 3


def test_an_entry_that_is_not_there_is_told():
    with pytest.raises(GaoxinError, match="没有参赛项目「z」"):
        explain(result(), "z")


def test_lines_go_into_json():
    line = result().lines["a"].as_dict()
    assert (line["value"], line["decimal"], line["raw"], line["ballots"][0]) == (
        "91",
        "91.000000",
        "90.4",
        {"judge": "J1", "status": "locked", "scores": {"total": "80"}, "total": "80", "shown": "80.00"}
        | {"use": "lowest"},
    )

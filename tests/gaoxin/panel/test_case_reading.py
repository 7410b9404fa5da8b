"""A case that is wrong is told wholly, each mistake with its place, in Chinese, with what to do."""

from __future__ import annotations

import copy
import shutil
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from gaoxin.checking import check_rulebook
from gaoxin.errors import RulebookError
from gaoxin.panel import (
    Ballot,
    Case,
    CaseError,
    Criterion,
    Entry,
    Scheme,
    Tier,
    ballot_total,
    check_scores,
    load_schemes,
    read_case,
    read_scheme,
    score,
)
from gaoxin.panel.numbers import exact

SOUND = {
    "name": "final",
    "criteria": [
        {"key": "tech", "weight": "60", "label": "技术", "minimum": "0", "maximum": "100", "step": "0.5"},
        {"key": "market", "weight": "40", "label": "市场", "minimum": "0", "maximum": "100"},
    ],
    "tie_break": ["criterion:tech"],
    "tiers": [{"name": "first", "count": 1}],
    "entries": [{"id": "e1", "division": "A"}, {"id": "e2", "division": "B"}],
    "ballots": [{"entry": "e1", "judge": "J1", "status": "locked", "scores": {"tech": "90", "market": "80"}}],
}


def told(document, **more):
    """Code and place of every issue."""
    with pytest.raises(CaseError) as raised:
        read_case(document, **more)
    assert all(issue.message and issue.severity == "error" for issue in raised.value.issues)
    return [(issue.code, issue.place.cell) for issue in raised.value.issues]


def changed(path, value):
    document = copy.deepcopy(SOUND)
    *way, last = path
    inner = document
    for step in way:
        inner = inner[step]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return document


MARK = ("ballots", 0, "scores", "tech")
AT = "ballots[0].scores.tech"


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        (MARK, "九十", [("GX606", AT)]),
        (MARK, "NaN", [("GX606", AT)]),
        (MARK, float("nan"), [("GX606", AT)]),
        (MARK, "1e2", [("GX606", AT)]),
        (MARK, True, [("GX606", AT)]),
        (MARK, [90], [("GX606", AT)]),
        (MARK, "9" * 13, [("GX606", AT)]),
        (MARK, "-0.5", [("GX607", AT)]),
        (MARK, "100.5", [("GX607", AT)]),
        (MARK, "90.25", [("GX608", AT)]),
        (MARK, "", [("GX615", AT)]),
        (MARK, None, [("GX615", AT)]),
        (("ballots", 0, "scores", "looks"), "90", [("GX611", "ballots[0].scores.looks")]),
        (("ballots", 0, "scores"), [90, 80], [("GX602", "ballots[0].scores")]),
        (("ballots", 0, "entry"), "e3", [("GX612", "ballots[0].entry")]),
        (("ballots", 0, "judge"), None, [("GX604", "ballots[0]")]),
        (("ballots", 0, "judge"), " ", [("GX604", "ballots[0].judge")]),
        (("ballots", 0, "status"), "sealed", [("GX605", "ballots[0].status")]),
        (("ballots", 0, "stauts"), "locked", [("GX603", "ballots[0].stauts")]),
        (("ballots",), None, [("GX604", None)]),
        (("ballots",), {}, [("GX602", "ballots")]),
        (("ballots", 0), "J1", [("GX602", "ballots[0]")]),
        (("entries", 1, "id"), "e1", [("GX610", "entries[1].id")]),
        (("criteria", 1, "key"), "tech", [("GX610", "criteria[1].key"), ("GX611", "ballots[0].scores.market")]),
        (("criteria", 0, "weight"), "-1", [("GX607", "criteria[0].weight")]),
        (("criteria", 0, "weight"), "heavy", [("GX606", "criteria[0].weight")]),
        (("criteria", 0, "minimum"), "100", [("GX607", "criteria[0].minimum"), ("GX607", AT)]),
        (("criteria", 0, "step"), "0", [("GX607", "criteria[0].step")]),
        (("criteria",), [], [("GX604", "criteria")]),
        (("criteria",), None, [("GX604", None)]),
        (("tie_break",), ["criterion:looks"], [("GX614", "tie_break")]),
        (("tie_break",), ["coin"], [("GX614", "tie_break")]),
        (("tie_break",), "median", [("GX602", "tie_break")]),
        (("tiers", 0, "count"), "-1", [("GX607", "tiers[0].count")]),
        (("tiers", 0, "count"), "1.5", [("GX607", "tiers[0].count")]),
        (("tiers", 0, "count"), None, [("GX604", "tiers[0]")]),
        (("tiers",), [{"name": "x", "count": 1}] * 2, [("GX610", "tiers[1].name")]),
        (("mode",), "fair", [("GX605", "mode")]),
        (("rank_on",), "shown", [("GX605", "rank_on")]),
        (("tier_policy",), "Hold", [("GX605", "tier_policy")]),
        (("places",), "7", [("GX607", "places")]),
        (("min_balots",), 2, [("GX603", "min_balots")]),
        (("min_for_drop",), 2, [("GX617", "min_for_drop")]),
        (("drop",), 3, [("GX617", "min_for_drop")]),
        (("round_products",), True, [("GX617", "round_products")]),
        (("effects",), {"shrinkage": "-1"}, [("GX607", "effects.shrinkage")]),
        (("effects",), {"shrinkage": "ridge"}, [("GX606", "effects.shrinkage")]),
        (("scheme",), "nosuch", [("GX618", "scheme")]),
        (("max_per_division",), 0, [("GX607", "max_per_division")]),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_each_mistake_is_told_at_its_place(path, value, found):
    assert told(changed(path, value)) == found


def test_weights_that_are_all_nought_are_told():
    document = copy.deepcopy(SOUND)
    for one in document["criteria"]:
        one["weight"] = "0"
    assert told(document) == [("GX609", "criteria")]


def test_all_mistakes_are_told_at_once():
    document = changed(MARK, "101")
    document["ballots"].append({"entry": "e9", "judge": "J1", "status": "gone", "scores": {}})
    document["mode"] = "x"
    assert told(document) == [
        ("GX605", "mode"), ("GX607", AT), ("GX605", "ballots[1].status"), ("GX612", "ballots[1].entry"),
        ("GX615", "ballots[1].scores.tech"), ("GX615", "ballots[1].scores.market"),
    ]  # fmt: skip


def test_two_ballots_of_one_judge_for_one_entry_are_one_too_many():
    document = copy.deepcopy(SOUND)
    document["ballots"] *= 2
    assert told(document) == [("GX613", "ballots[1]")]


def test_an_entry_without_division_is_told_only_where_divisions_are_capped():
    document = changed(("entries", 0, "division"), None)
    read_case(document)
    assert told({**document, "max_per_division": 1}) == [("GX604", "entries[0]")]


def test_hints_name_the_nearest():
    with pytest.raises(CaseError) as raised:
        read_case(changed(("ballots", 0, "scores", "tehc"), "90"))
    assert [issue.hint for issue in raised.value.issues] == ["您是否指 tech？"]
    assert "没有评分项「tehc」" in str(raised.value)


def test_no_more_than_two_hundred_are_listed():
    document = copy.deepcopy(SOUND)
    document["ballots"] = [{"entry": f"x{at}", "judge": "J", "status": "absent"} for at in range(300)]
    with pytest.raises(CaseError) as raised:
        read_case(document)
    assert ([raised.value.issues[-1].code], len(raised.value.issues)) == (["GX620"], 201)
    assert "另有 100 个" in raised.value.issues[-1].message


@pytest.mark.parametrize("document", [None, [], "case", 3])
def test_what_is_no_case_at_all_is_told(document):
    assert told(document)[0][0] == "GX602"


def test_what_else_people_keep_beside_an_entry_does_no_harm():
    document = copy.deepcopy(SOUND)
    document["entries"][0]["title"] = "高新项目"
    document["ballots"][0]["comment"] = "很好"
    document["date"] = "2026-11-26"
    assert read_case(document) == read_case(SOUND)


# the edges of a mark


@pytest.mark.parametrize(("mark", "codes"), [("0", []), ("100", []), ("-0.5", ["GX607"]), ("100.5", ["GX607"]),
                                             ("99.5", []), ("99.75", ["GX608"]), ("", []), (None, [])])  # fmt: skip
def test_a_mark_is_checked_as_it_is_typed(mark, codes):
    scheme = read_case(SOUND).scheme
    assert [one.code for one in check_scores(scheme, {"tech": mark}, complete=False)] == codes


def test_locking_asks_for_every_mark_and_a_draft_does_not():
    scheme = read_case(SOUND).scheme
    assert check_scores(scheme, {"tech": "90"}, complete=False) == []
    (missing,) = check_scores(scheme, {"tech": "90"}, complete=True)
    assert (missing.code, missing.place.cell) == ("GX615", "scores.market")


def test_a_ballots_total_is_exact_and_none_while_it_is_not_complete():
    scheme = read_case(SOUND).scheme
    assert ballot_total(scheme, {"tech": "90", "market": Decimal("85.5")}) == Fraction("88.2")
    assert ballot_total(scheme, {"tech": "90"}) is None
    assert ballot_total(scheme, {"tech": "90", "market": ""}) is None


@pytest.mark.parametrize(("given", "value"), [("90.10", "90.1"), (90.1, "90.1"), (Decimal("90.10"), "90.1"), (90, "90"),
                                              ("９０．５", "90.5"), (" 7 ", "7"), ("-3", "-3")])  # fmt: skip
def test_numbers_are_taken_as_they_are_written(given, value):
    assert exact(given) == Fraction(value)


# documents there and back


def test_a_case_goes_into_a_document_and_back():
    case = read_case(SOUND)
    assert read_case(case.as_dict()) == case
    assert read_case(case.as_dict()).digest == case.digest


@pytest.mark.parametrize(
    ("path", "value"),
    [(MARK, "91"), (("ballots", 0, "status"), "draft"), (("entries", 0, "division"), "C"), (("places",), 1),
     (("criteria", 0, "weight"), "61"), (("tiers", 0, "count"), 2)],
)  # fmt: skip
def test_whatever_a_result_hangs_on_changes_the_digest(path, value):
    assert read_case(changed(path, value)).digest != read_case(SOUND).digest


def test_how_a_number_is_written_and_what_a_criterion_is_called_do_not_change_the_digest():
    written = changed(MARK, "90.00")
    written["criteria"][0]["label"] = "技术水平"
    assert read_case(written).digest == read_case(SOUND).digest


def test_a_scheme_by_name_takes_the_awards_beside_it():
    schemes = load_schemes()
    document = {"scheme": "rubric_40_30_20_10", "entries": [], "ballots": [], "tiers": [{"name": "first", "count": 3}]}
    found = read_case(document, schemes=schemes).scheme
    assert found == schemes["rubric_40_30_20_10"].with_awards((Tier("first", 3),))


def test_a_case_put_together_by_hand_is_checked_when_it_is_scored():
    scheme = Scheme((Criterion("total", maximum=100),))
    with pytest.raises(CaseError) as raised:
        score(Case("hand", scheme, (Entry("e"),), (Ballot("e", "J", "locked", {"total": 101}),)))
    assert [issue.code for issue in raised.value.issues] == ["GX607"]


# schemes as data


def test_every_ready_made_scheme_says_what_it_stands_on_and_goes_there_and_back():
    schemes = load_schemes()
    assert sorted(schemes) == [
        "bloom_cup_final", "bloom_cup_preliminary", "cxcyds_preliminary_enterprise", "cxcyds_preliminary_team",
        "cxcyds_semifinal_enterprise", "cxcyds_semifinal_team", "lecture_series", "local_final", "rubric_40_30_20_10",
    ]  # fmt: skip
    for key, one in schemes.items():
        assert (one.key, read_scheme(one.as_dict(), strict=True)) == (key, one)
        assert all((one.label, one.label_en, one.source, one.evidence, one.note))


def test_the_national_contests_preliminary_is_a_plain_mean_of_three():
    scheme = load_schemes()["cxcyds_preliminary_team"]
    ballots = tuple(
        Ballot("e", f"J{at}", "locked", dict.fromkeys(scheme.by_key, mark))
        for at, mark in enumerate(("60", "80", "91"))
    )
    assert score(Case("x", scheme, (Entry("e"),), ballots)).final == {"e": "77.00"}
    assert score(Case("x", scheme, (Entry("e"),), ballots[:2])).final == {"e": None}


def test_a_scheme_with_mistakes_is_told_by_line(tmp_path):
    folder = tmp_path / "schemes"
    folder.mkdir()
    text = 'key: x\nversion: "1"\nlabel: 试\ncriteria:\n  - {key: a, wieght: 1}\n  - {key: b, weight: -1}\nplaces: 9\n'
    (folder / "x.yaml").write_text(text, "utf-8")
    with pytest.raises(RulebookError) as raised:
        load_schemes(tmp_path)
    assert [(issue.code, issue.place.line) for issue in raised.value.issues] == [
        ("GX603", 5), ("GX607", 6), ("GX607", 7),
    ]  # fmt: skip


def test_checking_a_rulebook_checks_its_schemes(tmp_path):
    root = shutil.copytree(Path(__file__).parents[2] / "fixtures" / "rulebook", tmp_path / "rulebook")
    assert check_rulebook(root) == []
    (root / "schemes").mkdir()
    (root / "schemes" / "x.yaml").write_text("key: x\nversion: '1'\nlabel: 试\ncriteria: [{kye: a}]\n", "utf-8")
    assert [(issue.code, str(issue.place)) for issue in check_rulebook(root)] == [
        ("GX604", "schemes/x.yaml:4:12"),
        ("GX603", "schemes/x.yaml:4:13"),
    ]

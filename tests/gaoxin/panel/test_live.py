"""The rule ``live``: exact, missing is never nought, and no order of arrival matters."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.panel import read_case, score
from gaoxin.panel.live import ends
from tests.gaoxin.panel.panel_oracle import outcome

ACCEPTANCE = Path(__file__).parents[4] / "shared" / "acceptance" / "contest"
CASES = json.loads((ACCEPTANCE / "cases.json").read_text("utf-8"))
EXPECTED = json.loads((ACCEPTANCE / "expected.json").read_text("utf-8"))


def scored(case):
    return score(read_case(case)).as_dict()


def one_entry(*totals, **more):
    """A case of one entry and these totals; a word in place of a number is a status."""
    ballots = [
        {"entry": "e", "judge": f"J{at}", "status": total if total in STATUSES else "locked",
         "scores": {} if total in STATUSES else {"total": total}}
        for at, total in enumerate(totals)
    ]  # fmt: skip
    return {"criteria": [{"key": "total", "weight": "1"}], "entries": [{"id": "e"}], "ballots": ballots, **more}


STATUSES = ("absent", "recused", "abstain", "draft")


def final(*totals, **more):
    found = scored(one_entry(*totals, **more))
    return found["final"]["e"], found["n"]["e"], found["dropped"]["e"]


@pytest.mark.parametrize(
    ("case", "expected"), list(zip(CASES, EXPECTED, strict=True)), ids=[case["name"] for case in CASES]
)
def test_the_worked_cases_come_out_exactly(case, expected):
    assert {"name": case["name"], "expected": scored(case)} == expected


# dropping


def test_five_ballots_lose_one_at_each_end_and_four_lose_none():
    assert final("90", "91", "92", "93", "100") == ("92.00", 5, 2)
    assert final("90", "91", "92", "100") == ("93.25", 4, 0)


def test_of_equal_extremes_only_one_is_dropped_at_each_end():
    assert final("80", "80", "90", "100", "100", "100") == ("92.50", 6, 2)
    assert final("90", "90", "90", "90", "90") == ("90.00", 5, 2)


def test_two_ballots_get_no_score_and_three_get_one():
    assert final("90", "92") == (None, 2, 0)
    assert final("90", "92", "97") == ("93.00", 3, 0)


@pytest.mark.parametrize("status", STATUSES)
def test_a_ballot_that_is_not_locked_is_neither_nought_nor_counted(status):
    assert final("90", "91", "92", "93", status) == ("91.50", 4, 0)
    assert final("90", "91", "92", "93", "99", status) == ("92.00", 5, 2)
    assert final("90", "92", status, status, status) == (None, 2, 0)


def test_a_draft_with_marks_does_not_count():
    case = one_entry("90", "91", "92")
    case["ballots"].append({"entry": "e", "judge": "J9", "status": "draft", "scores": {"total": "0"}})
    assert (scored(case)["final"], scored(case)["n"]) == ({"e": "91.00"}, {"e": 3})


@pytest.mark.parametrize("totals", [("60", "70", "80", "90", "99"), ("99", "90", "80", "70", "60")])
def test_rising_and_falling_marks_lose_their_true_lowest(totals):
    """The classic mistake: ``if s > highest … elif s < lowest`` never records a lowest that arrives first."""
    assert final(*totals) == ("80.00", 5, 2)


@given(st.lists(st.integers(0, 100), min_size=3, max_size=12))
def test_ends_are_the_least_and_the_greatest(values):
    marks = [Fraction(value) for value in values]
    (low,), (high,) = ends(marks, 1)
    assert (marks[low], marks[high], low != high) == (min(marks), max(marks), True)


def test_more_than_one_at_each_end_may_be_dropped_and_none():
    marks = ("10", "60", "70", "80", "90", "99", "100")
    assert final(*marks, drop=2) == ("80.00", 7, 4)
    assert final(*marks, drop=0) == ("72.71", 7, 0)
    assert final(*marks, min_for_drop=7) == ("79.80", 7, 2)
    assert final(*marks, min_for_drop=8) == ("72.71", 7, 0)


def test_a_plain_mean_of_three_judges():
    assert final("80", "85", "91", drop=0) == ("85.33", 3, 0)


# exactness


def test_a_half_goes_up_however_binary_numbers_would_have_it():
    assert final("2.675", "2.675", "2.675")[0] == "2.68"
    assert final("1.005", "1.005", "1.005")[0] == "1.01"
    assert final("2.6749", "2.6749", "2.6749")[0] == "2.67"
    assert final("0.5", "0.5", "0.5", places=0)[0] == "1"


def test_the_exact_value_parts_what_the_shown_score_does_not():
    entries = [{"id": "a"}, {"id": "b"}]
    marks = {"a": ("90", "90", "90.01"), "b": ("90", "90", "90.002")}
    ballots = [
        {"entry": entry, "judge": f"J{at}", "status": "locked", "scores": {"total": mark}}
        for entry, given_ in marks.items()
        for at, mark in enumerate(given_)
    ]
    case = {"criteria": [{"key": "total"}], "entries": entries, "ballots": ballots}
    exact, rounded = scored(case), scored({**case, "rank_on": "rounded"})
    assert exact["final"] == rounded["final"] == {"a": "90.00", "b": "90.00"}
    assert (exact["rank"], rounded["rank"]) == ({"a": 1, "b": 2}, {"a": 1, "b": 1})


def test_weights_need_not_add_up_to_anything():
    ballots = [
        {"entry": "e", "judge": f"J{at}", "status": "locked", "scores": {"x": "80", "y": "90"}} for at in range(3)
    ]
    case = {"entries": [{"id": "e"}], "ballots": ballots}
    small = {**case, "criteria": [{"key": "x", "weight": "0.1"}, {"key": "y", "weight": "0.3"}]}
    large = {**case, "criteria": [{"key": "x", "weight": "10"}, {"key": "y", "weight": "30"}]}
    assert scored(small)["final"] == scored(large)["final"] == {"e": "87.50"}


def test_an_optional_criterion_that_is_left_out_leaves_its_weight_to_the_others():
    marks = [{"x": "80", "y": "90"}, {"x": "80"}, {"x": "80"}]
    ballots = [{"entry": "e", "judge": f"J{at}", "scores": scores} for at, scores in enumerate(marks)]
    criteria = [{"key": "x"}, {"key": "y", "optional": True}]
    assert scored({"criteria": criteria, "entries": [{"id": "e"}], "ballots": ballots})["final"] == {"e": "81.67"}


# by criterion


def by_criterion(rows, **more):
    """One entry; each row is a judge's marks of x and y, None where there is none."""
    ballots = [
        {"entry": "e", "judge": f"J{at}", "scores": {k: v for k, v in zip("xy", row, strict=True) if v is not None}}
        for at, row in enumerate(rows)
    ]
    criteria = [{"key": "x", "weight": "2", "optional": True}, {"key": "y", "weight": "1", "optional": True}]
    return score(read_case({"criteria": criteria, "entries": [{"id": "e"}], "ballots": ballots,
                            "drop_by": "criterion", **more}))  # fmt: skip


ROWS = [("7", "9"), ("8", "8.5"), ("8.25", "8"), ("9", "7.5"), ("9.5", "5")]


def test_by_criterion_extremes_go_within_each_and_each_mean_is_rounded_before_it_is_weighted():
    found = by_criterion(ROWS)
    parts = found.lines["e"].parts
    assert [(one.low, one.high, one.shown) for one in parts] == [
        (("J0",), ("J4",), Fraction("8.42")),
        (("J4",), ("J0",), Fraction("8")),
    ]
    assert found.tallies["e"].value == (2 * Fraction("8.42") + 8) / 3
    assert (found.final, found.as_dict()["dropped"]) == ({"e": "8.28"}, {"e": 2})


def test_by_criterion_products_are_rounded_only_where_the_scheme_says_so():
    rows = [("8.333", "1")] * 3
    factors = {"criteria": [{"key": "x", "weight": "0.75"}, {"key": "y", "weight": "1"}], "weighting": "sum"}
    plain, rounded = by_criterion(rows, **factors), by_criterion(rows, **factors, round_products=True)
    assert (plain.tallies["e"].value, rounded.tallies["e"].value) == (Fraction("7.2475"), Fraction("7.25"))


def test_by_criterion_a_mark_that_is_missing_makes_its_criterion_one_ballot_shorter():
    found = by_criterion([*ROWS[:4], ("9.5", None)])
    assert [(one.n, len(one.low)) for one in found.lines["e"].parts] == [(5, 1), (4, 0)]


def test_by_criterion_too_few_marks_on_one_criterion_leave_the_entry_without_a_score():
    found = by_criterion([("7", "9"), ("8", "8"), ("9", None), ("9", None)])
    assert (found.final, found.insufficient, found.tallies["e"].short) == ({"e": None}, ("e",), "y")
    assert by_criterion([("7", "9"), ("8", "8"), ("9", "7"), ("9", None)]).final == {"e": "8.17"}


# sums


def test_ballots_may_be_summed_and_uneven_sums_are_said():
    found = score(read_case(one_entry("12", "10", "8", aggregate="sum", drop=0, places=0)))
    assert (found.as_dict()["final"], found.issues) == ({"e": "30"}, ())
    case = one_entry("12", "10", "8", aggregate="sum", drop=0, places=0)
    case["entries"].append({"id": "f"})
    case["ballots"] += [{"entry": "f", "judge": f"J{at}", "scores": {"total": "9"}} for at in range(4)]
    assert [issue.code for issue in score(read_case(case)).issues] == ["GX623"]


# unseen cases, by the slow oracle


@st.composite
def cases(draw):
    keys = draw(st.sampled_from([["tech"], ["tech", "market"], ["a", "b", "tech"]]))
    rules = [*(f"criterion:{key}" for key in keys), "untrimmed_mean", "median"]
    judges, entries = draw(st.integers(1, 8)), draw(st.integers(1, 9))
    mark = st.sampled_from(["80", "85", "90", "90.5", "100", "0", "77.25", "88.005"])
    status = st.sampled_from(["locked"] * 8 + list(STATUSES))
    ballots = []
    for entry in range(entries):
        for judge in range(judges):
            state = draw(status)
            scores = {key: draw(mark) for key in keys} if state == "locked" else {}
            ballots.append({"entry": f"e{entry}", "judge": f"J{judge}", "status": state, "scores": scores})
    case = {
        "criteria": [{"key": key, "weight": draw(st.sampled_from(["1", "40", "0.3"]))} for key in keys],
        "places": draw(st.integers(0, 3)),
        "tie_break": draw(st.lists(st.sampled_from(rules), max_size=3, unique=True)),
        "tiers": [{"name": f"t{at}", "count": draw(st.integers(0, 3))} for at in range(draw(st.integers(0, 3)))],
        "tier_policy": draw(st.sampled_from(["extend", "hold"])),
        "rank_on": draw(st.sampled_from(["exact", "rounded"])),
        "min_for_drop": draw(st.integers(3, 6)),
        "min_ballots": draw(st.integers(1, 4)),
        "max_per_division": draw(st.sampled_from([None, 1, 2])),
        "entries": [{"id": f"e{at}", "division": draw(st.sampled_from("ABC"))} for at in range(entries)],
        "ballots": ballots,
    }
    return {key: value for key, value in case.items() if value is not None}


@settings(max_examples=600, deadline=None)
@given(cases())
def test_any_small_case_comes_out_as_by_the_slow_oracle(case):
    assert scored(case) == outcome(case)


@settings(max_examples=150, deadline=None)
@given(cases(), st.randoms())
def test_no_order_of_entries_or_ballots_changes_anything(case, chance):
    turned = {**case, "entries": list(case["entries"]), "ballots": list(case["ballots"])}
    chance.shuffle(turned["entries"])
    chance.shuffle(turned["ballots"])
    one, other = read_case(case), read_case(turned)
    assert (score(one).as_dict(), one.digest) == (score(other).as_dict(), other.digest)
    assert score(one).lines == score(other).lines


@settings(max_examples=150, deadline=None)
@given(cases())
def test_renaming_judges_changes_no_score(case):
    renamed = [{**one, "judge": f"K{9 - int(one['judge'][1:])}"} for one in case["ballots"]]
    assert scored(case) == scored({**case, "ballots": renamed})


@settings(max_examples=150, deadline=None)
@given(cases(), st.data())
def test_a_better_mark_never_costs_a_place(case, data):
    locked = [at for at, one in enumerate(case["ballots"]) if one["status"] == "locked"]
    if not locked:
        return
    at = data.draw(st.sampled_from(locked))
    ballot = case["ballots"][at]
    better = {key: str(Decimal(mark) + 5) for key, mark in ballot["scores"].items()}
    ballots = [*case["ballots"][:at], {**ballot, "scores": better}, *case["ballots"][at + 1 :]]
    before, after = scored(case)["rank"], scored({**case, "ballots": ballots})["rank"]
    assert before[ballot["entry"]] is None or after[ballot["entry"]] <= before[ballot["entry"]]


@settings(max_examples=100, deadline=None)
@given(cases())
def test_an_absent_judge_more_changes_nothing(case):
    absent = [{"entry": one["id"], "judge": "absentee", "status": "absent", "scores": {}} for one in case["entries"]]
    assert scored(case) == scored({**case, "ballots": [*case["ballots"], *absent]})


def large(entries, judges_each, judges, *, seed, **more):
    """A made-up contest: marks in halves, so that ties come about; some ballots are missing."""
    chance = random.Random(seed)
    keys = ["tech", "market", "team"]
    ballots = []
    for entry in range(entries):
        for judge in chance.sample(range(judges), judges_each):
            status = chance.choices(["locked", "absent", "recused", "abstain"], [94, 3, 2, 1])[0]
            marks = {key: str(chance.randrange(140, 200) / 2) for key in keys} if status == "locked" else {}
            ballots.append({"entry": f"e{entry:04}", "judge": f"J{judge:03}", "status": status, "scores": marks})
    named = [{"id": f"e{entry:04}", "division": f"city {chance.randrange(21)}"} for entry in range(entries)]
    criteria = [{"key": key, "weight": weight} for key, weight in zip(keys, ("40", "35", "25"), strict=True)]
    chain_ = {"tie_break": ["criterion:tech", "untrimmed_mean", "median"], "places": 2}
    return {"criteria": criteria, "entries": named, "ballots": ballots, **chain_, **more}


PRIZES = [("first", 10), ("second", 20), ("third", 30), ("merit", 34)]
TIERS = [{"name": name, "count": count} for name, count in PRIZES]
SMALL = [{"name": name, "count": count} for name, count in (("first", 1), ("second", 2), ("third", 3))]


@pytest.mark.parametrize("policy", ["extend", "hold"])
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("shape", "more"),
    [
        ((1000, 5, 100), {"tiers": TIERS, "max_per_division": 6}),
        ((1000, 5, 100), {"tiers": TIERS, "rank_on": "rounded", "tie_break": []}),
        ((18, 7, 7), {"tiers": SMALL}),
        ((18, 7, 7), {"tiers": SMALL, "places": 0, "rank_on": "rounded", "tie_break": []}),
        ((63, 9, 9), {"tiers": SMALL, "max_per_division": 1}),
    ],
    ids=["1000 by 5, city caps", "1000 by 5, ties", "18 by 7", "18 by 7, ties", "63 by 9, caps"],
)
def test_contests_of_real_size_come_out_as_by_the_slow_oracle(shape, more, policy, seed):
    case = large(*shape, seed=seed, tier_policy=policy, **more)
    assert scored(case) == outcome(case)

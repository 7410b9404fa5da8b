"""What a committee ruled on a tie is part of the case: who scores it anew comes to the same awards."""

from __future__ import annotations

import pytest

from gaoxin.panel import CaseError, explain, read_case, score


def case(**more):
    marks = {"a": "90", "b": "90", "c": "80"}
    ballots = [
        {"entry": entry, "judge": f"J{judge}", "scores": {"total": mark}}
        for entry, mark in marks.items()
        for judge in range(3)
    ]
    tiers = [{"name": "first", "count": 1}, {"name": "second", "count": 1}]
    entries = [{"id": one} for one in marks]
    return {
        "criteria": [{"key": "total"}],
        "tiers": tiers,
        "tier_policy": "hold",
        "entries": entries,
        "ballots": ballots,
    } | more


def outcome(**more):
    return score(read_case(case(**more))).as_dict()


def test_a_decision_parts_a_tie_that_no_rule_parts_and_the_awards_follow():
    held, decided = outcome(), outcome(decisions=[["b", "a"]])
    assert (held["rank"], held["awards"], held["needs_decision"]) == ({"a": 1, "b": 1, "c": 3}, {}, ["a", "b"])
    assert (decided["rank"], decided["awards"], decided["needs_decision"]) == (
        {"a": 2, "b": 1, "c": 3},
        {"b": "first", "a": "second"},
        [],
    )
    assert "与 a 同分，按组委会裁定，a 在后" in "\n".join(explain(score(read_case(case(decisions=[["b", "a"]]))), "b"))


def test_a_decision_never_goes_before_a_score():
    assert outcome(decisions=[["c", "a", "b"]])["rank"] == {"a": 1, "b": 2, "c": 3}


def test_a_decision_on_part_of_a_tie_decides_nothing():
    assert outcome(decisions=[["a"]])["rank"] == outcome()["rank"]


def test_the_latest_decision_counts():
    assert outcome(decisions=[["b", "a"], ["a", "b"]])["rank"] == {"a": 2, "b": 1, "c": 3}


def test_decisions_are_kept_in_the_document_and_in_its_digest():
    plain, ruled = read_case(case()), read_case(case(decisions=[["b", "a"]]))
    assert read_case(ruled.as_dict()) == ruled
    assert "decisions" not in plain.as_dict()
    assert ruled.digest != plain.digest


@pytest.mark.parametrize(
    ("decisions", "codes"), [([["x", "a"]], ["GX612"]), ([["a", "a"]], ["GX610"]), ("a", ["GX602"]), (["a"], [])]
)
def test_a_decision_that_is_none_is_told(decisions, codes):
    try:
        read_case(case(decisions=decisions))
        found = []
    except CaseError as error:
        found = [issue.code for issue in error.issues]
    assert found == codes

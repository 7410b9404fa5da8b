"""Agreement against published examples, and None with a reason where it cannot be computed."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from gaoxin.panel import agreement, read_case
from gaoxin.panel.agreeing import agreement_of
from gaoxin.panel.strength import strength

NAN = np.nan
# Shrout & Fleiss 1979, table 2: six targets by four judges
SHROUT = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], float)
# Krippendorff 2011, the reliability data of four observers and twelve units, missing ones included
OBSERVERS = np.array(
    [[1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
     [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN], [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN]]
).T  # fmt: skip


def values(marks):
    return {name: one.value for name, one in agreement_of(np.asarray(marks, float)).statistics.items()}


def reasons(marks):
    return {name: one.reason for name, one in agreement_of(np.asarray(marks, float)).statistics.items() if one.reason}


def test_reliability_is_that_of_shrout_and_fleiss():
    found = values(SHROUT)
    assert {name: round(found[name], 2) for name in ("icc_1", "icc_2_1", "icc_2_k")} == {
        "icc_1": 0.17, "icc_2_1": 0.29, "icc_2_k": 0.62,
    }  # fmt: skip


def test_alpha_is_krippendorffs_own_example():
    assert round(values(OBSERVERS)["alpha"], 3) == 0.849


def alpha_by_pairs(marks):
    units = [row[~np.isnan(row)] for row in marks]
    units = [row for row in units if len(row) > 1]
    observed = sum(sum((a - b) ** 2 for a, b in permutations(row, 2)) / (len(row) - 1) for row in units)
    pooled = np.concatenate(units)
    expected = sum((a - b) ** 2 for a, b in permutations(pooled, 2)) / (len(pooled) - 1)
    return 1 - observed / expected


def test_alpha_is_the_sum_over_pairs():
    marks = np.random.default_rng(1).normal(75, 8, (20, 5)) + np.random.default_rng(2).normal(0, 5, (20, 1))
    marks[np.random.default_rng(3).random(marks.shape) < 0.3] = NAN
    assert values(marks)["alpha"] == pytest.approx(alpha_by_pairs(marks))


def test_judges_of_one_mind_agree_wholly():
    marks = np.repeat(np.arange(6.0)[:, None], 3, axis=1)
    assert values(marks) == pytest.approx(
        {"icc_1": 1, "icc_2_1": 1, "icc_2_k": 1, "kendall_w": 1, "alpha": 1, "correlation": 1}
    )


def test_two_judges_of_opposite_mind_have_no_concordance():
    marks = np.array([[1, 4], [2, 3], [3, 2], [4, 1]], float)
    found = values(marks)
    assert (found["kendall_w"], found["correlation"]) == (0, pytest.approx(-1))


def test_concordance_allows_for_ties():
    """With two judges 2 W − 1 is close to Spearman's ρ of ranks that share places; uncorrected it is not."""
    marks = np.array([[1, 1], [1, 2], [3, 3], [4, 3], [5, 5]], float)
    ranks = np.array([[1.5, 1], [1.5, 2], [3, 3.5], [4, 3.5], [5, 5]])
    rho = np.corrcoef(ranks.T)[0, 1]
    uncorrected = 12 * ((ranks.sum(axis=1) - 6) ** 2).sum() / (4 * (5**3 - 5))
    assert 2 * values(marks)["kendall_w"] - 1 == pytest.approx(rho, abs=0.001)
    assert 2 * uncorrected - 1 < rho - 0.02


def test_what_needs_every_mark_is_none_where_one_is_missing():
    marks = SHROUT.copy()
    marks[0, 0] = NAN
    assert reasons(marks) == {"icc_2_1": "incomplete", "icc_2_k": "incomplete", "kendall_w": "incomplete"}
    found = agreement_of(marks)
    assert (found.complete, found.statistics["icc_2_1"].value) == (False, None)


@pytest.mark.parametrize(
    ("marks", "reason"),
    [(np.ones((1, 3)), "few_entries"), (np.ones((3, 1)), "few_judges"), (np.full((4, 3), 80.0), "no_spread")],
)
def test_what_cannot_be_computed_says_why_and_is_no_nought(marks, reason):
    assert set(reasons(marks).values()) == {reason}
    assert set(values(marks).values()) == {None}


def test_judges_who_share_no_entry_cannot_be_correlated():
    marks = np.array([[80, NAN], [NAN, 70], [85, NAN], [NAN, 75]])
    assert {name: reasons(marks)[name] for name in ("icc_1", "alpha", "correlation")} == dict.fromkeys(
        ("icc_1", "alpha", "correlation"), "no_overlap"
    )


def test_two_entries_in_common_are_too_few_for_a_correlation_and_three_are_enough():
    two = np.array([[1, 2], [2, 4], [3, NAN], [NAN, 5]], float)
    three = np.array([[1, 2], [2, 4], [3, 6], [NAN, 5]], float)
    assert (values(two)["correlation"], reasons(two)["correlation"]) == (None, "no_overlap")
    assert values(three)["correlation"] == pytest.approx(1)


def test_a_cases_agreement_is_by_pool_and_over_locked_ballots():
    marks = {("a1", "J1"): 80, ("a1", "J2"): 82, ("a2", "J1"): 70, ("a2", "J2"): 75, ("b1", "J1"): 60}
    ballots = [{"entry": e, "judge": j, "scores": {"total": m}} for (e, j), m in marks.items()]
    ballots.append({"entry": "b1", "judge": "J2", "status": "absent", "scores": {}})
    entries = [{"id": one, "pool": one[0]} for one in ("a1", "a2", "b1", "b2")]
    found = agreement(read_case({"criteria": [{"key": "total"}], "entries": entries, "ballots": ballots}))
    assert [(one.pool, one.entries, one.judges, one.complete) for one in found.values()] == [
        ("a", 2, 2, True),
        ("b", 1, 1, True),
    ]
    assert found["a"].as_dict()["icc_2_1"]["value"] is not None
    assert found["b"].as_dict()["icc_1"] == {"value": None, "reason": "few_entries"}


@pytest.mark.parametrize(
    ("value", "word"),
    [(-1, "poor"), (0.4999, "poor"), (0.5, "moderate"), (0.7499, "moderate"), (0.75, "good"), (0.8999, "good"),
     (0.9, "excellent"), (1, "excellent")],
)  # fmt: skip
def test_a_coefficient_has_its_usual_word_and_a_bound_belongs_to_the_stronger(value, word):
    assert strength(value) == word

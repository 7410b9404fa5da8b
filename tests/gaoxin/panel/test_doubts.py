"""What a committee is asked to look at: wide ranges, and judges who are odd in one way."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from gaoxin.panel import alarms, disputes, read_case


def case(marks, keys=("total",), **more):
    """``marks``: (entry, judge) → a mark or one for every criterion."""
    entries = [{"id": one} for one in sorted({entry for entry, _ in marks})]
    ballots = []
    for (entry, judge), given in marks.items():
        listed = given if isinstance(given, tuple) else (given,)
        scores = {key: str(mark) for key, mark in zip(keys, listed, strict=True)}
        ballots.append({"entry": entry, "judge": judge, "scores": scores})
    return read_case({"criteria": [{"key": one} for one in keys], "entries": entries, "ballots": ballots} | more)


# disputes


@pytest.mark.parametrize(("high", "found"), [("95", []), ("95.01", ["e"]), ("94.99", [])])
def test_a_range_beyond_the_limit_is_a_dispute_and_one_on_it_is_not(high, found):
    marks = {("e", "J1"): "70", ("e", "J2"): "80", ("e", "J3"): high}
    assert [one.entry for one in disputes(case(marks))] == found


def test_a_dispute_names_both_ends_and_the_widest_comes_first():
    marks = {("a", "J1"): 60, ("a", "J2"): 90, ("b", "J1"): 50, ("b", "J2"): 95, ("c", "J1"): 80, ("c", "J2"): 81}
    first, second = disputes(case(marks))
    assert (first.entry, first.range, first.low, first.high) == ("b", 45, ("J1", Fraction(50)), ("J2", Fraction(95)))
    assert second.as_dict() == {
        "entry": "a", "pool": "", "range": "30", "limit": "25", "n": 2,
        "lowest": {"judge": "J1", "total": "60"}, "highest": {"judge": "J2", "total": "90"},
    }  # fmt: skip


def test_the_limit_is_the_schemes():
    marks = {("e", "J1"): "70", ("e", "J2"): "80", ("e", "J3"): "81"}
    assert [one.entry for one in disputes(case(marks, dispute_range=10))] == ["e"]


# odd judges


def honest(judges=6, entries=20, seed=1, noise=2):
    chance = random.Random(seed)
    return {
        (f"e{e:02}", f"J{j}"): 60 + e + j + chance.randrange(-noise, noise + 1)
        for e in range(entries)
        for j in range(judges)
    }


def found(case_):
    return [(one.judge, one.kind) for one in alarms(case_)]


def test_honest_judges_raise_no_alarm():
    assert found(case(honest())) == []


def test_marks_that_fit_exactly_raise_no_alarm_out_of_rounding():
    marks = {(f"e{e:02}", f"J{j}"): f"{60 + e * 1.1 + j * 0.7:.1f}" for e in range(20) for j in range(6) if (e + j) % 3}
    assert found(case(marks)) == []


def test_a_judge_who_scatters_is_odd():
    marks = honest()
    marks |= {(e, j): 60 + (7 * int(e[1:])) % 40 for e, j in marks if j == "J3"}
    (one,) = alarms(case(marks))
    assert (one.judge, one.kind, one.value > one.limit, one.limit, one.n) == ("J3", "variance", True, 2.5, 20)


def test_the_times_at_which_a_judge_is_odd_are_the_schemes():
    marks = honest()
    marks |= {(e, j): 60 + (7 * int(e[1:])) % 40 for e, j in marks if j == "J3"}
    (one,) = alarms(case(marks))
    above, below = f"{one.value + 0.001:.4f}", f"{one.value - 0.001:.4f}"
    assert found(case(marks, effects={"odd_judge": below})) == [("J3", "variance")]
    assert found(case(marks, effects={"odd_judge": above})) == []


def test_a_judge_far_stricter_than_the_others_is_extreme():
    marks = honest()
    marks |= {(e, j): mark - 40 for (e, j), mark in marks.items() if j == "J2"}
    assert found(case(marks)) == [("J2", "severity")]


def test_one_extreme_judge_of_seven_is_seen():
    marks = honest(judges=7, entries=9)
    marks |= {(e, j): mark + 25 for (e, j), mark in marks.items() if j == "J6"}
    assert ("J6", "severity") in found(case(marks))


def test_a_judge_who_gives_every_entry_the_same_is_flat():
    marks = honest() | {(f"e{e:02}", "J0"): 75 for e in range(20)}
    assert ("J0", "flat") in found(case(marks))


def straight(ballots):
    """Criteria of unlike range; J9 gives each the same part of its range, the others do not."""
    criteria = [{"key": "x", "minimum": 0, "maximum": 10}, {"key": "y", "minimum": 0, "maximum": 100}]
    rows = {(f"e{e}", f"J{j}"): (e % 5 + j, 50 + 3 * e) for e in range(ballots) for j in range(3)}
    rows |= {(f"e{e}", "J9"): (5 + e % 3, 50 + 10 * (e % 3)) for e in range(ballots)}
    return case(rows, ("x", "y"), criteria=criteria)


def test_a_judge_who_gives_every_criterion_the_same_part_of_its_range_is_straight():
    assert ("J9", "straight") in found(straight(3))
    assert found(straight(2)) == []


def test_a_single_criterion_makes_no_one_straight():
    assert "straight" not in {kind for _, kind in found(case(honest()))}


def test_a_judge_with_seven_ballots_is_neither_scattered_nor_extreme():
    marks = honest() | {(f"e{e:02}", "J8"): 20 + (e * 37) % 60 for e in range(7)}
    assert [one for one in found(case(marks)) if one[0] == "J8"] == []
    marks = honest() | {(f"e{e:02}", "J8"): 20 + (e * 37) % 60 for e in range(8)}
    assert ("J8", "variance") in found(case(marks))

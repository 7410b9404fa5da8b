"""A zone's figure out of its enterprises' reports: of how many, over the same ones, with what each group gave."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.periods import Period
from gaoxin.periods.ledger import Ledger, Report
from gaoxin.periods.series import Growth
from gaoxin.periods.zone import (
    Compared,
    Firm,
    Firms,
    Line,
    Mover,
    Total,
    compare,
    grouped,
    lines,
    movers,
    points_of,
    silent,
    total,
    total_before,
)

NOV, BASE, OCT = Period(2022, 1, 11), Period(2021, 1, 11), Period(2022, 1, 10)
SAME = "same enterprises"


def zone(now, before=None, eve=None, **firms):
    """Lines of enterprises 1, 2, …: what they reported of a period, a year before, and of the period before."""
    rows = [Report(one, NOV, value) for one, value in now.items()]
    rows += [Report(one, BASE, value) for one, value in (before or {}).items()]
    rows += [Report(one, OCT, value) for one, value in (eve or {}).items()]
    known = {int(name[1:]): firm for name, firm in firms.items()}
    everybody = {one: Firm() for one in sorted({row.enterprise for row in rows})} | known
    return lines(Ledger.of(rows), Firms.of(dict(sorted(everybody.items()))), NOV)


def test_the_sum_says_of_how_many_it_is():
    rows = zone({1: 10, 2: 20}, e3=Firm(above=True))
    assert total(rows) == Total(30, 2, 3)
    assert not total(rows).is_complete
    assert total(zone({1: 10})).is_complete


def test_nobody_reported_is_unknown_and_not_nought():
    rows = zone({}, e1=Firm(above=True), e2=Firm(above=True))
    assert total(rows) == Total(None, 0, 2)
    assert compare(rows) == Compared(None, None, 0, 0, 0, Growth(None, why="no figure"))
    assert not total(rows).is_complete
    assert not total(zone({})).is_complete


def test_nought_reported_is_nought():
    assert total(zone({1: 0})) == Total(0, 1, 1)


def test_growth_is_over_those_that_reported_both_and_says_who_is_left_out():
    rows = zone({1: 12, 2: 500}, {1: 10, 3: 70})
    assert compare(rows) == Compared(12, 10, 1, 1, 1, Growth(Fraction(1, 5), SAME))
    assert not compare(rows).is_whole
    assert compare(zone({1: 12}, {1: 10})).is_whole
    assert total_before(rows) == Total(80, 2, 2)


def test_of_one_enterprise_it_is_its_own():
    assert compare(zone({1: 12}, {1: 10})) == Compared(12, 10, 1, 0, 0, Growth(Fraction(1, 5), SAME))


@pytest.mark.parametrize(
    ("now", "before", "growth"),
    [
        ({1: 5}, {1: 0}, Growth(None, SAME, "base of nought")),
        ({1: 5}, {1: -5}, Growth(None, SAME, "turned to profit")),
        ({1: -5}, {1: 5}, Growth(None, SAME, "turned to loss")),
        ({1: 5}, {}, Growth(None, None, "no figure a year before")),
        ({}, {1: 5}, Growth(None, None, "no figure")),
        ({1: 5, 2: 3}, {1: 10, 2: -10}, Growth(None, SAME, "base of nought")),
        ({1: 0}, {1: 5}, Growth(Fraction(-1), SAME)),
    ],
)
def test_a_base_that_is_nought_negative_or_missing_gives_a_reason_and_no_rate(now, before, growth):
    assert compare(zone(now, before)).growth == growth


def test_who_is_expected():
    firms = {
        "e1": Firm(above=True),  # above designated size
        "e2": Firm(above=False),  # not so, and reported only a year ago
        "e3": Firm(above=False),  # not so, but reported last month
        "e4": Firm(),  # size unknown, reported a year ago
        "e5": Firm(),  # never reported
        "e6": Firm(above=True, left=date(2022, 11, 30)),  # gone before the period ended
        "e7": Firm(above=True, left=date(2022, 12, 1)),  # gone the day after
    }
    rows = zone({}, {2: 1, 4: 1, 6: 1}, {3: 1, 6: 1}, **firms)
    assert [row.enterprise for row in rows if row.expected] == [1, 3, 4, 7]
    assert [row.enterprise for row in silent(rows)] == [4, 1, 3, 7]


def test_in_the_first_period_those_of_last_december_are_expected():
    rows = Ledger.of([Report(1, Period(2021, 1, 12), 5)])
    firms = Firms.of({1: Firm(above=False), 2: Firm(above=False)})
    assert [row.enterprise for row in lines(rows, firms, Period(2022, 1, 2)) if row.expected] == [1]


def test_one_that_left_counts_in_the_periods_that_ended_before():
    rows = zone({1: 10, 2: 99}, {1: 8, 2: 40}, e2=Firm(left=date(2022, 6, 1)))
    assert total(rows) == Total(10, 1, 1)
    assert compare(rows) == Compared(10, 8, 1, 0, 1, Growth(Fraction(1, 4), SAME))
    assert total_before(rows).value == 48
    assert total(zone({1: 10}, e1=Firm(left=date.min))) == Total(None, 0, 0)


def test_rows_of_enterprises_not_asked_for_are_not_counted():
    rows = lines(Ledger.of([Report(1, NOV, 10), Report(2, NOV, 90)]), Firms.of({1: Firm()}), NOV)
    assert list(rows) == [Line(1, 10, None, True)]


LABELS = ("钢", "铝", "", "钢")


def test_groups_give_points_that_sum_to_the_growth():
    rows = zone({1: 60, 2: 30, 3: 20, 4: 10}, {1: 40, 2: 40, 4: 20})
    steel, aluminium, none = grouped(rows, LABELS)
    assert (steel.label, aluminium.label, none.label) == ("钢", "铝", "")
    assert (steel.total, steel.share) == (Total(70, 2, 2), Fraction(70, 120))
    assert (steel.points, aluminium.points, none.points) == (Fraction(10, 100), Fraction(-10, 100), None)
    assert compare(rows).growth.rate == 0
    assert steel.moved == Fraction(70, 100) - Fraction(60, 100)
    assert none.compared.growth.why == "no figure a year before"


def test_a_group_that_only_left_is_still_told_and_one_of_nobody_is_not():
    firms = {"e2": Firm(left=date(2022, 1, 1)), "e3": Firm()}
    rows = zone({1: 5}, {1: 5, 2: 7}, **firms)
    found = grouped(rows, ("甲", "乙", "丙"))
    assert [(group.label, group.total.value, group.compared.only_before) for group in found] == [
        ("甲", 5, 0),
        ("乙", None, 1),
    ]


def test_shares_of_nothing_are_unknown():
    only = grouped(zone({1: 0}, {1: 0}), ("甲",))[0]
    assert (only.share, only.points, only.moved) == (None, None, None)
    assert grouped(zone({}), ()) == []


def test_movers_are_those_that_changed_most_each_way():
    rows = zone({1: 15, 2: 3, 3: 10, 4: 9, 5: 7}, {1: 10, 2: 10, 3: 10, 4: 10})
    up, down = movers(rows)
    assert up == [Mover(1, 15, 10, Growth(Fraction(1, 2), SAME), Fraction(5, 40))]
    assert [(one.enterprise, one.change, one.points) for one in down] == [
        (2, -7, Fraction(-7, 40)),
        (4, -1, Fraction(-1, 40)),
    ]
    assert movers(rows, 1)[1] == down[:1]
    assert movers(zone({})) == ([], [])


def test_of_equal_changes_the_first_registered_comes_first():
    up, _ = movers(zone({3: 2, 1: 2, 2: 2}, {3: 1, 1: 1, 2: 1}), 2)
    assert [one.enterprise for one in up] == [1, 2]


def test_only_those_under_a_label():
    firms = Firms.of({1: Firm(labels={"chain": "钢"}), 2: Firm(labels={"chain": "铝"}), 3: Firm()})
    assert firms.only("chain", "钢").number.tolist() == [1]
    assert firms.only("chain", "").number.tolist() == [3]
    assert firms.only("park", "甲").number.tolist() == []


def test_sums_beyond_64_bits_are_exact():
    many = dict.fromkeys(range(1, 6), 2**62)
    assert total(zone(many)).value == 5 * 2**62


AMOUNTS = st.dictionaries(st.integers(1, 8), st.integers(0, 1000), max_size=8)


@given(AMOUNTS, AMOUNTS, st.lists(st.sampled_from(["甲", "乙", ""]), min_size=8, max_size=8))
def test_groups_and_enterprises_sum_to_the_whole_exactly(now, before, labels):
    rows = zone(now, before, **{f"e{one}": Firm() for one in range(1, 9)})
    found, whole, both = grouped(rows, labels), total(rows), compare(rows)
    assert sum(group.total.value or 0 for group in found) == (whole.value or 0)
    assert sum(group.total.reported for group in found) == whole.reported
    if both.growth.rate is not None:
        assert sum(group.points or 0 for group in found) == both.growth.rate
        assert sum(points_of(row, both) or 0 for row in rows) == both.growth.rate
        moved = [group.moved for group in found if group.moved is not None]
        assert not moved or both.now == 0 or sum(moved) == 0

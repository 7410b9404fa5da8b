"""Scarce judges: the best that can be had, evenly short, with reasons; plans that are kept, panels that are crossed."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from gaoxin.schedule.assignment import Case, Conflict, Entry, Judge, Pair, Rules, assign, topup


def entries(count, **more):
    return tuple(Entry(f"E{at}", **more) for at in range(count))


def judges(count, **more):
    return tuple(Judge(f"J{at}", **more) for at in range(count))


def reasons(found):
    return {one.subject: one.reason.zh for one in found.unmet}


def test_a_shortage_is_spread_over_the_entries():
    found = assign(Case(entries(6), judges(3, most=4), 3))
    assert [len(one.judges) for one in found.seats] == [2] * 6


def test_too_few_judges_free_of_conflict_is_said_with_what_stands_in_the_way():
    case = Case(
        (Entry("E0", "甲", "银川", division="专业组", name="星河"),),
        (
            Judge("J0", "甲"),
            Judge("J1", city="银川"),
            Judge("J2"),
            Judge("J3", divisions=("大众组",)),
            Judge("J4"),
            Judge("J5"),
        ),
        5,
        (Conflict("E0", "J4"),),
        Rules(own_city=True),
        avoid=frozenset({Pair("E0", "J5")}),
    )
    found = assign(case)
    assert [one.pair for one in found.pairs] == [("E0", "J2")]
    assert found.unmet[0].reason.zh == (
        "星河：需要 5 名评委，可评的只有 1 名"
        "（同一单位 1 名、同一城市 1 名、不评该组别 1 名、申报回避 1 名、已回避或撤下 1 名）"
    )
    assert found.unmet[0].reason.en == (
        "星河: 5 judges wanted, only 1 may judge it "
        "(same organisation: 1, same city: 1, not of the division: 1, declared: 1, recused or taken off: 1)"
    )


def test_judges_who_have_all_they_take_are_said_to_be_full():
    found = assign(Case(entries(2), judges(2, most=1), 2))
    assert sorted(reasons(found).values())[0] == "E0：需要 2 名评委，派到 1 名；可评的 2 名中 1 名已满额"
    assert [str(one) for one in found.warnings] == ["共需 4 人次评审，全部评委至多承担 2 人次"]


def test_colleagues_are_counted_once():
    case = Case(
        entries(1), (*judges(3, organisation="甲"), Judge("K", "乙")), 3, rules=Rules(one_per_organisation=True)
    )
    found = assign(case)
    assert len(found.pairs) == 2
    assert reasons(found) == {"E0": "E0：需要 3 名评委，可评的 4 名分属 2 个单位，同一单位至多 1 名"}


def test_judges_of_unknown_organisations_are_nobodys_colleagues():
    found = assign(Case(entries(1), judges(3), 3, rules=Rules(one_per_organisation=True)))
    assert found.complete


def test_a_seat_is_rather_filled_by_a_stranger_than_left_empty_and_the_want_of_experts_is_said():
    case = Case(
        entries(2, topics=("量子",)),
        (Judge("A", expertise=("量子",), most=1), *judges(3)),
        2,
        rules=Rules(min_experts=1),
    )
    found = assign(case)
    assert found.complete
    (unmet,) = found.unmet
    assert (unmet.wish, unmet.wanted, unmet.got) == ("experts", 1, 0)
    assert unmet.reason.zh.endswith("需要 1 名本领域评委，派到 0 名；可评的本领域评委有 1 名，其中 1 名已满额")


def test_few_experts_are_shared_so_that_every_entry_has_the_ones_it_needs():
    """Six experts of four entries each, twelve entries that need two: exactly enough."""
    case = Case(
        entries(12, topics=("量子",)),
        (*(Judge(f"X{at}", expertise=("量子",), most=4) for at in range(6)), *judges(6)),
        4,
        rules=Rules(min_experts=2),
    )
    found = assign(case)
    assert (found.unmet, found.complete) == ((), True)
    assert [one.experts for one in found.seats] == [2] * 12


def test_entries_without_topics_ask_for_no_expert_and_that_is_said():
    found = assign(Case(entries(1), judges(2), 2, rules=Rules(min_experts=1)))
    assert (found.unmet, [str(one) for one in found.warnings]) == ((), ["1 个项目没有领域，无法按专长分配"])


def test_experts_and_no_colleagues_together_are_had_where_each_alone_would_break_the_other():
    """The cheapest experts are colleagues; the flow alone cannot see both rules."""
    both = Rules(one_per_organisation=True, min_experts=2)
    experts = (
        Judge("A1", "甲", expertise=("光",)),
        Judge("A2", "甲", expertise=("光",)),
        Judge("B", "乙", expertise=("光",)),
    )
    others = (Judge("C1", "甲"), Judge("C2", "丙"), Judge("C3", "丁"))
    found = assign(Case(entries(6, topics=("光",)), experts + others, 3, rules=both))
    assert (found.complete, [one.experts for one in found.seats]) == (True, [2] * 6)
    assert all("B" in one.judges for one in found.seats)


def test_a_least_load_is_had_or_said():
    case = Case(
        entries(4),
        (Judge("A", least=4), Judge("B", least=3), *judges(4)),
        2,
        (Conflict("E0", "B"), Conflict("E1", "B")),
    )
    found = assign(case)
    loads = {one.judge: one.entries for one in found.loads}
    assert (loads["A"], loads["B"]) == (4, 2)
    assert reasons(found) == {"B": "B：至少应评 3 项，派到 2 项；可评的有 2 项"}


# what there was


def test_a_topup_moves_nothing_that_can_stay_and_fills_what_is_open():
    case = Case(entries(8), judges(8), 3, seed=5)
    first = assign(case)
    held = {one.pair for one in first.pairs}
    more = replace(case, judges=(*case.judges, Judge("N")), entries=(*case.entries, Entry("F")), seed=6)
    found = topup(more, held)
    assert held <= {one.pair for one in found.pairs}
    assert {one.entry for one in found.pairs if one.state == "new"} == {"F"}
    assert len(found.new_pairs()) == 3


def test_a_recused_judge_is_replaced_on_that_entry_alone():
    case = Case(entries(8), judges(8), 3, seed=5)
    held = {one.pair for one in assign(case).pairs}
    gone = min(held)
    found = topup(replace(case, fixed=frozenset(held)), held, [gone])
    now = {one.pair for one in found.pairs}
    assert (held - now, len(now - held), {pair.entry for pair in now - held}) == ({gone}, 1, {gone.entry})


def test_a_plan_in_conflict_is_given_up_but_a_begun_ballot_stays_and_is_told():
    case = Case((Entry("E", name="星河"),), judges(3), 1, (Conflict("E", "J0"),))
    pair = Pair("E", "J0")
    planned, begun = topup(case, [pair]), topup(replace(case, fixed=frozenset({pair})), [pair])
    assert [one.judge for one in planned.pairs] != ["J0"]
    assert [(one.judge, one.state) for one in begun.pairs] == [("J0", "fixed")]
    assert [str(one) for one in begun.warnings] == ["星河 的评委 J0 已开始评审，但须回避（申报回避）；请决定是否撤下"]


def test_more_begun_than_a_judge_takes_is_told():
    found = assign(Case(entries(2), judges(2, most=1), 1, fixed=frozenset({Pair("E0", "J0"), Pair("E1", "J0")})))
    assert [str(one) for one in found.warnings] == ["J0 已开始的评审有 2 项，多于上限 1 项"]


def test_a_colleague_of_a_begun_judge_is_not_added():
    case = Case(
        entries(1),
        judges(2, organisation="甲"),
        2,
        rules=Rules(one_per_organisation=True),
        fixed=frozenset({Pair("E0", "J0")}),
    )
    assert [one.judge for one in assign(case).pairs] == ["J0"]


# panels


def panels(share, per_entry=5):
    """Four panels of five, forty entries."""
    return Case(
        tuple(Entry(f"E{at:02}", panel=f"P{at % 4}") for at in range(40)),
        tuple(Judge(f"J{at:02}", panel=f"P{at % 4}") for at in range(20)),
        per_entry,
        rules=Rules(cross_share=share),
    )


@pytest.mark.parametrize(("share", "crossing"), [(0.2, 40), (0.201, 41), (1.0, 200)])
def test_the_share_across_panels_is_what_was_asked_for(share, crossing):
    found = assign(panels(share))
    assert (sum(one.crosses for one in found.pairs), found.complete, found.unmet) == (crossing, True, ())


def test_a_tenth_across_panels_ties_them_together():
    found = assign(panels(0.1))
    assert [(one.components, one.lambda2 >= 0.1) for one in found.networks] == [(1, True)]
    assert 20 <= sum(one.crosses for one in found.pairs) <= 40


def test_without_a_share_across_panels_they_are_tied_all_the_same():
    """Swaps are made until the judges are in one piece: isolated panels cannot be compared."""
    found = assign(panels(0.0))
    assert found.networks[0].components == 1
    assert 0 < sum(one.crosses for one in found.pairs) <= 60


def test_a_share_that_cannot_be_had_is_said():
    case = panels(0.5)
    apart = tuple(
        Conflict(e.id, j.id) for e in case.entries for j in case.judges if e.panel != j.panel and e.id > "E01"
    )
    found = assign(replace(case, conflicts=apart))
    assert found.complete
    assert [(one.wish, str(one.reason)) for one in found.unmet] == [
        ("cross", f"跨组评审占 {found.unmet[0].got:.1%}，应不少于 50.0%")
    ]


def test_experts_and_panels_together():
    case = panels(0.2)
    fields = ("光", "电")
    case = replace(
        case,
        entries=tuple(replace(one, topics=(fields[at % 2],)) for at, one in enumerate(case.entries)),
        judges=tuple(replace(one, expertise=(fields[at // 4 % 2],)) for at, one in enumerate(case.judges)),
        rules=replace(case.rules, min_experts=3),
    )
    found = assign(case)
    assert found.complete
    assert min(one.experts for one in found.seats) >= 3
    assert sum(one.crosses for one in found.pairs) >= 40


@pytest.mark.parametrize("seed", range(4))
def test_experts_panels_and_no_colleagues_together_need_a_search(seed):
    """Nine judges of four organisations in two panels: no flow holds all three rules."""
    chance = random.Random(seed)
    case = Case(
        tuple(Entry(f"E{at:02}", topics=(chance.choice("光电"),), panel="PQ"[at % 2]) for at in range(12)),
        tuple(
            Judge(f"J{at}", "甲乙丙"[at % 3], expertise=("光", "电") if at < 6 else (), panel="PQ"[at % 2])
            for at in range(9)
        ),
        3,
        rules=Rules(one_per_organisation=True, min_experts=2, cross_share=0.3),
        seed=seed,
        seconds=60,
    )
    found = assign(case)
    assert (found.complete, found.unmet, found.method) == (True, (), "cp-sat")
    for seats in found.seats:
        assert sorted(case.judge_by_id[name].organisation for name in seats.judges) == ["丙", "乙", "甲"]
        assert seats.experts >= 2
    assert sum(one.crosses for one in found.pairs) >= 11

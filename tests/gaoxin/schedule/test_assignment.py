"""An assignment: never a conflict, loads within bounds, every seat filled that can be, the same for the same case."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from gaoxin.schedule.assignment import Case, Conflict, Entry, Judge, Pair, Rules, assign, conflicts

TOPICS, CITIES, FIRMS = "甲乙丙", "东西南北", "ABCDEFG"


@st.composite
def cases(draw, **fixed_rules):
    """Small cases, many of which cannot be had in full."""
    chance = draw(st.randoms(use_true_random=False))
    entries = tuple(
        Entry(
            f"E{at}",
            chance.choice(FIRMS),
            chance.choice(CITIES),
            tuple(chance.sample(TOPICS, 1)),
            division="一二"[at % 2],
        )
        for at in range(draw(st.integers(1, 9)))
    )
    judges = []
    for at in range(draw(st.integers(1, 7))):
        least = chance.choice([None, 0, 1, 3])
        most = chance.choice([None, (least or 0) + chance.randint(0, 4)])
        expertise = tuple(chance.sample(TOPICS, 2))
        judges.append(Judge(f"J{at}", chance.choice(FIRMS), chance.choice(CITIES), expertise, least, most))
    every = [(e.id, j.id) for e in entries for j in judges]
    stated = tuple(Conflict(*pair) for pair in chance.sample(every, draw(st.integers(0, len(every) // 4))))
    rules = Rules(own_city=chance.random() < 0.5, **fixed_rules)
    seed = draw(st.integers(0, 2**40))
    return Case(entries, tuple(judges), draw(st.integers(0, 4)), stated, rules, seed=seed, seconds=20)


def pairs_of(found):
    return {one.pair for one in found.pairs}


def most_ballots(case, allowed):
    """The most seats that can be filled, by another library's maximum flow: entry → organisation → judge."""
    entries, judges = list(case.entry_by_id), list(case.judge_by_id)
    firms = sorted({one.organisation for one in case.judges})
    gates = {pair: 2 + len(entries) + len(judges) + at for at, pair in enumerate(itertools.product(entries, firms))}
    size = 2 + len(entries) + len(judges) + len(gates)
    room = np.zeros((size, size), np.int32)
    for row, name in enumerate(entries):
        room[0, 2 + row] = case.wanted(case.entry_by_id[name])
        for firm in firms:
            room[2 + row, gates[name, firm]] = 1 if case.rules.one_per_organisation else len(judges)
        for column, other in enumerate(judges):
            gate = gates[name, case.judge_by_id[other].organisation]
            room[gate, 2 + len(entries) + column] = (name, other) in allowed
    for column, name in enumerate(judges):
        most = case.judge_by_id[name].most
        room[2 + len(entries) + column, 1] = len(entries) if most is None else most
    return maximum_flow(csr_matrix(room), 0, 1).flow_value


def pairs_allowed(case):
    return {(e, j) for e in case.entry_by_id for j in case.judge_by_id} - set(conflicts(case))


@settings(max_examples=150, deadline=None)
@given(cases())
def test_as_many_seats_are_filled_as_can_be_and_nobody_judges_in_conflict(case):
    found = assign(case)
    allowed = pairs_allowed(case)
    assert pairs_of(found) <= allowed
    assert len(found.pairs) == len(pairs_of(found)) == most_ballots(case, allowed)
    for seats in found.seats:
        assert len(seats.judges) <= seats.wanted
    for load in found.loads:
        most = case.judge_by_id[load.judge].most
        assert most is None or load.entries <= most


@settings(max_examples=60, deadline=None)
@given(cases())
def test_what_is_told_of_entries_and_judges_is_what_the_pairs_say(case):
    found = assign(case)
    for seats in found.seats:
        assert seats.judges == tuple(sorted(one.judge for one in found.pairs if one.entry == seats.entry))
        assert seats.experts == sum(one.expert for one in found.pairs if one.entry == seats.entry)
    assert [load.entries for load in found.loads] == [
        sum(one.judge == judge for one in found.pairs) for judge in case.judge_by_id
    ]
    short = {seats.entry: (seats.wanted, len(seats.judges)) for seats in found.seats if seats.short}
    assert {one.subject: (one.wanted, one.got) for one in found.unmet if one.wish == "seats"} == short
    assert found.complete is (not short)


@settings(max_examples=40, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(case, chance):
    lists = {name: list(getattr(case, name)) for name in ("entries", "judges", "conflicts")}
    for one in lists.values():
        chance.shuffle(one)
    other = Case(
        **{name: tuple(one) for name, one in lists.items()}, per_entry=case.per_entry, rules=case.rules, seed=case.seed
    )
    assert replace(assign(other), seconds=0) == replace(assign(case), seconds=0)


@settings(max_examples=60, deadline=None)
@given(cases(one_per_organisation=True, min_experts=2))
def test_no_two_colleagues_on_an_entry_even_where_experts_are_asked_for_too_and_no_seat_is_lost_by_it(case):
    found = assign(case)
    assert len(found.pairs) == most_ballots(case, pairs_allowed(case))
    for seats in found.seats:
        firms = [case.judge_by_id[name].organisation for name in seats.judges]
        assert len(firms) == len(set(firms))


@settings(max_examples=60, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_begun_pairs_stay_and_recused_judges_go(case, chance):
    every = sorted((e, j) for e in case.entry_by_id for j in case.judge_by_id)
    fixed = {Pair(*pair) for pair in chance.sample(every, len(every) // 4)}
    avoid = {Pair(*pair) for pair in chance.sample(every, len(every) // 4)}
    found = assign(replace(case, fixed=frozenset(fixed), avoid=frozenset(avoid)))
    assert fixed - avoid <= pairs_of(found)
    assert pairs_of(found) & avoid == set()
    assert pairs_of(found) & set(conflicts(case)) <= fixed
    assert {one.pair for one in found.pairs if one.state == "fixed"} == fixed - avoid


def contest(entries=120, judges=24, seed=1, **rules):
    """A contest of six fields with judges enough."""
    chance = random.Random(seed)
    fields = [f"领域{at}" for at in range(6)]
    return Case(
        tuple(
            Entry(f"E{at:03}", f"单位{chance.randrange(60)}", topics=(chance.choice(fields),)) for at in range(entries)
        ),
        tuple(
            Judge(f"J{at:02}", f"单位{chance.randrange(60)}", expertise=tuple(chance.sample(fields, 2)))
            for at in range(judges)
        ),
        5,
        rules=Rules(**rules),
        seed=seed,
    )


def test_a_contest_with_judges_enough_gets_all_it_asks_for():
    found = assign(contest(min_experts=3))
    assert (found.complete, found.unmet, found.warnings) == (True, (), ())
    assert min(seats.experts for seats in found.seats) >= 3
    assert [(one.components, one.entries, one.judges) for one in found.networks] == [(1, 120, 24)]
    assert found.networks[0].lambda2 >= 0.1


def test_loads_are_even_but_for_a_tenth_that_expertise_may_take():
    loads = [load.entries for load in assign(contest(judges=24)).loads]
    assert (sum(loads) / 24, min(loads) >= 22, max(loads) <= 28) == (25, True, True)


def test_loads_are_quite_even_where_expertise_does_not_matter():
    case = contest(judges=24)
    found = assign(replace(case, entries=tuple(replace(one, topics=()) for one in case.entries)))
    assert {load.entries for load in found.loads} == {25}


def test_another_seed_gives_another_answer_and_the_same_seed_the_same():
    first, again, other = (assign(contest(seed=1)), assign(contest(seed=1)), assign(replace(contest(seed=1), seed=2)))
    assert pairs_of(first) == pairs_of(again) != pairs_of(other)
    assert (first.digest == again.digest, first.digest == other.digest) == (True, False)


def test_names_and_time_limits_are_not_of_the_digest_but_a_conflict_is():
    case = contest()
    named = replace(case, entries=tuple(replace(one, name="甲") for one in case.entries), seconds=1)
    assert named.digest == case.digest
    assert replace(case, conflicts=(Conflict("E000", "J00"),)).digest != case.digest


def test_a_judge_takes_as_much_as_they_say():
    case = contest()
    judges = (replace(case.judges[0], most=4), replace(case.judges[1], least=40), *case.judges[2:])
    found = assign(replace(case, judges=judges))
    loads = {load.judge: load.entries for load in found.loads}
    assert (loads["J00"], loads["J01"], found.complete) == (4, 40, True)


def test_ids_that_stand_twice_or_nowhere_are_refused():
    with pytest.raises(ValueError, match="unique"):
        Case((Entry("E"), Entry("E")), (Judge("J"),))
    with pytest.raises(ValueError, match="no such entry or judge: E, K"):
        Case((Entry("E"),), (Judge("J"),), avoid=frozenset({Pair("E", "K")}))


def test_without_judges_everything_is_unmet_and_nothing_is_raised():
    found = assign(Case((Entry("E"),), (), 2))
    assert [(one.wish, one.subject, one.wanted, one.got) for one in found.unmet] == [("seats", "E", 2, 0)]
    assert found.unmet[0].reason.zh == "E：需要 2 名评委，可评的只有 0 名"
    assert assign(Case((), (Judge("J"),))).complete

"""Places and awards: shared places, prizes across a tie, caps, and what is said about each."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gaoxin.panel import Tier, read_case, score
from gaoxin.panel.ranking import award, stand

GOLD, SILVER = Tier("gold", 1), Tier("silver", 2)


def given(groups, tiers, policy="extend", **more):
    found = award(groups, tiers, policy=policy, **more)
    return found.given, found.held, found.why


# places


def test_a_shared_place_takes_the_room_of_all_who_share_it():
    values = {"a": 9, "b": 8, "c": 8, "d": 7}
    found = stand(values, [("value", lambda entry: Fraction(values[entry]))])
    assert (found.groups, found.places()) == ((("a",), ("b", "c"), ("d",)), {"a": 1, "b": 2, "c": 2, "d": 4})


def test_the_chain_is_asked_in_order_and_only_among_those_still_equal():
    first = {"a": 5, "b": 5, "c": 5, "d": 9}
    second = {"a": 1, "b": 2, "c": 2, "d": 0}
    third = {"a": 9, "b": 3, "c": 4, "d": 0}
    rules = [
        (name, lambda entry, of=of: Fraction(of[entry])) for name, of in zip("xyz", (first, second, third), strict=True)
    ]
    found = stand("abcd", rules)
    assert (found.groups, found.parted) == ((("d",), ("c",), ("b",), ("a",)), ("value", "x", "z", "y"))


def test_a_rule_that_knows_nothing_of_one_of_a_tied_group_decides_nothing_in_it():
    known = {"a": Fraction(1), "b": None, "c": Fraction(2)}
    found = stand("abc", [("value", lambda _: Fraction(5)), ("criterion:x", known.get)])
    assert found.groups == (("a", "b", "c"),)


# a tied group across an edge


def test_extend_gives_the_group_the_higher_tier_and_takes_the_excess_from_the_next():
    assert given([["a", "b"], ["c"], ["d"]], [GOLD, SILVER]) == (
        {"a": "gold", "b": "gold", "c": "silver"},
        [],
        {"a": "extended", "b": "extended", "c": "order", "d": "below"},
    )


def test_extend_may_use_up_several_tiers():
    tiers = [Tier("gold", 1), Tier("silver", 1), Tier("bronze", 2)]
    assert given([["a", "b", "c"], ["d"], ["e"]], tiers)[0] == {"a": "gold", "b": "gold", "c": "gold", "d": "bronze"}


def test_extend_across_the_last_edge_awards_more_than_there_are():
    assert given([["a"], ["b"], ["c", "d"], ["e"]], [GOLD, SILVER]) == (
        {"a": "gold", "b": "silver", "c": "silver", "d": "silver"},
        [],
        {"a": "order", "b": "order", "c": "extended", "d": "extended", "e": "below"},
    )


def test_hold_awards_neither_the_group_nor_a_lower_tier():
    assert given([["a", "b"], ["c"]], [GOLD, SILVER], "hold") == (
        {},
        ["a", "b"],
        {"a": "held", "b": "held", "c": "waits"},
    )


def test_hold_keeps_what_was_awarded_above_the_group():
    assert given([["a"], ["b"], ["c", "d"], ["e"]], [GOLD, SILVER], "hold") == (
        {"a": "gold", "b": "silver"},
        ["c", "d"],
        {"a": "order", "b": "order", "c": "held", "d": "held", "e": "waits"},
    )


@pytest.mark.parametrize("policy", ["extend", "hold"])
def test_a_tied_group_that_just_fits_is_no_question(policy):
    assert given([["a"], ["b", "c"], ["d"]], [GOLD, SILVER], policy)[:2] == (
        {"a": "gold", "b": "silver", "c": "silver"},
        [],
    )
    assert given([["a", "b"], ["c", "d"]], [GOLD, GOLD, SILVER], policy)[0] == (
        {"a": "gold", "b": "gold", "c": "silver", "d": "silver"} if policy == "extend" else {}
    )


def test_a_tier_without_room_is_passed_over():
    assert given([["a"], ["b"]], [Tier("special", 0), GOLD])[0] == {"a": "gold"}


# caps


HOMES = {"a": "X", "b": "X", "c": "X", "d": "Y", "e": "Z"}


def test_the_cap_counts_over_all_tiers_and_skips_in_order_of_place():
    found = given([["a"], ["b"], ["c"], ["d"], ["e"]], [GOLD, SILVER], cap=2, division=HOMES)
    assert found == (
        {"a": "gold", "b": "silver", "d": "silver"},
        [],
        {"a": "order", "b": "order", "c": "capped", "d": "order", "e": "below"},
    )


def test_a_cap_within_a_tied_group_goes_by_entry_id_and_is_told():
    found = award([["a", "b", "d"]], [Tier("gold", 2)], policy="extend", cap=1, division=HOMES)
    assert (found.given, found.why["b"], found.by_id) == ({"a": "gold", "d": "gold"}, "capped", [("a", "b", "d")])


def test_the_cap_is_applied_before_a_group_meets_an_edge():
    """Three share a place for two prizes; the cap takes one of them away, and what is left fits: nothing to hold."""
    found = given([["a", "b", "d"]], [Tier("gold", 2)], "hold", cap=1, division=HOMES)
    assert found[:2] == ({"a": "gold", "d": "gold"}, [])


def test_a_held_group_leaves_out_whom_the_cap_bars_in_any_case():
    found = given([["a"], ["b", "d", "e"]], [GOLD, GOLD], "hold", cap=1, division=HOMES)
    assert found == ({"a": "gold"}, ["d", "e"], {"a": "order", "b": "capped", "d": "held", "e": "held"})


def test_a_tied_group_all_barred_by_the_cap_takes_no_award():
    found = given([["a"], ["b", "c"], ["d"]], [GOLD, SILVER], "hold", cap=1, division=HOMES)
    assert found[:2] == ({"a": "gold", "d": "silver"}, [])


def test_a_tied_group_all_of_one_division_under_the_cap_is_awarded_whole():
    assert given([["a", "b"]], [Tier("gold", 2)], cap=2, division=HOMES)[0] == {"a": "gold", "b": "gold"}


def test_extend_with_a_cap_never_gives_a_division_more_than_its_cap():
    found = given([["a", "b", "d", "e"]], [GOLD], cap=1, division=HOMES)
    assert found[0] == {"a": "gold", "d": "gold", "e": "gold"}


def test_the_end_of_the_awards_is_no_matter_of_the_cap():
    assert given([["a"], ["b"]], [GOLD], cap=1, division=HOMES)[2] == {"a": "order", "b": "below"}


# pools


def pooled(**more):
    marks = {"a": ("UK", "90"), "b": ("UK", "80"), "c": ("SG", "70"), "d": ("SG", "60")}
    entries = [{"id": one, "pool": pool, "division": "same"} for one, (pool, _) in marks.items()]
    ballots = [
        {"entry": one, "judge": f"J{at}", "scores": {"total": mark}}
        for one, (_, mark) in marks.items()
        for at in range(3)
    ]
    return score(read_case({"criteria": [{"key": "total"}], "entries": entries, "ballots": ballots} | more))


def test_pools_are_ranked_and_awarded_each_for_itself():
    found = pooled(tiers=[{"name": "first", "count": 1}]).as_dict()
    assert (found["rank"], found["order"], found["awards"]) == (
        {"a": 1, "b": 2, "c": 1, "d": 2},
        ["c", "d", "a", "b"],
        {"c": "first", "a": "first"},
    )


def test_a_pool_may_have_a_number_of_awards_of_its_own():
    found = pooled(tiers=[{"name": "finalist", "count": 1, "counts": {"UK": 2, "SG": 0}}])
    assert found.awards == {"a": "finalist", "b": "finalist"}


def test_a_cap_counts_within_a_pool():
    tiers = [{"name": "finalist", "count": 2}]
    assert pooled(tiers=tiers, max_per_division=1).awards == {"c": "finalist", "a": "finalist"}


def test_a_cap_that_went_by_id_is_a_warning_of_the_result():
    ballots = [{"entry": one, "judge": f"J{at}", "scores": {"total": "90"}} for one in "ab" for at in range(3)]
    entries = [{"id": one, "division": "X"} for one in "ab"]
    case = {"criteria": [{"key": "total"}], "tiers": [{"name": "first", "count": 1}], "max_per_division": 1}
    found = score(read_case({**case, "entries": entries, "ballots": ballots}))
    assert ([issue.code for issue in found.issues], found.awards) == (["GX622"], {"a": "first"})
    assert found.issues[0].severity == "warning"

"""Strict and lenient judges are levelled where the design allows it, and not where it does not."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.panel import judge_effects, read_case, score
from gaoxin.panel.adjusting import fine
from gaoxin.panel.effects import NEVER, Ballots, components, connectivity, fit, reml, robust_fit, system

# the model against slow ones


def drawn(seed, entries=30, judges=8, each=4, bias=5.0, noise=4.0):
    random_ = np.random.default_rng(seed)
    judge = np.concatenate([random_.permutation(judges)[:each] for _ in range(entries)])
    entry = np.repeat(np.arange(entries), each)
    worth, severity = random_.normal(75, 8, entries), random_.normal(0, bias, judges)
    total = worth[entry] + severity[judge] + random_.normal(0, 1, len(entry)) * noise
    return Ballots(entry, judge, total, entries, judges), worth, severity


def dense(ballots, ratio, least=1, weights=None):
    """The same least squares written out whole: unknowns a and b, the ridge as rows, Σ b = 0 as a heavy row."""
    each = np.sqrt((np.ones(ballots.judges) if weights is None else weights)[ballots.judge])
    n, m = ballots.entries, ballots.judges
    rows = np.zeros((len(ballots.total), n + m))
    rows[np.arange(len(rows)), ballots.entry] = each
    rows[np.arange(len(rows)), n + ballots.judge] = each
    free = ballots.per_judge >= least
    rows[:, n:][:, ~free] = 0
    ridge = np.hstack([np.zeros((m, n)), np.sqrt(ratio) * np.eye(m)])
    sums = np.concatenate([np.zeros(n), 1e5 * free])[None, :]
    right = np.concatenate([each * ballots.total, np.zeros(m), [0.0]])
    found = np.linalg.lstsq(np.vstack([rows, ridge, sums]), right, rcond=None)[0]
    return found[:n], found[n:]


@pytest.mark.parametrize("ratio", [0.01, 1.5, 40.0])
@pytest.mark.parametrize("least", [1, 15])
def test_the_closed_form_is_the_whole_least_squares(ratio, least):
    ballots, _, _ = drawn(1)
    assert 0 < (ballots.per_judge >= least).sum() <= 8
    found, (entries, judges) = fit(system(ballots, least), ratio), dense(ballots, ratio, least)
    np.testing.assert_allclose(found.entries, entries, atol=1e-5)
    np.testing.assert_allclose(found.judges, judges, atol=1e-5)


def test_judges_cancel_out_and_those_with_few_ballots_keep_nought():
    ballots, _, _ = drawn(2)
    found = fit(system(ballots, 15), 1.5)
    assert found.judges.sum() == pytest.approx(0, abs=1e-9)
    assert set(found.judges[ballots.per_judge < 15]) == {0.0}
    assert np.all(found.judges[ballots.per_judge >= 15] != 0)


def test_without_noise_and_shrinkage_the_truth_comes_back():
    ballots, worth, severity = drawn(3, noise=0.0)
    found = fit(system(ballots, 1), 1e-9)
    np.testing.assert_allclose(found.entries - found.entries.mean(), worth - worth.mean(), atol=1e-6)
    np.testing.assert_allclose(found.judges, severity - severity.mean(), atol=1e-6)


def likelihood(ballots, ratio):
    """Minus twice the restricted log-likelihood, from V = I + Z Z′ ÷ λ written out, error variance profiled."""
    size, n = len(ballots.total), ballots.entries
    fixed, random_ = np.zeros((size, n)), np.zeros((size, ballots.judges))
    fixed[np.arange(size), ballots.entry] = 1
    random_[np.arange(size), ballots.judge] = 1
    whole = np.eye(size) + random_ @ random_.T / ratio
    inverse = np.linalg.inv(whole)
    inner = fixed.T @ inverse @ fixed
    residual = inverse - inverse @ fixed @ np.linalg.inv(inner) @ fixed.T @ inverse
    quadratic = ballots.total @ residual @ ballots.total
    return np.linalg.slogdet(whole)[1] + np.linalg.slogdet(inner)[1] + (size - n) * np.log(quadratic)


@pytest.mark.parametrize("seed", range(4))
def test_reml_finds_the_floor_of_the_likelihood_written_out(seed):
    ballots, _, _ = drawn(seed)
    found = reml([system(ballots, 1)])
    floor = likelihood(ballots, found)
    assert all(likelihood(ballots, found * step) > floor for step in (0.9, 1.1, 0.2, 5))


def test_reml_comes_near_the_ratio_the_marks_were_made_with():
    ratios = [reml([system(drawn(seed, 400, 40, 5, bias=5.0, noise=6.0)[0], 8)]) for seed in range(20)]
    assert np.median(ratios) == pytest.approx(1.44, rel=0.15)


def test_judges_who_differ_no_more_than_chance_are_not_levelled():
    seeds = [seed for seed in range(20) if reml([system(drawn(seed, bias=0.0)[0], 1)]) == NEVER]
    assert seeds
    ballots, _, _ = drawn(seeds[0], bias=0.0)
    found = fit(system(ballots, 1), NEVER)
    assert set(found.judges) == {0.0}
    np.testing.assert_allclose(found.entries, ballots.per_entry_mean(ballots.total))


def test_one_ratio_is_estimated_for_all_pools_of_a_round():
    one, other = system(drawn(1)[0], 1), system(drawn(2)[0], 1)
    found = reml([one, other])
    assert min(reml([one]), reml([other])) <= found <= max(reml([one]), reml([other]))


def test_a_careless_judge_weighs_less_where_the_scheme_is_robust():
    ballots, worth, _ = drawn(5, entries=200, judges=10, each=5, noise=3.0)
    wild = ballots.judge == 0
    noisy = ballots.total + np.where(wild, np.random.default_rng(9).normal(0, 20, len(wild)), 0)
    ballots = Ballots(ballots.entry, ballots.judge, noisy, 200, 10)
    plain, robust = fit(system(ballots, 8), 1.5), robust_fit(system(ballots, 8), 1.5, 8)
    assert np.argmin(robust.weights) == 0
    assert np.corrcoef(robust.entries, worth)[0, 1] > np.corrcoef(plain.entries, worth)[0, 1]
    np.testing.assert_allclose(robust.entries, dense(ballots, 1.5, weights=robust.weights)[0], atol=1e-5)


# how judges are tied together


def graph(ballots):
    """λ₂ of the judges' normalised Laplacian, written out."""
    ties = np.zeros((ballots.judges, ballots.judges))
    for entry in range(ballots.entries):
        seated = ballots.judge[ballots.entry == entry]
        for one in seated:
            for other in seated:
                ties[one, other] += (one != other) / len(seated)
    degree = ties.sum(axis=1)
    laplacian = np.eye(ballots.judges) - ties / np.sqrt(degree[:, None] * degree[None, :])
    return np.sort(np.linalg.eigvalsh(laplacian))[1]


@pytest.mark.parametrize("seed", range(3))
def test_connectivity_is_the_second_eigenvalue_of_the_judges_graph(seed):
    ballots, _, _ = drawn(seed)
    assert connectivity(ballots) == pytest.approx(graph(ballots))


def test_panels_that_share_no_entry_are_apart():
    entry, judge = np.repeat(np.arange(4), 2), np.array([0, 1, 0, 1, 2, 3, 2, 3])
    ballots = Ballots(entry, judge, np.zeros(8), 4, 4)
    assert (components(ballots), connectivity(ballots)) == (2, pytest.approx(0, abs=1e-12))


def test_a_judge_who_shares_no_entry_with_another_is_apart():
    ballots = Ballots(np.array([0, 0, 1]), np.array([0, 1, 2]), np.zeros(3), 2, 3)
    assert (components(ballots), connectivity(ballots)) == (2, 0.0)


def test_judges_who_all_mark_everything_are_tied_as_close_as_can_be():
    entry, judge = np.repeat(np.arange(6), 3), np.tile(np.arange(3), 6)
    assert connectivity(Ballots(entry, judge, np.zeros(18), 6, 3)) == pytest.approx(3 / 2)


# through a case


def case(marks, **more):
    """``marks``: (entry, judge) → mark; a pool is the entry's first letter where ``pools`` is given."""
    entries = sorted({entry for entry, _ in marks})
    pools = more.pop("pools", False)
    ballots = [{"entry": e, "judge": j, "scores": {"total": str(mark)}} for (e, j), mark in marks.items()]
    named = [{"id": e, "pool": e[0] if pools else ""} for e in entries]
    base = {"criteria": [{"key": "total"}], "mode": "adjusted", "entries": named, "ballots": ballots}
    return read_case(base | more)


def crossed(entries=24, judges=6, each=3, seed=4, harsh=("J0", -20)):
    """Every entry is worth what its number says; one judge is harsh; nobody errs."""
    chance = random.Random(seed)
    marks = {}
    for entry in range(entries):
        for judge in chance.sample(range(judges), each):
            name = f"J{judge}"
            marks[f"e{entry:02}", name] = Fraction(60) + entry + (harsh[1] if name == harsh[0] else 0)
    return marks


def test_a_harsh_judge_costs_nobody_a_place():
    marks = crossed()
    order = [f"e{at:02}" for at in reversed(range(24))]
    assert list(score(case(marks)).order) == order
    assert list(score(case(marks, mode="live")).order) != order


def test_what_is_published_is_the_raw_mean_the_effect_and_the_adjusted_value():
    found = score(case(crossed(), effects={"shrinkage": "1.5"})).as_dict()
    pool = found["adjustment"]["pools"][""]
    assert (found["adjustment"]["shrinkage"], found["adjustment"]["estimated"]) == (1.5, False)
    assert pool["applied"] is True
    assert min(pool["judges"], key=lambda judge: float(pool["judges"][judge]["effect"])) == "J0"
    assert set(pool["judges"]["J0"]) == {"n", "raw_mean", "effect", "sought", "variance", "weight"}
    assert set(pool["values"]) == set(found["raw"]) == set(found["final"])
    assert found["dropped"] == dict.fromkeys(found["final"], 0)
    assert "adjustment" not in score(case(crossed(), mode="live")).as_dict()


def test_adjusted_values_are_compared_at_six_places():
    assert (fine(80.0000004), fine(80.0000005), fine(-0.0000005)) == (
        Fraction(80), Fraction("80.000001"), Fraction("-0.000001"),
    )  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.randoms())
def test_no_order_of_ballots_changes_an_adjusted_result(chance):
    document = case(crossed()).as_dict()
    chance.shuffle(document["ballots"])
    chance.shuffle(document["entries"])
    assert score(read_case(document)).as_dict() == score(case(crossed())).as_dict()


def test_where_everyone_marks_everything_levelling_changes_no_score():
    chance = random.Random(1)
    marks = {(f"e{e}", f"J{j}"): chance.randrange(120, 200) / 2 for e in range(10) for j in range(5)}
    found = score(case(marks))
    assert {entry: line.value for entry, line in found.lines.items()} == {
        entry: fine(float(line.raw)) for entry, line in found.lines.items()
    }


# the guards


def refused(found, pool=""):
    return next(one.refused for one in found.adjustment.pools if one.pool == pool)


def test_unconnected_panels_keep_their_raw_mean_with_a_warning():
    marks = {(f"{panel}{e}", f"{panel}{j}"): 70 + e + j for panel in "ab" for e in range(10) for j in range(3)}
    found = score(case(marks))
    assert (refused(found), [issue.code for issue in found.issues]) == ("apart", ["GX621"])
    assert {entry: line.value for entry, line in found.lines.items()} == {
        entry: line.raw for entry, line in found.lines.items()
    }
    assert "互不相连的 2 块" in found.issues[0].message


def test_the_same_panels_as_pools_of_their_own_are_levelled():
    marks = {(f"{panel}{e}", f"{panel}{j}"): 70 + e + j for panel in "ab" for e in range(10) for j in range(3)}
    found = score(case(marks, pools=True))
    assert ([one.refused for one in found.adjustment.pools], found.issues) == (["", ""], ())


def test_connectivity_is_asked_at_the_schemes_threshold():
    marks = crossed()
    link = next(iter(judge_effects(case(marks)).pools)).connectivity
    below, at = (f"{link + step:.9f}" for step in (1e-6, -1e-6))
    assert refused(score(case(marks, effects={"connectivity": at}))) == ""
    assert refused(score(case(marks, effects={"connectivity": below}))) == "loose"


def seven_or_eight(last):
    """J9 marks seven entries, and an eighth where ``last``; the others many."""
    marks = {(f"e{e:02}", f"J{j}"): 70 + (e * 7 + j * 3) % 20 for e in range(12) for j in range(3)}
    return marks | {(f"e{e:02}", "J9"): 50 for e in range(8 if last else 7)}


def test_a_judge_with_seven_ballots_keeps_nought_and_one_with_eight_does_not():
    few = {one.judge: one for one in score(case(seven_or_eight(False))).adjustment.pools[0].judges}
    enough = {one.judge: one for one in score(case(seven_or_eight(True))).adjustment.pools[0].judges}
    assert (few["J9"].n, few["J9"].effect, few["J9"].is_sought) == (7, 0, False)
    assert (enough["J9"].n, enough["J9"].is_sought, enough["J9"].effect < -10) == (8, True, True)


def test_where_no_judge_has_enough_ballots_nothing_is_levelled():
    marks = {(f"e{e}", f"J{j}"): 70 + e + 3 * j for e in range(7) for j in range(3)}
    found = score(case(marks))
    assert (refused(found), [issue.code for issue in found.issues]) == ("few", ["GX621"])


def test_an_entry_with_too_few_ballots_gets_no_score_and_moves_no_judge():
    marks = crossed()
    more = marks | {("x", "J0"): 0, ("x", "J1"): 100}
    found, before = score(case(more)), score(case(marks))
    assert (found.final["x"], found.insufficient) == (None, ("x",))
    assert found.adjustment.pools[0].judges == before.adjustment.pools[0].judges


# ties of the adjusted mode


def test_ties_go_to_the_main_criterion_then_the_raw_mean_then_to_the_committee():
    scheme = read_case(
        {
            "criteria": [{"key": "a", "weight": 1}, {"key": "b", "weight": 2}],
            "mode": "adjusted",
            "entries": [],
            "ballots": [],
        }
    ).scheme
    assert (scheme.tie_break, scheme.tier_policy) == (("criterion:b", "untrimmed_mean"), "hold")


def test_entries_that_stay_equal_share_a_place_and_wait_for_a_decision():
    marks = {(f"e{e}", f"J{j}"): 80 if e < 2 else 60 + e for e in range(9) for j in range(3)}
    found = score(case(marks, tiers=[{"name": "first", "count": 1}]))
    assert (found.ranks["e0"], found.ranks["e1"], found.needs_decision, found.awards) == (1, 1, ("e0", "e1"), {})

"""How judges hang together: pieces and λ₂ as defined, swaps that mend, and what cannot be mended is said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from gaoxin.panel.effects import Ballots
from gaoxin.panel.effects import connectivity as of_scoring
from gaoxin.schedule.assignment import Case, Conflict, Entry, Judge, Pair, assign
from gaoxin.schedule.assignment.network import connectivity, pieces


def ties(cast):
    """How strongly each two judges with an entry are tied: 1 ÷ n for every entry of n judges that they share."""
    seated = np.flatnonzero(cast.any(axis=0))
    found = np.zeros((len(seated), len(seated)))
    for row in cast[:, seated]:
        for one in np.flatnonzero(row):
            for other in np.flatnonzero(row):
                found[one, other] += (one != other) / row.sum()
    return found


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 8), st.integers(2, 6), st.floats(0.2, 0.9))
def test_lambda2_is_the_second_eigenvalue_of_the_normalised_laplacian(seed, entries, judges, density):
    cast = np.random.default_rng(seed).random((entries, judges)) < density
    graph = ties(cast)
    found = connectivity(cast)[0]
    assert pieces(cast) == (connected_components(csr_matrix(graph))[0] if len(graph) else 0)
    if len(graph) < 2:
        assert found is None
    elif pieces(cast) > 1:
        assert found == 0
    else:
        scale = 1 / np.sqrt(graph.sum(axis=1))
        laplacian = np.eye(len(graph)) - graph * scale[:, None] * scale[None, :]
        assert found == pytest.approx(np.linalg.eigvalsh(laplacian)[1], abs=1e-7)


def test_it_is_what_scoring_looks_at():
    cast = np.random.default_rng(3).random((30, 8)) < 0.5
    entry, judge = np.nonzero(cast)
    ballots = Ballots(*(np.asarray(one) for one in (entry, judge)), np.zeros(len(entry)), 30, 8)
    assert connectivity(cast)[0] == pytest.approx(of_scoring(ballots))


def test_every_judge_on_every_entry_is_as_tied_as_can_be():
    lambda2, _ = connectivity(np.ones((9, 7), bool))
    assert lambda2 == pytest.approx(7 / 6)


def test_nobody_is_in_no_piece():
    assert (pieces(np.zeros((3, 3), bool)), connectivity(np.zeros((3, 3), bool))[0]) == (0, None)


def two_groups(between):
    """Two groups of six judges and twelve entries; ``between`` pairs across them are free of conflict."""
    entries = tuple(Entry(f"E{at:02}") for at in range(24))
    judges = tuple(Judge(f"J{at:02}", most=6) for at in range(12))
    across = [(e.id, j.id) for x, e in enumerate(entries) for y, j in enumerate(judges) if (x < 12) != (y < 6)]
    return Case(entries, judges, 3, tuple(Conflict(*pair) for pair in across if pair not in between))


def test_two_groups_that_share_nothing_are_said_to_be_apart():
    found = assign(two_groups(()))
    assert (found.complete, found.networks[0].components, found.networks[0].lambda2) == (True, 2, 0.0)
    assert [(one.wish, one.got, one.reason.zh) for one in found.unmet] == [
        ("connected", 2, "评委分成互不相连的 2 组，各组之间没有共同项目，分数不能互相校正")
    ]


def test_two_groups_are_tied_by_the_one_swap_that_can_be_made():
    found = assign(two_groups({("E00", "J06"), ("E12", "J00")}))
    made = {one.pair for one in found.pairs}
    assert {Pair("E00", "J06"), Pair("E12", "J00")} <= made
    assert (found.complete, found.networks[0].components) == (True, 1)
    assert [load.entries for load in found.loads] == [6] * 12


def test_divisions_are_tied_each_by_itself():
    entries = tuple(Entry(f"E{at:02}", division="英国" if at < 8 else "北美") for at in range(16))
    judges = tuple(Judge(f"J{at}", divisions=("英国",) if at < 3 else ("北美",)) for at in range(6))
    found = assign(Case(entries, judges, 2))
    assert [(one.division, one.entries, one.judges, one.components) for one in found.networks] == [
        ("北美", 8, 3, 1),
        ("英国", 8, 3, 1),
    ]


def test_one_judge_an_entry_cannot_tie_anybody_and_that_is_said():
    found = assign(Case(tuple(Entry(f"E{at}") for at in range(4)), (Judge("A"), Judge("B")), 1))
    assert [(one.wish, one.got) for one in found.unmet] == [("connected", 2)]


def test_weak_ties_are_a_warning():
    """A chain of judges: each shares one entry with the next."""
    entries = tuple(Entry(f"E{at:02}") for at in range(12))
    judges = tuple(Judge(f"J{at:02}") for at in range(13))
    fixed = frozenset(Pair(f"E{at:02}", f"J{at + side:02}") for at in range(12) for side in (0, 1))
    found = assign(Case(entries, judges, 2, fixed=fixed))
    assert found.networks[0].components == 1
    assert [str(one) for one in found.warnings] == [
        f"评委之间联系薄弱（λ₂ = {found.networks[0].lambda2:.3f}，应不低于 0.1），分数校正不可靠；"
        "可增加每项评委数或跨组评审"
    ]

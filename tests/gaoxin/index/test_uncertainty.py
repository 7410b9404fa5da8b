"""How sure a rank is: counted right, the same for the same seed, and honest about what was drawn."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import rankdata

from gaoxin.index import uncertainty
from gaoxin.index.aggregate import flat_weights
from gaoxin.index.sobol import Input, sobol
from gaoxin.index.uncertainty import Weights, spread
from tests.gaoxin.index.conftest import national, two_groups


def test_weights_are_drawn_about_their_own_and_sum_to_one(random):
    tree = two_groups(weights=(3.0, 1.0, 2.0, 0.0), tops=(1.0, 3.0))
    drawn = Weights(tree, 0.25)(random.random((500, 6)))
    np.testing.assert_allclose(drawn.sum(axis=1), 1)
    assert (drawn[:, 3] == 0).all()
    middle = Weights(tree, 0.25)(np.full((1, 6), 0.5))
    np.testing.assert_allclose(middle[0], flat_weights(tree))
    still = Weights(tree, 0.0)(random.random((3, 6)))
    np.testing.assert_allclose(still, np.tile(flat_weights(tree), (3, 1)))


def test_a_family_that_weighs_nothing_goes_on_weighing_nothing(random):
    tree = two_groups(weights=(0.0, 0.0, 1.0, 1.0))
    assert (Weights(tree)(random.random((9, 6)))[:, :2] == 0).all()


@pytest.mark.parametrize(("reach", "refused"), [(-0.01, True), (0.0, False), (0.99, False), (1.0, True)])
def test_a_weight_may_not_be_moved_to_nought_or_below(reach, refused):
    if refused:
        with pytest.raises(ValueError, match="from 0 up to, not including, 1"):
            Weights(two_groups(), reach)
    else:
        assert Weights(two_groups(), reach).width == 6


def plainly(variants, tree, draws, seed):
    """The same by one draw after the other."""
    weights, numbers = Weights(tree), np.random.Generator(np.random.PCG64(seed))
    units = len(variants[0])
    counts, above = np.zeros((units, units), int), np.zeros((units, units))
    for _ in range(draws):
        drawn = numbers.random(weights.width + 1)
        scores = variants[int(drawn[0] * len(variants))] @ weights(drawn[None, 1:])[0]
        for unit, place in enumerate(rankdata(-np.round(scores, 9), method="min").astype(int)):
            counts[unit, place - 1] += 1
        above += (scores[:, None] > scores) + 0.5 * (np.abs(scores[:, None] - scores) < 1e-12)
    return counts, above


@pytest.mark.parametrize("low", [0.0, -50.0])
def test_places_and_pairs_are_those_of_one_draw_after_the_other(random, low):
    tree = two_groups(weights=(3.0, 1.0, 2.0, 5.0))
    variants = [random.random((13, 4)) * 100 + low, random.random((13, 4)) * 100 + low]
    for table in variants:
        table[5] = table[2]  # alike whatever weighs what
    found = spread(variants, Weights(tree), 300, 11, pairs=True)
    counts, above = plainly(variants, tree, 300, 11)
    assert np.array_equal(found.counts, counts)
    np.testing.assert_allclose(found.above, above)


def test_the_same_seed_gives_the_same_whatever_is_worked_out_together(random, monkeypatch):
    tree, table = national(), random.random((40, 46))
    wanted = spread([table, table**2], Weights(tree), 1000, 5)
    for size, beside in ((7, 1), (64, 3), (5000, 2)):
        monkeypatch.setattr(uncertainty, "BLOCK", size)
        monkeypatch.setattr(uncertainty, "AT_ONCE", beside)
        assert np.array_equal(spread([table, table**2], Weights(tree), 1000, 5).counts, wanted.counts)
    assert not np.array_equal(spread([table, table**2], Weights(tree), 1000, 6).counts, wanted.counts)


def test_quantiles_and_chances_are_read_off_the_counts():
    counts = np.array([[90, 6, 4], [10, 44, 46], [0, 50, 50]])
    found = uncertainty.Spread(100, counts)
    assert [found.quantile(part).tolist() for part in (0.05, 0.5, 0.9, 0.91)] == [
        [1, 1, 2],
        [1, 2, 2],
        [1, 3, 3],
        [2, 3, 3],
    ]
    assert found.top(1).tolist() == [0.9, 0.1, 0.0]
    assert found.top(2).tolist() == [0.96, 0.54, 0.5]
    assert found.error(0.5) == pytest.approx(0.098)


@pytest.mark.parametrize("units", [1, 2, 3, 256, 257])
def test_every_number_of_units_is_counted(units):
    table = np.arange(units, dtype=float)[::-1, None] * np.ones((1, 4))
    found = spread([table], Weights(two_groups()), 20, 1)
    assert np.array_equal(found.counts, 20 * np.eye(units, dtype=int))


def test_a_table_with_gaps_is_refused():
    with pytest.raises(ValueError, match="with gaps cannot be drawn over"):
        spread([np.array([[np.nan] * 4])], Weights(two_groups()), 10, 1)


def test_sobol_shares_are_those_of_the_textbook():
    """Ishigami's function, a = 7, b = 0.1."""

    def ishigami(draws):
        x, y, z = np.pi * (2 * draws.T - 1)
        return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)

    found = sobol(ishigami, [Input("x"), Input("y"), Input("z")], 2**13, 3)
    assert [round(one.first, 2) for one in found] == pytest.approx([0.31, 0.44, 0.0], abs=0.02)
    assert [round(one.total, 2) for one in found] == pytest.approx([0.56, 0.44, 0.24], abs=0.02)
    assert all(one.first_between[0] <= one.first <= one.first_between[1] for one in found)
    assert found == sobol(ishigami, [Input("x"), Input("y"), Input("z")], 2**13, 3)


def test_a_block_of_weights_is_one_input_and_what_does_nothing_has_no_share():
    found = sobol(lambda draws: draws[:, :3].sum(axis=1), [Input("weights", 3), Input("method")], 2**10, 1)
    assert [round(one.first, 2) for one in found] == [1.0, 0.0]
    assert [round(one.total, 2) for one in found] == [1.0, 0.0]


def test_an_output_that_never_varies_has_no_shares():
    (found,) = sobol(lambda draws: np.ones(len(draws)), [Input("x")], 2**4, 1)
    assert np.isnan([found.first, found.total, *found.first_between, *found.total_between]).all()

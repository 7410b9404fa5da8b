"""A draw anybody can verify: the order is what seed and ids give, and the seed was chosen before."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.schedule import draw

IDS = st.lists(st.text(max_size=5), unique=True, max_size=8)


def test_the_published_example():
    assert draw.commitment("高新2026") == "e6af8051a886a785f4a97ab6f672eaf2b8da283ec59acdafcb3338cdd03fc35b"
    assert draw.order(["A", "B", "C", "D"], "2026") == ("D", "B", "C", "A")


@given(IDS, st.text(max_size=8), st.randoms(use_true_random=False))
def test_the_order_is_that_of_the_hashes_however_the_ids_come(ids, seed, chance):
    shuffled = list(ids)
    chance.shuffle(shuffled)
    keys = {one: hashlib.sha256((seed + ":" + one).encode()).hexdigest() for one in ids}
    assert draw.order(shuffled, seed) == tuple(sorted(ids, key=keys.__getitem__))


def test_every_first_place_is_as_likely():
    """600 draws of six: each is first about a hundred times."""
    ids = [f"E{at}" for at in range(6)]
    first = [draw.order(ids, str(seed))[0] for seed in range(600)]
    assert all(70 <= first.count(one) <= 130 for one in ids)


def test_another_seed_another_order_or_another_set_is_found_out():
    ids, seed = ["甲", "乙", "丙"], "s3cret"
    shown, committed = draw.order(ids, seed), draw.commitment(seed)
    assert draw.verify(ids, seed, committed.upper(), list(shown))
    assert not draw.verify(ids, "s3cret ", committed, shown)
    assert not draw.verify(ids, seed, draw.commitment("other"), shown)
    assert not draw.verify(ids, seed, committed, shown[::-1])
    assert not draw.verify([*ids, "丁"], seed, committed, shown)


def test_an_id_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        draw.order(["a", "a"], "s")


def test_seeds_are_new_each_time():
    assert len({draw.new_seed() for _ in range(50)}) == 50
    assert len(draw.new_seed()) == 32

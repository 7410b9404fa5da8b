"""The made-up panels are what they are said to be, and the default method finds what the best one would."""

from __future__ import annotations

import numpy as np
import pytest

from bench.panel.__main__ import END, PAGE, START
from bench.panel.made_up import BASE, EACH, ENTRIES, JUDGES, SHARES, balanced, fixed_panel, panels, random_panel
from bench.panel.measure import FIXED, compare
from bench.panel.methods import METHODS

SEEDS = range(1, 21)


def test_every_judge_marks_equally_many_and_none_marks_an_entry_twice():
    table = balanced(np.random.default_rng(1), ENTRIES, JUDGES, EACH)
    assert set(np.bincount(table.reshape(-1))) == {ENTRIES * EACH // JUDGES}
    assert {len(set(row)) for row in table.tolist()} == {EACH}


@pytest.mark.parametrize("share", SHARES)
def test_fixed_panels_exchange_about_the_share_of_ballots_they_say(share):
    table = panels(np.random.default_rng(2), share)
    away = table // EACH != (np.arange(ENTRIES) // 50)[:, None]
    assert {len(set(row)) for row in table.tolist()} == {EACH}
    assert away.mean() == pytest.approx(share * 0.95, abs=0.03)


def test_a_draw_is_its_seeds():
    draw = random_panel(BASE)
    one, other = (draw(np.random.default_rng(3)) for _ in range(2))
    assert (one[0] == other[0]).all()
    assert (one[1].total == other[1].total).all()


@pytest.fixture(scope="module")
def base():
    return compare(random_panel(BASE), SEEDS, METHODS)


def test_the_default_method_finds_the_order_the_design_asks_for(base):
    assert round(base["ours"].tau, 3) >= 0.791
    assert base["ours"].recall + 2 * np.hypot(base["ours"].recall_error, 0.009) >= 0.748


def test_the_default_method_is_as_good_as_knowing_what_the_marks_were_made_with(base):
    assert base["ours"].tau == pytest.approx(base["ours, true λ"].tau, abs=0.0005)
    assert base["ours"].recall == pytest.approx(base["ours, true λ"].recall, abs=0.005)


def test_levelling_beats_the_raw_mean_and_the_raw_mean_beats_trimming(base):
    order = [base[name].tau for name in ("ours", "z-score", "raw mean", "trimmed", "median")]
    assert order == sorted(order, reverse=True)


def test_between_fixed_panels_the_z_score_does_harm_and_levelling_does_not():
    found = compare(fixed_panel(0.2), SEEDS, FIXED)
    assert found["z-score"].tau < found["raw mean"].tau < found["guarded"].tau
    assert round(found["guarded"].tau, 2) >= 0.81


def test_the_page_has_room_for_the_tables():
    text = PAGE.read_text("utf-8")
    assert (text.count(START), text.count(END)) == (1, 1)

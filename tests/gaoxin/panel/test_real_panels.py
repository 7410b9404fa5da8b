"""Panels that really sat: every published mark, total and place comes out of the engine, and nothing else."""

from __future__ import annotations

from collections import Counter

import pytest

from bench.panel import eurovision, isu
from gaoxin.panel import score
from gaoxin.panel.numbers import exact


@pytest.fixture(scope="module")
def skated():
    return [(one, score(one.panel), score(one.added)) for one in isu.segments()]


def test_every_component_mark_of_figure_skating_is_reproduced(skated):
    ours = {
        (id_, part.key): part.shown
        for _, panel, _ in skated
        for id_, line in panel.lines.items()
        for part in line.parts
    }
    theirs = {
        (id_, key): exact(mark)
        for one, _, _ in skated
        for id_, marks in one.marks.items()
        for key, mark in marks.items()
    }
    assert (len(ours), ours == theirs) == (5715, True)


def test_every_component_total_of_figure_skating_is_reproduced(skated):
    ours = {id_: final for _, panel, _ in skated for id_, final in panel.final.items()}
    assert ours == {id_: total for one, _, _ in skated for id_, total in one.components.items()}


def test_every_segment_score_and_place_of_figure_skating_is_reproduced(skated):
    assert [(added.final, added.ranks) for _, _, added in skated] == [
        (dict(sorted(one.totals.items())), dict(sorted(one.ranks.items()))) for one, _, _ in skated
    ]


def test_a_mark_of_nought_in_figure_skating_is_a_missing_one(skated):
    sizes = Counter(part.n for _, panel, _ in skated for line in panel.lines.values() for part in line.parts)
    assert sizes == {9: 5675, 8: 40}


def test_without_rounding_each_product_most_component_totals_would_differ(skated):
    differ = 0
    for _, panel, _ in skated:
        for line in panel.lines.values():
            plain = sum(part.shown * part.weight for part in line.parts)
            differ += plain != line.value
    assert differ > 500


def test_every_eurovision_total_is_the_official_one():
    found = [
        (year, entry, [int(result.final[entry])], points)
        for year, case, official in eurovision.contests()
        for result in [score(case)]
        for entry, points in official.items()
    ]
    assert [one for one in found if one[2] != one[3]] == []
    assert len(found) == 715

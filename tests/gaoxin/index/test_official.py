"""The national evaluations as data: what a document gives, and what it does not, said so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gaoxin.errors import RulebookError
from gaoxin.index.aggregate import flat_weights
from gaoxin.index.official import edition_of, load_editions
from gaoxin.rules.load import default_rulebook
from tests.gaoxin.index.census import CENSUS


@pytest.fixture(scope="module")
def editions():
    return load_editions(default_rulebook())


def test_the_framework_of_2021_has_46_indicators_in_five_groups(editions):
    first = editions["htz_2021"]
    assert [(group.weight, len(group.indicators)) for group in first.groups] == [
        (20, 10),
        (20, 10),
        (15, 9),
        (15, 7),
        (30, 10),
    ]
    assert [one.id for one in first.indicators() if one.kind == "expert"] == ["1.10", "2.10", "3.9", "5.9", "5.10"]
    assert [one.id for one in first.indicators() if one.direction == -1] == ["3.1", "3.2"]


def test_the_enterprises_reports_answer_28_of_them_each_with_its_formula(editions):
    census = [one for one in editions["htz_2021"].indicators() if one.census]
    assert [one.id for one in census] == CENSUS
    assert [one.id for one in census if not (one.formula and one.measure)] == []


def test_two_weights_of_2021_are_known_and_a_total_is_simulated_until_all_are(editions):
    first = editions["htz_2021"]
    assert {one.id: one.weight for one in first.indicators() if one.weight is not None} == {"1.1": 0.8, "1.2": 1.2}
    assert first.is_simulated()
    rest = {one.id: 1.0 for one in first.indicators() if one.weight is None}
    assert not first.is_simulated(rest)
    last = rest.popitem()[0]
    assert first.is_simulated(rest)
    assert first.framework(rest).unknown_weights == (last,)


def test_a_weight_counts_among_its_group(editions):
    tree = editions["htz_2021"].framework()
    flat = dict(zip(tree.columns, flat_weights(tree), strict=True))
    assert flat["1.1"] == pytest.approx(0.20 * 0.8 / 10)
    assert flat["3.1"] == pytest.approx(0.15 / 9)
    assert np.isclose(sum(flat.values()), 1)


def test_what_is_known_of_2024_is_no_whole_and_its_total_stays_simulated(editions):
    later = editions["htz_2024"]
    assert [(one.id, one.weight) for one in later.indicators()] == [("1.1", 0.8), ("1.2", 1.2), ("1.3", 1), ("1.4", 1)]
    assert (later.framework().unknown_weights, later.is_simulated()) == ((), True)


@pytest.mark.parametrize(
    ("year", "found"), [(2020, None), (2021, "htz_2021"), (2023, "htz_2021"), (2024, "htz_2024"), (2026, "htz_2024")]
)
def test_a_year_is_evaluated_by_the_edition_then_in_force(editions, year, found):
    edition = edition_of(editions, year)
    assert (edition and edition.id) == found


def test_every_name_has_its_english_and_every_doubt_its_mark(editions):
    for edition in editions.values():
        assert all(one.label and one.label_en for one in (*edition.groups, *edition.indicators()))
    marks = {one.id: one.evidence for one in editions["htz_2021"].indicators()}
    assert (marks["1.1"], marks["3.1"], marks["5.9"]) == ("secondary", "derived", "recalled")


def test_a_rulebook_without_frameworks_has_none(tmp_path):
    assert load_editions(tmp_path) == {}


def test_every_mistake_of_a_framework_is_told_with_its_place(tmp_path):
    (tmp_path / "frameworks").mkdir()
    text = (default_rulebook() / "frameworks" / "htz_2024.yaml").read_text("utf-8")
    broken = text.replace("kind: quantitative", "kind: quantity", 1).replace("weight: 15", "weight: fifteen")
    Path(tmp_path / "frameworks" / "a.yaml").write_text(broken.replace("from: 2024", "form: 2024"), "utf-8")
    with pytest.raises(RulebookError) as error:
        load_editions(tmp_path)
    found = [(issue.code, issue.place.line, issue.message) for issue in error.value.issues]
    lines = broken.splitlines()
    kind, weight, form = (
        next(at for at, line in enumerate(lines, 1) if word in line) for word in ("quantity", "fifteen", "from:")
    )
    assert ("GX204", kind, "未知类型「quantity」") in found
    assert ("GX206", weight, "「weight」应为一个数") in found
    assert any(code == "GX203" and line == form for code, line, _ in found)

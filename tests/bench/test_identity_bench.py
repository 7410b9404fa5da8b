"""A small measurement reaches the goals; its zone and its queries are what the page says they are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench.identity.corpus import CORPUS, brands_of
from bench.identity.invent import Zone, invent_zone
from bench.identity.measure import FALSE, FORMER, RIGHT, WRONG, Score, Tally, score, tune, zone_and_queries
from bench.identity.methods import Answer, core_ratio, gaoxin, wratio
from bench.identity.page import END, START, write
from bench.identity.queries import Query, queries
from gaoxin.register.identity import normal, read_code

FIRMS = 120


@pytest.fixture(scope="module")
def measured() -> tuple[Zone, list[Query], Score]:
    zone, asked = zone_and_queries(7001, FIRMS)
    return zone, asked, score(asked, gaoxin(zone, asked)[0])


def test_the_four_goals_are_reached(measured):
    _, asked, found = measured
    assert len(asked) >= 1000
    assert found.wrong <= WRONG
    assert found.false <= FALSE
    assert found.former >= FORMER
    assert found.right >= RIGHT


@pytest.mark.parametrize(
    "kind", ["full name", "spaces, widths, marks", "code, other name", "former name", "alias on record"]
)
def test_what_is_on_record_is_always_found(measured, kind):
    tally = measured[2].kinds[kind]
    assert tally.right == tally.asked > 0


@pytest.mark.parametrize("kind", ["no place", "no form", "brand and trade", "place moved into or out of brackets"])
def test_usual_short_forms_are_mostly_found(measured, kind):
    tally = measured[2].kinds[kind]
    assert tally.right >= 0.8 * tally.asked


def test_a_person_finds_the_firm_meant_first_in_the_list(measured):
    assert measured[2].known.first >= 0.93 * measured[2].known.asked


def test_plain_scores_within_the_limits_find_fewer(measured):
    zone, asked, found = measured
    for peer in (wratio, core_ratio):
        ranking = peer(zone, asked)
        safe, _ = tune(asked, ranking)
        assert score(asked, ranking.answers(*safe)).right < found.right


def test_the_same_seed_makes_the_same_zone_and_queries():
    again = zone_and_queries(7001, FIRMS), zone_and_queries(7001, FIRMS)
    assert again[0] == again[1]
    assert invent_zone(7002, FIRMS) != again[0][0]


def test_a_zone_has_groups_former_names_and_aliases_and_no_name_twice():
    zone = invent_zone(7001, 400)
    names = Counter(normal(one.firm.name) for one in zone.firms)
    brands = Counter(one.parts.brand for one in zone.firms)
    assert names.most_common(1)[0][1] == 1
    assert len({one.firm.uscc for one in zone.firms}) == len(zone.firms) == 400
    assert all(read_code(one.firm.uscc).state == "ok" for one in zone.firms)
    assert 80 <= sum(count for count in brands.values() if count > 1) <= 160
    assert 40 <= sum(one.former is not None for one in zone.firms) <= 80
    assert 40 <= sum(one.alias != "" for one in zone.firms) <= 80


def test_an_unknown_firm_is_not_in_the_register():
    zone = invent_zone(7001, FIRMS)
    unknown = [query for query in queries(zone, 1) if query.meant is None]
    assert len(unknown) > FIRMS
    assert {normal(query.text) for query in unknown} & {normal(one.firm.name) for one in zone.firms} == set()


def test_links_are_counted_by_what_was_meant():
    zone = invent_zone(7001, 10)
    one, two = zone.firms[0].firm, zone.firms[1].firm
    asked = [Query("short", "甲", one), Query("short", "乙", two), Query("short", "丙", one), Query("new", "丁", None)]
    answers = [Answer(one, one), Answer(one, one), Answer(None, one), Answer(two, two)]
    assert score(asked, answers) == Score({"short": Tally(3, 1, 1, 2), "new": Tally(1, 0, 1, 0)})


@pytest.mark.skipif(not CORPUS.is_file(), reason="the corpus of short names is not beside the project")
def test_brands_of_the_corpus_are_two_to_four_characters():
    zone = invent_zone(7001, FIRMS, brands_of(CORPUS))
    assert {len(one.parts.brand) for one in zone.firms} == {2, 3, 4}


def test_the_measurement_is_written_between_the_markers(tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{START}\nold\n{END}\nafter\n", "utf-8")
    write(page, "new")
    write(page, "newer")
    assert page.read_text("utf-8") == f"before\n{START}\nnewer\n{END}\nafter\n"

"""What is known of a zone: from the register, from papers, and what is not known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.cache import cache

from gaoxin.index.measures import Answer
from gaoxin_web.evaluation.models import Entry, NodeWeight, PeerTable
from gaoxin_web.evaluation.queries.values import (
    edition_for,
    editions,
    own_values,
    peers_of,
    weights_of,
    years_of,
)
from tests.gaoxin_web.evaluation.inputs.conftest import YEAR, file_facts

pytestmark = pytest.mark.django_db
YI = 100_000_000
GREW = "2.4"  # 当年净增营业收入，亿元


def enter(zone, paper, indicator, value, year=YEAR, edition="htz_2021"):
    return Entry.objects.create(
        zone=zone, edition=edition, year=year, indicator=indicator, value=Decimal(value), paper=paper
    )


def test_a_year_is_evaluated_by_the_edition_in_force_unless_another_is_chosen(zone):
    assert [edition_for(zone, year).id for year in (2021, 2023, 2024, 2030)] == [
        "htz_2021",
        "htz_2021",
        "htz_2024",
        "htz_2024",
    ]
    assert edition_for(zone, 2024, "htz_2021").id == "htz_2021"
    assert edition_for(zone, 2024, "no-such").id == "htz_2024"
    assert edition_for(zone, 1995).id == "htz_2024"  # no edition is so old: the newest
    assert list(editions()) == ["htz_2021", "htz_2024"]


def test_every_indicator_of_the_edition_is_there_and_nothing_is_known_of_an_empty_zone(zone, edition):
    found = own_values(zone, edition, YEAR)
    assert list(found) == [one.id for one in edition.indicators()]
    assert {(one.value, one.source, one.entry, one.answer) for one in found.values()} == {(None, "", None, None)}


def test_the_register_answers_for_enterprises_of_the_year_exactly(zone, edition, firm):
    firm({2022: {"revenue": 1 * YI}, 2023: {"revenue": 3 * YI}})
    firm({2022: {"revenue": 2 * YI}, 2023: {"revenue": 1.5 * YI}})
    firm({2023: {"revenue": 9 * YI}})  # of last year nothing is known: in no sum
    one = own_values(zone, edition, YEAR)[GREW]
    assert one.answer == Answer(Fraction(3, 2), Fraction(3 * YI, 2), None, 2, 1)
    assert (one.value, one.source, one.registered, one.entered) == (1.5, "register", 1.5, None)


def test_enterprises_gone_by_the_end_of_the_year_or_founded_after_it_are_not_of_it(zone, edition, firm):
    grown = {2022: {"revenue": 1 * YI}, 2023: {"revenue": 2 * YI}}
    firm(grown)
    firm(grown, status="moved", left_on=date(2023, 12, 31))
    firm(grown, status="moved", left_on=date(2024, 1, 1))
    firm(established_on=date(2024, 1, 1))
    firm({2023: {"revenue": 4 * YI}}, established_on=date(2023, 12, 31))  # before it was founded, it had nought
    assert own_values(zone, edition, YEAR)[GREW].answer == Answer(Fraction(6), Fraction(6 * YI), None, 3, 0)


def test_what_was_entered_stands_before_what_the_register_comes_to_and_both_are_kept(zone, edition, firm, paper):
    firm({2022: {"revenue": 1 * YI}, 2023: {"revenue": 3 * YI}})
    entry = enter(zone, paper, GREW, "2.5")
    one = own_values(zone, edition, YEAR)[GREW]
    assert (one.value, one.source, one.entry, one.registered, one.entered) == (2.5, "entry", entry, 2.0, 2.5)


def test_nought_entered_is_a_value_and_what_is_not_entered_is_none(zone, edition, paper):
    enter(zone, paper, "1.1", "0")
    enter(zone, paper, "3.2", "-4.25")
    found = own_values(zone, edition, YEAR)
    assert (found["1.1"].value, found["1.1"].source) == (0.0, "entry")
    assert (found["3.2"].value, found["3.2"].source) == (-4.25, "entry")
    assert (found["3.3"].value, found["3.3"].source) == (None, "")


def test_entries_of_another_year_edition_or_zone_and_of_no_known_indicator_are_not_taken(make, zone, edition, paper):
    other = make.zone()
    enter(zone, paper, "1.1", "1", year=2022)
    enter(zone, paper, "1.1", "2", edition="htz_2024")
    enter(other, paper, "1.1", "3")
    enter(zone, paper, "9.9", "4")
    assert {one.value for one in own_values(zone, edition, YEAR).values()} == {None}


def test_a_change_of_the_register_is_seen_at_once_though_answers_are_kept(zone, edition, firm):
    def grew():
        return own_values(zone, edition, YEAR)[GREW].value

    one = firm({2022: {"revenue": 1 * YI}, 2023: {"revenue": 3 * YI}})
    assert grew() == 2.0
    file_facts(one, {2023: {"revenue": 4 * YI}})
    assert grew() == 3.0
    firm({2022: {"revenue": 1 * YI}, 2023: {"revenue": 1 * YI}})
    assert grew() == 3.0
    one.status, one.left_on = "moved", date(2023, 5, 1)
    one.save()
    assert grew() == 0.0
    one.delete()
    assert grew() == 0.0


def test_answers_kept_cost_a_two_small_queries(zone, edition, firm, django_assert_num_queries):
    for _ in range(3):
        firm({2022: {"revenue": 1 * YI}, 2023: {"revenue": 3 * YI}})
    before = own_values(zone, edition, YEAR)
    with django_assert_num_queries(2):
        assert own_values(zone, edition, YEAR) == before
    cache.clear()
    assert own_values(zone, edition, YEAR) == before


def test_another_zone_answers_for_its_own_enterprises(make, zone, edition, firm):
    other = make.zone()
    firm({2022: {"revenue": 1 * YI}, 2023: {"revenue": 3 * YI}})
    firm({2022: {"revenue": 1 * YI}, 2023: {"revenue": 8 * YI}}, zone=other)
    assert [own_values(one, edition, YEAR)[GREW].value for one in (zone, other)] == [2.0, 7.0]


def test_weights_entered_are_of_the_zone_and_of_nodes_whose_weight_no_document_gives(make, zone, edition):
    other = make.zone()
    for whose, node, value in (
        (zone, "1.3", "1.1"),
        (zone, "9", "5"),
        (other, "1.4", "2"),
        (zone, "5.9", "0"),
        (zone, "2", "3"),
    ):
        NodeWeight.objects.create(zone=whose, edition="htz_2021", node=node, value=Decimal(value))
    assert weights_of(zone, edition) == {"1.3": 1.1, "5.9": 0.0}


def test_the_newest_table_of_other_zones_counts(make, zone, edition):
    for title, year in (("初稿", YEAR), ("定稿", YEAR), ("上年", YEAR - 1)):
        PeerTable.objects.create(zone=zone, edition="htz_2021", year=year, title=title)
    PeerTable.objects.create(zone=make.zone(), edition="htz_2021", year=YEAR, title="别区")
    assert peers_of(zone, edition, YEAR).title == "定稿"
    assert peers_of(zone, edition, YEAR + 1) is None


def test_years_are_those_of_anything_known_within_the_edition(zone, edition, firm, paper):
    assert years_of(zone, edition) == []
    firm({2018: {"revenue": 1.0}, 2022: {"revenue": 1.0}, 2024: {"revenue": 1.0}})
    enter(zone, paper, "1.1", "1", year=2019)
    PeerTable.objects.create(zone=zone, edition="htz_2021", year=2023)
    assert years_of(zone, edition) == [2019, 2022, 2023]
    assert years_of(zone, editions()["htz_2024"]) == [2024]

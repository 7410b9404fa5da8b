"""What the evaluation of the demonstrated zones stands on: own records, papers, and other zones that are made up."""

from __future__ import annotations

import numpy as np
import pytest

from gaoxin.index.zones import in_year
from gaoxin_web.accounts.models import Zone
from gaoxin_web.demo.peers import Country
from gaoxin_web.demo.spreads import EDITIONS
from gaoxin_web.evaluation.models import Entry, NodeWeight, PeerTable, Published, Result, Scenario, Task
from gaoxin_web.evaluation.queries.editions import editions
from gaoxin_web.evaluation.queries.places import places
from gaoxin_web.evaluation.queries.standing import standing_of
from gaoxin_web.evaluation.queries.values import own_values
from gaoxin_web.monitoring.models import ZoneFigure

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]
ALL = ("szs", "gz", "hf")


@pytest.fixture
def szs():
    return Zone.objects.get(code="szs")


def test_every_value_of_another_zone_is_said_to_be_simulated():
    assert set(PeerTable.objects.values_list("simulated", flat=True)) == {True}
    assert all("模拟数据" in title for title in PeerTable.objects.values_list("title", flat=True))


@pytest.mark.parametrize("code", ALL)
@pytest.mark.parametrize(
    ("edition", "year", "zones"),
    [("htz_2021", 2021, 169), ("htz_2021", 2022, 177), ("htz_2021", 2023, 178), ("htz_2024", 2024, 178),
     ("htz_2024", 2025, 178)],
)  # fmt: skip
def test_all_other_zones_of_the_year_are_in_its_table(code, edition, year, zones):
    zone = Zone.objects.get(code=code)
    values = PeerTable.objects.get(zone=zone, edition=edition, year=year).values
    assert len(values) == zones - 1
    assert set(values) | {standing_of(zone, year).unit} == set(in_year(places(), year))


def test_every_indicator_of_an_edition_is_spread_and_no_other():
    for name, spreads in EDITIONS.items():
        assert list(spreads) == [one.id for one in editions()[name].indicators()]


def test_a_strong_zone_is_strong_in_most_and_a_few_values_are_not_known(szs):
    """One strength behind all: where it is high an indicator is good more often than not."""
    table = PeerTable.objects.get(zone=szs, edition="htz_2021", year=2022).values
    strengths = Country(places()).strengths
    signs = {one.id: one.direction for one in editions()["htz_2021"].indicators()}
    going = [
        sign
        * np.corrcoef([(strengths[name], row[code]) for name, row in table.items() if code in row], rowvar=False)[0, 1]
        for code, sign in signs.items()
    ]
    assert sum(one > 0 for one in going) >= 42
    assert np.mean(going) > 0.3
    missing = 1 - sum(len(row) for row in table.values()) / (len(table) * len(signs))
    assert 0 < missing < 0.03


def test_the_same_seed_gives_the_same_country_and_a_zone_less_changes_nobody_else():
    country, fewer = Country(places()), Country({name: one for name, one in places().items() if name != "银川"})
    whole = country.table("htz_2021", 2022)
    assert whole == Country(places()).table("htz_2021", 2022)
    assert fewer.table("htz_2021", 2022) == {name: row for name, row in whole.items() if name != "银川"}


def test_only_the_printed_places_are_not_called_illustrative(szs):
    notes = {one.year: one.note for one in Published.objects.filter(zone=szs)}
    ranks = {one.year: one.rank for one in Published.objects.filter(zone=szs)}
    assert (ranks[2019], ranks[2022]) == (143, 118)
    assert {year for year, note in notes.items() if "示例" not in note} == {2019, 2022}
    others = Published.objects.exclude(zone=szs)
    assert all("示例" in note for note in others.values_list("note", flat=True))


def test_hefei_was_outside_the_first_ten_before_its_eight_years():
    ranks = {one.year: one.rank for one in Published.objects.filter(zone__code="hf")}
    assert {year for year, rank in ranks.items() if rank > 10} == {2013, 2014}
    assert set(ranks) >= set(range(2015, 2023))


def test_of_46_indicators_the_register_answers_28_and_papers_the_others(szs):
    known = own_values(szs, editions()["htz_2021"], 2022)
    sources = [one.source for one in known.values()]
    assert {source: sources.count(source) for source in sources} == {"register": 28, "entry": 17, "": 1}
    assert [code for code, one in known.items() if one.value is None] == ["3.7"]
    assert {one.source for code, one in known.items() if one.indicator.census} == {"register"}


def test_every_value_entered_stands_in_a_paper_at_a_page():
    assert Entry.objects.count() > 200
    assert not Entry.objects.filter(place="").exists()
    assert all("示例" in title for title in Entry.objects.values_list("paper__title", flat=True).distinct())


@pytest.mark.parametrize("code", ALL)
@pytest.mark.parametrize("year", range(2021, 2026))
def test_every_total_is_simulated(code, year):
    standing = standing_of(Zone.objects.get(code=code), year)
    assert standing.evaluation is not None
    assert standing.simulated


def test_the_simulated_place_is_near_the_printed_one_without_being_it(szs):
    """The others were made for it: so much is said on the page."""
    standing = standing_of(szs, 2022)
    assert 95 <= standing.evaluation.place(standing.unit) <= 135


@pytest.mark.parametrize("code", ["gz", "hf"])
def test_the_two_strong_zones_are_near_the_top(code):
    standing = standing_of(Zone.objects.get(code=code), 2022)
    assert standing.evaluation.place(standing.unit) <= 12


def test_weights_that_no_document_gives_stay_unknown_but_two(szs):
    assert dict(NodeWeight.objects.filter(zone=szs).values_list("node", "note")) == {"1.3": "示例", "5.2": "示例"}


def test_scenarios_and_results_carry_what_came_of_them(szs):
    for one in Scenario.objects.filter(zone=szs):
        assert (one.rank is not None, one.score is not None, one.digest != "") == (True, True, True)
    assert Scenario.objects.filter(zone=szs).count() == 2
    kept = {one.year: one for one in Result.objects.filter(zone=szs)}
    assert set(kept) == {2022, 2023, 2025}
    assert {one.simulated for one in kept.values()} == {True}
    assert kept[2022].rank == standing_of(szs, 2022).evaluation.place("石嘴山")


def test_tasks_bring_points_and_have_a_bureau(szs):
    tasks = list(Task.objects.filter(zone=szs))
    assert {one.state for one in tasks} == {"open", "done"}
    assert all(one.points > 0 and one.organisation.zone == szs for one in tasks)


def test_the_filters_rate_is_a_series_between_the_two_printed_points():
    points = list(ZoneFigure.objects.filter(zone__code="gz").order_by("period").values_list("period", "value", "bound"))
    assert [(period, float(value), bound) for period, value, bound in points] == [
        ("2022-03", 5, "="),
        ("2022-06", 8, "="),
        ("2022-12", 15, ">="),
    ]

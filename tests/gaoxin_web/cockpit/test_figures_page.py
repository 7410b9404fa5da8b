"""指标出处: the figures of one's own zone, within one's scope, each with its records."""

from __future__ import annotations

from datetime import date

import pytest

from gaoxin_web.enterprises.models import FactSheet, Recognition
from gaoxin_web.evaluation.models import Paper, PeerTable, Published

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone(make):
    """The zone of the printed figures, with two bureaus and an HNTE in each."""
    zone = make.zone("szs", region="640200")
    zone.bureau = make.organisation(zone)
    for name, bureau in (("甲", zone.bureau), ("乙", make.organisation(zone))):
        firm = make.enterprise(zone, name, organisation=bureau)
        Recognition.objects.create(enterprise=firm, kind="hnte", valid_from=date(2022, 5, 1))
    return zone


def results(page):
    return {result.figure.id: result for result in page.context["answered"]}


def test_a_figure_is_what_the_records_say_and_does_not_hold_where_they_do_not(make, zone, sign_in):
    result = results(sign_in(make.user(zone, "leader")).get("/overview/figures/"))["SZS-02"]
    assert (result.value, result.holds, result.query) == (2, False, "hnte_in_force")


def test_a_figure_that_cannot_be_answered_has_no_value(make, zone, sign_in):
    page = sign_in(make.user(zone, "leader")).get("/overview/figures/")
    assert {result.value for result in page.context["open"]} == {None}
    assert "SZS-17" in {result.figure.id for result in page.context["open"]}


def test_a_share_of_nothing_has_no_value(make, zone, sign_in):
    assert results(sign_in(make.user(zone, "leader")).get("/overview/figures/"))["SZS-07"].value is None


def test_a_part_of_the_zone_is_counted_and_not_compared(make, zone, sign_in):
    page = sign_in(make.user(zone, "officer", "own", zone.bureau)).get("/overview/figures/")
    assert results(page)["SZS-02"].value == 1
    assert "相符" not in page.content.decode().split("<tbody>")[1]


def test_the_records_behind_a_figure_are_listed(make, zone, sign_in):
    page = sign_in(make.user(zone, "leader")).get("/overview/figures/SZS-02/")
    assert {row.enterprise.name for row in page.context["page"]} == {"甲", "乙"}


@pytest.mark.parametrize("figure", ["GZ-12", "SZS-17", "SZS-99"])
def test_figures_of_others_and_those_without_a_query_have_no_records(make, zone, sign_in, figure):
    assert sign_in(make.user(zone, "leader")).get(f"/overview/figures/{figure}/").status_code == 404


def test_a_zone_without_printed_figures_is_told_so(make, sign_in):
    page = sign_in(make.user(make.zone(), "leader")).get("/overview/figures/")
    assert "本高新区还没有登记公开指标" in page.content.decode()


def test_a_number_of_months_opens_the_months_of_its_enterprise(make, zone, sign_in):
    firm = make.enterprise(zone, "丁", above_designated_size=True)
    values = {"output_value_ytd@2022-01/2022-11": 12_345_680_000}
    FactSheet.objects.create(enterprise=firm, year=2022, values=values)
    page = sign_in(make.user(zone, "leader")).get("/overview/figures/SZS-32/").content.decode()
    assert f'href="/monitoring/enterprises/{firm.pk}/?field=output_value&amp;period=2022-01%2F2022-11"' in page
    assert "12,345.68" in page


def test_a_place_among_zones_shows_them_all_and_says_they_are_simulated(make, zone, sign_in):
    firm = make.enterprise(zone, "丁")
    FactSheet.objects.create(enterprise=firm, year=2021, values={"revenue": 1000, "rd_expense": 20})
    peers = {"银川": {"rd_intensity": 2.5}}
    table = PeerTable.objects.create(zone=zone, edition="", year=2021, title="对照", values=peers, simulated=True)
    page = sign_in(make.user(zone, "leader")).get("/overview/figures/SZS-09/")
    assert [(peer.name, peer.place) for peer in page.context["peers"]] == [("银川", 1), (zone.name, 2)]
    assert "模拟数据" in page.content.decode()
    assert f"/evaluation/peers/{table.pk}/" in page.content.decode()


def test_places_are_listed_with_their_papers(make, zone, sign_in):
    paper = Paper.objects.create(zone=zone, title="通报")
    for year, rank in ((2019, 143), (2022, 118)):
        Published.objects.create(zone=zone, year=year, rank=rank, paper=paper)
    page = sign_in(make.user(zone, "leader")).get("/overview/figures/SZS-15/")
    assert [(row.year, row.rank) for row in page.context["page"]] == [(2019, 143), (2022, 118)]
    assert f"/evaluation/papers/{paper.pk}/" in page.content.decode()


@pytest.mark.parametrize("figure", ["SZS-14", "SZS-32", "SZS-33", "SZS-34", "SZS-09"])
def test_a_figure_nothing_is_known_of_has_its_page_all_the_same(make, zone, sign_in, figure):
    page = sign_in(make.user(zone, "leader")).get(f"/overview/figures/{figure}/")
    assert (page.status_code, page.context["result"].value) == (200, None)


@pytest.mark.parametrize("firms", [1, 12])
def test_the_months_of_many_cost_no_more_queries_than_those_of_one(
    make, zone, sign_in, firms, django_assert_max_num_queries
):
    for number in range(firms):
        firm = make.enterprise(zone, f"企业{number}", above_designated_size=True)
        FactSheet.objects.create(enterprise=firm, year=2022, values={"output_value_ytd@2022-01/2022-11": 1})
    client = sign_in(make.user(zone, "leader"))
    with django_assert_max_num_queries(40):
        client.get("/overview/figures/SZS-32/")

"""指标出处: the figures of one's own zone, within one's scope, each with its records."""

from __future__ import annotations

from datetime import date

import pytest

from gaoxin_web.enterprises.models import Recognition

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
    assert "SZS-32" in {result.figure.id for result in page.context["open"]}


def test_a_share_of_nothing_has_no_value(make, zone, sign_in):
    assert results(sign_in(make.user(zone, "leader")).get("/overview/figures/"))["SZS-07"].value is None


def test_a_part_of_the_zone_is_counted_and_not_compared(make, zone, sign_in):
    page = sign_in(make.user(zone, "officer", "own", zone.bureau)).get("/overview/figures/")
    assert results(page)["SZS-02"].value == 1
    assert "相符" not in page.content.decode().split("<tbody>")[1]


def test_the_records_behind_a_figure_are_listed(make, zone, sign_in):
    page = sign_in(make.user(zone, "leader")).get("/overview/figures/SZS-02/")
    assert {row.enterprise.name for row in page.context["page"]} == {"甲", "乙"}


@pytest.mark.parametrize("figure", ["GZ-12", "SZS-32", "SZS-99"])
def test_figures_of_others_and_those_without_a_query_have_no_records(make, zone, sign_in, figure):
    assert sign_in(make.user(zone, "leader")).get(f"/overview/figures/{figure}/").status_code == 404


def test_a_zone_without_printed_figures_is_told_so(make, sign_in):
    page = sign_in(make.user(make.zone(), "leader")).get("/overview/figures/")
    assert "本高新区还没有登记公开指标" in page.content.decode()

"""Records a figure stands on, on both sides of each of their days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gaoxin_web.cockpit.figures import records as of
from gaoxin_web.cockpit.figures.stated import Period
from gaoxin_web.cockpit.figures.table import QUERIES, count, holders
from gaoxin_web.enterprises.models import Award, Facility, FactSheet, Platform, Recognition

pytestmark = pytest.mark.django_db
DAY = date(2022, 12, 31)
NEXT, EVE = DAY + timedelta(days=1), DAY - timedelta(days=1)
ON = Period(date(2022, 1, 1), DAY)


@pytest.fixture
def zone(make):
    return make.zone(region="640200")


@pytest.fixture
def firm(make, zone):
    return make.enterprise(zone, established_on=date(2015, 6, 1), chain="新材料")


@pytest.mark.parametrize(
    ("days", "runs"),
    [
        ({"valid_from": DAY}, 1),
        ({"valid_from": NEXT}, 0),
        ({"valid_from": EVE, "valid_to": DAY}, 1),
        ({"valid_from": EVE, "valid_to": EVE}, 0),
        ({"valid_from": EVE, "withdrawn_on": NEXT}, 1),
        ({"valid_from": EVE, "withdrawn_on": DAY}, 0),
        ({"recognised_on": DAY}, 1),
        ({"recognised_on": NEXT}, 0),
        ({}, 0),
    ],
)
def test_a_certificate_runs_from_its_first_to_its_last_day(zone, firm, days, runs):
    Recognition.objects.create(enterprise=firm, kind="hnte", **days)
    assert of.of_kinds("hnte")(zone, ON).count() == runs


def test_a_certificate_of_another_zone_is_not_counted(make, zone):
    Recognition.objects.create(enterprise=make.enterprise(make.zone()), kind="hnte", valid_from=EVE)
    assert of.of_kinds("hnte")(zone, ON).count() == 0


def test_an_enterprise_on_two_lists_is_one_holder_of_two_certificates(zone, firm):
    for level in ("national", "provincial"):
        Recognition.objects.create(enterprise=firm, kind="green_factory", level=level, valid_from=EVE)
    rows = of.of_kinds("green_factory")(zone, ON)
    assert (holders(rows), count(rows)) == (1, 2)


@pytest.mark.parametrize(("day", "found"), [(date(2021, 12, 31), 0), (date(2022, 1, 1), 1), (DAY, 1), (NEXT, 0)])
def test_granted_in_the_year_is_from_its_first_to_its_last_day(zone, firm, day, found):
    Recognition.objects.create(enterprise=firm, kind="hnte", recognised_on=day)
    assert of.granted("hnte")(zone, ON).count() == found


@pytest.mark.parametrize(
    ("founded", "status", "found"),
    [(DAY, "open", 1), (NEXT, "open", 0), (None, "open", 1), (EVE, "moved", 0), (EVE, "suspended", 1)],
)
def test_an_enterprise_counts_from_its_founding_unless_it_has_gone(make, zone, founded, status, found):
    make.enterprise(zone, established_on=founded, status=status)
    assert of.enterprises(zone, ON).count() == found


def test_on_the_ladder_is_who_holds_a_rung_or_what_a_rung_builds_on(make, zone):
    for name, kind in (("甲", "hnte"), ("乙", "nx_tech_sme"), ("丙", "green_factory"), ("丁", "gazelle_jinan")):
        firm = make.enterprise(zone, name)
        Recognition.objects.create(enterprise=firm, kind=kind, valid_from=EVE)
    assert {firm.name for firm in of.on_the_ladder(zone, ON)} == {"甲", "乙"}


@pytest.mark.parametrize(
    ("level", "since", "until", "found"),
    [
        ("national", DAY, None, 1),
        ("provincial", DAY, None, 1),
        ("city", DAY, None, 0),
        ("national", NEXT, None, 0),
        ("national", EVE, DAY, 0),
        ("national", EVE, NEXT, 1),
    ],
)
def test_a_platform_counts_by_level_until_it_ended(zone, firm, level, since, until, found):
    Platform.objects.create(enterprise=firm, level=level, kind="重点实验室", recognised_on=since, ended_on=until)
    assert of.platforms("national", "provincial")(zone, ON).count() == found


@pytest.mark.parametrize(("level", "day", "found"), [("national", DAY, 1), ("national", NEXT, 0), ("city", DAY, 0)])
def test_a_prize_counts_by_name_level_and_day(zone, firm, level, day, found):
    Award.objects.create(enterprise=firm, prize="国家技术发明奖", level=level, achievement="成果", awarded_on=day)
    assert of.awards([("国家技术发明奖", "national")])(zone, ON).count() == found


@pytest.mark.parametrize(("opened", "found"), [(DAY, 1), (NEXT, 0)])
def test_a_facility_counts_from_the_day_it_opened(zone, opened, found):
    Facility.objects.create(zone=zone, kind="5G基站", name="站", amount=1, opened_on=opened)
    assert of.facilities("5G基站")(zone, ON).count() == found


def sheet(firm, **values):
    return FactSheet.objects.create(enterprise=firm, year=2022, values=values)


def test_a_missing_figure_is_not_taken_for_zero(make, zone, firm):
    """Two of equal revenue, one of which did not say its R&D: the ratio is that of the one that did."""
    sheet(firm, revenue=1000, rd_expense=100)
    sheet(make.enterprise(zone), revenue=1000)
    sheet(make.enterprise(zone), revenue=1000, rd_expense=None)
    assert QUERIES["SZS-07"].found(zone, ON, lambda rows: rows) == 10


def test_where_nothing_is_known_there_is_no_figure(zone, firm):
    sheet(firm, revenue=1000)
    assert [QUERIES[name].found(zone, ON, lambda rows: rows) for name in ("SZS-07", "SZS-08", "SZS-16")] == [None] * 3


def test_patents_are_counted_over_the_staff_of_those_who_hold_them(make, zone, firm):
    sheet(firm, staff=1000)
    silent = make.enterprise(zone)
    for holder in (firm, silent):
        holder.patents.create(kind="invention", number=f"示例{holder.pk}", title="一种装置", granted_on=EVE)
    assert QUERIES["SZS-08"].found(zone, ON, lambda rows: rows) == 10

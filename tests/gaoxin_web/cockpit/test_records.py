"""Records a figure stands on, on both sides of each of their days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gaoxin_web.cockpit.figures import records as of
from gaoxin_web.cockpit.figures.stated import Period
from gaoxin_web.cockpit.figures.table import QUERIES, count, holders
from gaoxin_web.enterprises.models import Award, Enterprise, Facility, FactSheet, Platform, Recognition
from gaoxin_web.evaluation.models import PeerTable, Published
from gaoxin_web.monitoring.models import ZoneFigure

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


def placed(zone, **ranks):
    for year, rank in ranks.items():
        Published.objects.create(zone=zone, year=int(year.removeprefix("y")), rank=rank)


def answer(name, zone, period=ON):
    return QUERIES[name].found(zone, period, lambda rows: rows)


def test_a_place_is_that_of_the_year_and_of_no_other(zone):
    placed(zone, y2021=120, y2023=110)
    assert answer("SZS-14", zone) is None
    placed(zone, y2022=118)
    assert answer("SZS-14", zone) == 118


def test_places_are_gained_against_three_years_before(zone):
    placed(zone, y2022=118, y2020=140)
    assert answer("SZS-15", zone) is None
    placed(zone, y2019=143)
    assert answer("SZS-15", zone) == 25
    assert list(QUERIES["SZS-15"].rows(zone, ON).values_list("year", flat=True)) == [2019, 2022]


def test_years_in_a_row_stand_on_the_years_that_are_in_it(zone):
    placed(zone, y2018=9, y2019=11, y2020=10, y2021=1, y2022=10, y2023=12)
    assert answer("HF-12", zone) == 3
    assert list(QUERIES["HF-12"].rows(zone, ON).values_list("year", flat=True)) == [2020, 2021, 2022]


def test_a_zone_outside_the_first_has_no_years_in_a_row_and_one_without_a_place_is_not_known(zone):
    assert answer("HF-12", zone) is None
    placed(zone, y2021=1, y2022=11)
    assert answer("HF-12", zone) == 0


def test_the_own_place_among_similar_zones_is_by_the_register_and_the_newest_table(zone, firm):
    sheet(firm, revenue=1000, rd_expense=20)
    PeerTable.objects.create(zone=zone, edition="", year=2022, title="旧", values={"甲": {"rd_intensity": 9}})
    assert answer("SZS-09", zone) == 2
    peers = {"甲": {"rd_intensity": 1.99}, "乙": {"rd_intensity": 2.01}, "丙": {}, "丁": {"rd_intensity": 2}}
    PeerTable.objects.create(zone=zone, edition="", year=2022, title="新", values=peers)
    PeerTable.objects.create(zone=zone, edition="htz_2021", year=2022, title="全国", values={"甲": {"1.3": 9}})
    assert answer("SZS-09", zone) == 2
    shown = QUERIES["SZS-09"].everybody(zone, ON, lambda rows: rows)
    assert [(peer.name, peer.place, peer.own) for peer in shown] == [
        ("乙", 1, False),
        (zone.name, 2, True),
        ("丁", 2, False),
        ("甲", 4, False),
    ]


def test_without_peers_or_without_an_own_figure_there_is_no_place(make, zone, firm):
    PeerTable.objects.create(zone=zone, edition="", year=2022, title="表", values={"甲": {"rd_intensity": 1}})
    assert answer("SZS-09", zone) is None
    sheet(firm, revenue=1000, rd_expense=20)
    assert answer("SZS-09", zone) == 1
    PeerTable.objects.all().delete()
    assert answer("SZS-09", zone) is None


def test_the_first_and_the_last_point_of_a_series_within_the_year(zone):
    for period, value in (
        ("2021-12", 1),
        ("2022-12", 15),
        ("2022-01/2022-02", 5),
        ("2022-06", 8),
        ("2023-01/2023-02", 99),
    ):
        ZoneFigure.objects.create(zone=zone, series="5G滤波器国产化率", period=period, value=value, source="示例")
    assert (answer("GZ-13", zone), answer("GZ-14", zone)) == (5, 15)


def test_a_series_without_a_point_in_the_year_is_not_known(zone):
    ZoneFigure.objects.create(zone=zone, series="5G滤波器国产化率", period="2021-12", value=5, source="示例")
    assert (answer("GZ-13", zone), answer("GZ-14", zone)) == (None, None)


ELEVEN = Period.of("2022-01..2022-11")
YI = 10**10  # 亿元 in fen


@pytest.fixture
def reporting(make, zone):
    """Two above designated size, one of them an HNTE, and one below; half of it by month, half to date."""

    def report(name, chain, now, before, **fields):
        firm = make.enterprise(zone, name, chain=chain, **fields)
        FactSheet.objects.create(enterprise=firm, year=2021, values={"output_value_ytd@2021-01/2021-11": before * YI})
        months = {
            "output_value@2022-01/2022-02": now * YI - 8,
            **{f"output_value@2022-{m:02d}": 1 for m in range(3, 11)},
        }
        months |= {"output_value@2022-11": 0, "output_value@2022-12": 99 * YI}
        FactSheet.objects.create(enterprise=firm, year=2022, values=months)
        return firm

    first = report("甲", "新材料", 6, 4, above_designated_size=True)
    report("乙", "装备制造", 4, 4, above_designated_size=True)
    report("丙", "新材料", 50, 10)
    Recognition.objects.create(enterprise=first, kind="hnte", valid_from=date(2022, 11, 30))
    return first


def test_months_are_summed_to_november_over_those_above_designated_size(zone, reporting):
    found = {name: answer(name, zone, ELEVEN) for name in ("SZS-32", "SZS-33", "SZS-34", "SZS-35", "SZS-36")}
    assert found == {"SZS-32": 10, "SZS-33": 25, "SZS-34": 60, "SZS-35": 4, "SZS-36": 6}
    shown = QUERIES["SZS-36"].rows(zone, ELEVEN)
    assert {row.enterprise.name for row in shown} == {"甲"}


def test_a_title_that_begins_the_day_after_the_months_is_none_of_them(zone, reporting):
    Recognition.objects.update(valid_from=date(2022, 12, 1))
    assert answer("SZS-34", zone, ELEVEN) is None
    assert not QUERIES["SZS-34"].rows(zone, ELEVEN).exists()


def test_an_enterprise_that_lacks_a_month_is_not_in_the_sum_and_none_is_taken_for_nought(zone, reporting):
    sheet = FactSheet.objects.get(enterprise=reporting, year=2022)
    values = {key: value for key, value in sheet.values.items() if key != "output_value@2022-07"}
    sheet.delete()
    FactSheet.objects.create(enterprise=reporting, year=2022, values=values)
    assert (answer("SZS-32", zone, ELEVEN), answer("SZS-33", zone, ELEVEN)) == (4, 0)


def test_who_sees_a_part_of_the_zone_has_the_months_of_that_part(zone, reporting):
    def limit(rows):
        field = "name" if rows.model is Enterprise else "enterprise__name"
        return rows.filter(**{field: "乙"})

    assert QUERIES["SZS-32"].found(zone, ELEVEN, limit) == 4

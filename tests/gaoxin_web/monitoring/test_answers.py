"""Figures of the zone for others to ask: out of the records, of this zone, of the chain and the title asked for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from gaoxin_web.monitoring.models import ZoneFigure
from gaoxin_web.monitoring.queries import indicator, to_date_total
from tests.gaoxin_web.monitoring.conftest import WAN

pytestmark = pytest.mark.django_db
NOV = "2022-01/2022-11"


def months(year, first, each, last=11):
    """1–2月 and each month after."""
    return {f"output_value@{year}-01/{year}-02": first} | {
        f"output_value@{year}-{month:02d}": each for month in range(3, last + 1)
    }


@pytest.fixture
def zone(make):
    return make.zone()


def test_months_sum_to_the_year_to_date(zone, make, file):
    one = make.enterprise(zone, above_designated_size=True, chain="新材料")
    file(one, 2022, months(2022, 30, 10))
    file(one, 2021, months(2021, 20, 8))
    assert to_date_total(zone, "output_value", NOV) == (120 * WAN, Fraction(120, 92) - 1, 1, 1)


def test_a_figure_to_date_stands_for_itself(zone, make, file):
    one = make.enterprise(zone, above_designated_size=True)
    file(one, 2022, {"output_value_ytd@2022-01/2022-11": 77})
    assert to_date_total(zone, "output_value", NOV) == (77 * WAN, None, 1, 1)


def test_an_enterprise_without_a_month_is_missing_and_never_nought(zone, make, file):
    whole, gap = (make.enterprise(zone, above_designated_size=True) for _ in range(2))
    file(whole, 2022, months(2022, 30, 10))
    values = months(2022, 30, 10)
    del values["output_value@2022-05"]
    file(gap, 2022, values)
    assert to_date_total(zone, "output_value", NOV) == (120 * WAN, None, 1, 2)


@pytest.mark.parametrize(("founded", "expected"), [(None, 2), (date(2022, 3, 31), 2), (date(2022, 4, 1), 1)])
def test_one_founded_after_the_period_was_not_to_report_it(zone, make, file, founded, expected):
    file(make.enterprise(zone, above_designated_size=True), 2022, {"output_value@2022-01/2022-03": 10})
    make.enterprise(zone, above_designated_size=True, established_on=founded)
    assert to_date_total(zone, "output_value", "2022-01/2022-03")[2:] == (1, expected)


def test_growth_is_over_the_enterprises_that_reported_both(zone, make, file):
    both, new = (make.enterprise(zone, above_designated_size=True) for _ in range(2))
    file(both, 2022, {"output_value@2022-01/2022-11": 110})
    file(both, 2021, {"output_value@2021-01/2021-11": 100})
    file(new, 2022, {"output_value@2022-01/2022-11": 500})
    assert to_date_total(zone, "output_value", NOV) == (610 * WAN, Fraction(1, 10), 2, 2)


def test_of_a_chain_and_of_high_tech_enterprises(zone, make, file):
    steel = make.enterprise(zone, above_designated_size=True, chain="装备制造")
    glass = make.enterprise(zone, above_designated_size=True, chain="新材料")
    for firm, amount in ((steel, 30), (glass, 70)):
        file(firm, 2022, {"output_value@2022-01/2022-11": amount})
    glass.recognitions.create(kind="hnte", recognised_on=date(2021, 5, 1), valid_to=date(2022, 11, 30))
    steel.recognitions.create(kind="hnte", recognised_on=date(2022, 12, 1), valid_to=date(2025, 11, 30))
    assert to_date_total(zone, "output_value", NOV, chain="装备制造")[0] == 30 * WAN
    assert to_date_total(zone, "output_value", NOV, hnte=True) == (70 * WAN, None, 1, 1)
    assert to_date_total(zone, "output_value", "2022-01/2022-12", hnte=True)[0] is None


def test_only_above_designated_size_where_any_is_marked(zone, make, file):
    large, small = make.enterprise(zone, above_designated_size=True), make.enterprise(zone)
    for firm in (large, small):
        file(firm, 2022, {"output_value@2022-01/2022-11": 10})
    assert to_date_total(zone, "output_value", NOV)[0] == 10 * WAN
    assert to_date_total(zone, "output_value", NOV, scope="all")[0] == 20 * WAN
    type(large).objects.filter(pk=large.pk).update(above_designated_size=None)
    assert to_date_total(zone, "output_value", NOV)[0] == 20 * WAN


def test_another_zones_reports_are_another_zones(zone, make, file):
    other = make.enterprise(make.zone(), above_designated_size=True)
    file(other, 2022, {"output_value@2022-01/2022-11": 10})
    assert to_date_total(zone, "output_value", NOV) == (None, None, 0, 0)


def test_what_left_before_the_period_ended_is_not_counted(zone, make, file):
    for left in (date(2022, 11, 30), date(2022, 12, 1), None):
        firm = make.enterprise(zone, above_designated_size=True, status="moved", left_on=left)
        file(firm, 2022, {"output_value@2022-01/2022-11": 10})
    assert to_date_total(zone, "output_value", NOV) == (10 * WAN, None, 1, 1)


def test_a_figure_filed_anew_is_read_anew(zone, make, file):
    one = make.enterprise(zone, above_designated_size=True)
    file(one, 2022, {"output_value@2022-01/2022-11": 10})
    assert to_date_total(zone, "output_value", NOV)[0] == 10 * WAN
    file(one, 2022, {"output_value@2022-01/2022-11": 12})
    assert to_date_total(zone, "output_value", NOV)[0] == 12 * WAN


def test_a_series_of_the_zones_own_answers_by_its_period(zone, make):
    for period, value in (("2021", "5"), ("2022", "15")):
        ZoneFigure.objects.create(
            zone=zone, series="5G滤波器国产化率", period=period, value=Decimal(value), unit="%", source="工作总结"
        )
    assert indicator(zone, "5G滤波器国产化率", "2022") == Decimal(15)
    assert indicator(zone, "5G滤波器国产化率", "2020") is None
    assert indicator(make.zone(), "5G滤波器国产化率", "2022") is None


def sheet_of(firm, values):
    from gaoxin_web.enterprises.models import FactSheet  # noqa: PLC0415 - models load after the settings

    FactSheet.objects.create(id=firm.pk, enterprise=firm, year=2022, values=values, sources={})


def test_only_whole_numbers_of_what_can_be_summed_are_figures_of_a_month(zone, make):
    for values in (
        {"note": 'said "output_value@2022-01/2022-11": 5, and more', "x": "@"},
        {"output_value@2022-01/2022-11": "5"},
        {"output_value@2022-01/2022-11": None},
        {"output_value@2022-01/2022-11": [5]},
        {"output_value@2022-11/2022-01": 5},
        {"no_such_field@2022-01/2022-11": 5},
    ):
        sheet_of(make.enterprise(zone, above_designated_size=True), values)
    assert to_date_total(zone, "output_value", NOV) == (None, None, 0, 6)
    sheet_of(make.enterprise(zone, above_designated_size=True), {"a": 1, "output_value@2022-01/2022-11": 5})
    assert to_date_total(zone, "output_value", NOV) == (5, None, 1, 7)


def test_a_year_filed_as_a_whole_is_the_year_to_december(zone, make):
    sheet_of(make.enterprise(zone, above_designated_size=True), {"output_value@2022": 7, "revenue": 9})
    assert to_date_total(zone, "output_value", "2022-01/2022-12")[0] == 7
    assert to_date_total(zone, "revenue", "2022-01/2022-12")[0] is None  # an annual report is no monthly return

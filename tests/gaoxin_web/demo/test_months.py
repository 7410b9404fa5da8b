"""What the zones report by month: the printed sums to the last digit, each figure with its cell in a workbook."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files import File
from openpyxl import load_workbook

from gaoxin.periods import Period
from gaoxin.periods.ledger import key_of
from gaoxin_web.accounts.models import Zone
from gaoxin_web.demo.months import newest_period
from gaoxin_web.demo.sizes import Member, Output, cells_of, shared_out, wanted
from gaoxin_web.enterprises.imports.services import batches
from gaoxin_web.enterprises.models import Batch, Enterprise, FactSheet, Filing
from gaoxin_web.monitoring.models import Target
from gaoxin_web.monitoring.queries import to_date_total

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]
YI = 10**10  # 亿元 in fen


@pytest.fixture
def szs():
    return Zone.objects.get(code="szs")


def to_date(zone, period, **kinds):
    value, growth, reported, expected = to_date_total(zone, "output_value", period, **kinds)
    return round(value / YI, 4), growth and round(float(growth), 4), reported, expected


def test_january_to_november_comes_to_what_was_printed(szs):
    assert to_date(szs, "2022-01/2022-11") == (197.0287, 0.2491, 100, 100)
    assert to_date(szs, "2022-01/2022-11", chain="新材料")[0] == 102.2038
    assert to_date(szs, "2022-01/2022-11", chain="装备制造")[0] == 40.4316
    assert round(to_date(szs, "2022-01/2022-11", hnte=True)[0] / 197.0287, 4) == 0.6995


def test_the_month_before_today_is_the_newest_and_some_have_not_reported_it(szs):
    *_, reported, expected = to_date(szs, "2026-04")
    assert (expected, expected - reported) == (100, 4)
    assert to_date(szs, "2026-03")[2:] == (100, 100)
    assert to_date_total(szs, "output_value", "2026-05")[0] is None


@pytest.mark.parametrize("year", range(2023, 2026))
def test_later_years_grow_as_the_zone_does_and_not_by_one_enterprise(szs, year):
    assert 0.06 < to_date(szs, f"{year}-01/{year}-12")[1] < 0.1


def test_january_and_february_are_one_figure(szs):
    keys = {key for filing in Filing.objects.filter(sheet="月报", year=2022) for key in filing.values}
    assert {key.partition("@")[2] for key in keys} == {
        "2022-01/2022-02",
        *(f"2022-{month:02d}" for month in range(3, 13)),
    }


def test_a_figure_opens_the_cell_it_was_read_from(szs):
    filing = Filing.objects.filter(enterprise__zone=szs, sheet="月报", year=2022).order_by("?").first()
    sheet = load_workbook(filing.batch.file)["月报"]
    assert sheet.cell(filing.row, 1).value == filing.enterprise.uscc
    for key in ("output_value@2022-01/2022-02", "output_value@2022-11", "revenue@2022-03", "tax_paid@2022-12"):
        entry = filing.values[key]
        _, _, cell = entry["cell"].partition("!")
        assert round(sheet[cell].value * 1_000_000) == entry["value"]
        assert float(entry["raw"]) == sheet[cell].value
    stands = FactSheet.objects.get(enterprise=filing.enterprise, year=2022)
    assert stands.sources["output_value@2022-11"] == filing.pk


def test_an_officer_who_imports_the_same_workbook_gets_the_same_figures(szs, make):
    """The headings are read as ours are meant: nothing about a filing is of the demonstration's own making."""
    filed = Batch.objects.get(zone=szs, title="2022年规上企业月报.xlsx")
    officer = make.user(szs, "officer")
    again, _ = batches.upload(officer, File(filed.file.open(), filed.title))
    rows = {row.enterprise_id: row for row in again.rows.all()}
    for filing in filed.filings.all():
        (entry,) = rows[filing.enterprise_id].filings
        assert meant(entry["values"]) == meant(filing.values)


def meant(values):
    """What keys say of which indicator and period: 1–2月 is to date and a month in one."""
    return {key_of(key): one["value"] for key, one in values.items() if "@" in key}


def test_every_enterprise_above_designated_size_reports_and_no_other(szs):
    above = set(Enterprise.objects.filter(zone=szs, above_designated_size=True).values_list("pk", flat=True))
    reported = Filing.objects.filter(enterprise__zone=szs, sheet="月报").values_list("enterprise", flat=True)
    assert set(reported) == above


def test_output_goes_with_the_revenue_that_is_reported_for_the_year(szs):
    """No enterprise has an output that its own yearly report belies: what was printed set their size."""
    share = []
    for sheet in FactSheet.objects.filter(enterprise__zone=szs, year=2022, enterprise__above_designated_size=True):
        months = [value for key, value in sheet.values.items() if key.startswith("output_value@")]
        if sheet.values.get("revenue"):
            share.append(sum(months) / sheet.values["revenue"])
    assert min(share) > 0.5
    assert max(share) < 2


def test_the_year_has_a_target_that_is_neither_reached_nor_out_of_reach(szs):
    target = Target.objects.get(zone=szs, field="output_value", year=2025).amount
    assert 0.9 < to_date_total(szs, "output_value", "2025-01/2025-12")[0] / target < 1.1
    assert max(Target.objects.filter(zone=szs).values_list("year", flat=True)) == 2026


@pytest.mark.parametrize(
    ("today", "newest"),
    [
        (date(2026, 1, 31), Period(2025, 12, 12)),
        (date(2026, 2, 28), Period(2025, 12, 12)),
        (date(2026, 3, 1), Period(2026, 1, 2)),
        (date(2026, 4, 1), Period(2026, 3, 3)),
        (date(2026, 12, 31), Period(2026, 11, 11)),
    ],
)
def test_the_newest_month_is_the_last_that_can_have_been_reported(today, newest):
    assert newest_period(today) == newest


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (10, [1, 1, 1], [4, 3, 3]),
        (0, [1, 2], [0, 0]),
        (7, [0, 1], [0, 7]),
        (5, [3], [5]),
        (100, [1, 2, 4], [14, 29, 57]),
    ],
)
def test_what_is_shared_out_sums_to_the_whole(total, weights, parts):
    assert shared_out(total, weights) == parts


@pytest.mark.parametrize(
    ("hnte", "members", "amounts"),
    [
        ("0.7", [("新材料", True), ("新材料", False), ("轻工", True), ("轻工", False)], (35, 15, 35, 15)),
        ("0.3", [("新材料", False), ("轻工", True), ("轻工", False)], (0, 50, 30, 20)),
        ("0.7", [("新材料", True), ("轻工", True), ("轻工", False)], (50, 0, 20, 30)),
        ("0.9", [("新材料", False), ("轻工", True), ("轻工", False)], (0, 50, 50, 0)),
    ],
)
def test_a_chain_without_high_tech_enterprises_is_made_up_for_by_the_others(hnte, members, amounts):
    """Of the new materials, then of the rest: high-tech, others; in 亿元. What cannot be reached is neared."""
    printed = Output(2022, Decimal(100), Decimal("0.25"), Decimal(hnte), {"新材料": Decimal(50)})
    found = wanted(cells_of([Member(str(at), *kind) for at, kind in enumerate(members)], printed), printed)
    order = [("新材料", True), ("新材料", False), ("", True), ("", False)]
    assert tuple(found.get(cell, 0) / 1_000_000 for cell in order) == amounts


def test_what_was_printed_says_what_was_a_year_before():
    assert Output(2022, Decimal(100), Decimal("0.25"), Decimal(0), {}).before == 80_000_000

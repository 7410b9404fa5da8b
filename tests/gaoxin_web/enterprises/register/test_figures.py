"""A figure leads to its cell, and is corrected by a filing of its own."""

from __future__ import annotations

import pytest

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.enterprises import figures
from gaoxin_web.enterprises.models import Batch, FactSheet, Filing
from gaoxin_web.enterprises.services.sheets import restate
from gaoxin_web.rulebook import rulebook
from tests.gaoxin_web.enterprises.register.test_profile import fill

pytestmark = pytest.mark.django_db


def test_the_source_names_batch_sheet_cell_and_text(world, officer):
    fill(world)
    page = officer.get(f"/enterprises/{world.firm.pk}/facts/2025/revenue/").content.decode()
    assert [word in page for word in ("年报.xlsx", "企业年报!F18", "24110.27", "现用")] == [True] * 4


def test_a_correction_stands_keeps_the_old_and_says_why(world, officer):
    fill(world)
    url = f"/enterprises/{world.firm.pk}/facts/2025/revenue/"
    officer.post(f"{url}edit/", {"value": "2.5", "unit": "亿元", "reason": "按审计报告"})
    assert FactSheet.objects.get(enterprise=world.firm, year=2025).values == {"revenue": 25_000_000_000}
    filings = [(one["text"], one["stands"]) for one in officer.get(url).context["filings"]]
    assert filings == [("25,000.00", True), ("24,110.27", False)]
    batch = Batch.objects.get(message="按审计报告")
    assert (batch.state, batch.created_by, batch.filings.get().values["revenue"]["raw"]) == (
        "done",
        world.officer,
        "2.5亿元",
    )
    assert AuditEvent.objects.get(action="fact.change").detail == {
        "field": "revenue",
        "year": 2025,
        "before": "24,110.27",
        "after": "25,000.00",
        "reason": "按审计报告",
    }


def test_a_correction_withdrawn_brings_back_what_stood(world, officer):
    fill(world)
    officer.post(
        f"/enterprises/{world.firm.pk}/facts/2025/revenue/edit/", {"value": "1", "unit": "万元", "reason": "试填"}
    )
    Filing.objects.filter(batch__message="试填").update(withdrawn=True)
    restate([world.firm.pk], rulebook())
    assert FactSheet.objects.get(enterprise=world.firm, year=2025).values == {"revenue": 24_110_270_000}


def test_left_empty_a_figure_is_unknown_and_not_zero(world, officer):
    fill(world)
    officer.post(
        f"/enterprises/{world.firm.pk}/facts/2025/revenue/edit/", {"value": "", "unit": "万元", "reason": "撤回"}
    )
    assert FactSheet.objects.get(enterprise=world.firm, year=2025).values == {}
    assert "不详（待核）" in officer.get(f"/enterprises/{world.firm.pk}/facts/2025/revenue/").content.decode()


@pytest.mark.parametrize(
    ("value", "reason", "wrong"),
    [
        ("四百余", "按报表", ["value"]),
        ("-1", "按报表", ["value"]),
        ("412.6", "", ["reason"]),
        ("412.6", "按", ["reason"]),
    ],
)
def test_a_figure_that_is_none_or_has_no_reason_is_refused_and_kept_in_the_form(world, officer, value, reason, wrong):
    url = f"/enterprises/{world.firm.pk}/facts/2025/rd_expense/edit/"
    response = officer.post(url, {"value": value, "unit": "万元", "reason": reason})
    assert (response.status_code, list(response.context["form"].errors)) == (422, wrong)
    assert f'value="{value}"' in response.content.decode()
    assert not Filing.objects.exists()


def test_what_belongs_to_no_year_is_corrected_though_an_older_filing_has_a_year(world, officer):
    batch = Batch.objects.create(zone=world.zone, title="年报", sha256="1" * 64)
    values = {"hitech_field": {"value": "电子信息", "raw": "电子信息", "cell": "B2"}}
    Filing.objects.create(enterprise=world.firm, batch=batch, year=2025, values=values)
    restate([world.firm.pk], rulebook())
    officer.post(f"/enterprises/{world.firm.pk}/facts/0/hitech_field/edit/", {"value": "新材料", "reason": "更正领域"})
    assert FactSheet.objects.get(enterprise=world.firm, year=0).values == {"hitech_field": "新材料"}


@pytest.mark.parametrize("path", ["2025/nonsense", "2025/age_years", "0/revenue", "1900/revenue", "2025/hitech_field"])
def test_a_figure_that_cannot_be_is_not_there(world, officer, path):
    assert officer.get(f"/enterprises/{world.firm.pk}/facts/{path}/edit/").status_code == 404


@pytest.mark.parametrize(
    ("name", "value", "text", "unit"),
    [
        ("revenue", 1_234_567_89, "123.46", "万元"),
        ("market_share", 125 * 10**9, "12.5", "%"),
        ("staff", 1234, "1,234", "人"),
        ("staff", 0, "0", "人"),
        ("staff", None, "", "人"),
        ("world_rank", 10**9, "无", "位"),
        ("standard_led", False, "否", ""),
        ("segment_years", 3_500_000, "3.5", "年"),
        ("valuation", 1_000_000_00, "100.00", "万美元"),
    ],
)
def test_a_figure_is_shown_in_its_unit(name, value, text, unit):
    item = rulebook().fields[name]
    assert (figures.shown(item, value), figures.unit_of(item)) == (text, unit)


@pytest.mark.parametrize(
    ("name", "value"),
    [("revenue", 123_456_700), ("market_share", 125 * 10**9), ("staff", 1234), ("standard_led", True)],
)
def test_what_is_written_into_the_form_reads_back_the_same(name, value):
    item = rulebook().fields[name]
    assert figures.read(item, figures.written(item, value)) == (value, None)


def test_the_first_figure_of_an_enterprise_is_added_by_choosing_it(world, officer):
    response = officer.get(f"/enterprises/{world.firm.pk}/facts/new/", {"field": "staff", "year": "2025"})
    assert response.url == f"/enterprises/{world.firm.pk}/facts/2025/staff/edit/"
    officer.post(response.url, {"value": "1,234", "reason": "企业来电"})
    assert FactSheet.objects.get(enterprise=world.firm).values == {"staff": 1234}


def test_the_chart_draws_money_in_ten_thousands_and_leaves_gaps(world, officer):
    fill(world, 2)
    Filing.objects.filter(year=2024).update(values={"staff": {"value": 12, "raw": "12", "cell": ""}})
    restate([world.firm.pk], rulebook())
    series = officer.get(f"/enterprises/{world.firm.pk}/facts/").context["chart"]["series"]
    assert [(one["id"], one["data"]) for one in series] == [("revenue", [None, 24110.27]), ("staff", [12.0, None])]


def test_months_and_other_columns_of_a_ledger_are_shown_with_their_cells(world, officer):
    batch = Batch.objects.create(zone=world.zone, title="月报.xlsx", sha256="1" * 64)
    values = {
        "output_value_ytd@2026-01/2026-10": {"value": 250_000_000, "raw": "250", "cell": "G7"},
        "主导产品": {"value": "钽粉", "raw": "钽粉", "cell": "H7", "kind": "text"},
        "手机": {"value": "13895201234", "raw": "13895201234", "cell": "I7", "kind": "phone"},
    }
    Filing.objects.create(enterprise=world.firm, batch=batch, sheet="月报", values=values)
    restate([world.firm.pk], rulebook())
    page = officer.get(f"/enterprises/{world.firm.pk}/facts/")
    shown = {(one.label, one.year, one.text, one.cell) for one in page.context["ledger"]}
    assert shown == {
        ("工业总产值累计（2026.01–10）", 2026, "250 万元", "月报!G7"),
        ("主导产品", 0, "钽粉", "月报!H7"),
    }
    assert "13895201234" not in page.content.decode()

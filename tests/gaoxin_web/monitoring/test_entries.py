"""Targets and published figures: entered exactly, refused with a reason, every version kept, put back as it stood."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.monitoring.models import Target, ZoneFigure
from gaoxin_web.monitoring.queries.entries import removed, versions
from gaoxin_web.monitoring.queries.published import published, series_of
from gaoxin_web.rulebook import rulebook
from tests.gaoxin_web.monitoring.test_pages import text_of

pytestmark = pytest.mark.django_db
OUTPUT = {
    "field": "output_value",
    "series": "",
    "year": "2022",
    "months": "1-11",
    "value": "197.03",
    "unit": "亿元",
    "bound": "=",
    "percent": "24.9",
    "base": "",
    "scope": "规上工业",
    "source": "统计局月报",
    "released_on": "2022-12-20",
    "note": "",
}
SERIES = OUTPUT | {
    "field": "",
    "series": "5G滤波器国产化率",
    "months": "1-12",
    "value": "15",
    "unit": "%",
    "percent": "",
}
TARGET = {"field": "output_value", "year": "2022", "written": "215.5", "unit": "亿元", "paper": "工作报告"}


@pytest.fixture
def zone(make):
    return make.zone()


@pytest.fixture
def officer(zone, make, sign_in):
    return sign_in(make.user(zone, "officer", name="王五"))


@pytest.fixture
def entered(officer):
    """A published figure, entered by the form."""
    assert officer.post("/monitoring/figures/new/", OUTPUT).status_code == 302
    return ZoneFigure.objects.get()


def test_a_published_figure_is_kept_as_printed_and_taken_in_steps(entered, zone):
    assert (entered.value, entered.unit, entered.growth) == (Decimal("197.03"), "亿元", Decimal("0.249"))
    assert (entered.period, entered.by.name, entered.bound) == ("2022-01/2022-11", "王五", "=")
    [fact] = published(zone, rulebook().fields["output_value"]).values()
    assert (fact.value, fact.growth, fact.base, fact.scope) == (19703 * 10**8, Decimal("0.249"), None, "规上工业")
    assert AuditEvent.objects.filter(action="zone_figure.create").count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"field": "", "series": ""}, "二者填一个"),
        ({"series": "另一个"}, "二者填一个"),
        ({"value": "", "percent": ""}, "数值和发布增速至少填一个"),
        ({"unit": "人"}, "“工业总产值”的单位可以是：万元、元、亿元"),
        ({"unit": ""}, "“工业总产值”的单位可以是：万元、元、亿元"),
        ({"percent": "增长"}, "增速请填数字"),
        ({"percent": "NaN"}, "增速请填数字"),
        ({"percent": "1e9"}, "增速请填数字"),
        ({"months": "1-1"}, "有填写不对的地方"),
        ({"year": "1800"}, "有填写不对的地方"),
        ({"value": "一百"}, "有填写不对的地方"),
        ({"source": ""}, "有填写不对的地方"),
        ({"field": "no_such"}, "有填写不对的地方"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_lost(officer, changed, said):
    answer = officer.post("/monitoring/figures/new/", OUTPUT | {"note": "别丢了我"} | changed)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "别丢了我" in answer.content.decode()
    assert not ZoneFigure.objects.exists()


def test_the_same_figure_twice_is_refused_with_a_reason(officer, entered):
    answer = officer.post("/monitoring/figures/new/", OUTPUT)
    assert (answer.status_code, ZoneFigure.objects.count()) == (422, 1)
    assert "已有一条记录，请直接修改那一条" in text_of(answer)
    assert officer.post("/monitoring/figures/new/", OUTPUT | {"months": "11-11"}).status_code == 302


def test_a_growth_alone_and_a_percent_sign_are_taken(officer):
    assert (
        officer.post("/monitoring/figures/new/", OUTPUT | {"value": "", "unit": "", "percent": "-3.1％"}).status_code
        == 302
    )
    found = ZoneFigure.objects.get()
    assert (found.value, found.growth) == (None, Decimal("-0.031"))


def test_a_series_of_the_zones_own_has_any_unit(officer, zone):
    assert officer.post("/monitoring/figures/new/", SERIES | {"bound": ">="}).status_code == 302
    assert officer.post("/monitoring/figures/new/", SERIES | {"year": "2021", "value": "5"}).status_code == 302
    assert [one.value for one in series_of(zone, "5G滤波器国产化率")] == [Decimal(5), Decimal(15)]
    assert "2022年 不低于 15 %" in text_of(officer.get("/monitoring/series/"))


def test_a_revision_keeps_what_stood_before_and_marks_it(officer, entered):
    assert officer.post(f"/monitoring/figures/{entered.pk}/", OUTPUT | {"value": "197.5"}).status_code == 302
    entered.refresh_from_db()
    assert [(one.value, one.is_now) for one in versions(entered)] == [("197.5 亿元", True), ("197.03 亿元", False)]
    assert "197.03 亿元 · 24.9%" in text_of(officer.get("/monitoring/figures/"))


def test_what_did_not_change_the_number_is_no_revision(officer, entered):
    officer.post(f"/monitoring/figures/{entered.pk}/", OUTPUT | {"note": "补充说明"})
    assert "197.03 亿元 · 24.9%" not in text_of(officer.get("/monitoring/figures/"))


def test_an_earlier_version_is_put_back(officer, entered):
    officer.post(f"/monitoring/figures/{entered.pk}/", OUTPUT | {"value": "197.5"})
    first = entered.history.earliest("history_id")
    assert officer.post(f"/monitoring/figures/versions/{first.history_id}/").status_code == 302
    entered.refresh_from_db()
    assert entered.value == Decimal("197.03")
    assert [one.value for one in versions(entered)] == ["197.03 亿元", "197.5 亿元", "197.03 亿元"]


def test_what_was_deleted_is_listed_and_put_back(officer, entered, zone):
    assert officer.post(f"/monitoring/figures/{entered.pk}/delete/").status_code == 302
    [(name, when, version)] = removed(ZoneFigure, zone)
    assert (name, when, version.value, version.by) == ("工业总产值", "2022年1—11月", "197.03 亿元", "王五")
    assert "已删除（1）" in text_of(officer.get("/monitoring/figures/"))
    assert officer.post(f"/monitoring/figures/versions/{version.record}/").status_code == 302
    assert ZoneFigure.objects.get().value == Decimal("197.03")
    assert removed(ZoneFigure, zone) == []
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)[1:]) == [
        "zone_figure.create",
        "zone_figure.delete",
        "zone_figure.restore",
    ]


def test_what_was_entered_anew_meanwhile_is_not_overwritten_by_putting_back(officer, entered, zone):
    officer.post(f"/monitoring/figures/{entered.pk}/delete/")
    officer.post("/monitoring/figures/new/", OUTPUT | {"value": "1"})
    [(_, _, version)] = removed(ZoneFigure, zone)
    answer = officer.post(f"/monitoring/figures/versions/{version.record}/", follow=True)
    assert "没有恢复：同一指标、同一期间已经另有一条记录" in text_of(answer)
    assert ZoneFigure.objects.get().value == 1


def test_a_target_is_written_in_any_unit_and_kept_in_steps(officer):
    assert officer.post("/monitoring/targets/new/", TARGET).status_code == 302
    target = Target.objects.get()
    assert (target.amount, target.paper) == (2155 * 10**9, "工作报告")
    page = officer.get(f"/monitoring/targets/{target.pk}/").content.decode()
    assert 'value="215.5"' in page
    assert (
        officer.post(f"/monitoring/targets/{target.pk}/", TARGET | {"written": "30", "unit": "万元"}).status_code == 302
    )
    target.refresh_from_db()
    assert target.amount == 30 * 10**6


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"written": "0"}, "目标值须大于零"),
        ({"written": "-1"}, "有填写不对的地方"),
        ({"unit": "%"}, "单位可以是"),
        ({"unit": "石"}, "单位可以是"),
        ({"year": "1900"}, "有填写不对的地方"),
    ],
)
def test_a_target_that_makes_no_sense_is_refused(officer, changed, said):
    answer = officer.post("/monitoring/targets/new/", TARGET | changed)
    assert (answer.status_code, Target.objects.count()) == (422, 0)
    assert said in text_of(answer)


def test_a_target_twice_is_refused(officer):
    officer.post("/monitoring/targets/new/", TARGET)
    answer = officer.post("/monitoring/targets/new/", TARGET)
    assert (answer.status_code, Target.objects.count()) == (422, 1)


def test_a_leader_reads_and_writes_nothing(zone, make, sign_in, entered):
    client = sign_in(make.user(zone, "leader"))
    page = client.get(f"/monitoring/figures/{entered.pk}/")
    assert (page.status_code, "entry-form" in page.content.decode()) == (200, False)
    assert client.post(f"/monitoring/figures/{entered.pk}/", OUTPUT).status_code == 403
    for url in ("/monitoring/figures/new/", "/monitoring/targets/new/", f"/monitoring/figures/{entered.pk}/delete/"):
        assert client.post(url, OUTPUT).status_code == 403
    assert ZoneFigure.objects.count() == 1


def test_an_officer_of_a_bureau_reads_what_is_the_zones_and_writes_none_of_it(zone, make, sign_in, entered):
    bureau = make.organisation(zone)
    client = sign_in(make.user(zone, "officer", scope="own", organisation=bureau))
    record = entered.history.latest("history_id").history_id
    assert client.get("/monitoring/figures/").status_code == 200
    for url in (
        "/monitoring/figures/new/",
        f"/monitoring/figures/{entered.pk}/",
        f"/monitoring/figures/{entered.pk}/delete/",
        f"/monitoring/figures/versions/{record}/",
        "/monitoring/targets/new/",
    ):
        assert client.post(url, OUTPUT).status_code == 403
    assert AuditEvent.objects.filter(result="refused").count() >= 5
    assert ZoneFigure.objects.get().value == Decimal("197.03")


def test_another_zones_entries_are_not_there(make, sign_in, entered):
    client = sign_in(make.user(make.zone(), "officer"))
    record = entered.history.latest("history_id").history_id
    assert "197.03" not in text_of(client.get("/monitoring/figures/"))
    for url in (f"/monitoring/figures/{entered.pk}/", f"/monitoring/figures/{entered.pk}/delete/"):
        assert client.post(url, OUTPUT).status_code == 404
    assert client.post(f"/monitoring/figures/versions/{record}/").status_code == 404


def test_a_figure_is_of_a_field_or_of_a_series_never_of_both_or_neither(zone):
    for field, series in (("output_value", "甲"), ("", ""), ("", "  ")):
        with pytest.raises(IntegrityError), transaction.atomic():
            ZoneFigure.objects.create(zone=zone, field=field, series=series, period="2022", value=1, source="x")

"""The monthly pages: what a reader sees of the zone, of a bureau, and of nothing at all."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from gaoxin_web.collection.models import DataSet, Round
from gaoxin_web.enterprises.models import Batch
from gaoxin_web.monitoring.models import Target, ZoneFigure

pytestmark = pytest.mark.django_db
PAGE = "/monitoring/?field=output_value&period=2022-11"
THIS, LAST = "output_value@2022-01/2022-11", "output_value@2021-01/2021-11"


@pytest.fixture
def zone(make):
    return make.zone()


@pytest.fixture
def officer(zone, make, sign_in):
    return sign_in(make.user(zone, "officer"))


@pytest.fixture
def firms(zone, make, file):
    """Two that reported both years, one that reported now only, one that has not reported."""
    made = [
        make.enterprise(zone, name, above_designated_size=True, chain=chain, industry=industry)
        for name, chain, industry in (
            ("甲钢铁", "装备制造", "钢铁"),
            ("乙玻璃", "新材料", "玻璃"),
            ("丙机床", "装备制造", "机床"),
            ("丁陶瓷", "", ""),
        )
    ]
    for firm, now, before in zip(made, (12000, 5000, 3000, None), (10000, 6000, None, 700), strict=True):
        if now is not None:
            file(firm, 2022, {THIS: now})
        if before is not None:
            file(firm, 2021, {LAST: before})
    return made


def text_of(answer):
    """The words of a page as they are read."""
    body = re.sub(r"<script.*?</script>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def book_of(answer):
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content))


def rows_of(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_page_says_the_sum_the_growth_and_who_is_missing(officer, firms):
    text = text_of(officer.get(PAGE))
    assert "累计 2.00 亿元 同比增长6.3% 按两年同期均已报送的企业计算 （2 家）" in text
    assert "应报 4 家，已报 3 家，缺 1 家" in text
    assert "未报送企业（1 家）" in text
    assert "丁陶瓷 700.00" in text


def test_what_is_in_no_month_is_not_shown_as_nought(officer, firms):
    answer = officer.get("/monitoring/?field=output_value&period=2022-10")
    text = text_of(answer)
    assert "累计 — 亿元" in text or "累计 — 万元" in text
    assert "暂无数据" in text
    assert "nan" not in answer.content.decode().lower().replace("finance", "")


def test_groups_show_share_growth_and_points(officer, firms):
    sheet = book_of(officer.get(PAGE + "&export=xlsx"))["按产业链"]
    assert rows_of(sheet) == [
        ["产业链", "累计（亿元）", "同比", "占比（%）", "占比变化（百分点）", "拉动（百分点）", "已报", "应报"],
        ["合计", 2, "+6.3%", "100.0", "", "+6.3", 3, 4],
        ["装备制造", 1.5, "+20.0%", "75.0", "+8.1", "+12.5", 2, 2],
        ["新材料", 0.5, "-16.7%", "25.0", "-8.1", "-6.3", 1, 1],
        ["未填产业链", None, "—", "—", "—", "—", 0, 1],
    ]


def test_the_workbook_has_every_table_of_the_page(officer, firms):
    book = book_of(officer.get(PAGE + "&export=xlsx"))
    assert book.sheetnames == [
        *("各月情况", "按产业链", "按高新技术企业", "按行业", "增量居前", "减量居前", "未报送企业"),
    ]
    assert rows_of(book["增量居前"])[1:] == [["甲钢铁", 12000, 10000, "+20.0%", "+12.5"]]
    assert rows_of(book["减量居前"])[1:] == [["乙玻璃", 5000, 6000, "-16.7%", "-6.3"]]
    assert rows_of(book["未报送企业"])[1:] == [["丁陶瓷", None, 700, "—", ""]]


def test_published_growth_stands_before_the_one_worked_out(officer, firms, zone):
    ZoneFigure.objects.create(
        zone=zone,
        field="output_value",
        period="2022-01/2022-11",
        value=Decimal("2.1"),
        unit="亿元",
        growth=Decimal("0.249"),
        preliminary=True,
        source="统计局月报",
    )
    text = text_of(officer.get(PAGE))
    assert "2.10 亿元 同比增长24.9% 发布增速" in text
    assert "企业汇总 2.00，与发布数相差 -0.10" in text
    number = text_of(officer.get("/monitoring/number/?field=output_value&period=2022-11"))
    assert "数值 2.10" in number
    assert "统计局月报" in number
    assert "汇总增速 可比本期 ÷ 可比上年同期 − 1 +6.3%" in number


def test_progress_is_against_the_target_and_the_calendar(officer, firms, zone):
    assert "还没有登记本年目标" in text_of(officer.get(PAGE))
    Target.objects.create(zone=zone, field="output_value", year=2022, amount=25 * 10**9, paper="工作报告")
    assert "年度目标完成 80.0 %" in text_of(officer.get(PAGE))
    assert "慢于时间进度11.7个百分点 目标 2.50 亿元 · 工作报告" in text_of(officer.get(PAGE))


def test_the_chart_has_the_months_and_nothing_where_nothing_is_known(officer, zone, make, file):
    firm = make.enterprise(zone, above_designated_size=True)
    file(firm, 2022, {"output_value@2022-01/2022-02": 30000, "output_value@2022-04": 10000})
    answer = officer.get("/monitoring/?field=output_value&period=2022-04")
    found = json.loads(re.search(r'id="year-chart"[^>]*>(.*?)</script>', answer.content.decode(), re.S)[1])
    assert found["xAxis"]["data"] == ["1—2月", "3月", "4月"]
    assert [bar["value"] for bar in found["series"][0]["data"]] == [3.0, None, 1.0]
    assert found["series"][1]["data"] == [None, None, None]


def test_a_bureau_sees_its_own_enterprises_and_is_told_so(zone, make, file, sign_in, firms):
    bureau = make.organisation(zone)
    type(firms[0]).objects.filter(pk=firms[0].pk).update(organisation=bureau)
    Target.objects.create(zone=zone, field="output_value", year=2022, amount=10**10)
    ZoneFigure.objects.create(
        zone=zone, field="output_value", period="2022-01/2022-11", value=9, unit="亿元", growth="0.1", source="月报"
    )
    client = sign_in(make.user(zone, "officer", scope="own", organisation=bureau))
    text = text_of(client.get(PAGE))
    assert "您的数据范围只是高新区的一部分" in text
    assert "累计 1.20 亿元 同比增长20.0%" in text
    assert "全区发布数 9.00，10.0%（月报）" in text
    assert "目标按全区考核，不与部分企业的合计比较" in text
    assert "乙玻璃" not in text
    number = text_of(client.get("/monitoring/number/?field=output_value&period=2022-11"))
    assert ("甲钢铁" in number, "乙玻璃" in number, "丁陶瓷" in number) == (True, False, False)
    assert client.get(reverse("monitoring_firm", args=[firms[1].pk])).status_code == 404


def test_another_zones_enterprises_are_never_there(zone, make, file, sign_in, firms):
    other = make.zone()
    client = sign_in(make.user(other, "officer"))
    assert "还没有月度数据" in text_of(client.get(PAGE))
    assert client.get(reverse("monitoring_firm", args=[firms[0].pk])).status_code == 404
    file(make.enterprise(other, "外区", above_designated_size=True), 2022, {THIS: 7})
    text = text_of(client.get(PAGE))
    assert ("累计 7.00 万元" in text, "甲钢铁" in text) == (True, False)


def test_nothing_reported_says_what_to_do(officer, zone):
    text = text_of(officer.get("/monitoring/"))
    assert "还没有月度数据" in text
    assert ("发起月度填报" in text, "导入台账" in text) == (True, True)
    assert text_of(officer.get("/monitoring/doubts/")).count("还没有月度数据") == 1
    assert officer.get("/monitoring/number/").status_code == 302


@pytest.mark.parametrize(
    "query",
    ["?period=2022-99", "?period=x", "?field=nothing", "?scope=zzz", "?period=0001-02", "?period=9999", "?page=zz"],
)
@pytest.mark.parametrize("page", ["/monitoring/", "/monitoring/number/", "/monitoring/doubts/", "/monitoring/series/"])
def test_an_address_that_makes_no_sense_still_shows_a_page(officer, firms, page, query):
    assert officer.get(page + query).status_code == 200


def test_a_number_shows_its_enterprises_and_the_cells(officer, firms):
    answer = officer.get("/monitoring/number/?field=output_value&period=2022-11&by=chain&label=装备制造")
    text = text_of(answer)
    assert "本期值 2 家已报送企业之和（应报 2 家） 1.50" in text
    assert "占比 本期值 ÷ 全部本期值 2.00 75.0%" in text
    assert "拉动 （可比本期 − 可比上年同期）÷ 全部可比上年同期 1.60 +12.5 个百分点" in text
    assert "甲钢铁 12,000.00 10,000.00 +20.0% +12.5 月报.xlsx 产值!C2" in text
    assert "乙玻璃" not in text


@pytest.mark.parametrize(
    ("shown", "names"),
    [("all", "甲乙丙丁"), ("both", "甲乙"), ("new", "丙"), ("silent", "丁"), ("gone", "")],
)
def test_enterprises_of_a_number_by_what_they_reported(officer, firms, shown, names):
    text = text_of(officer.get(f"/monitoring/number/?field=output_value&period=2022-11&show={shown}"))
    found = "".join(name[0] for name in ("甲钢铁", "乙玻璃", "丙机床", "丁陶瓷") if name in text)
    assert found == names


def test_the_enterprises_of_a_number_are_taken_out_with_their_cells(officer, firms):
    answer = officer.get("/monitoring/number/?field=output_value&period=2022-11&show=both&export=xlsx")
    assert rows_of(book_of(answer)["企业明细"])[1:] == [
        ["甲钢铁", 12000, 10000, "+20.0%", "+12.5", "", "月报.xlsx 产值!C2"],
        ["乙玻璃", 5000, 6000, "-16.7%", "-6.3", "", "月报.xlsx 产值!C2"],
    ]


def test_a_month_out_of_figures_to_date_names_both_cells(officer, zone, make, file):
    firm = make.enterprise(zone, "甲", above_designated_size=True)
    file(firm, 2022, {"output_value@2022-01/2022-10": 100, THIS: 110})
    text = text_of(officer.get("/monitoring/number/?field=output_value&period=2022-11&span=month"))
    assert "累计数倒算 · 2" in text
    assert "+ 月报.xlsx 产值!C3" in text
    assert "− 月报.xlsx 产值!C2" in text


def test_one_enterprise_shows_its_months_and_what_was_filed_before(officer, zone, make, file):
    firm = make.enterprise(zone, "甲钢铁", above_designated_size=True)
    file(firm, 2022, {"output_value@2022-03": 5}, title="首报.xlsx")
    file(firm, 2022, {"output_value@2022-01/2022-02": 8, "output_value@2022-03": 6}, title="更正.xlsx")
    text = text_of(officer.get(reverse("monitoring_firm", args=[firm.pk]) + "?field=output_value&period=2022-03"))
    assert "2022年3月 6.00 更正.xlsx 产值!C3 5.00 首报.xlsx 产值!C2" in text
    assert "2022年一季度 14.00 各期相加" in text


def test_doubts_are_listed_with_both_figures(officer, zone, make, file):
    firm = make.enterprise(zone, "甲钢铁", above_designated_size=True)
    file(firm, 2022, {"output_value@2022-01/2022-02": 8, "output_value@2022-03": 5, "output_value@2022-01/2022-03": 14})
    text = text_of(officer.get("/monitoring/doubts/?field=output_value&period=2022-03"))
    assert "甲钢铁 2022年一季度 累计数与各月之和不符 14.00 13.00" in text
    assert "1 处数据互相矛盾" in text_of(officer.get("/monitoring/?field=output_value&period=2022-03"))


def test_who_has_not_reported_is_reminded_where_a_round_asked(officer, zone, firms, make):
    batch = Batch.objects.create(zone=zone, title="填报", sha256="0" * 64)
    asked = DataSet.objects.create(zone=zone, title="月报", kind="month", items=[{"field": "output_value", "back": 0}])
    day = date(2022, 12, 1)
    round_ = Round.objects.create(data_set=asked, year=2022, month=11, opens_on=day, closes_on=day, batch=batch)
    url = reverse("round", args=[round_.pk])
    assert url in officer.get(PAGE).content.decode()
    assert url not in officer.get("/monitoring/?field=output_value&period=2022-10").content.decode()
    DataSet.objects.update(items=[{"field": "revenue", "back": 0}])
    assert url not in officer.get(PAGE).content.decode()


def test_a_page_asks_as_often_for_many_enterprises_as_for_few(
    officer, zone, firms, make, file, django_assert_max_num_queries
):
    officer.get(PAGE)
    urls = [PAGE, "/monitoring/number/?field=output_value&period=2022-11", "/monitoring/doubts/?period=2022-11"]
    counts = []
    for _ in range(2):
        for at in range(3):
            file(make.enterprise(zone, above_designated_size=True), 2022, {THIS: at + 1, "output_value@2022-12": 5})
        found = []
        for url in urls:
            with django_assert_max_num_queries(40) as asked:
                officer.get(url)
            found.append(len(asked))
        counts.append(found)
    assert counts[0] == counts[1]


def test_the_page_in_english_has_no_chinese_of_its_own(zone, make, sign_in, file, settings):
    settings.LANGUAGE_CODE = "en"
    firm = make.enterprise(zone, "Steel Ltd", above_designated_size=True, chain="Steel", industry="Metals")
    file(firm, 2022, {THIS: 12000})
    file(firm, 2021, {LAST: 10000})
    client = sign_in(make.user(zone, "officer"))
    client.cookies["django_language"] = "en"
    body = client.get(PAGE).content.decode().partition("<main")[2].partition("</main>")[0]
    assert "up 20.0% year on year" in body
    assert re.findall("[\u4e00-\u9fff]+", body) == []


def test_the_overview_tells_the_newest_month_and_how_many_reported(zone, make, file, sign_in):
    file(make.enterprise(zone, above_designated_size=True), 2022, {"output_value@2022-01/2022-11": 120})
    make.enterprise(zone, above_designated_size=True)
    client = sign_in(make.user(zone, "leader"))
    context = client.get("/monitoring/tile/").context
    assert (context["value"], context["total"].reported, context["total"].expected) == ("120.00", 1, 2)
    assert "/monitoring/tile/" in client.get("/overview/").content.decode()


def test_the_overview_of_a_zone_without_months_says_so(zone, make, sign_in):
    assert "还没有月度数据" in sign_in(make.user(zone, "leader")).get("/monitoring/tile/").content.decode()

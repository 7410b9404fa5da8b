"""The words and tables of a monthly brief: computed from the records, the same keys whatever is known."""

from __future__ import annotations

import io
import re

import pytest
from docx import Document

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.briefs.fonts import font_folder
from gaoxin_web.monitoring.models import Target, ZoneFigure
from gaoxin_web.monitoring.report import context

pytestmark = pytest.mark.django_db
THIS, LAST = "output_value@2022-01/2022-11", "output_value@2021-01/2021-11"
KEYS = {"title", "zone", "period", "year", "scope", "words", "sentences", "tables", "chart", "notes", "known"}
TABLES = ["total", "industry", "chain", "hnte", "top", "silent", "months"]


@pytest.fixture
def zone(make):
    return make.zone(name="石嘴山高新区", name_en="Shizuishan High-tech Zone")


@pytest.fixture
def filled(zone, make, file):
    one = make.enterprise(zone, "甲钢铁", above_designated_size=True, chain="装备制造", industry="钢铁")
    two = make.enterprise(zone, "乙玻璃", above_designated_size=True, chain="新材料", industry="玻璃")
    file(one, 2022, {THIS: 1249000, "revenue@2022-01/2022-11": 20000})
    file(one, 2021, {LAST: 1000000})
    file(two, 2022, {"output_value@2022-01/2022-02": 50})
    return zone


def test_the_sentence_of_the_month_is_as_a_brief_has_it(filled):
    found = context(filled, "2022-01/2022-11")
    assert found["title"] == "石嘴山高新区2022年1—11月经济运行情况"
    assert found["sentences"]["total"] == "1—11月，规模以上企业实现工业总产值124.9亿元，同比增长24.9%。"
    assert found["sentences"]["chain"] == "装备制造124.9亿元，同比增长24.9%，拉动增长24.9个百分点。"
    assert found["sentences"]["up"] == "增量居前的企业有：甲钢铁。"
    assert found["sentences"]["silent"] == "应报2家，尚有1家未报送，以上为已报送企业汇总。"
    assert set(found) == KEYS
    assert list(found["tables"]) == TABLES


def test_in_english(filled):
    found = context(filled, "2022-11", "en")
    assert found["title"] == "Economy of Shizuishan High-tech Zone, January–November 2022"
    assert found["sentences"]["total"] == (
        "January–November: gross industrial output value of enterprises above designated size came to "
        "12.49 billion yuan, up 24.9% year on year."
    )
    table = found["tables"]["total"]
    assert re.findall("[\u4e00-\u9fff]+", " ".join([*table["heads"], table["title"], *found["notes"]])) == []


def test_a_published_growth_is_what_is_said(filled):
    ZoneFigure.objects.create(
        zone=filled,
        field="output_value",
        period="2022-01/2022-11",
        value="125",
        unit="亿元",
        growth="0.25",
        source="月报",
    )
    found = context(filled, "2022-11")
    assert found["sentences"]["total"] == "1—11月，规模以上企业实现工业总产值125亿元，同比增长25.0%。"
    assert found["notes"] == ["增速为发布增速。", "累计数为发布数（月报）。", "企业数据不全：应报2家，已报1家。"]


def test_progress_is_said_where_there_is_a_target(filled):
    assert "progress" not in context(filled, "2022-11")["sentences"]
    Target.objects.create(zone=filled, field="output_value", year=2022, amount=100 * 10**10)
    assert (
        context(filled, "2022-11")["sentences"]["progress"] == "完成年度目标100亿元的124.9%，快于时间进度33.2个百分点。"
    )


def test_tables_are_texts_with_their_heads(filled):
    found = context(filled, "2022-11")["tables"]
    assert found["total"]["rows"] == [
        ["工业总产值", "亿元", "124.90", "+24.9%", "1/2"],
        ["营业收入", "亿元", "2.00", "—", "1/2"],
    ]
    assert found["chain"]["rows"] == [
        ["合计", "124.90", "+24.9%", "", "", ""],
        ["装备制造", "124.90", "+24.9%", "100.0", "+24.9", "0.0"],
        ["新材料", "—", "—", "—", "—", "—"],
    ]
    assert found["top"]["rows"] == [["1", "甲钢铁", "1,249,000.00", "1,000,000.00", "+24.9%"]]
    assert found["silent"]["rows"] == [["乙玻璃", "—"]]
    for table in found.values():
        assert set(table) == {"title", "heads", "rows", "note"}
        assert all(
            len(row) == len(table["heads"]) and all(isinstance(cell, str) for cell in row) for row in table["rows"]
        )


def test_the_chart_is_the_months_of_the_year_up_to_this_one(filled):
    chart = context(filled, "2022-03")["chart"]
    assert chart["labels"] == ["1—2月", "3月"]
    assert chart["bars"] == [50.0, None]
    assert (chart["line"], chart["preliminary"], chart["unit"]) == ([None, None], [False, False], "万元")


def test_nothing_known_says_nothing_and_keeps_its_keys(zone):
    found = context(zone, "2022-11")
    assert (set(found), list(found["tables"]), found["known"]) == (KEYS, TABLES, False)
    assert found["sentences"] == {}
    assert found["words"]["growth"] == "暂无数据"
    rows = {key: table["rows"] for key, table in found["tables"].items() if key != "months"}
    assert rows.pop("total") == [["工业总产值", "万元", "—", "—", "0/0"]]
    assert rows == {"industry": [], "chain": [], "hnte": [], "top": [], "silent": []}


def test_another_zones_reports_are_not_in_it(filled, make):
    assert context(make.zone(), "2022-11")["known"] is False


def test_no_period_is_an_error():
    with pytest.raises(ValueError, match="no period"):
        context(None, "十一月")


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_brief_is_handed_out_with_the_sentence_of_the_month(filled, make, sign_in, form):
    client = sign_in(make.user(filled, "leader"))
    answer = client.get(f"/monitoring/brief/{form}/?field=output_value&period=2022-11")
    assert answer.status_code == (200 if form == "docx" or font_folder() else 503)
    if form == "docx":
        words = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(answer.content)).paragraphs)
        assert "规模以上企业实现工业总产值124.9亿元，同比增长24.9%" in words
        assert "尚有1家未报送" in words
    assert AuditEvent.objects.filter(action="brief.print").count() == (answer.status_code == 200)


def test_whoever_sees_a_part_of_the_zone_has_no_brief_of_all(filled, make, sign_in):
    bureau = make.organisation(filled)
    client = sign_in(make.user(filled, "officer", scope="own", organisation=bureau))
    assert client.get("/monitoring/brief/docx/").status_code == 403
    assert "/monitoring/brief/" not in client.get("/monitoring/").content.decode()


def test_without_any_month_there_is_no_brief(zone, make, sign_in):
    answer = sign_in(make.user(zone, "officer")).get("/monitoring/brief/docx/", follow=True)
    assert "没有可写的月报" in answer.content.decode()

"""Tables of other zones: read whole or told why not, seen before they count, and taken back."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gaoxin.errors import FactsError
from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.evaluation.models import PeerTable
from gaoxin_web.evaluation.queries.places import places, unit_of
from gaoxin_web.evaluation.queries.values import peers_of
from gaoxin_web.evaluation.services.peers import Doubt, read_peers
from tests.gaoxin_web.evaluation.inputs.conftest import YEAR

pytestmark = pytest.mark.django_db
HEADS = ["省份", "高新区", "1.1", "企业研发经费内部支出占营业收入比例（%）", "3.2 二氧化碳排放量增长率"]
ROWS = [["宁夏", "银川", 12, 2.5, -1.25], ["陕西", "西安高新区", 0, None, "3%"]]
VALUES = {"银川": {"1.1": 12.0, "1.3": 2.5, "3.2": -1.25}, "西安": {"1.1": 0.0, "3.2": 3.0}}
CELLS = {"银川": {"1.1": "C2", "1.3": "D2", "3.2": "E2"}, "西安": {"1.1": "C3", "3.2": "E3"}}


def book(*rows, sheet="对照"):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        made.add_worksheet("说明").write(0, 0, "各高新区指标")
        page = made.add_worksheet(sheet)
        for at, row in enumerate(rows):
            page.write_row(at, 0, ["" if value is None else value for value in row])
    return file.getvalue()


def csv(*rows):
    return "\n".join(",".join("" if value is None else str(value) for value in row) for row in rows).encode()


@pytest.fixture
def read(edition):
    def found(content, name="表.xlsx", year=YEAR, known=None, own="石嘴山"):
        return read_peers(name, content, edition, year, places() if known is None else known, own)

    return found


def told(reading):
    return {one.cell: one.text for one in reading.doubts}


def test_the_list_has_the_zones_these_tests_name(zone):
    assert {"银川", "西安", "石嘴山"} <= set(places())
    assert unit_of(zone) == "石嘴山"


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_zones_in_rows_and_indicators_by_number_or_name_are_read_with_their_cells(read, form):
    content = book(HEADS, *ROWS) if form == "xlsx" else csv(HEADS, *ROWS)
    found = read(content, f"表.{form}")
    assert (found.values, found.cells, found.doubts) == (VALUES, CELLS, [])
    assert found.count == 5


def test_a_title_above_the_headings_and_blank_rows_are_passed_over(read):
    found = read(book(["2023 年各高新区指标"], [], HEADS, *ROWS))
    assert found.values == VALUES
    assert found.cells["银川"]["1.1"] == "C4"


def test_the_communitys_form_is_read_for_the_year_asked_for(read):
    rows = [
        ["uCode", "uName", "Time", "1.1", "1.10"],
        ["YC", "银川", 2022, 10, 50],
        ["YC", "银川", 2023, 12, "NA"],
        ["XA", "西安", 2023, "NaN", 61.5],
        ["SZS", "石嘴山", 2023, 1, 1],
    ]
    found = read(csv(*rows), "iData.csv")
    assert found.values == {"银川": {"1.1": 12.0}, "西安": {"1.10": 61.5}}
    assert (found.other_years, found.own_row, found.doubts) == (1, True, [])


def test_what_is_not_understood_is_told_with_its_cell_and_what_may_be_meant(read):
    rows = [
        ["序号", "园区", "1.1", "研发人员全时当量占比", "2.7", "1.1 国家级和省级研发机构数", "指标甲"],
        [1, "银川", 12, 3, 4, 5, 6],
        [2, "银川市高薪区", 12, 3, 4, 5, 6],
        [3, "西安", 12, 3, "四百余", 5, 6],
        [4, "银川高新区", 13, 3, 4, 5, 6],
        [5, "", 12, 3, 4, 5, 6],
    ]
    found = read(book(*rows))
    assert found.values == {"银川": {"2.7": 4.0}}
    texts = told(found)
    assert texts.pop("对照!D1").startswith("“研发人员全时当量占比”不是本指标体系的指标，这一列没有采用。")
    assert texts.pop("对照!G1").startswith("“指标甲”不是本指标体系的指标，这一列没有采用。")
    assert texts == {
        "对照!F1": "“1.1 国家级和省级研发机构数”有 2 列（C1、F1），不知道以哪列为准，都没有采用。请只留一列。",
        "对照!B3": "名录里没有“银川市高薪区”，这一行没有采用。是否指“银川”？",
        "对照!E4": "西安 · 2.7 当年获得风险投资的企业数：“四百余”不是数字。请填数值，如 12.5；不详请留空。",
        "对照!B5": "“银川”有两行，这一行没有采用。请只留一行。",
        "对照!B6": "没有高新区名称，这一行没有采用。",
    }
    assert all(one.grave for one in found.doubts)


def test_a_number_excel_makes_of_1_10_is_the_same_column_twice_and_not_taken(read):
    found = read(book(["高新区", 1.1, 1.10, 1.2], ["银川", 3, 4, 5]))
    assert found.values == {"银川": {"1.2": 5.0}}
    assert list(told(found)) == ["对照!C1"]


def test_shares_that_look_like_ratios_are_taken_and_told(read):
    found = read(book(["高新区", "1.3", "1.1"], ["银川", 0.025, 1], ["西安", 0.5, 0]))
    assert found.values == {"银川": {"1.3": 0.025, "1.1": 1.0}, "西安": {"1.3": 0.5, "1.1": 0.0}}
    assert found.doubts == [
        Doubt(
            "对照!B1",
            "“1.3 企业研发经费内部支出占营业收入比例”按 % 计，这一列却都不超过 1："
            "是否把 35% 写成了 0.35？已照表采用，请核对。",
            grave=False,
        )
    ]
    assert read(book(["高新区", "1.3"], ["银川", 0.025], ["西安", 1.5])).doubts == []


def test_a_zone_that_was_none_in_the_year_is_taken_and_told(read):
    young = next(name for name, one in places().items() if one.since and one.since > 2022)
    found = read(book(["高新区", "1.1"], [young, 3]), year=2021)
    assert found.values == {young: {"1.1": 3.0}}
    assert [one.grave for one in found.doubts] == [False]


def test_where_no_list_is_known_every_name_is_taken_as_written(read):
    found = read(book(["高新区", "1.1"], ["某某高新区", 3]), known={})
    assert (found.values, found.doubts) == ({"某某高新区": {"1.1": 3.0}}, [])


def test_a_row_of_blanks_says_nothing_of_a_zone_and_nought_does(read):
    found = read(book(["高新区", "1.1", "1.6"], ["银川", None, "—"], ["西安", 0, None]))
    assert found.values == {"西安": {"1.1": 0.0}}


@pytest.mark.parametrize("rows", [[["高新区", "甲"], ["银川", 1]], [["名字", "1.1"], ["银川", 1]], [["只有一格"]]])
def test_a_table_without_zones_or_indicators_is_refused(read, rows):
    with pytest.raises(ValidationError, match="没有找到表头"):
        read(book(*rows))


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", b"PK\x03\x04 broken"), ("a.csv", b""), ("a.xlsx", b"x")])
def test_a_file_that_is_no_table_is_refused(read, name, content):
    with pytest.raises(FactsError):
        read(content, name)


NEW = {"edition": "htz_2021", "year": YEAR}


def upload(content, name="对照.xlsx"):
    return SimpleUploadedFile(name, content)


def put(client, content=None, **more):
    content = book(HEADS, *ROWS) if content is None else content
    return client.post(reverse("evaluation_peers_new"), {**NEW, "file": upload(content), **more})


def test_nothing_counts_before_it_is_confirmed_and_then_the_newest_does(sign_in, officer, zone, edition):
    client, content = sign_in(officer), book(HEADS, *ROWS)
    check = put(client, content, title="初稿", simulated="on")["Location"]
    page = client.get(check).context
    assert (page["reading"].values, page["matrix"].known, page["replaced"]) == (VALUES, 5, None)
    assert len(page["missing"]) == sum(one.since is None or one.since <= YEAR for one in places().values()) - 3
    assert PeerTable.objects.count() == 0
    done = client.post(check)
    first = peers_of(zone, edition, YEAR)
    assert done["Location"] == reverse("evaluation_peer_table", args=[first.pk])
    assert (first.title, first.simulated, first.values, first.cells, first.by) == (
        "初稿",
        True,
        VALUES,
        CELLS,
        officer,
    )
    assert first.file.read() == content
    check = put(client, book(HEADS, ["宁夏", "银川", 99, 1, 1]))["Location"]
    assert client.get(check).context["replaced"] == first
    client.post(check)
    second = peers_of(zone, edition, YEAR)
    assert (second.title, second.values["银川"]["1.1"]) == ("对照", 99.0)
    shown = client.get(reverse("evaluation_peers")).context["tables"]
    assert [(table.pk, counts) for table, _edition, _zones, counts in shown] == [(second.pk, True), (first.pk, False)]
    client.post(reverse("evaluation_peer_delete", args=[second.pk]))
    assert peers_of(zone, edition, YEAR) == first
    said = AuditEvent.objects.filter(action__startswith="evaluation.peers").order_by("pk")
    assert [event.action.rpartition(".")[2] for event in said] == ["import", "import", "delete"]


def test_what_was_read_is_confirmed_once_and_by_who_read_it(make, sign_in, officer, zone):
    client = sign_in(officer)
    check = put(client)["Location"]
    other = make.user(zone, "officer")
    assert sign_in(other).post(check)["Location"] == reverse("evaluation_peers_new")
    assert PeerTable.objects.count() == 0
    client = sign_in(officer)
    client.post(check)
    assert client.post(check)["Location"] == reverse("evaluation_peers_new")
    assert PeerTable.objects.count() == 1


def test_what_is_dropped_is_not_kept(sign_in, officer):
    client = sign_in(officer)
    check = put(client)["Location"]
    assert client.post(check, {"drop": "1"})["Location"] == reverse("evaluation_peers")
    assert PeerTable.objects.count() == 0


def test_a_table_of_which_nothing_is_understood_cannot_be_confirmed(sign_in, officer):
    client = sign_in(officer)
    check = put(client, book(["高新区", "1.1"], ["无此区", 3]))["Location"]
    page = client.get(check)
    assert (page.context["reading"].count, [one.cell for one in page.context["grave"]]) == (0, ["对照!A2"])
    assert client.post(check).status_code == 404
    assert PeerTable.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ", "a.exe", "不能上传 .exe 文件，可用：csv、xlsx。"),
        (b"", "a.csv", "文件是空的，请重新选择。"),
        (b"a,b\n1,2", "a.csv", "没有找到表头"),
        (b"PK\x03\x04 x", "a.xlsx", "文件已损坏，打不开。"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_and_the_form_stays(sign_in, officer, content, name, said):
    answer = sign_in(officer).post(
        reverse("evaluation_peers_new"), {**NEW, "title": "名", "file": upload(content, name)}
    )
    form = answer.context["form"]
    assert answer.status_code == 422
    assert form.errors["file"][0].startswith(said)
    assert form["title"].value() == "名"


def test_a_table_is_shown_with_its_cells_taken_out_and_its_file_handed_out(make, sign_in, officer, zone):
    client, content = sign_in(officer), book(HEADS, *ROWS)
    client.post(put(client, content)["Location"])
    table = PeerTable.objects.get()
    page = client.get(reverse("evaluation_peer_table", args=[table.pk]))
    rows = {unit: [(one.value, one.cell) for one in cells] for unit, cells in page.context["matrix"].rows}
    assert rows == {
        "银川": [(12.0, "C2"), (2.5, "D2"), (-1.25, "E2")],
        "西安": [(0.0, "C3"), (None, ""), (3.0, "E3")],
    }
    exported = client.get(reverse("evaluation_peer_table", args=[table.pk]) + "?export=csv")
    lines = b"".join(exported).decode("utf-8-sig").splitlines()
    assert lines[1:] == ["银川,12.0,2.5,-1.25", "西安,0.0,,3.0"] or lines[1:] == [
        "西安,0.0,,3.0",
        "银川,12.0,2.5,-1.25",
    ]
    handed = client.get(reverse("evaluation_peer_file", args=[table.pk]))
    assert b"".join(handed.streaming_content) == content
    stranger = sign_in(make.user(make.zone(), "officer"))
    for name in ("peer_table", "peer_file"):
        assert stranger.get(reverse(f"evaluation_{name}", args=[table.pk])).status_code == 404
    assert stranger.post(reverse("evaluation_peer_delete", args=[table.pk])).status_code == 404


def test_a_table_of_no_known_edition_is_shown_by_its_codes(sign_in, officer, zone):
    values = {"银川": {"rd": 2.5}}
    table = PeerTable.objects.create(zone=zone, edition="", year=YEAR, title="宁夏", values=values, cells={})
    page = sign_in(officer).get(reverse("evaluation_peer_table", args=[table.pk])).context
    assert [one.id for one in page["matrix"].indicators] == ["rd"]


def test_the_template_has_the_zones_of_the_year_without_the_own_and_reads_back_as_empty(sign_in, officer, read):
    answer = sign_in(officer).get(reverse("evaluation_peers_template") + f"?edition=htz_2021&year={YEAR}")
    content = b"".join(answer)
    assert ZipFile(io.BytesIO(content)).testzip() is None
    found = read(content)
    assert (found.values, found.doubts) == ({}, [])


def test_a_text_with_a_cell_without_end_is_refused_and_gives_no_trace(read):
    longer_than_any = "1" * ((1 << 24) + 1)  # what a cell may hold is one number for the whole process
    with pytest.raises(FactsError, match="CSV 格式有误"):
        read(('高新区,1.1\n银川,"' + longer_than_any).encode(), "a.csv")

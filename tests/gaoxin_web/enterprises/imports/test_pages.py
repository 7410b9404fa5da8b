"""The pages of an import, as an officer meets them."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gaoxin_web.enterprises.models import Batch, ColumnChoice, Enterprise, FactSheet
from tests.gaoxin_web.enterprises.imports.conftest import SAMPLES, needs_samples, workbook

pytestmark = pytest.mark.django_db
CODE = "91640299MAX000101K"
PLAIN = [["企业名称", "统一社会信用代码", "2023年营业收入（万元）"], ["宁夏砺石钽铌科技有限公司", CODE, 100]]
STEPS = ("batch", "batch_sheets", "batch_columns", "batch_issues", "batch_firms", "batch_changes")


def send(client, name, content):
    return client.post(reverse("imports_upload"), {"file": SimpleUploadedFile(name, content)})


@needs_samples
def test_an_officer_takes_sample_01_from_upload_to_the_register(officer, register, sign_in):
    client = sign_in(officer)
    path = SAMPLES / "01_企业台账_2023年1-10月.xlsx"
    sent = send(client, path.name, path.read_bytes())
    batch = Batch.objects.get()
    assert (sent.status_code, sent.url) == (302, reverse("batch", args=[batch.pk]))
    assert [client.get(reverse(step, args=[batch.pk])).status_code for step in STEPS] == [200] * 6
    client.post(reverse("batch_reason", args=[batch.pk]), {"reason": "已核对"})
    row = batch.rows.get(row=17)
    firm = register["石嘴山湖锂新能源有限责任公司"]
    client.post(reverse("batch_decide", args=[batch.pk]), {"row": row.pk, "decision": firm.pk})
    client.post(reverse("batch_commit", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, batch.counts["changed"], batch.counts["review"]) == ("done", 11, 0)
    page = client.get(reverse("batch", args=[batch.pk])).content.decode()
    assert firm.name in page
    assert reverse("enterprise", args=[firm.pk]) in page


def test_a_file_that_is_no_table_is_told_why(officer, sign_in):
    client = sign_in(officer)
    send(client, "台账.xlsx", b"%PDF-1.7 not a table")
    batch = Batch.objects.get()
    page = client.get(reverse("batch", args=[batch.pk])).content.decode()
    assert (batch.state, list(batch.issues.values_list("code", flat=True))) == ("refused", ["GX300"])
    assert "不是表格文件" in page


def test_a_file_of_another_kind_is_refused_at_once(officer, sign_in):
    answer = send(sign_in(officer), "说明.docx", b"PK\x03\x04")
    assert (answer.status_code, Batch.objects.count()) == (422, 0)
    assert "不是可读的表格" in answer.content.decode()


def test_a_file_larger_than_allowed_is_refused_at_once(officer, sign_in, settings):
    settings.UPLOAD_MEGABYTES = 1
    answers = [send(sign_in(officer), "a.csv", b"x" * size).status_code for size in (2**20 + 1, 2**20)]
    assert answers == [422, 302]


def test_a_column_taught_once_is_known_for_the_next_month(officer, sign_in, take):
    heads = ["企业名称", "统一社会信用代码", "2023年科创支出（万元）"]
    batch = take("一.xlsx", [heads, ["甲公司", CODE, 12]])
    table = batch.tables[0]["tables"][0]
    letter = next(column["letter"] for column in table["columns"] if "科创" in column["path"])
    asked = {"fingerprint": table["fingerprint"], f"field-{letter}": "rd_expense", "period": ""}
    sign_in(officer).post(reverse("batch_columns", args=[batch.pk]), asked)
    batch.refresh_from_db()
    assert ColumnChoice.objects.get().columns == {"#年科创支出(万元)": {"field": "rd_expense"}}
    after = take("二.xlsx", [[*heads[:2], "2024年科创支出（万元）"], ["甲公司", CODE, 13]])
    found = [one.rows.get().filings for one in (batch, after)]
    cell = {"raw": "12", "cell": "台账!C2"}
    assert found == [
        [{"year": 2023, "values": {"rd_expense": {"value": 12_000_000, **cell}}}],
        [{"year": 2024, "values": {"rd_expense": {"value": 13_000_000, **cell, "raw": "13"}}}],
    ]


def test_a_year_that_no_heading_names_is_asked_for_and_given(officer, sign_in, take):
    batch = take("人数.xlsx", [["企业名称", "统一社会信用代码", "职工总数"], ["甲公司", CODE, 12]])
    table = batch.tables[0]["tables"][0]
    assert [column["lacks_year"] for column in table["columns"]] == [False, False, True]
    assert list(batch.rows.get().filings[0]["values"]) == ["职工总数"]
    asked = {"fingerprint": table["fingerprint"], "period": "2024年"}
    sign_in(officer).post(reverse("batch_columns", args=[batch.pk]), asked)
    filings = batch.rows.get().filings
    assert filings == [{"year": 2024, "values": {"staff": {"value": 12, "raw": "12", "cell": "台账!C2"}}}]


def test_a_period_nobody_understands_is_told_and_nothing_is_lost(officer, sign_in, take):
    batch = take("人数.xlsx", [["企业名称", "统一社会信用代码", "职工总数"], ["甲公司", CODE, 12]])
    table = batch.tables[0]["tables"][0]
    asked = {"fingerprint": table["fingerprint"], "period": "去年"}
    answer = sign_in(officer).post(reverse("batch_columns", args=[batch.pk]), asked)
    batch.refresh_from_db()
    assert "看不懂期间“去年”" in answer.content.decode()
    assert (batch.state, set(batch.choices)) == ("read", {"seen"})


def test_a_row_is_left_out_and_another_kept_as_the_officer_says(officer, sign_in, take):
    rows = [*PLAIN, ["乙公司", "91640299MAX000102N", 7], ["合计", "", 107]]
    batch = take("表.xlsx", rows)
    assert sorted(batch.rows.values_list("row", flat=True)) == [2, 3]
    sign_in(officer).post(reverse("batch_sheets", args=[batch.pk]), {"row-2": "blank", "row-4": "data"})
    batch.refresh_from_db()
    assert sorted(batch.rows.values_list("row", flat=True)) == [3, 4]
    assert batch.choices["sheets"] == {"台账": {"rows": {"2": "blank", "4": "data"}}}


def test_headings_the_reader_did_not_find_are_pointed_at(officer, sign_in, take):
    rows = [["说明"], ["主体", "营收情况"], ["甲公司", 5], ["乙公司", 6]]
    batch = take("表.xlsx", rows)
    assert batch.tables[0]["tables"] == []
    client = sign_in(officer)
    client.post(reverse("batch_sheets", args=[batch.pk]), {"first": 2, "last": 2})
    batch.refresh_from_db()
    table = batch.tables[0]["tables"][0]
    asked = {"fingerprint": table["fingerprint"], "field-A": "role:name", "period": ""}
    client.post(reverse("batch_columns", args=[batch.pk]), asked)
    assert list(batch.rows.values_list("name", flat=True)) == ["甲公司", "乙公司"]


def test_an_impossible_header_is_told(officer, sign_in, take):
    batch = take("表.xlsx", PLAIN)
    answer = sign_in(officer).post(reverse("batch_sheets", args=[batch.pk]), {"first": 3, "last": 1})
    assert (answer.status_code, "表头末行应在首行之后" in answer.content.decode()) == (422, True)


def test_warnings_without_a_reason_hold_the_batch_back(officer, sign_in, take):
    rows = [["企业名称", "统一社会信用代码", "2023年营业收入"], ["宁夏砺石钽铌科技有限公司", CODE, 100]]
    batch = take("表.xlsx", rows)  # no unit anywhere
    client = sign_in(officer)
    client.post(reverse("batch_commit", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, FactSheet.objects.count()) == ("read", 0)
    client.post(reverse("batch_reason", args=[batch.pk]), {"reason": "确为万元", "code": "GX321"})
    client.post(reverse("batch_commit", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, FactSheet.objects.get(year=2023).values) == ("done", {"revenue": 100_000_000})


def test_a_reason_must_say_something(officer, sign_in, take):
    batch = take("表.xlsx", [["企业名称", "统一社会信用代码", "2023年营业收入"], ["甲公司", CODE, 100]])
    sign_in(officer).post(reverse("batch_reason", args=[batch.pk]), {"reason": "  "})
    assert batch.issues.exclude(reason="").count() == 0


def test_the_error_workbook_is_the_officers_file_with_its_doubts(officer, sign_in, take):
    rows = [["企业名称", "统一社会信用代码", "2023年营业收入（万元）"], ["甲公司", CODE, "四百余"]]
    batch = take("表.xlsx", rows)
    answer = sign_in(officer).get(reverse("batch_errors", args=[batch.pk]))
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert (book.sheetnames[1], book["台账"]["C2"].value, bool(book["台账"]["C2"].comment)) == ("台账", "四百余", True)


def test_the_file_is_for_who_sent_it(make, zone, officer, sign_in, take):
    batch = take("表.xlsx", PLAIN)
    other = make.user(zone, "leader")
    assert sign_in(other).get(reverse("batch_errors", args=[batch.pk])).status_code == 403


def test_another_zone_sees_nothing_of_a_batch(make, take, sign_in):
    batch = take("表.xlsx", PLAIN)
    client = sign_in(make.user(make.zone(), "officer"))
    pages = [client.get(reverse(step, args=[batch.pk])).status_code for step in (*STEPS, "batch_progress")]
    writes = [client.post(reverse(name, args=[batch.pk])).status_code for name in ("batch_commit", "batch_discard")]
    assert (pages, writes, batch.title in client.get(reverse("imports")).content.decode()) == (
        [404] * 7,
        [404] * 2,
        False,
    )


def test_telephones_and_people_are_masked_on_the_pages(officer, sign_in, take):
    rows = [["企业名称", "统一社会信用代码", "联系人", "联系电话"], ["甲公司", CODE, "王小明", 13909520001]]
    batch = take("表.xlsx", rows)
    client = sign_in(officer)
    shown = "".join(client.get(reverse(step, args=[batch.pk])).content.decode() for step in STEPS)
    assert ("13909520001" in shown, "王小明" in shown, "139****0001" in shown) == (False, False, True)


def test_the_same_file_again_goes_on_where_it_was_left(officer, sign_in):
    client = sign_in(officer)
    content = workbook(PLAIN)
    urls = [send(client, "表.xlsx", content).url for _ in range(2)]
    assert (urls[0] == urls[1], Batch.objects.count()) == (True, 1)


def test_an_unwritten_batch_is_thrown_away_with_its_rows(officer, sign_in, take):
    batch = take("表.xlsx", PLAIN)
    sign_in(officer).post(reverse("batch_discard", args=[batch.pk]))
    assert (Batch.objects.count(), Enterprise.objects.count()) == (0, 0)


def test_a_written_batch_is_not_thrown_away(officer, sign_in, take, commit):
    batch = commit(take("表.xlsx", PLAIN))
    sign_in(officer).post(reverse("batch_discard", args=[batch.pk]))
    assert Batch.objects.get(pk=batch.pk).state == "done"


def test_pages_take_as_many_queries_for_many_rows_as_for_few(officer, sign_in, take):
    heads, client = ["企业名称", "统一社会信用代码", "2023年营业收入（万元）"], sign_in(officer)
    client.get(reverse("imports"))  # the session is written once a minute
    counts = []
    for count in (3, 40):
        batch = take(f"{count}.xlsx", [heads, *([f"宁夏示例{at}号有限公司", "", "abc"] for at in range(count))])
        urls = [reverse("imports"), *(reverse(step, args=[batch.pk]) for step in STEPS)]
        counts.append([queries(client, url) for url in urls])
    assert counts[0] == counts[1]
    assert max(counts[0]) < 20


def queries(client, url):
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)


def test_a_row_is_not_given_to_an_enterprise_out_of_scope(make, zone, sign_in, take):
    bureau, other = make.organisation(zone), make.organisation(zone)
    user = make.user(zone, "officer", "own", bureau)
    theirs = make.enterprise(zone, "宁夏砺石钽铌科技有限公司", uscc=CODE, organisation=other)
    batch = take("表.xlsx", [*PLAIN, ["某公司", "", 3]], user=user)
    row = batch.rows.get(row=3)
    asked = {"row": row.pk, "decision": theirs.pk}
    answer = sign_in(user).post(reverse("batch_decide", args=[batch.pk]), asked)
    assert (answer.status_code, batch.rows.get(row=2).change, batch.rows.get(row=3).change) == (
        404,
        "outside",
        "review",
    )


def test_enterprises_are_found_by_name_code_and_initials(officer, make, zone, sign_in, take):
    firm = make.enterprise(zone, "宁夏砺石钽铌科技有限公司", uscc=CODE)
    batch = take("表.xlsx", PLAIN)
    client = sign_in(officer)
    found = [
        [one["value"] for one in client.get(reverse("batch_search", args=[batch.pk]), {"q": words}).json()["found"]]
        for words in ("砺石", CODE[:10], "lsty", "不存在")
    ]
    assert found[0] == found[1] == [firm.pk]
    assert found[3] == []

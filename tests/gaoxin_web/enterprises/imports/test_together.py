"""Two officers, or one after another: what each sees, may write and may take back."""

from __future__ import annotations

import time
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.enterprises.imports import work
from gaoxin_web.enterprises.imports.services import batches, committing
from gaoxin_web.enterprises.imports.services.staging import short_name
from gaoxin_web.enterprises.imports.tasks import MOST, commit_batch, read_batch
from gaoxin_web.enterprises.models import Alias, Batch, BatchRow, Enterprise, FactSheet, Filing, Recognition
from gaoxin_web.enterprises.services.register import correct_fact
from gaoxin_web.rulebook import rulebook

pytestmark = pytest.mark.django_db
CODES = ("91640299MAX000101K", "91640299MAX000102N", "91640299MAX000103R")
HEADS = ["企业名称", "统一社会信用代码", "2023年营业收入（万元）"]
FIRM = "宁夏甲石科技有限公司"


@pytest.fixture
def firm(make, zone, take, commit):
    """An enterprise with a revenue of 100."""
    found = make.enterprise(zone, FIRM, uscc=CODES[0])
    commit(take("初.xlsx", [HEADS, [FIRM, CODES[0], 100]]))
    return found


def revenue(enterprise):
    return FactSheet.objects.get(enterprise=enterprise, year=2023).values["revenue"] // 1_000_000


def undo(batch, user):
    batches.undo(batch.pk, user)
    batch.refresh_from_db()
    return batch


# two officers at once


def test_the_same_ledger_of_two_officers_is_written_once(make, zone, firm, take, commit, officer):
    other, rows = make.user(zone, "officer"), [HEADS, [FIRM, CODES[0], 150]]
    first, second = take("一.xlsx", rows), take("一.xlsx", rows, user=other)
    commit(first)
    second = commit(second, user=other)
    assert (second.state, second.counts["same"], second.counts["filings"], Filing.objects.count()) == ("done", 1, 0, 2)


def test_a_value_that_changed_since_it_was_looked_at_is_shown_before_it_is_replaced(firm, take, commit, officer):
    first, second = take("一.xlsx", [HEADS, [FIRM, CODES[0], 150]]), take("二.xlsx", [HEADS, [FIRM, CODES[0], 160]])
    commit(first)
    second = commit(second)
    assert (second.state, revenue(firm), second.rows.get().changes) == (
        "read",
        150,
        [["revenue", 2023, 150_000_000, 160_000_000]],
    )
    assert "请再看一遍" in second.message
    second = commit(second)
    assert (second.state, second.message, revenue(firm)) == ("done", "", 160)


def test_a_figure_corrected_by_hand_meanwhile_is_not_replaced_unseen(firm, take, commit, officer):
    batch = take("一.xlsx", [HEADS, [FIRM, CODES[0], 150]])
    correct_fact(firm, 2023, "revenue", 120_000_000, "120", "更正", officer, rulebook())
    assert (commit(batch).state, revenue(firm)) == ("read", 120)


def test_a_row_whose_enterprise_is_gone_is_matched_again(firm, make, zone, take, commit):
    other = make.enterprise(zone, "宁夏乙水材料有限公司", uscc=CODES[1])
    batch = take("一.xlsx", [HEADS, ["宁夏乙水材料有限公司", CODES[1], 7]])
    other.delete()
    batch = commit(batch)
    assert (batch.state, batch.rows.get().change) == ("read", "new")
    assert (commit(batch).state, Enterprise.objects.filter(uscc=CODES[1]).count()) == ("done", 1)


def test_what_another_batch_took_back_is_written_after_all(firm, take, commit, officer):
    first = commit(take("一.xlsx", [HEADS, [FIRM, CODES[0], 150]]))
    rows = [HEADS, [FIRM, CODES[0], 150], ["宁夏丙木有限公司", CODES[2], 9]]
    second = take("二.xlsx", rows)
    assert second.counts["same"] == 1
    undo(first, officer)
    second = commit(second)
    if second.state == "read":  # 100 stands again: it is looked at before it is replaced
        second = commit(second)
    assert (second.state, revenue(firm)) == ("done", 150)


def test_a_decision_on_a_page_that_is_out_of_date_is_refused_in_words(officer, sign_in, take):
    batch = take("一.xlsx", [["企业名称", "2023年营业收入（万元）"], ["宁夏丁火有限公司", 5]])
    old = batch.rows.get().pk
    batches.reread(batch.pk)
    answer = sign_in(officer).post(reverse("batch_decide", args=[batch.pk]), {f"decision-{old}": "new"}, follow=True)
    assert ("台账已重新读取" in answer.content.decode(), batch.rows.get().change) == (True, "review")


@pytest.mark.parametrize("row", ["9" * 5000, "9" * 30, "x", ""])
def test_a_number_no_row_has_is_refused_in_words(officer, sign_in, take, row):
    batch, client = take("一.xlsx", [HEADS, [FIRM, CODES[0], 5]]), sign_in(officer)
    posted = client.post(reverse("batch_decide", args=[batch.pk]), {"row": row, "decision": "skip"})
    asked = [client.get(reverse("batch_sheets", args=[batch.pk]), {"sheet": row}).status_code]
    assert (posted.status_code, asked, batch.rows.get().change) == (302, [200], "new")


# scope


@pytest.fixture
def bureaus(make, zone):
    one, two = make.organisation(zone), make.organisation(zone)
    return one, two, make.user(zone, "officer", "own", one)


def test_an_officer_of_a_bureau_cannot_write_a_colleagues_batch_beyond_his_scope(make, zone, bureaus, take, commit):
    one, two, narrow = bureaus
    theirs = make.enterprise(zone, FIRM, uscc=CODES[0], organisation=two)
    wide = make.user(zone, "officer", organisation=one)
    batch = take("表.xlsx", [HEADS, [FIRM, CODES[0], 5]], user=wide)
    with pytest.raises(batches.RefusalError, match="1 家企业不在您的数据范围内"):
        commit(batch, user=narrow)
    done = commit(batch, user=wide)
    with pytest.raises(batches.RefusalError, match="1 家企业不在您的数据范围内"):
        batches.undo(done.pk, narrow)
    assert revenue(theirs) == 5


def test_rows_of_other_bureaus_are_counted_and_not_shown(make, zone, bureaus, sign_in, take):
    one, two, narrow = bureaus
    make.enterprise(zone, FIRM, uscc=CODES[0], organisation=two)
    batch = take("表.xlsx", [HEADS, [FIRM, CODES[0], 5]], user=make.user(zone, "officer", organisation=one))
    client = sign_in(narrow)
    page = client.get(reverse("batch_changes", args=[batch.pk])).content.decode()
    file = client.get(reverse("batch_changes", args=[batch.pk]), {"export": "csv"}).content.decode("utf-8-sig")
    assert (FIRM in page, "另有 1 行的企业不在您的数据范围内" in page, FIRM in file) == (False, True, False)


def test_candidates_of_other_bureaus_are_not_named(make, zone, bureaus, sign_in, take):
    _one, two, narrow = bureaus
    for at, name in enumerate(("天地奔牛实业集团有限公司", "天地奔牛链条有限公司")):
        make.enterprise(zone, name, uscc=CODES[at], organisation=two)
    batch = take("表.xlsx", [["企业名称", "2023年营业收入（万元）"], ["天地奔牛", 5]], user=narrow)
    assert len(batch.rows.get().candidates) == 2
    client = sign_in(narrow)
    pages = "".join(
        client.get(reverse(f"batch_{name}", args=[batch.pk])).content.decode() for name in ("firms", "issues")
    )
    assert ("另有 2 家相近的企业不在您的数据范围内" in pages, CODES[0] in pages, "链条" in pages) == (
        True,
        False,
        False,
    )


def test_an_enterprise_moved_to_another_bureau_is_not_written(make, zone, bureaus, take, commit):
    one, two, narrow = bureaus
    mine = make.enterprise(zone, FIRM, uscc=CODES[0], organisation=one)
    batch = take("表.xlsx", [HEADS, [FIRM, CODES[0], 5], ["宁夏丙木有限公司", CODES[2], 9]], user=narrow)
    Enterprise.objects.filter(pk=mine.pk).update(organisation=two)
    batch = commit(batch, user=narrow)
    assert (batch.counts["outside"], FactSheet.objects.filter(enterprise=mine).count()) == (1, 0)


def test_another_zones_batches_are_neither_written_nor_undone(make, zone, take, commit, sign_in):
    batch = commit(take("表.xlsx", [HEADS, [FIRM, CODES[0], 5]]))
    client = sign_in(make.user(make.zone(), "officer"))
    answers = [client.post(reverse(f"batch_{do}", args=[batch.pk])).status_code for do in ("undo", "reread", "decide")]
    batch.refresh_from_db()
    assert (answers, batch.state) == ([404] * 3, "done")


# undoing after later edits


def test_an_enterprise_changed_by_hand_since_stays_when_its_batch_is_undone(officer, take, commit):
    batch = commit(take("表.xlsx", [HEADS, [FIRM, CODES[0], 5]]))
    founded = Enterprise.objects.get()
    founded.address = "三号路"
    founded.save()
    batch = undo(batch, officer)
    assert (Enterprise.objects.get().address, batch.counts["kept"], FactSheet.objects.count()) == ("三号路", 1, 0)


def test_an_alias_added_by_hand_keeps_its_enterprise(officer, take, commit):
    batch = commit(take("表.xlsx", [HEADS, [FIRM, CODES[0], 5]]))
    Alias.objects.create(enterprise=Enterprise.objects.get(), name="甲石")
    undo(batch, officer)
    assert list(Alias.objects.values_list("name", flat=True)) == ["甲石"]


def test_a_recognition_completed_by_hand_stays_when_its_batch_is_undone(make, zone, officer, take, commit):
    make.enterprise(zone, FIRM, uscc=CODES[0])
    batch = commit(take("表.xlsx", [["企业名称", "统一社会信用代码", "高企", "专精特新"], [FIRM, CODES[0], "√", "√"]]))
    held = Recognition.objects.get(kind="hnte")
    held.certificate = "GR202364000001"
    held.save()
    batch = undo(batch, officer)
    assert (list(Recognition.objects.values_list("kind", "certificate")), batch.counts["recognitions_kept"]) == (
        [("hnte", "GR202364000001")],
        1,
    )


def test_two_batches_undone_one_after_another_leave_nothing(officer, take, commit):
    first = commit(take("一.xlsx", [[*HEADS, "地址"], [FIRM, CODES[0], 5, ""]]))
    second = commit(take("二.xlsx", [[*HEADS, "地址"], [FIRM, CODES[0], 6, "一号路"]]))
    undo(second, officer)
    undo(first, officer)
    assert (Enterprise.objects.count(), Filing.objects.filter(withdrawn=False).count()) == (0, 0)
    last = Enterprise.history.filter(history_type="-").get()
    assert (last.history_user, last.history_change_reason) == (officer, "撤销台账导入：一.xlsx")


# what a worker may meet


def test_a_file_that_kills_its_worker_again_and_again_is_given_up(take, officer):
    batch = take("表.xlsx", [HEADS, [FIRM, CODES[0], 5]])
    Batch.objects.filter(pk=batch.pk).update(state="reading")
    for _ in range(MOST):
        work.begun(batch.pk)
    read_batch.func(batch.pk)
    batch.refresh_from_db()
    event = AuditEvent.objects.latest("pk")
    assert (batch.state, "几次中断" in batch.message) == ("refused", True)
    assert (event.action, event.result) == ("register.import", "failed")
    batches.reread(batch.pk)
    batch.refresh_from_db()
    assert batch.state == "read"


def test_the_order_of_rows_is_the_order_of_filings_whatever_they_fill(make, zone, take, commit):
    """The last row of an enterprise stands, also where an earlier one filled its address."""
    make.enterprise(zone, FIRM, uscc=CODES[0])
    rows = [
        ["企业名称", "统一社会信用代码", "年度", "地址", "营业收入（万元）", "产业链"],
        [FIRM, CODES[0], 2022, "", 1, "光伏"],
        [FIRM, CODES[0], 2023, "一号路", 2, "铸造"],
    ]
    batch = commit(take("表.xlsx", rows))
    filed = list(Filing.objects.order_by("pk").values_list("row", flat=True))
    assert filed == sorted(filed)
    filled = {name for fields in Filing.objects.values_list("filled", flat=True) for name in fields}
    assert ({"chain", "address"} <= filled, batch.counts["filings"]) == (True, len(filed))


def test_a_very_long_file_name_is_read(take):
    batch = take("高" * 146 + ".xlsx", [HEADS, [FIRM, CODES[0], 5]])
    assert (batch.state, batch.counts["new"]) == ("read", 1)
    assert len(short_name("高" * 146 + ".xlsx").encode()) <= 200


def test_control_characters_of_a_text_file_are_no_part_of_its_cells(officer, zone):
    from django.core.files import File  # noqa: PLC0415 - only here

    text = f"企业名称,统一社会信用代码,备注\n{FIRM},{CODES[0]},一\x00二\n"
    batch, _ = batches.upload(officer, File(BytesIO(text.encode()), "表.csv"))
    batch.refresh_from_db()
    values = batch.rows.get().filings[0]["values"]
    assert (batch.state, values["备注"]["value"]) == ("read", "一二")


def test_nothing_is_written_by_a_task_whose_batch_is_not_asked_for(take):
    batch = take("表.xlsx", [HEADS, [FIRM, CODES[0], 5]])
    committing.write(batch.pk)
    commit_batch.func(batch.pk)
    assert (Filing.objects.count(), BatchRow.objects.count()) == (0, 1)


@pytest.mark.parametrize(("seconds", "told"), [(30, False), (31, True)])
def test_a_queue_that_does_not_move_is_told_after_half_a_minute(officer, sign_in, take, seconds, told, monkeypatch):
    batch = take("表.xlsx", [HEADS, [FIRM, CODES[0], 5]])
    Batch.objects.filter(pk=batch.pk).update(state="waiting")
    client, now = sign_in(officer), int(time.time())
    work.tell(batch.pk, work.QUEUED, now - seconds)
    monkeypatch.setattr(time, "time", lambda: now)
    page = client.get(reverse("batch", args=[batch.pk])).content.decode()
    assert ("排队已超过半分钟" in page) == told


# in bulk, and out again


def test_namesakes_are_matched_in_one_go(make, zone, officer, sign_in, take):
    firm = make.enterprise(zone, FIRM, uscc=CODES[0])
    bad = CODES[1][:-1] + "X"
    batch = take("表.xlsx", [HEADS, [FIRM, bad, 5], ["宁夏丁火有限公司", bad[:-2] + "0Y", 6]])
    sign_in(officer).post(reverse("batch_decide", args=[batch.pk]), {"all": "same"})
    assert list(batch.rows.values_list("change", "enterprise")) == [("changed", firm.pk), ("review", None)]


def test_a_whole_page_of_rows_is_decided_at_once(make, zone, officer, sign_in, take):
    firm = make.enterprise(zone, FIRM, uscc=CODES[0])
    heads = ["企业名称", "2023年营业收入（万元）"]
    batch = take("表.xlsx", [heads, ["老甲厂", 1], ["宁夏丁火有限公司", 2], ["宁夏戊土有限公司", 3], ["己金厂", 4]])
    one, two, three, four = batch.rows.values_list("pk", flat=True)
    asked = {f"decision-{one}": "skip", f"other-{one}": firm.pk, f"decision-{two}": "new", f"decision-{three}": "skip"}
    sign_in(officer).post(reverse("batch_decide", args=[batch.pk]), asked)
    assert list(batch.rows.values_list("change", flat=True)) == ["changed", "new", "skipped", "review"]
    sign_in(officer).post(reverse("batch_decide", args=[batch.pk]), {"all": "skip"})
    assert batch.rows.get(pk=four).change == "skipped"


def test_warnings_are_explained_one_by_one(officer, sign_in, take):
    rows = [["企业名称", "统一社会信用代码", "2023年营业收入", "2022年营业收入"], [FIRM, CODES[0], 1, 2]]
    batch, client = take("表.xlsx", rows), sign_in(officer)
    first, second = batch.issues.filter(code="GX321").values_list("pk", flat=True)
    asked = {"issue": [first], "reason": "确为万元", "ticked": "1"}
    client.post(reverse("batch_reason", args=[batch.pk]), asked)
    client.post(reverse("batch_reason", args=[batch.pk]), {"reason": "一条都没有勾", "ticked": "1"})
    assert dict(batch.issues.filter(code="GX321").values_list("pk", "reason")) == {first: "确为万元", second: ""}


def test_every_page_with_rows_is_exported_as_it_is_shown(make, zone, officer, sign_in, take, commit):
    rows = [["企业名称", "统一社会信用代码", "联系电话", "2023年营业收入"], ["+甲公司", CODES[0], 13909520001, 5]]
    batch, client = take("表.xlsx", rows), sign_in(officer)
    found = {}
    for page in ("columns", "issues", "firms", "changes"):
        answer = client.get(reverse(f"batch_{page}", args=[batch.pk]), {"export": "xlsx"})
        sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
        found[page] = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [len(lines) for lines in found.values()] == [5, 1 + batch.issues.count(), 1, 3]
    assert found["changes"][1] == ["台账", 2, "+甲公司", CODES[0], "新增", "联系电话", "", "—", "139****0001"]
    assert found["changes"][2] == ["台账", 2, "+甲公司", CODES[0], "新增", "营业收入", 2023, "—", "5 万元"]
    commit(batch)
    answer = client.get(reverse("batch", args=[batch.pk]), {"export": "csv"})
    assert answer.content.decode("utf-8-sig").splitlines()[1] == f"'+甲公司,{CODES[0]},,是"
    assert AuditEvent.objects.filter(action="register.import.export").count() == 5

"""Entries are reviewed one by one and many at once, linked to the register, and taken into the first round."""

from __future__ import annotations

import io
import time
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.contests.models import Assignment, Entry, EntryStep, Judge, RoundEntry
from gaoxin_web.contests.queries.entries import twins_in
from gaoxin_web.contests.services import entries, files
from gaoxin_web.contests.services.refusal import RefusedError
from tests.gaoxin_web.contests.calling import PDF, address_of, contest_of, entry_of, question_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone(make):
    return make.zone()


@pytest.fixture
def contest(zone):
    found = contest_of(zone)
    found.questions.all().delete()
    return found


@pytest.fixture
def user(make, zone):
    return make.user(zone, "officer", name="陈经办")


@pytest.fixture
def client(sign_in, user):
    return sign_in(user)


def url(name, contest, *more):
    return reverse(name, args=[contest.pk, *more])


def test_a_draft_is_in_no_list_and_has_no_page(client, contest):
    draft, sent = entry_of(contest, "草稿项目"), entry_of(contest, "已交项目", "submitted")
    text = client.get(url("contest_entries", contest)).content.decode()
    assert ("已交项目" in text, "草稿项目" in text) == (True, False)
    assert client.get(url("contest_entry", contest, sent.pk)).status_code == 200
    assert client.get(url("contest_entry", contest, draft.pk)).status_code == 404


@pytest.mark.parametrize(
    ("what", "before", "after"),
    [
        ("accept", "submitted", "accepted"),
        ("return", "submitted", "returned"),
        ("refuse", "accepted", "refused"),
        ("undo", "accepted", "submitted"),
        ("undo", "refused", "submitted"),
    ],
)
def test_an_entry_is_reviewed_and_the_step_is_kept(client, contest, user, what, before, after):
    entry = entry_of(contest, state=before)
    client.post(url("contest_entry_review", contest, entry.pk), {"what": what, "comment": "材料不全"})
    entry.refresh_from_db()
    step = EntryStep.objects.get()
    assert (entry.state, step.by, step.comment) == (after, user, "材料不全")
    noted = {"accept": "admit"}.get(what, what)
    assert AuditEvent.objects.filter(action=f"entry.{noted}").count() == 1


def test_nothing_is_returned_or_refused_without_a_reason(client, contest):
    entry = entry_of(contest, state="submitted")
    for what in ("return", "refuse"):
        answer = client.post(url("contest_entry_review", contest, entry.pk), {"what": what})
        assert answer.status_code == 422
        assert "请写明理由" in answer.content.decode()
    entry.refresh_from_db()
    assert (entry.state, EntryStep.objects.count()) == ("submitted", 0)


def test_what_was_withdrawn_is_not_accepted(client, contest):
    entry = entry_of(contest, state="withdrawn")
    client.post(url("contest_entry_review", contest, entry.pk), {"what": "accept"})
    entry.refresh_from_db()
    assert entry.state == "withdrawn"


def test_many_are_accepted_at_once_and_those_that_cannot_be_are_counted(client, contest):
    sent = [entry_of(contest, f"甲{number}", "submitted") for number in range(3)]
    back = entry_of(contest, "乙", "withdrawn")
    answer = client.post(
        url("contest_entries_review", contest, "accept"), {"row": [one.pk for one in [*sent, back]]}, follow=True
    )
    assert sorted(Entry.objects.values_list("state", flat=True)) == ["accepted"] * 3 + ["withdrawn"]
    text = answer.content.decode()
    assert "3 个项目" in text
    assert "1 个项目的状态不适用" in text


def test_many_are_returned_after_one_reason_was_asked_for(client, contest):
    sent = [entry_of(contest, f"甲{number}", "submitted") for number in range(2)]
    there, rows = url("contest_entries_review", contest, "return"), {"row": [one.pk for one in sent]}
    assert "理由" in client.post(there, rows).content.decode()
    assert set(Entry.objects.values_list("state", flat=True)) == {"submitted"}
    client.post(there, rows | {"apply": "1", "comment": "请补充"})
    assert set(Entry.objects.values_list("state", flat=True)) == {"returned"}


def test_all_found_means_what_the_filter_finds(client, contest):
    entry_of(contest, "光伏", "submitted")
    entry_of(contest, "枸杞", "submitted")
    client.post(url("contest_entries_review", contest, "accept") + "?q=光伏", {"everything": "1"})
    assert dict(Entry.objects.values_list("title", "state")) == {"光伏": "accepted", "枸杞": "submitted"}


def test_another_contests_entry_is_not_reviewed_here(client, contest, zone):
    other = entry_of(contest_of(zone, year=2025), state="submitted")
    client.post(url("contest_entries_review", contest, "accept"), {"row": [other.pk]})
    assert client.post(url("contest_entry_review", contest, other.pk), {"what": "accept"}).status_code == 404
    other.refresh_from_db()
    assert other.state == "submitted"


def test_the_same_thing_twice_is_found_however_it_is_written(contest):
    first = entry_of(contest, "光伏组件 清洗机器人", "submitted", phone="13900001111")
    second = entry_of(contest, "光伏组件清洗机器人", "submitted", phone="139-0000-2222")
    third = entry_of(contest, "别的", "submitted", phone="13900002222")
    entry_of(contest, "光伏组件清洗机器人", "draft", phone="13900001111")
    found = twins_in(contest.pk)
    assert found == {first.pk: "项目名称", second.pk: "项目名称、电话", third.pk: "电话"}


def test_the_list_is_filtered_by_verdict_and_by_twins(client, contest):
    met = entry_of(contest, "甲项目", "submitted", checks=[{"key": "a", "verdict": "met"}], phone="1")
    entry_of(contest, "乙项目", "submitted", checks=[{"key": "a", "verdict": "unknown"}], phone="2")
    twin = entry_of(contest, "丙项目", "submitted", phone="1")
    there = url("contest_entries", contest)
    text = client.get(there + "?verdict=met").content.decode()
    assert ("甲项目" in text, "乙项目" in text) == (True, False)
    text = client.get(there + "?twins=yes").content.decode()
    assert (met.title in text, twin.title in text, "乙项目" in text) == (True, True, False)


def test_a_telephone_number_is_masked_until_a_reason_is_given(client, contest, user):
    entry = entry_of(contest, state="submitted", members=[{"name": "张三丰", "phone": "13811112222", "role": ""}])
    page = url("contest_entry", contest, entry.pk)
    text = client.get(page).content.decode()
    assert ("13900001234" in text, "13811112222" in text, "张三丰" in text, "139****1234" in text) == (
        False,
        False,
        False,
        True,
    )
    there = url("contest_entry_unmask", contest, entry.pk)
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()
    assert "13900001234" not in client.post(there, {"reason": ""}).content.decode()
    text = client.post(there, {"reason": "通知答辩"}).content.decode()
    assert ("13900001234" in text, "13811112222" in text) == (True, True)
    assert AuditEvent.objects.get(action="entry.unmask").detail["reason"] == "通知答辩"


def test_an_entry_is_linked_by_its_code_when_handed_in(make, contest, zone):
    firm = make.enterprise(zone, uscc="91640200MA75TEST1X")
    entry = entry_of(contest, uscc="91640200MA75TEST1X")
    assert entries.submit(entry.pk).enterprise == firm


def test_an_entry_is_linked_by_an_officer_who_searched_for_the_name(client, make, contest, zone):
    firm = make.enterprise(zone, "宁夏星河光电有限公司")
    entry = entry_of(contest, state="submitted", organisation="星河")
    page = url("contest_entry", contest, entry.pk)
    assert firm.name in client.get(page + "?enterprise=星河光电").content.decode()
    client.post(url("contest_entry_link", contest, entry.pk), {"enterprise": firm.pk})
    entry.refresh_from_db()
    assert entry.enterprise == firm
    stranger = make.enterprise(make.zone())
    assert client.post(url("contest_entry_link", contest, entry.pk), {"enterprise": stranger.pk}).status_code == 404


def test_a_new_link_makes_the_old_one_void(client, contest):
    entry = entry_of(contest, state="submitted")
    old = address_of(entry)
    text = client.post(url("contest_entry_new_link", contest, entry.pk)).content.decode()
    entry.refresh_from_db()
    assert address_of(entry) in text
    assert (client.get(old).status_code, client.get(address_of(entry)).status_code) == (404, 200)


def test_accepted_entries_enter_the_first_round_once_each_with_a_code_of_its_own(client, contest):
    for number in range(30):
        entry_of(contest, f"甲{number}", "accepted")
    entry_of(contest, "待审", "submitted")
    for _twice in range(2):
        client.post(url("contest_first_round", contest), {"way": "in"})
    places = RoundEntry.objects.filter(round=contest.rounds.get())
    codes = set(places.values_list("code", flat=True))
    assert (places.count(), len(codes), {len(code) for code in codes}) == (30, 30, {4})


def test_entries_leave_the_first_round_until_judges_were_given_them(contest, zone):
    entry_of(contest, state="accepted")
    entries.into_first_round(contest)
    assert entries.out_of_first_round(contest) == 1
    entries.into_first_round(contest)
    judge = Judge.objects.create(zone=zone, name="评委")
    Assignment.objects.create(place=RoundEntry.objects.get(), judge=judge)
    with pytest.raises(RefusedError):
        entries.out_of_first_round(contest)


def test_an_entry_in_a_round_is_not_returned(contest, user):
    entry = entry_of(contest, state="accepted")
    entries.into_first_round(contest)
    assert entries.review(contest, [entry.pk], "return", user, "补充") == (0, 1)


def test_the_export_has_the_answers_as_columns_and_no_formulas(client, contest):
    question_of(
        contest,
        "scene",
        "choice",
        label="场景",
        choices=[{"value": "a", "label": "工业"}, {"value": "b", "label": "城市"}],
    )
    question_of(contest, "note", label="备注")
    entry_of(contest, "=1+1", "submitted", answers={"scene": "a", "note": "=HYPERLINK(1)"})
    answer = client.get(url("contest_entries", contest) + "?export=xlsx&column=q_scene&column=q_note")
    book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    kinds = {cell.data_type for row in book.active.iter_rows(min_row=2) for cell in row}
    assert rows[0] == ["项目名称", "场景", "备注"]
    assert rows[1][1] == "工业"
    assert "f" not in kinds


def test_all_files_come_as_one_zip_each_in_the_folder_of_its_entry(contest):
    question = question_of(contest, "plan", "file", label="方案")
    first, second = entry_of(contest, "甲/项目", "submitted"), entry_of(contest, "乙项目", "submitted")
    for entry in (first, second):
        files.keep(entry, question, SimpleUploadedFile("方案.pdf", PDF + entry.title.encode()))
    files.keep(first, question, SimpleUploadedFile("方案.pdf", PDF))
    kept = list(question._meta.apps.get_model("contests", "EntryFile").objects.select_related("entry", "question"))
    book = zipfile.ZipFile(io.BytesIO(b"".join(files.packed(kept))))
    names = sorted(book.namelist())
    assert len(names) == 3
    assert all(name.count("/") == 1 and ".." not in name for name in names)
    assert {name.split("/")[0] for name in names} == {f"{first.number}_甲 项目", f"{second.number}_乙项目"}
    assert book.testzip() is None


def test_a_file_of_an_entry_is_for_who_may_see_the_entry(client, contest, make, sign_in):
    question = question_of(contest, "plan", "file", label="方案")
    entry = entry_of(contest, state="submitted")
    kept = files.keep(entry, question, SimpleUploadedFile("方案.pdf", PDF))
    there = url("contest_entry_file", contest, entry.pk, kept.pk)
    assert b"".join(client.get(there).streaming_content) == PDF
    assert sign_in(make.user(make.zone(), "officer")).get(there).status_code == 404


def test_the_list_takes_as_many_queries_for_many_as_for_one(client, contest, zone, django_assert_max_num_queries):
    question_of(contest, "note", label="备注")
    for number in range(40):
        entry_of(contest, f"甲{number}", "submitted", answers={"note": "x"})
    with django_assert_max_num_queries(32):
        client.get(url("contest_entries", contest) + "?size=100&column=q_note&column=twins&column=verdict")

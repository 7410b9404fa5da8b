"""The call as anybody sees it, and an entry from its first word to its number, without an account."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from gaoxin_web.contests.models import Contest, Entry, EntryFile
from gaoxin_web.contests.services import entries
from tests.gaoxin_web.contests.calling import PDF, address_of, closed, contest_of, entry_of, question_of

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def contest(make):
    found = contest_of(make.zone(name="石嘴山高新区", name_en="Shizuishan High-tech Zone"))
    found.questions.all().delete()
    return found


def begin(client, contest, **changes):
    said = {"title": "光子芯片", "contact": "王芳", "phone": "139 0000 1234"} | changes
    return client.post(reverse("call_start", args=[contest.code]), said)


def written(entry, **changes):
    said = {"title": "光子芯片", "organisation": "甲公司", "contact": "王芳", "phone": "13900001234", "country": "CN"}
    return said | {"version": entry.version} | changes


def test_a_draft_is_shown_to_the_zones_officers_only(client, make, contest, sign_in):
    Contest.objects.update(state="draft")
    url = reverse("call", args=[contest.code])
    assert client.get(url).status_code == 404
    assert sign_in(make.user(make.zone(), "officer")).get(url).status_code == 404
    assert sign_in(make.user(contest.zone, "officer")).get(url).status_code == 200


@pytest.mark.parametrize(
    ("state", "opens", "closes", "words", "starts"),
    [
        ("open", -1, 1, "开始填写", True),
        ("open", 1, 2, "征集还没有开始", False),
        ("open", -2, -1, "征集已截止", False),
        ("review", -2, 1, "征集已截止", False),
        ("finished", -2, -1, "大赛已经结束", False),
        ("cancelled", -1, 1, "大赛已取消", False),
    ],
)
def test_the_call_says_whether_it_is_open(client, contest, state, opens, closes, words, starts):
    now = timezone.now()
    days = {"opens_at": now + timedelta(hours=opens), "closes_at": now + timedelta(hours=closes)}
    Contest.objects.filter(pk=contest.pk).update(state=state, **days)
    text = client.get(reverse("call", args=[contest.code])).content.decode()
    assert (words in text, 'id="start"' in text) == (True, starts)
    answer = begin(client, contest)
    assert (answer.status_code, Entry.objects.count()) == ((302, 1) if starts else (422, 0))


def test_an_english_reader_sees_no_chinese_but_data(client, make):
    contest = contest_of(make.zone(name_en="Zone"), "overseas_startup", summary_en="Come.", organiser_en="Committee")
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    contest.contact = "hello@example.com"
    contest.save()
    for url in (
        reverse("call", args=[contest.code]),
        address_of(entry_of(contest, title="Chips", organisation="Ltd", contact="Li")),
    ):
        text = client.get(url).content.decode()
        body = re.sub(r"(?s)<(script|style|head|select).*?</\1>", "", text)
        body = re.sub(r'(?s)<button class="btn btn-ghost-secondary btn-sm" name="language".*?</button>', "", body)
        assert CHINESE.findall(re.sub(r"(?s)<!--.*?-->", "", body)) == [], url


def test_times_are_told_by_the_clock_of_each_division(client, make):
    contest = contest_of(make.zone(), "overseas_startup")
    contest.closes_at = timezone.make_aware(timezone.datetime(2026, 12, 31, 18, 0))
    contest.save()
    text = client.get(reverse("call", args=[contest.code])).content.decode()
    assert "2026-12-31 18:00" in text
    assert "2026-12-31 10:00 GMT" in text


def test_an_entry_is_begun_without_an_account_and_its_link_brings_one_back(client, contest):
    answer = begin(client, contest)
    entry = Entry.objects.get()
    assert answer.url == f"{address_of(entry)}?new=1"
    assert (entry.title, entry.contact, entry.phone, entry.state) == ("光子芯片", "王芳", "139 0000 1234", "draft")
    text = client.get(answer.url).content.decode()
    assert "请现在就保存这个链接" in text
    assert "<svg" in text


def test_a_forged_or_replaced_link_opens_nothing(client, contest):
    entry = entry_of(contest)
    old = address_of(entry)
    assert client.get(old).status_code == 200
    assert client.get(f"/entry/{entry.pk}-1.forged/").status_code == 404
    Entry.objects.update(link_version=2)
    assert client.get(old).status_code == 404


def test_a_machine_that_fills_the_hidden_field_begins_nothing(client, contest):
    assert begin(client, contest, address="http://spam.example").status_code == 422
    assert Entry.objects.count() == 0


def test_a_flood_from_one_address_is_stopped(client, contest):
    answers = [begin(client, contest).status_code for _one in range(21)]
    assert (answers.count(302), answers[-1]) == (20, 429)


def test_a_draft_keeps_what_is_wrong_and_handing_in_says_all_at_once(client, contest):
    question_of(contest, "summary", "long", required=True, label="项目简介")
    question_of(contest, "revenue", "number", label="营业收入")
    question_of(contest, "plan", "file", required=True, label="方案")
    entry = entry_of(contest)
    said = written(entry, organisation="", email="nobody", q_revenue="很多", uscc="123")
    assert client.post(address_of(entry), said).status_code == 302
    entry.refresh_from_db()
    assert (entry.email, entry.answers["revenue"], entry.state) == ("nobody", "很多", "draft")
    answer = client.post(address_of(entry), said | {"version": entry.version, "action": "submit"})
    text = answer.content.decode()
    assert answer.status_code == 422
    for words in ("还不能提交", "邮箱写法不对", "请填数字", "18 位", "请上传：方案"):
        assert words in text, words
    assert text.count("这一项必填") >= 3
    entry.refresh_from_db()
    assert (entry.state, entry.number) == ("draft", "")


def test_handing_in_gives_the_next_number_of_the_contest(client, contest):
    numbers = []
    for _one in range(2):
        entry = entry_of(contest)
        client.post(address_of(entry), written(entry, action="submit"))
        entry.refresh_from_db()
        numbers.append((entry.state, entry.number))
    assert numbers == [("submitted", "2026-0001"), ("submitted", "2026-0002")]


def test_two_windows_do_not_undo_each_other(client, contest):
    entry = entry_of(contest)
    first = client.post(address_of(entry), written(entry, title="甲窗口"))
    assert first.status_code == 302
    second = client.post(address_of(entry), written(entry, title="乙窗口", version=0))
    text = second.content.decode()
    assert second.status_code == 409
    assert "甲窗口" in text
    assert 'value="乙窗口"' in text
    entry.refresh_from_db()
    assert entry.title == "甲窗口"
    client.post(address_of(entry), written(entry, title="乙窗口", version=entry.version, over="1"))
    entry.refresh_from_db()
    assert entry.title == "乙窗口"


def test_a_draft_is_kept_while_one_writes_and_a_clash_is_told(client, contest):
    entry = entry_of(contest)
    head = {"HTTP_X_REQUESTED_WITH": "autosave"}
    answer = client.post(address_of(entry), written(entry, title="新名"), **head)
    assert answer.json()["version"] == 1
    again = client.post(address_of(entry), written(entry, title="旧页", version=0), **head)
    assert (again.status_code, "conflict" in again.json()) == (409, True)
    entry.refresh_from_db()
    assert entry.title == "新名"


def test_after_the_end_an_entry_is_read_only(client, contest):
    entry = entry_of(contest)
    closed(contest)
    text = client.get(address_of(entry)).content.decode()
    assert "征集已截止" in text
    assert "不参加评审" in text
    assert 'name="title"' not in text
    client.post(address_of(entry), written(entry, title="晚了", action="submit"))
    entry.refresh_from_db()
    assert (entry.title, entry.state) == ("光子芯片", "draft")


def test_an_entry_given_back_is_handed_in_again_even_after_the_end(client, make, contest):
    entry = entry_of(contest, state="submitted")
    entries.review(contest, [entry.pk], "return", make.user(contest.zone, "officer"), "请补充方案")
    closed(contest)
    text = client.get(address_of(entry)).content.decode()
    assert "请补充方案" in text
    assert 'name="title"' in text
    entry.refresh_from_db()
    client.post(address_of(entry), written(entry, title="补充后", action="submit"))
    entry.refresh_from_db()
    assert (entry.state, entry.title) == ("submitted", "补充后")


def test_an_entry_is_withdrawn_and_taken_up_again_before_the_end(client, contest):
    entry = entry_of(contest, state="submitted")
    seen = []
    for action in ("withdraw", "take_up"):
        client.post(address_of(entry), {"action": action})
        entry.refresh_from_db()
        seen.append(entry.state)
    assert seen == ["withdrawn", "draft"]


def test_an_entry_in_a_round_is_not_withdrawn_by_its_maker(client, contest):
    entry = entry_of(contest, state="accepted")
    entries.into_first_round(contest)
    client.post(address_of(entry), {"action": "withdraw"})
    entry.refresh_from_db()
    assert entry.state == "accepted"


def test_files_are_kept_with_their_digest_and_handed_out_to_the_holder_of_the_link(client, contest):
    question = question_of(contest, "plan", "file", required=True, label="方案")
    entry, other = entry_of(contest), entry_of(contest, title="别的")
    file = SimpleUploadedFile("方案.pdf", PDF, "application/pdf")
    client.post(address_of(entry), written(entry) | {"f_plan": file})
    kept = EntryFile.objects.get()
    digest = hashlib.sha256(PDF).hexdigest()
    assert (kept.question, kept.name, kept.size, kept.sha256) == (question, "方案.pdf", len(PDF), digest)
    answer = client.get(f"{address_of(entry)}files/{kept.pk}/")
    assert (b"".join(answer.streaming_content), answer["Content-Type"]) == (PDF, "application/octet-stream")
    assert client.get(f"{address_of(other)}files/{kept.pk}/").status_code == 404


def test_a_file_that_is_not_what_it_says_is_refused_and_the_rest_is_kept(client, contest):
    question_of(contest, "plan", "file", label="方案")
    entry = entry_of(contest)
    file = SimpleUploadedFile("方案.pdf", b"MZ\x90\x00 program", "application/pdf")
    answer = client.post(address_of(entry), written(entry, title="改了名") | {"f_plan": file})
    entry.refresh_from_db()
    assert (answer.status_code, EntryFile.objects.count(), entry.title) == (422, 0, "改了名")
    assert "不符" in answer.content.decode()


def test_a_lost_link_is_found_by_number_and_whole_telephone_number(client, contest):
    entry = entry_of(contest, state="submitted", number="2026-0007", phone="+86 139-0000-1234")
    url = reverse("call_back", args=[contest.code])
    assert client.post(url, {"number": "2026-0007", "phone": "13900001234"}).url == address_of(entry)
    assert client.post(url, {"number": "2026-0007", "phone": "1234"}).status_code == 422


def test_a_telephone_number_is_not_guessed(client, contest):
    entry_of(contest, state="submitted", number="2026-0007", phone="13900001234")
    url = reverse("call_back", args=[contest.code])
    for wrong in range(5):
        client.post(url, {"number": "2026-0007", "phone": f"1390000000{wrong}"})
    assert client.post(url, {"number": "2026-0007", "phone": "13900001234"}).status_code == 422


def test_an_enterprises_account_begins_with_what_the_register_knows(make, contest, sign_in):
    firm = make.enterprise(contest.zone, "星河公司", contact="王芳", phone="13900001234")
    other = entry_of(contest, title="别家的", enterprise=make.enterprise(contest.zone))
    client = sign_in(make.user(contest.zone, "enterprise", enterprise=firm))
    answer = client.post(reverse("own_entry_start", args=[contest.code]))
    entry = Entry.objects.get(enterprise=firm)
    assert answer.url == reverse("own_entry", args=[entry.pk])
    assert (entry.organisation, entry.contact, entry.phone) == ("星河公司", "王芳", "13900001234")
    text = client.get(reverse("own_entries")).content.decode()
    assert "别家的" not in text
    assert client.get(reverse("own_entry", args=[other.pk])).status_code == 404

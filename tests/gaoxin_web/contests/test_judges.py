"""The pool of judges, their seats on a round, and what they declare before they begin."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gaoxin_web.contests.models import Assignment, Conflict, Judge, Panelist
from gaoxin_web.contests.services.judges import accept, decline, invite, read_judges, token_of
from tests.gaoxin_web.contests.judging import Judging

pytestmark = pytest.mark.django_db
USCC = "91640200MA76G0JK3T"


@pytest.fixture
def world(make):
    return Judging(make)


@pytest.fixture
def officer(world, sign_in):
    return sign_in(world.officer())


def book(*lines):
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file)
    sheet = made.add_worksheet()
    for row, line in enumerate(lines):
        sheet.write_row(row, 0, line)
    made.close()
    return file.getvalue()


def test_phones_are_masked_on_the_list_and_in_its_export(world, officer):
    world.judge("王建国", seat=None, phone="13909520001", email="wang@example.com")
    page = officer.get(reverse("judges")).content.decode()
    assert ("王建国" in page, "139****0001" in page, "13909520001" in page) == (True, True, False)
    csv = b"".join(officer.get(reverse("judges"), {"export": "csv"})).decode("utf-8-sig")
    assert ("139****0001" in csv, "13909520001" in csv) == (True, False)


def test_a_judge_is_added_with_what_was_filled_in(world, officer):
    said = {"name": "李淑芬", "organisation": "宁夏大学", "expertise": "智慧城市，智能制造", "phone": "13900000001"}
    officer.post(reverse("judge_new"), said)
    judge = Judge.objects.get(name="李淑芬")
    assert (judge.zone, judge.fields, judge.phone) == (world.zone, ["智慧城市", "智能制造"], "13900000001")


def test_an_empty_phone_leaves_the_kept_one(world, officer):
    judge = world.judge("王建国", seat=None, phone="13909520001")
    page = officer.get(reverse("judge", args=[judge.pk])).content.decode()
    assert "13909520001" not in page
    officer.post(reverse("judge", args=[judge.pk]), {"name": "王建国", "title": "教授", "phone": ""})
    judge.refresh_from_db()
    assert (judge.title, judge.phone) == ("教授", "13909520001")


def test_a_wrong_code_is_named(world, officer):
    answer = officer.post(reverse("judge_new"), {"name": "某", "uscc": "91640200MA76G0JK3X"})
    assert answer.status_code == 422
    assert not Judge.objects.filter(name="某").exists()


def test_a_judge_out_of_use_may_not_be_invited(world, officer):
    judge = world.judge("停用者", seat=None)
    officer.post(reverse("judge_use", args=[judge.pk]))
    page = officer.get(reverse("panel_add", args=[world.contest.pk])).content.decode()
    assert "停用者" not in page


def test_another_zones_judge_is_not_there(make, officer):
    stranger = Judging(make).judge()
    assert officer.get(reverse("judge", args=[stranger.pk])).status_code == 404
    assert officer.post(reverse("judge_use", args=[stranger.pk])).status_code == 404


def test_a_table_is_read_looked_at_and_kept(world, officer):
    world.judge("老评委", seat=None, phone="13900000009", title="讲师")
    content = book(
        ["姓名", "单位", "手机", "职务职称", "专业领域"],
        ["新评委", "宁夏大学", "13900000001", "教授", "智能制造"],
        ["老评委", "", 13900000009, "教授", ""],
        ["", "无名单位", "", "", ""],
        ["新评委", "宁夏大学", "13900000001", "教授", ""],
    )
    checked = officer.post(reverse("judges_import"), {"file": SimpleUploadedFile("a.xlsx", content)}, follow=True)
    page = checked.content.decode()
    assert ("新增 1 位，更新 1 位" in page, "缺少姓名" in page, "13900000001" in page) == (True, True, False)
    assert not Judge.objects.filter(name="新评委").exists()
    officer.post(checked.request["PATH_INFO"])
    assert Judge.objects.get(name="新评委").fields == ["智能制造"]
    assert Judge.objects.get(name="老评委").title == "教授"


def test_a_table_without_headings_says_which_are_missing(world, officer):
    file = SimpleUploadedFile("a.xlsx", book(["甲", "乙"], ["1", "2"]))
    answer = officer.post(reverse("judges_import"), {"file": file})
    assert (answer.status_code, "第一行须有“姓名”" in answer.content.decode()) == (422, True)


def test_a_known_name_at_another_organisation_is_somebody_else(world):
    world.judge("王建国", seat=None, organisation="甲")
    reading = read_judges(world.zone, "a.xlsx", book(["姓名", "单位"], ["王建国", "乙"], ["王建国", "甲"]))
    assert (len(reading.new), reading.changed, reading.same) == (1, [], 1)


def test_many_are_invited_at_once_and_once_only(world, officer):
    pool = [world.judge(seat=None) for _one in range(3)]
    url = reverse("panel_add", args=[world.contest.pk])
    for _time in range(2):
        officer.post(url, {"round": world.round.pk, "judge": [judge.pk for judge in pool]})
    assert list(Panelist.objects.values_list("state", flat=True)) == ["invited"] * 3


def test_the_judges_of_another_round_are_taken_over(world, officer):
    world.judge()
    world.judge(state="declined")
    other = world.contest.rounds.create(name="决赛", order=2, scheme=world.scheme)
    officer.post(reverse("panel_add", args=[world.contest.pk]), {"round": other.pk, "from": world.round.pk})
    assert other.panelists.count() == 1


def test_who_was_taken_off_gets_the_seat_back(world):
    judge = world.judge(state="removed")
    assert [seat.state for seat in invite(world.round, [judge])] == ["invited"]


def test_loads_are_bounded_the_right_way_round(make, sign_in):
    world = Judging(make, per_entry=2)
    seat = Panelist.objects.get(judge=world.judge())
    client = sign_in(world.officer())
    said = {"role": "judge", "state": "accepted", "marks": "on", "least": "5"}
    url = reverse("panel_seat", args=[world.contest.pk, seat.pk])
    assert [client.post(url, said | {"most": most}).status_code for most in ("4", "5")] == [422, 302]


def test_a_judge_with_a_draft_is_not_taken_off(world, officer):
    judge = world.judge()
    seat, place = Panelist.objects.get(judge=judge), world.place()
    world.cast(place, judge, lock=False)
    url = reverse("panel_off", args=[world.contest.pk, seat.pk])
    officer.post(url)
    assert Panelist.objects.get().state == "accepted"
    world.cast(place, judge)
    officer.post(url)
    assert Panelist.objects.get().state == "removed"


def test_accepting_declares_entries_and_organisations(world):
    seat = Panelist.objects.get(judge=world.judge(state="invited"))
    one, two, _three = (
        world.place(),
        world.place(organisation="宁夏示例科技有限公司"),
        world.place(organisation="别家公司"),
    )
    assert accept(seat, [one.entry_id], ["示例科技", "x"], "投资", None) == 2
    seat.refresh_from_db()
    assert seat.state == "accepted"
    assert set(Conflict.objects.values_list("entry", "reason")) == {(one.entry_id, "投资"), (two.entry_id, "投资")}


def test_who_declines_gives_back_what_was_not_begun(make):
    world = Judging(make, per_entry=1)
    judge = world.judge()
    begun, free = world.place(given=[judge]), world.place(given=[judge])
    world.cast(begun, judge)
    decline(Panelist.objects.get())
    assert dict(Assignment.objects.values_list("place", "state")) == {begun.pk: "assigned", free.pk: "removed"}


def test_the_link_answers_without_an_account_and_opens_no_mark(world, client):
    seat = Panelist.objects.get(judge=world.judge("王建国", state="invited"))
    entry = world.place("甲项目").entry
    url = reverse("judge_invitation", args=[token_of(seat)])
    page = client.get(url).content.decode()
    assert ("王建国" in page, "甲项目" in page) == (True, True)
    assert client.post(url, {"answer": "accept"}).status_code == 422
    client.post(url, {"answer": "accept", "nothing_else": "on", "entries": [entry.pk], "reason": "亲属"})
    seat.refresh_from_db()
    assert (seat.state, Conflict.objects.get().entry) == ("accepted", entry)
    client.post(url, {"answer": "decline"})
    seat.refresh_from_db()
    assert seat.state == "accepted"


def test_the_link_of_a_blind_round_names_no_entry(make, client):
    world = Judging(make, blind=True)
    seat = Panelist.objects.get(judge=world.judge(state="invited"))
    world.place("绝密项目", organisation="绝密公司")
    page = client.get(reverse("judge_invitation", args=[token_of(seat)])).content.decode()
    assert "绝密" not in page


def test_a_forged_link_and_one_of_a_seat_taken_off_open_nothing(world, client):
    seat = Panelist.objects.get(judge=world.judge(state="invited"))
    token = token_of(seat)
    for wrong in ("x", token[:-1] + ("a" if token[-1] != "a" else "b"), f"{seat.pk}"):
        assert client.get(reverse("judge_invitation", args=[wrong])).status_code == 404
    Panelist.objects.update(state="removed")
    assert client.get(reverse("judge_invitation", args=[token])).status_code == 404


def test_an_officer_states_a_conflict_and_takes_it_back(make, sign_in):
    world = Judging(make, per_entry=1)
    judge = world.judge()
    place = world.place(given=[judge])
    client = sign_in(world.officer())
    said = {"round": world.round.pk, "judge": judge.pk, "entry": place.entry_id, "reason": "同乡"}
    client.post(reverse("panel_conflict", args=[world.contest.pk]), said)
    conflict = Conflict.objects.get()
    assert (conflict.source, Assignment.objects.get().state) == ("officer", "recused")
    client.post(reverse("panel_conflict_off", args=[world.contest.pk, conflict.pk]), {"round": world.round.pk})
    assert not Conflict.objects.exists()


def test_nobody_takes_back_their_own_conflict(world, sign_in):
    officer = world.officer()
    person = world.judge(seat=None)
    person.user = officer
    person.save()
    conflict = Conflict.objects.create(judge=person, entry=world.place().entry)
    sign_in(officer).post(
        reverse("panel_conflict_off", args=[world.contest.pk, conflict.pk]), {"round": world.round.pk}
    )
    assert Conflict.objects.exists()


def test_a_leader_sees_the_panel_and_changes_nothing(world, make, sign_in):
    seat = Panelist.objects.get(judge=world.judge("王建国"))
    client = sign_in(make.user(world.zone, "leader"))
    page = client.get(reverse("contest_judges", args=[world.contest.pk])).content.decode()
    assert ("王建国" in page, "/desk/invitation/" in page) == (True, False)
    for name, args in (("panel_add", []), ("panel_off", [seat.pk]), ("panel_conflict", [])):
        assert client.post(reverse(name, args=[world.contest.pk, *args])).status_code == 403

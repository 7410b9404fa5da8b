"""A judge's desk: own entries, one ballot kept however it comes, nothing of anybody else."""

from __future__ import annotations

import json
import uuid

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gaoxin_web.contests.models import Ballot, Conflict, EntryFile, Question
from gaoxin_web.contests.services.ballots import stand_aside
from tests.gaoxin_web.contests.judging import Judging

pytestmark = pytest.mark.django_db
KEY = "7f1c9d6e-0000-4000-8000-000000000001"


@pytest.fixture
def world(make):
    return Judging(make)


@pytest.fixture
def judge(world):
    return world.judge("王评委", user=True)


@pytest.fixture
def desk(judge, sign_in):
    return sign_in(judge.user)


def send(client, place, **said):
    body = {"key": KEY, "marks": {"tech": "80", "market": "70"}, "comment": "", "lock": False} | said
    url = reverse("desk_entry", args=[place.pk])
    return client.post(url, json.dumps(body), content_type="application/json", headers={"accept": "application/json"})


def test_a_judge_sees_the_rounds_they_sit_on(world, desk, make):
    Judging(make, zone=world.zone).judge(seat="judge")
    page = desk.get("/desk/").content.decode()
    assert world.contest.name in page
    assert page.count("进入评审") == 1


def test_an_account_without_a_judge_is_told_what_to_do(make, sign_in):
    answer = sign_in(make.user(make.zone(), "judge")).get("/desk/")
    assert "您的账号还没有对应的评委" in answer.content.decode()


def test_whoever_has_not_accepted_declares_conflicts_first(world, sign_in):
    judge, place = world.judge(user=True, state="invited"), world.place()
    client = sign_in(judge.user)
    accept = reverse("desk_accept", args=[world.round.pk])
    assert client.get(reverse("desk_round", args=[world.round.pk]))["Location"] == accept
    assert client.get(reverse("desk_entry", args=[place.pk]))["Location"] == accept
    assert send(client, place)["Location"] == accept
    assert not Ballot.objects.exists()


def test_a_draft_by_json_is_kept_with_its_total_by_the_engine(world, desk):
    place = world.place()
    answer = send(desk, place, comment="好")
    assert answer.status_code == 200
    assert answer.json() == {
        "key": KEY, "place": place.pk, "state": "draft", "state_label": "草稿", "revision": 1,
        "marks": {"tech": "80", "market": "70"}, "comment": "好", "total": "76.00", "again": False,
    }  # fmt: skip


def test_a_draft_that_lacks_a_mark_has_no_total(world, desk):
    assert send(desk, world.place(), marks={"tech": "80"}).json()["total"] == ""


def test_the_same_ballot_again_is_answered_as_stored(world, desk):
    place = world.place()
    assert [send(desk, place, lock=True).json()["again"] for _time in range(2)] == [False, True]
    assert Ballot.objects.count() == 1


def test_another_value_after_the_lock_is_409_with_what_is_stored(world, desk):
    place = world.place()
    send(desk, place, lock=True)
    answer = send(desk, place, marks={"tech": "99", "market": "99"}, lock=True)
    assert (answer.status_code, answer.json()["code"]) == (409, "locked")
    assert answer.json()["stored"]["marks"] == {"tech": "80", "market": "70"}


def test_wrong_marks_are_422_and_say_which(world, desk):
    answer = send(desk, world.place(), marks={"tech": "101", "market": "x"})
    assert (answer.status_code, sorted(answer.json()["issues"])) == (422, ["market", "tech"])
    assert not Ballot.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"key": 5}', '{"key": "x", "marks": []}', "\x00", '{"marks": {"tech": {}}}', "9" * 70000]
)
def test_what_is_no_ballot_is_refused_without_a_trace(world, desk, body):
    url = reverse("desk_entry", args=[world.place().pk])
    answer = desk.post(url, body, content_type="application/json", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "key")


def test_a_nul_in_a_comment_does_no_harm(world, desk):
    assert send(desk, world.place(), comment="a\x00b").json()["comment"] == "a b"


def test_a_plain_form_keeps_what_was_typed_where_it_is_wrong(world, desk):
    place = world.place()
    url = reverse("desk_entry", args=[place.pk])
    answer = desk.post(url, {"key": str(uuid.uuid4()), "mark-tech": "120", "mark-market": "70", "comment": "留着"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert ('value="120"' in page, 'value="70"' in page, "留着" in page, "超出范围" in page) == (True,) * 4


def test_a_plain_form_hands_in(world, desk):
    place = world.place()
    url = reverse("desk_entry", args=[place.pk])
    answer = desk.post(url, {"key": KEY, "mark-tech": "80", "mark-market": "70", "lock": "1"}, follow=True)
    assert "评分已提交。" in answer.content.decode()
    assert Ballot.objects.get().state == "locked"


def test_after_the_lock_the_own_ballot_is_read_only(world, desk):
    place = world.place()
    send(desk, place, lock=True)
    page = desk.get(reverse("desk_entry", args=[place.pk])).content.decode()
    assert ('name="mark-tech"' in page, "76.00" in page, "申请退回重评" in page) == (False, True, True)


def test_a_judge_asks_for_the_ballot_back(world, desk):
    place = world.place()
    send(desk, place, lock=True)
    url = reverse("desk_ask", args=[place.pk])
    desk.post(url, {"reason": ""})
    assert Ballot.objects.get().asked_back == ""
    desk.post(url, {"reason": "看错了"})
    assert Ballot.objects.get().asked_back == "看错了"


def test_standing_aside_takes_a_reason(world, desk):
    place = world.place()
    url = reverse("desk_aside", args=[place.pk])
    for wrong in ({"state": "recused"}, {"state": "absent", "reason": "x"}, {"state": "locked", "reason": "x"}):
        desk.post(url, wrong)
    assert not Ballot.objects.exists()
    desk.post(url, {"state": "recused", "reason": "导师"})
    assert (Ballot.objects.get().state, Conflict.objects.get().reason) == ("recused", "导师")


def test_an_entry_a_conflict_hides_opens_no_page(world, judge, desk):
    place = world.place("绝密项目")
    Conflict.objects.create(judge=judge, entry=place.entry)
    answer = desk.get(reverse("desk_entry", args=[place.pk]), follow=True)
    page = answer.content.decode()
    assert "须回避" in page
    assert reverse("desk_entry", args=[place.pk]) not in page
    assert send(desk, place).status_code == 302


def test_anothers_entry_is_not_there(make, sign_in):
    world = Judging(make, per_entry=1)
    mine, other = world.judge(user=True), world.judge()
    place = world.place(given=[other])
    client = sign_in(mine.user)
    for name in ("desk_entry", "desk_aside", "desk_ask"):
        assert client.post(reverse(name, args=[place.pk]), {"reason": "x", "state": "abstain"}).status_code == 404
    assert client.get(reverse("desk_entry", args=[place.pk])).status_code == 404
    assert send(client, place).status_code == 404


def test_a_judge_of_another_zone_finds_nothing(world, make, sign_in):
    place = world.place()
    client = sign_in(Judging(make).judge(user=True).user)
    assert client.get(reverse("desk_entry", args=[place.pk])).status_code == 404
    assert client.get(reverse("desk_round", args=[world.round.pk])).status_code == 404


def test_a_round_that_is_closed_takes_nothing_and_shows_the_own_ballot(world, desk):
    place = world.place()
    send(desk, place)
    world.now("closed")
    assert (send(desk, place, marks={"tech": "1"}).status_code, Ballot.objects.get().marks["tech"]) == (403, "80")
    page = desk.get(reverse("desk_entry", args=[place.pk])).content.decode()
    assert ('name="mark-tech"' in page, "76.00" in page) == (False, True)


def test_the_list_is_in_the_order_of_places_whatever_was_marked(world, judge, desk):
    places = [world.place(f"第{number}号") for number in range(4)]
    world.cast(places[2], judge, 99, 99)
    world.cast(places[0], judge, 1, 1)
    page = desk.get(reverse("desk_round", args=[world.round.pk])).content.decode()
    at = [page.index(f"第{number}号") for number in range(4)]
    assert at == sorted(at)


def blind_world(make):
    world = Judging(make, blind=True)
    judge = world.judge(user=True)
    place = world.place("绝密项目", organisation="某某公司", contact="王小明", city="石嘴山", phone="13900000009")
    intro = Question.objects.create(contest=world.contest, key="intro", label="简介", kind="long")
    team = Question.objects.create(contest=world.contest, key="team", label="团队", identifying=True)
    place.entry.answers = {"intro": "某某公司研制", "team": "王小明"}
    place.entry.save()
    for question, name in ((intro, "某某公司.pdf"), (team, "团队.pdf")):
        EntryFile.objects.create(
            entry=place.entry, question=question, file=ContentFile(b"%PDF-", name="x.pdf"), name=name, size=5, sha256=""
        )
    return world, judge, place


def test_a_blind_entry_tells_nothing_of_whose_it_is(make, sign_in):
    _world, judge, place = blind_world(make)
    client = sign_in(judge.user)
    for page in (reverse("desk_entry", args=[place.pk]), reverse("desk_round", args=[place.round_id]), "/desk/"):
        html = client.get(page).content.decode()
        for told in ("某某公司", "王小明", "石嘴山", "绝密项目", "团队", "13900000009", place.entry.number):
            assert told not in html, (page, told)


def test_a_blind_entrys_file_is_handed_out_under_a_number(make, sign_in):
    _world, judge, place = blind_world(make)
    open_, hidden = EntryFile.objects.order_by("pk")
    client = sign_in(judge.user)
    answer = client.get(reverse("desk_file", args=[place.pk, open_.pk]))
    assert (answer.status_code, "x.pdf" in answer["Content-Disposition"]) == (200, False)
    assert place.code in answer["Content-Disposition"]
    assert client.get(reverse("desk_file", args=[place.pk, hidden.pk])).status_code == 404


def test_files_of_other_entries_are_not_handed_out(make, sign_in):
    world, judge, place = blind_world(make)
    other = world.place()
    stranger = EntryFile.objects.create(
        entry=other.entry, question=Question.objects.first(), file=ContentFile(b"%PDF-", name="y.pdf"), name="y", size=1
    )
    assert sign_in(judge.user).get(reverse("desk_file", args=[place.pk, stranger.pk])).status_code == 404


def test_who_abstained_reads_that_and_may_not_mark(world, judge, desk):
    place = world.place()
    stand_aside(place, judge, "abstain", reason="不了解")
    page = desk.get(reverse("desk_entry", args=[place.pk])).content.decode()
    assert ("弃权" in page, 'name="mark-tech"' in page) == (True, False)
    assert send(desk, place).json()["code"] == "aside"


def test_queries_do_not_grow_with_the_entries(make):
    world = Judging(make, per_entry=1)
    judge = world.judge(user=True)
    client = Client()
    client.force_login(judge.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get("/desk/")  # what is asked once in a process is asked here
    counts = []
    for more in (3, 20):
        for _count in range(more):
            world.cast(world.place(given=[judge]), judge)
        for name, key in (("desk_round", world.round.pk), ("desk_entry", world.round.places.first().pk)):
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse(name, args=[key]))
            counts.append(len(asked))
    assert counts[:2] == counts[2:]

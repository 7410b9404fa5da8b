"""Passes: a code lets one device in, once; it ends with the sitting, and can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gaoxin_web.contests.models import Panelist
from gaoxin_web.live.models import Pass
from gaoxin_web.live.services import leading, passes

pytestmark = pytest.mark.django_db


@pytest.fixture
def code(stage):
    return passes.issue(stage.room, stage.judges[0], stage.officer)[1]


def seat(stage):
    return f"/live/seat/{stage.room.pk}/"


def test_looking_at_the_link_does_not_spend_it(stage, code):
    """Chat programs fetch a link for its preview, with GET and HEAD."""
    robot = Client()
    assert [robot.get(f"/live/j/{code}/").status_code, robot.head(f"/live/j/{code}/").status_code] == [200, 200]
    assert Pass.objects.get().used_at is None
    assert Client().post(f"/live/j/{code}/").status_code == 302


def test_a_code_is_spent_by_the_first_device(stage, code):
    first, second = Client(), Client()
    first.post(f"/live/j/{code}/")
    answer = second.post(f"/live/j/{code}/")
    assert (answer.status_code, "已经用过" in answer.content.decode()) == (200, True)
    assert [first.get(seat(stage)).status_code, second.get(seat(stage)).status_code] == [200, 404]


def test_the_device_that_has_it_is_led_to_its_page_by_the_same_link(stage, code):
    phone = Client()
    phone.post(f"/live/j/{code}/")
    assert phone.get(f"/live/j/{code}/").url == seat(stage)


def test_neither_code_nor_device_is_kept_in_clear(stage, code):
    phone = Client()
    phone.post(f"/live/j/{code}/")
    secret = phone.cookies[f"gaoxin_seat_{stage.room.pk}"]
    found = Pass.objects.get()
    assert (secret["httponly"], secret["samesite"], secret["path"]) == (True, "Lax", "/live/")
    assert {code, secret.value} & {found.digest, found.device, found.agent} == set()


def test_a_pass_taken_back_shuts_the_device_out_at_once(stage, device, mark):
    phone = device(stage.judges[0])
    leading.call_up(stage.room)
    passes.revoke(stage.room, stage.judges[0])
    assert phone.get(seat(stage)).status_code == 404
    assert mark(phone, stage.places[0], "70")[0] == 404


def test_a_new_pass_makes_the_earlier_void(stage, device):
    old = device(stage.judges[0])
    new = device(stage.judges[0])
    assert [old.get(seat(stage)).status_code, new.get(seat(stage)).status_code] == [404, 200]


def test_a_pass_that_ran_out_lets_nobody_in(stage, code):
    Pass.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = Client().post(f"/live/j/{code}/")
    assert (answer.status_code, "已过期" in answer.content.decode()) == (200, True)


def test_a_judge_taken_off_the_panel_is_shut_out(stage, device):
    phone = device(stage.judges[0])
    Panelist.objects.filter(judge=stage.judges[0]).update(state=Panelist.State.REMOVED)
    assert phone.get(seat(stage)).status_code == 404


def test_a_pass_is_for_one_room(stage, device, make):
    from gaoxin_web.contests.models import Sitting  # noqa: PLC0415 - as in the fixtures
    from gaoxin_web.live.services import frames  # noqa: PLC0415 - likewise

    other = frames.room_of(Sitting.objects.create(round=stage.round, name="第二场"))
    assert device(stage.judges[0]).get(f"/live/seat/{other.pk}/").status_code == 404


def test_a_judge_with_an_account_comes_in_without_a_code(stage, make, sign_in):
    user = make.user(stage.zone, "judge")
    stage.judges[0].user = user
    stage.judges[0].save()
    assert sign_in(user).get(seat(stage)).status_code == 200


def test_an_officer_has_no_seat(stage, sign_in):
    assert sign_in(stage.officer).get(seat(stage)).status_code == 404


def test_only_the_chair_leads_from_a_seat(stage, device):
    chair, judge = device(stage.judges[0]), device(stage.judges[1])
    Panelist.objects.filter(judge=stage.judges[0]).update(role=Panelist.Role.CHAIR)
    address = f"{seat(stage)}lead/do/"
    assert judge.post(address, {"do": "next"}).status_code == 404
    assert chair.post(address, {"do": "next"}).status_code == 302
    stage.room.refresh_from_db()
    assert stage.room.current == stage.places[0]


def test_a_chair_does_not_give_back_the_own_ballot(stage, device, mark):
    chair = device(stage.judges[0])
    Panelist.objects.filter(judge=stage.judges[0]).update(role=Panelist.Role.CHAIR)
    leading.call_up(stage.room)
    mark(chair, stage.places[0], "70")
    chair.post(f"{seat(stage)}lead/do/", {"do": "return", "judge": stage.judges[0].pk, "reason": "改分"})
    assert stage.judges[0].ballots.get().state == "locked"


def test_the_officer_prints_codes_that_let_in(stage, sign_in):
    page = sign_in(stage.officer).post(f"/live/{stage.room.pk}/passes/", {"do": "issue", "judge": "all"})
    made = page.context["made"]
    assert [one["judge"].name for one in made] == ["评委1", "评委2", "评委3", "评委4", "评委5"]
    assert Client().post(made[2]["link"].removeprefix("http://testserver")).status_code == 302

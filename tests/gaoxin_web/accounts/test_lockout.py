"""Five failures lock an account from that address for half an hour; nothing is said of whether it exists."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.utils import timezone

from gaoxin_web.accounts import lockout

pytestmark = pytest.mark.django_db
RIGHT = "Correct-Horse-9"


def enter(client, username, password, address="10.0.0.1"):
    return client.post("/account/login/", {"login": username, "password": password}, REMOTE_ADDR=address)


@pytest.fixture
def user(make, zone):
    return make.user(zone, "leader", username="zhou")


def test_four_failures_do_not_lock_and_the_fifth_does(client, user):
    assert [enter(client, "zhou", "wrong").status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    assert enter(client, "zhou", RIGHT).status_code == 429


def test_after_four_failures_the_right_password_enters_and_forgets_them(client, user):
    for _ in range(4):
        enter(client, "zhou", "wrong")
    assert enter(client, "zhou", RIGHT).status_code == 302
    assert AccessAttempt.objects.count() == 0


def test_a_lock_is_by_account_and_address(client, user, make, zone):
    make.user(zone, "leader", username="wang")
    for _ in range(5):
        enter(client, "zhou", "wrong")
    assert enter(client, "wang", RIGHT).status_code == 302
    client.logout()
    assert enter(client, "zhou", RIGHT, "10.0.0.2").status_code == 302


@pytest.mark.parametrize(("minutes", "status"), [(29, 429), (31, 302)])
def test_a_lock_ends_after_thirty_minutes(client, user, minutes, status):
    for _ in range(5):
        enter(client, "zhou", "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=minutes))
    assert enter(client, "zhou", RIGHT).status_code == status


def test_no_answer_tells_whether_an_account_exists(client, user, make, zone):
    make.user(zone, "leader", username="closed", is_active=False)

    def said(username):
        page = enter(client, username, "Wrong-Horse-99").content.decode()
        return page[page.index("alert-danger") :].partition("</form>")[0].partition("csrfmiddleware")[0]

    assert said("zhou") == said("nobody") == said("closed")
    for _ in range(4):
        locked = [enter(client, name, "wrong") for name in ("zhou", "nobody")]
    assert [answer.status_code for answer in locked] == [429, 429]
    assert "30 分钟后再试" in locked[0].content.decode()
    assert "30 分钟后再试" in locked[1].content.decode()


def test_who_is_locked_until_when(client, user):
    for _ in range(5):
        enter(client, "zhou", "wrong")
    until = AccessAttempt.objects.get().attempt_time + timedelta(minutes=30)
    assert lockout.locked_until(["zhou", "wang"]) == {"zhou": until}
    assert lockout.unlock("zhou") == 1
    assert lockout.locked_until(["zhou"]) == {}


def test_the_administrator_unlocks(client, user, admin, sign_in):
    for _ in range(5):
        enter(client, "zhou", "wrong")
    sign_in(admin)
    assert "已锁定" in client.get("/system/users/").content.decode()
    client.post(f"/system/users/{user.pk}/unlock/")
    client.logout()
    assert enter(client, "zhou", RIGHT).status_code == 302


def test_behind_a_proxy_the_address_is_what_the_proxy_saw(client, user, settings):
    settings.BEHIND_PROXY = True
    for _ in range(5):
        client.post(
            "/account/login/",
            {"login": "zhou", "password": "wrong"},
            REMOTE_ADDR="127.0.0.1",
            HTTP_X_FORWARDED_FOR="6.6.6.6, 10.0.0.9",
        )
    assert AccessAttempt.objects.get().ip_address == "10.0.0.9"


def test_capitals_do_not_give_further_tries(client, user, admin, sign_in):
    tried = [enter(client, name, "wrong").status_code for name in ("zhou", "Zhou", "ZHOU", " zhou", "zHou", "zhoU")]
    assert tried == [200, 200, 200, 200, 429, 429]
    assert enter(client, "ZhOu", RIGHT).status_code == 429
    sign_in(admin).post(f"/system/users/{user.pk}/unlock/")
    client.logout()
    assert enter(client, "ZhOu", RIGHT).status_code == 302

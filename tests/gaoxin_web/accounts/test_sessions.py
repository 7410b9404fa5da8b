"""How long a session lasts, how many there may be, and what ends them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from gaoxin_web.accounts.models import AuditEvent

pytestmark = pytest.mark.django_db
OWN = "/account/sessions/"


def entered(user, password="Correct-Horse-9"):
    client = Client()
    client.post("/account/login/", {"login": user.username, "password": password})
    return client


def inside(client):
    return client.get(OWN).status_code == 200


def put(client, name, moment):
    session = client.session
    session[name] = moment.isoformat()
    session.save()


@pytest.fixture
def user(make, zone):
    return make.user(zone, "leader")


def test_signing_in_takes_a_new_session_id(user):
    client = Client()
    client.get("/account/login/")
    client.session["x"] = 1
    session = client.session
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    client.post("/account/login/", {"login": user.username, "password": "Correct-Horse-9"})
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.parametrize(("minutes", "stays"), [(29, True), (31, False)])
def test_half_an_hour_idle_ends_a_session(user, minutes, stays):
    client = entered(user)
    put(client, "_seen_at", timezone.now() - timedelta(minutes=minutes))
    assert inside(client) is stays
    assert AuditEvent.objects.filter(action="account.expired").exists() is not stays


@pytest.mark.parametrize(("minutes", "stays"), [(12 * 60 - 1, True), (12 * 60 + 1, False)])
def test_twelve_hours_end_a_session_however_busy(user, minutes, stays):
    client = entered(user)
    put(client, "_began_at", timezone.now() - timedelta(minutes=minutes))
    assert inside(client) is stays


def test_a_fourth_session_ends_the_first(user):
    clients = [entered(user) for _ in range(4)]
    assert [inside(client) for client in clients] == [False, True, True, True]
    assert UserSession.objects.filter(user=user).count() == 3


def test_another_user_has_sessions_of_their_own(user, make, zone):
    clients = [entered(user) for _ in range(3)] + [entered(make.user(zone, "leader"))]
    assert [inside(client) for client in clients] == [True] * 4


def test_a_new_password_ends_the_other_sessions_and_not_this_one(user):
    here, there = entered(user), entered(user)
    filled = {"oldpassword": "Correct-Horse-9", "password1": "Tall-Birch-77", "password2": "Tall-Birch-77"}
    here.post("/account/password/change/", filled)
    assert (inside(here), inside(there)) == (True, False)
    assert UserSession.objects.filter(user=user).count() == 1


def test_signing_out_ends_the_session_on_the_server(user):
    client = entered(user)
    key = client.session.session_key
    client.post("/account/logout/")
    assert not Session.objects.filter(session_key=key).exists()


def test_disabling_an_account_ends_its_sessions_at_once(user, admin, sign_in):
    client, administrator = entered(user), sign_in(admin)
    administrator.post(f"/system/users/{user.pk}/disable/")
    assert inside(client) is False
    assert inside(entered(user)) is False
    administrator.post(f"/system/users/{user.pk}/enable/")
    assert inside(entered(user)) is True


def test_the_administrator_signs_a_user_out_everywhere(user, admin, sign_in):
    clients, administrator = [entered(user), entered(user)], sign_in(admin)
    administrator.post(f"/system/users/{user.pk}/sign-out/")
    assert [inside(client) for client in clients] == [False, False]


def test_the_administrator_ends_one_session_of_the_list_and_never_its_own(user, admin, sign_in):
    clients, administrator = [entered(user), entered(user)], sign_in(admin)
    page = administrator.get("/system/users/online/").content.decode()
    assert page.count('name="row"') == 3
    wanted = UserSession.objects.filter(session_key=clients[0].session.session_key) | UserSession.objects.filter(
        user=admin
    )
    administrator.post("/system/users/online/end/", {"row": [session.pk for session in wanted]})
    assert [inside(client) for client in (*clients, administrator)] == [False, True, True]


def test_whoever_was_not_seen_for_half_an_hour_is_not_online(user, admin, sign_in):
    entered(user)
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=31))
    assert sign_in(admin).get("/system/users/online/").content.decode().count('name="row"') == 1  # the administrator


def test_being_seen_is_written_once_a_minute_and_not_for_every_page(user, django_assert_num_queries):
    client = entered(user)
    client.get(OWN)
    before = UserSession.objects.get().last_seen_at
    client.get(OWN)
    assert UserSession.objects.get().last_seen_at == before
    put(client, "_seen_at", timezone.now() - timedelta(minutes=2))
    client.get(OWN)
    assert UserSession.objects.get().last_seen_at > before

"""Two factors: who must have them has nothing else until they do; a code is asked at sign-in."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from gaoxin_web.accounts.models import AuditEvent

pytestmark = pytest.mark.django_db


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.mark.parametrize(
    ("chosen", "role", "sent"),
    [
        ("none", "system_admin", False),
        ("administrators", "system_admin", True),
        ("administrators", "auditor", True),
        ("administrators", "leader", False),
        ("all", "leader", True),
    ],
)
def test_who_must_enrol_sees_nothing_else_before(make, zone, sign_in, settings, chosen, role, sent):
    settings.MFA_FOR = chosen
    client = sign_in(make.user(zone, role))
    answer = client.get("/")
    assert (answer.url == "/account/2fa/") is sent
    assert client.get("/account/2fa/").status_code == 200


def test_enrolling_opens_the_rest_and_giving_it_up_closes_it(make, zone, fresh, settings):
    settings.MFA_FOR = "all"
    user = make.user(zone, "system_admin")
    client = fresh(user)
    assert client.get("/system/users/").url == "/account/2fa/"
    page = client.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert client.post("/account/2fa/totp/activate/", {"code": code_of(secret)}).status_code == 302
    assert client.get("/system/users/").status_code == 200
    client.post("/account/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=user, type="totp").count() == 0
    assert client.get("/system/users/").url == "/account/2fa/"


def test_a_code_is_asked_after_the_password(make, zone):
    user = make.user(zone, "system_admin")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client = Client()
    entered = client.post("/account/login/", {"login": user.username, "password": "Correct-Horse-9"})
    assert entered.url == "/account/2fa/authenticate/"
    assert client.get("/system/users/").status_code == 302
    assert "两步验证" in client.get("/account/2fa/authenticate/").content.decode()
    assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get("/system/users/").status_code == 200


def test_a_lost_second_factor_is_taken_away_by_an_administrator(make, zone, admin, fresh):
    user = make.user(zone, "leader")
    TOTP.activate(user, generate_totp_secret())
    theirs = Client()
    theirs.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    before = theirs.get("/account/sessions/").status_code
    fresh(admin).post(f"/system/users/{user.pk}/second-factor/")
    event = AuditEvent.objects.get(action="mfa.reset")
    assert (before, theirs.get("/account/sessions/").status_code) == (200, 302)
    assert (Authenticator.objects.filter(user=user).count(), event.detail["types"], event.user) == (0, ["totp"], admin)


def test_nobody_takes_away_their_own_or_what_is_not_there(make, zone, admin, fresh):
    TOTP.activate(admin, generate_totp_secret())
    client = fresh(admin)
    client.post(f"/system/users/{admin.pk}/second-factor/")
    client.post(f"/system/users/{make.user(zone).pk}/second-factor/")
    assert (
        Authenticator.objects.filter(user=admin).count(),
        AuditEvent.objects.filter(action="mfa.reset").count(),
    ) == (1, 0)


def test_the_password_is_asked_before_a_second_factor_is_taken_away(make, zone, admin, sign_in):
    user = make.user(zone)
    TOTP.activate(user, generate_totp_secret())
    answer = sign_in(admin).post(f"/system/users/{user.pk}/second-factor/")
    assert (answer.url.split("?")[0], Authenticator.objects.filter(user=user).count()) == (
        "/account/reauthenticate/",
        1,
    )

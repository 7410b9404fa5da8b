"""Who looks after accounts sees every token of the zone, never its words, and shuts a program out at once."""

from __future__ import annotations

import time

import pytest
from django.urls import reverse

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.api.models import ApiToken

pytestmark = pytest.mark.django_db


@pytest.fixture
def fresh_admin(make, zone, sign_in):
    user = make.user(zone, "system_admin")
    client = sign_in(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


@pytest.fixture
def admin(make, zone, sign_in):
    return sign_in(make.user(zone, "system_admin"))


def test_tokens_of_the_zone_are_listed_without_their_words(admin, make, zone, program):
    mine = program(make.user(zone, "officer", username="chen"))
    other = program(make.user(make.zone(), "officer", username="wang"))
    page = admin.get(reverse("api_all_tokens")).content.decode()
    prefix, secret = mine.words.split(".")
    assert [word in page for word in (prefix, "chen", secret, other.words.split(".")[0])] == [True, True, False, False]


def test_a_program_is_shut_out_at_once(admin, make, zone, program):
    officer = make.user(zone, "officer")
    one, two = program(officer), program(officer)
    first = ApiToken.objects.get(prefix=one.words.split(".")[0])
    before = one.get("me").status_code
    admin.post(reverse("api_tokens_end"), {"row": [first.pk]})
    assert (before, one.get("me").status_code, two.get("me").status_code) == (200, 401, 200)
    assert AuditEvent.objects.filter(action="api.revoke").count() == 1


def test_a_token_of_another_zone_is_out_of_reach(admin, make, program):
    other = program(make.user(make.zone(), "officer"))
    token = ApiToken.objects.get(prefix=other.words.split(".")[0])
    admin.post(reverse("api_tokens_end"), {"row": [token.pk]})
    admin.post(reverse("api_tokens_end"), {"everything": "1"})
    assert other.get("me").status_code == 200


def test_a_password_given_by_somebody_else_shuts_out_programs_for_good(make, zone, program, fresh_admin):
    officer = make.user(zone, "officer")
    caller = program(officer)
    fresh_admin.post(f"/system/users/{officer.pk}/reset/")
    officer.refresh_from_db()
    officer.must_change_password = False
    officer.save()
    assert caller.get("me").status_code == 401

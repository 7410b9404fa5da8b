"""What comes in with a request is looked at before any view: addresses, texts no database takes, ended sessions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.middleware import address
from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.accounts.sessions import SEEN

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("10.0.0.1:5678", "10.0.0.1"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_an_address_has_one_spelling_or_is_none(written, kept):
    assert address(written) == kept


@pytest.mark.parametrize("written", ["1.2.3.4:5678", "unknown", "2001:DB8:0:0::1"])
def test_an_odd_address_neither_breaks_signing_in_nor_the_chain(make, zone, client, written):
    user = make.user(zone, "leader")
    answer = client.post(
        "/account/login/", {"login": user.username, "password": "Correct-Horse-9"}, REMOTE_ADDR=written
    )
    assert (answer.status_code, audit.verify().holds) == (302, True)
    assert AuditEvent.objects.filter(action="account.login", result="done").count() == 1


def test_a_nul_is_refused_wherever_it_stands(make, zone, sign_in, client):
    asked = [client.get("/self-check/?rung=%00"), client.post("/self-check/", {"rung": "a\x00"})]
    officer = sign_in(make.user(zone, "officer"))
    asked += [officer.get("/collection/?q=%00"), officer.post("/collection/approve/", {"row\x00": "1"})]
    assert [answer.status_code for answer in asked] == [400] * 4


@pytest.fixture
def idle(make, zone, sign_in):
    client = sign_in(make.user(zone, "officer"))
    client.get("/collection/")
    session = client.session
    session[SEEN] = (timezone.now() - timedelta(hours=2)).isoformat()
    session.save()
    return client


def test_after_a_pause_a_form_leads_back_to_the_page_it_stood_on(idle):
    answer = idle.post("/collection/approve/", headers={"referer": "http://testserver/collection/rounds/1/?state=x"})
    assert answer.url == "/account/login/?next=/collection/rounds/1/%3Fstate%3Dx"


def test_a_form_sent_from_elsewhere_leads_home(idle):
    answer = idle.post("/collection/approve/", headers={"referer": "https://elsewhere.example/x"})
    assert answer.url == "/account/login/?next=/"


def test_a_part_of_a_page_takes_the_whole_page_to_the_sign_in(idle):
    answer = idle.post("/collection/count/", headers={"HX-Request": "true", "referer": "http://testserver/collection/"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/account/login/?next=/collection/")

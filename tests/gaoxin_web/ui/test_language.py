"""The switch of the language leads to a page there is, and stands on no page that cannot be asked for again."""

from __future__ import annotations

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
NAME = 'name="next" value="'


def leads_to(answer):
    _before, found, after = answer.content.decode().partition(NAME)
    return after.partition('"')[0].replace("&amp;", "&") if found else None


@pytest.fixture
def client_of(make, sign_in):
    zone = make.zone()
    return sign_in(make.user(zone, "officer", "zone", make.organisation(zone)))


def test_on_a_page_it_leads_back_to_it_with_its_filter(client_of):
    assert leads_to(client_of.get("/enterprises/?q=a&page=1")) == "/enterprises/?q=a&page=1"


@pytest.mark.parametrize(
    ("came", "leads"),
    [
        ("http://testserver/enterprises/new/?from=list#x", "/enterprises/new/?from=list"),
        ("http://elsewhere.example/enterprises/new/", None),
        ("", None),
    ],
)
def test_on_the_answer_to_a_form_it_leads_to_where_that_was_sent_from(client_of, came, leads):
    answer = client_of.post(reverse("enterprise_new"), {"name": ""}, headers={"referer": came} if came else {})
    assert answer.status_code == 422
    assert leads_to(answer) == leads

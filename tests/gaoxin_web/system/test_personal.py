"""The list of personal data: no place that keeps some is left out, and everybody may read it."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.urls import reverse

from gaoxin_web.system.personal import INVENTORY

PERSONAL = re.compile(r"^(contact|phone|email|leader|people|owner|filler|address|agent|name|username|aside|about)$")
NO_PERSON = {  # of these, what the name says is no person's
    "address": "enterprise facility",
    "name": "enterprise alias zone organisation batchrow merge platform facility team award apitoken grouprelation "
    "contest division track round sitting entryfile prize",
    "contact": "contest",
    "owner": "plan",
    "people": "team",
}
OURS = ("accounts", "enterprises", "ladders", "collection", "api", "contests", "live", "lectures")


def test_every_field_that_may_say_who_somebody_is_stands_in_it():
    told = {field for one in INVENTORY for field in one.fields}
    found = {
        f"{model._meta.model_name}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in OURS and not model.__name__.startswith("Historical")
        for field in model._meta.concrete_fields
        if PERSONAL.match(field.name) and str(model._meta.model_name) not in NO_PERSON.get(field.name, "").split()
    }
    assert found <= told, sorted(found - told)
    known = {f"{m._meta.model_name}.{f.name}" for m in apps.get_models() for f in m._meta.concrete_fields}
    assert told <= known, sorted(told - known)


@pytest.mark.django_db
def test_it_is_read_without_an_account_and_leads_from_every_page(client):
    page = client.get(reverse("personal_data"))
    assert (page.status_code, page.content.decode().count("<tr>")) == (200, 1 + len(INVENTORY))
    assert reverse("personal_data") in client.get("/account/login/").content.decode()

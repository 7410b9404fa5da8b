"""Whoever holds a certificate can ask whether it is genuine; who guesses numbers learns no names."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from .resulting import Resulting

pytestmark = pytest.mark.django_db


@pytest.fixture
def sat(make):
    found = Resulting(make, 90, 75, 70)
    found.awarded()
    found.layout()
    return found


@pytest.fixture
def made(sat):
    from gaoxin_web.contests.services.certificates import issue_all  # noqa: PLC0415 - models load after the settings

    return issue_all(sat.contest, sat.user)


def ask(client, number, code=""):
    return client.get(f"/verify/{number}/", {"c": code} if code else {})


def test_with_its_code_it_is_shown_as_it_was_issued(sat, made, client):
    answer = ask(client, made[0].number, made[0].code)
    assert (answer.status_code, answer.context["state"], answer.context["matches"]) == (200, "genuine", True)
    assert sat.entries[0].title in answer.content.decode()


def test_without_its_code_only_that_it_is_valid(sat, made, client):
    answer = ask(client, made[0].number)
    assert (answer.context["state"], answer.context["matches"]) == ("genuine", False)
    assert sat.entries[0].title not in answer.content.decode()


def test_with_a_wrong_code_it_is_not_confirmed(sat, made, client):
    answer = ask(client, made[0].number, "0" * 16)
    assert answer.context["state"] == "false"
    assert sat.entries[0].title not in answer.content.decode()


def test_a_number_that_was_never_issued_is_unknown(made, client):
    answer = ask(client, "GX2026-5G-9999", "x")
    assert (answer.status_code, answer.context["state"]) == (404, "unknown")


def test_a_revoked_one_says_since_when_and_not_why(sat, made, client):
    from gaoxin_web.contests.services.certificates import revoke  # noqa: PLC0415 - likewise

    revoke(made[0], "内部调查结论", sat.user)
    for code in ("", made[0].code):
        answer = ask(client, made[0].number, code)
        told = answer.content.decode()
        made[0].refresh_from_db()
        assert answer.context["state"] == "revoked"
        assert "内部调查结论" not in told
        assert "不再有效" in told


def test_a_replaced_one_names_the_one_that_replaced_it(sat, made, client):
    from gaoxin_web.contests.services.certificates import reissue  # noqa: PLC0415 - likewise

    new = reissue(made[0], "名称有误", sat.user)
    answer = ask(client, made[0].number, made[0].code)
    assert answer.context["state"] == "replaced"
    assert f"/verify/{new.number}/" in answer.content.decode()


def test_one_changed_in_the_database_is_not_confirmed(made, client):
    from gaoxin_web.contests.models import Certificate  # noqa: PLC0415 - likewise

    forged = made[0].content | {"body": "特等奖"}
    with connection.cursor() as cursor:
        table = Certificate._meta.db_table
        cursor.execute(f"UPDATE {table} SET content = %s WHERE id = %s", [json.dumps(forged), made[0].pk])
    answer = ask(client, made[0].number, made[0].code)
    assert answer.context["state"] == "false"
    assert "特等奖" not in answer.content.decode()


def test_the_form_leads_to_the_number(made, client):
    answer = client.get("/verify/", {"number": f" {made[0].number.lower()} ", "c": made[0].code})
    assert answer.url == f"/verify/{made[0].number}/?c={made[0].code}"
    assert client.get("/verify/", {"number": "../x"}).status_code == 200


def test_one_address_asks_sixty_times_in_ten_minutes(client):
    answers = [ask(client, "GX-1").status_code for _time in range(61)]
    assert answers == [404] * 60 + [429]


def test_nothing_personal_is_told_beyond_what_is_printed(sat, made, client):
    entry = sat.entries[0]
    type(entry).objects.filter(pk=entry.pk).update(contact="李联系", phone="13909520001", email="a@b.example")
    told = ask(client, made[0].number, made[0].code).content.decode()
    assert not any(secret in told for secret in ("李联系", "13909520001", "a@b.example", sat.user.username))


def test_it_is_asked_in_english_too(made, client):
    client.cookies["django_language"] = "en"
    assert "Certificate is valid" in ask(client, made[0].number, made[0].code).content.decode()

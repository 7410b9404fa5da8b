"""A token reaches what its owner reaches, less what it does not carry, and not a row more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import get_resolver
from django.utils import timezone

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.accounts.roles import KNOWN, PUBLIC
from gaoxin_web.api.documentation import permissions, schema
from gaoxin_web.api.models import ApiToken
from gaoxin_web.api.security import GUESSES
from tests.gaoxin_web.api.conftest import Program, names, problem

pytestmark = pytest.mark.django_db
LISTS = ["enterprises", "facts", "recognitions", "assessments"]


@pytest.mark.parametrize("path", LISTS)
def test_a_list_holds_the_rows_of_the_owners_scope(make, program, zone, path):
    def found(user):
        return {item.get("enterprise_id", item.get("id")) for item in rows(user)}

    def rows(user):
        return program(user).get(path).json()["items"]

    leader, officer = make.user(zone, "leader"), make.user(zone, "officer", "own", zone.trade)
    with_data = {zone.own.pk, zone.second.pk} if path == "enterprises" else {zone.own.pk}
    assert found(leader) == with_data
    assert found(officer) == with_data - {zone.own.pk}


@pytest.mark.parametrize("path", ["enterprises/{}", "enterprises/{}/facts", "enterprises/{}/assessments"])
def test_an_enterprise_out_of_scope_is_not_there(make, program, zone, path):
    caller = program(make.user(zone, "officer", "own", zone.science))
    seen = [caller.get(path.format(firm.pk)).status_code for firm in (zone.own, zone.second, zone.foreign)]
    assert seen == [200, 404, 404]
    assert problem(caller.get(path.format(zone.foreign.pk))).detail == "没有这条记录，或不在您的数据范围内。"


def test_every_endpoint_asks_for_a_token_with_a_permission_of_its_own(client):
    for (method, path), permission in permissions().items():
        address = path.replace("{pk}", "1").replace("{name}", "hnte")
        response = getattr(client, method)(address, content_type="application/json")
        assert permission in KNOWN - {PUBLIC}
        assert (address, problem(response).status) == (address, 401)
    assert set(permissions()) == {(method, path) for path, of in schema()["paths"].items() for method in of}


def test_a_session_opens_no_endpoint(sign_in, officer):
    assert problem(sign_in(officer).get("/api/v1/enterprises")).status == 401


def test_a_scope_the_token_does_not_carry_is_refused(program, officer):
    said = problem(program(officer, ["ladder.view"]).get("enterprises"))
    assert (said.status, said.detail) == (403, "令牌没有所需的权限：register.view。")
    assert AuditEvent.objects.get(action="api.use").detail == {"needs": "register.view"}


def test_a_token_never_carries_what_its_owner_lacks(make, program, zone):
    program(make.user(zone, "leader"), ["register.view", "ladder.assess", "accounts.manage"])
    assert ApiToken.objects.get().scopes == ["register.view"]


def test_what_the_owner_loses_the_token_loses(make, program, zone):
    leader = make.user(zone, "leader")
    caller = program(leader)
    assert caller.get("enterprises").status_code == 200
    leader.grants.update(until="2020-01-01")
    assert caller.get("enterprises").status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"must_change_password": True},
    ],
)
def test_an_account_that_may_not_work_has_no_working_token(program, officer, change):
    caller = program(officer)
    for name, value in change.items():
        setattr(officer, name, value)
    officer.save()
    assert caller.get("me").status_code == 401


@pytest.mark.parametrize(("seconds", "status"), [(60, 200), (-1, 401)])
def test_a_token_works_until_it_expires(program, officer, seconds, status):
    caller = program(officer)
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(seconds=seconds))
    assert caller.get("me").status_code == status


def test_only_a_digest_of_a_token_is_kept(program, officer):
    words = program(officer).words
    token = ApiToken.objects.get()
    assert words.startswith(token.prefix + ".")
    assert words.partition(".")[2] not in str(vars(token))
    assert len(token.digest) == 64


def test_the_right_beginning_with_other_words_opens_nothing(client, program, officer):
    words = program(officer).words
    assert Program(client, words[:-1] + ("A" if words[-1] != "A" else "B")).get("me").status_code == 401


def test_guessing_is_stopped(client, program, officer):
    guess = Program(client, "gx_00000000.nothing")
    assert [guess.get("me").status_code for _ in range(GUESSES)] == [401] * GUESSES
    assert problem(guess.get("me")).detail == "令牌错误次数过多，请一分钟后再试。"


def test_use_is_noted_at_most_once_a_minute(program, officer):
    caller = program(officer)
    caller.get("me")
    first = ApiToken.objects.get().last_used_at
    caller.get("me")
    assert first is not None
    assert ApiToken.objects.get().last_used_at == first


def test_every_path_below_the_api_is_marked_for_the_middleware():
    resolver = next(part for part in get_resolver().url_patterns if str(part.pattern) == "api/")
    marks = []

    def walk(patterns):
        for part in patterns:
            if hasattr(part, "url_patterns"):
                walk(part.url_patterns)
            else:
                view = part.callback
                marks.append(getattr(view, "permission", None) or getattr(view.view_class, "permission", None))

    walk(resolver.url_patterns)
    assert set(marks) == {PUBLIC, "api.use", "accounts.manage"}


def test_a_second_zone_sees_its_own_enterprises(make, program, zone):
    assert names(program(make.user(zone.foreign.zone, "leader")).get("enterprises")) == ["别区有限公司"]

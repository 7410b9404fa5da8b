"""One's own tokens on a page, and the documentation."""

from __future__ import annotations

import re
import time

import pytest

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.api.models import ApiToken
from tests.gaoxin_web.api.conftest import Program

pytestmark = pytest.mark.django_db
FORM = {"name": "数据平台", "days": "90", "scopes": ["register.view"]}


@pytest.fixture
def page(sign_in, officer):
    """The officer's browser, the password given just now."""
    client = sign_in(officer)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(officer.pk)
    session.save()
    return client


def test_a_new_token_is_shown_once_and_works(client, page):
    shown = page.post("/api/tokens/", FORM).content.decode()
    words = re.search(r'id="words"[^>]*value="(gx_[^"]+)"', shown)[1]
    assert words not in page.get("/api/tokens/").content.decode()
    page.logout()
    assert Program(client, words).get("enterprises").json()["count"] == 1
    made = AuditEvent.objects.get(action="api.make")
    assert words not in str(made.detail) + made.target


@pytest.mark.parametrize(("name", "value"), [("name", ""), ("days", "31"), ("scopes", [])])
def test_a_fault_in_the_form_keeps_what_was_written(page, name, value):
    answer = page.post("/api/tokens/", {**FORM, name: value}).content.decode()
    assert not ApiToken.objects.exists()
    assert answer.count("invalid-feedback") == 1
    assert ('value="数据平台"' in answer) == (name != "name")


def test_a_revoked_token_opens_nothing(client, page, program, officer):
    caller = program(officer)
    assert caller.get("me").status_code == 200
    page.post(f"/api/tokens/{ApiToken.objects.get().pk}/revoke/")
    assert caller.get("me").status_code == 401
    assert "已作废" in page.get("/api/tokens/").content.decode()


def test_nobody_revokes_anothers_token(make, zone, page, program):
    program(make.user(zone, "leader"))
    assert page.post(f"/api/tokens/{ApiToken.objects.get().pk}/revoke/").status_code == 404
    assert ApiToken.objects.get().revoked_at is None


def test_making_a_token_asks_for_the_password_again(sign_in, officer):
    response = sign_in(officer).post("/api/tokens/", FORM)
    assert not ApiToken.objects.exists()
    assert (response.status_code, response["location"].partition("?")[0]) == (302, "/account/reauthenticate/")


@pytest.mark.parametrize("path", ["tokens/", "v1/docs", "v1/openapi.json"])
@pytest.mark.parametrize(
    ("role", "status"), [("system_admin", 403), ("auditor", 403), ("enterprise", 403), ("judge", 403), (None, 403)]
)
def test_pages_of_the_api_are_for_who_may_use_it(make, zone, sign_in, path, role, status):
    assert sign_in(make.user(zone, role)).get(f"/api/{path}").status_code == status


def test_the_documentation_names_every_endpoint_and_loads_nothing_from_elsewhere(page):
    shown = page.get("/api/v1/docs").content.decode()
    paths = page.get("/api/v1/openapi.json").json()["paths"]
    assert all(f">{path}</code>" in shown for path in paths)
    assert len(paths) == 12
    assert re.findall(r'(?:src|href)="(?:https?:)?//', shown) == []

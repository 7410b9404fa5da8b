"""What every answer carries, how cookies are sealed, and what is said before an unsafe start."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from django.core.checks import run_checks
from django.test import Client

from gaoxin_web import environment

pytestmark = pytest.mark.django_db


def django(tmp_path, code, **environ):
    """Run with an installation's own environment; what it printed."""
    given = {name: value for name, value in os.environ.items() if not name.startswith(("GAOXIN_", "DATABASE_"))}
    given |= {"GAOXIN_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "gaoxin_web.settings", **environ}
    return subprocess.run([sys.executable, *code], env=given, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("debug", "https", "hosts", "said"),
    [
        (False, False, ["localhost"], []),
        (True, False, ["localhost", "127.0.0.1"], []),
        (True, True, ["localhost"], ["gaoxin.E001"]),
        (True, False, ["zone.example.cn"], ["gaoxin.E001"]),
        (False, True, ["zone.example.cn"], []),
    ],
)
def test_debug_is_refused_where_others_can_reach_the_system(settings, debug, https, hosts, said):
    settings.DEBUG, settings.HTTPS, settings.ALLOWED_HOSTS = debug, https, hosts
    assert [each.id for each in run_checks() if each.id.startswith("gaoxin.")] == said


@pytest.mark.parametrize(
    ("https", "hosts", "said"), [(False, ["a.cn"], ["gaoxin.W001"]), (False, ["localhost"], []), (True, ["a.cn"], [])]
)
def test_serving_others_without_https_is_warned_of(settings, https, hosts, said):
    settings.HTTPS, settings.ALLOWED_HOSTS = https, hosts
    assert [each.id for each in run_checks(include_deployment_checks=True) if each.id == "gaoxin.W001"] == said


ASK = """
import django
django.setup()
from django.test import Client
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
plain = Client().get("/account/login/")
print(plain.status_code, plain.get("Location"))
answer = Client().get("/account/login/", headers={"x-forwarded-proto": "https"})
print(answer.status_code, answer["Strict-Transport-Security"])
print(*sorted((c.key, bool(c["secure"]), bool(c["httponly"]), c["samesite"]) for c in answer.cookies.values()))
print(settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE)
print(Client().get("/healthy").status_code)
"""


@pytest.mark.own_database
def test_with_https_all_goes_by_https_and_cookies_only_there(tmp_path, ready_folder):
    shutil.copytree(ready_folder, tmp_path, dirs_exist_ok=True)
    environ = {"GAOXIN_HTTPS": "1", "GAOXIN_BEHIND_PROXY": "1"}
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    static = f"from gaoxin_web.settings import *\nSTORAGES['staticfiles'] = {{'BACKEND': '{plain}'}}\n"
    (tmp_path / "https_settings.py").write_text(static)
    answer = django(tmp_path, ["-c", ASK], **environ, DJANGO_SETTINGS_MODULE="https_settings", PYTHONPATH=str(tmp_path))
    assert answer.stdout.splitlines() == [
        "301 https://testserver/account/login/",
        "200 max-age=31536000",
        "('csrftoken', True, False, 'Lax')",
        "True True Lax",
        "200",
    ]


def test_no_page_may_be_framed_guessed_at_or_run_a_script_of_its_own(client):
    answer = client.get("/account/login/")
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "style-src": "'self'",
        "object-src": "'none'",
        "frame-ancestors": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
    }
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"], answer["Referrer-Policy"]) == (
        "DENY",
        "nosniff",
        "same-origin",
    )


def test_a_choice_that_is_none_is_heard_of_at_the_start(monkeypatch):
    monkeypatch.setenv("GAOXIN_MFA_FOR", "everyone")
    with pytest.raises(ValueError, match="GAOXIN_MFA_FOR: everyone is not known; none, administrators, all are"):
        environment.choice("MFA_FOR", "none", "administrators", "all")


@pytest.mark.parametrize(("written", "days"), [("30", 180), ("180", 180), ("181", 181), ("", 400)])
def test_an_audit_log_is_never_kept_less_than_180_days(monkeypatch, written, days):
    monkeypatch.setenv("GAOXIN_AUDIT_DAYS", written)
    assert environment.number("AUDIT_DAYS", 400, least=180) == days


@pytest.mark.parametrize(
    ("written", "handler"),
    [
        ("", {"class": "logging.NullHandler"}),
        ("/dev/log", {"class": "logging.handlers.SysLogHandler", "formatter": "syslog", "address": "/dev/log"}),
        ("log:514", {"class": "logging.handlers.SysLogHandler", "formatter": "syslog", "address": ("log", 514)}),
    ],
)
def test_events_go_to_syslog_where_one_is_named(monkeypatch, written, handler):
    monkeypatch.setenv("GAOXIN_SYSLOG", written)
    assert environment.audit_handler() == handler


def test_a_form_without_its_token_is_refused(make, zone):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/account/login/", {"login": "a", "password": "b"}).status_code == 403


def test_what_a_database_address_asks_of_its_connection_is_kept(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@db.example/gx?sslmode=require&connect_timeout=5")
    assert environment.database(tmp_path)["OPTIONS"] == {"sslmode": "require", "connect_timeout": "5"}

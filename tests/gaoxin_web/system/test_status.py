"""What an administrator sees of the installation, and what lies over every page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.collection.tasks import hand_out_forms
from gaoxin_web.system import status

pytestmark = pytest.mark.django_db


def line(name, later=timedelta(), since=None):
    now = (since or timezone.now()) + later
    return next((one.value, bool(one.advice)) for one in status.found(now) if one.name == name)


def test_a_backup_never_made_is_asked_for():
    assert line("最近备份") == ("还没有", True)


@pytest.mark.parametrize(("later", "asked"), [(timedelta(days=2), False), (timedelta(days=2, seconds=9), True)])
def test_a_backup_older_than_two_days_is_asked_for(later, asked):
    at = audit.record("system.backup").at
    assert line("最近备份", later, at) == (f"{timezone.localtime(at):%Y-%m-%d %H:%M}", asked)


def test_a_failed_verification_is_none():
    audit.record("audit.verify", result="failed")
    assert line("最近校验审计链") == ("还没有", True)


def test_a_rehearsed_restore_is_noted(zone, admin, sign_in):
    client = sign_in(admin)
    client.post("/system/status/rehearsed/")
    event = AuditEvent.objects.get(action="backup.rehearse")
    assert (event.user, line("最近恢复演练")[1], line("最近恢复演练", timedelta(days=32))[1]) == (admin, False, True)


@pytest.mark.parametrize(("later", "stuck"), [(timedelta(minutes=4), False), (timedelta(minutes=6), True)])
def test_a_task_that_waits_long_has_no_worker(settings, later, stuck):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    hand_out_forms.enqueue(1)
    assert line("后台任务", later) == ("排队 1 项", stuck)
    DBTaskResult.objects.all().delete()
    assert line("后台任务", later) == ("没有排队的任务", False)


def test_the_settings_in_force_are_shown(zone, admin, sign_in, settings):
    settings.BULK_ROWS, settings.IDLE_MINUTES = 4321, 17
    page = sign_in(admin).get("/system/status/").content.decode()
    assert [word in page for word in ("4,321", "17 分钟", "GAOXIN_IDLE_MINUTES")] == [True] * 3


def test_the_watermark_names_who_looks_and_is_only_theirs(make, zone, sign_in, settings):
    user = make.user(zone, "leader", username="chen", name="陈<主任>")
    answer = sign_in(user).get("/system/watermark.svg")
    drawn = answer.content.decode()
    assert ("陈&lt;主任&gt; chen" in drawn, f"{timezone.localdate()}" in drawn) == (True, True)
    assert (answer["Content-Type"], "private" in answer["Cache-Control"], "Cookie" in answer["Vary"]) == (
        "image/svg+xml",
        True,
        True,
    )
    settings.WATERMARK = False
    assert "chen" not in sign_in(user).get("/system/watermark.svg").content.decode()


def test_the_watermark_lies_over_pages_of_the_signed_in_only(client, zone, admin, sign_in):
    without = client.get("/account/login/").content.decode()
    assert ("watermark.svg" in without, "watermark.svg" in sign_in(admin).get("/system/users/").content.decode()) == (
        False,
        True,
    )

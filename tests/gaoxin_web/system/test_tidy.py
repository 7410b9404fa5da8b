"""``tidy`` takes out what has ended, and nothing that is in use."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from gaoxin_web.enterprises.models import Merge, Recognition
from gaoxin_web.system.management.commands.tidy import DAY, LEAST_DAYS, RESTORED_DAYS

pytestmark = pytest.mark.django_db


def test_ended_sessions_go_and_running_ones_stay(zone, admin, sign_in, client):
    sign_in(admin).get("/system/users/")
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(seconds=1))
    UserSession.objects.create(user=admin, ip="10.0.0.1", session_key="gone", data={})
    call_command("tidy", verbosity=0)
    assert [one.session_key for one in Session.objects.all()] == [client.session.session_key]
    assert [one.session_key for one in UserSession.objects.all()] == [client.session.session_key]


def test_what_killed_work_left_behind_goes_after_a_day(settings):
    ages = {"backup-a": DAY + 60, "restore-b": DAY + 60, "backup-c": 60, "files": DAY + 60}
    for name, age in ages.items():
        folder = Path(settings.DATA) / name
        folder.mkdir(exist_ok=True)
        os.utime(folder, (time.time() - age, time.time() - age))
    call_command("tidy", verbosity=0)
    assert [name for name in ages if (Path(settings.DATA) / name).exists()] == ["backup-c", "files"]


@pytest.mark.parametrize(("days", "kept"), [(LEAST_DAYS - 1, 1), (LEAST_DAYS + 1, 0)])
def test_tries_to_sign_in_are_kept_half_a_year(days, kept):
    AccessAttempt.objects.create(username="x", ip_address="10.0.0.1", failures_since_start=1)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(days=days))
    call_command("tidy", verbosity=0)
    assert AccessAttempt.objects.count() == kept


def papers(settings, ages):
    root = Path(settings.MEDIA_ROOT)
    for name, days in ages.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"%PDF-")
        os.utime(root / name, (time.time() - days * DAY - 60,) * 2)
    return lambda: [name for name in ages if (root / name).exists()]


def test_papers_no_record_names_go_after_a_day(settings, make):
    left = papers(settings, {"certificates/a.pdf": 1, "documents/b.pdf": 1, "certificates/new.pdf": 0, "runs/x": 1})
    firm = make.enterprise(make.zone())
    Recognition.objects.create(enterprise=firm, kind="hnte", file="certificates/a.pdf")
    call_command("tidy", verbosity=0)
    assert left() == ["certificates/a.pdf", "certificates/new.pdf", "runs/x"]


@pytest.mark.parametrize(("days", "stays"), [(RESTORED_DAYS - 1, True), (RESTORED_DAYS + 1, False)])
def test_the_certificate_of_what_was_taken_off_stays_as_long_as_it_may_be_put_back(settings, make, days, stays):
    left = papers(settings, {"certificates/a.pdf": 400})
    held = Recognition.objects.create(enterprise=make.enterprise(make.zone()), kind="hnte", file="certificates/a.pdf")
    held.delete()
    Recognition.history.filter(history_type="-").update(history_date=timezone.now() - timedelta(days=days))
    call_command("tidy", verbosity=0)
    assert bool(left()) is stays


def test_a_paper_laid_aside_by_a_merge_stays_until_that_is_undone(settings, make):
    left = papers(settings, {"documents/a.pdf": 400})
    firm = make.enterprise(make.zone())
    aside = [{"model": "enterprises.document", "pk": 1, "fields": {"file": "documents/a.pdf"}}]
    merge = Merge.objects.create(zone=firm.zone, kept=firm, gone=999, name="x", reason="x", aside=aside)
    call_command("tidy", verbosity=0)
    assert left() == ["documents/a.pdf"]
    Merge.objects.filter(pk=merge.pk).update(undone_at=timezone.now())
    call_command("tidy", verbosity=0)
    assert left() == []

"""The audit log: what it keeps, what it leaves out, and that nothing of it can be changed unseen."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import threading
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.archive import archive, unlike
from gaoxin_web.accounts.models import AuditArchive, AuditEvent, AuditHead

pytestmark = pytest.mark.django_db


def tamper(pk, **fields):
    """As somebody with the database would, past the application."""
    table = AuditEvent._meta.db_table
    with connection.cursor() as cursor:
        for name, value in fields.items():
            cursor.execute(f"UPDATE {table} SET {name} = %s WHERE id = %s", [value, pk])


def remove(pk):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {AuditEvent._meta.db_table} WHERE id = %s", [pk])


def five():
    return [audit.record("plan.view", target=str(number)).pk for number in range(5)]


def test_a_chain_holds_from_the_first_event_to_its_head():
    five()
    assert audit.verify() == audit.Finding(5)


def test_a_changed_event_is_found():
    changed = five()[2]
    tamper(changed, target="another")
    finding = audit.verify()
    assert (finding.broken.pk, finding.why, finding.events) == (changed, "changed", 3)
    assert audit.verify().broken.pk == changed


@pytest.mark.parametrize("gone", [0, 2])
def test_after_a_removed_event_the_next_does_not_join(gone):
    events = five()
    remove(events[gone])
    finding = audit.verify()
    assert (finding.broken.pk, finding.why) == (events[gone + 1], "gap")


def test_events_removed_at_the_end_are_missed():
    remove(five()[-1])
    assert audit.verify() == audit.Finding(4, None, "cut")


def test_what_is_kept_reads_back_with_the_same_digest(make, zone):
    user = make.user(zone)
    detail = {"on": date(2026, 5, 15), "ratio": 0.05, "much": 1e30, "rows": 3, "names": ("甲", "乙\x00"), "none": None}
    made = audit.record("register.export", user=user, target=zone, detail=detail)
    kept = AuditEvent.objects.get(pk=made.pk)
    assert audit.digest(kept) == kept.digest
    assert kept.detail == {
        "on": "2026-05-15",
        "ratio": 0.05,
        "much": "1e+30",
        "rows": 3,
        "names": ["甲", "乙 "],
        "none": None,
    }


def test_secrets_are_left_out_however_deep():
    detail = {
        "after": {"new_password": "x", "phone": "139"},
        "list": [{"api_token": "t"}],
        "code": "1",
        "uscc_code": "9",
    }
    assert audit.record("a.b", detail=detail).detail == {
        "after": {"new_password": "•••", "phone": "•••"},
        "list": [{"api_token": "•••"}],
        "code": "•••",
        "uscc_code": "9",
    }


def test_a_name_cannot_forge_a_second_line():
    assert audit.record("a.b", target="x\n2026 admin login\x1b[0m").target == "x 2026 admin login [0m"


def test_the_application_neither_changes_nor_deletes_an_event():
    event = audit.record("a.b")
    for act in (
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(target="x"),
    ):
        with pytest.raises(TypeError):
            act()


def test_every_event_goes_to_the_log_for_syslog_too(caplog):
    log = logging.getLogger("gaoxin.audit")
    log.addHandler(caplog.handler)
    event = audit.record("grant.give", target="x")
    log.removeHandler(caplog.handler)
    lines = [json.loads(line.message) for line in caplog.records if line.name == "gaoxin.audit"]
    assert lines[-1] == audit.said(event)


def test_a_refusal_is_recorded_with_who_and_where(make, zone, sign_in):
    client = sign_in(make.user(zone, "auditor", username="shen"))
    response = client.get("/system/users/", REMOTE_ADDR="10.1.2.3", headers={"user-agent": "T/1"})
    event = AuditEvent.objects.first()
    assert response.status_code == 403
    assert (event.action, event.result, event.target, event.username, event.roles) == (
        "access",
        "refused",
        "/system/users/",
        "shen",
        "auditor",
    )
    assert (event.address, event.agent, event.request_id) == ("10.1.2.3", "T/1", response["X-Request-Id"])
    assert event.detail == {"needs": "accounts.view"}


def test_a_failed_sign_in_keeps_a_known_name_and_only_the_beginning_of_another(make, zone, client):
    make.user(zone, username="zhou")
    for name in ("zhou", "Secret-Horse-99"):
        client.post("/account/login/", {"login": name, "password": "wrong"})
    found = AuditEvent.objects.filter(action="account.login").order_by("pk")
    assert [(event.target, event.result, event.zone) for event in found] == [
        ("zhou", "failed", zone),
        ("Se***", "failed", zone),
    ]


def aged(days):
    """Events recorded so long ago."""
    from unittest import mock  # noqa: PLC0415 - the clock is the one thing stood in for

    with mock.patch.object(timezone, "now", return_value=timezone.now() - timedelta(days=days)):
        return [audit.record("old.event", target=str(number)).pk for number in range(3)]


def test_old_events_go_to_a_file_and_the_chain_still_holds(tmp_path):
    old, new = aged(401), five()
    made = archive(tmp_path, 400)
    lines = [json.loads(line) for line in (tmp_path / made.file).read_text().splitlines()]
    assert [line["pk"] for line in lines] == old
    assert lines[-1]["digest"] == made.last_digest == AuditEvent.objects.get(pk=new[0]).previous
    assert (tmp_path / f"{made.file}.sha256").read_text() == f"{made.sha256}  {made.file}\n"
    assert (made.events, audit.verify(), unlike(tmp_path)) == (3, audit.Finding(6), [])
    remove(new[0])
    assert audit.verify().why == "gap"


@pytest.mark.parametrize(
    ("age", "asked", "archived"), [(179, 1, False), (181, 1, True), (399, 400, False), (401, 400, True)]
)
def test_nothing_younger_than_180_days_leaves_whatever_is_asked(tmp_path, age, asked, archived):
    aged(age)
    assert (archive(tmp_path, asked) is not None) is archived


def test_all_events_may_be_old(tmp_path):
    aged(401)
    archive(tmp_path, 400)
    assert audit.verify() == audit.Finding(1)  # the archiving itself


def test_a_broken_chain_is_not_archived_away(tmp_path):
    tamper(aged(401)[0], target="x")
    with pytest.raises(CommandError, match="审计链不完整"):
        call_command("archive_audit", days=400, out=tmp_path)
    assert (AuditEvent.objects.count(), AuditArchive.objects.count()) == (3, 0)


def test_a_changed_archive_file_is_named(tmp_path, capsys):
    aged(401)
    made = archive(tmp_path, 400)
    call_command("verify_audit", archives=tmp_path)
    assert capsys.readouterr().out == "审计链完整：1 条。\n"
    (tmp_path / made.file).write_text("{}")
    with pytest.raises(SystemExit, match="1"):
        call_command("verify_audit", archives=tmp_path)
    assert capsys.readouterr().out == f"审计链完整：1 条。\n归档文件缺失、被改或不相接：{made.file}\n"


def test_the_command_prints_the_first_event_that_does_not_hold(tmp_path, capsys):
    events = five()
    tamper(events[1], action="other.act")
    with pytest.raises(SystemExit, match="1"):
        call_command("verify_audit", archives=tmp_path)
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "审计链在第 2 条断开：事件内容与摘要不符（被改过）。"
    assert out[1].startswith(f"  编号 {events[1]} · ")


MANY = """
import threading, django
django.setup()
from django.db import connection
from gaoxin_web.accounts import audit
def write(name):
    for number in range(20):
        audit.record("many.write", target=f"{name} {number}")
    connection.close()
writers = [threading.Thread(target=write, args=(str(name),)) for name in range(4)]
[writer.start() for writer in writers]
[writer.join() for writer in writers]
"""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL is tested in its own database below")
def test_many_threads_of_many_processes_write_one_chain_on_sqlite(tmp_path, ready_folder):
    shutil.copytree(ready_folder, tmp_path, dirs_exist_ok=True)
    environ = os.environ | {"GAOXIN_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "gaoxin_web.settings"}
    environ.pop("DATABASE_URL", None)
    writers = [subprocess.Popen([sys.executable, "-c", MANY], env=environ) for _ in range(2)]
    assert [writer.wait() for writer in writers] == [0, 0]
    verify = [sys.executable, "-m", "gaoxin_web", "verify_audit"]
    out = subprocess.run(verify, env=environ, check=True, capture_output=True, text=True).stdout
    assert out == "审计链完整：160 条。\n"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory belongs to one thread")
@pytest.mark.django_db(transaction=True)
def test_many_threads_write_one_chain_on_postgresql():
    def write(name):
        for number in range(20):
            audit.record("many.write", target=f"{name} {number}")
        connection.close()

    writers = [threading.Thread(target=write, args=(str(name),)) for name in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert audit.verify() == audit.Finding(160)


def test_without_an_event_the_chain_holds():
    AuditHead.objects.all().delete()
    assert audit.verify() == audit.Finding(0)


def test_events_written_while_the_chain_is_read_do_not_break_it(monkeypatch):
    """The head is read first; whatever comes after it belongs to the next reading."""
    for number in range(3):
        audit.record("test.event", target=number)
    real = audit.AuditArchive.objects.order_by

    def slowly(*fields):
        audit.record("test.event", target="meanwhile")
        return real(*fields)

    monkeypatch.setattr(audit.AuditArchive.objects, "order_by", slowly)
    assert audit.verify().holds is True


def test_events_without_a_head_are_cut():
    audit.record("test.event")
    AuditHead.objects.all().delete()
    assert audit.verify().why == "cut"

"""A worker killed in the middle: nothing is lost, nothing is half-done, and the next one finishes."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parents[4]
ROWS = 600
TABLES = (
    "enterprises_enterprise",
    "enterprises_filing",
    "enterprises_factsheet",
    "enterprises_recognition",
    "enterprises_alias",
    "enterprises_historicalenterprise",
)
DJANGO = """
import django; django.setup()
from django.core.management import call_command
from gaoxin_web.accounts.models import Grant, User, Zone
from gaoxin_web.enterprises.imports.services import batches
from gaoxin_web.enterprises.imports.tasks import resume
from gaoxin_web.enterprises.models import Batch, Enterprise
"""
WORK = """
call_command("db_worker", batch=True, startup_delay=False, reload=False, verbosity=0)
"""
PREPARE = """
from io import BytesIO
import xlsxwriter
from django.core.files import File
from django.utils import timezone
zone = Zone.objects.create(code="z", name="示例高新区")
user = User.objects.create_user("officer", "Correct-Horse-9", zone=zone)
Grant.objects.create(user=user, role="officer", scope="zone", approved_at=timezone.now())
Enterprise.objects.create(zone=zone, name="宁夏示例0号制造有限公司")
file = BytesIO()
book = xlsxwriter.Workbook(file)
sheet = book.add_worksheet()
sheet.write_row(0, 0, ["企业名称", "产业链", "高企", "2023年营业收入（万元）", "2022年营业收入（万元）"])
for at in range({rows}):
    sheet.write_row(at + 1, 0, [f"宁夏示例{{at}}号制造有限公司", "光伏", "√", at, at])
book.close()
file.seek(0)
batch, _ = batches.upload(user, File(file, "表.xlsx"))
"""
DECIDE = """
batch = Batch.objects.get()
print(batch.state, batch.rows.count())
batch.rows.filter(change="review").update(candidates=[])
batches.decide_alone(batch.pk)
batches.give_reason(batch.pk, "已核对")
batches.commit(batch.pk, User.objects.get())
print("committed")
"""
RESUME = """
print(resume())
"""


class Installation:
    """An installation in a folder of its own, its work done by processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "GAOXIN_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "gaoxin_web.settings",
            "PYTHONPATH": str(ROOT / "src"),
            "PYTHONUNBUFFERED": "1",
        }
        self.environment.pop("DATABASE_URL", None)

    def start(self, *code: str) -> subprocess.Popen:
        command = [sys.executable, "-c", "".join((DJANGO, *code))]
        return subprocess.Popen(command, env=self.environment, cwd=self.folder, stdout=subprocess.PIPE, text=True)

    def ask(self, query: str) -> list[tuple]:
        with sqlite3.connect(f"file:{self.folder / 'gaoxin.sqlite3'}?mode=ro", uri=True) as database:
            return database.execute(query).fetchall()

    def counts(self) -> dict[str, int]:
        return {table: self.ask(f"select count(*) from {table}")[0][0] for table in TABLES}

    @property
    def state(self) -> str:
        return self.ask("select state from enterprises_batch")[0][0]

    def told(self) -> tuple[str, int, int]:
        """How far the worker says it is."""
        try:
            return tuple(json.loads((self.folder / "files/batches/work/1.json").read_text()))
        except (OSError, ValueError):
            return "", 0, 0


@pytest.fixture
def installation(tmp_path, db):
    """Its tables are those of the tests, copied; where the tests have another database, they are made."""
    found = Installation(tmp_path)
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(tmp_path / "gaoxin.sqlite3") as database:
            schema = connection.connection.execute("select sql from sqlite_master where sql is not null order by rowid")
            for (statement,) in schema.fetchall():
                if not statement.startswith("CREATE TABLE sqlite_"):
                    database.execute(statement)
            known = connection.connection.execute("select app, name, applied from django_migrations").fetchall()
            database.executemany("insert into django_migrations (app, name, applied) values (?, ?, ?)", known)
    else:
        assert found.start("call_command('migrate', verbosity=0)").wait() == 0
    return found


def kill_while(installation, worker, step, least):
    """Kill a worker while it is at a step, ``least`` done of it; what it had printed."""
    until = time.monotonic() + 300
    while time.monotonic() < until:
        told = installation.told()
        if told[0] == step and told[1] >= least:
            worker.send_signal(signal.SIGKILL)
            assert worker.wait() == -signal.SIGKILL
            return told, worker.stdout.read()
        assert worker.poll() is None, f"the worker was done before it was at {step}"
        time.sleep(0.002)
    raise AssertionError(f"the worker never came to {step}")


def test_a_killed_worker_leaves_nothing_half_done_and_the_next_one_finishes(installation):
    first = installation.start(PREPARE.format(rows=ROWS), WORK)
    kill_while(installation, first, "comparing", 0)
    assert (installation.state, installation.ask("select count(*) from enterprises_batchrow")) == ("reading", [(0,)])
    before = installation.counts()
    second = installation.start(RESUME, WORK, DECIDE, WORK)
    (step, done, total), printed = kill_while(installation, second, "writing", 500)
    assert (step, 0 < done <= total, installation.state) == ("writing", True, "running")
    assert printed.split() == ["1", "read", str(ROWS), "committed"]  # the first worker's task was taken up and done
    assert installation.counts() == before
    third = installation.start(RESUME, RESUME, WORK)  # it is in the queue: it is not queued twice
    assert third.communicate()[0].split() == ["1", "0"]
    assert third.wait() == 0
    after = installation.counts()
    assert installation.state == "done"
    assert {table: after[table] - before[table] for table in TABLES} == {
        "enterprises_enterprise": ROWS - 1,
        "enterprises_filing": ROWS * 3,
        "enterprises_factsheet": ROWS * 3,
        "enterprises_recognition": ROWS,
        "enterprises_alias": 0,
        "enterprises_historicalenterprise": ROWS,
    }

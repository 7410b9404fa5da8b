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

ROOT = Path(__file__).parents[4]
ROWS = 400
TABLES = (
    "enterprises_enterprise",
    "enterprises_filing",
    "enterprises_factsheet",
    "enterprises_recognition",
    "enterprises_alias",
    "enterprises_historicalenterprise",
)
PREPARE = """
import django; django.setup()
from io import BytesIO
import xlsxwriter
from django.core.files import File
from django.utils import timezone
from gaoxin_web.accounts.models import Grant, User, Zone
from gaoxin_web.enterprises.imports.services import batches
from gaoxin_web.enterprises.models import Batch, Enterprise
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
import django; django.setup()
from gaoxin_web.accounts.models import User
from gaoxin_web.enterprises.imports.services import batches
from gaoxin_web.enterprises.models import Batch
batch = Batch.objects.get()
batch.rows.filter(change="review").update(candidates=[])
batches.decide_alone(batch.pk)
batches.give_reason(batch.pk, "已核对")
batches.commit(batch.pk, User.objects.get())
"""
RESUME = """
import django; django.setup()
from gaoxin_web.enterprises.imports.tasks import resume
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
        }
        self.environment.pop("DATABASE_URL", None)
        self.manage("migrate", "-v0")

    def manage(self, *words: str) -> None:
        subprocess.run([sys.executable, "-m", "django", *words], env=self.environment, check=True, cwd=self.folder)

    def run(self, code: str) -> str:
        command = [sys.executable, "-c", code]
        return subprocess.run(
            command, env=self.environment, check=True, cwd=self.folder, capture_output=True, text=True
        ).stdout.strip()

    def worker(self) -> subprocess.Popen:
        command = [sys.executable, "-m", "django", "db_worker", "--batch", "--no-startup-delay", "-v0"]
        return subprocess.Popen(command, env=self.environment, cwd=self.folder)

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
def installation(tmp_path):
    found = Installation(tmp_path)
    found.run(PREPARE.format(rows=ROWS))
    return found


def kill_while(installation, step, least):
    """Start a worker and kill it while it is at a step, ``least`` done of it."""
    worker, until = installation.worker(), time.monotonic() + 300
    while time.monotonic() < until:
        told = installation.told()
        if told[0] == step and told[1] >= least:
            worker.send_signal(signal.SIGKILL)
            assert worker.wait() == -signal.SIGKILL
            return told
        assert worker.poll() is None, f"the worker was done before it was at {step}"
        time.sleep(0.002)
    raise AssertionError(f"the worker never came to {step}")


def test_a_killed_worker_leaves_nothing_half_done_and_the_next_one_finishes(installation):
    kill_while(installation, "comparing", 0)
    assert (installation.state, installation.ask("select count(*) from enterprises_batchrow")) == ("reading", [(0,)])
    assert installation.run(RESUME) == "1"
    assert installation.worker().wait() == 0
    assert (installation.state, installation.ask("select count(*) from enterprises_batchrow")) == ("read", [(ROWS,)])
    installation.run(DECIDE)
    before = installation.counts()
    step, done, total = kill_while(installation, "writing", 200)
    assert (step, 0 < done <= total, installation.state) == ("writing", True, "running")
    assert installation.counts() == before
    assert installation.run(RESUME + RESUME) == "1\n0"  # it is in the queue: it is not queued twice
    assert installation.worker().wait() == 0
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

"""Whole installations, each with a data folder and database of its own, run as an administrator runs them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ready import address, server_address, sql

ENGINES = [pytest.param("sqlite", marks=pytest.mark.own_database), "postgresql"]
PAIRS = [
    pytest.param("sqlite", "sqlite", marks=pytest.mark.own_database),
    ("sqlite", "postgresql"),
    ("postgresql", "sqlite"),
    ("postgresql", "postgresql"),
]


@dataclass
class Installation:
    folder: Path
    url: str = ""

    def run(self, *words, code=0):
        """A command of ``python -m gaoxin_web``; what it printed, where it ended as expected."""
        environment = {**os.environ, "GAOXIN_DATA": str(self.folder), "DATABASE_URL": self.url, "PYTHONUTF8": "1"}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        command = [sys.executable, "-m", "gaoxin_web", *map(str, words)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        return done.stdout if code != 2 else done.stderr

    def ask(self, code):
        """What a line of Python says inside this installation, as JSON."""
        return json.loads(self.run("shell", "-v", "0", "-c", f"import json; print(json.dumps({code}))"))

    def do(self, code):
        self.run("shell", "-v", "0", "-c", code)


SETTLE = """
from django.core.files.base import ContentFile
from gaoxin_web.accounts import audit
from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.enterprises.models import Batch, Document, Enterprise, FactSheet, Filing
zone = Zone.objects.create(code="shizuishan", name="石嘴山高新区")
user = User.objects.create_user("officer", "Correct-Horse-9", zone=zone)
firm = Enterprise.objects.create(zone=zone, name="示例钽业“一”", uscc="91640200MA00000001", established_on="2011-03-04")
batch = Batch.objects.create(zone=zone, title="年报", sha256="0" * 64)
entry = {"value": 12, "raw": "十二", "cell": "F18"}
Filing.objects.create(enterprise=firm, batch=batch, year=2025, values={"staff": entry})
FactSheet.objects.create(enterprise=firm, year=2025, values={"staff": 12, "listed": None}, sources={"staff": 1})
Document.objects.create(enterprise=firm, title="证书", file=ContentFile("证书内容".encode(), "证书.pdf"), added_by=user)
for number in range(3):
    audit.record("register.change", user=user, target=firm, detail={"n": number})
"""


@pytest.fixture(scope="session")
def settled(ready_folder, tmp_path_factory):
    """A data folder on SQLite with a zone, an enterprise, its facts, a file and a few audited acts."""
    made = Installation(tmp_path_factory.mktemp("settled"))
    shutil.copytree(ready_folder, made.folder, dirs_exist_ok=True)
    made.do(SETTLE)
    return made.folder


@pytest.fixture(scope="session")
def settled_database(ready_database, tmp_path_factory):
    """The same in a PostgreSQL database of the server that DATABASE_URL names; it is only ever copied."""
    server = server_address()
    name = f"settled_{uuid.uuid4().hex[:8]}"
    sql(server, f"CREATE DATABASE {name} TEMPLATE {ready_database}")
    made = Installation(tmp_path_factory.mktemp("settled-pg"), address(server, name))
    made.do(SETTLE)
    yield name, made.folder
    sql(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def new(tmp_path):
    """``new("sqlite")`` or ``new("postgresql")``: an installation nobody has used, its tables not even made."""
    databases = []

    def build(engine="sqlite", template="template1"):
        folder = tmp_path / uuid.uuid4().hex[:8]
        folder.mkdir()
        if engine == "sqlite":
            return Installation(folder)
        server, name = server_address(), f"backup_{uuid.uuid4().hex[:8]}"
        if not server:
            pytest.skip("DATABASE_URL names no PostgreSQL")
        sql(server, f"CREATE DATABASE {name} TEMPLATE {template}")
        databases.append((server, name))
        return Installation(folder, address(server, name))

    yield build
    for server, name in databases:
        sql(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def in_use(new, settled, request):
    """``in_use("postgresql")``: an installation with content."""

    def build(engine="sqlite"):
        if engine == "sqlite":
            made = new()
            shutil.copytree(settled, made.folder, dirs_exist_ok=True)
            return made
        template, folder = request.getfixturevalue("settled_database")
        made = new(engine, template)
        shutil.copytree(folder, made.folder, dirs_exist_ok=True)
        return made

    return build


def connect(url):
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is

    return psycopg.connect(url, autocommit=True)

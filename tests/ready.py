"""Databases with every table made: migrated once per run of the tests, then only copied.

``migrate`` takes seconds; a copy takes none. Whoever wants a database of their own takes :func:`ready_folder` (SQLite)
or :func:`ready_database` (PostgreSQL), both the work of the installation's own ``migrate``.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

DATABASE = "gaoxin.sqlite3"
TESTS_OWN = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "GAOXIN_DATA")


def server_address() -> str:
    """The PostgreSQL that ``DATABASE_URL`` names; empty where it names none."""
    given = os.environ.get("DATABASE_URL", "")
    return given if given.startswith("postgres") else ""


def address(server: str, name: str) -> str:
    """Another database of the same server."""
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def sql(url: str, statement: str) -> None:
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def migrate(folder: Path, url: str = "") -> None:
    surroundings = {key: value for key, value in os.environ.items() if key not in TESTS_OWN}
    surroundings |= {"GAOXIN_DATA": str(folder)} | ({"DATABASE_URL": url} if url else {})
    subprocess.run([sys.executable, "-m", "gaoxin_web", "migrate", "-v0"], env=surroundings, check=True)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all workers of a run."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "ready"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """No other worker is in here meanwhile."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def ready_folder(run_folder: Path) -> Path:
    """The data folder of an installation whose tables are made and empty; it is only ever copied."""
    folder, made = run_folder / "sqlite", run_folder / "sqlite.made"
    with alone(run_folder):
        if not made.exists():
            folder.mkdir(exist_ok=True)
            migrate(folder)
            made.touch()
    return folder


@pytest.fixture(scope="session")
def ready_database(run_folder: Path) -> Iterator[str]:
    """The name of such a database on PostgreSQL; the last worker that used it drops it."""
    server, users = server_address(), run_folder / "users"
    if not server:
        pytest.skip("DATABASE_URL names no PostgreSQL")
    name = f"gaoxin_ready_{run_folder.stat().st_ino}"
    with alone(run_folder):
        count = int(users.read_text()) if users.exists() else 0
        if not count:
            sql(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            sql(server, f"CREATE DATABASE {name}")
            migrate(run_folder, address(server, name))
        users.write_text(str(count + 1))
    yield name
    with alone(run_folder):
        count = int(users.read_text()) - 1
        users.write_text(str(count))
        if not count:
            sql(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> Iterator[None]:
    """Django's test database is a copy of the ready one instead of one more run of all migrations."""
    from django.core.management.commands import migrate as command  # noqa: PLC0415 - after the settings
    from django.db import connection  # noqa: PLC0415 - likewise

    migrating = command.Command.handle
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = request.getfixturevalue("ready_database")
    else:
        folder = request.getfixturevalue("ready_folder")

    def copying(self: object, *words: str, **options: object) -> None:
        if not options.get("run_syncdb"):  # asked by a test, not by Django's making of the test database
            migrating(self, *words, **options)
        elif connection.vendor == "sqlite":
            connection.ensure_connection()
            with closing(sqlite3.connect(folder / DATABASE)) as source:
                source.backup(connection.connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command.Command, "handle", copying)
        yield

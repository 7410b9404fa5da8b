"""One moment of the database, read at leisure while users go on writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.apps.registry import Apps
from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader

MOMENT = "backup_moment"  # the alias of a database that exists for a while


@contextmanager
def moment(folder: Path) -> Iterator[str]:
    """The alias of a database that stands still.

    SQLite is copied with its own online backup, which waits for no writer and stops none.
    PostgreSQL shows one snapshot for as long as a repeatable-read transaction lasts.
    """
    live = connections["default"]
    if live.vendor != "sqlite":
        with transaction.atomic():
            with live.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield "default"
        return
    with temporary(folder / "moment.sqlite3") as alias:
        yield alias


def migrated(alias: str = "default") -> Apps:
    """The models as the migrations of this version make their tables."""
    return MigrationLoader(connections[alias]).project_state().apps


@contextmanager
def temporary(path: Path) -> Iterator[str]:
    """A SQLite file with a copy of the live database, known by an alias until the end."""
    live = connections["default"]
    live.ensure_connection()
    with closing(sqlite3.connect(path)) as target:
        live.connection.backup(target)
    connections.databases[MOMENT] = {**connections.databases["default"], "NAME": path, "OPTIONS": {}}
    try:
        yield MOMENT
    finally:
        connections[MOMENT].close()
        del connections[MOMENT]
        del connections.databases[MOMENT]


@contextmanager
def standing_in(path: Path) -> Iterator[None]:
    """An empty SQLite file in the live database's place; at the end it is copied over that one at a stroke.

    It stands in for the default database and not beside it, since migrations of others move
    rows in the default one whichever they are run on. Who has the live database open sees the
    new content from then on; after an exception it is as it was.
    """
    connection = connections["default"]
    live = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = path
    try:
        yield
        connection.close()
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(live, timeout=30)) as target:
            source.backup(target)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = live

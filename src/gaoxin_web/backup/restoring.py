"""Taking a backup back: verified whole first, built beside what is there, and put in its place at one stroke."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management.color import no_style
from django.core.management.sql import emit_post_migrate_signal
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

from gaoxin_web.accounts import audit
from gaoxin_web.backup import rows
from gaoxin_web.backup.archive import Archive, Manifest
from gaoxin_web.backup.errors import BackupError
from gaoxin_web.backup.integrity import Finding, examine
from gaoxin_web.backup.seal import is_sealed, unseal
from gaoxin_web.backup.snapshot import standing_in
from gaoxin_web.backup.writing import uploads

ASK_FIRST = ("accounts_zone", "accounts_user", "enterprises_enterprise")  # rows here: somebody uses it


def restore(path: Path, *, passphrase: str = "", replace: bool = False) -> tuple[Manifest, list[Finding]]:
    """The installation as it was when a backup was made, brought up to this version of gaoxin.

    Raises:
        BackupError: the file is not whole, the passphrase is another, the installation is in use
            and ``replace`` was not said, or the content does not hold together. Nothing was changed.
    """
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix="restore-") as room:
        folder = Path(room)
        with _opened(path, passphrase, folder) as file:
            archive = Archive(file)
            if not replace and in_use():
                raise BackupError("这里已有数据。确实要以备份取代全部数据，请加 --replace。未作任何更改。")
            files = folder / "files"
            files.mkdir()
            archive.unpack(files)
            with _swapping(files, folder) as swap, _target(folder):
                _load(archive)
                found = _examined(archive, files)
                swap()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    detail = {"rows": archive.manifest.rows, "files": len(archive.manifest.files), "made": archive.manifest.made_at}
    audit.record("system.restore", target=path.name, detail=detail)
    return archive.manifest, found


def in_use() -> bool:
    """Whether anything would be lost: a zone, an account, an enterprise or an uploaded file."""
    connection = connections["default"]
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in there.intersection(ASK_FIRST):
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")
            if cursor.fetchone():
                return True
    return bool(uploads())


@contextmanager
def _opened(path: Path, passphrase: str, folder: Path) -> Iterator[IO[bytes]]:
    """The zip inside the file, opened with the passphrase where it is sealed."""
    if not path.is_file():
        raise BackupError(f"没有文件 {path}。")
    with path.open("rb") as file:
        if not is_sealed(file):
            yield file
            return
        if not passphrase:
            raise BackupError("这份备份加了口令，请用 --passphrase-file 给出口令。未作任何更改。")
        with (folder / "opened.zip").open("w+b") as opened:
            unseal(file, opened, passphrase)
            opened.seek(0)
            yield opened


@contextmanager
def _target(folder: Path) -> Iterator[None]:
    """A database to load into that takes the live one's place at the end, or leaves it as it was.

    On SQLite a new file; on PostgreSQL one transaction.
    """
    if connections["default"].vendor == "sqlite":
        with standing_in(folder / "anew.sqlite3"):
            yield
        return
    connection = connections["default"]
    with transaction.atomic(), connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE")
        yield


def _load(archive: Archive) -> None:
    """Make the tables as they were when the backup was made, fill them, and bring them up to date."""
    connection, manifest = connections["default"], archive.manifest
    executor = MigrationExecutor(connection)
    applied = {(app, name) for app, name in manifest.migrations}
    newer = sorted(applied - set(executor.loader.disk_migrations))
    if newer:
        raise BackupError(f"备份含本版没有的迁移 {newer[0][0]}.{newer[0][1]}，请先升级 gaoxin。未作任何更改。")
    then = [node for node in executor.loader.graph.nodes if node in applied]
    state = executor.migrate(_last(then))
    kept = rows.tables(state.apps)
    _same_columns(kept, manifest)
    with transaction.atomic():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":  # migrations leave some references checked at once
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for model in kept.values():
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")
        for name, model in kept.items():
            rows.insert(model, archive.lines(name))
        _settle(list(kept.values()))
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def _last(nodes: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Targets that lead through all these migrations: of each app the last."""
    return list({app: (app, name) for app, name in sorted(nodes)}.values())


def _same_columns(kept: dict[str, type], manifest: Manifest) -> None:
    here = {name: [field.column for field in rows.columns(model)] for name, model in kept.items()}
    there = {name: noted["columns"] for name, noted in manifest.tables.items()}
    other = sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))
    if other:
        raise BackupError(f"备份的表 {other[0]} 与本版不同，请用制作备份的版本恢复。未作任何更改。")


def _settle(models: list[type]) -> None:
    """Look at the references now, while they can still be refused, and let new rows count on from the last."""
    connection = connections["default"]
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _examined(archive: Archive, files: Path) -> list[Finding]:
    """What was found; files that were gone before the backup was made are told, anything else is refused."""
    counts = {name: noted["rows"] for name, noted in archive.manifest.tables.items()}
    found = examine(files, counts)
    broken = [finding for finding in found if finding.wrong and finding.name != "文件"]
    if broken:
        said = "；".join(f"{finding.name}：{finding.wrong}" for finding in broken)
        raise BackupError(f"备份的内容前后不符（{said}），未作任何更改。")
    return found


@contextmanager
def _swapping(files: Path, folder: Path) -> Iterator[Callable[[], None]]:
    """A function that puts the uploaded files in their place; put back if the database then fails.

    What was there before goes with the temporary folder.
    """
    media, before = Path(settings.MEDIA_ROOT), folder / "before"

    def swap() -> None:
        media.parent.mkdir(parents=True, exist_ok=True)
        if media.exists():
            shutil.move(media, before)
        shutil.move(files, media)

    try:
        yield swap
    except BaseException:
        if before.exists():
            shutil.rmtree(media, ignore_errors=True)
            shutil.move(before, media)
        raise

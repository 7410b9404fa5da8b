"""Making a backup while everybody works."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from gaoxin_web.accounts import audit
from gaoxin_web.backup import rows
from gaoxin_web.backup.archive import Manifest, Writer
from gaoxin_web.backup.errors import BackupError
from gaoxin_web.backup.seal import Sealing
from gaoxin_web.backup.snapshot import migrated, moment

AT_WORK = "batches/work/"  # notes of imports under way: locks and how far they are, gone with their process


def back_up(path: Path, *, passphrase: str = "") -> Manifest:
    """Everything in the database and every uploaded file into one file, as of one moment.

    Files are taken after the rows, and no file is ever changed in its place, so that every
    file a row names is there. The file appears under its name only when it is whole.

    Raises:
        BackupError: the file is there already or cannot be written, or the tables are another version's.
    """
    executor = MigrationExecutor(connections["default"])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise BackupError("数据库的结构不是本版的，请先运行 python -m gaoxin_web migrate，再备份。")
    if path.exists():
        raise BackupError(f"{path} 已存在，备份不会覆盖它。请换一个文件名。")
    unfinished = path.with_name(path.name + ".part")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise BackupError(f"无法写入 {path}：{error.strerror}。请检查文件夹是否存在、是否可写。") from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            manifest = _write(Sealing(file, passphrase) if passphrase else file)
            os.fsync(file.fileno())
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
    detail = {"rows": manifest.rows, "files": len(manifest.files), "sealed": bool(passphrase)}
    audit.record("system.backup", target=path.name, detail=detail)
    return manifest


def _write(file: object) -> Manifest:
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix="backup-") as folder, moment(Path(folder)) as alias:
        recorder = MigrationRecorder(connections[alias])
        manifest = Manifest(
            version=version("gaoxin"),
            made_at=timezone.now().isoformat(timespec="seconds"),
            database=connections[alias].vendor,
            migrations=sorted(map(list, recorder.applied_migrations())),
        )
        writer = Writer(file, manifest)  # type: ignore[arg-type]
        for name, model in rows.tables(migrated(alias)).items():
            writer.table(name, [field.column for field in rows.columns(model)], rows.lines(model, alias))
        add_files(writer, uploads())
        writer.close()
    if isinstance(file, Sealing):
        file.close()
    return manifest


def add_files(writer: Writer, found: list[tuple[str, Path]]) -> None:
    """The uploaded files; one discarded since it was listed is left out, and told at the restore if a row names it."""
    for name, path in found:
        with suppress(FileNotFoundError):
            writer.file(name, path)


def uploads() -> list[tuple[str, Path]]:
    """Every uploaded file with its name below the folder of uploads."""
    root = Path(settings.MEDIA_ROOT)
    found = (path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink())
    named = [(path.relative_to(root).as_posix(), path) for path in found]
    return [(name, path) for name, path in named if not name.startswith(AT_WORK)]

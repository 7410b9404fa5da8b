"""Whether an installation is whole: rows, references between them, the audit chain, the files they name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, connection, models, transaction

from gaoxin_web.accounts import audit
from gaoxin_web.backup import rows
from gaoxin_web.backup.snapshot import migrated


@dataclass(frozen=True)
class Finding:
    """One thing looked into: what was counted, and what is wrong (empty: nothing)."""

    name: str
    counted: int
    wrong: str = ""


def examine(media: Path, counts: dict[str, int] | None = None) -> list[Finding]:
    """Look into everything.

    Args:
        media: the folder of uploaded files.
        counts: rows per table as a backup states them; None outside a restore.
    """
    found = [_references(), _audit_chain(), _files(media)]
    return [_rows(counts), *found] if counts is not None else found


def _rows(counts: dict[str, int]) -> Finding:
    known = rows.tables(migrated())
    have = {name: known[name]._base_manager.count() for name in counts if name in known}
    other = [f"{name} {have[name]}≠{counts[name]}" for name in have if have[name] != counts[name]]
    return Finding("记录数", sum(have.values()), "、".join(other))


def _references() -> Finding:
    models_kept = rows.tables(migrated()).values()
    keys = sum(isinstance(field, models.ForeignKey) for model in models_kept for field in rows.columns(model))
    try:
        with transaction.atomic():
            connection.check_constraints()
    except IntegrityError as error:
        return Finding("外键", keys, str(error).splitlines()[0])
    return Finding("外键", keys)


def _audit_chain() -> Finding:
    found = audit.verify()
    place = f"第 {found.broken.pk} 条" if found.broken else "末尾"
    return Finding("审计链", found.events, "" if found.holds else f"{place}与链不符")


def _files(media: Path) -> Finding:
    named = set(_named_files())
    gone = sorted(name for name in named if not (media / name).is_file())
    more = f" 等 {len(gone)} 个" if len(gone) > 3 else ""
    return Finding("文件", len(named), "缺 " + "、".join(gone[:3]) + more if gone else "")


def _named_files() -> Iterator[Any]:
    for model in rows.tables(migrated()).values():
        for field in rows.columns(model):
            if isinstance(field, models.FileField):
                kept = model._base_manager.exclude(**{field.name: ""})
                yield from kept.exclude(**{f"{field.name}__isnull": True}).values_list(field.name, flat=True)

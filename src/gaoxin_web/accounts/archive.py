"""Old audit events leave the table for a file of lines, and the chain still holds across it."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.models import AuditArchive, AuditEvent, AuditHead

LEAST_DAYS = 180  # 网络安全法：网络日志留存不少于六个月


def archive(folder: Path, days: int | None = None) -> AuditArchive | None:
    """Write events older than ``days`` (never under 180) to a file, then take them out; None if there are none.

    Raises:
        ValueError: the chain is broken; what may have been tampered with is not archived away.
    """
    days = max(settings.AUDIT_DAYS if days is None else days, LEAST_DAYS)
    before = timezone.now() - timedelta(days=days)
    if not audit.verify().holds:
        raise ValueError("the audit chain is broken: run verify_audit")
    newer = AuditEvent.objects.filter(at__gte=before).order_by("pk").first()
    old = AuditEvent.objects.order_by("pk").filter(at__lt=before)
    old = old.filter(pk__lt=newer.pk) if newer else old
    if not old.exists():
        return None
    made = _written(folder, old)  # old events do not change: nobody waits while they are written
    with transaction.atomic():
        AuditHead.objects.select_for_update().get_or_create(pk=1)
        if AuditArchive.objects.filter(last__gte=made.first).exists():
            raise ValueError("another archive was made meanwhile")
        made.save()
        AuditEvent.objects.filter(pk__lte=made.last).archived()
    audit.record("audit.archive", target=made.file, detail={"events": made.events, "sha256": made.sha256})
    return made


def _written(folder: Path, old: object) -> AuditArchive:
    """The file on disk before anything leaves the table."""
    folder.mkdir(parents=True, exist_ok=True)
    events = list(old)  # type: ignore[call-overload]
    name = f"audit-{events[0].pk}-{events[-1].pk}.jsonl"
    content = "".join(_line(event) for event in events).encode()
    sha256 = hashlib.sha256(content).hexdigest()
    descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    (folder / f"{name}.sha256").write_text(f"{sha256}  {name}\n")
    return AuditArchive(
        file=name,
        sha256=sha256,
        events=len(events),
        first=events[0].pk,
        last=events[-1].pk,
        first_previous=events[0].previous,
        last_digest=events[-1].digest,
    )


def _line(event: AuditEvent) -> str:
    return json.dumps(audit.said(event) | {"pk": event.pk, "digest": event.digest}, ensure_ascii=False) + "\n"


def unlike(folder: Path) -> list[str]:
    """Names of archive files that are gone, changed, or do not continue the one before."""
    wrong, previous = [], audit.START
    for made in AuditArchive.objects.order_by("pk"):
        path = folder / made.file
        same = path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == made.sha256
        if not same or made.first_previous != previous:
            wrong.append(made.file)
        previous = made.last_digest
    return wrong

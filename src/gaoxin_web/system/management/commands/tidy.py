"""``tidy``: take out what should not lie about (剩余信息): ended sessions, finished tasks, leftovers of killed work."""

from __future__ import annotations

import shutil
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from gaoxin_web.accounts.archive import LEAST_DAYS
from gaoxin_web.enterprises.queries.papers import papers_named

DAY = 24 * 3600  # seconds a leftover may be old: no backup takes a day
TASK_DAYS = 30
RESTORED_DAYS = 90  # what was taken off the register may be put back with its file so long
PAPERS = ("certificates", "documents")
LEFT_BEHIND = ("backup-*", "restore-*")


class Command(BaseCommand):
    help = "Take out ended sessions, finished tasks and what killed work left behind; run it daily."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("clearsessions")
        alive = Session.objects.values("session_key")
        sessions, _ = UserSession.objects.exclude(session_key__in=alive).delete()
        old = timezone.now() - timedelta(days=TASK_DAYS)
        tasks, _ = DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()
        tries = _old_tries()
        folders = _left_behind(Path(settings.DATA))
        files = _papers_of_nothing()
        self.stdout.write(
            f"已清理：登录 {sessions}，任务 {tasks}，登录尝试 {tries}，残留文件夹 {folders}，无主文件 {files}。"
        )


def _old_tries() -> int:
    """Sign-ins that axes noted for itself; the audit log keeps its own."""
    old = timezone.now() - timedelta(days=LEAST_DAYS)
    return sum(
        model.objects.filter(attempt_time__lt=old).delete()[0] for model in (AccessAttempt, AccessFailureLog, AccessLog)
    )


def _papers_of_nothing() -> int:
    """Certificates and papers that no record names: of what was taken off long ago, or of a form that failed."""
    root, since = Path(settings.MEDIA_ROOT), time.time() - DAY
    found = [path for name in PAPERS for path in (root / name).rglob("*") if path.is_file()]
    old = {path.relative_to(root).as_posix() for path in found if path.stat().st_mtime < since}
    gone = old - papers_named(timezone.now() - timedelta(days=RESTORED_DAYS)) if old else old
    for name in gone:
        (root / name).unlink(missing_ok=True)
    return len(gone)


def _left_behind(data: Path) -> int:
    """Folders in which a backup or restore was at work when it was killed."""
    since = time.time() - DAY
    found = [path for name in LEFT_BEHIND for path in data.glob(name) if path.is_dir() and path.stat().st_mtime < since]
    for path in found:
        shutil.rmtree(path)
    return len(found)

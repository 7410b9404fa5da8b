"""The zone's last assessment, and the one under way."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from gaoxin_web.accounts.access import Access
from gaoxin_web.ladders.models import Run

SLOW = timedelta(minutes=1)  # a run that waits longer has no worker


def last_run(access: Access, permission: str = "ladder.view") -> Run | None:
    """The newest assessment that is done and no trial; its large columns are read when asked for."""
    return access.limit(_done().filter(trial=False), permission).order_by("-pk").first()


def trials(access: Access) -> QuerySet[Run]:
    """What was tried for other days, the newest first."""
    return access.limit(_done().filter(trial=True), "ladder.view").order_by("-pk")


def _done() -> QuerySet[Run]:
    return Run.objects.defer("funnel", "obstacles").select_related("zone", "asked_by").filter(state=Run.State.DONE)


def newest_run(access: Access) -> Run | None:
    """The newest asked for, whatever became of it."""
    rows = Run.objects.defer("funnel", "obstacles").select_related("asked_by")
    return access.limit(rows, "ladder.view").order_by("-pk").first()


def waits_long(run: Run) -> bool:
    return run.state == Run.State.WAITING and timezone.now() - run.asked_at > SLOW

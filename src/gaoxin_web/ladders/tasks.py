"""Long work of the ladder, done by the worker."""

from __future__ import annotations

from django_tasks import task

from gaoxin_web.ladders.models import Run
from gaoxin_web.ladders.services.runs import carry_out, prune


@task()
def run_assessment(run: int) -> None:
    """Carry out a run that waits; one that was begun or is gone is left alone."""
    waiting = Run.objects.select_related("zone").filter(pk=run, state=Run.State.WAITING).first()
    if waiting:
        carry_out(waiting)
        prune(waiting.zone)

"""Long work of the ladder, done by the worker."""

from __future__ import annotations

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from gaoxin_web.ladders.models import Run
from gaoxin_web.ladders.services.runs import carry_out, claim, prune


@task()
def run_assessment(run: int) -> None:
    """Carry out a run that waits; one that was begun or is gone is left alone."""
    waiting = Run.objects.select_related("zone").filter(pk=run, state=Run.State.WAITING).first()
    if waiting and claim(waiting):
        carry_out(waiting)
        prune(waiting.zone)


def queue(run: Run) -> None:
    """Give a run that waits to the worker, unless its task is there: the queue was emptied, or never told."""
    ready = DBTaskResult.objects.ready().filter(task_path=run_assessment.module_path)
    if run.state == Run.State.WAITING and [run.pk] not in [result.args_kwargs["args"] for result in ready]:
        run_assessment.enqueue(run.pk)

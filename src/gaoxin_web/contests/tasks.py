"""Long work of contests, done by the worker."""

from __future__ import annotations

from django_tasks import task

from gaoxin_web.contests.models import AssignmentRun


@task()
def propose_assignment(run: int) -> None:
    """Work out a proposal that waits; one that is gone or was answered is left alone."""
    from gaoxin_web.contests.services.assigning import propose  # noqa: PLC0415 - it queues this task

    waiting = AssignmentRun.objects.select_related("round__contest", "round__scheme").filter(
        pk=run, state=AssignmentRun.State.WAITING
    )
    for found in waiting:
        propose(found)

"""Long work on the register, done by the worker."""

from __future__ import annotations

from django_tasks import task

from gaoxin_web.enterprises.services import duplicates


@task()
def look_for_duplicates(zone: int) -> None:
    duplicates.look(zone)

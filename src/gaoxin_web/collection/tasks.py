"""Long work of collection, done by the worker."""

from __future__ import annotations

from django_tasks import task

from gaoxin_web.collection.services import handing_out


@task()
def hand_out_forms(pk: int) -> None:
    handing_out.carry_out(pk)

"""Writing what came of an evaluation: scenarios, tasks, results kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from django.db import transaction

from gaoxin.index.evaluation import rows_of
from gaoxin.index.way import Step
from gaoxin_web.accounts.models import Organisation, User
from gaoxin_web.evaluation.models import Result, Scenario, Task
from gaoxin_web.evaluation.queries.history import year_before
from gaoxin_web.evaluation.queries.standing import Standing
from gaoxin_web.evaluation.queries.trial import Asked, tried
from gaoxin_web.rulebook import rulebook


def save_scenario(standing: Standing, asked: Asked, title: str, note: str, by: User) -> Scenario:
    """A what-if with what came of it and the digest of all it was worked out from."""
    found = tried(standing, asked)
    here = found is not None and standing.unit in found.units
    return Scenario.objects.create(
        zone=standing.zone,
        edition=standing.edition.id,
        year=standing.year,
        title=title,
        note=note,
        values=asked.values,
        weights=asked.weights,
        rank=found.place(standing.unit) if found and here else None,
        score=found.score(standing.unit) if found and here else None,
        digest=found.digest if found else "",
        by=by,
    )


@transaction.atomic
def tasks_from(
    standing: Standing, steps: Iterable[Step], organisations: Mapping[str, Organisation | None], by: User
) -> list[Task]:
    """A task for every step of a way; one the indicator has already is set anew, its bureau kept unless named."""
    made = []
    for step in steps:
        task = Task.objects.filter(
            zone=standing.zone, edition=standing.edition.id, year=standing.year, indicator=step.code
        ).first() or Task(zone=standing.zone, edition=standing.edition.id, year=standing.year, indicator=step.code)
        task.value_from, task.value_to, task.points = step.start, step.goal, step.points
        task.organisation = organisations.get(step.code) or task.organisation
        task.state, task.by = Task.State.OPEN, by
        task.save()
        made.append(task)
    return made


def keep(standing: Standing, title: str, by: User) -> Result:
    """The evaluation as it is now, never changed afterwards."""
    found, before = standing.evaluation, year_before(standing)
    assert found is not None
    rows = rows_of(found, before.evaluation if before else None)
    return Result.objects.create(
        zone=standing.zone,
        edition=standing.edition.id,
        year=standing.year,
        title=title,
        rank=found.place(standing.unit),
        score=found.score(standing.unit),
        simulated=standing.simulated,
        rulebook=rulebook().digest,
        input=found.digest,
        recipe=found.built.recipe.as_dict(),
        weights={node.code: node.weight for node in found.built.framework.nodes if node.parent},
        table=[asdict(row) for row in rows],
        by=by,
    )

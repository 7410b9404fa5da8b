"""What hangs on an enterprise, whatever app it is of: found from the tables themselves, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from simple_history.models import HistoricalChanges

from gaoxin_web.enterprises.models import Enterprise, FactSheet

Link = tuple[type[models.Model], Any]


def links() -> Iterator[Link]:
    """Every table that hangs on an enterprise, and by which key; histories stay as they were written."""
    for relation in Enterprise._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)):
            continue
        if not issubclass(relation.related_model, HistoricalChanges) and relation.related_model is not FactSheet:
            yield relation.related_model, relation.field


def is_worked_out(model: type[models.Model]) -> bool:
    """Whether a table says what was worked out of both apart, and is no more true of the two as one."""
    return bool(getattr(model, "worked_out", False))


def twin_of(model: type[models.Model], field: Any, row: models.Model, kept: Enterprise) -> models.Model | None:
    """The record the kept entry has already, where only one may be."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and field.name in constraint.fields:
            same = {name: getattr(row, model._meta.get_field(name).attname) for name in constraint.fields}
            twins = model._base_manager.filter(**same | {field.name: kept.pk})
            twins = twins.filter(constraint.condition) if constraint.condition else twins
            if twin := twins.first():
                return twin
    return None


def is_loop(model: type[models.Model], field: Any, row: models.Model, kept: Enterprise) -> bool:
    """Whether a record between the two would be one of an enterprise with itself."""
    others = [f for f in model._meta.concrete_fields if f.related_model is Enterprise and f is not field]
    return any(getattr(row, other.attname) == kept.pk for other in others)

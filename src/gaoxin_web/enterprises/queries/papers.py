"""Which files of papers (证书、文件、佐证材料) something still speaks of, whatever app it is of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db.models import FileField, Model

from gaoxin_web.enterprises.models import Merge
from gaoxin_web.enterprises.uploads import certificate_path, document_path


def papers_named(since: datetime) -> set[str]:
    """Files that a record names, one taken off since then, or one laid aside by a merge that may be undone."""
    found: set[str] = set()
    for model, name in _kept():
        found |= set(model._base_manager.exclude(**{name: ""}).values_list(name, flat=True))
        if hasattr(model, "history"):
            taken_off = model.history.filter(history_type="-", history_date__gte=since)
            found |= set(taken_off.exclude(**{name: ""}).values_list(name, flat=True))
    for aside in Merge.objects.filter(undone_at=None).values_list("aside", flat=True):
        found |= {str(one["fields"]["file"]) for one in aside if one["fields"].get("file")}
    return found


def _kept() -> Iterator[tuple[type[Model], str]]:
    """Every table with files in the folders of papers, and the field they are named in."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField) and field.upload_to in (certificate_path, document_path):
                yield model, field.name

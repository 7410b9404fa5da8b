"""Which files of the register's papers (证书、文件) something still speaks of."""

from __future__ import annotations

from datetime import datetime

from gaoxin_web.enterprises.models import Document, Merge, Recognition


def papers_named(since: datetime) -> set[str]:
    """Files that a record names, one taken off since then, or one laid aside by a merge that may be undone."""
    found: set[str] = set()
    for model in (Recognition, Document):
        found |= set(model._base_manager.exclude(file="").values_list("file", flat=True))
        taken_off = model.history.filter(history_type="-", history_date__gte=since)  # type: ignore[attr-defined]
        found |= set(taken_off.exclude(file="").values_list("file", flat=True))
    for aside in Merge.objects.filter(undone_at=None).values_list("aside", flat=True):
        found |= {str(one["fields"]["file"]) for one in aside if one["fields"].get("file")}
    return found

"""What keeps a judge from an entry: declared, or found by organisation, person and city as the engine rules it."""

from __future__ import annotations

from gaoxin_web.contests.models import Conflict, Entry, Judge


def conflicts_between(judge: Judge, entry: Entry) -> tuple[str, ...]:
    """The sources of conflict between a judge and an entry; empty where there is none."""
    return tuple(Conflict.objects.filter(judge=judge, entry=entry).values_list("source", flat=True))

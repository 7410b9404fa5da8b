"""The rulebook this installation judges by: read once, and again when its files change (a restart)."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from gaoxin import Rulebook, load_rulebook


@cache
def rulebook() -> Rulebook:
    return load_rulebook(settings.RULEBOOK or None)

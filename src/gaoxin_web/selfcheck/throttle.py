"""How often one address may ask; the count is kept for a minute and is all that is kept."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

LIMIT, SECONDS = 30, 60


def too_often(request: HttpRequest) -> bool:
    key = f"selfcheck-{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, SECONDS)
    try:
        return cache.incr(key) > LIMIT
    except ValueError:  # it ran out between the two lines
        return False

"""How often one address may ask; the count is kept for a minute and is all that is kept."""

from __future__ import annotations

from django.http import HttpRequest

from gaoxin_web.accounts import throttle

LIMIT, SECONDS = 30, 60


def too_often(request: HttpRequest) -> bool:
    return throttle.tries(f"selfcheck:{request.META.get('REMOTE_ADDR', '')}", SECONDS) > LIMIT

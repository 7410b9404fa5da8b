"""What must not be so in an installation that others can reach: said by ``check``, before it serves."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, Warning, register

OF_THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "[::1]", "testserver"})


@register()
def debug_off(**_: Any) -> list[Error]:
    """An error page with a trace gives a system away."""
    if settings.DEBUG and (settings.HTTPS or set(settings.ALLOWED_HOSTS) - OF_THIS_MACHINE):
        hint = "Unset GAOXIN_DEBUG; it is for a developer's own machine only."
        return [Error("DEBUG is on where others can reach the system.", hint=hint, id="gaoxin.E001")]
    return []


@register(deploy=True)
def https_on(**_: Any) -> list[Warning]:
    """Passwords cross a network in the clear without it."""
    if not settings.HTTPS and set(settings.ALLOWED_HOSTS) - OF_THIS_MACHINE:
        hint = "Set GAOXIN_HTTPS=1 behind a proxy that ends TLS, with GAOXIN_BEHIND_PROXY=1."
        return [Warning("Served to other machines without HTTPS.", hint=hint, id="gaoxin.W001")]
    return []

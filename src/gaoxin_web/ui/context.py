"""What every template knows: the menu this user may use, the zone, the languages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from gaoxin_web.ui.menu import drawn


def page(request: HttpRequest) -> dict[str, Any]:
    access = getattr(request, "access", None)
    signed_in = access is not None and access.user is not None
    return {
        "access": access,
        "menu": drawn(access, request.path) if signed_in else "",
        "zone": access.user.zone if access and signed_in else None,
        "languages": settings.LANGUAGES,
        "site_name": settings.SITE_NAME,
        "request_id": getattr(request, "id", ""),
    }

"""What every template knows: the menu this user may use, the zone, the languages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from gaoxin_web.ui.menu import drawn

SAFE = ("GET", "HEAD")


def page(request: HttpRequest) -> dict[str, Any]:
    access = getattr(request, "access", None)
    signed_in = access is not None and access.user is not None
    return {
        "access": access,
        "menu": drawn(access, request.path) if signed_in else "",
        "zone": access.user.zone if access and signed_in else None,
        "languages": settings.LANGUAGES,
        "language_next": _back(request),
        "site_name": settings.SITE_NAME,
        "request_id": getattr(request, "id", ""),
    }


def _back(request: HttpRequest) -> str:
    """Where the switch of the language leads: the page as it is, or the one a form was sent from.

    Empty where there is no such page: the answer to a form cannot be asked for again.
    """
    if request.method in SAFE:
        return request.get_full_path()
    came = request.headers.get("referer", "")
    ours = url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure())
    return urlsplit(came)._replace(scheme="", netloc="", fragment="").geturl() if ours else ""

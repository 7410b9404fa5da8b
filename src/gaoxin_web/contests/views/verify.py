"""证书核验: whether a certificate is genuine, for anybody who holds one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from gaoxin_web.accounts import throttle
from gaoxin_web.accounts.roles import PUBLIC
from gaoxin_web.accounts.views import Page
from gaoxin_web.contests.models import Certificate
from gaoxin_web.contests.services.certificates import is_genuine

WINDOW, MOST = 600, 60  # seconds; look-ups from one address within them
LONGEST = 40


@method_decorator(never_cache, name="dispatch")
class VerifyView(Page):
    """A form that asks for the number."""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        number = request.GET.get("number", "").strip().upper()[:LONGEST]
        if number and all(part.isalnum() for part in number.split("-")):
            code = request.GET.get("c", "").strip().lower()
            answer = redirect("verify_number", number)
            answer["Location"] += f"?c={code}" if code.isascii() and code.isalnum() else ""
            return answer
        return render(request, "contests/verify.html", {"asked": request.GET.get("number", ""), "state": ""})


@method_decorator(never_cache, name="dispatch")
class VerifyNumberView(Page):
    """What a number answers: genuine, revoked, replaced by another, or not known.

    With the code that is printed on it the certificate is shown as it was issued; without, only that the number
    is known and whether it is valid: who guesses numbers learns no names.
    """

    permission = PUBLIC

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        if throttle.tries(f"verify:{request.META.get('REMOTE_ADDR', '')}", WINDOW) > MOST:
            return render(request, "contests/verify.html", {"state": "too_many", "asked": number}, status=429)
        rows = Certificate.objects.select_related("replacement", "award__contest__zone")
        found = rows.filter(number=number).first()
        code = request.GET.get("c", "")
        matches = found is not None and constant_time_compare(found.code, code)
        told = {"asked": number, "state": _state(found, code, matches), "certificate": found, "matches": matches}
        return render(request, "contests/verify.html", told, status=200 if found else 404)


def _state(found: Certificate | None, code: str, matches: bool) -> str:
    if found is None or (code and not matches) or not is_genuine(found):
        return "unknown" if found is None else "false"
    if found.revoked_at is None:
        return "genuine"
    return "replaced" if hasattr(found, "replacement") else "revoked"

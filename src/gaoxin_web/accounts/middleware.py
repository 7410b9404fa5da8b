"""Before every view: who is asking, whether the session still counts, and whether the view may be seen."""

from __future__ import annotations

import ipaddress
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from gaoxin_web.accounts import audit, passwords, sessions
from gaoxin_web.accounts.access import Access
from gaoxin_web.accounts.roles import ADMINISTRATORS, KNOWN, PUBLIC

Respond = Callable[[HttpRequest], HttpResponse]
SEEN = sessions.SEEN
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
SIGNED_OUT = ("account_login", "account_logout", "mfa_authenticate", "set_language", "healthy")
OPEN = frozenset(SIGNED_OUT)  # views of others that need no account; ours say so themselves
FOR_ALL = ("account_", "mfa_", "usersessions_")  # views of others for any account
REFUSED = frozenset(  # views of others that a zone has no use for: nobody signs up, nobody resets by mail
    {
        "account_confirm_email",
        "account_confirm_login_code",
        "account_email",
        "account_email_verification_sent",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_set_password",
        "account_signup",
    }
)
HAS_SECOND = "_has_second_factor"
SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class RequestIdMiddleware:
    """Numbers every request, so that an error on a page leads to its line in the log."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = str(uuid.uuid4())  # type: ignore[attr-defined]
        if settings.BEHIND_PROXY:
            # Our own proxy appends the address it saw; what stands before that anybody may have written.
            seen = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
            request.META["REMOTE_ADDR"] = seen or request.META.get("REMOTE_ADDR", "")
        request.META["REMOTE_ADDR"] = address(request.META.get("REMOTE_ADDR", ""))
        response = self.respond(request)
        response["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        return response


def address(written: str) -> str:
    """An address in the one spelling that every database gives back; empty where it is none, as of a socket."""
    bare = written.removeprefix("[").partition("]")[0] if written.startswith("[") else written
    bare = bare.partition(":")[0] if bare.count(":") == 1 else bare  # some proxies add the port
    try:
        return str(ipaddress.ip_address(bare.partition("%")[0]))
    except ValueError:
        return ""


class SessionRulesMiddleware:
    """Ends a session that was idle too long or is too old; first things first: a new password, a second factor."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            why = sessions.over(request)
            if why:
                audit.record("account.expired", request=request, detail={"why": why})
                logout(request)
                return to_sign_in(request)
            sessions.note(request)
        return self.respond(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        name = (request.resolver_match.url_name if request.resolver_match else "") or ""
        if not request.user.is_authenticated or name in (*SIGNED_OUT, "account_change_password"):
            return None
        if request.user.must_change_password or passwords.expired(request.user):
            return redirect("account_change_password")
        if self._must_enrol(request) and not name.startswith(("mfa_", "account_reauthenticate")):
            return redirect("mfa_index")
        return None

    def _must_enrol(self, request: HttpRequest) -> bool:
        """Whether a second factor is asked of this user, and none is there yet."""
        access: Access = request.access  # type: ignore[attr-defined]
        if settings.MFA_FOR == "none" or (
            settings.MFA_FOR == "administrators" and not access.roles & set(ADMINISTRATORS)
        ):
            return False
        if not request.session.get(HAS_SECOND):
            request.session[HAS_SECOND] = is_mfa_enabled(request.user, SECOND)
        return not request.session[HAS_SECOND]


class AccessMiddleware:
    """Deny by default: a view is shown only to who holds the permission it names."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.access = Access.of(request.user)  # type: ignore[attr-defined]
        response = self.respond(request)
        if request.access.user is not None:  # type: ignore[attr-defined]
            # Nobody finds it by "back" on a shared computer after its reader signed out.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> HttpResponse | None:
        if _has_nul(request):
            raise BadRequest("a NUL in the request")  # no text has one, and PostgreSQL takes none
        permission = self._needed(request, view)
        if request.access.may(permission):  # type: ignore[attr-defined]
            return None
        if not request.user.is_authenticated:
            return to_sign_in(request)
        audit.record("access", request=request, target=request.path, result="refused", detail={"needs": permission})
        raise PermissionDenied

    def _needed(self, request: HttpRequest, view: Any) -> str:
        """The permission a view takes; one that names none, or one nobody holds, is open to nobody."""
        name = (request.resolver_match.url_name if request.resolver_match else "") or ""
        return needed(view, name)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and back to the page asked for, or to the one a form was sent from."""
    back = request.get_full_path()
    if request.method != "GET" or request.headers.get("HX-Request"):
        came = request.headers.get("referer", "")
        ours = url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure())
        back = urlsplit(came)._replace(scheme="", netloc="").geturl() if ours else reverse("home")
    answer = redirect_to_login(back, reverse(settings.LOGIN_URL))
    if request.headers.get("HX-Request"):  # a part of a page is no place for a sign-in page
        return HttpResponse(headers={"HX-Redirect": answer.url})
    return answer


def _has_nul(request: HttpRequest) -> bool:
    if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return True
    form = request.method == "POST" and request.content_type in FORMS
    return form and any("\x00" in text for name, texts in request.POST.lists() for text in (name, *texts))


def needed(view: Any, name: str) -> str:
    """The permission a view takes, by what it says itself or, for views of others, by its url name."""
    permission = getattr(view, "permission", None) or getattr(getattr(view, "view_class", None), "permission", None)
    if permission is not None:
        return permission if permission in KNOWN else "nobody"
    if name in OPEN:
        return PUBLIC
    return "signed_in" if name.startswith(FOR_ALL) and name not in REFUSED else "nobody"

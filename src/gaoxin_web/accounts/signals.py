"""Signing in and out, passwords and second factors: into the audit log, and what follows for sessions."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from gaoxin_web.accounts import audit, sessions
from gaoxin_web.accounts.middleware import HAS_SECOND
from gaoxin_web.accounts.models import User


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    audit.record("account.login", request=request, user=user)


@receiver(account.user_logged_in)
def session_began(request: HttpRequest, user: User, **_: Any) -> None:
    sessions.begin(request)


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        audit.record("account.logout", request=request, user=user)


@receiver(user_login_failed)
def refused(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """A name nobody has may be a password typed into the wrong field: only its beginning is kept."""
    name = str(credentials.get("username") or "")
    user = User.objects.filter(username__iexact=name.strip()).select_related("zone").first()
    target = user.username if user else name[:2] + "***"
    audit.record("account.login", request=request, zone=user.zone if user else None, target=target, result="failed")


@receiver([account.password_changed, account.password_set])
def password_changed(request: HttpRequest, user: User, **_: Any) -> None:
    """The new password counts here; whoever else was signed in with the old one is out."""
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    user.must_change_password = False
    ended = sessions.end_all(user, but=request.session.session_key)
    audit.record("account.password", request=request, target=user, detail={"sessions_ended": ended})


@receiver([mfa.authenticator_added, mfa.authenticator_removed, mfa.authenticator_reset])
def second_factor(request: HttpRequest, user: User, authenticator: Any, signal: Any, **_: Any) -> None:
    request.session.pop(HAS_SECOND, None)
    how = {id(mfa.authenticator_added): "added", id(mfa.authenticator_removed): "removed"}.get(id(signal), "renewed")
    audit.record(f"mfa.{how}", request=request, target=user, detail={"type": str(authenticator.type)})

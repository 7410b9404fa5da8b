"""Accounts locked after failed sign-ins (登录锁定): who is, until when, what they see, and unlocking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gaoxin_web.accounts.models import User


def locked_out(request: HttpRequest, credentials: dict | None = None, *args: object, **kwargs: object) -> HttpResponse:
    """The same words whether or not there is such an account."""
    return render(request, "account/locked.html", {"minutes": lock_minutes()}, status=429)


def name_given(request: HttpRequest, credentials: dict | None = None) -> str | None:
    """The account tried: in the credentials where there are any, else in the form; one account has one count.

    Signing in does not tell ``Leader`` from ``leader``, and so neither does counting.
    """
    given = (credentials or {}).get("username") or request.POST.get("login")
    if given is None:
        return None
    stored = User.objects.filter(username__iexact=given.strip()).values_list("username", flat=True).first()
    return stored or given.strip().casefold()


def lock_minutes() -> int:
    return round(settings.AXES_COOLOFF_TIME * 60)


def locked_until(usernames: Iterable[str]) -> dict[str, datetime]:
    """Which of the accounts are locked from some address now, and until when."""
    latest = _locking().filter(username__in=list(usernames)).values("username").annotate(at=Max("attempt_time"))
    return {row["username"]: row["at"] + timedelta(hours=settings.AXES_COOLOFF_TIME) for row in latest}


def with_locked(users: QuerySet[User]) -> QuerySet[User]:
    """Users with ``locked``: whether some address is kept from trying."""
    return users.annotate(locked=Exists(_locking().filter(username=OuterRef("username"))))


def _locking() -> QuerySet[AccessAttempt]:
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    return AccessAttempt.objects.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gt=since)


def unlock(username: str) -> int:
    """Forget an account's failures, from every address; how many addresses there were."""
    return int(reset(username=username))

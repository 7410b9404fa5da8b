"""Sessions of users: how long one lasts, how many there may be, who is signed in now, and ending them."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from gaoxin_web.accounts.models import User

SEEN, BEGAN = "_seen_at", "_began_at"
NOTED_EVERY = timedelta(minutes=1)  # a write for every page would be most of what a page costs


def begin(request: HttpRequest) -> None:
    """Note when a session began, and end the oldest of the user's others beyond the most there may be."""
    request.session[BEGAN] = request.session[SEEN] = timezone.now().isoformat()
    UserSession.objects.create_from_request(request)
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    for session in others.order_by("-created_at", "-pk")[settings.SESSIONS_PER_USER - 1 :]:
        session.end()


def note(request: HttpRequest) -> None:
    """Once a minute: this session was seen."""
    if BEGAN not in request.session:
        begin(request)
    seen = _moment(request, SEEN)
    if seen is None or timezone.now() - seen > NOTED_EVERY:
        request.session[SEEN] = timezone.now().isoformat()
        UserSession.objects.create_from_request(request)


def over(request: HttpRequest) -> str:
    """Why a session no longer counts: idle, or too old; empty while it does."""
    seen, began, now = _moment(request, SEEN), _moment(request, BEGAN), timezone.now()
    if seen is not None and now - seen > timedelta(minutes=settings.IDLE_MINUTES):
        return "idle"
    if began is not None and now - began > timedelta(hours=settings.SESSION_HOURS):
        return "too_old"
    return ""


def end_all(user: User, *, but: str | None = None) -> int:
    """End a user's sessions, except the one whose key is ``but``; how many there were."""
    ended = list(UserSession.objects.filter(user=user).exclude(session_key=but or ""))
    for session in ended:
        session.end()
    return len(ended)


def online() -> QuerySet[UserSession]:
    """Sessions in use: seen within the idle time."""
    since = timezone.now() - timedelta(minutes=settings.IDLE_MINUTES)
    return UserSession.objects.filter(last_seen_at__gte=since, user__is_active=True)


def _moment(request: HttpRequest, name: str) -> datetime | None:
    return parse_datetime(request.session.get(name, ""))

"""What a view must say: which permission it takes. A view that says nothing is open to nobody."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.generic import View

from gaoxin_web.accounts.access import Access
from gaoxin_web.accounts.writing import writing

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_KEY = 19  # digits: no database counts so far
M = TypeVar("M", bound=Model)
F = TypeVar("F", bound=Callable[..., Any])


def needs(permission: str) -> Callable[[F], F]:
    """Mark a view function with the permission it takes."""

    def mark(view: F) -> F:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


class Page(View):
    """A page; ``permission`` is asked by :class:`gaoxin_web.accounts.middleware.AccessMiddleware`."""

    permission: ClassVar[str | None] = None
    one_transaction: ClassVar[bool] = True  # else its long work would keep all others from writing

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What a form changes and the event that tells of it are kept together, or neither is."""
        answer = super().dispatch
        if request.method in SAFE or not self.one_transaction:
            return answer(request, *args, **kwargs)  # type: ignore[return-value]
        with writing():
            try:
                return answer(request, *args, **kwargs)  # type: ignore[return-value]
            except (PermissionDenied, Http404) as error:  # an answer and no accident: what was noted of it stays
                refused = error
        raise refused

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseNotAllowed:
        """An address that takes forms only, opened or reloaded by hand: words, not a blank page."""
        answer = super().http_method_not_allowed(request, *args, **kwargs)
        answer.content = render_to_string("405.html", request=request).encode()
        return answer

    @property
    def access(self) -> Access:
        return access_of(self.request)

    def visible(self, rows: QuerySet[M]) -> QuerySet[M]:
        """The rows this user may see by the page's permission."""
        return self.access.limit(rows, str(self.permission))


def access_of(request: HttpRequest) -> Access:
    found: Access = request.access  # type: ignore[attr-defined]
    return found


def ticked(request: HttpRequest, name: str = "row") -> list[int]:
    """The keys of ticked rows; what can be no key is left out."""
    return [int(pk) for pk in request.POST.getlist(name) if pk.isascii() and pk.isdecimal() and len(pk) < LONGEST_KEY]


def ask_password(request: HttpRequest) -> HttpResponse | None:
    """None when the password (or second factor) was given in the last minutes; else the way to the page that asks.

    What was sent is kept, and goes on by itself once the password is right; files sent along are not.
    """
    records = get_authentication_records(request, request.user)
    if records and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
        return None
    return suspend_request(request, reverse("account_reauthenticate"))


class FreshPassword(Page):
    """A page that asks for the password again: role changes, resetting, unmasking."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.access.may(str(self.permission)):
            raise PermissionDenied
        return ask_password(request) or super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

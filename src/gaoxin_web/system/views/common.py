"""What the pages share: a refusal of a service becomes words on the page; errors of a form stay on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone

from gaoxin_web.accounts.views import Page


class SystemPage(Page):
    """A page on accounts of the administrator's own zone."""

    permission = "accounts.manage"

    @property
    def zone(self) -> Any:
        return self.request.user.zone


def tried(request: HttpRequest, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What ``act`` gives; None, with the reason as a message, where it is refused."""
    try:
        return act(request, *args, **kwargs)
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
        return None


def filled(form: Form, request: HttpRequest, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """The same for a form: a refusal stands above its fields, and what was typed stays."""
    try:
        return act(request, *args, **kwargs)
    except ValidationError as error:
        form.add_error(None, error)
        return None


def moment(at: datetime | None, form: str = "%Y-%m-%d %H:%M") -> str:
    """A moment as the zone's clocks show it."""
    return timezone.localtime(at).strftime(form) if at else ""

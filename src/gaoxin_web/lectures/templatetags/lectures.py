"""Words and addresses that the pages of series and finals share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from gaoxin_web.contests.models import Sitting
from gaoxin_web.lectures.links import calendar_link
from gaoxin_web.lectures.models import Talk
from gaoxin_web.lectures.queries import slots

register = template.Library()


@register.filter
def weekday(at: datetime | None) -> str:
    """The day of the week in the installation's time."""
    return slots.weekday(timezone.localtime(at)) if at else ""


@register.filter
def kind_label(kind: str) -> str:
    return str(dict(Talk.Kind.choices).get(kind, kind))


@register.filter
def webcal(url: str) -> str:
    """An address that calendar programs subscribe to."""
    return "webcal://" + url.partition("://")[2]


@register.simple_tag(takes_context=True)
def session_calendar(context: dict[str, Any], sitting: Sitting) -> str:
    return calendar_link(context["contest"], context["request"], sitting)


@register.simple_tag
def explained_url(line: Any) -> str:
    """Where a score is explained ballot by ballot, if the results have such a page."""
    for name, args in (("contest_score", [line.place.round.contest_id, line.place.pk]),):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    return ""

"""Days, states and their colours on the register's pages."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from gaoxin_web.enterprises.models import Request
from gaoxin_web.enterprises.queries.register import OPEN_STATES
from gaoxin_web.ui.templatetags.ui import masked_phone

register = template.Library()
STATUS = {"open": "green", "building": "azure", "suspended": "yellow"}
REQUEST = {"registered": "yellow", "assigned": "blue", "in_hand": "orange", "answered": "green", "rated": "green"}
HELD = {
    "in_force": (_("有效"), "green"),
    "coming": (_("未生效"), "azure"),
    "expired": (_("已过期"), "secondary"),
    "withdrawn": (_("已取消"), "red"),
}


@register.filter
def day(value: date | None) -> str:
    return value.isoformat() if value else "—"


@register.filter
def status_tone(status: str) -> str:
    return STATUS.get(status, "secondary")


@register.filter
def request_tone(state: str) -> str:
    return REQUEST.get(state, "secondary")


@register.filter
def masked_phones(text: str) -> str:
    """Several telephone numbers, each with its middle hidden."""
    return "；".join(masked_phone(part) for part in text.replace("；", ";").split(";") if part)


@register.filter
def is_late(request: Request) -> bool:
    """Whether what was asked is still open past its day."""
    return request.state in OPEN_STATES and request.due_on is not None and request.due_on < timezone.localdate()


@register.simple_tag
def holding_state(state: str) -> SafeString:
    words, tone = HELD[state]
    return format_html('<span class="badge bg-{}-lt">{}</span>', tone, words)

"""What templates of results need: a code's name, and how long a notice still runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gaoxin_web.contests.links import token_of
from gaoxin_web.contests.models import Certificate, Entry

register = template.Library()
HOUR, DAY = 3600, 86_400  # seconds


@register.filter
def named(names: Mapping[str, str], code: str | None) -> str:
    """What a code is called; itself where it has no name, a dash where there is none."""
    return names.get(code, code) if code else "—"


@register.filter
def until(moment: datetime | None) -> str:
    """A moment that ends a day is written as 24:00 of that day, as notices say it."""
    if moment is None:
        return "—"
    local = timezone.localtime(moment)
    if (local.hour, local.minute) != (0, 0):
        return f"{local:%Y-%m-%d %H:%M}"
    return f"{local - timedelta(days=1):%Y-%m-%d} 24:00"


@register.filter
def left(end: datetime | None) -> str:
    """How long until a moment, in whole days, else hours; empty where it is over or not set."""
    seconds = int((end - timezone.now()).total_seconds()) if end else 0
    if seconds <= 0:
        return ""
    days, hours = divmod(seconds, DAY)
    if days:
        return ngettext("还有 %(n)s 天", "还有 %(n)s 天", days) % {"n": days}
    if hours >= HOUR:
        return ngettext("还有 %(n)s 小时", "还有 %(n)s 小时", hours // HOUR) % {"n": hours // HOUR}
    return _("不到 1 小时")


@register.inclusion_tag("contests/certificate_own.html")
def own_certificates(entry: Entry) -> dict[str, list[tuple[str, str]]]:
    """An entry's valid certificates, each with the address at which its maker takes it."""
    rows = Certificate.objects.filter(award__entry=entry, award__withdrawn_at=None, revoked_at=None)
    token = token_of(entry)
    return {"rows": [(one.number, reverse("entry_certificate", args=[token, one.pk])) for one in rows.order_by("pk")]}

"""What templates share: icons, figures in 万元 and %, links that keep the filter, masked personal data."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

MOBILE_DIGITS = 11  # and of a landline with its area code
SHORTEST_SHOWN = 6  # digits of a number of which the last two are shown
register = template.Library()


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """An icon of the sprite; for the eye only, so a reader does not read it out."""
    return _icon(name, extra)


@lru_cache(maxsize=512)
def _icon(name: str, extra: str) -> SafeString:
    address = static("vendor/icons/icons.svg")
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', extra, address, name
    )


@register.filter
def wan(yuan: Any) -> str:
    """Yuan as 万元 with two decimals; a dash where unknown."""
    return "—" if yuan is None else f"{Decimal(str(yuan)) / 10_000:,.2f}"


@register.filter
def percent(ratio: Any, places: int = 2) -> str:
    """A ratio as per cent; a dash where unknown."""
    return "—" if ratio is None else f"{Decimal(str(ratio)) * 100:,.{places}f}%"


@register.filter
def plain(number: Any) -> str:
    """A number with thousands separated and no idle zeros; a dash where unknown."""
    if number is None:
        return "—"
    text = f"{Decimal(str(number)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def masked_phone(text: str) -> str:
    """A telephone number with at least four of its digits hidden; of a short one, all but the last two.

    >>> masked_phone("13909520001"), masked_phone("0952-2010002"), masked_phone("87654321"), masked_phone("12345")
    ('139****0001', '095****0002', '****21', '****')
    """
    text = text.strip()
    digits = sum(one.isdigit() for one in text)
    if digits >= MOBILE_DIGITS:
        return f"{text[:3]}****{text[-4:]}"
    return f"****{text[-2:]}" if digits >= SHORTEST_SHOWN else ("****" if text else "")


@register.filter
def masked_name(text: str) -> str:
    """A person's name with all but the first character hidden."""
    return text[:1] + "*" * max(len(text) - 1, 1) if text else ""


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The page's address with some parameters changed; None takes one away."""
    request: HttpRequest = context["request"]
    kept = [(name, value) for name, values in request.GET.lists() if name not in changes for value in values]
    return "?" + urlencode([*kept, *((name, str(value)) for name, value in changes.items() if value is not None)])


VERDICT_TONES = {"met": "green", "not_met": "red", "unknown": "yellow"}


@register.simple_tag
def verdict(value: str) -> SafeString:
    """met, not_met or unknown as a badge: a colour and a word, never a colour alone."""
    return _verdict(value, get_language() or "")


@lru_cache(maxsize=64)
def _verdict(value: str, _language: str) -> SafeString:
    words = {"met": _("达标"), "not_met": _("不达标"), "unknown": _("待核")}
    return format_html(
        '<span class="badge bg-{0}-lt">{1}</span>', VERDICT_TONES.get(value, "secondary"), words.get(value, value)
    )

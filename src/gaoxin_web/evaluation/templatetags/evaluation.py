"""What the templates of the evaluation share."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gaoxin_web.evaluation import words

register = template.Library()
register.filter("label_of", words.label_of)
register.filter("unit_words", words.unit_words)
register.filter("figure", words.figure)
register.filter("signed", words.signed)
register.filter("zone_words", words.zone_words)
register.filter("edition_words", words.edition_words)


@register.simple_tag
def node(standing: Any, code: str) -> str:
    """An indicator or group of the year's edition in words."""
    return words.node_words(standing.edition, code)


@register.simple_tag
def gained(places: int | None) -> SafeString:
    """Places won or lost on the year before: an arrow and a number, never a colour alone."""
    if places is None:
        return mark_safe("—")
    if places == 0:
        return format_html('<span class="text-secondary" title="{}">→ 0</span>', _("持平"))
    up = places > 0
    return format_html(
        '<span class="{}" title="{}">{} {}</span>',
        "place-up" if up else "place-down",
        _("上升") if up else _("下降"),
        "↑" if up else "↓",
        abs(places),
    )


@register.simple_tag
def interval(row: Any, last: int) -> SafeString:
    """A row's places as a small picture: a line from the lower to the upper bound, a dot in the middle."""
    return format_html(
        '<svg class="interval" viewBox="0 0 {0} 10" preserveAspectRatio="none" role="img" aria-label="{1}">'
        '<rect class="interval-base" x="0" y="4" width="{0}" height="2"></rect>'
        '<rect class="interval-line" x="{2}" y="3" width="{3}" height="4"></rect>'
        '<rect class="interval-dot" x="{4}" y="0" width="2" height="10"></rect></svg>',
        last,
        f"{row.low}–{row.high}",
        row.low - 1,
        max(row.high - row.low, 1),
        row.middle - 1,
    )


@register.filter
def negated(value: float) -> float:
    """Places are told as won: what the engine counts as a worse place is shown below nought."""
    return -value


@register.filter
def typed(value: float | None) -> str:
    """A number as a browser reads it and writes it; nothing where it is not known."""
    if value is None:
        return ""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text

"""What the ladder's templates share: a status as a badge, a policy's name."""

from __future__ import annotations

from django import template
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gaoxin_web.ladders.models import Measure
from gaoxin_web.ladders.words import STATUS_TONES, figure_words, policy_words, status_words
from gaoxin_web.ui.templatetags.fields import is_tick, widget

register = template.Library()


@register.simple_tag
def status_badge(status: str) -> SafeString:
    """holds, ready, near, needs_data or far: a colour and a word."""
    tone = STATUS_TONES.get(status, "secondary")
    return format_html('<span class="badge bg-{}-lt">{}</span>', tone, status_words(status))


@register.filter
def policy_name(policy: str) -> str:
    return policy_words(policy)


@register.simple_tag
def measure_field(field: BoundField) -> SafeString:
    """A cell of the table of measures: the small input, its name for a screen reader, its errors."""
    shown = widget(field, "form-control-sm") if not is_tick(field) else widget(field)
    errors = format_html_join(
        "", '<div class="invalid-feedback d-block">{}</div>', ((error,) for error in field.errors)
    )
    return format_html(
        '<label class="visually-hidden" for="{}">{}</label>{}{}', field.id_for_label, field.label, shown, errors
    )


@register.simple_tag
def move_words(measure: Measure) -> str:
    """What a measure moves, from and to: ``36人 → 41人``."""
    if measure.value_to is None:
        return "—"
    return f"{figure_words(measure.value_from, measure.unit)} → {figure_words(measure.value_to, measure.unit)}"

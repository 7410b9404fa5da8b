"""A question in words: the field's label and the unit to write it in."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gaoxin.fields import Field
from gaoxin_web.enterprises.figures import label_of, unit_of
from gaoxin_web.ladders.words import is_english

register = template.Library()
ENGLISH = {"万元": "CNY 10,000", "万美元": "USD 10,000", "人": "persons", "年": "years", "件": "", "位": "", "项": ""}


@register.simple_tag
def question(item: Field) -> SafeString:
    unit = unit_of(item) if item.is_numeric else ""
    unit = ENGLISH.get(unit, unit) if is_english() else unit
    label = format_html("{}（{}）", label_of(item), unit) if unit and not is_english() else label_of(item)
    if unit and is_english():
        label = format_html("{} ({})", label_of(item), unit)
    return (
        format_html('{} <span class="text-secondary small">{}</span>', label, _("无则填“无”"))
        if item.none_rank
        else label
    )

"""What the pages of judging need: a value looked up, words for how far judges agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import pgettext

register = template.Library()


@register.filter
def of(found: Mapping[Any, Any], key: Any) -> Any:
    """The value of a key; None where there is none."""
    return found.get(key)


@register.filter
def strength_words(strength: str) -> str:
    words = {
        "poor": pgettext("agreement", "低"),
        "moderate": pgettext("agreement", "中等"),
        "good": pgettext("agreement", "良好"),
        "excellent": pgettext("agreement", "很高"),
    }
    return words.get(strength, strength)

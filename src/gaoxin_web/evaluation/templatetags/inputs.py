"""What the templates of the input pages share: figures as they were entered, and papers of records."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.core.exceptions import ObjectDoesNotExist

from gaoxin_web.evaluation.words import figure, signed

register = template.Library()
LARGE, MIDDLING = 1000, 1  # from so much on fewer decimals are shown of what was worked out


@register.filter
def exact(value: float | Decimal | None) -> str:
    """A figure as it was entered; of one worked out the decimals that tell something; a dash where not known."""
    return figure(value, _digits(value))  # type: ignore[arg-type]


@register.filter
def exact_signed(value: float | None) -> str:
    """The same with its sign: +1.25."""
    return signed(value, _digits(value))


def _digits(value: float | Decimal | None) -> int:
    if value is None or isinstance(value, Decimal):
        return 6
    return 2 if abs(value) >= LARGE else 4 if abs(value) >= MIDDLING else 6


@register.filter
def paper_of(record: Any) -> str:
    """The paper a record of history names; what it was called is lost where it was deleted since."""
    try:
        return str(record.paper) if record.paper_id else "—"
    except ObjectDoesNotExist:
        return "—"

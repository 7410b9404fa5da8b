"""What the templates of the input pages share: figures as they were entered, and papers of records."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

from django import template
from django.core.exceptions import ObjectDoesNotExist

from gaoxin_web.evaluation.words import figure, signed

register = template.Library()
SIGNIFICANT = 4  # digits of what was worked out; never fewer than two decimals


@register.filter
def exact(value: float | Decimal | None) -> str:
    """A figure as it was entered; a dash where not known."""
    return figure(value, 6)  # type: ignore[arg-type]


@register.filter
def worked_out(value: float | None) -> str:
    """A figure that was worked out, with as many decimals as tell something.

    >>> [worked_out(value) for value in (28.41139, 12345.678, 0.000412345, 0.0, None)]
    ['28.41', '12,345.68', '0.0004123', '0', '—']
    """
    return figure(value, _digits(value))


@register.filter
def change(value: float | None) -> str:
    """The same with its sign: +1.25."""
    return signed(value, _digits(value))


def _digits(value: float | None) -> int:
    whole = math.floor(math.log10(abs(value))) if value else 0
    return min(max(SIGNIFICANT - 1 - whole, 2), 12)


@register.filter
def paper_of(record: Any) -> str:
    """The paper a record of history names; what it was called is lost where it was deleted since."""
    try:
        return str(record.paper) if record.paper_id else "—"
    except ObjectDoesNotExist:
        return "—"

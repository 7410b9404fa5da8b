"""A number as people write it into a form or a table: 1,234.5, －3, 1e15; nothing is not known, never nought."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gaoxin.register.cells import NUMBER, is_blank, plain

PLACES = 6  # decimals that are kept
WHOLE = 18  # digits before them
DIGITS = 15  # that every database gives back as they were


def read_number(text: str, *, share: bool = False) -> Decimal | None:
    """The number a text means; None where it says nothing. Of a share, ``35%`` is 35.

    Raises:
        ValidationError: it is no number, or none that can be kept.
    """
    if is_blank(text):
        return None
    written = plain(text)
    if share and written.endswith("%"):
        written = written[:-1].rstrip()
    if not NUMBER.fullmatch(written):
        raise ValidationError(_("“%(text)s”不是数字。请填数值，如 12.5；不详请留空。") % {"text": text.strip()[:40]})
    found = Decimal(written.replace(",", ""))
    if found and (found.adjusted() >= WHOLE or found.adjusted() < -WHOLE):
        raise ValidationError(_("“%(text)s”太大或太小，请核对单位。") % {"text": text.strip()[:40]})
    if found.normalize().as_tuple().exponent < -PLACES:  # type: ignore[operator]
        raise ValidationError(_("“%(text)s”的小数超过 6 位，请按公布的位数填写。") % {"text": text.strip()[:40]})
    if len(found.normalize().as_tuple().digits) > DIGITS:
        raise ValidationError(_("“%(text)s”超过 15 位有效数字，存不下，请核对。") % {"text": text.strip()[:40]})
    return found

"""Personal data in what officers wrote anywhere: telephone and identity card numbers, hidden on every page."""

from __future__ import annotations

import re

MOBILE = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")
LANDLINE = re.compile(r"(?<!\d)(0\d{2,3})([-－—\s]?)\d{3,4}(\d{4})(?!\d)")
IDENTITY = re.compile(
    r"(?<!\d)([1-8]\d{2})\d{3}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d(\d{2}[\dXx])(?!\d)"
)


def masked(text: str) -> str:
    """A text with the middle of every such number hidden.

    >>> masked("王经理 13909520001，0952-2010002，640102198501011234")
    '王经理 139****0001，0952-****0002，640***********234'
    """
    text = IDENTITY.sub(r"\1***********\2", text)
    return LANDLINE.sub(r"\1\2****\3", MOBILE.sub(r"\1****\2", text))

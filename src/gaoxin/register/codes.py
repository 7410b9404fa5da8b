"""Unified social credit codes (统一社会信用代码), cleaned and checked by the column.

Source:
    GB 32100-2015: 18 characters, the last a check character, weights 3^i mod 31.
    ``python-stdnum`` has the last word on whatever the vector does not pass.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from stdnum.cn import uscc as standard

from gaoxin.register.columns import as_text

ALPHABET = b"0123456789ABCDEFGHJKLMNPQRTUWXY"
SHAPE = r"^[0-9]{8}[0-9A-HJ-NP-RTUWXY]{10}$"
LENGTH = 18
WEIGHTS = np.array([pow(3, place, 31) for place in range(LENGTH - 1)] + [1])
NOISE = r"[\s'’‘`\"\-‐－]+"  # the apostrophe is how Excel keeps a number a text


def read_codes(series: pl.Series) -> pl.Series:
    """Codes in one spelling: NFKC, upper case, no spaces, apostrophes or hyphens; null where empty.

    >>> read_codes(pl.Series(["'9111 0000-600037341l", " "])).to_list()
    ['91110000600037341L', None]
    """
    text = as_text(series)
    if text.str.contains(SHAPE).all():
        return text
    cleaned = text.str.normalize("NFKC").str.replace_all(NOISE, "").str.to_uppercase()
    return cleaned.set(cleaned == "", None)


def invalid_codes(codes: pl.Series) -> list[str]:
    """The different codes whose form or check character is wrong."""
    different = codes.filter(codes.ne_missing(codes.shift(1))).drop_nulls()  # years mostly stand together
    shaped = different.str.contains(SHAPE)
    formed = different.filter(shaped)
    suspects = pl.concat([different.filter(~shaped), formed.filter(~_sums_hold(formed))])
    return [code for code in suspects.unique(maintain_order=True) if not standard.is_valid(code)]


def are_right(series: pl.Series) -> list[bool]:
    """Whether texts are codes as they stand, form and check character right; nothing is none.

    >>> are_right(pl.Series(["91110000600037341L", "91110000600037341l", "911100006000373410", None]))
    [True, False, False, False]
    """
    right = series.str.contains(SHAPE).fill_null(value=False).to_numpy(writable=True)
    right[right] = _sums_hold(series.filter(right))
    return [bool(one) for one in right]


def _sums_hold(codes: pl.Series) -> pl.Series:
    """Whether weighted characters sum to a multiple of 31, for codes of the right form."""
    places = np.zeros(256, dtype=np.int64)
    places[np.frombuffer(ALPHABET, dtype=np.uint8)] = np.arange(len(ALPHABET))
    letters = np.frombuffer("".join(codes).encode("ascii"), dtype=np.uint8).reshape(-1, LENGTH)
    return pl.Series((places[letters] @ WEIGHTS) % 31 == 0)

"""Invented names and codes: nothing here belongs to a real enterprise.

Brands join two rare syllables; none of the 576 pairs occurs anywhere in the 267 397
short names of the Company-Names-Corpus or among the A-share firms. The city does not
exist, and division 640299 of the codes is not assigned.
"""

from __future__ import annotations

from itertools import product
from random import Random

from stdnum.cn import uscc as stdnum_uscc

ZONE = "示例高新区"
CITY = "星河市"
DIVISION = "640299"

FIRST = "沅岫霁翊蘅珏砚箬溯棹葭泠湜栎稷琚筠熠澄曜珩邈峤澹"
SECOND = "堇汀甄牧桁霈屿芷衡圻壑鸢嵘棠漪筑岚昀弈稔泓璟谌湛"

_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I, O, S, V, Z
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714


def brands(rng: Random, *, reserved: frozenset[str]) -> list[str]:
    """Every brand that is not reserved for a named enterprise, shuffled."""
    pairs = [first + second for first, second in product(FIRST, SECOND)]
    free = [pair for pair in pairs if pair not in reserved]
    rng.shuffle(free)
    return free


def company_name(brand: str, trade: str) -> str:
    """The full name of an invented enterprise.

    >>> company_name("沅堇", "智能装备")
    '星河市沅堇智能装备有限公司'
    """
    return f"{CITY}{brand}{trade}有限公司"


def invented_uscc(rng: Random) -> str:
    """A unified social credit code that is valid, and that no authority can have issued.

    Both check digits are right: that of the organisation code inside (GB 11714) and the last (GB 32100).
    """
    body = "MA" + "".join(rng.choice(_CODE_ALPHABET) for _ in range(6))
    code = "91" + DIVISION + body + _body_check(body)
    return code + stdnum_uscc.calc_check_digit(code)


def _body_check(body: str) -> str:
    # GB 11714 counts A as 10 … Z as 35, although GB 32100 leaves five of the letters out
    total = sum(int(letter, 36) * weight for letter, weight in zip(body, _BODY_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))

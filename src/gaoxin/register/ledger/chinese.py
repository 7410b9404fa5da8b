"""Chinese numerals, where they are certain: 三千五百万, 一百二十八, 二〇一〇."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {
    char: value
    for value, chars in enumerate(("零〇○Ο", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for char in chars
}
TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
GREAT = {"万": 10**4, "亿": 10**8}
NUMERAL = "".join([*DIGITS, *TENS, *GREAT])
WHOLE = re.compile(rf"[{NUMERAL}]+(?:点[{''.join(DIGITS)}]+)?")


def whole(text: str) -> Decimal | None:
    """The number a Chinese numeral writes; None where it is none, or might be read two ways.

    >>> whole("一百二十八"), whole("三千五百万"), whole("二〇一〇"), whole("百十")
    (Decimal('128'), Decimal('35000000'), Decimal('2010'), None)
    """
    if not text or not WHOLE.fullmatch(text):
        return None
    body, _, rest = text.partition("点")
    found = _spelt(body) if all(char in DIGITS for char in body) else _counted(body)
    if found is None:
        return None
    return Decimal(f"{found}.{_spelt(rest)}") if rest else Decimal(found)


def digits(text: str) -> str:
    """A text with single Chinese digits as figures: 二〇一〇年 → 2010年, 十二月 → 12月."""
    return re.sub(rf"[{NUMERAL}]+", lambda found: str(whole(found[0]) or found[0]), text)


def _spelt(text: str) -> int | None:
    return int("".join(str(DIGITS[char]) for char in text)) if text else None


def _counted(text: str) -> int | None:
    """一百二十八 and the like; units must fall, 亿 before 万."""
    for unit, size in sorted(GREAT.items(), key=lambda item: -item[1]):
        head, found, tail = text.partition(unit)
        if found:
            high, low = _counted(head), _counted(tail.lstrip("零〇")) if tail.strip("零〇") else 0
            return None if not head or high is None or low is None or low >= size else high * size + low
    return _below_ten_thousand(text)


def _below_ten_thousand(text: str) -> int | None:
    total, digit, last = 0, None, 10_000
    for at, char in enumerate(text):
        if char in DIGITS:
            if digit:
                return None
            digit = DIGITS[char]
            continue
        unit = TENS[char]
        if unit >= last or (digit is None and not (unit == 10 and at == 0)):
            return None
        total, last, digit = total + (1 if digit is None else digit) * unit, unit, None
    return total + (digit or 0)

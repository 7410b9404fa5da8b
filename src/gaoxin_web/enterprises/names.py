"""How a name is found by its letters: lsty → 砺石钽业."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from gaoxin.register.identity import normal


@lru_cache(maxsize=4096)
def initials_of(name: str) -> str:
    """The first letters of a name's pinyin (拼音首字母), letters and digits of it kept, all else left out.

    Two spellings that name one firm (brackets, width, spaces) have the same.

    >>> initials_of("宁夏砺石钽业（重庆）A股有限公司")
    'nxlstycqagyxgs'
    """
    letters = "".join(lazy_pinyin(normal(name), style=Style.FIRST_LETTER))
    return "".join(letter for letter in letters.lower() if letter.isascii() and letter.isalnum())[:100]

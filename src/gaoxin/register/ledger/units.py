"""The unit a heading, a unit line or a cell names."""

from __future__ import annotations

import re
import unicodedata

from gaoxin.units import UNITS

SPELLINGS = {
    **dict.fromkeys(("人民币", "块", "人民币元", "rmb"), "元"),
    **dict.fromkeys(("万", "人民币万元"), "万元"),
    **dict.fromkeys(("亿", "人民币亿元"), "亿元"),
    **dict.fromkeys(("百分比", "百分之", "％"), "%"),
    **dict.fromkeys(("名", "人次"), "人"),
    "百万": "百万元",
    "千": "千元",
    "usd": "美元",
    "万usd": "万美元",
    "个": "项",
    "户": "家",
    **dict.fromkeys(("吨标煤", "tce"), "吨标准煤"),
    "万吨标煤": "万吨标准煤",
}
IN_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]+)[)\]】]")
NAMED = re.compile(r"单位\s*[:：]?\s*(.+)")


def unit_of(word: str) -> str | None:
    """The canonical unit of a word, None where it is no unit: 万 → 万元."""
    text = unicodedata.normalize("NFKC", word).strip().casefold()
    text = SPELLINGS.get(text, text)
    return text if text in UNITS and text not in ("", "ratio") else None


def read_unit(text: str) -> str | None:
    """The unit a heading or a line names in brackets, after 单位, or as its last word: 研发费用（万元）, 增速%."""
    plain = unicodedata.normalize("NFKC", text).strip()
    for inside in reversed(IN_BRACKETS.findall(plain)):
        if found := _first(inside):
            return found
    if named := NAMED.search(plain):
        return _first(named[1])
    if plain.endswith("%"):
        return "%"
    return unit_of(plain)


def _first(text: str) -> str | None:
    """The first of several units, a word of introduction taken off: 单位：万元、人."""
    for part in re.split(r"[、,;/\s]+", text):
        word = re.sub(r"^(?:金额|货币|计量)?(?:单位)?\s*[:：]?", "", part)
        if found := unit_of(word):
            return found
    return None

"""One cell as yes or no: ticks, words, and the states between."""

from __future__ import annotations

import re
import unicodedata

from gaoxin.register.ledger import dates
from gaoxin.register.ledger.shapes import Cell, CellError, Day, Doubt, Value

YES = frozenset(
    {"√", "✓", "✔", "☑", "v", "是", "有", "对", "y", "yes", "true", "1", "1.0", "●", "○√", "已认定", "已获批", "具备"}
)
NO = frozenset({"否", "无", "没有", "×", "✗", "✘", "x", "n", "no", "false", "0", "0.0", "空", "未", "不是", "未认定"})
BLANK = frozenset({"", "-", "--", "—", "——", "/", "不详", "n/a"})
STATE = re.compile(r"申报|复审|待|拟|公示|培育|受理|认定中|评审|入库|储备|过期|到期|失效|取消|撤销|重新认定|升级|计划")
WITH_MORE = re.compile(r"(?:是|有|√|✓|✔)[(,、]?(.+?)\)?")
CERTIFICATE = re.compile(r"GR(20\d\d)\d{8}", re.IGNORECASE)  # 高新技术企业证书编号: the year is in it


def read_mark(cell: Cell) -> Value:
    """True, False, or None with the word that stands there: 申报中 is neither yes nor no; an empty cell is unknown.

    A year is a yes since then (``upto``).
    """
    if cell is None:
        return Value()
    if isinstance(cell, bool):
        return Value(cell)
    if isinstance(cell, CellError):
        return Value(doubts=(Doubt("GX329", f"是公式错误 {cell}，按不详处理", "请在 Excel 中改正公式。", "error"),))
    text = "".join(unicodedata.normalize("NFKC", str(cell)).split()).casefold()
    if text in BLANK:
        return Value()
    if text in YES or text in NO:
        return Value(text in YES)
    if since := _since(text):
        return Value(True, upto=since)
    if more := WITH_MORE.fullmatch(text):
        since = _since(more[1])
        return Value(True, upto=since) if since else Value(True, status=more[1])
    if STATE.search(text) and len(text) <= 16:
        return Value(status=str(cell).strip())
    return Value(doubts=(Doubt("GX330", "看不出是或否，按不详处理", "请填“是”或“否”；申报中请写“申报中”。"),))


def _since(text: str) -> Day | None:
    """Since when, where a year or a certificate's number stands for the tick: 2022年, 2022-11-05, GR202264000123."""
    if found := CERTIFICATE.fullmatch(text):
        text = found[1]
    day = dates.read_day(re.sub("(?:认定|获批|获评|入库|通过)$", "", text)).value
    return day if isinstance(day, Day) else None

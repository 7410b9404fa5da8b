"""One cell as yes or no: ticks, words, and the states between."""

from __future__ import annotations

import re
import unicodedata

from gaoxin.register.ledger.shapes import Cell, CellError, Doubt, Value

YES = frozenset(
    {"√", "✓", "✔", "☑", "v", "是", "有", "对", "y", "yes", "true", "1", "1.0", "●", "○√", "已认定", "已获批", "具备"}
)
NO = frozenset({"否", "无", "没有", "×", "✗", "✘", "x", "n", "no", "false", "0", "0.0", "空", "未", "不是", "未认定"})
BLANK = frozenset({"", "-", "--", "—", "——", "/", "不详", "n/a"})
STATE = re.compile(r"申报|复审|待|拟|公示|培育|受理|认定中|评审|入库|储备|过期|到期|失效|取消|撤销|重新认定|升级|计划")
WITH_MORE = re.compile(r"(是|有|√|✓|✔)[(,、](.+?)\)?")


def read_mark(cell: Cell) -> Value:
    """True, False, or None with the word that stands there: 申报中 is neither yes nor no; an empty cell is unknown."""
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
    if more := WITH_MORE.fullmatch(text):
        return Value(True, status=more[2])
    if STATE.search(text) and len(text) <= 16:
        return Value(status=str(cell).strip())
    return Value(doubts=(Doubt("GX330", "看不出是或否，按不详处理", "请填“是”或“否”；申报中请写“申报中”。"),))

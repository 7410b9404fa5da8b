"""One cell as a day, a month or a year, as precisely as it was written; or as a term from one to another."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

from gaoxin.register.ledger import chinese
from gaoxin.register.ledger.shapes import Cell, CellError, Day, Doubt, Value
from gaoxin.register.ledger.spans import read_period

FIRST, LAST = 1900, 2100
SERIALS = (20_000, 80_000)  # Excel's days from 1954 to 2119
BLANK = frozenset({"", "-", "--", "/", "不详", "无", "暂无", "n/a", "待定"})
ENDLESS = re.compile(r"长期|永久|无固定期限|永续")
LASTING = re.compile(r"(?:\d{1,3}|[一二两三四五六七八九十半]{1,3})个?(?:月|年|天|日)")  # how long, not when: 8个月
SEP = r"[-/.年]"
YMD = re.compile(rf"(\d{{4}}){SEP}(\d{{1,2}})[-/.月](\d{{1,2}})日?(?:号)?(?:[ T].*)?|(\d{{4}})([01]\d)([0-3]\d)")
YM = re.compile(rf"(\d{{4}}){SEP}(\d{{1,2}})月?(?:份|底|末|初|上旬|中旬|下旬)?|(\d{{4}})(0[1-9]|1[0-2])")
Y = re.compile(r"(\d{4})(?:年|年度|年底|年末|年初)?")
DMY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
M = re.compile(r"(\d{1,2})月(?:(\d{1,2})日|份|底|末|初)?")
DASHES = re.compile(r"[—–－―~～〜至到]+")
AIMED = re.compile(
    r"^(?:计划于?|预计|拟定?于?|力争于?|争取|约|大约)|(?:之前|以前|前|左右|前后)?(?:开工|竣工|完工|投产|建成|完成|签约|前)$"
)
UP_TO_NOW = re.compile(r"今|现在|目前")
HINT = "请填写日期，如 2023-11-05、2023年11月；不详请留空。"


def read_day(cell: Cell, *, year: int | None = None) -> Value:
    """A date with its precision. ``year`` holds for a text that names only a month."""
    if cell is None:
        return Value()
    if isinstance(cell, CellError):
        return _doubt("GX329", f"是公式错误 {cell}，按不详处理", "请在 Excel 中改正公式。", "error")
    if isinstance(cell, datetime | date):
        return _day(cell.year, cell.month, cell.day)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _number(cell)
    if not isinstance(cell, str):
        return _doubt("GX325", "不是日期", HINT, "error")
    text = _plain(cell)
    if text.casefold() in BLANK:
        return Value()
    return _text(text, year)


def _plain(cell: str) -> str:
    text = unicodedata.normalize("NFKC", cell).strip().strip("'")
    text = re.sub(r"\s*([-/.年月])\s*", r"\1", text)
    text = DASHES.sub("-", text) if DASHES.fullmatch(text) else text
    return chinese.digits(text) if "年" in text or "月" in text else text


def _text(text: str, year: int | None) -> Value:
    found = _one(text, year)
    if found is not None:
        return found
    if ENDLESS.search(text):
        return Value(status=text)
    return _loose(text, year) or _doubt("GX325", "不是日期", HINT, "error")


def _one(text: str, year: int | None = None) -> Value | None:
    """A text that is one day, month or year."""
    if found := YMD.fullmatch(text):
        return _day(*(int(part) for part in found.groups() if part))
    if found := YM.fullmatch(text):
        numbers = [int(part) for part in found.groups() if part]
        return _month(*numbers)
    if found := Y.fullmatch(text):
        return _year(int(found[1]))
    if found := DMY.fullmatch(text):
        return _either(*(int(part) for part in found.groups()))
    if found := M.fullmatch(text):
        if year is None:
            return _doubt("GX326", "没有写年份", "请写明年份，如 2023年6月。")
        return _day(year, int(found[1]), int(found[2])) if found[2] else _month(year, int(found[1]))
    return None


def _loose(text: str, year: int | None) -> Value | None:
    """A day that is only aimed at (计划2025年3月), or a stretch of time (2024年上半年, 2019年9月-2020年1月)."""
    bare = AIMED.sub("", text)
    if bare and bare != text:
        found = _text(bare, year)
        doubt = Doubt("GX327", "是计划或大约的日期，按所写的读入", "请填写确切日期。")
        return found._replace(approx=True, doubts=(*found.doubts, doubt)) if isinstance(found.value, Day) else None
    ends = _ends(text)
    if ends is None and (period := read_period(text, year=year)) and period.year:
        ends = (f"{period.year}-{period.start}", f"{period.year}-{period.stop}")
    if ends is None:
        return None
    first, last = read_day(ends[0]).value, read_day(ends[1]).value
    if not isinstance(first, Day) or not isinstance(last, Day) or first.first > last.last:
        return None
    return Value(first, upto=last, doubts=(Doubt("GX327", "是一段时间，按开头读入", "请填写确切日期。"),))


def _number(cell: float) -> Value:
    """A number where a day should be: 20170815, a serial of Excel, a year, or 2019.3."""
    if not -1e15 < cell < 1e15:  # nor is an infinity, or what is not a number
        return _doubt("GX325", "不是日期", HINT, "error")
    if cell == int(cell):
        whole = int(cell)
        if FIRST <= whole <= LAST:
            return _year(whole)
        if SERIALS[0] <= whole <= SERIALS[1]:
            return _from_date(date(1899, 12, 30) + timedelta(days=whole))
        return _text(str(whole), None)
    if SERIALS[0] <= cell <= SERIALS[1]:
        return _from_date(date(1899, 12, 30) + timedelta(days=int(cell)))
    text = repr(float(cell))
    head, _, tail = text.partition(".")
    if len(head) == 4 and FIRST <= int(head) <= LAST and tail.isdigit() and len(tail) <= 2:
        if tail == "1":
            problem = "可能是 1 月，也可能是 10 月（数字格式丢了末尾的 0），按年份读入"
            doubt = Doubt("GX326", problem, f"请写作 {head}-01 或 {head}-10。")
            return Value(Day(date(int(head), 1, 1), "year"), doubts=(doubt,))
        return _month(int(head), int(tail))
    return _doubt("GX325", "不是日期", HINT, "error")


def _from_date(found: date) -> Value:
    return _day(found.year, found.month, found.day)


def _day(year: int, month: int, day: int) -> Value:
    try:
        found = date(year, month, day)
    except ValueError:
        return _doubt("GX325", "不是存在的日期", "请核对年月日。", "error")
    return Value(Day(found, "day")) if FIRST <= year <= LAST else _out_of_range()


def _month(year: int, month: int) -> Value:
    if not 1 <= month <= 12:
        return _doubt("GX325", "不是存在的月份", "请核对年月。", "error")
    return Value(Day(date(year, month, 1), "month")) if FIRST <= year <= LAST else _out_of_range()


def _year(year: int) -> Value:
    return Value(Day(date(year, 1, 1), "year")) if FIRST <= year <= LAST else _out_of_range()


def _out_of_range() -> Value:
    return _doubt("GX325", f"不在 {FIRST} 至 {LAST} 年之间", "请核对年份。", "error")


def _either(first: int, second: int, year: int) -> Value:
    """03/04/2022 may be March or April; 25/3/2022 is certain."""
    if first <= 12 and second <= 12 and first != second:
        return _doubt(
            "GX326", "分不清月和日", f"请写作 {year}-{first:02d}-{second:02d} 或 {year}-{second:02d}-{first:02d}。"
        )
    return _day(year, second, first) if first > 12 else _day(year, first, second)


def read_term(cell: Cell) -> Value:
    """A term: ``value`` from, ``upto`` to. One date alone is read as the end, with a warning."""
    if not isinstance(cell, str) or isinstance(cell, CellError):
        return _as_end(read_day(cell))
    text = _plain(cell)
    if text.casefold() in BLANK:
        return Value()
    if ENDLESS.search(text) or LASTING.fullmatch(text):
        return Value(status=text)
    alone = _one(text)
    if alone is not None and alone.value is not None:
        return _as_end(alone)
    ends = _ends(text)
    if ends is None:
        whole = _loose(text, None)
        if whole and whole.value is not None:
            return whole._replace(doubts=()) if whole.upto else _as_end(whole)
        return _doubt("GX325", "不是起止日期", "请写作 2022-11-05至2025-11-04。", "error")
    first, last = read_day(ends[0]), Value() if UP_TO_NOW.search(ends[1]) else read_day(ends[1])
    if isinstance(first.value, Day) and isinstance(last.value, Day) and first.value.first > last.value.last:
        return _doubt("GX325", "起始日晚于截止日", "请核对起止日期。", "error")
    status = "至今" if UP_TO_NOW.search(ends[1]) else ""
    upto = last.value if isinstance(last.value, Day) else None
    return Value(first.value, upto=upto, status=status, doubts=(*first.doubts, *last.doubts))


def _ends(text: str) -> tuple[str, str] | None:
    """The two dates of a term, whatever stands between them."""
    for mark in re.finditer(r"[—–－―~～〜]+|至|到|-+", text):
        left, right = text[: mark.start()].strip(), text[mark.end() :].strip()
        if read_day(left).value is not None and (read_day(right).value is not None or UP_TO_NOW.search(right)):
            return left, right
    return None


def _as_end(found: Value) -> Value:
    if not isinstance(found.value, Day):
        return found
    doubt = Doubt("GX328", "只有一个日期，按到期日读入", "请写明起止日期，如 2022-11至2025-11。")
    return Value(None, upto=found.value, doubts=(*found.doubts, doubt))


def _doubt(code: str, problem: str, hint: str, severity: str = "warning") -> Value:
    return Value(doubts=(Doubt(code, problem, hint, severity),))  # type: ignore[arg-type]

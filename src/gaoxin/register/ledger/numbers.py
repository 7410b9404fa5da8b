"""One cell as a number: units of its own, ranges, about, percentages, Chinese numerals."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from gaoxin.register.ledger import chinese
from gaoxin.register.ledger.shapes import Cell, CellError, Doubt, Value
from gaoxin.register.ledger.units import unit_of
from gaoxin.units import STEPS, UNITS, to_steps

NOTHING = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "/",
        "\\",
        "无数据",
        "不详",
        "暂无",
        "暂无数据",
        "n/a",
        "na",
        "null",
        "none",
        "缺",
        "未知",
        "未统计",
        "待定",
        ".",
        "…",
        "*",
        "?",
    }
)
STATUS = re.compile(
    r"新投产|扭亏|转亏|减亏|增亏|新增|新建|新开工|在建|未投产|停产|新办|新企业|首次|新成立|退库|注销|搬迁|待核|待定"
)
NUM = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:[eE][+-]?\d{1,3})?|[+-]?\.\d+"
UNITED = re.compile(rf"({NUM})\s*([^\d\s.,%+-][^\d]{{0,5}}|%)?")
RANGE = re.compile(rf"({NUM})\s*([^\d\s.,%+~至到-]{{0,4}}|%)\s*(?:~|-|至|到)\s*({NUM})\s*([^\d\s.,%+-]{{0,5}}|%)?")
ABOUT = re.compile(
    r"^(?:约为|大约|约|近|将近|接近|超过|超|逾|不少于|至少|预计|估计|≈|>=?|<=?|≥|≤)|(?:左右|以上|以内|上下|余|多|\+)$"
)
MIDST = re.compile(r"(?<=\d)(?:余|多)(?=[万亿千百元人件项家个])")
UP = re.compile(r"^(?:(?:较|比)?(?:上年|去年)?同期|同比)?(?:增长|上升|提高|增加|增|升|上涨)")
DOWN = re.compile(r"^(?:(?:较|比)?(?:上年|去年)?同期|同比)?(?:下降|减少|降低|下滑|回落|降|减|负增长|下跌)")
FLAT = frozenset({"持平", "与上年持平", "同比持平", "不变", "平"})
FOREIGN = re.compile(
    r"美元|美金|欧元|日元|港元|港币|英镑|韩元|加元|澳元|新元|usd|eur|hkd|jpy|gbp|\$|€|£", re.IGNORECASE
)
LIMIT = Decimal(10) ** 24
NOT_A_NUMBER = "请填写数值，如 412.6；不详请留空。"
DASHES = str.maketrans({"—": "-", "–": "-", "－": "-", "―": "-", "−": "-", "～": "~", "〜": "~", "￥": "", "¥": ""})


def read_number(
    cell: Cell,
    kind: str,
    unit: str,
    *,
    assumed: bool = False,
    percent: bool = False,
    bounds: tuple[int, int] | None = None,
) -> Value:
    """A cell as whole steps of ``kind`` (money, count, number, ratio).

    ``unit`` is the column's; the cell's own goes before it. ``assumed`` says that nobody
    wrote the column's. ``percent`` says that the cell is shown as a percentage, and so
    is the fraction. What cannot be read is None with a doubt, never 0.
    """
    if cell is None:
        return Value()
    if isinstance(cell, CellError):
        return _doubt("GX329", f"是公式错误 {cell}，按不详处理", "请在 Excel 中改正公式。", "error")
    if isinstance(cell, bool | date | datetime | time | timedelta):
        return _doubt("GX320", "不是数字", NOT_A_NUMBER, "error")
    if isinstance(cell, int | float):
        found = _bare(_decimal(cell), kind, unit, assumed=assumed, percent=percent)
    else:
        found = _text(str(cell), kind, unit, assumed)
    return _bounded(found, bounds, kind)


def _decimal(number: float) -> Decimal:
    return Decimal(repr(number)) if number == number and abs(number) < 1e300 else Decimal("NaN")


def _text(cell: str, kind: str, unit: str, assumed: bool) -> Value:
    text = unicodedata.normalize("NFKC", cell).translate(DASHES).strip().strip("'")
    text = re.sub(r"(?<=\d),\s+(?=\d{3})|\s+", "", text)
    if text.casefold() in NOTHING or not text.strip("-"):
        return Value()
    if kind == "ratio":
        return _ratio(text, unit)
    if kind == "money" and FOREIGN.search(text) and UNITS[unit][0] != "美元":
        return _doubt("GX322", "是外币，未折算，按不详处理", "请按当期汇率折成人民币填写。")
    text, about = _about(text)
    if found := RANGE.fullmatch(text):
        return _range(found, kind, unit)
    value = _amount(text, kind, unit, assumed)
    if value is None:
        return _word(text)
    doubts = value.doubts
    if about:
        doubts = (*doubts, Doubt("GX327", "是约数，按所写的数读入", "请填写准确数值。"))
    return value._replace(approx=about or value.approx, doubts=doubts)


def _about(text: str) -> tuple[str, bool]:
    short = MIDST.sub("", ABOUT.sub("", ABOUT.sub("", text)))
    return (short, True) if short and short != text else (text, False)


def _word(text: str) -> Value:
    """A text that is no number: a known word is a status, anything else a doubt."""
    if STATUS.search(text) and len(text) <= 12:
        return Value(status=text)
    return Value(doubts=(Doubt("GX320", "不是数字，按不详处理", NOT_A_NUMBER, "error"),))


def _amount(text: str, kind: str, unit: str, assumed: bool) -> Value | None:
    """A number with or without a unit behind it."""
    text = re.sub(r"^\(([\d.,]+)\)$", r"-\1", text)
    text = re.sub(r"^(?:净?亏损?|负)", "-", text)
    if found := UNITED.fullmatch(text):
        number, word = Decimal(found[1].replace(",", "")), found[2] or ""
    else:
        cut = re.fullmatch(rf"([{chinese.NUMERAL}]+)(元|人|名|件|项|家|个|户|年)?", text)
        spelt = chinese.whole(cut[1]) if cut else None
        if cut is None or spelt is None:
            return None
        number, word = spelt, cut[2] or ("元" if kind == "money" and cut[1][-1] in "万亿" else "")
    if not word:
        return _bare(number, kind, unit, assumed=assumed, percent=False)
    own = _own_unit(word, kind)
    if own is None:
        return None
    value = Value(_steps(number * own[1], kind), unit=own[0])
    return _whole(value, kind, unit)


def _own_unit(word: str, kind: str) -> tuple[str, Decimal] | None:
    """A unit written in the cell and its size in base units; None where it does not suit the kind."""
    factors = {"十": 10, "百": 100, "千": 1000, "十万": 10**5, "百万": 10**6, "千万": 10**7}
    head = re.match(r"(?:千万|百万|十万)", word)
    if kind == "money" and head:
        return (f"{head[0]}元", Decimal(factors[head[0]])) if word[len(head[0]) :] in ("", "元") else None
    unit = unit_of(word)
    if kind == "money":
        return (unit, _size(unit)) if unit and UNITS[unit][0] in ("元", "美元") else None
    if word in ("万", "千", "亿", "百", "十"):
        return word, {"万": Decimal(10**4), "亿": Decimal(10**8)}.get(word, Decimal(factors.get(word, 1)))
    if unit and UNITS[unit][0] in ("元", "美元", ""):
        return None
    scaled = re.fullmatch(r"(万|亿)(.+)", word)
    size = {"万": Decimal(10**4), "亿": Decimal(10**8)}[scaled[1]] if scaled else Decimal(1)
    return word, size


def _size(unit: str) -> Decimal:
    size = UNITS[unit][1]
    return Decimal(size.numerator) / Decimal(size.denominator)


def _bare(number: Decimal, kind: str, unit: str, *, assumed: bool, percent: bool) -> Value:
    if not number.is_finite():
        return _doubt("GX320", "不是数字，按不详处理", NOT_A_NUMBER, "error")
    if kind == "ratio":
        return _share(number, unit, percent=percent)
    value = Value(_steps(number * _size(unit or ""), kind))
    if assumed and kind == "money":
        doubt = Doubt("GX321", f"没有写单位，按{unit}读入", f"请写明单位，如 {number}{unit}。")
        value = value._replace(doubts=(doubt,))
    return _whole(value, kind, unit)


def _share(number: Decimal, unit: str, *, percent: bool) -> Value:
    """A bare number as a ratio: shown as % or up to 1 it is the fraction, else percent, and doubtful."""
    if percent or (unit not in ("%", "％") and abs(number) <= 1):
        return Value(_steps(number, "ratio"))
    read = number / 100
    doubt = Doubt("GX323", f"没有百分号，按 {number}% 读入", f"请写作 {number}%，或把单元格设为百分比格式。")
    return Value(_steps(read, "ratio"), doubts=(doubt,))


def _ratio(text: str, unit: str) -> Value:
    if text in FLAT:
        return Value(0)
    sign = 1
    if found := DOWN.match(text):
        text, sign = text[found.end() :], -1
    elif found := UP.match(text):
        text = text[found.end() :]
    text, about = _about(text)
    if text.startswith("百分之"):
        spelt = chinese.whole(text[3:]) or (Decimal(text[3:]) if re.fullmatch(NUM, text[3:]) else None)
        return Value(_steps(sign * spelt / 100, "ratio"), approx=about) if spelt is not None else _word(text)
    if "百分点" in text:
        return _doubt("GX320", "是百分点，不是增速，按不详处理", "请填写增速，如 13.4%。")
    if found := RANGE.fullmatch(text):
        return _range(found, "ratio", unit)
    if found := re.fullmatch(rf"({NUM})%", text):
        value = Value(_steps(sign * Decimal(found[1].replace(",", "")) / 100, "ratio"), unit="%")
    elif re.fullmatch(NUM, text):
        value = _share(sign * Decimal(text.replace(",", "")), unit, percent=False)
    else:
        return _word(text)
    about_doubt = (Doubt("GX327", "是约数，按所写的数读入", "请填写准确数值。"),) if about else ()
    return value._replace(approx=about, doubts=(*value.doubts, *about_doubt))


def _range(found: re.Match[str], kind: str, unit: str) -> Value:
    """Two ends; a unit behind the upper one holds for both."""
    low, low_unit, high, high_unit = found.groups()
    word = high_unit or low_unit or ""
    if kind == "ratio":
        scale = Decimal(1) / 100 if word == "%" or unit in ("%", "％") else Decimal(1)
        ends = [_steps(Decimal(end.replace(",", "")) * scale, "ratio") for end in (low, high)]
        own = "%" if word == "%" else ""
    else:
        size = _own_unit(word, kind) if word else (unit, _size(unit or ""))
        first = _own_unit(low_unit, kind) if low_unit else size
        if size is None or first is None:
            return _word(found[0])
        ends = [
            _steps(Decimal(low.replace(",", "")) * first[1], kind),
            _steps(Decimal(high.replace(",", "")) * size[1], kind),
        ]
        own = size[0] if word else ""
    if ends[0] is None or ends[1] is None or ends[0] > ends[1]:
        return _word(found[0])
    doubt = Doubt("GX327", "是一个范围，按下限读入", "请填写准确数值。")
    return Value(ends[0], unit=own, upto=ends[1], approx=True, doubts=(doubt,))


def _steps(number: Decimal, kind: str) -> int | None:
    """Whole steps; None for a part of a person."""
    if kind == "count" and number != number.to_integral_value():
        return None
    if abs(number) > LIMIT:
        return int(LIMIT) if number > 0 else -int(LIMIT)
    return to_steps(Fraction(number) if abs(number) > Decimal("1e-40") else Fraction(0), kind)


def _whole(value: Value, kind: str, unit: str) -> Value:
    """With a warning where the cell's own money unit goes before another of the column."""
    if kind == "count" and value.value is None:
        return _doubt("GX320", "不是整数，按不详处理", "请填写整数；不详请留空。", "error")
    if kind == "money" and value.unit and unit and value.unit != unit:
        doubt = Doubt("GX332", f"单位与本列的{unit}不同，按{value.unit}读入", "请统一单位。")
        return value._replace(doubts=(*value.doubts, doubt))
    return value


def _bounded(value: Value, bounds: tuple[int, int] | None, kind: str) -> Value:
    if bounds is None or not isinstance(value.value, int) or isinstance(value.value, bool):
        return value
    low, high = bounds
    if low <= value.value <= high:
        return value
    problem = "不能是负数" if value.value < 0 and low == 0 else "超出合理范围"
    shown = float(Fraction(value.value, STEPS[kind]))
    return value._replace(
        value=None,
        doubts=(*value.doubts, Doubt("GX324", f"{problem}（{shown:g}），按不详处理", "请核对数值与单位。", "error")),
    )


def _doubt(code: str, problem: str, hint: str, severity: str = "warning") -> Value:
    return Value(doubts=(Doubt(code, problem, hint, severity),))  # type: ignore[arg-type]

"""What each row of a sheet is, and why those that are not data are left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from gaoxin.register.ledger.header import Header, Sheet, is_unit_line, repeats
from gaoxin.register.ledger.shapes import Cell
from gaoxin.register.ledger.vocabulary import phrase

RowClass = Literal["title", "unit", "header", "group", "data", "subtotal", "total", "note", "blank", "duplicate"]

SUBTOTAL = re.compile(r"^(?:.{0,12}(?:小计|分计)|本页(?:小计|合计)|.{1,12}合计)$")
TOTAL = re.compile(r"^(?:合计|总计|共计|累计|全区合计|全区总计|园区合计|总合计|合计数|total|sum)$")
NOTE = re.compile(
    r"^[（(]?(?:注|说明|备注|附注|填表说明|填报说明|数据来源|资料来源|注释|注意)[\d①]*[:：.、)）\s]|^(?:[*※★])|^注$"
)
SIGNED = re.compile(
    r"^(?:填报人|填表人|制表人|制表|审核人|审核|复核|单位负责人|分管领导|填报单位|填报日期|制表单位|联系人|联系电话|填表日期)\s*[:：]"
)
LISTED = re.compile(r"^[\s　]*(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[①-⑳])[.、)）．]")
GROUP = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]+[类批组部分])"
)
NUMERAL = re.compile(r"[一二三四五六七八九十]{1,3}[、.．]?|[(（][一二三四五六七八九十]{1,3}[)）]")
COUNTED = re.compile(r"[(（](?:共)?\d+(?:家|户|个|项|名|人)[)）]$")
TITLE = re.compile(
    r"(?:名单|名录|台账|一览表|情况表|统计表|明细表|汇总表|花名册)(?:[（(].{1,8}[）)])?$|[（(](?:续|续表|附表)[）)]$"
)
TITLE_AND_UNIT = re.compile(  # 2024年用电量表（单位：度）
    r"(?!.*(?:填报|填表|日期|时间|部门))[^:：]{6,}[（(\s　]单位\s*[:：]"
)
FIRM = re.compile(r"(?:公司|集团|厂|合作社|事务所|研究院|研究所|中心|大学|学院|医院|银行|分行|支行|门店|商行|经营部)$")
PROSE = 40  # characters; a title or the head of a group is shorter
LEAD = 6  # columns in which a total or a group is named


@dataclass(slots=True)
class Skipped:
    """A row that is no record: ``row`` counts from 0; ``of`` is the row it repeats, ``carries`` what it heads."""

    row: int
    kind: RowClass
    text: str = ""
    carries: str = ""
    of: int | None = None


@dataclass
class Rows:
    """The rows of one table: which are data, the group each stands under, and all others with their class.

    ``sure`` are the data rows a person said are records.
    """

    data: list[int] = field(default_factory=list)
    groups: dict[int, Skipped] = field(default_factory=dict)  # data row → its group's row
    skipped: list[Skipped] = field(default_factory=list)
    sure: frozenset[int] = frozenset()


def above(sheet: Sheet, start: int, header: Header) -> list[Skipped]:
    """The title and unit rows over a header."""
    found = []
    for row in range(start, header.top):
        texts = [str(cell).strip() for cell in sheet.rows[row] if cell is not None]
        if not texts:
            found.append(Skipped(row, "blank"))
        elif is_unit_line(sheet, row) and not TITLE_AND_UNIT.match(texts[0]):
            found.append(Skipped(row, "unit", "　".join(texts)))
        elif len(texts) == 1 and _is_prose(texts[0]):
            found.append(Skipped(row, "note", texts[0]))
        else:
            found.append(Skipped(row, "title", "　".join(texts)))
    return found


def _is_prose(text: str) -> bool:
    """A sentence, not a title: 请于2024年3月底前报送。"""
    return bool(NOTE.match(text) or SIGNED.match(text)) or text.endswith(("。", "；", "：", ":")) or len(text) > PROSE


def classify(
    sheet: Sheet,
    header: Header,
    end: int,
    keys: Sequence[int],
    ordinal: int | None = None,
    said: Mapping[int, RowClass] | None = None,
) -> Rows:
    """The rows from under a header up to ``end``.

    Args:
        keys: the columns that name a record.
        ordinal: the column that counts them.
        said: what a person said rows are (from 0); they are that.
    """
    said = said or {}
    found = Rows(sure=frozenset(row for row, kind in said.items() if kind == "data"))
    sure: dict[str, bool] = {}
    group: Skipped | None = None
    counted = _numbered_groups(sheet, range(header.bottom + 1, end), ordinal)
    for row in range(header.bottom + 1, end):
        cells = sheet.rows[row]
        if row in said:
            kind: RowClass = said[row]
        elif row in counted:
            kind = "group"
        elif row not in sheet.merged and _plainly_data(cells, keys, sure):
            kind = "data"
        else:
            kind = _class(sheet, row, header, keys)
        if kind == "data":
            found.data.append(row)
            if group is not None:
                found.groups[row] = group
            continue
        skipped = Skipped(row, kind, _lead_text(cells, kind))
        if kind == "group":
            skipped.carries = _carried(counted.get(row, skipped.text))
            group = skipped
        found.skipped.append(skipped)
    _groups_that_head_nothing(found, said)
    return found


def _numbered_groups(sheet: Sheet, rows: range, ordinal: int | None) -> dict[int, str]:
    """Rows numbered 一 or （二） where others are numbered 1, 2, 3 → what they head."""
    if ordinal is None:
        return {}
    found, plain = dict[int, str](), False
    for row in rows:
        cells = sheet.rows[row]
        mark = cells[ordinal] if ordinal < len(cells) else None
        if isinstance(mark, str) and NUMERAL.fullmatch(mark.strip()):
            if head := next((cell for cell in cells[ordinal + 1 :] if isinstance(cell, str)), ""):
                found[row] = head
        elif mark is not None:
            plain = True
    return found if plain else {}


def _plainly_data(cells: Sequence[Cell], keys: Sequence[int], sure: dict[str, bool]) -> bool:
    """The quick way: a name that is no total, and something beside it."""
    for key in keys:
        name = cells[key] if key < len(cells) else None
        if isinstance(name, str):
            if name not in sure:
                sure[name] = bool(FIRM.search(name)) and not NOTE.match(name)
            beside = key < len(cells) - 1 and cells[-1] is not None
            return sure[name] and (beside or len(cells) - cells.count(None) > 1)
    return False


def _class(sheet: Sheet, row: int, header: Header, keys: Sequence[int]) -> RowClass:
    cells = sheet.rows[row]
    filled = [cell for cell in cells if cell is not None]
    if not filled:
        return "data" if _is_inside(sheet, row, keys) else "blank"
    lead = [phrase(cell) for cell in cells[:LEAD] if isinstance(cell, str)]
    if any(TOTAL.match(text) for text in lead):
        return "total"
    if any(SUBTOTAL.match(text) for text in lead) and not any(FIRM.search(text) for text in lead):
        return "subtotal"
    if repeats(sheet, row, header):
        return "header"
    if len(filled) == 1 and isinstance(filled[0], str):
        return _alone(sheet, row, filled[0], keys)
    first = next((cell for cell in cells if isinstance(cell, str)), "")
    if (NOTE.match(first.strip()) or SIGNED.match(first.strip())) and _few(filled):
        return "note"
    if is_unit_line(sheet, row) and _few(filled):
        return "unit"
    return "data"


def _alone(sheet: Sheet, row: int, cell: str, keys: Sequence[int]) -> RowClass:
    """A row with one text: a group, a note, or a firm of which nothing else is known."""
    text = cell.strip()
    at = next(column for column, value in enumerate(sheet.rows[row]) if value is not None)
    if NOTE.match(text) or SIGNED.match(text):
        return "note"
    if TITLE.search(text):
        return "title"
    if GROUP.match(text) or COUNTED.search(text):
        return "group"
    if LISTED.match(cell) or text.endswith(("。", "；", ";")) or len(text) > PROSE:
        return "note"
    wide = any(merge.top == row and merge.right - merge.left > 1 for merge in sheet.merged.get(row, ()))
    if at in keys and not wide:
        return "data"
    return "group" if wide or at < LEAD else "note"


def _few(filled: Sequence[Cell]) -> bool:
    return len(filled) <= 4 and all(isinstance(cell, str) for cell in filled)


def _is_inside(sheet: Sheet, row: int, keys: Sequence[int]) -> bool:
    """Whether an empty row only looks empty: a merge from above names it."""
    return any(sheet.corner(row, key)[0] < row and sheet.cell(row, key) is not None for key in keys) and _more(
        sheet, row
    )


def _more(sheet: Sheet, row: int) -> bool:
    return any(cell is not None for cell in sheet.rows[row])


def _groups_that_head_nothing(found: Rows, said: Mapping[int, RowClass]) -> None:
    """A lone text after the last record heads nothing: it is a note, unless numbered as a group, or said to be."""
    last = found.data[-1] if found.data else -1
    for skipped in found.skipped:
        if skipped.kind == "group" and skipped.row > last and skipped.row not in said and not GROUP.match(skipped.text):
            skipped.kind, skipped.carries = "note", ""


def _lead_text(cells: Sequence[Cell], kind: RowClass) -> str:
    """What a row is told by: its first text; of a total the text that says so, too."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    if kind in ("subtotal", "total"):
        words = TOTAL if kind == "total" else SUBTOTAL
        said = next((text for text in texts if words.match(phrase(text))), "")
        return " ".join(dict.fromkeys(text for text in (*texts[:1], said) if text))
    return " ".join(texts[: 2 if kind == "group" and NUMERAL.fullmatch(texts[0].strip()) else 1]) if texts else ""


def _carried(text: str) -> str:
    """What a group's row says of the rows below: 一、稀有金属材料产业链（3家） → 稀有金属材料产业链."""
    found = COUNTED.sub("", GROUP.sub("", text.strip()))
    return found.strip("：: 　")

"""What became of an entry (后续跟踪): noted one by one, or from a workbook that an export made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from python_calamine import CalamineError, CalamineWorkbook

from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Contest, Entry, Outcome
from gaoxin_web.enterprises.models import Enterprise

COLUMNS = {  # of the workbook, in this order
    "number": gettext_lazy("编号"),
    "title": gettext_lazy("项目名称"),
    "kind": gettext_lazy("类型"),
    "on": gettext_lazy("日期"),
    "amount": gettext_lazy("金额（元）"),
    "text": gettext_lazy("情况"),
    "source": gettext_lazy("来源"),
}
HEADINGS = {  # in Chinese, whatever the language of the page: a file goes from hand to hand
    "number": "编号",
    "title": "项目名称",
    "kind": "类型",
    "on": "日期",
    "amount": "金额（元）",
    "text": "情况",
    "source": "来源",
}
KINDS = {
    "落户": "landed",
    "入选人才计划": "talent",
    "估值": "valuation",
    "融资": "funding",
    "上市": "listed",
    "其他": "other",
}
NEEDED = ("number", "kind", "on", "source")
MOST = 10**15  # yuan
MOST_ROWS = 5000


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell of the workbook."""

    cell: str
    words: str


@dataclass(frozen=True)
class Read:
    """What a workbook says: outcomes that are new, how many were known, what is wrong; with a fault nothing counts."""

    new: tuple[Outcome, ...]
    known: int
    faults: tuple[Fault, ...]


@transaction.atomic
def save(outcome: Outcome, enterprise: Enterprise | None, by: User) -> Outcome:
    """Keep an outcome; one that landed may say as which enterprise of the register."""
    outcome.by = outcome.by or by
    outcome.save()
    if outcome.kind == Outcome.Kind.LANDED and enterprise is not None:
        Entry.objects.filter(pk=outcome.entry_id).update(enterprise=enterprise)
    return outcome


def read(contest: Contest, content: bytes, by: User) -> Read:
    """The rows of a workbook whose first line has the headings of :data:`COLUMNS`, in Chinese or English."""
    try:
        rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, OSError, ValueError):
        return Read((), 0, (Fault("", _("文件打不开，请用导出的表格填写后再上传。")),))
    places, faults = _places(rows[0] if rows else [])
    if len(rows) > MOST_ROWS:
        faults = [*faults, Fault("", _("最多 %(most)s 行，请分几次导入。") % {"most": MOST_ROWS})]
    if faults:
        return Read((), 0, tuple(faults))
    return _lines(contest, rows[1:], places, by)


def _places(head: Sequence[Any]) -> tuple[dict[str, int], list[Fault]]:
    said = [str(one).strip() for one in head]
    places = {key: said.index(str(label)) for key, label in COLUMNS.items() if str(label) in said}
    places |= {key: said.index(label) for key, label in HEADINGS.items() if label in said}
    missing = [str(COLUMNS[key]) for key in NEEDED if key not in places]
    words = _("第一行没有这些列：%(names)s。") % {"names": "、".join(missing)}
    return places, [Fault("1", words)] if missing else []


def _lines(contest: Contest, rows: Iterable[Sequence[Any]], places: Mapping[str, int], by: User) -> Read:
    entries = {one.number: one for one in contest.entries.exclude(number="")}
    there = {_same(one) for one in Outcome.objects.filter(entry__contest=contest)}
    new, known, faults = [], 0, []
    for at, row in enumerate(rows, 2):
        cells = {key: row[place] if place < len(row) else "" for key, place in places.items()}
        if not any(str(cell).strip() for key, cell in cells.items() if key not in ("number", "title")):
            continue  # a winner of whom there is no news
        outcome, wrong = _outcome(cells, entries)
        faults += [Fault(f"{_letter(places.get(key, 0))}{at}", words) for key, words in wrong]
        if outcome is None or _same(outcome) in there:
            known += outcome is not None
            continue
        there.add(_same(outcome))
        outcome.by = by
        new.append(outcome)
    return Read(() if faults else tuple(new), known, tuple(faults))


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else f"({place + 1})"


def _outcome(cells: Mapping[str, Any], entries: Mapping[str, Entry]) -> tuple[Outcome | None, list[tuple[str, str]]]:
    wrong: list[tuple[str, str]] = []
    number, kind = str(cells["number"]).strip(), str(cells["kind"]).strip()
    kinds = {str(label): key for key, label in Outcome.Kind.choices} | {key: key for key in Outcome.Kind.values} | KINDS
    if number not in entries:
        wrong.append(("number", _("没有编号为“%(text)s”的项目。") % {"text": number}))
    if kind not in kinds:
        said = {"text": kind, "names": "、".join(map(str, Outcome.Kind.labels))}
        wrong.append(("kind", _("没有类型“%(text)s”，可用：%(names)s。") % said))
    on, amount = _day(cells["on"]), _amount(cells.get("amount", ""))
    if on is None:
        wrong.append(("on", _("“%(text)s”不是日期，请写成 2026-05-31。") % {"text": cells["on"]}))
    if amount is False:
        wrong.append(("amount", _("“%(text)s”不是整数元，请填数字，不详留空。") % {"text": cells.get("amount", "")}))
    source, text = str(cells["source"]).strip(), str(cells.get("text", "")).strip()
    if not source:
        wrong.append(("source", _("没有写来源。")))
    if len(source) > 200 or len(text) > 300:
        wrong.append(("source", _("情况最多 300 字，来源最多 200 字。")))
    if wrong:
        return None, wrong
    said = {"on": on, "amount": None if amount is None else int(amount), "text": text, "source": source}
    return Outcome(entry=entries[number], kind=kinds[kind], **said), []


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return date.fromisoformat(str(cell).strip().replace("/", "-").replace(".", "-"))
    except ValueError:
        return None


def _amount(cell: Any) -> int | bool | None:
    """Yuan; None where nothing is written, False where it is no whole number."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    text = str(cell).replace(",", "").replace("，", "").strip().removesuffix(".0")
    if not text.isascii() or not text.isdecimal() or int(text) > MOST:
        return False
    return int(text)


def _same(outcome: Outcome) -> tuple[Any, ...]:
    """What makes two lines the same news, so that a file imported twice adds nothing."""
    return outcome.entry_id, outcome.kind, outcome.on, outcome.amount, outcome.text

"""The lines of a form as its page shows them."""

from __future__ import annotations

from typing import Any

from gaoxin_web.collection.checks import Line
from gaoxin_web.collection.services.filling import Filled
from gaoxin_web.collection.services.merging import Said, Seen
from gaoxin_web.collection.words import words


def sections(found: Filled, tried: bool) -> list[tuple[str, list[dict[str, Any]]]]:
    """Section → lines; that a line is empty is said only once the enterprise has tried to submit."""
    return [
        (section.title, [_line(found, found.lines[item.key], tried) for item in section.items])
        for section in found.sheet.sections()
    ]


def _line(found: Filled, line: Line, tried: bool) -> dict[str, Any]:
    item = line.item
    doubts = [doubt for doubt in line.doubts if tried or doubt["code"] != "blank"]
    reason = found.reasons.get(item.key, "")
    raw = _as_chosen(line) if item.choices or item.field.kind == "date" else line.raw
    clash = found.clashes.get(item.key)
    return {
        "item": item,
        "raw": clash.mine.text if clash else raw,
        "clash": clash and {"theirs": _theirs(raw, reason, item.unit)},
        "moved": item.key in found.moved,
        "seen": (clash.seen if clash else Seen(found.versions.get(item.key, 0), Said(raw, reason))).written(),
        "told": f"{item.told(line.value)} {item.unit}".rstrip() if line.value is not None else raw,
        "hints": _hints(found, line),
        "doubts": [(doubt["severity"], words(doubt, item)) for doubt in doubts],
        "is_error": any(doubt["severity"] == "error" for doubt in doubts),
        "is_warning": any(doubt["severity"] == "warning" for doubt in doubts),
        "reason": clash.mine.reason if clash else reason,
        "missing_reason": tried and bool(line.warnings) and not reason,
        "off_list": item.choices and raw and raw not in [value for value, _ in item.choices],
    }


def _theirs(raw: str, reason: str, unit: str) -> str:
    """What somebody else wrote into a line meanwhile."""
    text = f"{raw} {unit}".rstrip() if raw else ""
    return "；".join(part for part in (text, reason) if part)


def _as_chosen(line: Line) -> str:
    """A text that was understood, in the spelling of the list or of a calendar."""
    return line.item.written(line.value) if line.value is not None else line.raw


def _hints(found: Filled, line: Line) -> list[tuple[str, str]]:
    """What the register or an earlier form says: (what it is, the figure)."""
    item, known = line.item, found.known
    month, last, same = known.before.month.get(item.key), known.before.last.get(item.key), known.same.get(item.key)
    here = f"{item.field.name}-{item.year - 1}" in found.lines if item.year else True
    hints = [("month", month)] if month is not None else []
    hints += [("last", last)] if last is not None and not here else []
    hints += [("same", same)] if same is not None else []
    return [(what, f"{item.told(value)} {item.unit}".rstrip()) for what, value in hints]

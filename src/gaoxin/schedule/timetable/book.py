"""A timetable as a workbook: seat by seat, wishes that were not granted or rules that clash, and how it was found."""

from __future__ import annotations

from pathlib import Path

from gaoxin.schedule.book import Cell, Sheet, write_sheets
from gaoxin.schedule.timetable.case import Case, Slot
from gaoxin.schedule.timetable.result import Timetable

STATUSES = {"solved": "已排定", "infeasible": "规则冲突", "time_out": "超时未完成"}
HEAD = (("场次", 14), ("日期", 12), ("席位", 6), ("开始", 18), ("编号", 12), ("名称", 36), ("类别", 10), ("单位", 24))


def write_book(case: Case, found: Timetable, path: Path) -> None:
    """Write a timetable as .xlsx; the same timetable gives the same bytes.

    Raises:
        GaoxinError: the file cannot be written.
    """
    told: list[list[Cell]] = [["规则冲突", one.words.zh] for one in found.clash]
    told += [["未满足的意愿", one.words.zh] for one in found.missed]
    about: list[list[Cell]] = [
        ["结果", STATUSES[found.status]],
        ["随机种子", str(found.seed)],
        ["输入摘要（SHA-256）", found.digest],
        ["求解器", found.solver],
    ]
    write_sheets(
        [
            Sheet("日程", HEAD, [_slot(case, one) for one in found.slots]),
            Sheet("说明", (("类别", 20), ("内容", 90)), [*told, *about]),
        ],
        path,
    )


def _slot(case: Case, one: Slot) -> list[Cell]:
    item, session = case.item_by_id[one.item], case.session_by_id[one.session]
    begins = session.starts[one.seat - 1].strftime("%Y-%m-%d %H:%M") if session.starts else ""
    day = session.day.isoformat() if session.day else ""
    return [session.label, day, one.seat, begins, item.id, item.name, item.kind, item.unit]

"""An assignment as a workbook: by entry, by judge, what could not be had, and how it was found."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from gaoxin.schedule.assignment.case import Case
from gaoxin.schedule.assignment.result import Assignment, Cast
from gaoxin.schedule.book import Cell, Sheet, write_sheets

STATES = {"fixed": "已开始", "kept": "原计划", "new": "新派"}
WISHES = {
    "seats": "评委数",
    "experts": "本领域评委",
    "least": "最少项目数",
    "cross": "跨组评审",
    "connected": "评委相连",
}


def write_book(case: Case, found: Assignment, path: Path) -> None:
    """Write an assignment as .xlsx; the same assignment gives the same bytes.

    Raises:
        GaoxinError: the file cannot be written.
    """
    pairs = [_pair(case, one) for one in found.pairs]
    write_sheets(
        [
            Sheet(
                "分配",
                (("项目", 12), ("名称", 32), ("评委", 12), ("姓名", 14), ("本领域", 8), ("跨组", 8), ("状态", 10)),
                pairs,
            ),
            Sheet(
                "项目",
                (("项目", 12), ("名称", 32), ("应有", 8), ("已派", 8), ("本领域", 8), ("评委", 60)),
                _entries(case, found),
            ),
            Sheet(
                "评委",
                (("评委", 12), ("姓名", 14), ("项目数", 8), ("至少", 8), ("至多", 8), ("项目", 80)),
                _judges(case, found),
            ),
            Sheet("未满足", (("类别", 14), ("编号", 12), ("应有", 8), ("实有", 8), ("原因", 90)), _unmet(found)),
            Sheet("说明", (("项目", 20), ("内容", 80)), _about(found)),
        ],
        path,
    )


def _pair(case: Case, one: Cast) -> list[Cell]:
    entry, judge = case.entry_by_id[one.entry], case.judge_by_id[one.judge]
    marks = ["是" if mark else "" for mark in (one.expert, one.crosses)]
    return [entry.id, entry.name, judge.id, judge.name, *marks, STATES[one.state]]


def _entries(case: Case, found: Assignment) -> list[list[Cell]]:
    return [
        [
            one.entry,
            case.entry_by_id[one.entry].name,
            one.wanted,
            len(one.judges),
            one.experts,
            "、".join(case.judge_by_id[judge].label for judge in one.judges),
        ]
        for one in found.seats
    ]


def _judges(case: Case, found: Assignment) -> list[list[Cell]]:
    entries: dict[str, list[str]] = defaultdict(list)
    for one in found.pairs:
        entries[one.judge].append(case.entry_by_id[one.entry].label)
    return [
        [one.judge, case.judge_by_id[one.judge].name, one.entries, one.least, one.most, "、".join(entries[one.judge])]
        for one in found.loads
    ]


def _unmet(found: Assignment) -> list[list[Cell]]:
    rows: list[list[Cell]] = [
        [WISHES[one.wish], one.subject, one.wanted, one.got, one.reason.zh] for one in found.unmet
    ]
    return rows + [["提醒", "", None, None, one.zh] for one in found.warnings]


def _about(found: Assignment) -> list[list[Cell]]:
    networks = [
        f"{one.division or '全部'}：{one.judges} 名评委连成 {one.components} 组"
        + ("" if one.lambda2 is None else f"，λ₂ = {one.lambda2:.3f}")
        for one in found.networks
    ]
    rows: list[list[Cell]] = [
        ["随机种子", str(found.seed)],
        ["输入摘要（SHA-256）", found.digest],
        ["求解器", f"{found.solver}（{found.method}）"],
    ]
    return rows + [["评委连通性", one] for one in networks]

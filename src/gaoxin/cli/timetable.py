"""``gaoxin timetable CASE.json``: who is in which session, on which seat; or which rules clash."""

from __future__ import annotations

import argparse
from collections import defaultdict

from gaoxin.cli.cases import add_case, asked, open_case, print_filled, refused, stopped, waiting
from gaoxin.cli.printing import print_json
from gaoxin.schedule.reading import CaseError
from gaoxin.schedule.timetable import Case, Session, Timetable, timetable
from gaoxin.schedule.timetable.book import write_book
from gaoxin.schedule.timetable.reading import read_case

EMPTY: dict[str, object] = {"status": None, "slots": []}


def add(parser: argparse.ArgumentParser) -> None:
    add_case(parser, "报告、场次与规则")


def run(args: argparse.Namespace) -> int:
    try:
        case = asked(open_case(args, read_case), args)
    except CaseError as error:
        return refused(error, args, EMPTY)
    try:
        with waiting(f"{len(case.items)} 项、{len(case.sessions)} 场，排定中 …"):
            found = timetable(case)
    except KeyboardInterrupt:
        return stopped()
    if args.out:
        write_book(case, found, args.out)
    if args.json:
        print_json({**found.as_dict(), "issues": []})
    else:
        _print(case, found)
    return 0 if found.status == "solved" and not found.missed else 1


def _print(case: Case, found: Timetable) -> None:
    if found.status == "time_out":
        print(f"{case.seconds:g} 秒内没有排出，也没有证明排不出；请加长 --time-limit 或放宽规则")
    elif found.status == "infeasible":
        print("排不出，以下规则不能同时成立：")
        for rule in found.clash:
            print(f"  {rule.words}")
        if not found.clash:
            print("  （时间不足，未能找出是哪几条；请加长 --time-limit）")
    else:
        _print_sessions(case, found)
        for one in found.missed:
            print(f"未满足的意愿：{one.words}")
        if not found.best:
            print("时间到，规则都已满足，但未证明意愿满足得最多")
    print(f"种子 {found.seed}，输入摘要 {found.digest[:16]}，{found.solver}，用时 {found.seconds:.2f} 秒")


def _print_sessions(case: Case, found: Timetable) -> None:
    by_session: dict[str, list[list[object]]] = defaultdict(list)
    for slot in found.slots:
        item, session = case.item_by_id[slot.item], case.session_by_id[slot.session]
        by_session[slot.session].append(
            [slot.seat, begins(session, slot.seat), item.id, item.name, item.kind, item.unit]
        )
    for session in case.sessions:
        print(" ".join(part for part in (session.label, session.day.isoformat() if session.day else "") if part))
        if by_session[session.id]:
            print_filled(("席位", "开始", "编号", "名称", "类别", "单位"), by_session[session.id])
        print()


def begins(session: Session, seat: int) -> str:
    """When a seat begins, by the clocks of its start; empty where none is given."""
    return session.starts[seat - 1].strftime("%H:%M") if session.starts else ""

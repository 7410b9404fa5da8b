"""``gaoxin assign CASE.json``: which judge gets which entry, how evenly, and what could not be had."""

from __future__ import annotations

import argparse

from gaoxin.cli.cases import add_case, asked, open_case, print_filled, refused, stopped, waiting
from gaoxin.cli.printing import print_json
from gaoxin.schedule.assignment import Assignment, Case, assign
from gaoxin.schedule.assignment.book import write_book
from gaoxin.schedule.assignment.reading import CaseError, read_case

SHOWN = 40
EMPTY: dict[str, object] = {"complete": False, "pairs": []}


def add(parser: argparse.ArgumentParser) -> None:
    add_case(parser, "项目、评委、回避与规则")


def run(args: argparse.Namespace) -> int:
    try:
        case = asked(open_case(args, read_case), args)
    except CaseError as error:
        return refused(error, args, EMPTY)
    try:
        with waiting(f"{len(case.entries)} 个项目、{len(case.judges)} 名评委，分配中 …"):
            found = assign(case)
    except KeyboardInterrupt:
        return stopped()
    if args.out:
        write_book(case, found, args.out)
    if args.json:
        print_json({**found.as_dict(), "issues": []})
    else:
        _print(case, found)
    return 1 if found.unmet or found.warnings else 0


def _print(case: Case, found: Assignment) -> None:
    entries, judges = case.entry_by_id, case.judge_by_id
    rows = [
        [one.entry, entries[one.entry].name, f"{len(one.judges)}/{one.wanted}", one.experts, "、".join(one.judges)]
        for one in found.seats[:SHOWN]
    ]
    print_filled(("项目", "名称", "评委", "本领域", "评委编号"), rows)
    _more(len(found.seats))
    print()
    loads = [[one.judge, judges[one.judge].name, one.entries, f"{one.least}—{one.most}"] for one in found.loads[:SHOWN]]
    print_filled(("评委", "姓名", "项目数", "应在"), loads)
    _more(len(found.loads))
    print()
    for one in found.networks:
        strength = "" if one.lambda2 is None else f"，λ₂ = {one.lambda2:.3f}"
        head = f"{one.division}：" if one.division else ""
        print(f"{head}{one.judges} 名评委经共同项目连成 {one.components} 组{strength}")
    for told in (*(one.reason for one in found.unmet), *found.warnings)[:SHOWN]:
        print(f"注意：{told}")
    print(f"种子 {found.seed}，输入摘要 {found.digest[:16]}，{found.solver}，用时 {found.seconds:.2f} 秒")


def _more(count: int) -> None:
    if count > SHOWN:
        print(f"……共 {count} 行，全部用 --json 或 --out")

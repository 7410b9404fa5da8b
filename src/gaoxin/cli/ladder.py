"""``gaoxin ladder FACTS``: where every enterprise of a zone stands on the ladder."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gaoxin.assessment import assess
from gaoxin.cli.common import open_rulebook, say
from gaoxin.cli.facts import add_facts, open_facts
from gaoxin.cli.printing import print_issues, print_json, print_table
from gaoxin.errors import GaoxinError
from gaoxin.ladder.rungs import load_ladder
from gaoxin.report.ladder_book import save_book
from gaoxin.report.ladder_html import save_page
from gaoxin.report.ladder_report import LadderReport, region_of
from gaoxin.report.words import STATUSES

WRITERS: dict[str, Callable[[LadderReport, Path], None]] = {".xlsx": save_book, ".html": save_page}


def add(parser: argparse.ArgumentParser) -> None:
    add_facts(parser)
    parser.add_argument("--out", type=Path, metavar="FILE", help="结果写入 .xlsx 或 .html（一个文件，离线可看）")


def run(args: argparse.Namespace) -> int:
    if args.out and args.out.suffix.lower() not in WRITERS:
        raise GaoxinError("--out 须为 .xlsx 或 .html")
    rulebook = open_rulebook(args)
    ladder = load_ladder(rulebook)
    say(f"读取 {args.facts} …")
    facts = open_facts(args, rulebook)
    say(f"评估 {facts.rows['uscc'].n_unique()} 家企业 …")
    policies = ladder.in_region(region_of(facts)).policies()
    report = LadderReport(assess(facts, rulebook, args.on, policies), ladder)
    if args.out:
        WRITERS[args.out.suffix.lower()](report, args.out)
    if args.json:
        print_json(document(report))
    else:
        print_ladder(report)
        print_issues(report.assessment.issues, 10)
        if args.out:
            print(f"\n结果已写入 {args.out}")
    return 1 if report.assessment.issues else 0


def print_ladder(report: LadderReport) -> None:
    """A table per track, the highest rung on top, and two lines on what to look at."""
    print(f"{report.zone or '企业梯度'}　{report.on}　{report.enterprises} 家企业")
    for track, rungs in report.tracks:
        print(f"\n{track.label}")
        rows = [(rung.label.zh, *rung.statuses.values(), rung.due) for rung in reversed(rungs)]
        print_table(("资质", *STATUSES.values(), f"{report.ladder.due_months}个月内到期"), rows)
    print()
    print(f"{report.firms('ready')} 家现在就可申报，{report.firms('near')} 家差一步；{report.waiting} 家须先补数据。")
    lapsing = sum(row.verdict == "not_met" for row in report.expiring)
    print(f"{len(report.expiring)} 张证书 {report.ladder.due_months} 个月内到期，其中 {lapsing} 张按今日数据已不达标。")


def document(report: LadderReport) -> dict[str, Any]:
    """The funnel and what it rests on, for ``--json``."""
    return {
        "on": report.on,
        "rulebook": report.assessment.rulebook.digest,
        "input": report.assessment.input_digest,
        "zone": report.zone or None,
        "enterprises": report.enterprises,
        "funnel": report.funnel,
        "issues": [issue.as_dict() for issue in report.assessment.issues],
    }

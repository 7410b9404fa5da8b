"""``gaoxin whatif FACTS --policy ID --set 参数=值``: who enters and who leaves."""

from __future__ import annotations

import argparse

from gaoxin.cli.common import open_rulebook
from gaoxin.cli.facts import add_facts, open_facts
from gaoxin.cli.printing import print_issues, print_json, print_table
from gaoxin.errors import GaoxinError
from gaoxin.report.words import VERDICTS
from gaoxin.whatif import what_if


def add(parser: argparse.ArgumentParser) -> None:
    add_facts(parser)
    parser.add_argument("--policy", required=True, metavar="ID")
    parser.add_argument("--edition", metavar="EDITION")
    parser.add_argument(
        "--set",
        action="append",
        required=True,
        metavar="参数=值",
        help="如 tech_staff_floor=12，按参数自己的单位；分档的写 rd_ratio_floor.1=6",
    )


def run(args: argparse.Namespace) -> int:
    changes = dict(_pair(text) for text in args.set)
    rulebook = open_rulebook(args)
    facts = open_facts(args, rulebook)
    change = what_if(facts, rulebook, args.on, args.policy, changes, edition=args.edition)
    rows = change.moved.rows(named=True)
    if args.json:
        issues = [issue.as_dict() for issue in facts.issues]
        print_json({"on": args.on, "policy": args.policy, "set": changes, "moved": rows, "issues": issues})
    else:
        print(f"进入 {len(change.enters)} 家，退出 {len(change.leaves)} 家，结论有变 {len(rows)} 家")
        if rows:
            words = [(r["uscc"], r["name"], VERDICTS[r["before"]], VERDICTS[r["after"]]) for r in rows]
            print_table(("统一社会信用代码", "企业", "现行", "改后"), words)
        print_issues(facts.issues, 10)
    return 1 if facts.issues else 0


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name or not value:
        raise GaoxinError(f"--set 写作 参数=值，收到「{text}」")
    return name, value

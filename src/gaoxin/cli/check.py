"""``gaoxin check RULEBOOK_DIR``: all mistakes of a rulebook at once."""

from __future__ import annotations

import argparse
from pathlib import Path

from gaoxin.checking import check_rulebook
from gaoxin.cli.printing import print_issues, print_json
from gaoxin.rules.load import default_rulebook


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rulebook_dir", nargs="?", type=Path, default=default_rulebook(), metavar="RULEBOOK_DIR")
    parser.add_argument("--json", action="store_true", help="输出一份 JSON")


def run(args: argparse.Namespace) -> int:
    issues = check_rulebook(args.rulebook_dir)
    if args.json:
        print_json({"rulebook": str(args.rulebook_dir), "issues": [issue.as_dict() for issue in issues]})
    else:
        print_issues(issues)
        print(f"{len(issues)} 个问题" if issues else "规则库没有问题")
    return 1 if issues else 0

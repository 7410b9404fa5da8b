"""``gaoxin export REGISTER.json --out FILE``: a register as a ledger that reads back as no change."""

from __future__ import annotations

import argparse
from pathlib import Path

from gaoxin.cli.common import add_rulebook, open_rulebook
from gaoxin.cli.printing import print_issues, print_json
from gaoxin.register.export import export_register
from gaoxin.register.identity.firms import load_firms
from gaoxin.register.ledger.reading import words_of


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("register", type=Path, metavar="REGISTER", help="企业名册 .json")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="写入的 .xlsx 或 .csv")
    parser.add_argument("--json", action="store_true", help="只在标准输出打印一份 JSON")
    add_rulebook(parser)


def run(args: argparse.Namespace) -> int:
    rulebook = open_rulebook(args)
    firms = load_firms(args.register)
    words = words_of(Path(rulebook.root), rulebook.fields, rulebook.title_names())
    titles = {title.id: title.label for title in rulebook.titles.values()}
    issues = export_register(args.out, firms, words, titles)
    if args.json:
        found = {"file": str(args.out), "enterprises": len(firms)}
        print_json(found | {"issues": [issue.as_dict() for issue in issues]})
    else:
        print_issues(issues, 30)
        print(f"{len(firms)} 家企业已写入 {args.out}")
    return 1 if issues else 0

"""The facts table: its arguments and its reading, for the commands that judge enterprises."""

from __future__ import annotations

import argparse
from pathlib import Path

from gaoxin.cli.common import add_rulebook, day
from gaoxin.errors import GaoxinError
from gaoxin.register import Facts, read_facts
from gaoxin.rules.model import Rulebook


def add_facts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("facts", type=Path, metavar="FACTS", help="事实表：.csv .xlsx .parquet，一行一企业一年度")
    parser.add_argument("--recognitions", type=Path, metavar="R", help="资质表；xlsx 中名为 recognitions 的表也认")
    parser.add_argument("--on", type=day, required=True, metavar="DATE", help="评估日期，如 2026-05-15")
    parser.add_argument("--json", action="store_true", help="只在标准输出打印一份 JSON")
    add_rulebook(parser)


def open_facts(args: argparse.Namespace, rulebook: Rulebook) -> Facts:
    for path in (args.facts, args.recognitions):
        if path is not None and not path.is_file():
            raise GaoxinError(f"找不到文件 {path}")
    return read_facts(
        args.facts,
        rulebook.fields,
        recognitions=args.recognitions,
        titles=rulebook.title_names(),
        judgements=rulebook.judgements(),
    )

"""``gaoxin assess FACTS``: every enterprise's verdict by every policy."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import get_args

import polars as pl

from gaoxin.assessment import Assessment, Engine, assess
from gaoxin.cli.common import editions_of, open_rulebook, say
from gaoxin.cli.facts import add_facts, open_facts
from gaoxin.cli.printing import print_issues, print_json, print_table
from gaoxin.errors import GaoxinError
from gaoxin.report.results import write_results
from gaoxin.report.words import VERDICTS

SHOWN = 40  # rows a person reads in a terminal before wanting a file


def add(parser: argparse.ArgumentParser) -> None:
    add_facts(parser)
    parser.add_argument("--policy", action="append", metavar="ID", help="只评估这些政策，可重复")
    parser.add_argument("--edition", action="append", metavar="[ID=]EDITION", help="指定版本，如复核仍用旧版")
    parser.add_argument("--engine", choices=get_args(Engine), default="auto")
    parser.add_argument("--out", type=Path, metavar="FILE", help="结果写入 .xlsx 或 .parquet")


def run(args: argparse.Namespace) -> int:
    if args.out and args.out.suffix.lower() not in (".xlsx", ".parquet"):
        raise GaoxinError("--out 须为 .xlsx 或 .parquet")
    rulebook = open_rulebook(args)
    policies = args.policy or list(rulebook.policies)
    say(f"读取 {args.facts} …")
    facts = open_facts(args, rulebook)
    say(f"评估 {facts.rows['uscc'].n_unique()} 家企业、{len(policies)} 项政策 …")
    editions = editions_of(args, policies)
    result = assess(facts, rulebook, args.on, policies, editions=editions, engine=args.engine)
    if args.out:
        write_results(result, args.out)
    if args.json:
        print_json(result.document())
    else:
        _print(result)
        print_issues(result.issues, 30)
        if args.out:
            print(f"结果已写入 {args.out}")
    return 1 if result.issues else 0


def _print(result: Assessment) -> None:
    table = result.verdicts()
    counts = [[plan.policy.label, plan.edition.id, *_counts(table, plan.id)] for plan in result.plans]
    print_table(("政策", "版本", *VERDICTS.values()), counts)
    print()
    if len(result.plans) > 8:
        print(f"共 {len(table)} 家企业。逐家结果用 --policy 指定政策、--json，或 --out 结果.xlsx")
        return
    rows = table.head(SHOWN).rows()
    head = ["统一社会信用代码", "企业", *(plan.policy.label for plan in result.plans)]
    print_table(head, [[row[0], row[1] or "", *(VERDICTS[verdict] for verdict in row[2:])] for row in rows])
    if len(table) > SHOWN:
        print(f"……共 {len(table)} 家，全部结果用 --json 或 --out 结果.xlsx")


def _counts(table: pl.DataFrame, policy: str) -> list[int]:
    return [int((table[policy] == word).sum()) for word in VERDICTS]

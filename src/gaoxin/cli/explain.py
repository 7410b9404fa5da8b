"""``gaoxin explain FACTS --uscc CODE --policy ID``: one verdict, clause by clause."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from gaoxin.cli.common import editions_of, open_rulebook
from gaoxin.cli.facts import add_facts, open_facts
from gaoxin.cli.printing import print_issues, print_json, print_table
from gaoxin.errors import GaoxinError
from gaoxin.explanation import explain
from gaoxin.report.words import EVIDENCE, VERDICTS, shown


def add(parser: argparse.ArgumentParser) -> None:
    add_facts(parser)
    parser.add_argument("--uscc", required=True, metavar="CODE")
    parser.add_argument("--policy", required=True, metavar="ID")
    parser.add_argument("--edition", action="append", metavar="EDITION")


def run(args: argparse.Namespace) -> int:
    rulebook = open_rulebook(args)
    facts = open_facts(args, rulebook)
    edition = editions_of(args, [args.policy]).get(args.policy)
    found = explain(facts, rulebook, args.on, args.uscc, args.policy, edition=edition)
    if found is None:
        raise GaoxinError(f"{args.policy} 在 {args.on} 没有有效版本，用 --edition 指定")
    if args.json:
        print_json({**found, "issues": [issue.as_dict() for issue in facts.issues]})
    else:
        _print(found)
        print_issues(facts.issues, 10)
    return 1 if facts.issues else 0


def _print(found: Mapping[str, Any]) -> None:
    document = found["document"]
    print(f"{found['name'] or ''}（{found['uscc']}）")
    print(f"{found['label']}：{VERDICTS[found['verdict']]}" + (f"，{found['class']}" if found.get("class") else ""))
    evidence = EVIDENCE[document["evidence"]]
    print(f"依据：{document['title']} {document['number']}（{found['edition']} 版，证据：{evidence}）")
    print()
    head = ("编号", "条件", "结论", "数值", "标准", "差额", "条款", "证据")
    print_table(head, [_row(entry) for entry in found["criteria"]])
    if found["score"]:
        print()
        score = found["score"]
        print(f"评分 {score['low']:g}—{score['high']:g} 分，须 {score['pass']}：{VERDICTS[score['verdict']]}")
        print_table(("编号", "评分项", "最低", "最高", "满分"), [_item(line) for line in found["items"]])
    _facts(found)


def _row(entry: Mapping[str, Any]) -> list[str]:
    unit = entry["unit"]
    gap = shown(entry["shortfall"], entry["shortfall_unit"]) if entry["shortfall"] else "—"
    bar = f"{entry['op'] or ''}{shown(entry['threshold'], unit)}" if entry["threshold"] is not None else "—"
    label = entry["label"] + "".join(f"（{way['label']}）" for way in entry["ways"] if way["verdict"] == "met")
    figures = (shown(entry["value"], unit), bar, gap)
    return [entry["id"], label, VERDICTS[entry["verdict"]], *figures, entry["clause"], EVIDENCE[entry["evidence"]]]


def _item(line: Mapping[str, Any]) -> list[str]:
    return [
        line["id"],
        "　" * line["level"] + line["label"],
        f"{line['low']:g}",
        f"{line['high']:g}",
        f"{line['max']:g}",
    ]


def _facts(found: Mapping[str, Any]) -> None:
    print("\n用到的事实：")
    rows = [
        (fact["label"], fact["year"] or "", shown(fact["value"], fact["unit"]), fact["cell"]) for fact in found["facts"]
    ]
    print_table(("字段", "年度", "数值", "出处"), rows)

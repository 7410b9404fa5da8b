"""``gaoxin chain FILE``: whether a round's ballots are as they were handed in, proved without the web."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from gaoxin.cli.printing import print_issues, print_json
from gaoxin.errors import Issue, Place
from gaoxin.panel import CaseError
from gaoxin.panel.chain import Proof, prove
from gaoxin.panel.files import read_document


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="封存后由进度页导出的选票链（.json）")
    parser.add_argument("--json", action="store_true", help="输出一份 JSON")


def run(args: argparse.Namespace) -> int:
    try:
        document = read_document(args.file)
        proof = _proved(document, args.file.name)
    except CaseError as error:
        if args.json:
            print_json({"issues": [issue.as_dict() for issue in error.issues]})
        print_issues(error.issues)
        return 1
    said = {"holds": proof.holds, "events": proof.events, "broken": proof.broken, "counted": len(proof.marks)}
    if args.json:
        print_json(said)
    elif proof.holds:
        print(f"选票链完整：{proof.events} 个事件，{len(proof.marks)} 张选票计分，末端摘要 {_end(document)}")
    else:
        print(f"选票链不完整：共 {proof.events} 个事件，从第 {proof.broken} 个起与摘要对不上，其后不可信")
    return 0 if proof.holds else 1


def _proved(document: Any, name: str) -> Proof:
    try:
        return prove(document)
    except (KeyError, TypeError, AttributeError) as error:
        fix = "请在该轮的“进度”页用“导出选票链”得到文件"
        raise CaseError([Issue("GX601", "不是选票链文件", Place(name), fix)]) from error


def _end(document: Any) -> str:
    return str(document["end"]["digest"])[:16]

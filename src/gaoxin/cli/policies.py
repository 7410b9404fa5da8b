"""``gaoxin policies``: every policy, its editions, their dates and evidence."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from gaoxin.cli.common import add_rulebook, open_rulebook
from gaoxin.cli.printing import print_json, print_table
from gaoxin.rules.model import Policy, Rulebook


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="输出一份 JSON")
    add_rulebook(parser)


def run(args: argparse.Namespace) -> int:
    rows = list(_rows(open_rulebook(args)))
    if args.json:
        print_json({"policies": rows})
        return 0
    head = ("政策", "名称", "版本", "施行", "失效", "文号", "证据", "条件")
    keys = ("policy", "label", "edition", "from", "to", "number", "evidence", "criteria")
    print_table(head, [[row[key] if row[key] is not None else "—" for key in keys] for row in rows])
    return 0


def _rows(rulebook: Rulebook) -> Iterator[dict[str, Any]]:
    for policy in rulebook.policies.values():
        yield from _editions(policy)


def _editions(policy: Policy) -> Iterator[dict[str, Any]]:
    for edition in policy.editions:
        document = edition.document
        yield {
            "policy": policy.id,
            "label": policy.label,
            "label_en": policy.label_en,
            "kind": policy.kind,
            "edition": edition.id,
            "from": document.start,
            "to": document.end,
            "title": document.title,
            "number": document.number,
            "issuers": list(document.issuers),
            "page": document.page,
            "evidence": document.evidence,
            "criteria": len(edition.requires.leaves()),
            "notes": list(policy.notes),
        }

"""``gaoxin fields``: every fact a policy may name."""

from __future__ import annotations

import argparse

from gaoxin.cli.common import add_rulebook, open_rulebook
from gaoxin.cli.printing import print_json, print_table

PERIODS = {"static": "固定", "year": "年度", "month": "月度"}


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="输出一份 JSON")
    add_rulebook(parser)


def run(args: argparse.Namespace) -> int:
    fields = open_rulebook(args).fields
    if args.json:
        keys = ("name", "label", "label_en", "period", "kind", "unit", "note", "note_en", "derived")
        entries = [
            {key: getattr(item, key) for key in keys} | {"values": list(item.choices)} for item in fields.values()
        ]
        print_json({"fields": entries})
        return 0
    rows = [(f.name, f.label, PERIODS[f.period], f.kind, f.unit, f.note) for f in fields.values()]
    print_table(("字段", "名称", "期别", "类型", "单位", "说明"), rows)
    return 0

"""``gaoxin template --policy ID``: the workbook that asks an enterprise for exactly what a policy needs."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from gaoxin.cli.common import add_rulebook, day, editions_of, open_rulebook
from gaoxin.cli.printing import print_json, print_table
from gaoxin.errors import GaoxinError
from gaoxin.register.identity.firms import load_firms
from gaoxin.register.template import Template, template_of
from gaoxin.register.template_book import write_template
from gaoxin.rules.plan import compile_plans


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--policy", action="append", required=True, metavar="ID", help="问这些政策要的数据，可重复")
    parser.add_argument("--edition", action="append", metavar="[ID=]EDITION", help="指定版本，如复核仍用旧版")
    parser.add_argument("--on", type=day, metavar="DATE", help="评估日期，如 2026-05-15；默认今天")
    parser.add_argument("--enterprises", type=Path, metavar="R", help="企业名册 .json：先填好代码、名称、年度")
    parser.add_argument("--out", type=Path, metavar="FILE", help="写入的 .xlsx，默认 填报表-政策.xlsx")
    parser.add_argument("--json", action="store_true", help="只在标准输出打印一份 JSON")
    add_rulebook(parser)


def run(args: argparse.Namespace) -> int:
    policies = list(dict.fromkeys(args.policy))
    out = args.out or Path(f"填报表-{'-'.join(policies)}.xlsx")
    if out.suffix.lower() != ".xlsx":
        raise GaoxinError("--out 须为 .xlsx")
    rulebook, on = open_rulebook(args), args.on or date.today()
    plans = compile_plans(rulebook, on, policies, editions_of(args, policies))
    if absent := [name for name in policies if name not in {plan.id for plan in plans}]:
        raise GaoxinError(f"{'、'.join(absent)} 在 {on} 没有有效版本，可用 --edition 指定，见 gaoxin policies")
    firms = load_firms(args.enterprises) if args.enterprises else []
    template = template_of(plans, rulebook, on)
    write_template(out, template, [(firm.uscc, firm.name) for firm in firms])
    if args.json:
        print_json(_document(template, out, len(firms)))
    else:
        _print(template, out)
    return 0


def _print(template: Template, out: Path) -> None:
    rows = [(asked.heading, _years(asked.years), "、".join(r.id for r in asked.reasons)) for asked in template.asked]
    rows += [(f"资质：{one.title.label}", "—", "、".join(r.id for r in one.reasons)) for one in template.titles]
    print_table(("列", "年度", "依据"), rows)
    print(f"\n填报表已写入 {out}")


def _years(years: tuple[int, ...]) -> str:
    return "、".join(map(str, years)) or "—"


def _document(template: Template, out: Path, enterprises: int) -> dict[str, Any]:
    return {
        "on": template.on,
        "file": str(out),
        "policies": [
            {"policy": plan.id, "edition": plan.edition.id, "number": plan.edition.document.number}
            for plan in template.plans
        ],
        "enterprises": enterprises,
        "columns": [
            {
                "key": asked.key,
                "heading": asked.heading,
                "years": list(asked.years),
                "current": asked.current,
                "by": "expert" if asked.by_expert else "enterprise",
                "criteria": [reason.id for reason in asked.reasons],
            }
            for asked in template.asked
        ],
        "recognitions": [one.title.id for one in template.titles],
    }

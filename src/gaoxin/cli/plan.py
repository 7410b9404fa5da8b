"""``gaoxin plan FACTS --policy ID``: what it would take to qualify, and whom a budget should support."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from gaoxin.assessment import Assessment, assess
from gaoxin.cli.common import editions_of, open_rulebook, say
from gaoxin.cli.facts import add_facts, open_facts
from gaoxin.cli.printing import print_issues, print_json, print_table
from gaoxin.errors import GaoxinError
from gaoxin.ladder.advice import Advice, Move, Status, advise, totals
from gaoxin.ladder.budget import BudgetPlan, Reason, plan_budget
from gaoxin.ladder.levers import load_levers
from gaoxin.report.words import shown

SHOWN = 40
STATUS: dict[Status, str] = {
    "met": "已达标",
    "possible": "可达标",
    "needs data": "待补数据",
    "impossible": "本年度不可能",
    "not solved": "未求出",
}
REASONS: dict[Reason, str] = {
    "over budget": "预算不足",
    "needs data": "待补数据",
    "not solved": "未求出",
    "impossible": "本年度不可能",
    "held": "已持有",
}


def add(parser: argparse.ArgumentParser) -> None:
    add_facts(parser)
    parser.add_argument(
        "--policy", action="append", required=True, metavar="ID", help="目标政策，可重复；每家企业至多支持一项"
    )
    parser.add_argument("--edition", action="append", metavar="[ID=]EDITION", help="指定版本，如复核仍用旧版")
    parser.add_argument("--budget", type=_yuan, metavar="YUAN", help="预算（元），求新增认定最多的支持名单")
    parser.add_argument("--weight", action="append", default=[], metavar="ID=N", help="某政策一家新认定计多少，默认 1")
    parser.add_argument(
        "--levers", type=Path, metavar="FILE", help="本区的着力点、成本与上限，默认用规则库的 levers.yaml"
    )


def run(args: argparse.Namespace) -> int:
    if args.levers and not args.levers.is_file():
        raise GaoxinError(f"找不到文件 {args.levers}")
    rulebook = open_rulebook(args)
    levers = load_levers(rulebook, args.levers)
    policies = list(dict.fromkeys(args.policy))
    weights = _weights(args.weight, policies)
    say(f"读取 {args.facts} …")
    facts = open_facts(args, rulebook)
    say(f"评估 {facts.rows['uscc'].n_unique()} 家企业 …")
    result = assess(facts, rulebook, args.on, policies, editions=editions_of(args, policies))
    advice: list[Advice] = []
    for plan in result.plans:
        say(f"求「{plan.policy.label}」的最小代价 …")
        advice += advise(result, plan.id, levers)
    plan_ = plan_budget(advice, args.budget, weights) if args.budget is not None else None
    if args.json:
        print_json(_document(result, advice, plan_, levers.note))
    else:
        _print(result, advice, plan_)
        print(f"\n{levers.note}")
        print_issues(result.issues, 30)
    return 1 if result.issues else 0


def _document(result: Assessment, advice: Sequence[Advice], plan: BudgetPlan | None, note: str) -> dict[str, object]:
    return {
        "on": result.on.isoformat(),
        "rulebook": result.rulebook.digest,
        "input": result.input_digest,
        "note": note,
        "results": [one.as_dict() for one in advice],
        "plan": None if plan is None else plan.as_dict(),
        "issues": [issue.as_dict() for issue in result.issues],
    }


def _print(result: Assessment, advice: Sequence[Advice], plan: BudgetPlan | None) -> None:
    counts = []
    for one in result.plans:
        found = totals([entry for entry in advice if entry.policy == one.id])
        counts.append([one.policy.label, one.edition.id, *(found[status] for status in STATUS)])
    print_table(("政策", "版本", *STATUS.values()), counts)
    labels = {one.id: one.policy.label for one in result.plans}
    unsolved = totals(advice)["not solved"]
    if unsolved:
        print(f"有 {unsolved} 项的着力点互相牵制，须逐家求解而未求出，不等于不可能")
    print()
    if plan is not None:
        _print_plan(plan, labels)
        return
    todo = sorted(
        (one for one in advice if one.status != "met"),
        key=lambda one: (list(STATUS).index(one.status), one.cost or 0.0),
    )
    rows = [
        [one.name or one.uscc, labels[one.policy], STATUS[one.status], _money(one.cost), _what(one)]
        for one in todo[:SHOWN]
    ]
    print_table(("企业", "政策", "结论", "成本", "做什么"), rows)
    if len(todo) > SHOWN:
        print(f"……共 {len(todo)} 条，全部结果用 --json")


def _print_plan(plan: BudgetPlan, labels: dict[str, str]) -> None:
    now = sum(not one.cost for one in plan.chosen)
    undecided = sum(bool(one.open) for one in plan.chosen)
    print(f"预算 {_money(plan.budget)}，用 {_money(plan.spent)}，支持 {len(plan.chosen)} 家，其中 {now} 家现在就可申报")
    if undecided:
        print(f"其中 {undecided} 家还要看专家评定，不能算已达标")
    if not plan.optimal:
        print("求解超时，名单不超预算，但未证明最优")
    print()
    rows = [
        [one.name or one.uscc, labels[one.policy], _money(one.cost), _what(one) or "现在申报"]
        for one in plan.chosen[:SHOWN]
    ]
    print_table(("支持企业", "政策", "成本", "做什么"), rows)
    if len(plan.chosen) > SHOWN:
        print(f"……共 {len(plan.chosen)} 家，全部名单用 --json")
    print()
    reasons: dict[Reason, int] = {}
    for entry in plan.left_out:
        reasons[entry.reason] = reasons.get(entry.reason, 0) + 1
    print_table(
        ("未列入的原因", "企业数"), [[REASONS[reason], reasons[reason]] for reason in REASONS if reason in reasons]
    )


def _what(advice: Advice) -> str:
    parts = [_move(move) for move in advice.moves]
    if advice.open:
        parts.append(f"待专家评定 {'、'.join(advice.open)}")
    if advice.blocking:
        parts.append(f"无法改变 {'、'.join(advice.blocking)}")
    if advice.missing:
        asked = dict.fromkeys(str(entry.get("recognition") or entry["field"]) for entry in advice.missing)
        parts.append(f"先补 {'、'.join(asked)}")
    return "；".join(parts)


def _move(move: Move) -> str:
    return f"{move.label} {shown(move.change, move.unit)}（至 {shown(move.after, move.unit)}）"


def _money(cost: float | None) -> str:
    return "—" if cost is None else shown(cost, "元")


def _yuan(text: str) -> float:
    try:
        value = float(text.replace("_", "").replace(",", ""))
    except ValueError:
        raise argparse.ArgumentTypeError(f"「{text}」不是金额，请写元，如 5000000") from None
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError("预算不能为负")
    return value


def _weights(texts: Sequence[str], policies: Sequence[str]) -> dict[str, float]:
    found = {}
    for text in texts:
        name, _, number = text.partition("=")
        if name not in policies or not number.replace(".", "", 1).isdigit():
            raise GaoxinError(f"--weight 写作 政策=数，如 {policies[0]}=2；读到「{text}」")
        found[name] = float(number)
    return found

"""``gaoxin figures``: every printed figure found anew from the records."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from gaoxin.cli.printing import print_json, print_table
from gaoxin.errors import GaoxinError
from gaoxin_web.cli.start import DATABASE, DEMO, migrate, say, start

SIGNS = {True: "相符", False: "不符", None: ""}
HELP = "指标出处：从记录重算每个公开指标，说明是否相符"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--zone", metavar="CODE", help="只看一个高新区，如 szs")
    parser.add_argument("--json", action="store_true", help="只在标准输出打印一份 JSON")


def run(args: argparse.Namespace) -> int:
    open_database()
    results = _results(args.zone)
    if args.json:
        print_json({"figures": [result.as_dict() for result in results]})
    else:
        print_figures(results)
    return 1 if any(result.holds is False for result in results) else 0


def open_database() -> None:
    """The installation's database; where there is none, the demonstration's, built if need be."""
    own = Path(os.environ.get("GAOXIN_DATA", "data")) / DATABASE
    if "DATABASE_URL" in os.environ or own.exists():
        start()
        migrate()
        return
    say(f"没有找到数据库 {own}，改用示例园区（{DEMO}）")
    start(DEMO)
    migrate()
    from gaoxin_web.demo.build import build  # noqa: PLC0415 - not before Django is set up

    build(date.today(), say)


def print_figures(results: Sequence[Any]) -> None:
    rows = [
        (result.figure.id, _value(result), result.figure.unit, result.figure.printed, SIGNS[result.holds], result.query)
        for result in results
    ]
    print_table(("指标", "重算值", "单位", "公开值", "是否相符", "查询"), rows)
    answered = [result for result in results if result.query]
    held = sum(result.holds is True for result in answered)
    left = len(results) - len(answered)
    print(f"\n{len(results)} 个指标：可重算 {len(answered)} 个，相符 {held} 个；其余 {left} 个未支持。")


def _value(result: Any) -> str:
    if not result.query:
        return "未支持"
    return "无记录" if result.value is None else f"{result.shown:,f}"


def _results(code: str | None) -> list[Any]:
    from gaoxin_web.accounts.models import Zone  # noqa: PLC0415 - not before Django is set up
    from gaoxin_web.cockpit.figures.recompute import every_figure  # noqa: PLC0415 - likewise
    from gaoxin_web.cockpit.figures.stated import figures  # noqa: PLC0415 - likewise

    known = {figure.zone for figure in figures().values()}
    if code is not None and code not in known:
        raise GaoxinError(f"没有 {code} 的公开指标；有的是 {'、'.join(sorted(known))}")
    return [result for result in every_figure(Zone.objects.all()) if code in (None, result.figure.zone)]

"""``gaoxin demo``: a ready zone to look at in the browser; with ``--out``, an invented zone as files only.

The browser's zone is opened by the entry point ``open`` of the group ``gaoxin.demo``, for the engine knows no web.
"""

from __future__ import annotations

import argparse
from datetime import date
from importlib.metadata import entry_points
from pathlib import Path

from gaoxin.assessment import Assessment, assess
from gaoxin.cli.common import add_rulebook, open_rulebook, say
from gaoxin.cli.ladder import document, print_ladder
from gaoxin.cli.printing import print_issues, print_json
from gaoxin.demo import write_zone
from gaoxin.errors import GaoxinError
from gaoxin.ladder.rungs import Ladder, load_ladder
from gaoxin.register import read_facts
from gaoxin.report.ladder_book import save_book
from gaoxin.report.ladder_html import save_page
from gaoxin.report.ladder_report import LadderReport, region_of
from gaoxin.rules.model import Rulebook

DAY = date(2026, 5, 15)


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="只写文件：事实、梯度表格和网页写入这个文件夹，不开网页系统"
    )
    parser.add_argument("--data", type=Path, default=Path("demo-data"), metavar="DIR", help="示例数据库的文件夹")
    parser.add_argument("--port", type=int, default=8000, help="网页系统的端口，默认 8000，只在本机可见")
    parser.add_argument(
        "--live", action="store_true", help="一个会场现场评分：模拟评委经网页打分，一场接一场，Ctrl-C 停止"
    )
    parser.add_argument("--seed", type=int, default=2026, help="--out 的随机种子，相同则结果相同")
    parser.add_argument("--enterprises", type=int, default=300, metavar="N", help="--out 的企业数，默认 300")
    parser.add_argument("--json", action="store_true", help="与 --out 同用：只在标准输出打印一份 JSON")
    add_rulebook(parser)


def run(args: argparse.Namespace) -> int:
    if args.live and args.out is not None:
        raise GaoxinError("--live 用于网页系统，不能与 --out 同用")
    return _open_in_browser(args) if args.out is None else _write_files(args)


def _open_in_browser(args: argparse.Namespace) -> int:
    if args.json:
        raise GaoxinError("--json 须与 --out 同用")
    (entry,) = entry_points(group="gaoxin.demo", name="open") or (None,)
    if entry is None:
        raise GaoxinError("没有安装网页系统：pip install 'gaoxin[web]'；或用 gaoxin demo --out out 只写文件")
    return int(entry.load()(args))


def _write_files(args: argparse.Namespace) -> int:
    rulebook = open_rulebook(args)
    ladder = load_ladder(rulebook)
    zone, book, page = (args.out / name for name in ("zone.xlsx", "ladder.xlsx", "ladder.html"))
    say(f"生成 {args.enterprises} 家虚构企业 …")
    _invent(zone, args.seed, args.enterprises)
    report = LadderReport(_assess(zone, rulebook, ladder), ladder)
    say("写报告 …")
    save_book(report, book)
    save_page(report, page)
    if args.json:
        print_json(document(report) | {"files": [str(path) for path in (zone, book, page)]})
    else:
        print_ladder(report)
        print_issues(report.assessment.issues, 10)
        print(f"\n网页 {page}（双击即可看，不联网）\n表格 {book}\n事实 {zone}")
    return 1 if report.assessment.issues else 0


def _invent(path: Path, seed: int, enterprises: int) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_zone(path, seed=seed, enterprises=enterprises, year=DAY.year - 1)
    except ValueError as error:
        raise GaoxinError(f"--enterprises 不能是 {enterprises}：须为正数，且不超过可造的企业名数") from error
    except OSError as error:
        raise GaoxinError(f"写不了 {path}：{error.strerror or error}") from error


def _assess(path: Path, rulebook: Rulebook, ladder: Ladder) -> Assessment:
    say(f"读取 {path} …")
    facts = read_facts(path, rulebook.fields, titles=rulebook.title_names(), judgements=rulebook.judgements())
    policies = ladder.in_region(region_of(facts)).policies()
    say(f"按 {len(policies)} 项政策评估 …")
    return assess(facts, rulebook, DAY, policies)

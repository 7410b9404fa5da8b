"""``gaoxin``: the command line's entry.

A command's module is imported when the command is asked for, so that none waits for
what only another needs: the solver, the workbooks, the expressions. Other packages add commands
by the entry-point group ``gaoxin.commands``: each names a module with ``HELP``, ``add`` and ``run``.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from gaoxin.cli.printing import print_json
from gaoxin.errors import FactsError, GaoxinError, RulebookError

COMMANDS = {  # each a module of gaoxin.cli, with `add` for its arguments and `run`
    "demo": "示例高新区：打开网页系统；或用 --out 只写文件",
    "policies": "列出全部政策及其版本、日期和证据标记",
    "fields": "列出全部字段：名称、单位、类型、期别",
    "check": "校验规则库，一次列出全部问题",
    "template": "填报表：按政策只问要用的数据，带下拉、单位、说明",
    "read": "读台账：.xlsx .xls .xlsb .ods .csv → 记录、跳过的行、疑点",
    "export": "名册导出为台账：.xlsx 或 .csv，再读回没有变化",
    "assess": "按政策评估事实表中的全部企业",
    "ladder": "企业梯度：谁已获、谁可申报、谁差一步，哪些证书将到期",
    "explain": "逐条说明一家企业为何达标或不达标",
    "plan": "怎样以最小代价达标；给定预算支持谁",
    "whatif": "改动政策参数，看谁进谁出",
    "index": "综合指数：逐步计算、名次区间、提升路径、名次变化原因",
    "score": "赛事评分：得分、名次、奖项，逐张选票说明怎样得来",
    "chain": "验证选票链：封存后导出的选票没有被改过",
    "assign": "评审分配：谁评哪个项目，回避、负荷、专长、连通",
    "timetable": "日程：谁在哪一场哪一位；排不出时指出冲突的规则",
}


class Help(argparse.HelpFormatter):
    """Explanations begin right of the longest command: argparse forgets how far the names are set in."""

    def add_argument(self, action: argparse.Action) -> None:
        super().add_argument(action)
        self._action_max_length = max(self._action_max_length, 4 + max(map(len, COMMANDS)))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Exit code 0 done, 1 done and issues were found, 2 used wrongly."""
    parser = argparse.ArgumentParser(prog="gaoxin", description="高新：高新区的操作系统", formatter_class=Help)
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    words = sys.argv[1:] if argv is None else argv
    asked = next((word for word in words if not word.startswith("-")), None)
    for name in COMMANDS:
        add_command(commands, name, in_full=name == asked)
    for name, entry in ({} if asked in COMMANDS else added_commands()).items():
        add_command(commands, name, in_full=name == asked, module=entry.load())
    args = parser.parse_args(words)
    try:
        return int(args.run(args))
    except FactsError as error:
        if getattr(args, "json", False):
            print_json({"on": args.on, "results": [], "issues": [issue.as_dict() for issue in error.issues]})
        print(error, file=sys.stderr)
        return 1
    except RulebookError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of our output has gone: `gaoxin … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except GaoxinError as error:
        print(error, file=sys.stderr)
        return 2


def added_commands() -> Mapping[str, EntryPoint]:
    """Commands that other packages bring, by name."""
    return {entry.name: entry for entry in entry_points(group="gaoxin.commands") if entry.name not in COMMANDS}


def add_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, *, in_full: bool, module: Any = None
) -> None:
    """One command of the command line; ``in_full`` with its arguments, else only with what it is for."""
    parser = commands.add_parser(name, help=module.HELP if module else COMMANDS[name])
    if in_full:
        module = module or import_module(f"gaoxin.cli.{name}")
        module.add(parser)
        parser.set_defaults(run=module.run)


if __name__ == "__main__":
    sys.exit(main())

"""``gaoxin work``: the worker alone, where the web runs under a server of the installation's own."""

from __future__ import annotations

import argparse

from gaoxin_web.cli.start import start

HELP = "只起后台任务（导入、测算）；网页由别的服务器提供时用"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="做完现有的任务就退出")


def run(args: argparse.Namespace) -> int:
    start()
    from django.core.management import call_command  # noqa: PLC0415 - not before Django is set up

    call_command("db_worker", batch=args.once, startup_delay=False, reload=False)
    return 0

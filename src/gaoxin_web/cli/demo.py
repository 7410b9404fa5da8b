"""``gaoxin demo``: the demonstration zones, built once, served on this machine alone."""

from __future__ import annotations

import argparse
from datetime import date

from gaoxin.cli.printing import print_table
from gaoxin_web.cli.serve import check_port, serve
from gaoxin_web.cli.start import migrate, say, start

THREADS = 4
HOST = "127.0.0.1"  # its accounts have a password that is printed


def run(args: argparse.Namespace) -> int:
    check_port(HOST, args.port)
    start(args.data)
    say("准备数据库 …")
    migrate()
    from gaoxin_web.demo.build import build  # noqa: PLC0415 - not before Django is set up

    build(date.today(), say)
    print_accounts()
    return _with_judges(args.port) if args.live else serve(HOST, args.port, workers=2, threads=THREADS)


def _with_judges(port: int) -> int:
    """Served with simulated judges in a room, until somebody stops it."""
    from django.utils import timezone  # noqa: PLC0415 - likewise

    from gaoxin_web.accounts.models import Zone  # noqa: PLC0415 - likewise
    from gaoxin_web.demo.contests.living import next_room  # noqa: PLC0415 - likewise
    from gaoxin_web.demo.simulated import Show  # noqa: PLC0415 - likewise

    zone = Zone.objects.get(code="szs")
    show = Show(lambda: next_room(zone, timezone.now()), f"http://{HOST}:{port}", say)
    try:
        return serve(HOST, port, workers=2, threads=THREADS, beside=show.start)
    finally:
        show.end()


def print_accounts() -> None:
    """Who may sign in, and with what."""
    from gaoxin_web.demo.people import ACCOUNTS, PASSWORD, ZONES  # noqa: PLC0415 - likewise

    rows = [
        (account.username, PASSWORD, account.name, account.role.label, account.scope.label, ZONES[account.zone]["name"])
        for account in ACCOUNTS
    ]
    print_table(("用户名", "密码", "姓名", "角色", "数据范围", "高新区"), rows)
    print("\n企业与人员均为虚构，仅供试用。", flush=True)

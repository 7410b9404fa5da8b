"""``gaoxin user``: an installation's zone and its first administrator."""

from __future__ import annotations

import argparse
import getpass
import sys

from gaoxin.errors import GaoxinError
from gaoxin_web.cli.start import migrate, start

HELP = "新建高新区及其首位管理员；其余账号由管理员在网页里建"
ROLES = ("system_admin", "security_admin", "auditor")


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("username", metavar="USERNAME", help="登录用的用户名")
    parser.add_argument("--zone", required=True, metavar="CODE", help="高新区代码，如 szs；还没有时新建")
    parser.add_argument("--zone-name", metavar="NAME", help="新建高新区时的名称，如 石嘴山高新区")
    parser.add_argument("--region", default="", metavar="CODE", help="新建高新区时的行政区划代码，如 640200")
    parser.add_argument("--role", choices=ROLES, default="system_admin", help="角色，默认 system_admin")
    parser.add_argument("--name", default="", help="姓名")
    parser.add_argument("--password-stdin", action="store_true", help="从标准输入读密码，不提问")


def run(args: argparse.Namespace) -> int:
    start()
    migrate()
    password = sys.stdin.readline().rstrip("\n") if args.password_stdin else _asked()
    from gaoxin_web.cli.administrator import make_administrator  # noqa: PLC0415 - not before Django is set up

    user = make_administrator(args, password)
    print(f"已建账号 {user.username}（{user.zone}）；首次登录须修改密码。")
    return 0


def _asked() -> str:
    first = getpass.getpass("密码：")
    if getpass.getpass("再输一次：") != first:
        raise GaoxinError("两次输入的密码不一样")
    return first

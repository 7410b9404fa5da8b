"""``gaoxin serve``: the web and its worker, until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import socket
from collections.abc import Callable
from contextlib import closing

from gaoxin.errors import GaoxinError
from gaoxin_web.cli.start import migrate, say, start

HELP = "开网页系统：更新数据库、收集静态文件、起后台任务，Ctrl-C 停止"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="监听的地址，默认 127.0.0.1；对外服务请放在反向代理之后")
    parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="进程数，默认 2")
    parser.add_argument("--threads", type=int, default=4, metavar="N", help="每个进程的线程数，默认 4")


def run(args: argparse.Namespace) -> int:
    check_port(args.host, args.port)
    start()
    say("更新数据库 …")
    migrate()
    return serve(args.host, args.port, args.workers, args.threads)


def serve(host: str, port: int, workers: int, threads: int, beside: Callable[[], None] = lambda: None) -> int:
    """Static files gathered, then the server and the worker. Django is set up, the database up to date.

    Args:
        beside: called once the server answers.
    """
    from gaoxin_web.cli.processes import run_together, server  # noqa: PLC0415 - not before Django is set up
    from gaoxin_web.cli.static import gather  # noqa: PLC0415 - likewise

    gather()
    os.environ.setdefault("GAOXIN_HOSTS", _hosts(host))
    url = f"http://{_shown(host)}:{port}"

    def ready() -> None:
        say(f"已就绪：{url}（Ctrl-C 停止）")
        beside()

    return run_together(server(host, port, workers, threads), url, ready)


def check_port(host: str, port: int) -> None:
    """Say at once, in words, when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise GaoxinError(f"端口 {port} 用不了（{error}）：可能已有程序在用，请换一个，如 --port 8001") from error


def _shown(host: str) -> str:
    """The address to open in a browser on this machine."""
    return "127.0.0.1" if host in ("", "0.0.0.0", "::") else host


def _hosts(host: str) -> str:
    """Names the server answers to, where the environment does not say."""
    local = "127.0.0.1,localhost,[::1]"
    return local if host in ("127.0.0.1", "0.0.0.0", "::") else f"{local},{host}"

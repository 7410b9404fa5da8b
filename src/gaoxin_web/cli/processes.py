"""The two processes of a running installation, kept together: the server and the worker (后台任务)."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Sequence
from threading import Event

from gunicorn.config import make_settings

from gaoxin_web.cli.start import say

GRACE = 20  # seconds a process has to finish what it is at
PR_SET_PDEATHSIG = 1  # Linux: prctl(2)
PYTHON = [sys.executable, "-m"]
KNOWN_SETTINGS = make_settings()
WORKER = [*PYTHON, "gaoxin_web", "db_worker", "--no-startup-delay", "--no-reload"]


def server(host: str, port: int, workers: int, threads: int) -> list[str]:
    """The command line of the server."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = ["--bind", address, "--workers", str(workers), "--threads", str(threads), "--worker-class", "gthread"]
    quiet = ["--log-level", "warning", "--graceful-timeout", "10", "--timeout", "120"]
    if "control_socket_disable" in KNOWN_SETTINGS:  # newer ones would put a socket into the home folder
        quiet.append("--no-control-socket")
    return [*PYTHON, "gunicorn", "gaoxin_web.wsgi", *options, *quiet]


def run_together(serving: Sequence[str], url: str, ready: Callable[[], None]) -> int:
    """Serve until somebody stops it; a worker that dies is started again, a server that dies ends all.

    Returns:
        0 when it was stopped, the server's exit code when it ended by itself.
    """
    stopping = Event()
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda *_: stopping.set()) for number in numbers}
    front, back = _started(serving), _started(WORKER)
    try:
        while not (up := _answers(url)) and front.poll() is None and not stopping.wait(0.2):
            pass
        if up:
            ready()
        while front.poll() is None and not stopping.wait(1):
            if back.poll() is not None:
                say("后台任务进程已退出，重新启动 …")
                back = _started(WORKER)
    finally:
        if stopping.is_set():
            say("正在停止 …")
        _end([front, back])
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0 if stopping.is_set() else front.returncode or 1


def _started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C reaches us alone and each child is asked to stop once."""
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_end_with_parent)


def _end_with_parent() -> None:
    """On Linux a child is asked to stop when we are killed; elsewhere it would be left running."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthy", timeout=5):
            return True
    except OSError:
        return False


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask each to stop, and make those that do not."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

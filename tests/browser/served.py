"""An installation as people meet it: its own data folder, `gaoxin serve`, and the stage laid out in it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
TESTS_OWN = ("DJANGO_SETTINGS_MODULE", "GAOXIN_DATA")
PATIENCE = 600  # seconds for what takes twenty on a quiet machine


class Installation:
    """Where it answers and what is in it."""

    def __init__(self, base: str, stage: Mapping[str, Any], log: list[str]) -> None:
        self.base, self.log = base, log
        self.things: Mapping[str, int] = stage["things"]
        self.states: Mapping[str, int] = stage["states"]
        self.link: str = stage["link"]
        self.names: list[str] = stage["names"]


@contextmanager
def serving(folder: Path) -> Iterator[Installation]:
    """The installation, from an empty folder until it is no longer wanted; with DATABASE_URL on PostgreSQL."""
    with _database() as url:
        surroundings = {key: value for key, value in os.environ.items() if key not in TESTS_OWN}
        surroundings |= {"GAOXIN_DATA": str(folder), "PYTHONUNBUFFERED": "1", **url}
        stage = _laid_out(surroundings)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        command = [sys.executable, "-m", "gaoxin.cli.main", "serve", "--port", port, "--workers", "1"]
        process = subprocess.Popen(command, env=surroundings, cwd=ROOT, text=True, stderr=subprocess.PIPE)
        log, ready = [], Event()
        listener = Thread(target=_listen, args=(process, log, ready))
        listener.start()
        try:
            assert ready.wait(PATIENCE), "".join(log)
            yield Installation(f"http://127.0.0.1:{port}", stage, log)
        finally:
            process.terminate()
            process.wait(PATIENCE)
            listener.join()


def _laid_out(surroundings: Mapping[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.browser.stage"]
    told = subprocess.run(command, env=surroundings, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def _listen(process: subprocess.Popen[str], log: list[str], ready: Event) -> None:
    for line in process.stderr or ():
        log.append(line)
        if "已就绪" in line:
            ready.set()


@contextmanager
def _database() -> Iterator[dict[str, str]]:
    """A database of one's own on the server that DATABASE_URL names; without one SQLite in the data folder."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield {}
        return
    import psycopg  # noqa: PLC0415 - only where there is PostgreSQL

    name = f"gaoxin_browser_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield {"DATABASE_URL": urlsplit(given)._replace(path=f"/{name}").geturl()}
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

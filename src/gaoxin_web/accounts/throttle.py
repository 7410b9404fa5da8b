"""How often something was tried lately (频次限制), counted for all processes of this machine together.

The counts are in a small file of their own beside the database: not worth a backup, and never in the way of its
writers. A window begins with the first try and ends for good, however often is tried within it.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

TABLE = "CREATE TABLE IF NOT EXISTS tries (what TEXT PRIMARY KEY, ends REAL NOT NULL, times INTEGER NOT NULL)"
ADD = """
INSERT INTO tries VALUES (:what, :now + :seconds, 1)
ON CONFLICT (what) DO UPDATE SET
    times = CASE WHEN ends <= :now THEN 1 ELSE times + 1 END,
    ends = CASE WHEN ends <= :now THEN excluded.ends ELSE ends END
RETURNING times
"""
FORGET = "DELETE FROM tries WHERE ends <= ?"


def tries(what: str, seconds: float) -> int:
    """Count one more try of something; how many there were in its window."""
    now = time.time()
    with _counts() as counts:
        [(times,)] = counts.execute(ADD, {"what": what, "now": now, "seconds": seconds}).fetchall()
        if times == 1:
            counts.execute(FORGET, [now])
        return int(times)


def tried(what: str) -> int:
    """How often something was tried in the window that runs, without counting this."""
    with _counts() as counts:
        found = counts.execute("SELECT times FROM tries WHERE what = ? AND ends > ?", [what, time.time()]).fetchone()
        return found[0] if found else 0


@contextmanager
def _counts() -> Iterator[sqlite3.Connection]:
    counts = sqlite3.connect(Path(settings.DATA) / "tries.sqlite3", timeout=5, isolation_level=None)
    try:
        counts.execute("PRAGMA synchronous=OFF")
        counts.execute(TABLE)
        yield counts
    finally:
        counts.close()

"""A transaction that writes, for one after another of a process's threads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from django.db import connection, transaction

LONGEST = 30  # seconds to wait for one's turn; then the database is asked all the same
_TURN = Lock()


@contextmanager
def writing() -> Iterator[None]:
    """One transaction; within one, a part of it.

    SQLite lets one write at a time and has others sleep, ever longer, before they ask again: up to a tenth of a second
    while nobody writes. Threads of one process wait for each other here instead, and go on at once.
    """
    mine = connection.vendor == "sqlite" and not connection.in_atomic_block and _TURN.acquire(timeout=LONGEST)
    try:
        with transaction.atomic():
            yield
    finally:
        if mine:
            _TURN.release()

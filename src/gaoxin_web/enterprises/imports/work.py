"""Who is at work on a batch, and how far: a lock that the kernel lets go when its process dies, and a note beside it.

What a long transaction has done so far cannot be seen in the database until it is over; the note can.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

QUEUED = "queued"  # a step in which nobody is at work yet; ``done`` is then since when, in seconds
TRIES, PAUSE = 5, 0.02  # seconds


@dataclass(frozen=True)
class Progress:
    """How far a step of the work is; ``total`` 0 where that is not known yet."""

    step: str = ""
    done: int = 0
    total: int = 0

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0


@contextmanager
def holding(batch: int) -> Iterator[bool]:
    """Whether the batch is ours to work on; it is nobody else's as long as this lasts."""
    with _path(batch, "lock").open("a") as file:
        if not _taken(file):
            yield False
            return
        try:
            yield True
        finally:
            _path(batch, "json").unlink(missing_ok=True)


def _taken(file: IO[str]) -> bool:
    """Take the lock; somebody who only asks whether it is taken has it for a moment, so it is tried a few times."""
    for _ in range(TRIES):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(PAUSE)
        else:
            return True
    return False


def is_held(batch: int) -> bool:
    """Whether somebody is at work on a batch."""
    with _path(batch, "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def tell(batch: int, step: str, done: int = 0, total: int = 0) -> None:
    """Note how far the work is."""
    path = _path(batch, "json")
    beside = path.with_suffix(".part")
    beside.write_text(json.dumps([step, done, total]), "utf-8")
    os.replace(beside, path)


def told(batch: int) -> Progress:
    try:
        return Progress(*json.loads(_path(batch, "json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return Progress()


def begun(batch: int) -> int:
    """Note that work on a batch begins; how many times it did since it was last over, this time included."""
    path = _path(batch, "tries")
    try:
        times = int(path.read_text("utf-8"))
    except (OSError, ValueError):
        times = 0
    path.write_text(str(times + 1), "utf-8")
    return times + 1


def over(batch: int) -> None:
    """Note that work on a batch came to an end, good or bad."""
    _path(batch, "tries").unlink(missing_ok=True)


def forget(batch: int) -> None:
    """Take away all notes about a batch that is no more."""
    for kind in ("json", "tries", "lock"):
        _path(batch, kind).unlink(missing_ok=True)


def _path(batch: int, kind: str) -> Path:
    folder = Path(settings.MEDIA_ROOT) / "batches" / "work"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{batch}.{kind}"

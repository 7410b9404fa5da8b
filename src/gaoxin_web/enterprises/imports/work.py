"""Who is at work on a batch, and how far: a lock that the kernel lets go when its process dies, and a note beside it.

What a long transaction has done so far cannot be seen in the database until it is over; the note can.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


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
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            _path(batch, "json").unlink(missing_ok=True)


def is_held(batch: int) -> bool:
    """Whether somebody is at work on a batch."""
    with _path(batch, "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
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


def _path(batch: int, kind: str) -> Path:
    folder = Path(settings.MEDIA_ROOT) / "batches" / "work"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{batch}.{kind}"

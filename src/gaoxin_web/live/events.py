"""A stream as it is agreed between the view that begins it and the hub that goes on with it."""

from __future__ import annotations

from dataclasses import dataclass

STREAM = "X-Gaoxin-Stream"  # of an answer that :mod:`gaoxin_web.live.handover` goes on with; no client ever sees it
Frames = list[tuple[int, str]]  # versions of a board, each whole, oldest first


@dataclass(frozen=True)
class Start:
    """Where a stream begins: what its client has been shown."""

    room: int
    lens: str
    version: int
    tag: str

    @classmethod
    def read(cls, header: str) -> Start:
        room, lens, version, tag = header.split()
        return cls(int(room), lens, int(version), tag)

    def __str__(self) -> str:
        return f"{self.room} {self.lens} {self.version} {self.tag}"


def event(tag: str, text: str) -> bytes:
    """What is shown as an event of a stream; the text is on one line."""
    return f"id: {tag}\nevent: board\ndata: {text}\n\n".encode()


@dataclass(frozen=True)
class Shown:
    """A version as one kind of client is shown it."""

    version: int
    tag: str
    chunk: bytes

    @classmethod
    def of(cls, version: int, tag: str, text: str) -> Shown:
        return cls(version, tag, event(tag, text))

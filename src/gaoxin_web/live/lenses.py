"""What a kind of client is shown of a version of the board, and the tag by which it knows it again."""

from __future__ import annotations

import hashlib
import json
from typing import Any

ON_PHONES = ("place", "scoring", "phase", "phase_at", "minutes")
OF_A_LINE = ("place", "order", "title", "title_en", "scoring")


def body_of(board: dict[str, Any]) -> str:
    """A board as JSON on one line."""
    return json.dumps(board, ensure_ascii=False, separators=(",", ":"))


def whole(version: int, body: str) -> tuple[str, str]:
    """The screen and the audience: the board as it is."""
    return str(version), body


def phone(_version: int, body: str) -> tuple[str, str]:
    """A judge's phone: what is open, and nothing counted from what others did.

    A judge who must stand aside from an entry learns nothing of its ballots; and that a message comes tells no phone
    that somebody handed in: where this text stays the same, none is sent.
    """
    board = json.loads(body)
    current = board["current"]
    shown = body_of(
        {
            "state": board["state"],
            "current": {name: current[name] for name in ON_PHONES} if current else None,
            "entries": [{name: line[name] for name in OF_A_LINE} for line in board["entries"]],
        }
    )
    return hashlib.sha256(shown.encode()).hexdigest()[:16], shown


LENSES = {"whole": whole, "phone": phone}

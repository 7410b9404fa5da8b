"""What a browser sends, as far as it can be meant: no number of a thousand digits, no text a database refuses."""

from __future__ import annotations

LONGEST = 18  # digits; a key has fewer


def number(text: str | None) -> int | None:
    """A whole number, or None."""
    return int(text) if text and text.isdecimal() and len(text) <= LONGEST else None


def words(text: str | None) -> str:
    """Words to look for."""
    return (text or "").replace("\x00", "").strip()[:100]

"""An order drawn by lot (抽签定序) that anybody can verify.

Before the draw the SHA-256 of a secret seed is published (the commitment); after it the seed. The order is the ids
sorted by SHA-256 of the seed, a colon and the id. Nobody can choose a seed afterwards, and everybody can sort.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence


def new_seed() -> str:
    """A seed nobody can guess: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def commitment(seed: str) -> str:
    """What is published before the draw: SHA-256 of the seed's UTF-8, in hexadecimal.

    Examples:
        >>> commitment("2026")[:16]
        '158a323a7ba44870'
    """
    return _sha256(seed)


def order(ids: Iterable[str], seed: str) -> tuple[str, ...]:
    """The ids in the order drawn; how they are given changes nothing.

    Raises:
        ValueError: an id stands twice.

    Examples:
        >>> order(["a", "b", "c"], "2026") == order(["c", "a", "b"], "2026")
        True
    """
    listed = list(ids)
    if len(set(listed)) < len(listed):
        raise ValueError("an id stands twice")
    return tuple(sorted(listed, key=lambda one: _sha256(f"{seed}:{one}")))


def verify(ids: Iterable[str], seed: str, committed: str, shown: Sequence[str]) -> bool:
    """Whether the seed is the one committed to and the order shown is the one it gives."""
    return commitment(seed) == committed.strip().lower() and order(ids, seed) == tuple(shown)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

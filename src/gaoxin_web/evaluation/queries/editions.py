"""The editions of the evaluation (指标体系) this installation knows, and the one a year is evaluated by."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from gaoxin.errors import GaoxinError
from gaoxin.index.official import Edition, edition_of, load_editions
from gaoxin_web.accounts.models import Zone
from gaoxin_web.rulebook import rulebook


def editions() -> Mapping[str, Edition]:
    """All editions by id, the oldest first; read again when the rulebook is another."""
    book = rulebook()
    return _editions(book.root, book.digest)


@cache
def _editions(root: str, _digest: str) -> Mapping[str, Edition]:
    return load_editions(Path(root))


def edition_for(zone: Zone, year: int, chosen: str = "") -> Edition:
    """The edition somebody chose, else the one the year is evaluated by, else the newest.

    Raises:
        GaoxinError: the rulebook has no edition at all.
    """
    known = editions()
    found = known.get(chosen) or edition_of(known, year) or next(reversed(known.values()), None)
    if found is None:
        raise GaoxinError(f"规则库里没有指标体系（{zone}）")
    return found

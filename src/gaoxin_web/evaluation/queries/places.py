"""What the zones of the country are called among each other."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from gaoxin.index.zones import Place, load_zones, place_of
from gaoxin_web.accounts.models import Zone
from gaoxin_web.rulebook import rulebook


def places() -> Mapping[str, Place]:
    """The national zones by short name."""
    book = rulebook()
    return _places(book.root, book.digest)


@cache
def _places(root: str, _digest: str) -> Mapping[str, Place]:
    return load_zones(Path(root))


def unit_of(zone: Zone) -> str:
    """What a zone is called in tables of all zones; its own name where it is not among them."""
    found = place_of(places(), zone.name)
    return found.name if found else zone.name

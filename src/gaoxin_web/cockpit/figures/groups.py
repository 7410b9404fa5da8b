"""Groups of countries (国家组别), each with who belonged to it from when until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

PAGE = Path(__file__).with_name("country_groups.yaml")


@dataclass(frozen=True, slots=True)
class Member:
    """A country's time in a group; the last day is its own, None where it has not ended."""

    country: str  # ISO 3166-1
    first: date
    last: date | None = None

    def belongs(self, on: date) -> bool:
        return self.first <= on and (self.last is None or on <= self.last)


@cache
def groups() -> Mapping[str, tuple[Member, ...]]:
    """Every group by key."""
    told = yaml.safe_load(PAGE.read_text("utf-8"))
    return {
        key: tuple(Member(one["country"], one["first"], one.get("last")) for one in group["members"])
        for key, group in told.items()
    }


def countries_of(group: str, on: date) -> frozenset[str]:
    """Who belonged to a group on a day.

    >>> sorted(countries_of("brics", date(2021, 12, 31)))
    ['BR', 'CN', 'IN', 'RU', 'ZA']
    """
    return frozenset(one.country for one in groups()[group] if one.belongs(on))

"""Firms of a register, with the names they had and have, and the file they are kept in."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from gaoxin.errors import GaoxinError


@dataclass(frozen=True, slots=True)
class OtherName:
    """A name a firm once had (曾用名) or goes by (别名): who said so, its first and last day.

    A day is None where it is not known; the name is then taken to hold without that end.
    """

    name: str
    source: str = ""
    since: date | None = None
    until: date | None = None

    def in_force(self, on: date | None) -> bool:
        """Whether the name held that day; always, where no day is asked for."""
        return on is None or ((self.since is None or self.since <= on) and (self.until is None or on <= self.until))


@dataclass(frozen=True, slots=True)
class Firm:
    """A registered firm. ``values`` is field → period ('' for static) → value in base units."""

    uscc: str | None
    name: str
    former: tuple[OtherName, ...] = ()
    aliases: tuple[OtherName, ...] = ()
    values: Mapping[str, Mapping[str, object]] = field(default_factory=dict, hash=False)


def load_firms(path: Path) -> list[Firm]:
    """The firms of a register's JSON file.

    Raises:
        GaoxinError: it is not such a file.
    """
    try:
        data = json.loads(path.read_text("utf-8-sig"))
        return [_firm(entry) for entry in data["firms"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        hint = '应为 {"firms": [{"name": …, "uscc": …, "former_names": []}]}，日期写作 2024-05-31'
        raise GaoxinError(f"名册 {path.name} 读不了（{error}）。{hint}") from error


def save_firms(path: Path, firms: Iterable[Firm]) -> None:
    """Write a register's JSON file, whole or not at all."""
    text = json.dumps({"firms": [_entry(firm) for firm in firms]}, ensure_ascii=False, indent=1)
    beside = path.with_name(path.name + ".part")
    beside.write_text(text + "\n", "utf-8")
    os.replace(beside, path)


def _firm(entry: Mapping[str, Any]) -> Firm:
    former = tuple(map(_other, entry.get("former_names") or ()))
    aliases = tuple(map(_other, entry.get("aliases") or ()))
    values = {str(k): dict(v) for k, v in (entry.get("values") or {}).items()}
    return Firm(entry.get("uscc") or None, str(entry["name"]), former, aliases, values)


def _other(entry: str | Mapping[str, Any]) -> OtherName:
    if isinstance(entry, str):
        return OtherName(entry)
    since, until = (date.fromisoformat(entry[key]) if entry.get(key) else None for key in ("since", "until"))
    if since and until and until < since:
        raise ValueError(f"“{entry['name']}”的 until 早于 since")
    return OtherName(str(entry["name"]), str(entry.get("source") or ""), since, until)


def _entry(firm: Firm) -> dict[str, Any]:
    found: dict[str, Any] = {"name": firm.name, "uscc": firm.uscc, "former_names": [_plain(n) for n in firm.former]}
    if firm.aliases:
        found["aliases"] = [_plain(alias) for alias in firm.aliases]
    if firm.values:
        found["values"] = {key: dict(periods) for key, periods in firm.values.items()}
    return found


def _plain(other: OtherName) -> str | dict[str, str]:
    given = {"source": other.source, "since": other.since, "until": other.until}
    more = {key: str(value) for key, value in given.items() if value}
    return {"name": other.name, **more} if more else other.name

"""Firms of a register, with the names they had and have."""

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
class FormerName:
    """A name a firm once had; None where it is not known since or until when."""

    name: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name a firm goes by, and who said so."""

    name: str
    source: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Firm:
    """A registered firm. ``values`` is field → period ('' for static) → value in base units."""

    uscc: str | None
    name: str
    former: tuple[FormerName, ...] = ()
    aliases: tuple[Alias, ...] = ()
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
        hint = '应为 {"firms": [{"name": …, "uscc": …, "former_names": []}]}'
        raise GaoxinError(f"名册 {path.name} 读不了（{error}）。{hint}") from error


def save_firms(path: Path, firms: Iterable[Firm]) -> None:
    """Write a register's JSON file, whole or not at all."""
    text = json.dumps({"firms": [_entry(firm) for firm in firms]}, ensure_ascii=False, indent=1)
    beside = path.with_name(path.name + ".part")
    beside.write_text(text + "\n", "utf-8")
    os.replace(beside, path)


def _firm(entry: Mapping[str, Any]) -> Firm:
    former = tuple(FormerName(**_dated(one)) for one in entry.get("former_names") or ())
    aliases = tuple(Alias(**_dated(one)) for one in entry.get("aliases") or ())
    values = {str(k): dict(v) for k, v in (entry.get("values") or {}).items()}
    return Firm(entry.get("uscc") or None, str(entry["name"]), former, aliases, values)


def _dated(entry: str | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(entry, str):
        return {"name": entry}
    days = {key: date.fromisoformat(entry[key]) for key in ("since", "until") if entry.get(key)}
    return {"name": str(entry["name"]), **({"source": entry["source"]} if entry.get("source") else {}), **days}


def _entry(firm: Firm) -> dict[str, Any]:
    found: dict[str, Any] = {"name": firm.name, "uscc": firm.uscc, "former_names": [_plain(n) for n in firm.former]}
    if firm.aliases:
        found["aliases"] = [_plain(alias) for alias in firm.aliases]
    if firm.values:
        found["values"] = {key: dict(periods) for key, periods in firm.values.items()}
    return found


def _plain(name: FormerName | Alias) -> str | dict[str, str]:
    given = {"source": getattr(name, "source", ""), "since": name.since, "until": name.until}
    more = {key: str(value) for key, value in given.items() if value}
    return {"name": name.name, **more} if more else name.name

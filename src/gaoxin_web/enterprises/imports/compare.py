"""Rows of a ledger beside what the register holds: what each would change, old → new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from gaoxin_web.accounts.access import Access
from gaoxin_web.enterprises.models import Alias, Batch, BatchRow, Enterprise, FactSheet, Filing, Recognition
from gaoxin_web.enterprises.services.sheets import PERSONAL, adds, year_of
from gaoxin_web.rulebook import rulebook

CHUNK = 1000
Change = BatchRow.Change
OURS = ("chain", "established_on", "industry_code", "industry", "park", "address", "contact", "phone")


@dataclass
class Known:
    """What is known of some enterprises."""

    enterprises: dict[int, Enterprise] = field(default_factory=dict)
    values: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    sources: dict[tuple[int, int], dict[str, int]] = field(default_factory=dict)
    held: dict[int, list[tuple[str, str, str]]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))  # name → the enterprises it is of
    reachable: set[int] = field(default_factory=set)


def compare(batch: Batch, rows: Sequence[BatchRow]) -> None:
    """Set ``change`` and ``changes`` of the rows whose enterprise is known; nothing is saved."""
    rows = [
        row for row in rows if row.enterprise_id and row.change not in (Change.DUPLICATE, Change.SKIPPED, Change.KEPT)
    ]
    for start in range(0, len(rows), CHUNK):
        _compare(batch, rows[start : start + CHUNK])


def recognition_key(item: dict[str, Any]) -> tuple[str, str, str]:
    return item["kind"], item.get("valid_from") or "", item.get("valid_to") or ""


def is_held(item: dict[str, Any], held: Iterable[tuple[str, str, str]]) -> bool:
    """Whether a recognition is known: with these days, or at all where the ledger names none."""
    kind, since, until = recognition_key(item)
    return any(one[0] == kind and (one == (kind, since, until) or not (since or until)) for one in held)


def _compare(batch: Batch, rows: Sequence[BatchRow]) -> None:
    known = _known(batch, rows)
    changes = {id(row): _changes(row, known) for row in rows}
    older = _older(rows, changes, known)
    for row in rows:
        if row.enterprise_id not in known.reachable:
            row.change, row.changes, row.enterprise = Change.OUTSIDE, [], None
            continue
        row.changes = [change for change in changes[id(row)] if (id(row), change[0]) not in older]
        row.change = Change.CHANGED if row.changes else Change.SAME


def _changes(row: BatchRow, known: Known) -> list[list[Any]]:
    pk, found = row.enterprise_id, []
    for filing in row.filings:
        for key, entry in filing["values"].items():
            if entry.get("kind") in PERSONAL or key.startswith("held:"):
                continue
            year = year_of(key, filing["year"], rulebook())
            old = known.values.get((pk, year), {}).get(key)
            if adds(old, entry["value"]):
                found.append([key, year, old, entry["value"]])
    enterprise = known.enterprises.get(pk)
    empty = [key for key in OURS if key in row.about and enterprise and not getattr(enterprise, key)]
    listed = {change[0] for change in found}
    found += [[f"about:{key}", 0, None, row.about[key]] for key in empty if key not in listed]
    new = [item for item in row.held if not is_held(item, known.held.get(pk, ()))]
    found += [[f"held:{item['kind']}", 0, None, _term(item)] for item in new]
    return found + [["alias", 0, None, one["name"]] for one in row.former if not known.names.get(one["name"])]


def _term(item: dict[str, Any]) -> str:
    _, since, until = recognition_key(item)
    return f"{since or '…'} — {until or '…'}" if since or until else "✓"


def _known(batch: Batch, rows: Sequence[BatchRow]) -> Known:
    ids = {row.enterprise_id for row in rows}
    found = Known(enterprises=Enterprise.objects.in_bulk(ids))
    for sheet in FactSheet.objects.filter(enterprise__in=ids):
        found.values[sheet.enterprise_id, sheet.year] = sheet.values
        found.sources[sheet.enterprise_id, sheet.year] = sheet.sources
    held = Recognition.objects.filter(enterprise__in=ids)
    for pk, kind, since, until in held.values_list("enterprise", "kind", "valid_from", "valid_to"):
        found.held[pk].append((kind, str(since or ""), str(until or "")))
    found.names = names_of(batch, {one["name"] for row in rows for one in row.former})
    access = Access.of(batch.created_by)
    reach = access.limit(Enterprise.objects.filter(pk__in=ids), "register.import")
    found.reachable = set(reach.values_list("pk", flat=True))
    return found


def names_of(batch: Batch, names: Iterable[str]) -> dict[str, set[int]]:
    """Which enterprises of the zone have, had or go by some names."""
    found: dict[str, set[int]] = defaultdict(set)
    wanted = sorted(set(names))
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        for name, pk in Enterprise.objects.filter(zone=batch.zone_id, name__in=part).values_list("name", "pk"):
            found[name].add(pk)
        aliases = Alias.objects.filter(enterprise__zone=batch.zone_id, name__in=part)
        for name, pk in aliases.values_list("name", "enterprise"):
            found[name].add(pk)
    return found


def _older(rows: Sequence[BatchRow], changes: dict[int, list[list[Any]]], known: Known) -> set[tuple[int, str]]:
    """What belongs to no year and stands on a filing of a later year than the row's: it would not change."""
    asked = {}
    for row in rows:
        of_year = {key: filing["year"] for filing in row.filings for key in filing["values"]}
        for key, year, old, _ in changes[id(row)]:
            source = known.sources.get((row.enterprise_id, 0), {}).get(key)
            if year == 0 and old is not None and source and of_year.get(key):
                asked[id(row), key] = (source, of_year[key])
    years = dict(Filing.objects.filter(pk__in={source for source, _ in asked.values()}).values_list("pk", "year"))
    return {place for place, (source, year) in asked.items() if (years.get(source) or 0) > year}

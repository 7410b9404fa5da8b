"""A case of assignment from JSON; every mistake at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import cast

from gaoxin.schedule.assignment.case import (
    CROSS_SHARE,
    PER_ENTRY,
    SECONDS,
    SOURCES,
    Case,
    Conflict,
    Entry,
    Judge,
    Pair,
    Rules,
    Source,
)
from gaoxin.schedule.reading import CaseError, Reading, Record, known, unique

OF_A_PAIR = ("expert", "crosses", "state")  # as an answer writes pairs, so that it can be given back


def read_case(document: str | Mapping[str, object], file: str = "") -> Case:
    """A case from a JSON text or from what was read of one.

    Raises:
        CaseError: with every mistake.
    """
    reading = Reading(document, file)
    top = Record(reading, reading.value, (), "分配数据")
    entries = _entries(top)
    judges = _judges(top)
    rules = _rules(top)
    conflicts = _conflicts(top, entries, judges)
    fixed, keep, avoid = (_pairs(top, key, entries, judges) for key in ("fixed", "keep", "avoid"))
    per_entry = top.whole("per_entry", 0, 1000)
    seed = top.whole("seed", 0, 2**63 - 1)
    seconds = top.number("seconds", SECONDS, 0.1, 86_400)
    top.done()
    reading.done()
    return Case(
        tuple(entries.values()),
        tuple(judges.values()),
        PER_ENTRY if per_entry is None else per_entry,
        tuple(conflicts),
        rules,
        frozenset(fixed),
        frozenset(keep),
        frozenset(avoid),
        1 if seed is None else seed,
        seconds,
    )


def _entries(top: Record) -> dict[str, Entry]:
    records = top.some("entries", "项目")
    found = {}
    for name, one in unique(((one, one.text("id")) for one in records), "项目").items():
        found[name] = Entry(
            name,
            one.text("organisation", ""),
            one.text("city", ""),
            one.texts("topics"),
            one.texts("people"),
            one.texts("advisors"),
            one.whole("wanted", 0, 1000),
            one.text("panel", ""),
            one.text("division", ""),
            one.text("name", ""),
        )
        one.done()
    return found


def _judges(top: Record) -> dict[str, Judge]:
    records = top.some("judges", "评委")
    found = {}
    for name, one in unique(((one, one.text("id")) for one in records), "评委").items():
        least, most = one.whole("least", 0), one.whole("most", 0)
        if least is not None and most is not None and least > most:
            one.tell("GX706", "least", f"评委「{name}」至少评 {least} 项，多于至多评的 {most} 项")
        found[name] = Judge(
            name,
            one.text("organisation", ""),
            one.text("city", ""),
            one.texts("expertise"),
            least,
            most,
            one.texts("people"),
            one.text("panel", ""),
            one.texts("divisions"),
            one.text("name", ""),
        )
        one.done()
    return found


def _rules(top: Record) -> Rules:
    given = top.get("rules")
    if given is None:
        return Rules()
    one = Record(top.reading, given, ("rules",), "规则")
    found = Rules(
        one.flag("own_organisation", True),
        one.flag("own_city", False),
        one.flag("own_person", True),
        one.flag("one_per_organisation", False),
        one.whole("min_experts", 0, 1000) or 0,
        one.number("cross_share", CROSS_SHARE, 0.0, 1.0),
    )
    one.done()
    return found


def _conflicts(top: Record, entries: Collection[str], judges: Collection[str]) -> list[Conflict]:
    found = []
    for one in top.records("conflicts", "回避"):
        pair = _pair(one, entries, judges)
        source = one.word("source", SOURCES, "declared")
        one.done()
        if pair:
            found.append(Conflict(pair.entry, pair.judge, cast(Source, source)))
    return found


def _pairs(top: Record, key: str, entries: Collection[str], judges: Collection[str]) -> list[Pair]:
    """Pairs as objects, or as lists of two: ["E1", "J1"]."""
    found = []
    for at, value in enumerate(top.list(key)):
        given = (
            dict(zip(("entry", "judge"), value, strict=True)) if isinstance(value, list) and len(value) == 2 else value
        )
        one = Record(top.reading, given, (key, at), "一对")
        pair = _pair(one, entries, judges) if isinstance(given, Mapping) else None
        one.done(OF_A_PAIR)
        if pair:
            found.append(pair)
    return found


def _pair(one: Record, entries: Collection[str], judges: Collection[str]) -> Pair | None:
    entry, judge = one.text("entry"), one.text("judge")
    both = known(one, "entry", entry, entries, "项目"), known(one, "judge", judge, judges, "评委")
    return Pair(entry, judge) if all(both) else None


__all__ = ["CaseError", "read_case"]

"""The national high-tech zones (国家高新区) by name, from a rulebook's ``zones.yaml``: names to be compared by.

No value of a zone is kept with its name. A list that is not whole, or a name only
recalled, says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gaoxin.errors import Issue, RulebookError
from gaoxin.rules.model import Evidence
from gaoxin.rules.reading import Reader
from gaoxin.rules.yamlfile import Node, Text, read_yaml

FILE = "zones.yaml"
ENDS = (  # what stands after a zone's own name, the longest first
    "国家高新技术产业开发区",
    "高新技术产业开发区",
    "新技术产业开发区",
    "国家自主创新示范区",
    "新技术开发区",
    "国家级高新区",
    "国家高新区",
    "科技园区",
    "科学城",
    "高新区",
    "科技园",
)
CORPS = "新疆生产建设兵团"
FOUNDED = 1988  # the year of the first zone


@dataclass(frozen=True, slots=True)
class Place:
    """A national zone.

    Args:
        name: short, as tables of zones have it (石嘴山).
        since: the year it became a national zone; None for those that were before 2021.
        evidence: of the name.
        source: where the year is from; empty where none is given.
    """

    name: str
    province: str
    since: int | None = None
    evidence: Evidence = "secondary"
    source: str = ""


def load_zones(root: Path) -> dict[str, Place]:
    """The zones of a rulebook's folder by short name, in the file's order; none where it has no such file.

    Raises:
        RulebookError: with every mistake.
    """
    if not (root / FILE).is_file():
        return {}
    issues: list[Issue] = []
    reader = Reader(read_yaml(root / FILE, FILE, issues), issues, FILE)
    document = Reader(reader.node("document"), issues, "document")
    for key in ("title", "note"):
        document.text(key, "")
    evidence = document.evidence("secondary")
    document.done()
    found = [_place(name, entry, evidence, issues) for name, entry in reader.mapping("places").items()]
    if not found and not issues:
        reader.missing("places")
    reader.done()
    if issues:
        raise RulebookError(issues)
    return {one.name: one for one in found}


def _place(name: Text, entry: Node, evidence: Evidence, issues: list[Issue]) -> Place:
    reader = Reader(entry, issues, f"园区「{name}」")
    province, since = reader.text("province"), None
    if reader.has("since"):
        year = reader.number("since")
        since = int(year) if year is not None else None
        if year is not None and (year.denominator != 1 or not FOUNDED <= year <= 2100):
            reader.issue("GX206", f"「{year}」不是国家高新区的年份", reader.place, f"{FOUNDED} 年以后的一个年份")
    found = Place(str(name), str(province), since, reader.evidence(evidence), str(reader.text("source", "")))
    reader.done()
    return found


def in_year(places: Mapping[str, Place], year: int) -> dict[str, Place]:
    """The zones that were national ones at the end of a year; of the years before 2021 none is known to be missing."""
    return {name: one for name, one in places.items() if one.since is None or one.since <= year}


def place_of(places: Mapping[str, Place], zone_name: str) -> Place | None:
    """The national zone a name means, however its end is written; None where it is none of them.

    >>> places = {"石嘴山": Place("石嘴山", "宁夏"), "苏州工业园区": Place("苏州工业园区", "江苏")}
    >>> [place_of(places, name).name for name in ("石嘴山高新区", "宁夏石嘴山高新技术产业开发区", "苏州工业园区")]
    ['石嘴山', '石嘴山', '苏州工业园区']
    >>> place_of(places, "苏州高新区")
    """
    for name in _shorter(zone_name.strip().replace(CORPS, "新疆兵团")):
        if name in places:
            return places[name]
        plain = [one for one in places.values() if name == _without_province(one.name, one.province)]
        if len(plain) == 1:
            return plain[0]
        for one in places.values():
            if name in (one.province + one.name, one.name + "市", one.province + one.name + "市"):
                return one
    return None


def _shorter(name: str) -> Iterator[str]:
    """A name whole, then without each of the ends it may have."""
    yield name
    for end in ENDS:
        if name.endswith(end) and name != end:
            yield name.removesuffix(end)


def _without_province(name: str, province: str) -> str:
    return name.removeprefix(province) or name

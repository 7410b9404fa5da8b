"""Official evaluations (综合评价指标体系) as data: groups, indicators, and the weights as far as they are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gaoxin.errors import Issue, RulebookError
from gaoxin.index.framework import Framework, Node
from gaoxin.index.measures import Measure, measure_of
from gaoxin.rules.model import Evidence
from gaoxin.rules.reading import Reader
from gaoxin.rules.yamlfile import Map, Seq, parse_yaml

FOLDER = "frameworks"
KINDS = ("quantitative", "expert")
TOP = "total"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator as a document names it.

    Args:
        id: its number there (1.2).
        kind: whether it is measured or a mark that experts give.
        direction: −1 where low is good.
        weight: 赋权 in its group; None where no document was seen that gives it.
        evidence: of name, direction and weight, the weakest of them.
        formula: the working definition in words; empty where only the name is known.
        census: whether the enterprises' own reports answer it.
        measure: how it is worked out from their facts; None where the register has not the facts for it.
    """

    id: str
    label: str
    label_en: str
    unit: str
    kind: Literal["quantitative", "expert"]
    direction: int
    weight: float | None
    evidence: Evidence
    formula: str
    census: bool
    measure: Measure | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A first-level indicator; ``weight`` in per cent of the total."""

    id: str
    label: str
    label_en: str
    weight: float | None
    evidence: Evidence
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of an evaluation.

    ``start`` and ``end`` are the years evaluated by it, ``end`` None while it is in force;
    ``is_complete`` is False where only part of it was ever seen.
    """

    id: str
    label: str
    label_en: str
    title: str
    number: str
    issuers: tuple[str, ...]
    issued: str
    page: str
    evidence: Evidence
    note: str
    start: int
    end: int | None
    is_complete: bool
    groups: tuple[Group, ...]

    def indicators(self) -> Iterator[Indicator]:
        for group in self.groups:
            yield from group.indicators

    def framework(self, weights: Mapping[str, float] | None = None) -> Framework:
        """The tree for the engine, with weights that somebody entered for some indicators or groups.

        Those of an indicator count among its group's. A total that rests on one still
        unknown, or on an edition not known in full, is simulated (模拟分).

        Raises:
            KeyError: a number that is not in it.
        """
        nodes = [Node(TOP, self.label, 3, "")]
        for group in self.groups:
            nodes.append(Node(group.id, group.label, 2, TOP, group.weight))
            nodes += [
                Node(one.id, one.label, 1, group.id, one.weight, one.direction, one.unit) for one in group.indicators
            ]
        tree = Framework(tuple(nodes))
        return tree.weighted(weights) if weights else tree

    def is_simulated(self, weights: Mapping[str, float] | None = None) -> bool:
        """Whether a total would be no official one."""
        return not self.is_complete or bool(self.framework(weights).unknown_weights)


def load_editions(root: Path) -> dict[str, Edition]:
    """The editions of a rulebook's folder, oldest first; none where it has no such folder.

    Raises:
        RulebookError: with every mistake.
    """
    issues: list[Issue] = []
    found = [_edition(path, issues) for path in sorted((root / FOLDER).glob("*.yaml"))]
    for place, one in enumerate(found):
        if any(one.id == other.id for other in found[:place]):
            issues.append(Issue("GX215", f"指标体系「{one.id}」重名"))
    if issues:
        raise RulebookError(issues)
    return {one.id: one for one in sorted(found, key=lambda one: (one.start, one.id))}


def edition_of(editions: Mapping[str, Edition], year: int) -> Edition | None:
    """The edition a year is evaluated by; None where there is none."""
    fitting = [one for one in editions.values() if one.start <= year and (one.end is None or year <= one.end)]
    return fitting[-1] if fitting else None


def _edition(path: Path, issues: list[Issue]) -> Edition:
    shown = f"{FOLDER}/{path.name}"
    reader = Reader(parse_yaml(path.read_bytes(), shown, issues), issues, shown)
    document = Reader(reader.node("document"), issues, "document")
    found = Edition(
        reader.text("id"),
        reader.text("label"),
        reader.text("label_en"),
        document.text("title"),
        document.text("number", ""),
        document.texts("issuers"),
        document.text("issued", ""),
        document.text("page", ""),
        document.evidence("secondary"),
        document.text("note", ""),
        _year(reader, "from") or 0,
        _year(reader, "to"),
        reader.text("complete", "true") == "true",
        tuple(_group(entry, issues) for entry in _entries(reader, "groups")),
    )
    document.done()
    reader.done()
    return found


def _entries(reader: Reader, key: str) -> list[Map]:
    found = reader.node(key)
    if isinstance(found, Seq) and found and all(isinstance(one, Map) for one in found):
        return [one for one in found if isinstance(one, Map)]
    reader.issue("GX206", f"「{key}」应为一列条目", found.place if found is not None else None)
    return []


def _group(entry: Map, issues: list[Issue]) -> Group:
    reader = Reader(entry, issues, "一级指标")
    found = Group(
        reader.text("id"),
        reader.text("label"),
        reader.text("label_en"),
        _number(reader, "weight"),
        reader.evidence("secondary"),
        tuple(_indicator(one, issues) for one in _entries(reader, "indicators")),
    )
    reader.done()
    return found


def _indicator(entry: Map, issues: list[Issue]) -> Indicator:
    reader = Reader(entry, issues, "二级指标")
    kind = reader.text("kind")
    if kind not in KINDS:
        reader.issue("GX204", f"未知类型「{kind}」", kind.place, f"可用 {'、'.join(KINDS)}")
    direction = _number(reader, "direction")
    if direction not in (None, 1, -1):
        reader.issue("GX206", "direction 写 1 或 -1")
    source = reader.text("source", "")
    if source not in ("", "census"):
        reader.issue("GX204", f"未知来源「{source}」", source.place, "企业年报可算的写 census，其余不写")
    found = Indicator(
        reader.text("id"),
        reader.text("label"),
        reader.text("label_en"),
        reader.text("unit", ""),
        "expert" if kind == "expert" else "quantitative",
        int(direction or 1),
        _number(reader, "weight"),
        reader.evidence("secondary"),
        reader.text("formula", ""),
        source == "census",
        _measure(reader),
    )
    reader.done()
    return found


def _measure(reader: Reader) -> Measure | None:
    entry = reader.node("measure")
    if entry is None:
        return None
    try:
        if not isinstance(entry, Map):
            raise ValueError("a measure is a mapping")
        return measure_of(entry)
    except (TypeError, ValueError, ZeroDivisionError) as error:
        reader.issue("GX206", f"measure 写法不对：{error}", entry.place)
        return None


def _year(reader: Reader, key: str) -> int | None:
    value = _number(reader, key)
    return None if value is None else int(value)


def _number(reader: Reader, key: str) -> float | None:
    text = reader.maybe_text(key)
    if text is None:
        return None
    try:
        found = float(text)
    except ValueError:
        reader.issue("GX206", f"「{key}」应为一个数", text.place)
        return None
    if not 0 <= abs(found) < 1e6:
        reader.issue("GX206", f"「{key}」超出范围", text.place)
    return found

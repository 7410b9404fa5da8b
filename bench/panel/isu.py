"""Figure skating (花样滑冰) as cases: the components' marks of a panel, and the segment they add up to.

The published results of ten events of 2016–17, by BuzzFeed News under CC BY 4.0. A mark of 0.0 in them is a judge
who gave none. The element scores are taken as published: the table that turns their marks into points is not there.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from gaoxin.panel import Ballot, Case, Criterion, Entry, Scheme

DATA = Path(__file__).parents[3] / "shared" / "data" / "isu_skating"

Segment = tuple[str, str]  # competition, programme


@dataclass(frozen=True)
class Skated:
    """A segment of a competition: its cases, and what was published.

    ``marks``: performance → component → mark; ``components``, ``totals`` and ``ranks``: per performance.
    """

    segment: Segment
    panel: Case
    added: Case
    marks: dict[str, dict[str, str]]
    components: dict[str, str]
    totals: dict[str, str]
    ranks: dict[str, int]


def read(name: str) -> list[dict[str, str]]:
    path = DATA / name
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def segments() -> Iterator[Skated]:
    """Every segment, by competition and programme."""
    judged = {row.pop("aspect_id"): row for row in read("judge_scores_wide.csv.gz")}
    aspects = defaultdict(list)
    for row in read("judged_aspects.csv.gz"):
        aspects[row["performance_id"]].append(row)
    skated = defaultdict(list)
    for row in read("performances.csv"):
        skated[row["competition"], row["program"]].append(row)
    for segment, rows in sorted(skated.items()):
        yield _segment(segment, rows, aspects, judged)


def _segment(segment: Segment, rows: list[dict], aspects: dict, judged: dict) -> Skated:
    """Programmes mark the same components by the same factors; short and free ones part ties unlike."""
    components = {
        row["performance_id"]: [one for one in aspects[row["performance_id"]] if one["section"] == "components"]
        for row in rows
    }
    factors = {one["aspect_desc"]: one["factor"] for listed in components.values() for one in listed}
    entries = tuple(Entry(row["performance_id"]) for row in rows)
    ballots = [ballot for entry in entries for ballot in _ballots(entry.id, components[entry.id], judged)]
    return Skated(
        segment,
        Case(" · ".join(segment), component_rule(factors), entries, tuple(ballots)),
        Case(" · ".join(segment), segment_rule(segment[1]), entries, tuple(_added(row, aspects) for row in rows)),
        {id_: {one["aspect_desc"]: one["scores_of_panel"] for one in listed} for id_, listed in components.items()},
        {row["performance_id"]: row["total_component_score"] for row in rows},
        {row["performance_id"]: row["total_segment_score"] for row in rows},
        {row["performance_id"]: int(row["rank"]) for row in rows},
    )


def component_rule(factors: dict[str, str]) -> Scheme:
    """Within each component the extremes go, the mean is rounded, and so is its product with the factor."""
    criteria = tuple(Criterion(name, factor, optional=True) for name, factor in factors.items())
    return Scheme(criteria, drop_by="criterion", weighting="sum", round_products=True)


def segment_rule(programme: str) -> Scheme:
    """Elements and components, less deductions; ties go to the components in free skating, else to the elements."""
    criteria = tuple(Criterion(name) for name in ("elements", "components", "deductions"))
    free = "FREE" in programme
    ties = (f"criterion:{'components' if free else 'elements'}",)
    return Scheme(criteria, drop=0, min_ballots=1, weighting="sum", tie_break=ties)


def _ballots(performance: str, components: list[dict], judged: dict) -> Iterator[Ballot]:
    for judge in (f"J{at}" for at in range(1, 10)):
        given = {one["aspect_desc"]: judged[one["aspect_id"]][judge] for one in components}
        marks = {name: mark for name, mark in given.items() if mark and float(mark)}
        yield Ballot(performance, judge, "locked" if marks else "absent", marks)


def _added(row: dict[str, str], aspects: dict) -> Ballot:
    """The segment as one ballot: elements are base value and grade of execution, a deduction is below nought."""
    elements = [one for one in aspects[row["performance_id"]] if one["section"] == "elements"]
    total = sum((Decimal(one["base_value"]) + Decimal(one["goe"]) for one in elements), Decimal(0))
    deductions = -abs(Decimal(row["total_deductions"]))
    marks = {"elements": total, "components": row["total_component_score"], "deductions": deductions}
    return Ballot(row["performance_id"], "panel", "locked", marks)

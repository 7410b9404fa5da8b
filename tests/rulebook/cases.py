"""cases.yaml → facts rows, so that a rulebook's worked examples run on every engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar

import polars as pl
import yaml

from gaoxin.fields import NONE_RANK, Field
from gaoxin.periods import base_year
from gaoxin.rules.model import Rulebook
from gaoxin.units import to_steps


class ExactLoader(yaml.SafeLoader):
    """YAML whose decimals stay exact, and in which ``on`` is a word."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, pattern) for tag, pattern in pairs if not (tag.endswith(":bool") and first in "oOyYnN")]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


ExactLoader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: Fraction(node.value.replace("_", "")))


@dataclass
class Case:
    policy: str
    claim: str
    on: date
    edition: str | None
    facts: Mapping[str, Any]
    recognitions: Mapping[str, list[date]] | None
    expect: Mapping[str, Any]
    items: Mapping[str, Any] = field(default_factory=dict)
    now: Mapping[str, Any] | None = None  # yes/no facts of the year of assessment, where it has a row

    @property
    def id(self) -> str:
        return f"{self.policy}: {self.claim}"


def load_cases(folder: Path, policy: str) -> list[Case]:
    document = yaml.load((folder / "cases.yaml").read_text("utf-8"), Loader=ExactLoader)
    groups = document if isinstance(document, list) else [document]
    return [case for group in groups for case in (*_cases(group, policy), *_edges(group, policy))]


def _cases(group: Mapping[str, Any], policy: str) -> Iterator[Case]:
    for entry in group.get("cases") or []:
        expect = dict(entry["expect"])
        yield _case(group, policy, entry, str(entry["claim"]), entry.get("with") or {}, expect, {})


def _edges(group: Mapping[str, Any], policy: str) -> Iterator[Case]:
    for entry in group.get("edges") or []:
        target = entry.get("criterion") or entry.get("item")
        for value, outcome in entry["rows"]:
            changed = {**(entry.get("with") or {}), entry["field"]: value}
            claim = f"{target} · {entry['field']} = {value} → {outcome}"
            expect = {target: outcome} if "criterion" in entry else {}
            items = {target: outcome} if "item" in entry else {}
            yield _case(group, policy, entry, claim, changed, expect, items)


def _case(
    group: Mapping[str, Any],
    policy: str,
    entry: Mapping[str, Any],
    claim: str,
    changed: Mapping[str, Any],
    expect: Mapping[str, Any],
    items: Mapping[str, Any],
) -> Case:
    facts = dict(group.get("facts") or {})
    for name, value in changed.items():
        base = facts.get(name)
        facts[name] = [value, *base[1:]] if isinstance(base, list) and not isinstance(value, list) else value
    held = entry["recognitions"] if "recognitions" in entry else group.get("recognitions")
    on = entry.get("on") or group["on"]
    edition = entry.get("edition") or group.get("edition")
    return Case(policy, claim, on, edition, facts, held, expect, items, entry.get("now"))


def facts_of(cases: list[Case], rulebook: Rulebook) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows and recognitions of many cases; case n is the enterprise ``n``. All must share one day."""
    rows, held = [], []
    for number, case in enumerate(cases):
        rows += list(_rows(str(number), case, rulebook))
        for title, (start, end) in (case.recognitions or {}).items():
            held.append((str(number), title, start, end))
    schema = {"uscc": pl.String, "recognition": pl.String, "valid_from": pl.Date, "valid_to": pl.Date}
    return pl.DataFrame(rows, schema=_schema(rulebook)), pl.DataFrame(held, schema=schema, orient="row")


def _schema(rulebook: Rulebook) -> dict[str, Any]:
    kinds = {"bool": pl.Boolean, "text": pl.String, "date": pl.Date}
    fields = {f.name: kinds.get(f.kind, pl.Int64) for f in rulebook.fields.values() if not f.derived}
    return {**fields, "year": pl.Int32, **dict.fromkeys(rulebook.judgements(), pl.Boolean)}


def _rows(uscc: str, case: Case, rulebook: Rulebook) -> Iterator[dict[str, Any]]:
    judged = rulebook.judgements()
    for offset in range(4):
        row: dict[str, Any] = {"uscc": uscc, "name": case.claim, "year": base_year(case.on) - offset}
        for name, value in case.facts.items():
            if name in judged:
                row[name] = value
            else:
                row[name] = _value(rulebook.fields[name], value, offset)
        yield row
    if case.now is not None:
        yield {"uscc": uscc, "name": case.claim, "year": case.on.year, **case.now}


def _value(item: Field, value: Any, offset: int) -> Any:
    if item.period != "static" or isinstance(value, list):
        series = value if isinstance(value, list) else [value]
        value = series[offset] if offset < len(series) else None
    elif offset:
        return value
    if value is None or isinstance(value, bool | date):
        return value
    if value == "无" and item.none_rank:
        return NONE_RANK
    return to_steps(Fraction(value), item.kind) if item.is_numeric else value

"""One enterprise's answers judged by the exact engine; nothing is written anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl

from gaoxin import Assessment, Facts
from gaoxin.engine.facts import wide_facts
from gaoxin.engine.outputs import outputs
from gaoxin.engine.python import compile_python
from gaoxin.periods import year_at
from gaoxin_web.ladders.rules import asker_of, plan_of
from gaoxin_web.ladders.words import (
    asked_words,
    clause_words,
    criterion_label,
    evidence_means,
    evidence_words,
    field_words,
    lack_words,
    policy_words,
    sides,
    title_words,
)
from gaoxin_web.rulebook import rulebook

SOMEBODY = "-"
ORDER = {"not_met": 0, "unknown": 1, "met": 2}


@dataclass(frozen=True)
class Line:
    """A criterion of a rung, and what stands in the way."""

    label: str
    summary: str
    verdict: str
    value: str
    bar: str
    lack: str
    missing: str
    clause: str
    evidence: str
    evidence_means: str


@dataclass(frozen=True)
class Result:
    """A rung, and how the answers stand to it."""

    policy: str
    label: str
    verdict: str
    document: str
    page: str
    evidence: str
    ask: str
    lines: list[Line]

    @property
    def counts(self) -> dict[str, int]:
        return {verdict: sum(line.verdict == verdict for line in self.lines) for verdict in ORDER}


def judge(
    policies: tuple[str, ...], on: date, facts: dict[int, dict[str, Any]], held: list[str] | None
) -> list[Result]:
    """Every rung in the order given.

    Args:
        facts: offset from the last full year → field → value in steps.
        held: recognitions in force; None is unknown. How long they have run is not asked, and so not known.
    """
    rows = [{"uscc": SOMEBODY, "year": year_at(on, offset), **_days(values)} for offset, values in facts.items()]
    titles = None if held is None else [{"uscc": SOMEBODY, "recognition": title} for title in held]
    known = Facts.of([{**dict.fromkeys(_all(facts)), **row} for row in rows], titles)
    wide = wide_facts(known.rows, known.recognitions, on, rulebook())
    wide = wide.with_columns(
        pl.lit(None, pl.Int64).alias(name) for name in wide.columns if name.startswith("held_days")
    )
    return [_result(policy, on, known, wide) for policy in policies if plan_of(policy, on)]


def _result(policy: str, on: date, known: Facts, wide: pl.DataFrame) -> Result:
    plan = plan_of(policy, on)
    row = wide.row(0, named=True)
    names, run = _runner(policy, on)
    table = pl.DataFrame({"uscc": [SOMEBODY], "name": [None], **{n: [v] for n, v in zip(names, run(row), strict=True)}})
    found = next(Assessment(on, rulebook(), (plan,), known, wide, table).results())
    lines = [_line(entry, policy, on) for entry in found["criteria"]]
    document = plan.edition.document
    return Result(
        policy,
        policy_words(policy),
        found["verdict"],
        clause_words(plan),
        document.page,
        evidence_words(document.evidence),
        _asked(policy, on, row) if found["verdict"] == "unknown" else "",
        sorted(lines, key=lambda line: ORDER[line.verdict]),
    )


@lru_cache(maxsize=128)
def _runner(policy: str, on: date) -> tuple[list[str], Any]:
    wanted = outputs([plan_of(policy, on)])
    return [output.name for output in wanted], compile_python(wanted)


def _line(entry: dict[str, Any], policy: str, on: date) -> Line:
    plan = plan_of(policy, on)
    outcome, criterion = plan.outcome(entry["id"]), plan.policy.criteria[entry["id"]]
    op = outcome.op if outcome.op in (">=", ">", "<=", "<", "=", "<>") else None
    value, bar = sides(entry["value"], _short(entry["threshold"]), op, entry["unit"])
    missing = [(one["year"], _wanted(one["field"], one.get("recognition"))) for one in entry["missing"]]
    return Line(
        criterion_label(criterion),
        criterion.summary,
        entry["verdict"],
        value,
        bar,
        lack_words(entry["shortfall"], op, entry["shortfall_unit"]) if entry["verdict"] == "not_met" else "",
        asked_words(missing) if entry["verdict"] == "unknown" else "",
        criterion.clause,
        evidence_words(entry["evidence"]),
        evidence_means(entry["evidence"]),
    )


def _short(bar: Any) -> Any:
    """A long list of allowed texts by its first three."""
    return [*bar[:3], "…"] if isinstance(bar, list) and len(bar) > 4 else bar


def _asked(policy: str, on: date, row: dict[str, Any]) -> str:
    """The fewest facts that could settle a rung still open."""
    found = []
    for node in asker_of(policy, on)(row):
        year = None if node.offset is None else year_at(on, node.offset)
        if node.name.startswith("judged:"):
            found.append((None, criterion_label(plan_of(policy, on).policy.criteria[node.field])))
        else:
            found.append((year, _wanted(node.field, node.field if node.name.startswith("held") else None)))
    return asked_words(found)


def _wanted(field: str, title: str | None) -> str:
    if title:
        return title_words(title)
    return field_words("established_on" if field in ("age_days", "age_years", "full_years") else field)


def _all(facts: dict[int, dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for values in facts.values() for name in values))


def _days(values: dict[str, Any]) -> dict[str, Any]:
    """Days as days; the form keeps them in ISO writing."""
    kinds = rulebook().fields
    return {
        name: date.fromisoformat(value) if value and name in kinds and kinds[name].kind == "date" else value
        for name, value in values.items()
    }

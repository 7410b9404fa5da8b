"""Facts judged by rules: every enterprise's verdict, and what it rests on.

An :class:`Assessment` holds the whole result as columns (:mod:`gaoxin.engine.outputs`
names them) and reads it out row by row as the documents of ``gaoxin assess --json``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

import numpy as np
import polars as pl

from gaoxin.engine.facts import wide_facts
from gaoxin.engine.here import run_here
from gaoxin.engine.outputs import outputs, varies
from gaoxin.engine.spark import run_spark
from gaoxin.errors import Issue
from gaoxin.fields import NONE_RANK, Fields
from gaoxin.periods import year_at
from gaoxin.register import Facts
from gaoxin.rules.exact import Ratio
from gaoxin.rules.model import Rulebook
from gaoxin.rules.nodes import Column, Flag
from gaoxin.rules.plan import Outcome, Plan, compile_plans

Engine = Literal["auto", "polars", "native", "spark"]
VERDICTS: dict[bool | None, str] = {True: "met", False: "not_met", None: "unknown"}


@dataclass(frozen=True)
class Assessment:
    """Verdicts of some policies on one day.

    ``table`` has a row per enterprise and the columns of the plans' outputs; ``wide``
    the facts they were worked out from, row by row alike. ``rulebook.digest`` and
    ``input_digest`` say which rules and which facts a published result rests on.
    """

    on: date
    rulebook: Rulebook
    plans: tuple[Plan, ...]
    facts: Facts
    wide: pl.DataFrame
    table: pl.DataFrame
    issues: tuple[Issue, ...] = ()

    @cached_property
    def input_digest(self) -> str:
        """SHA-256 of the facts file, or of the facts themselves when they came from memory."""
        if self.facts.sha256:
            return self.facts.sha256
        return _digest(self.wide)

    def plan(self, policy: str) -> Plan:
        return next(plan for plan in self.plans if plan.id == policy)

    def verdicts(self) -> pl.DataFrame:
        """``uscc``, ``name`` and one column of met / not_met / unknown per policy."""
        words = [
            pl.col(plan.id).replace_strict(VERDICTS, return_dtype=pl.String).fill_null("unknown").alias(plan.id)
            for plan in self.plans
        ]
        return self.table.select("uscc", "name", *words)

    def results(self) -> Iterator[dict[str, Any]]:
        """One document per enterprise and policy, in the form of ``gaoxin assess --json``."""
        readers = [_PlanReader(plan, self) for plan in self.plans]
        for row, (uscc, name) in enumerate(self.table.select("uscc", "name").iter_rows()):
            for reader in readers:
                yield {"uscc": uscc, "name": name, **reader.document(row)}

    def document(self) -> dict[str, Any]:
        """The whole result as one JSON document."""
        return {
            "on": self.on.isoformat(),
            "rulebook": self.rulebook.digest,
            "input": self.input_digest,
            "results": list(self.results()),
            "issues": [issue.as_dict() for issue in self.issues],
        }


def assess(
    facts: Facts,
    rulebook: Rulebook,
    on: date,
    policies: Iterable[str] | None = None,
    *,
    editions: Mapping[str, str] | None = None,
    engine: Engine = "auto",
) -> Assessment:
    """Judge every enterprise of a facts table by the policies in force on a day.

    Args:
        facts: from :func:`gaoxin.read_facts` or ``Facts.of``.
        rulebook: from :func:`gaoxin.load_rulebook`.
        on: the day; the last full fiscal year before it is y0.
        policies: policy ids; all by default. One not in force that day is left out, with an issue.
        editions: policy id → edition, where another than the day's is wanted.
        engine: ``spark`` on a cluster, ``polars`` or ``native`` (machine code) on this machine; by default
            whichever of the two is quicker, all told.

    Raises:
        GaoxinError: an unknown policy or edition, or what the engine needs is not installed.
    """
    names = list(dict.fromkeys(policies or rulebook.policies))
    plans = compile_plans(rulebook, on, names, editions)
    wide = wide_facts(facts.rows, facts.recognitions, on, rulebook)
    wanted = outputs(plans)
    table = run_spark(wanted, wide) if engine == "spark" else run_here(wanted, wide, engine=engine)
    planned = {plan.id for plan in plans}
    absent = [_not_in_force(rulebook, name, on) for name in names if policies and name not in planned]
    return Assessment(on, rulebook, tuple(plans), facts, wide, table, (*facts.issues, *absent))


def _digest(table: pl.DataFrame) -> str:
    """SHA-256 of a table, whatever the order and width of its columns: each by name, as 64-bit integers or text."""
    digest = hashlib.sha256(str(len(table)).encode())
    for name in sorted(table.columns):
        column = table[name]
        whole = column.dtype.is_integer() or column.dtype == pl.Boolean
        texts = None if whole else column.cast(pl.String).fill_null("")
        values = column.cast(pl.Int64).fill_null(0) if texts is None else texts.str.len_bytes().cast(pl.Int64)
        digest.update(f"\n{name} {'whole' if whole else 'text'}\n".encode())
        digest.update(np.packbits(column.is_null().to_numpy()).tobytes())
        digest.update(values.to_numpy().astype("<i8", copy=False).tobytes())
        digest.update(b"" if texts is None else texts.str.join("").item().encode())
    return digest.hexdigest()


def _not_in_force(rulebook: Rulebook, name: str, on: date) -> Issue:
    policy = rulebook.policies[name]
    spans = "；".join(f"{e.id}：{e.document.start} 至 {e.document.end or '今'}" for e in policy.editions)
    message = f"「{policy.label}」（{name}）在 {on} 没有有效版本，未评估"
    return Issue("GX151", message, hint=f"各版本：{spans}。可用 --edition 指定", severity="warning")


class _PlanReader:
    """Reads one plan's columns as documents; columns become lists once."""

    def __init__(self, plan: Plan, assessment: Assessment) -> None:
        self.plan, self.on = plan, assessment.on
        table, wide = assessment.table, assessment.wide
        self.columns = {name: table[name].to_list() for name in table.columns if _belongs(name, plan.id)}
        reads = {node.name: node for outcome in plan.outcomes for node in outcome.columns}
        self.facts = {name: wide[name].to_list() if name in wide.columns else [None] * len(wide) for name in reads}
        self.outcomes = [_OutcomeReader(outcome, self, assessment) for outcome in plan.outcomes]

    def document(self, row: int) -> dict[str, Any]:
        verdict = VERDICTS[self.columns[self.plan.id][row]]
        found: dict[str, Any] = {"policy": self.plan.id, "edition": self.plan.edition.id, "verdict": verdict}
        if self.plan.classes:
            at = self.columns[f"{self.plan.id}/class"][row]
            found["class"] = None if at is None else self.plan.classes[at][1]
        found["score"] = self.score(row)
        found["criteria"] = [outcome.document(row) for outcome in self.outcomes]
        return found

    def score(self, row: int) -> dict[str, Any] | None:
        if self.plan.score is None:
            return None
        low, high = (_number(self.columns[f"{self.plan.id}/score_{end}"][row]) for end in ("low", "high"))
        verdict = next(o for o in self.outcomes if o.outcome.id == self.plan.edition.score_criterion).verdict(row)
        return {"low": low, "high": high, "pass": self.plan.score.passed, "verdict": verdict}


class _OutcomeReader:
    """Reads one criterion."""

    def __init__(self, outcome: Outcome, plan: _PlanReader, assessment: Assessment) -> None:
        self.outcome, self.on = outcome, assessment.on
        self.fields = assessment.rulebook.fields
        name, columns = f"{plan.plan.id}/{outcome.id}", plan.columns
        self.verdicts = columns[name]
        self.values = columns.get(f"{name}/value")
        self.shortfalls = columns.get(f"{name}/shortfall")
        self.thresholds = columns.get(f"{name}/threshold")
        self.constant = constant_threshold(outcome)
        self.shortfall_unit = gap_unit(outcome, self.fields)
        self.reads = [(_asked(node, assessment.on), plan.facts[node.name]) for node in outcome.columns]
        self.fact = plan.facts.get(outcome.fact.name) if outcome.fact else None

    def verdict(self, row: int) -> str:
        return VERDICTS[self.verdicts[row]]

    def document(self, row: int) -> dict[str, Any]:
        criterion = self.outcome.criterion
        return {
            "id": criterion.id,
            "label": criterion.label,
            "clause": criterion.clause,
            "verdict": self.verdict(row),
            "value": self.value(row),
            "threshold": self.constant if self.thresholds is None else self.thresholds[row],
            "shortfall": self.shortfalls[row] if self.shortfalls and not self.has_none(row) else None,
            "unit": self.outcome.dimension,
            "lever": self.outcome.lever,
            "shortfall_unit": self.shortfall_unit,
            "missing": self.missing(row),
            "evidence": self.outcome.evidence,
        }

    def value(self, row: int) -> Any:
        if self.values is not None:
            return "无" if self.has_none(row) else self.values[row]
        found = self.fact[row] if self.fact else None
        if found is None or not isinstance(self.outcome.fact, Column):
            return found
        choices = self.fields[self.outcome.fact.field].choices
        return choices[found - 1] if found else "其他"

    def has_none(self, row: int) -> bool:
        """Whether the value is a rank of one known to have none."""
        value = self.values[row] if self.values else None
        return self.outcome.dimension == "位" and value is not None and value >= NONE_RANK

    def missing(self, row: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for asked, values in self.reads:
            if values[row] is None and asked not in found:
                found.append(asked)
        current = {"year": year_at(self.on, -1)}
        last = [entry["field"] for entry in found if entry["year"] == year_at(self.on, 0)]
        return [entry for entry in found if not (entry["year"] == current["year"] and entry["field"] in last)]


def constant_threshold(outcome: Outcome) -> Any:
    """The bar when it is the same for everyone: a number in base units, texts, or yes/no."""
    threshold = outcome.threshold
    if isinstance(threshold, tuple):
        return list(threshold)
    if isinstance(threshold, Ratio) and not varies(threshold):
        value = threshold.constant
        return None if value is None else float(value)
    if isinstance(outcome.fact, Flag) and outcome.op in ("is", "is not"):
        return outcome.op == "is"
    return None


def gap_unit(outcome: Outcome, fields: Fields) -> str:
    """The unit of a criterion's shortfall: that of the fact one would change, else the comparison's own."""
    lever = fields.get(outcome.lever) if outcome.lever else None
    return lever.unit if lever else outcome.dimension


def _asked(node: Column | Flag, on: date) -> dict[str, Any]:
    """What to ask an enterprise for when a column is empty."""
    if node.name.startswith("held"):
        return {"field": "recognitions", "recognition": node.field, "year": None}
    if node.field in ("age_days", "age_years", "full_years"):
        return {"field": "established_on", "year": None}
    year = None if node.offset is None else year_at(on, node.offset)
    return {"field": node.field, "year": year}


def _belongs(column: str, policy: str) -> bool:
    return column == policy or column.startswith(f"{policy}/")


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value

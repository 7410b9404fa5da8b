"""One enterprise, one policy, everything said: the exact engine, with cells behind and clauses ahead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from gaoxin.assessment import VERDICTS, Assessment
from gaoxin.engine.facts import wide_facts
from gaoxin.engine.one import frame_of, run_one, table_of
from gaoxin.engine.outputs import Output, outputs
from gaoxin.errors import GaoxinError
from gaoxin.fields import NONE_RANK
from gaoxin.periods import year_at
from gaoxin.register import Facts
from gaoxin.rules.model import Document, Rulebook
from gaoxin.rules.nodes import Column, Flag
from gaoxin.rules.plan import Plan, compile_plans
from gaoxin.rules.score import ScoreLine

FOUNDED = "established_on"
EPOCH = date(1970, 1, 1)
NO_FACTS = Facts(pl.DataFrame())


def explain(
    facts: Facts, rulebook: Rulebook, on: date, uscc: str, policy: str, *, edition: str | None = None
) -> dict[str, Any] | None:
    """Why one enterprise meets a policy or not: criteria, score sheet, and every fact with its cell.

    Returns the document ``gaoxin explain --json`` prints; None when no edition is in force.

    Raises:
        GaoxinError: the enterprise is not in the facts.
    """
    mine = facts.rows.filter(pl.col("uscc") == uscc)
    if mine.is_empty():
        raise GaoxinError(f"事实表中没有 {uscc}，请核对统一社会信用代码")
    plans = compile_plans(rulebook, on, [policy], {policy: edition} if edition else None)
    if not plans:
        return None
    plan, held = plans[0], facts.recognitions
    own = replace(facts, rows=mine, recognitions=None if held is None else held.filter(pl.col("uscc") == uscc))
    row = wide_facts(own.rows, own.recognitions, on, rulebook).row(0, named=True)
    return explain_row(assess_row(plan, row, rulebook), row, facts)


def explain_row(assessed: Assessment, row: dict[str, Any], facts: Facts | None = None) -> dict[str, Any]:
    """The same of an enterprise assessed by its wide row; without ``facts`` no cell is named."""
    plan, rulebook, result = assessed.plans[0], assessed.rulebook, next(assessed.results())
    extra = list(_extras(plan, row))
    criteria = [{**entry, **more} for entry, more in zip(result["criteria"], extra, strict=True)]
    return {
        **result,
        "label": plan.policy.label,
        "document": _source(plan.edition.document),
        "criteria": criteria,
        "items": list(_sheet(plan, row)),
        "facts": list(_facts(plan, facts, row, rulebook)),
        "notes": list(plan.policy.notes),
        "rulebook": rulebook.digest,
    }


def assess_row(plan: Plan, row: dict[str, Any], rulebook: Rulebook, columns: Iterable[str] = ()) -> Assessment:
    """The assessment of one enterprise by the exact engine, from its wide row.

    Its ``wide`` has the columns the plan reads, and ``columns``; it has no ``facts``.
    """
    wide = frame_of(row, [*(node.name for node in plan.columns()), *columns])
    return Assessment(plan.on, rulebook, (plan,), NO_FACTS, wide, table_of(outputs([plan]), row))


def _extras(plan: Plan, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for outcome in plan.outcomes:
        wanted = [Output(label, "verdict", way) for label, way in outcome.ways]
        held = run_one(wanted, row) if wanted else ()
        yield {
            "op": outcome.op if outcome.op in (">=", ">", "<=", "<", "=", "<>") else None,
            "summary": outcome.criterion.summary,
            "ways": [{"label": way.name, "verdict": VERDICTS[met]} for way, met in zip(wanted, held, strict=True)],
        }


def _sheet(plan: Plan, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    lines = list(_below(plan.score.line, 0)) if plan.score else []
    ends = [Output(end, "points", getattr(line, end)) for line, _ in lines for end in ("low", "high")]
    points = run_one(ends, row) if ends else ()
    for (line, level), low, high in zip(lines, points[::2], points[1::2], strict=True):
        most = float(line.item.maximum)
        yield {"id": line.id, "label": line.item.label, "level": level, "low": low, "high": high, "max": most}


def _below(line: ScoreLine, level: int) -> Iterator[tuple[ScoreLine, int]]:
    yield line, level
    for part in line.parts:
        yield from _below(part, level + 1)


def _facts(plan: Plan, facts: Facts | None, row: dict[str, Any], rulebook: Rulebook) -> Iterator[dict[str, Any]]:
    """Every fact the policy asks for: ages as the day of founding they come from, titles as held or not."""
    founded = False
    for node in plan.columns():
        title = rulebook.titles.get(node.field)
        if node.field in rulebook.fields and node.offset != -1:
            if not rulebook.fields[node.field].derived:
                yield _fact(node, facts, row, plan.on, rulebook)
            elif not founded:
                founded = True
                yield _fact(Column(0, 0, FOUNDED, FOUNDED, None), facts, row, plan.on, rulebook)
        elif title and isinstance(node, Flag):
            held = {"field": "recognitions", "label": title.label, "year": None, "value": row.get(node.name)}
            yield {**held, "unit": "", "cell": ""}


def _fact(
    node: Column | Flag, facts: Facts | None, row: dict[str, Any], on: date, rulebook: Rulebook
) -> dict[str, Any]:
    item, value = rulebook.fields[node.field], row.get(node.name)
    year = None if node.offset is None else year_at(on, node.offset)
    shown: Any = value
    if value is not None and item.kind == "text":
        shown = item.choices[value - 1] if value else "其他"
    elif value is not None and item.none_rank and value >= NONE_RANK:
        shown = "无"
    elif value is not None and item.is_numeric:
        shown = value / item.step
    elif value is not None and item.kind == "date":
        shown = EPOCH + timedelta(days=value)
    unit = "date" if item.kind == "date" else item.unit
    place = str(facts.place(row["uscc"], year, node.field)) if facts is not None and value is not None else ""
    return {"field": node.field, "label": item.label, "year": year, "value": shown, "unit": unit, "cell": place}


def _source(document: Document) -> dict[str, Any]:
    keys = ("title", "number", "issued", "start", "end", "page", "evidence", "note")
    return {key: getattr(document, key) for key in keys} | {"issuers": list(document.issuers)}

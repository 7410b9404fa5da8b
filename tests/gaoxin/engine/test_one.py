"""One enterprise by itself is judged as it is in a table of many."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from bench.rules.population import make_population
from gaoxin import Facts, load_rulebook
from gaoxin.engine.facts import wide_facts
from gaoxin.engine.one import EPOCH, frame_of, run_few, table_of, wide_row
from gaoxin.engine.outputs import outputs
from gaoxin.engine.polars import run_polars
from gaoxin.explanation import assess_row, explain, explain_row
from gaoxin.fields import Field
from gaoxin.ladder.advice import advise
from gaoxin.ladder.levers import load_levers
from gaoxin.rules.plan import compile_plans
from tests.gaoxin.engine.population import population

ON = date(2026, 5, 15)
BOOK = load_rulebook()
FILED = [item for item in BOOK.fields.values() if not item.derived and item.name not in ("uscc", "name")]
JUDGED = list(BOOK.judgements())
KINDS: dict[str, pl.DataType] = {"text": pl.String(), "bool": pl.Boolean(), "date": pl.Date()}


def value(item: Field, draw: random.Random) -> Any:
    match item.kind:
        case "bool":
            return draw.random() < 0.5
        case "date":
            return EPOCH + timedelta(draw.randrange(14_000, 21_000))
        case "text":
            return draw.choice([*item.choices, "没有列出的"]) if item.values else "某文"
    return draw.randrange(10**6) * item.step


def firm(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of some years and one of none, in any order, with gaps; recognitions with gaps, overlaps and none."""
    draw = random.Random(seed)
    known = draw.sample(FILED, draw.randrange(2, len(FILED)))
    rows = []
    for year in draw.sample([None, 2022, 2023, 2024, 2025, 2026], draw.randrange(1, 7)):
        wanted = [item for item in known if (item.period == "year") is (year is not None) or draw.random() < 0.1]
        row = {item.name: value(item, draw) for item in wanted if draw.random() < 0.8}
        row |= {name: draw.random() < 0.5 for name in draw.sample(JUDGED, 2)} if year is None else {}
        rows.append({"uscc": f"{seed:018d}", "name": f"企业{seed}", "year": year, **row})
    held = []
    for title in draw.choices(list(BOOK.titles), k=draw.randrange(8)):
        since = draw.choice([None, ON - timedelta(draw.randrange(-30, 3000))])
        until = draw.choice([None, (since or ON) + timedelta(draw.randrange(1500))])
        held.append({"uscc": rows[0]["uscc"], "recognition": title, "valid_from": since, "valid_to": until})
    return rows, held


def table(seed: int) -> Facts:
    rows, held = firm(seed)
    columns = dict.fromkeys(name for row in rows for name in row)
    kinds = {
        item.name: {"text": pl.String(), "bool": pl.Boolean(), "date": pl.Date()}.get(item.kind, pl.Int64())
        for item in FILED
    }
    kinds |= {"uscc": pl.String(), "name": pl.String(), "year": pl.Int32(), **dict.fromkeys(JUDGED, pl.Boolean())}
    days = {"uscc": pl.String, "recognition": pl.String, "valid_from": pl.Date, "valid_to": pl.Date}
    frame = pl.DataFrame(rows, schema={name: kinds[name] for name in columns})
    return Facts.of(frame, pl.DataFrame(held, schema=days))


def row_of(seed: int) -> dict[str, Any]:
    rows, held = firm(seed)
    spans = [(one["recognition"], one["valid_from"], one["valid_to"]) for one in held]
    return wide_row(rows, spans, ON, BOOK)


def known(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


@pytest.mark.parametrize("seed", range(120))
def test_a_row_made_by_itself_is_the_row_of_the_table(seed: int) -> None:
    facts = table(seed)
    wide = wide_facts(facts.rows, facts.recognitions, ON, BOOK)
    assert known(row_of(seed)) == known(wide.row(0, named=True))


def test_an_enterprise_nothing_is_known_of_has_its_name() -> None:
    row = wide_row([{"uscc": "A", "name": "甲", "year": None}], None, ON, BOOK)
    assert known(row) == {"uscc": "A", "name": "甲"}


@pytest.mark.parametrize(("days", "held"), [(0, True), (1, True), (2, False)])
def test_a_certificate_goes_on_from_one_that_ended_the_day_before(days: int, held: bool) -> None:
    first = ("hnte", date(2020, 1, 1), ON - timedelta(10 + days))
    again = ("hnte", ON - timedelta(10), ON)
    row = wide_row([{"uscc": "A", "name": "甲", "year": None}], [again, first], ON, BOOK)
    since = date(2020, 1, 1) if held else ON - timedelta(10)
    assert (row["held:hnte"], row["held_days:hnte"]) == (True, (ON - since).days)


def test_what_one_row_comes_to_is_what_many_rows_come_to() -> None:
    plans = compile_plans(BOOK, ON, ["hnte", "srdi", "tech_sme", "innovative_sme"])
    wanted = [output for output in outputs(plans) if output.part in ("verdict", "class")]
    facts = population(plans, 40, seed=3).with_columns(name=pl.lit("某企业"))
    many = run_polars(wanted, facts)
    alone = [run_few(wanted, facts[place]).row(0, named=True) for place in range(len(facts))]
    assert alone == [many.row(place, named=True) for place in range(len(facts))]


@pytest.mark.parametrize("seed", range(8))
def test_an_explanation_from_the_row_is_the_explanation_from_the_facts(seed: int) -> None:
    row, facts = row_of(seed), table(seed)
    for plan in compile_plans(BOOK, ON):
        found = explain_row(assess_row(plan, row, BOOK), row)
        assert found == explain(facts, BOOK, ON, row["uscc"], plan.id)


def test_advice_for_one_is_the_advice_it_gets_among_many() -> None:
    (plan,), levers = compile_plans(BOOK, ON, ["hnte"]), load_levers(BOOK)
    columns = [column for column in plan.columns() if ":" not in column.name]
    facts = make_population(columns, BOOK.fields, ON, 40).with_columns(name=pl.lit("某企业"))
    rows = [facts.row(place, named=True) for place in range(len(facts))]
    alone = [advise(assess_row(plan, row, BOOK), "hnte", levers)[0] for row in rows]
    wide = pl.concat([frame_of(row, facts.columns) for row in rows], how="vertical_relaxed")
    one = assess_row(plan, rows[0], BOOK)
    many = type(one)(ON, BOOK, (plan,), one.facts, wide, run_polars(outputs([plan]), wide))
    found = advise(many, "hnte", levers)
    assert [(each.status, each.cost, each.moves) for each in alone] == [
        (each.status, each.cost, each.moves) for each in found
    ]
    assert {"possible", "needs data", "impossible"} <= {each.status for each in found}


def test_a_table_of_one_row_has_its_keys() -> None:
    assert table_of([], {"uscc": "A", "name": "甲"}).to_dicts() == [{"uscc": "A", "name": "甲"}]

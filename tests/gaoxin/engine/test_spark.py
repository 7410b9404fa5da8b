"""Spark: what every kind of node means, every worked example, and the SQL itself."""

from __future__ import annotations

import shutil
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from gaoxin.engine.facts import wide_facts
from gaoxin.engine.outputs import Output, outputs
from gaoxin.engine.polars import run_polars
from gaoxin.engine.spark import local_session, run_spark, sql_of, statement
from gaoxin.errors import GaoxinError
from gaoxin.rules.load import load_rulebook
from gaoxin.rules.nodes import Maker, TooWideError
from gaoxin.rules.plan import compile_plans
from tests.gaoxin.engine.agreement import DECIDED, assess_all, disagreements
from tests.gaoxin.engine.semantics import EXAMPLES, MAKE, SCHEMA, N, P, X, Y, judged, pointed, whole
from tests.rulebook.cases import Case, facts_of
from tests.rulebook.test_cases import FOLDERS, groups, without_titles

RULEBOOK = load_rulebook()
WANTED = [example.output for example in EXAMPLES]


@pytest.fixture
def interpreted(spark: Any) -> Any:
    """The session without generated code: it answers sooner where a job is small."""
    spark.conf.set("spark.sql.codegen.factoryMode", "NO_CODEGEN")
    yield spark
    spark.conf.unset("spark.sql.codegen.factoryMode")


def test_spark_knows_every_example(spark: Any) -> None:
    table = run_spark(WANTED, pl.concat(example.frame for example in EXAMPLES), spark=spark)
    found = {example.claim: table[example.claim][row] for row, example in enumerate(EXAMPLES)}
    assert found == {e.claim: None if e.expected is None else pytest.approx(e.expected, rel=1e-12) for e in EXAMPLES}


def test_every_case_says_on_spark_what_the_oracle_says(interpreted: Any) -> None:
    wrong = []
    for on, cases in cases_by_day().items():
        rows, held = facts_of(cases, RULEBOOK)
        facts = without_titles(wide_facts(rows, held, on, RULEBOOK), cases)
        wanted = outputs_of(on, cases)
        found = run_spark(wanted, facts, spark=interpreted)
        wrong += [(on, *each) for each in disagreements(wanted, facts, found, assess_all(wanted, facts))]
    assert wrong == []


def cases_by_day() -> dict[date, list[Case]]:
    found: dict[date, list[Case]] = defaultdict(list)
    for policy in FOLDERS:
        for (on, _), cases in groups(policy).items():
            found[on] += cases
    return found


def outputs_of(on: date, cases: list[Case]) -> list[Output]:
    """What is decided of the policies the day's cases are about, in each edition they name."""
    found = []
    for policy, edition in dict.fromkeys((case.policy, case.edition) for case in cases):
        plans = compile_plans(RULEBOOK, on, [policy], {policy: edition} if edition else None)
        found += [replace(output, name=f"{output.name}@{edition or ''}") for output in outputs(plans)]
    return [output for output in found if output.part in DECIDED]


def test_columns_and_types_are_those_of_polars(spark: Any) -> None:
    facts = pl.concat(example.frame for example in EXAMPLES[:3]).with_columns(name=pl.lit("甲"), uscc=pl.lit("1"))
    assert run_spark(WANTED, facts, spark=spark).schema == run_polars(WANTED, facts).schema


def test_missing_column_is_unknown(spark: Any) -> None:
    wanted = [judged("p", P, None).output, pointed("mark", MAKE.known(N, 0, (0, 10**7)), None).output]
    found = run_spark(wanted, pl.DataFrame({"uscc": ["a"]}), spark=spark)
    assert found.to_dict(as_series=False) == {"uscc": ["a"], "p": [None], "mark": [0.0]}


def test_table_already_in_spark_needs_no_polars(spark: Any) -> None:
    facts = spark.sql("SELECT 'a' AS uscc, CAST(3 AS INT) AS x, 2L AS y UNION ALL SELECT 'b', 1, NULL")
    found = run_spark([judged("more", MAKE.compare(">", X, Y), None).output], facts)
    assert found.sort("uscc").to_dict(as_series=False) == {"uscc": ["a", "b"], "more": [True, None]}


def test_statement_runs_as_one_piece_of_sql(spark: Any) -> None:
    flag = MAKE.flag("judged:GH-0/`b`", "GH-0", None)
    gain, clean = MAKE.compare(">", X, whole(0)), MAKE.negate(flag)
    wanted = [judged("hnte/HNTE-5a", gain, True).output, judged("judged", clean, False).output]
    facts = spark.createDataFrame([("1", 5, True)], "uscc string, x bigint, `judged:GH-0/``b``` boolean")
    facts.createOrReplaceTempView("facts")
    sql = statement(sql_of(wanted, facts.columns), "facts")
    assert spark.sql(sql).collect() == [("1", True, False)]


def test_shared_node_is_written_once() -> None:
    total = MAKE.add(X, Y)
    high, low = MAKE.compare(">", total, whole(9)), MAKE.compare(">", whole(2), total)
    wanted = [judged("high", high, None).output, judged("low", low, None).output]
    assert sql_of(wanted, ["uscc", "x", "y"]) == [
        ["`uscc`", "CAST(`x` AS BIGINT) AS `x`", "CAST(`y` AS BIGINT) AS `y`"],
        ["*", "(`x` + `y`) AS `~0`"],
        ["`uscc`", "(`~0` > 9L) AS `high`", "(2L > `~0`) AS `low`"],
    ]


def test_fact_beyond_its_bounds_stops_the_job(spark: Any) -> None:
    wanted = [judged("steps", MAKE.compare(">", MAKE.mul(X, Y), whole(0)), None).output]
    facts = pl.DataFrame({"x": [2**62], "y": [2**62]})
    assert run_spark(wanted, facts, spark=spark)["steps"].to_list() == [True]  # a product of money is DECIMAL
    narrow = [judged("sum", MAKE.compare(">", MAKE.add(X, Y), whole(0)), None).output]
    with pytest.raises(Exception, match="ARITHMETIC_OVERFLOW"):
        run_spark(narrow, facts.with_columns(y=2**62), spark=spark)


def test_product_beyond_38_digits_is_refused() -> None:
    make = Maker()
    square = make.mul(make.column("x", "x", 0, (0, 10**19)), make.column("y", "y", 0, (0, 10**19)))
    with pytest.raises(TooWideError, match="DECIMAL"):
        sql_of([Output("square", "verdict", make.compare(">", square, make.whole(1)))], ["x", "y"])


def test_without_pyspark_the_message_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(GaoxinError, match=r"gaoxin\[spark\]"):
        local_session()


def test_without_java_the_message_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(GaoxinError, match="Java 17"):
        local_session()


def test_local_session_is_closed_to_the_network(spark: Any) -> None:
    conf = spark.sparkContext.getConf()
    assert [conf.get(f"spark.{name}") for name in ("driver.host", "driver.bindAddress", "ui.enabled")] == [
        "127.0.0.1",
        "127.0.0.1",
        "false",
    ]


def test_every_column_of_the_examples_is_sent() -> None:
    assert set(SCHEMA) == {part.split("`")[1] for part in sql_of(WANTED, list(SCHEMA))[0]}

"""The conditions of a call are read as any policy's are, with every mistake at its place, and judged by the engine."""

from __future__ import annotations

from datetime import date

import pytest

import gaoxin
from gaoxin.eligibility import Finding, fields_of_rules, judge, overall, read_rules
from gaoxin.register import Facts

ON = date(2026, 5, 1)
SMALL = {"key": "small", "label": "收入不超过 2 亿元", "expression": "revenue <= yi(2)"}


@pytest.fixture(scope="module")
def rulebook():
    return gaoxin.load_rulebook()


def found(rulebook, *rules, **facts):
    read, issues = read_rules(list(rules), rulebook, ON)
    assert issues == []
    rows = [{"uscc": "A", "year": 2025, **facts}]
    return judge(read, Facts.of(rows), rulebook, ON)["A"]


@pytest.mark.parametrize(
    ("revenue", "verdict"), [(20_000_000_000, "met"), (20_000_000_001, "not_met"), (None, "unknown")]
)
def test_a_condition_on_both_sides_of_its_threshold(rulebook, revenue, verdict):
    assert found(rulebook, SMALL, revenue=revenue)["small"].verdict == verdict  # in steps of a fen


def test_what_is_missing_is_named(rulebook):
    told = found(rulebook, SMALL, revenue=None)["small"]
    assert told == Finding("small", "unknown", None, 200_000_000.0, "<=", "元", ("revenue",))


def test_every_mistake_is_said_at_its_condition(rulebook):
    rules = [
        {"label": "x", "expression": "revenue > 5"},
        {"label": "x", "policy": "hntee", "is": "met"},
        {"label": "", "judgement": "manual"},
        {"label": "x", "judgement": "manual", "in": "register"},
        {"label": "x", "wen": "y", "judgement": "manual"},
        "words",
    ]
    _read, issues = read_rules(rules, rulebook, ON)
    assert [(issue.place.line, issue.code) for issue in issues] == [
        (1, "GX208"),
        (2, "GX204"),
        (3, "GX604"),
        (4, "GX205"),
        (5, "GX603"),
        (6, "GX602"),
    ]


def test_a_key_is_given_once(rulebook):
    _read, issues = read_rules([SMALL, SMALL], rulebook, ON)
    assert [issue.code for issue in issues] == ["GX215"]


def test_what_is_for_a_person_or_the_register_is_not_judged(rulebook):
    rules, issues = read_rules(
        [{"label": "在册", "in": "register"}, {"label": "属实", "judgement": "manual"}], rulebook, ON
    )
    assert [(rule.key, rule.way, rule.when) for rule in rules] == [("C1", "register", None), ("C2", "manual", None)]
    assert (issues, judge(rules, Facts.of([{"uscc": "A"}]), rulebook, ON)) == ([], {})


def test_the_facts_that_conditions_read_are_named(rulebook):
    rules, _issues = read_rules([SMALL, {"label": "年轻", "expression": "age_years <= 10"}], rulebook, ON)
    assert fields_of_rules(rules, rulebook, ON) == ["revenue", "established_on"]


@pytest.mark.parametrize(
    ("verdicts", "whole"),
    [
        (["met", "met"], "met"),
        (["met", "unknown"], "unknown"),
        (["unknown", "not_met"], "not_met"),
        ([], "met"),
    ],
)
def test_one_word_for_all_conditions(verdicts, whole):
    assert overall(verdicts) == whole

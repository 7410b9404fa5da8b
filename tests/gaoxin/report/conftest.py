"""Assessed zones the reports are written from: the demonstration's, a hostile one, an empty one."""

from __future__ import annotations

from datetime import date

import pytest

from gaoxin.assessment import Assessment, assess
from gaoxin.demo import write_zone
from gaoxin.ladder.rungs import Ladder, load_ladder
from gaoxin.register import Facts, read_facts
from gaoxin.report.ladder_report import LadderReport
from gaoxin.rules.load import load_rulebook
from gaoxin.rules.model import Rulebook

ON = date(2026, 5, 15)
EVIL = '=1+1 <b>甲 & "乙"</b>'  # a formula, a tag and a quotation mark in one name


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="session")
def ladder(rulebook: Rulebook) -> Ladder:
    return load_ladder(rulebook)


@pytest.fixture(scope="session")
def zone(rulebook: Rulebook, ladder: Ladder, tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    path = tmp_path_factory.mktemp("zone") / "zone.xlsx"
    write_zone(path, enterprises=90)
    facts = read_facts(path, rulebook.fields, titles=rulebook.title_names(), judgements=rulebook.judgements())
    return assess(facts, rulebook, ON, ladder.in_region("640000").policies())


@pytest.fixture(scope="session")
def report(zone: Assessment, ladder: Ladder) -> LadderReport:
    return LadderReport(zone, ladder)


@pytest.fixture(scope="session")
def hostile(rulebook: Rulebook, ladder: Ladder) -> Assessment:
    """One enterprise without a region, 364 days old and otherwise unknown, under a name that would like to run."""
    row = {"uscc": "A", "name": EVIL, "year": 2025, "established_on": date(2025, 5, 16), "staff": 12}
    return assess(Facts.of([row]), rulebook, ON, ladder.in_region("").policies())


@pytest.fixture(scope="session")
def nobody(rulebook: Rulebook, ladder: Ladder) -> Assessment:
    """A table with its headings and no enterprise."""
    empty = Facts.of([{"uscc": "A", "year": 2025}]).rows.clear()
    return assess(Facts.of(empty), rulebook, ON, ladder.in_region("").policies())

"""From filings to what the engine judges, and back from a figure to its filing."""

from __future__ import annotations

from datetime import date

import pytest

from gaoxin import assess
from gaoxin_web.enterprises.models import Batch, Enterprise, FactSheet, Filing, Recognition
from gaoxin_web.enterprises.queries.facts import facts_of, filing_of
from gaoxin_web.enterprises.services.sheets import restate
from gaoxin_web.rulebook import rulebook

pytestmark = pytest.mark.django_db
CODE = "91110108MA01ABCD0X"


@pytest.fixture
def firm(make):
    return make.enterprise(make.zone(), uscc=CODE)


def file(firm, year, *, batch=None, withdrawn=False, **values):
    batch = batch or Batch.objects.create(zone=firm.zone, title="年报", sha256="0" * 64)
    entries = {field: {"value": value, "raw": str(value), "cell": "F18"} for field, value in values.items()}
    return Filing.objects.create(enterprise=firm, batch=batch, year=year, values=entries, withdrawn=withdrawn)


def test_filings_become_a_row_per_year_and_one_for_what_belongs_to_no_year(firm):
    file(firm, 2024, staff=12, revenue=900)
    file(firm, 2025, staff=15, established_on="2015-06-01")
    restate([firm.pk], rulebook())
    rows = facts_of(Enterprise.objects.all(), rulebook()).rows
    assert rows.sort("year").to_dicts() == [
        {
            "uscc": CODE,
            "name": firm.name,
            "year": None,
            "staff": None,
            "revenue": None,
            "established_on": date(2015, 6, 1),
        },
        {"uscc": CODE, "name": firm.name, "year": 2024, "staff": 12, "revenue": 900, "established_on": None},
        {"uscc": CODE, "name": firm.name, "year": 2025, "staff": 15, "revenue": None, "established_on": None},
    ]


def test_the_newer_batch_stands_and_what_it_does_not_say_stays(firm):
    file(firm, 2025, staff=12, revenue=900)
    file(firm, 2025, staff=15)
    restate([firm.pk], rulebook())
    assert FactSheet.objects.get(year=2025).values == {"staff": 15, "revenue": 900}


def test_a_withdrawn_filing_gives_way_to_the_one_before(firm):
    file(firm, 2025, staff=12)
    file(firm, 2025, staff=15, withdrawn=True)
    restate([firm.pk], rulebook())
    assert FactSheet.objects.get(year=2025).values == {"staff": 12}


def test_what_belongs_to_no_year_is_taken_from_the_newest_year_that_says_it(firm):
    file(firm, 2025, established_on="2015-06-01")
    file(firm, 2023, established_on="2014-01-01")
    restate([firm.pk], rulebook())
    assert FactSheet.objects.get(year=0).values == {"established_on": "2015-06-01"}


def test_a_figure_leads_back_to_its_filing(firm):
    first = file(firm, 2025, staff=12, revenue=900)
    second = file(firm, 2025, staff=15)
    restate([firm.pk], rulebook())
    found = [filing_of(firm, field, 2025) for field in ("revenue", "staff", "total_assets")]
    assert found == [first, second, None]


def test_an_enterprise_without_a_code_goes_by_its_number(make):
    firm = make.enterprise(make.zone())
    rows = facts_of(Enterprise.objects.all(), rulebook()).rows
    assert rows.to_dicts() == [{"uscc": f"#{firm.pk}", "name": firm.name, "year": None, "established_on": None}]


def test_a_withdrawn_recognition_ran_until_the_day_before(firm):
    Recognition.objects.create(
        enterprise=firm,
        kind="hnte",
        valid_from=date(2024, 1, 1),
        valid_to=date(2026, 12, 31),
        withdrawn_on=date(2025, 7, 1),
    )
    held = facts_of(Enterprise.objects.all(), rulebook()).recognitions
    assert held.rows() == [(CODE, "hnte", date(2024, 1, 1), date(2025, 6, 30))]


def test_the_engine_judges_what_the_register_holds(firm):
    file(firm, 2025, staff=15, established_on="2015-06-01")
    restate([firm.pk], rulebook())
    facts = facts_of(Enterprise.objects.all(), rulebook())
    verdicts = assess(facts, rulebook(), date(2026, 5, 15), ["hnte"]).verdicts()
    assert verdicts.rows() == [(CODE, firm.name, "unknown")]

"""From filings to what the engine judges, and back from a figure to its filing."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from gaoxin import assess
from gaoxin_web.enterprises.models import Batch, Enterprise, FactSheet, Filing, Recognition
from gaoxin_web.enterprises.queries import columns
from gaoxin_web.enterprises.queries.facts import facts_of, filing_of
from gaoxin_web.enterprises.services.bulk import write_rows
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


AWKWARD = {  # what a sheet may say → what is known then
    "nothing": ({}, {}),
    "zero and no": (
        {"staff": 0, "revenue": 0, "safety_accident": False},
        {"staff": 0, "revenue": 0, "safety_accident": False},
    ),
    "nulls": ({"staff": None, "rd_institution": None, "safety_accident": None}, {}),
    "losses and great sums": (
        {"net_profit": -5_000_000_000_000_007, "total_assets": 2**63 - 1},
        {"net_profit": -5_000_000_000_000_007, "total_assets": 2**63 - 1},
    ),
    "texts": (
        {"rd_institution": "省级“\\重点”\n实验室\t𠮷", "hitech_field": ""},
        {"rd_institution": "省级“\\重点”\n实验室\t𠮷", "hitech_field": ""},
    ),
    "a day, and what is none": ({"established_on": "2015-06-01"}, {"established_on": date(2015, 6, 1)}),
    "no whole day": ({"established_on": "2015-06"}, {}),
    "unknown keys": ({"no_such": [1, {"a": 2}], "name": "别名", "uscc": "别码", "staff": 3}, {"staff": 3}),
    "a judgement": ({"KLG-3": True, "staff": 1}, {"KLG-3": True, "staff": 1}),
    "too great": ({"revenue": 2**63, "staff": 4}, {"staff": 4}),
    "a text for a number": ({"staff": "12", "revenue": 900}, {"revenue": 900}),
    "a fraction": ({"staff": 12.0, "revenue": 900.9}, {"staff": 12, "revenue": 900}),
    "a list for a number": ({"staff": [12], "revenue": 900}, {"revenue": 900}),
    "a number for yes": ({"safety_accident": 1, "quality_accident": True}, {"quality_accident": True}),
    "a number for a text": ({"rd_institution": 5, "staff": 2}, {"rd_institution": "5", "staff": 2}),
}


@pytest.mark.parametrize("together", [1, 4, 1000])
def test_a_sheet_means_what_it_says_and_what_is_of_another_kind_is_unknown(make, monkeypatch, together):
    monkeypatch.setattr(columns, "CHUNK", together)
    zone = make.zone()
    firms = {name: make.enterprise(zone, name) for name in AWKWARD}
    FactSheet.objects.bulk_create(
        FactSheet(enterprise=firms[name], year=2025, values=said) for name, (said, _) in AWKWARD.items()
    )
    rows = facts_of(Enterprise.objects.all(), rulebook()).rows.to_dicts()
    own = {"uscc", "name", "year"}
    known = {row["name"]: {k: v for k, v in row.items() if k not in own and v is not None} for row in rows}
    assert known == {name: meant for name, (_, meant) in AWKWARD.items()}
    assert {row["year"] for row in rows} == {2025}


def test_enterprises_with_and_without_sheets_come_in_their_order_each_with_its_years(make, monkeypatch):
    monkeypatch.setattr(columns, "CHUNK", 2)
    zone = make.zone()
    firms = [make.enterprise(zone, name, established_on=date(2001, 2, 3)) for name in "甲乙丙丁戊"]
    for firm, year in ((firms[4], 2025), (firms[1], 0), (firms[1], 2024), (firms[3], 2023), (firms[1], 2022)):
        FactSheet.objects.create(enterprise=firm, year=year, values={"staff": year} if year else {})
    rows = facts_of(Enterprise.objects.exclude(name="丁"), rulebook()).rows
    rows = rows.with_columns(rows["name"].rle_id().alias("place")).sort("place", "year")
    assert rows.select("name", "year", "staff", "established_on").rows() == [
        ("甲", None, None, date(2001, 2, 3)),
        ("乙", None, None, date(2001, 2, 3)),
        ("乙", 2022, 2022, date(2001, 2, 3)),
        ("乙", 2024, 2024, date(2001, 2, 3)),
        ("丙", None, None, date(2001, 2, 3)),
        ("戊", 2025, 2025, date(2001, 2, 3)),
    ]


def test_reading_asks_as_often_for_many_as_for_one(make, django_assert_num_queries):
    zone = make.zone()
    for _ in range(3):
        FactSheet.objects.create(enterprise=make.enterprise(zone), year=2025, values={"staff": 1})
    with django_assert_num_queries(3):
        facts_of(Enterprise.objects.all(), rulebook())


def test_rows_written_at_once_are_as_given(make):
    firm = make.enterprise(make.zone())
    said = ["{}", '{"a": "甲,\\"乙\\"\\n\\\\N"}']
    rows = pl.DataFrame({"enterprise_id": firm.pk, "year": [0, 2025], "values": said, "sources": "{}"})
    write_rows(FactSheet, rows)
    assert list(FactSheet.objects.order_by("pk").values_list("enterprise", "year", "values")) == [
        (firm.pk, 0, {}),
        (firm.pk, 2025, {"a": '甲,"乙"\n\\N'}),
    ]


def test_what_is_null_and_what_is_empty_are_told_apart_when_written_at_once(make):
    firm = make.enterprise(make.zone())
    said = {"kind": ["hnte", "srdi"], "valid_from": [date(2024, 1, 2), None], "level": ["", "省级"]}
    needed = [field for field in Recognition._meta.concrete_fields if field.attname not in (*said, "id")]
    filled = {field.attname: firm.pk if field.attname == "enterprise_id" else field.get_default() for field in needed}
    rows = pl.DataFrame(said).with_columns(
        pl.lit(value, pl.String if value is None else None).alias(name) for name, value in filled.items()
    )
    write_rows(Recognition, rows)
    assert list(Recognition.objects.order_by("pk").values_list("kind", "valid_from", "level", "valid_to")) == [
        ("hnte", date(2024, 1, 2), "", None),
        ("srdi", None, "省级", None),
    ]

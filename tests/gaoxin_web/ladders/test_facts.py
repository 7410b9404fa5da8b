"""One enterprise's facts read by themselves are what the zone's table has of it, whatever was filed."""

from __future__ import annotations

from datetime import date

import pytest

from gaoxin.engine.facts import wide_facts
from gaoxin_web.enterprises.models import Enterprise, FactSheet
from gaoxin_web.ladders.queries.facts import facts_in, row_of
from gaoxin_web.rulebook import rulebook
from tests.gaoxin_web.ladders.conftest import ON

pytestmark = pytest.mark.django_db
NUMBERS = [12, 12.0, 12.7, -3, 0, 2**63, -(2**63), 1e300, "12", "", None, True, [1], {"a": 1}]
TRUTHS = [True, False, 1, 0, 1.0, "true", "", None, []]
TEXTS = ["软件", "", 5, 5.5, True, None, ["甲"], {"a": "乙"}]
DAYS = [
    "2015-03-02", "20150302", "2015/3/2", "2015-3-2", "2015-W10-1", "2015-02-30", "0000-01-01", "0001-01-01",
    "-2015-03-02", "2015-03-02\n", " 2015-03-02", "2015-03-02T00:00", "٢015-03-02", "", 20150302, True, None,
    ["2015-03-02"],
]  # fmt: skip
AWKWARD = [
    *(("staff", value) for value in NUMBERS),
    *(("rd_expense", value) for value in NUMBERS),
    *(("core_ip", value) for value in TRUTHS),
    *(("HNTE-8", value) for value in TRUTHS),
    *(("hitech_field", value) for value in TEXTS),
    *(("region_code", value) for value in TEXTS),
    *(("established_on", value) for value in DAYS),
]


def both(zone, firm):
    """A row of the table, and the row by itself."""
    facts = facts_in(Enterprise.objects.filter(zone=zone), zone)
    wide = wide_facts(facts.rows, facts.recognitions, ON, rulebook())
    [found] = [row for row in wide.iter_rows(named=True) if row["uscc"] == firm.uscc]
    alone = row_of(firm, FactSheet.objects.filter(enterprise=firm).order_by("year"), ON)
    return {name: value for name, value in found.items() if value is not None}, alone


@pytest.mark.parametrize(("field", "value"), AWKWARD)
def test_a_value_of_any_kind_is_taken_alike_by_itself_and_in_the_table(zone, field, value):
    firm = zone.firms["乙"]
    sheet = FactSheet.objects.get(enterprise=firm, year=2025)
    FactSheet.objects.filter(pk=sheet.pk).update(values=sheet.values | {field: value})
    table, alone = both(zone, firm)
    assert {name: alone.get(name) for name in table} == table
    assert [name for name, known in alone.items() if known is not None and name not in table] == []


@pytest.mark.parametrize(("text", "day"), [("2016-07-01", date(2016, 7, 1)), ("20160701", date(2014, 5, 6))])
def test_a_day_that_is_none_leaves_the_registers_own(zone, text, day):
    firm = zone.firms["乙"]
    Enterprise.objects.filter(pk=firm.pk).update(established_on=date(2014, 5, 6))
    firm.refresh_from_db()
    for sheet in FactSheet.objects.filter(enterprise=firm):
        FactSheet.objects.filter(pk=sheet.pk).update(values=sheet.values | {"established_on": text})
    table, alone = both(zone, firm)
    assert alone["age_days"] == table["age_days"] == (ON - day).days

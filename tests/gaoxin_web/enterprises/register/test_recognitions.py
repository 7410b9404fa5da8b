"""In force on a day: both sides of every edge; the page and the filter say the same."""

from __future__ import annotations

from datetime import date

import pytest

from gaoxin_web.enterprises.models import Enterprise, Recognition
from gaoxin_web.enterprises.queries.recognitions import held, holdings, later
from gaoxin_web.rulebook import rulebook

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 15)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"valid_from": "2023-05-16", "valid_to": "2026-05-15"}, "in_force"),
        ({"valid_from": "2023-05-15", "valid_to": "2026-05-14"}, "expired"),
        ({"valid_from": "2026-05-15", "valid_to": "2029-05-14"}, "in_force"),
        ({"valid_from": "2026-05-16", "valid_to": "2029-05-15"}, "coming"),
        ({"valid_from": "2025-01-01", "valid_to": "2027-12-31", "withdrawn_on": "2026-05-15"}, "withdrawn"),
        ({"valid_from": "2025-01-01", "valid_to": "2027-12-31", "withdrawn_on": "2026-05-16"}, "in_force"),
        ({"valid_from": "2023-05-16"}, "in_force"),
        ({"valid_from": "2023-05-15"}, "expired"),
        ({"recognised_on": "2023-05-16"}, "in_force"),
        ({"recognised_on": "2023-05-15"}, "expired"),
        ({}, "in_force"),
    ],
)
def test_page_and_filter_agree_on_the_day(make, fields, state):
    firm = make.enterprise(make.zone())
    Recognition.objects.create(enterprise=firm, kind="hnte", **fields)
    firm = Enterprise.objects.get()
    assert [item.state for item in holdings(firm.recognitions.all(), TODAY, rulebook())] == [state]
    found = Enterprise.objects.filter(held(TODAY, rulebook(), "hnte")).exists()
    assert found == (state == "in_force")
    assert Enterprise.objects.filter(held(TODAY, rulebook())).exists() == found
    assert not Enterprise.objects.filter(held(TODAY, rulebook(), "srdi")).exists()


def test_an_end_not_written_is_worked_out_and_said_to_be(make):
    firm = make.enterprise(make.zone())
    Recognition.objects.create(enterprise=firm, kind="hnte", valid_from=date(2024, 1, 1))
    item = holdings(firm.recognitions.all(), TODAY, rulebook())[0]
    assert (item.ends_on, item.assumed, item.days_left) == (date(2026, 12, 31), True, 230)


def test_months_later_is_the_last_day_of_a_shorter_month():
    assert (later(date(2026, 8, 31), 6), later(date(2026, 5, 15), -36)) == (date(2027, 2, 28), date(2023, 5, 15))

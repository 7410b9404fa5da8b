"""A visitor without an account, on a day all rules of 2026 are in force."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache

DAY = date(2026, 8, 15)
FULL = {
    "rung": ["tech_sme", "hnte", "innovative_sme", "srdi", "little_giant"],
    "do": "check",
    "established_on": "2011-03-04",
    "size_sector": "工业",
    "revenue_y2": "8000",
    "revenue_y1": "9000",
    "revenue_y0": "10000",
    "rd_expense_y2": "400",
    "rd_expense_y1": "450",
    "rd_expense_y0": "500",
    "staff_y0": "120",
    "tech_staff_y0": "14",
    "class1_ip_y0": "2",
    "tick_one_revenue": "on",
    "tick_domestic_rd": "on",
    "tick_resident": "on",
    "tick_clean": "on",
}


@pytest.fixture(autouse=True)
def _that_day(monkeypatch):
    """The clock is the one thing made up."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: DAY)
    cache.clear()


@pytest.fixture
def ask(client, db):
    """``ask(staff_y0="99")``: the full answers with some changed; None leaves one out."""

    def post(**changes):
        said = {name: value for name, value in {**FULL, **changes}.items() if value is not None}
        return client.post("/self-check/", said)

    return post


def line(response, policy, label):
    """The criterion of a rung whose label begins so."""
    result = next(one for one in response.context["results"] if one.policy == policy)
    return next(one for one in result.lines if one.label.startswith(label))

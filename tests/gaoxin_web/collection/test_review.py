"""Approval makes facts, its withdrawal takes them back, and a lock ends it all."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections

from gaoxin_web.collection.models import Assignment, Round, Step
from gaoxin_web.collection.services import RefusedError, filling, review, rounds
from gaoxin_web.enterprises.models import Enterprise, FactSheet, Filing
from gaoxin_web.enterprises.queries.facts import facts_of, filing_of
from gaoxin_web.rulebook import rulebook
from tests.gaoxin_web.collection.conftest import CODES, GOOD

pytestmark = pytest.mark.django_db
WAN = 1_000_000


def test_approved_values_are_facts_of_the_engine(submitted, zone):
    review.approve(submitted.pk, zone.officer)
    rows = facts_of(Enterprise.objects.filter(pk=zone.first.pk), rulebook()).rows
    assert [row for row in rows.to_dicts() if row["year"] == 2025] == [
        {
            "uscc": CODES[0],
            "name": "甲公司",
            "year": 2025,
            "revenue": 1200 * WAN,
            "main_revenue": 1000 * WAN,
            "staff": 20,
            "safety_accident": False,
            "established_on": None,
        }
    ]


def test_an_approved_figure_leads_back_to_the_round_and_the_line(submitted, zone):
    review.approve(submitted.pk, zone.officer)
    filing = filing_of(zone.first, "revenue", 2025)
    assert filing.batch.title == "年度快报 · 2025年"
    assert filing.values["revenue"] == {"value": 1200 * WAN, "raw": "1200", "cell": "revenue"}


def test_a_submitted_form_is_no_fact_before_it_is_approved(submitted, zone):
    assert list(Filing.objects.all()) == []


def test_a_withdrawn_approval_brings_back_what_stood_before(submitted, zone, known):
    known(2025, staff=7, net_profit=3)
    review.approve(submitted.pk, zone.officer)
    assert FactSheet.objects.get(year=2025).values["staff"] == 20
    review.withdraw(submitted.pk, zone.officer, "数据有误")
    assert FactSheet.objects.get(year=2025).values == {"staff": 7, "net_profit": 3}
    assert Assignment.objects.get(pk=submitted.pk).state == "submitted"


def test_it_may_be_approved_again_and_the_new_filing_stands(submitted, zone):
    review.approve(submitted.pk, zone.officer)
    review.withdraw(submitted.pk, zone.officer, "再核对")
    review.send_back(submitted.pk, zone.officer, "人数改为 21")
    filling.submit(submitted.pk, {"staff-2025": "21"}, {})
    review.approve(submitted.pk, zone.officer)
    assert FactSheet.objects.get(year=2025).values["staff"] == 21
    assert list(Filing.objects.order_by("pk").values_list("withdrawn", flat=True)) == [True, False]


def test_a_month_is_never_taken_for_the_year(ask, zone):
    form = ask(("output_value", "output_value_ytd"), month=10, title="月报").assignments.get(enterprise=zone.first)
    filling.submit(form.pk, {"output_value-2025": "11", "output_value_ytd-2025": "149"}, {}, filler="赵")
    review.approve(form.pk, zone.officer)
    assert FactSheet.objects.get(year=2025).values == {
        "output_value@2025-10": 11 * WAN,
        "output_value_ytd@2025-01/2025-10": 149 * WAN,
    }


def test_january_and_february_are_one_month(ask, zone):
    form = ask(("output_value",), month=2, title="月报").assignments.get(enterprise=zone.first)
    filling.submit(form.pk, {"output_value-2025": "11"}, {}, filler="赵")
    review.approve(form.pk, zone.officer)
    assert FactSheet.objects.get(year=2025).values == {"output_value@2025-01/2025-02": 11 * WAN}
    assert form.round.period == "2025年1-2月"


def test_each_year_asked_is_a_filing_of_its_own(ask, zone):
    items = [{"field": "staff", "back": back} for back in (0, 1)] + [{"field": "established_on", "back": 0}]
    form = ask(items=items, title="两年").assignments.get(enterprise=zone.first)
    filling.submit(form.pk, {"staff-2025": "20", "staff-2024": "18", "established_on": "2015-06-01"}, {}, filler="赵")
    review.approve(form.pk, zone.officer)
    found = {sheet.year: sheet.values for sheet in FactSheet.objects.all()}
    assert found == {0: {"established_on": "2015-06-01"}, 2024: {"staff": 18}, 2025: {"staff": 20}}


def test_the_second_approval_is_refused_and_files_nothing(submitted, zone, make):
    review.approve(submitted.pk, zone.officer)
    with pytest.raises(RefusedError):
        review.approve(submitted.pk, make.user(zone, "officer"))
    assert Filing.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_officers_approving_at_once_make_one_filing(submitted, zone, make):
    officers, results = [zone.officer, make.user(zone, "officer")], []
    start = threading.Barrier(2)

    def approve(officer):
        try:
            start.wait()
            results.append(review.approve(submitted.pk, officer).state)
        except RefusedError:
            results.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=approve, args=(officer,)) for officer in officers]
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        for thread in threads:  # an in-memory database has one connection: one after the other
            start = threading.Barrier(1)
            thread.run()
    else:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(results) == ["approved", "refused"]
    assert Filing.objects.count() == 1


def test_returning_needs_a_word(submitted, zone):
    with pytest.raises(RefusedError):
        review.send_back(submitted.pk, zone.officer, "  ")
    assert Assignment.objects.get(pk=submitted.pk).state == "submitted"


def test_a_draft_is_neither_approved_nor_returned(form, zone):
    filling.save(form.pk, GOOD, {})
    for act in (lambda: review.approve(form.pk, zone.officer), lambda: review.send_back(form.pk, zone.officer, "改")):
        with pytest.raises(RefusedError):
            act()
    assert Assignment.objects.get(pk=form.pk).state == "draft"


def test_after_the_lock_nothing_changes_and_after_unlocking_it_may(submitted, zone):
    rounds.move(submitted.round_id, "lock")
    acts = [
        lambda: review.approve(submitted.pk, zone.officer),
        lambda: review.send_back(submitted.pk, zone.officer, "改"),
        lambda: filling.save(submitted.pk, {"staff-2025": "1"}, {}),
        lambda: rounds.reschedule(submitted.round_id, submitted.due_on),
        lambda: rounds.ask(submitted.round, Enterprise.objects.all()),
    ]
    for act in acts:
        with pytest.raises(RefusedError):
            act()
    rounds.move(submitted.round_id, "unlock", "统计局要求更正")
    assert review.approve(submitted.pk, zone.officer).state == "approved"


def test_a_locked_approval_is_not_withdrawn(submitted, zone):
    review.approve(submitted.pk, zone.officer)
    rounds.move(submitted.round_id, "lock")
    with pytest.raises(RefusedError):
        review.withdraw(submitted.pk, zone.officer, "改")
    assert FactSheet.objects.get(year=2025).values["staff"] == 20


def test_unlocking_needs_a_reason(form):
    rounds.move(form.round_id, "lock")
    with pytest.raises(RefusedError):
        rounds.move(form.round_id, "unlock", " ")
    assert Round.objects.get().state == "locked"


@pytest.mark.parametrize(
    ("state", "what"), [("draft", "lock"), ("draft", "close"), ("open", "unlock"), ("locked", "open")]
)
def test_a_round_moves_only_along_its_path(form, state, what):
    Round.objects.update(state=state)
    with pytest.raises(RefusedError):
        rounds.move(form.round_id, what, "要")
    assert Round.objects.get().state == state


def test_what_happened_to_a_form_is_told_in_order(submitted, zone):
    review.send_back(submitted.pk, zone.officer, "人数不对")
    filling.submit(submitted.pk, {}, {})
    review.approve(submitted.pk, zone.officer)
    found = list(Step.objects.order_by("pk").values_list("action", "comment"))
    assert found == [("submitted", ""), ("returned", "人数不对"), ("submitted", ""), ("approved", "")]

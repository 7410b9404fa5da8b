"""Drafts and submission: what is kept, what holds a form back, and when nothing may be changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gaoxin_web.collection.models import Answer, Assignment
from gaoxin_web.collection.services import RefusedError, filling, review, rounds
from tests.gaoxin_web.collection.conftest import GOOD

pytestmark = pytest.mark.django_db
WAN = 1_000_000


def state(form):
    return Assignment.objects.get(pk=form.pk).state


def answers(form):
    return {one.key: (one.raw, one.value) for one in Answer.objects.filter(assignment=form)}


def test_a_draft_is_kept_with_its_errors(form):
    found = filling.save(form.pk, {"revenue-2025": "很多", "staff-2025": "20"}, {})
    assert (found.form.state, [line.item.key for line in found.open_lines]) == ("draft", ["revenue-2025"])
    assert answers(form) == {
        "revenue-2025": ("很多", None),
        "main_revenue-2025": ("", None),
        "staff-2025": ("20", 20),
        "safety_accident-2025": ("", None),
    }


def test_a_line_that_is_not_given_stays_as_it_was(form):
    filling.save(form.pk, {"staff-2025": "20"}, {})
    filling.save(form.pk, {"revenue-2025": "3"}, {})
    assert answers(form)["staff-2025"] == ("20", 20)
    assert answers(form)["revenue-2025"] == ("3", 3 * WAN)


def test_a_line_nobody_asked_for_is_not_kept(form):
    filling.save(form.pk, {"net_profit-2025": "5", "revenue-2020": "5"}, {})
    assert set(answers(form)) == {"revenue-2025", "main_revenue-2025", "staff-2025", "safety_accident-2025"}


def test_an_error_holds_the_form_back(form):
    found = filling.submit(form.pk, GOOD | {"main_revenue-2025": "1200.01"}, {"main_revenue-2025": "就是"}, filler="赵")
    assert (state(form), [line.item.key for line in found.open_lines]) == ("draft", ["main_revenue-2025"])
    filling.submit(form.pk, {"main_revenue-2025": "1200"}, {})
    assert state(form) == "submitted"


def test_a_warning_holds_the_form_back_until_it_has_a_reason(form, known):
    known(2024, revenue=100 * WAN)
    filling.submit(form.pk, GOOD, {}, filler="赵")
    blank = (state(form), filling.submit(form.pk, {}, {"revenue-2025": "  "}).form.state)
    assert blank == ("draft", "draft")
    filling.submit(form.pk, {}, {"revenue-2025": "新产线投产"})
    line = Answer.objects.get(assignment=form, key="revenue-2025")
    assert (state(form), line.reason, [one["code"] for one in line.doubts]) == ("submitted", "新产线投产", ["change"])
    form.refresh_from_db()
    assert form.warnings == 1


def test_a_reason_goes_when_its_warning_goes(form, known):
    known(2024, revenue=100 * WAN)
    filling.save(form.pk, {"revenue-2025": "1000"}, {"revenue-2025": "新产线"})
    filling.save(form.pk, {"revenue-2025": "110"}, {})
    assert Answer.objects.get(assignment=form, key="revenue-2025").reason == ""


def test_who_fills_by_link_gives_a_name(form):
    filling.submit(form.pk, GOOD, {}, filler=" ")
    before = state(form)
    filling.submit(form.pk, {}, {}, filler="赵会计")
    assert (before, state(form)) == ("draft", "submitted")


def test_an_empty_form_is_not_submitted(form):
    filling.submit(form.pk, {}, {}, filler="赵")
    assert state(form) == "draft"


def test_a_submitted_form_cannot_be_changed(submitted):
    before = answers(submitted)
    for work in (filling.save, filling.submit):
        with pytest.raises(RefusedError):
            work(submitted.pk, {"staff-2025": "99"}, {})
    assert (answers(submitted), state(submitted)) == (before, "submitted")


def test_a_returned_form_can_be_changed_and_keeps_its_state_until_submitted(submitted, zone):
    review.send_back(submitted.pk, zone.officer, "人数不对")
    filling.save(submitted.pk, {"staff-2025": "21"}, {})
    between = (state(submitted), answers(submitted)["staff-2025"])
    filling.submit(submitted.pk, {}, {})
    assert (between, state(submitted)) == (("returned", ("21", 21)), "submitted")


def test_an_approved_form_cannot_be_changed(submitted, zone):
    review.approve(submitted.pk, zone.officer)
    with pytest.raises(RefusedError):
        filling.save(submitted.pk, {"staff-2025": "99"}, {})


@pytest.mark.parametrize(("opens", "closes", "may"), [(0, 0, True), (1, 5, False), (-5, -1, False), (-5, 0, True)])
def test_a_form_is_filled_from_the_first_day_to_the_last(ask, zone, today, opens, closes, may):
    round_ = ask(opens_on=today + timedelta(days=opens), closes_on=today + timedelta(days=closes))
    form = round_.assignments.get(enterprise=zone.first)
    assert form.is_fillable is may
    if not may:
        with pytest.raises(RefusedError):
            filling.save(form.pk, GOOD, {})


@pytest.mark.parametrize("what", ["close", "lock"])
def test_a_round_that_is_closed_or_locked_takes_no_change(form, what):
    rounds.move(form.round_id, what)
    with pytest.raises(RefusedError):
        filling.save(form.pk, GOOD, {})
    assert answers(form) == {}


def test_a_returned_form_may_be_mended_after_the_rounds_last_day(ask, zone, today):
    round_ = ask(closes_on=today)
    form = round_.assignments.get(enterprise=zone.first)
    filling.submit(form.pk, GOOD, {}, filler="赵")
    round_.closes_on = today - timedelta(days=1)
    round_.save()
    review.send_back(form.pk, zone.officer, "请核对")
    form = Assignment.objects.get(pk=form.pk)
    assert (form.due_on, form.is_fillable) == (today + timedelta(days=5), True)


def test_what_the_register_knows_of_earlier_years_is_offered_and_of_the_period_is_not(ask, zone, known):
    known(2024, revenue=100 * WAN)
    known(2025, revenue=200 * WAN, established_on="2015-06-01")
    items = [{"field": "established_on", "back": 0}, {"field": "revenue", "back": 0}, {"field": "revenue", "back": 1}]
    form = ask(items=items, title="两年").assignments.get(enterprise=zone.first)
    found = filling.filled(form)
    assert {key: line.raw for key, line in found.lines.items()} == {
        "established_on": "2015-06-01",
        "revenue-2025": "",
        "revenue-2024": "100",
    }


def test_months_are_held_against_the_month_before_and_the_year_before(ask, zone):
    fields = ("output_value", "output_value_ytd")
    ago, before = ask(fields, year=2024, month=10, title="月报"), ask(fields, month=9, title="月报")
    for round_, figures in ((ago, ("10", "100")), (before, ("20", "180"))):
        form = round_.assignments.get(enterprise=zone.first)
        year = round_.year
        texts = {f"output_value-{year}": figures[0], f"output_value_ytd-{year}": figures[1]}
        filling.submit(form.pk, texts, {}, filler="赵")
    now = ask(fields, month=10, title="月报").assignments.get(enterprise=zone.first)
    found = filling.save(now.pk, {"output_value-2025": "11", "output_value_ytd-2025": "149"}, {})
    codes = {key: [one["code"] for one in line.doubts] for key, line in found.lines.items()}
    assert codes == {"output_value-2025": [], "output_value_ytd-2025": ["GX373"]}
    assert found.known.before.last == {"output_value-2025": 10 * WAN, "output_value_ytd-2025": 100 * WAN}
    assert found.known.before.month == {"output_value-2025": 20 * WAN, "output_value_ytd-2025": 180 * WAN}

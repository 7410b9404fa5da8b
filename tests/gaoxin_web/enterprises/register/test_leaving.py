"""An enterprise that moves out or closes (迁出、注销): from which day it counts no more, and why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from gaoxin_web.enterprises.models import Enterprise, Recognition, here

from .test_profile import form_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 15)


@pytest.fixture
def left(world):
    Enterprise.objects.filter(pk=world.firm.pk).update(status="moved", left_on=DAY)
    return world.firm


def present(on):
    return set(Enterprise.objects.present(on).values_list("name", flat=True))


@pytest.mark.parametrize(("on", "counts"), [(DAY - timedelta(1), True), (DAY, False), (DAY + timedelta(1), False)])
def test_the_day_of_leaving_is_the_first_without(left, on, counts):
    assert (left.name in present(on)) == counts


def test_one_that_left_on_an_unknown_day_is_left_out_from_the_start(world):
    assert world.other.status == "moved"
    assert present(date(1990, 1, 1)) == {world.firm.name}


def test_what_hangs_on_it_is_found_by_the_same_rule(left):
    Recognition.objects.create(enterprise=left, kind="hnte", valid_from="2025-01-01", valid_to="2027-12-31")
    counts = [Recognition.objects.filter(here(on, "enterprise__")).count() for on in (DAY - timedelta(1), DAY)]
    assert counts == [1, 0]


def test_day_and_reason_are_entered_with_the_state_and_shown(world, officer):
    data = form_of(world.firm) | {"status": "closed", "left_on": "2026-05-15", "left_reason": "吸收合并后注销"}
    officer.post(f"/enterprises/{world.firm.pk}/edit/", data)
    page = officer.get(f"/enterprises/{world.firm.pk}/").content.decode()
    assert ("2026-05-15" in page, "吸收合并后注销" in page) == (True, True)


@pytest.mark.parametrize(
    ("status", "left_on", "wrong"),
    [
        ("open", "2026-05-15", {"left_on"}),
        ("moved", "2026-05-15", set()),
        ("moved", "", set()),
        ("moved", "2010-04-30", {"left_on"}),
        ("moved", "2010-05-01", set()),
        ("closed", "today", set()),
        ("closed", "tomorrow", {"left_on"}),
    ],
)
def test_a_day_that_cannot_be_is_refused(world, officer, status, left_on, wrong):
    today = timezone.localdate()
    left_on = {"today": today, "tomorrow": today + timedelta(1)}.get(left_on, left_on)
    answer = officer.post(
        f"/enterprises/{world.firm.pk}/edit/", form_of(world.firm) | {"status": status, "left_on": left_on}
    )
    assert (set(answer.context["form"].errors) if answer.status_code == 422 else set()) == wrong


def test_a_reason_without_leaving_is_refused(world, officer):
    answer = officer.post(f"/enterprises/{world.firm.pk}/edit/", form_of(world.firm) | {"left_reason": "迁往银川"})
    assert set(answer.context["form"].errors) == {"left_reason"}

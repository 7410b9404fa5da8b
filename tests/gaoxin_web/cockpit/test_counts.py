"""The overview's counts are kept, and none is shown after what it counts has changed."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from gaoxin_web.accounts.access import Access
from gaoxin_web.cockpit.queries.counts import Counts, counts_for
from gaoxin_web.enterprises.models import Enterprise, Recognition
from gaoxin_web.enterprises.services.merging import merge

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 15)
ONE = timedelta(days=1)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    cache.clear()


@pytest.fixture
def world(make):
    zone = make.zone()
    bureau = make.organisation(zone, "科技局")
    firm = make.enterprise(zone, "甲", organisation=bureau, chain="新材料", above_designated_size=True)
    other = make.enterprise(zone, "乙", organisation=make.organisation(zone, "商务局"))
    held = Recognition.objects.create(
        enterprise=firm, kind="hnte", valid_from=date(2024, 1, 1), valid_to=date(2026, 12, 31)
    )
    return SimpleNamespace(zone=zone, bureau=bureau, firm=firm, other=other, held=held, user=make.user(zone, "leader"))


def now(user, today=TODAY):
    return counts_for(Access.of(user), today)


BEFORE = Counts(2, 1, (("", 1), ("新材料", 1)), (("hnte", (0, 0, 1, 1, 1)),), 0)


def test_the_counts_are_of_those_in_the_zone_and_their_certificates(world):
    assert now(world.user) == BEFORE


def test_asked_again_they_are_not_counted_again(world, django_assert_max_num_queries):
    now(world.user)
    with django_assert_max_num_queries(7) as asked:  # the grants, and what the mark is made of
        assert now(world.user) == BEFORE
    assert not [one["sql"] for one in asked.captured_queries if "GROUP BY" in one["sql"]]


def leave(world):
    world.other.status = "moved"
    world.other.save()


def found_many(world):
    bulk_create_with_history([Enterprise(zone=world.zone, name=f"新{number}") for number in range(3)], Enterprise)


def rename_chain(world):
    world.other.chain = "新材料"
    bulk_update_with_history([world.other], Enterprise, ["chain"])


def withdraw(world):
    world.held.withdrawn_on = date(2025, 6, 1)
    world.held.save()


def join(world):
    merge(world.firm, world.other, {}, "同一家", world.user)


CHANGES = {
    leave: Counts(1, 1, (("新材料", 1),), (("hnte", (0, 0, 1, 1, 1)),), 0),
    found_many: Counts(5, 1, (("", 4), ("新材料", 1)), (("hnte", (0, 0, 1, 1, 1)),), 0),
    rename_chain: Counts(2, 1, (("新材料", 2),), (("hnte", (0, 0, 1, 1, 1)),), 0),
    withdraw: Counts(2, 1, (("", 1), ("新材料", 1)), (("hnte", (0, 0, 1, 0, 0)),), 0),
    join: Counts(1, 1, (("新材料", 1),), (("hnte", (0, 0, 1, 1, 1)),), 0),
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_is_seen_at_the_next_look(world, change):
    assert now(world.user) == BEFORE
    change(world)
    assert now(world.user) == CHANGES[change]


def test_a_certificate_that_is_deleted_is_counted_no_more(world):
    now(world.user)
    world.held.delete()
    assert now(world.user).kinds == ()


def test_a_change_that_ends_after_a_later_one_is_seen(world):
    """Of two writers at once the one that began first has the smaller number in the history."""
    late = world.firm.history.latest()
    number, firm = late.history_id, world.firm
    late.delete()
    world.other.save()
    assert now(world.user).above == 1
    Enterprise.objects.filter(pk=firm.pk).update(above_designated_size=False)
    late.history_id, late.history_date = number, timezone.now()
    late.save(force_insert=True)
    assert now(world.user).above == 0


def test_the_next_day_counts_anew(world):
    assert [now(world.user, day).expiring for day in (date(2026, 7, 1), date(2026, 6, 30))] == [1, 0]


def test_each_sees_the_counts_of_their_own_part(make, world):
    officer = make.user(world.zone, "officer", "own", world.bureau)
    stranger = make.user(make.zone(), "leader")
    nobody = make.user(world.zone, "officer", "own")
    assert [now(user).enterprises for user in (world.user, officer, stranger, nobody)] == [2, 1, 0, 0]
    world.other.organisation = world.bureau
    world.other.save()
    assert [now(user).enterprises for user in (world.user, officer, stranger, nobody)] == [2, 2, 0, 0]


def test_a_bureau_put_below_another_is_counted_with_it(make, world):
    officer = make.user(world.zone, "officer", "below", world.bureau)
    assert now(officer).enterprises == 1
    below = world.other.organisation
    below.parent = world.bureau
    below.save()
    type(below).objects.filter(pk=below.pk).update(path=f"{world.bureau.path}{below.pk}/")
    assert now(officer).enterprises == 2


def test_a_figure_on_the_page_moves_with_the_record(make, world, sign_in):
    today = timezone.localdate()
    Recognition.objects.all().delete()
    client = sign_in(world.user)

    def shown():
        page = client.get("/overview/").context
        expiring = {one.url: one.count for one in page["todos"]}["/overview/expiring/"]
        return page["enterprises"], expiring, [(one.kind, one.now) for one in page["kinds"]]

    before = shown()
    make.enterprise(world.zone)
    with_one_more = shown()
    Recognition.objects.create(enterprise=world.firm, kind="srdi", valid_from=today - 9 * ONE, valid_to=today + ONE)
    assert [before, with_one_more, shown()] == [(2, 0, []), (3, 0, []), (3, 1, [("srdi", 1)])]
